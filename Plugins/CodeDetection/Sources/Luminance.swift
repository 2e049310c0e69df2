import CPixels
import ModerationCore

/// A frame in grey: one byte a pixel, rows without padding.
struct Luminance {
  let width: Int
  let height: Int
  let values: [UInt8]

  /// Takes bytes as they are, `width × height` of them.
  init(width: Int, height: Int, values: [UInt8]) {
    self.width = width
    self.height = height
    self.values = values
  }

  /// - Throws: `unexpectedInput` when the bytes are not there.
  init(checking pixels: RawSpan, _ frame: FrameDescription) throws(DetectorFailure) {
    guard frame.channelOrder == .rgb, frame.size.shorterSide > 0, frame.strideBytes >= frame.size.width * 3,
      pixels.byteCount >= (frame.size.height - 1) * frame.strideBytes + frame.size.width * 3
    else { throw DetectorFailure(.unexpectedInput, message: "\(frame.size) does not fit \(pixels.byteCount) bytes") }
    self.init(pixels, frame)
  }

  /// Red, green and blue weighted as in ITU-R BT.601, in 1024ths. The caller has checked that the bytes are there.
  private init(_ pixels: RawSpan, _ frame: FrameDescription) {
    width = frame.size.width
    height = frame.size.height
    let (width, height) = (width, height)
    values = [UInt8](unsafeUninitializedCapacity: width * height) { output, filled in
      pixels.withUnsafeBytes { input in
        guard let from = input.baseAddress, let to = output.baseAddress else { return }
        moderation_grey(
          from.assumingMemoryBound(to: UInt8.self), Int32(width), Int32(height), frame.strideBytes, to)
      }
      filled = width * height
    }
  }

  /// All of it.
  var bounds: CodeRegion.Box { CodeRegion.Box(x: 0..<width, y: 0..<height) }

  /// In half the size, by means of four pixels.
  var halved: Luminance {
    made(width: width / 2, height: height / 2) { moderation_halve(values, Int32(width), Int32(height), $0) }
  }

  /// Light and dark exchanged.
  var inverted: Luminance {
    made(width: width, height: height) { moderation_invert(values, values.count, $0) }
  }

  private func made(width: Int, height: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Void) -> Luminance {
    let count = width * height
    let values = [UInt8](unsafeUninitializedCapacity: count) { values, filled in
      guard count > 0, let start = values.baseAddress else { return }
      write(start)
      filled = count
    }
    return Luminance(width: width, height: height, values: values)
  }

  /// The share of the range between the darkest and the lightest hundredth that becomes white where it is stretched: a
  /// blurred code's dark modules are thin, a pale one's light ground is wide. With it 269 codes of `bench codes` are read,
  /// with the whole range 262; of 480 codes drawn upon photographs 345, with the whole range 328 (measured 2026-11-28).
  private static let whiteShare = 0.3
  /// Less than this is nothing that could be stretched, in levels.
  private static let leastRange = 8

  /// With its contrast stretched; nil where there is nothing to stretch.
  var stretched: Luminance? {
    var histogram = [UInt32](repeating: 0, count: 256)
    moderation_count_levels(values, values.count, &histogram)
    let share = values.count / 100
    func level(_ order: some Sequence<Int>) -> Int {
      var count = 0
      for value in order {
        count += Int(histogram[value])
        if count > share { return value }
      }
      return 0
    }
    let (low, lightest) = (level(0..<256), level((0..<256).reversed()))
    guard lightest - low >= Self.leastRange else { return nil }
    let high = Int(Double(lightest) - Self.whiteShare * Double(lightest - low))
    return made(width: width, height: height) {
      moderation_stretch(values, values.count, Int32(low), Int32(high), $0)
    }
  }
}
