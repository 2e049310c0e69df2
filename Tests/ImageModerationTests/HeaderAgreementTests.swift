import Foundation
import ImageDecoding
import ImageFormats
import TestFixtures
import Testing

@testable import ImageModeration

/// Two readers that share no code must say the same of every picture: our header probing, and the library that decodes.
@Suite("Header agreement", .timeLimit(.minutes(20)))
struct HeaderAgreementTests {
  static let files: [String] = {
    let images = Fixture.folder.appending(path: "images")
    let all = FileManager.default.enumerator(at: images, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
    return all.filter { !$0.hasDirectoryPath }.map { $0.path }.sorted()
  }()

  @Test("the size that the header claims is the size that decodes, for every fixture that decodes")
  func sizes() throws {
    let decoder = try InProcessDecoder()
    let size = SizeLimits(
      minimumSidePixels: 1, maximumSidePixels: nil, aspectRatioBelow: .infinity, maximumFramePixels: 4_000_000)
    var agreed = 0
    for path in Self.files {
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      guard let format = ImageFormat.sniff(bytes.span.bytes), decoder.formats.contains(format),
        let header = try? ImageHeader(of: bytes.span.bytes, as: format), header.frameKind != .sequence,
        // Two GIFs claim more than 65,000 pixels a side, which libvips does not see and the limits refuse.
        header.size.longerSide <= 20_000
      else { continue }
      var decoded: DecodedFrame?
      _ = try? decoder.decode(
        bytes.span.bytes,
        DecodeRequest(format: format, frameIndices: [header.primaryFrame], wishes: [], size: size)
      ) { _, frame in
        if frame.rendition == .standard { decoded = frame }
        return true
      }
      guard let decoded else { continue }
      #expect(header.size == decoded.originalSize, "\(path)")
      // Pixels that a run-length code leaves out are known only behind its last byte.
      #expect(
        !decoded.hasAlpha || header.hasAlpha || format == .bmp, "\(path): alpha that the header did not know of")
      agreed += 1
    }
    #expect(agreed > 100)
  }
}
