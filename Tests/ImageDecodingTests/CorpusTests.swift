@testable import WorkerDecoding
@testable import WorkerProcesses
import Foundation
import ImageFormats
import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

/// What fuzzing found: files that once crashed something, and some that reach far into a reader. Nothing here checks a
/// result: a trap ends the test run. The name's first word is the fuzz target.
@Suite("Corpus", .timeLimit(.minutes(20)))
struct CorpusTests {
  static let files: [URL] = {
    let folder = Fixture.folder.deletingLastPathComponent().appending(path: "Tests/Corpus")
    let all = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return (all ?? []).filter { $0.pathExtension != "md" }.sorted { $0.path < $1.path }
  }()

  /// The formats of the targets that decode.
  static let formats: [String: ImageFormat] = [
    "APNG": .png, "AnimatedWebP": .webp, "Bitmap": .bmp, "GIF": .gif, "Icon": .ico, "JNG": .jng, "SVG": .svg,
    "SampleTables": .heic,
  ]

  @Test("every file is survived by everybody who reads it")
  func replay() throws {
    #expect(Self.files.count >= 20)
    for file in Self.files {
      let bytes = [UInt8](try Data(contentsOf: file))
      let target = file.lastPathComponent.prefix { $0 != "-" }
      _ = WorkerMessage(bytes)?.bytes
      _ = try? SVGDrawing(
        bytes.span.bytes,
        DecodeRequest(format: .svg, frameIndices: [0], wishes: [], size: InProcessDecoderTests.anySize))
      for format in ImageFormat.known { _ = try? ImageHeader(of: bytes.span.bytes, as: format) }
      let sniffed = ImageFormat.sniff(bytes.span.bytes)
      for format in Set([sniffed, Self.formats[String(target)]].compactMap(\.self)) {
        for frames in [[0], [0, 1, 5]] {
          _ = InProcessDecoderTests.failure {
            try InProcessDecoderTests.decode(
              bytes, as: format, frames: frames, size: Limits.ims20201229.size, deadline: .now + .seconds(20))
          }
        }
      }
    }
  }
}
