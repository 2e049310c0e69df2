import Glibc
import ModerationCore

extension InputSection {
  /// The dimensions of the model's input.
  var shape: [Int] {
    switch layout {
    case .nchw: [1, 3, size.height, size.width]
    case .nhwc: [1, size.height, size.width, 3]
    }
  }

  /// Pixels as the model wants them: normalised, padded, in its order of axes.
  ///
  /// - Throws: `unexpectedInput` when the pixels are not as the wish asked for.
  func tensor(of pixels: RawSpan, _ frame: FrameDescription) throws(DetectorFailure) -> [Float] {
    let (width, height) = (frame.size.width, frame.size.height)
    let fits =
      padding == nil
      ? frame.size == size
      : (1...size.width).contains(width) && (1...size.height).contains(height)
    guard fits, frame.channelOrder == wish.channelOrder, frame.strideBytes >= width * 3,
      let before = checkedProduct(height - 1, frame.strideBytes), pixels.byteCount >= width * 3,
      before <= pixels.byteCount - width * 3
    else {
      throw DetectorFailure(
        .unexpectedInput, message: "the model takes \(size) \(wish.channelOrder) pixels, not \(frame.size)")
    }
    let (left, top) = ((size.width - width) / 2, (size.height - height) / 2)
    let tables = (0..<3).map { channel in
      (0..<256).map {
        (Float($0) / normalization.divisor - normalization.mean[channel]) / normalization.deviation[channel]
      }
    }
    let (columnStep, rowStep, channelStep) =
      layout == .nhwc
      ? (3, size.width * 3, 1) : (1, size.width, size.width * size.height)
    let count = size.width * size.height * 3
    return pixels.withUnsafeBytes { source in
      [Float](unsafeUninitializedCapacity: count) { tensor, written in
        guard let target = tensor.baseAddress else { return }
        for channel in 0..<3 {
          tables[channel].withUnsafeBufferPointer { table in
            // Without padding the pixels fill all of it.
            if let padding, (width, height) != (size.width, size.height) {
              for place in 0..<(size.width * size.height) {
                target[channel * channelStep + place * columnStep] = table[Int(padding)]
              }
            }
            for y in 0..<height {
              var place = channel * channelStep + (y + top) * rowStep + left * columnStep
              for from in stride(from: y * frame.strideBytes + channel, to: y * frame.strideBytes + width * 3, by: 3) {
                target[place] = table[Int(source[from])]
                place += columnStep
              }
            }
          }
        }
        written = count
      }
    }
  }
}

extension NetworkSection {
  /// The probabilities of the classes.
  ///
  /// - Throws: `inferenceFailed` when the output, after its activation, is no probability.
  func probabilities(_ output: [Float]) throws(DetectorFailure) -> [Double] {
    var values = output.map { Double($0) }
    switch activation {
    case .none: break
    case .sigmoid: values = values.map { 1 / (1 + exp(-$0)) }
    case .softmax:
      let largest = values.max() ?? 0
      values = values.map { exp($0 - largest) }
      let sum = values.reduce(0, +)
      values = values.map { $0 / sum }
    }
    for value in values where !(-Self.roundingSlack...1 + Self.roundingSlack).contains(value) {
      throw DetectorFailure(
        .inferenceFailed,
        message:
          "the model's output holds \(value), which is not a probability; output.activation must make it one"
      )
    }
    return values.map { min(max($0, 0), 1) }
  }

  /// By how much a probability may leave 0…1 for rounding: 0.0001.
  private static let roundingSlack = 0.0001
}
