import FaceLibraries
import Foundation
import ImageMatching
import ModerationStoreTesting
import Testing

@testable import ModerationStore

/// The same numbers for the same seed (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Faces that nobody has.
enum MadeUpFaces {
  static func embedding(_ seed: UInt64) -> FaceEmbedding {
    var random = SeededRandom(seed)
    let raw = (0..<FaceEmbedding.count).map { _ in Float(Int64(bitPattern: random.next()) >> 40) }
    guard let embedding = FaceEmbedding(raw: raw) else { fatalError("128 zeros") }
    return embedding
  }

  static func id(_ text: String) throws -> FaceID { try #require(FaceID(text)) }
}

/// A store of either kind, and what it needs.
final class FaceStoreUnderTest {
  enum Kind: String, CaseIterable, CustomTestStringConvertible {
    case memory
    case file

    var testDescription: String { rawValue }
  }

  let folder = URL.temporaryDirectory.appending(path: UUID().uuidString)
  var path: String { folder.appending(path: "service.sqlite").path }
  let store: any FaceStoring

  init(_ kind: Kind) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    switch kind {
    case .memory: store = MemoryFaceStore()
    case .file: store = try OpenFaceStore(folder.appending(path: "service.sqlite").path)
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}
