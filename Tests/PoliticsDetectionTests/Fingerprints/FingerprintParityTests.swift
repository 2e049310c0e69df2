import ImageMatching
import PixelConversion
import Foundation
import ImageDecoding
import ImageFormats
import ImageModeration
import PoliticsDetection
import TestFixtures
import Testing

/// Our decoder, our resampler and our hasher together, against `pdqhash` 0.2.8 on Pillow's full decode. The reference
/// values were written by Scripts/reference/pdq.py.
@Suite("fingerprint parity", .timeLimit(.minutes(20)))
struct FingerprintParityTests {
  struct FileCase: Decodable, CustomTestStringConvertible {
    let path: String
    let quality: Int
    let views: [String]

    var testDescription: String { path }
  }

  static let cases: [FileCase] = (try? Fixture.json("pdq/files.json")) ?? []
  /// Where the reference calls a picture good enough, this far from its hash is the same picture.
  static let bound = 10

  static func fingerprint(_ path: String) throws -> PDQFingerprint {
    let bytes = try Fixture.bytes(path)
    let sniffed = ImageFormat.sniff(bytes.span.bytes)
    let format = try #require(sniffed)
    var answer: PDQFingerprint?
    _ = try InProcessDecoder().decode(
      bytes.span.bytes,
      DecodeRequest(
        format: format, frameIndices: [0], wishes: [FingerprintDetector.wish], size: Limits.tiia20190529.size)
    ) { pixels, frame in
      guard frame.rendition == .standard else { return true }
      answer = try? PixelConverter().convert(pixels, of: frame, to: FingerprintDetector.wish) {
        converted, description in
        PDQHasher.fingerprint(
          converted, width: description.size.width, height: description.size.height,
          strideBytes: description.strideBytes)
      }
      return true
    }
    return try #require(answer)
  }

  static func distances(_ example: FileCase) throws -> [Int] {
    let found = try fingerprint(example.path)
    #expect(abs(found.quality - example.quality) <= 5)
    return try zip(found.views, example.views).map { mine, theirs in
      mine.distance(to: try #require(PDQHash(hexadecimal: theirs)))
    }
  }

  @Test("files keep within 10 bits of the reference in all eight views, half of them within 2")
  func files() throws {
    #expect(Self.cases.count >= 40)
    var asItIs: [Int] = []
    for example in Self.cases {
      let distances = try Self.distances(example)
      #expect(distances.count == 8)
      guard example.quality >= 80 else { continue }
      #expect(distances.allSatisfy { $0 <= Self.bound }, "\(example.path): \(distances)")
      asItIs.append(distances[0])
    }
    asItIs.sort()
    let median = asItIs[asItIs.count / 2]
    #expect(median <= 2)
    print("PDQ parity: \(asItIs.count) files, median \(median) bits, largest \(asItIs.last ?? 0)")
  }
}
