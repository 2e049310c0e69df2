@testable import PixelConversion
import Foundation
import ImageDecoding
import ImageFormats
import ImageModeration
import Inference
import TestFixtures
import Testing

@testable import CodeDetection

@Suite("Barcode detector", .timeLimit(.minutes(20)))
struct BarcodeDetectorTests {
  /// The published sample pictures of ZXing-C++, which stay outside the repository.
  static let samples = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/fixtures/shared-only/qr")
  static let hasSamples = FileManager.default.fileExists(atPath: samples.path)

  static func library() throws -> CodeLibrary {
    try CodeLibrary(path: try path())
  }

  static func path() throws -> String { CodeLibrary.path(inModels: try ModelStore().directory) }

  static func findings(in url: URL) throws -> [Finding] {
    try findings(in: url, by: BarcodeDetector(library: try library()))
  }

  static func findings(in url: URL, by detector: any Detector) throws -> [Finding] {
    let bytes = [UInt8](try Data(contentsOf: url))
    let sniffed = ImageFormat.sniff(bytes.span.bytes)
    let request = DecodeRequest(
      format: try #require(sniffed), frameIndices: [0], wishes: [detector.inputWish], size: Limits.tiia20190529.size)
    var answer: Result<[Finding], any Error>?
    _ = try InProcessDecoder().decode(bytes.span.bytes, request) { pixels, frame in
      answer = Result {
        try PixelConverter().convert(pixels, of: frame, to: detector.inputWish) { converted, description in
          Result { () throws(DetectorFailure) in try detector.inspect(converted, of: description) }
        }.get()
      }
      return true
    }
    return try #require(answer).get()
  }

  static func files(_ folder: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: samples.appending(path: folder), includingPropertiesForKeys: nil
    ).filter { $0.pathExtension != "txt" }.sorted { $0.path < $1.path }
  }

  @Test("reads the sample pictures' codes", .enabled(if: hasSamples, "the shared sample pictures are not here"))
  func samplePictures() throws {
    var read: [String] = []
    let files = try Self.files("qrcode-5")
    for file in files {
      let expected = try String(contentsOf: file.deletingPathExtension().appendingPathExtension("txt"), encoding: .utf8)
      if try Self.findings(in: file).contains(where: { $0.text == expected }) { read.append(file.lastPathComponent) }
    }
    print(
      "QR samples read: \(read.count) of \(files.count); missed \(Set(files.map(\.lastPathComponent)).subtracting(read).sorted())"
    )
    #expect(Double(read.count) >= 28.0 / 32.0 * Double(files.count))
  }

  @Test("finds nothing where nothing is", .enabled(if: hasSamples, "the shared sample pictures are not here"))
  func falsePositives() throws {
    for file in try Self.files("falsepositives-2") { #expect(try Self.findings(in: file).isEmpty, "\(file.path)") }
  }

  @Test("finds nothing in the photographs of the fixtures")
  func photographs() throws {
    let folder = Fixture.folder.appending(path: "images/photos-large")
    for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
      #expect(try Self.findings(in: file).isEmpty, "\(file.path)")
    }
  }
}
