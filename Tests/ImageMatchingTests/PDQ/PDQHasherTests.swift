import Foundation
import ImageMatching
import TestFixtures
import Testing

/// The same pixels, the same bits as the reference package `pdqhash` 0.2.8. The reference values were written by
/// Scripts/reference/pdq.py.
@Suite("PDQ hasher", .timeLimit(.minutes(20)))
struct PDQHasherTests {
  struct PixelCase: Decodable, CustomTestStringConvertible {
    let name: String
    let width: Int
    let height: Int
    let quality: Int
    let views: [String]

    var testDescription: String { name }
  }

  static let cases: [PixelCase] = (try? Fixture.json("pdq/pixels.json")) ?? []

  static func fingerprint(_ pixels: [UInt8], width: Int, height: Int, strideBytes: Int? = nil) -> PDQFingerprint? {
    PDQHasher.fingerprint(pixels.span.bytes, width: width, height: height, strideBytes: strideBytes ?? width * 3)
  }

  @Test("there are pictures to compare") func casesExist() { #expect(Self.cases.count >= 10) }

  @Test("equal pixels give the reference's quality and its eight hashes, bit for bit", arguments: cases)
  func equalPixels(example: PixelCase) throws {
    let pixels = try Fixture.bytes("open_nsfw/pixels/\(example.name).rgb")
    let found = try #require(Self.fingerprint(pixels, width: example.width, height: example.height))
    #expect(found.quality == example.quality)
    // What a flat picture has for a hash is left to the rounding of sums that cancel.
    guard example.quality > 0 else { return }
    #expect(found.views.map(\.description) == example.views)
  }

  /// Pixels of a picture that is none of its own mirror images.
  static func lopsided(width: Int, height: Int) -> [UInt8] {
    (0..<height).flatMap { y in
      (0..<width).flatMap { x in
        let value = UInt8(truncatingIfNeeded: (x * x / 7 + y * 3) ^ (x * y / 31))
        return [value, value &+ UInt8(truncatingIfNeeded: y / 2), 255 - value]
      }
    }
  }

  @Test("the hash of a view is the hash of a picture that was turned so", arguments: PictureView.allCases)
  func views(view: PictureView) throws {
    // Samples are whole pixels then; a larger picture that is turned is sampled beside the same places.
    let side = 64
    let pixels = Self.lopsided(width: side, height: side)
    let turned = (0..<side).flatMap { y in
      (0..<side).flatMap { x -> [UInt8] in
        let last = side - 1
        let (fromX, fromY) =
          switch view {
          case .asItIs: (x, y)
          case .turnedLeft: (last - y, x)
          case .turnedOver: (last - x, last - y)
          case .turnedRight: (y, last - x)
          case .flipped: (x, last - y)
          case .mirrored: (last - x, y)
          case .transposed: (y, x)
          case .antitransposed: (last - y, last - x)
          }
        let at = (fromY * side + fromX) * 3
        return Array(pixels[at..<(at + 3)])
      }
    }
    let whole = try #require(Self.fingerprint(pixels, width: side, height: side))
    let other = try #require(Self.fingerprint(turned, width: side, height: side))
    #expect(whole.hash(of: view).distance(to: other.hash) <= 2)
    for wrong in PictureView.allCases where wrong != view {
      #expect(whole.hash(of: wrong).distance(to: other.hash) > 60)
    }
  }

  @Test("padding between rows changes nothing")
  func padding() throws {
    let pixels = Self.lopsided(width: 40, height: 30)
    var padded: [UInt8] = []
    for row in 0..<30 { padded += pixels[(row * 120)..<(row * 120 + 120)] + [255, 0, 255, 0, 255] }
    // The last row needs no padding.
    padded.removeLast(5)
    let tight = try #require(Self.fingerprint(pixels, width: 40, height: 30))
    #expect(Self.fingerprint(padded, width: 40, height: 30, strideBytes: 125) == tight)
  }

  @Test(
    "sizes that do not fit the bytes, or are too large, are refused",
    arguments: [
      (0, 10, 30), (10, 0, 30), (-1, 10, 30), (10, 11, 30), (10, 10, 29), (2049, 1, 6147), (1, 2049, 3),
      (10, .max, 30), (.max, 10, 30), (10, 10, .max),
    ])
  func refused(width: Int, height: Int, strideBytes: Int) {
    #expect(
      Self.fingerprint([UInt8](repeating: 9, count: 300), width: width, height: height, strideBytes: strideBytes) == nil
    )
  }

  @Test(
    "every small shape has a fingerprint", arguments: [(1, 1), (4, 9), (5, 5), (5, 300), (300, 5), (64, 64), (65, 63)])
  func shapes(width: Int, height: Int) throws {
    let found = try #require(
      Self.fingerprint(Self.lopsided(width: width, height: height), width: width, height: height))
    #expect(found.views.count == 8)
    #expect((0...100).contains(found.quality))
    if min(width, height) < PDQHasher.minimumSidePixels {
      #expect(found.quality == 0)
      #expect(found.hash == PDQHash(words: .zero))
    }
  }

  @Test("flat colours and gradients are known by their quality")
  func lowQuality() throws {
    let flat = try #require(Self.fingerprint([UInt8](repeating: 120, count: 100 * 100 * 3), width: 100, height: 100))
    #expect(flat.quality == 0)
    let gradient = (0..<100).flatMap { y in (0..<100).flatMap { x in [UInt8](repeating: UInt8(x + y), count: 3) } }
    #expect(try #require(Self.fingerprint(gradient, width: 100, height: 100)).quality < 50)
  }
}
