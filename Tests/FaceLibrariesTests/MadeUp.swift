import FaceLibraries
import Foundation
import ImageMatching
import ModerationCore
import TestFixtures
import Testing

/// Faces and folders that nobody has.
enum MadeUp {
  static let model = DetectorDescriptor.Model(name: "made up", sha256: String(repeating: "0", count: 64))

  static func embedding(_ seed: UInt64, near center: FaceEmbedding? = nil, by part: Float = 1) throws -> FaceEmbedding {
    var random = SplitMix(seed: seed)
    let raw = (0..<FaceEmbedding.count).map { index in
      (center?.direction[index] ?? 0) + part * Float.random(in: -1...1, using: &random)
    }
    return try #require(FaceEmbedding(raw: raw))
  }

  static func face(_ seed: UInt64) throws -> GalleryFace {
    let digits = String(seed, radix: 16)
    return GalleryFace(
      sourceSHA256: String(repeating: "0", count: 64 - digits.count) + digits,
      box: PixelRectangle(x: 1, y: 2, width: 30.5, height: 40), embedding: try embedding(seed))
  }

  static func name(_ text: String) throws -> GalleryName { try #require(GalleryName(text)) }

  static func id(_ text: String) throws -> FaceID { try #require(FaceID(text)) }

  static func group(
    _ id: String, _ color: FaceGroup.Color = .black, _ scenes: FaceGroup.Scenes = .politics
  ) throws -> FaceGroup {
    FaceGroup(id: try Self.id(id), name: try name("Group \(id)"), color: color, scenes: scenes)
  }

  static func person(_ id: String) throws -> FacePerson {
    FacePerson(id: try Self.id(id), name: try name("Person \(id)"))
  }

  /// Why something failed; nil when it did not.
  static func failure(_ body: () throws(HostFailure) -> Void) -> HostFailure? {
    do throws(HostFailure) {
      try body()
      return nil
    } catch {
      return error
    }
  }
}

/// A folder that is gone when the value is.
final class TemporaryFolder {
  let path = FileManager.default.temporaryDirectory.appending(path: "FaceLibrariesTests-\(UUID().uuidString)").path

  init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var file: String { path + "/faces.sqlite" }
  var cache: String { path + "/cache/faces" }

  func library(
    _ access: FaceLibrary.Access = .making, wait: Duration = .seconds(60)
  ) throws(HostFailure) -> FaceLibrary {
    try FaceLibrary(path: file, for: access, model: MadeUp.model, wait: wait)
  }
}
