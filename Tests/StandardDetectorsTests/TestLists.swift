import ImageMatching
import ImageModeration
import Lists
import PoliticsDetection
import StandardDetectors
import TestFixtures
import Testing
import TextMatching

/// Small lists for tests.
enum TestLists {
  static func words(_ text: String, name: String = "list") throws -> WordList {
    try WordList(parsing: Array(text.utf8), name: name)
  }

  static func fingerprints(_ digits: String = Self.hash, name: String = "prints") throws -> FingerprintList {
    try FingerprintList(parsing: Array(digits.utf8), name: name)
  }

  /// A hash that no picture here has.
  static let hash = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"

  /// One person with a face that nobody has.
  static func gallery() throws -> FaceGallery {
    var random = SplitMix(seed: 1)
    let raw = (0..<FaceEmbedding.count).map { _ in Float.random(in: -1...1, using: &random) }
    let face = GalleryFace(
      sourceSHA256: String(repeating: "1", count: 64), box: PixelRectangle(x: 1, y: 2, width: 30, height: 40),
      embedding: try #require(FaceEmbedding(raw: raw)))
    return try FaceGallery(persons: [
      .init(group: try #require(GalleryName("group")), name: try #require(GalleryName("person")), faces: [face])
    ])
  }

  static func all() throws -> OperatorLists {
    OperatorLists(
      words: [try words("casino")], fingerprints: [try fingerprints()],
      codes: [try CodeList(parsing: Array("shop.example\n".utf8), name: "codes")], gallery: try gallery())
  }
}
