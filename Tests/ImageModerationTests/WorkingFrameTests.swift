@testable import PixelConversion
import TestFixtures
import Testing

@testable import ImageModeration

/// Gives one frame of noise, whatever the bytes are.
private struct NoiseDecoder: Decoder {
  let formats: Set<ImageFormat> = [.png]
  let frame: DecodedFrame
  let pixels: [UInt8]

  init(_ width: Int, _ height: Int) {
    let size = PixelSize(width: width, height: height)
    frame = DecodedFrame(index: 0, size: size, strideBytes: width * 3, originalSize: size, hasAlpha: false)
    var state: UInt32 = 1
    pixels = (0..<(width * height * 3)).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
  }

  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    _ = deliver(pixels.span.bytes, frame)
    return .allShown
  }
}

/// Keeps the pixels that it was shown.
private struct Onlooker: Detector {
  let descriptor: DetectorDescriptor
  let inputWish: InputWish
  let seen = Box<[[UInt8]]>([])

  init(_ id: String, _ wish: InputWish) {
    descriptor = DetectorDescriptor(
      id: id, scene: .porn, covers: [], doesNotCover: [], bands: [.porn: FakeDetector.bands])
    inputWish = wish
  }

  func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    let bytes = pixels.withUnsafeBytes { [UInt8]($0) }
    seen.update { $0.append(bytes) }
    return []
  }
}

@Suite("Working frame", .timeLimit(.minutes(20)))
struct WorkingFrameTests {
  static let whole = InputWish(fit: .longestSide(100), oversampling: 1)
  static let square = InputWish(fit: .exact(PixelSize(width: 24, height: 24)), filter: .bicubic, oversampling: 2)

  static func frame(_ width: Int, _ height: Int, of original: PixelSize? = nil) -> DecodedFrame {
    let size = PixelSize(width: width, height: height)
    return DecodedFrame(
      index: 0, size: size, strideBytes: width * 3, originalSize: original ?? size, hasAlpha: false)
  }

  @Test("the largest wish is met as from the decoded frame, smaller ones from the working frame, one as decoded")
  func views() async throws {
    let decoder = NoiseDecoder(400, 300)
    let (large, small) = (Onlooker("b/1", Self.whole), Onlooker("c/1", Self.square))
    let asDecoded = Onlooker("a/1", InputWish(asDecodedUpTo: 500))
    _ = try await PipelineTests.moderate(DetectorSet(detectors: [asDecoded, large, small]), decoder: decoder)
    let source = decoder.pixels.span.bytes
    let exact = try PixelConverter().convert(source, of: decoder.frame, to: Self.whole) { converted, _ in
      converted.withUnsafeBytes { [UInt8]($0) }
    }
    #expect(large.seen.value == [exact])
    let working = Self.frame(100, 75, of: decoder.frame.size)
    let twice = try PixelConverter().convert(exact.span.bytes, of: working, to: Self.square) { converted, frame in
      #expect(frame.originalRegion == PixelRectangle(x: 0, y: 0, width: 400, height: 300))
      return converted.withUnsafeBytes { [UInt8]($0) }
    }
    #expect(small.seen.value == [twice])
    #expect(asDecoded.seen.value == [decoder.pixels])
  }

  @Test("a working frame keeps what every wish asks for, in the frame's shape")
  func sizes() {
    let wishes = [Self.whole, Self.square]
    #expect(WorkingFrame.size(of: Self.frame(400, 300), for: wishes) == PixelSize(width: 100, height: 75))
    // 48 pixels along each axis are more than 100 along the longer one leave of the other.
    #expect(WorkingFrame.size(of: Self.frame(600, 200), for: wishes) == PixelSize(width: 144, height: 48))
    let turned = WorkingFrame.size(of: Self.frame(301, 402), for: wishes)
    #expect(turned == Self.whole.resampledSize(of: PixelSize(width: 301, height: 402)))
    // Shrunk by the decoder, which rounded.
    let halved = Self.frame(201, 151, of: PixelSize(width: 401, height: 301))
    #expect(WorkingFrame.size(of: halved, for: wishes) == Self.whole.resampledSize(of: halved.originalSize))
  }

  @Test("a frame that is hardly larger, or has one wish only, is used as it is")
  func useless() {
    let wishes = [Self.whole, Self.square]
    #expect(WorkingFrame(of: Self.frame(110, 80), for: wishes) == nil)
    #expect(WorkingFrame(of: Self.frame(90, 60), for: wishes) == nil)
    #expect(WorkingFrame(of: Self.frame(400, 300), for: [Self.whole]) == nil)
    #expect(WorkingFrame(of: Self.frame(400, 300), for: []) == nil)
  }

  @Test("tiles of a long picture keep their pixels")
  func tiles() {
    var wish = Self.whole
    wish.tiling = Tiling(fromAspectRatio: 2, minimumLengthPixels: 100)
    let frame = Self.frame(200, 2000)
    // Tiles of 200 pixels are shown at 100: half of the picture.
    #expect(WorkingFrame.size(of: frame, for: [wish, Self.square]) == PixelSize(width: 100, height: 1000))
  }
}
