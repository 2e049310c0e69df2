import PixelConversion
import ImageDecoding
import ImageFormats
import ImageModeration
import TestFixtures
import Testing

/// A fixture's pixels as a detector wished for them.
struct ShownPicture {
  private let pixels: [UInt8]
  private let frame: FrameDescription

  init(_ name: String, to wish: InputWish) throws {
    let bytes = try Fixture.bytes(name)
    let sniffed = ImageFormat.sniff(bytes.span.bytes)
    let request = DecodeRequest(
      format: try #require(sniffed), frameIndices: [0], wishes: [wish], size: Limits.tiia20190529.size)
    var answer: Result<([UInt8], FrameDescription), any Error>?
    _ = try InProcessDecoder().decode(bytes.span.bytes, request) { pixels, frame in
      guard frame.rendition == .standard else { return true }
      answer = Result {
        try PixelConverter().convert(pixels, of: frame, to: wish) { view, description in
          (view.withUnsafeBytes { [UInt8]($0) }, description)
        }
      }
      return false
    }
    (pixels, frame) = try #require(answer).get()
  }

  func inspected(by detector: any Detector) throws -> [Finding] { try detector.inspect(pixels.span.bytes, of: frame) }
}
