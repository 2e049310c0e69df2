import Glibc
import Inference
import ModerationCore

extension Manifest {
  /// The bytes of the model or the heads, checked by their digest.
  ///
  /// - Throws: `modelMissing`, `modelAltered`, and `invalidManifest` for a link that leads out of the folder.
  func modelBytes(manifestPath path: String, _ store: ModelStore) throws(HostFailure) -> [UInt8] {
    switch modelPlace {
    case .store(let place): return try store.read(ModelStore.File(path: place, sha256: modelSHA256))
    case .file(let place):
      let folder = path.lastIndex(of: "/").map { String(path[..<$0]) + "/" } ?? "./"
      try Self.checkBelow(folder, place, manifestPath: path)
      return try ModelStore.read(ModelStore.File(path: place, sha256: modelSHA256), in: folder)
    }
  }

  /// Refuses a path that leaves the folder through a link.
  private static func checkBelow(_ folder: String, _ place: String, manifestPath: String) throws(HostFailure) {
    guard let root = resolved(folder), let file = resolved(folder + place) else {
      throw HostFailure(
        .modelMissing,
        message: "cannot read the model \(place) of \(manifestPath): \(String(cString: strerror(errno)))")
    }
    guard file.hasPrefix(root == "/" ? root : root + "/") else {
      throw HostFailure(
        .invalidManifest, message: "\(manifestPath): the model leads out of the manifest's folder, to \(file)")
    }
  }

  private static func resolved(_ path: String) -> String? {
    guard let text = realpath(path, nil) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }
}
