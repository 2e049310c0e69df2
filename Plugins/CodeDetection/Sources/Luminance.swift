import ModerationCore

/// A frame in grey: one byte a pixel, rows without padding.
struct Luminance {
  let width: Int
  let height: Int
  let values: [UInt8]

  private init(width: Int, height: Int, values: [UInt8]) {
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
        for y in 0..<height {
          var source = y * frame.strideBytes
          for x in 0..<width {
            let sum = 306 * UInt32(input[source]) + 601 * UInt32(input[source + 1]) + 117 * UInt32(input[source + 2])
            output[y * width + x] = UInt8(truncatingIfNeeded: sum >> 10)
            source += 3
          }
        }
      }
      filled = width * height
    }
  }

  /// Light and dark exchanged.
  var inverted: Luminance { Luminance(width: width, height: height, values: values.map { 255 - $0 }) }

  /// The range between the darkest and the lightest hundredth spread over all of 0…255; nil where it nearly is already,
  /// or where there is nothing to spread.
  var stretched: Luminance? {
    var histogram = [Int](repeating: 0, count: 256)
    for value in values { histogram[Int(value)] += 1 }
    let share = values.count / 100
    func level(_ order: some Sequence<Int>) -> Int {
      var count = 0
      for value in order {
        count += histogram[value]
        if count > share { return value }
      }
      return 0
    }
    let (low, high) = (level(0..<256), level((0..<256).reversed()))
    guard (8...200).contains(high - low) else { return nil }
    let table = (0..<256).map { UInt8(min(max(($0 - low) * 255 / (high - low), 0), 255)) }
    return Luminance(width: width, height: height, values: values.map { table[Int($0)] })
  }
}
