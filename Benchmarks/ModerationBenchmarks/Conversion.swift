import PixelConversion
import Benchmark
import ImageDecoding
import ImageModeration

/// Resampling, crop and JPEG round trip for open_nsfw, against the same without resampling.
func registerConversion() {
  registerConversion(of: Fixture("512x512", "photos-faces/astronaut.png"), window: PixelSize(width: 512, height: 512))
  registerConversion(
    of: Fixture("2000x1500", "photos-large/chelsea-2400x1800.jpg"), window: PixelSize(width: 2000, height: 1500))
}

/// - Parameter window: The part of the picture that is converted, from its upper left corner.
private func registerConversion(of fixture: Fixture, window: PixelSize) {
  measure("convert \(fixture.label) for open_nsfw", in: .microseconds) {
    let wish = try Loaded.openNSFW().inputWish
    let converter = PixelConverter()
    let (pixels, whole) = try fixture.pixels()
    func convert(_ size: PixelSize) throws {
      let frame = DecodedFrame(
        index: 0, size: size, strideBytes: whole.strideBytes, originalSize: size, hasAlpha: false)
      try converter.convert(pixels.span.bytes, of: frame, to: wish) { converted, _ in blackHole(converted.byteCount) }
    }
    let wished = wish.resampledSize(of: window)
    return Comparison {
      try convert(window)
    } peer: {
      try convert(wished)
    }
  }
}

extension Fixture {
  /// The picture decoded in full.
  func pixels() throws -> ([UInt8], DecodedFrame) {
    let bytes = try bytes()
    var decoded: ([UInt8], DecodedFrame)?
    try InProcessDecoder().decode(bytes.span.bytes, .firstFrame(of: bytes, wishes: [])) { pixels, frame in
      decoded = (pixels.withUnsafeBytes { Array($0) }, frame)
      return false
    }
    guard let decoded else { throw BenchmarkFailure("\(path) has no frame") }
    return decoded
  }
}
