import FaceLibraries
import Files
import Glibc
import ModerationCore
import PoliticsDetection

/// The gallery of a policy folder, and the parts of it that policies use, each made once.
struct GalleryReading: Sendable {
  /// The most entries of a gallery's folder: as many as a gallery may have, and the folder itself.
  private static let maximumEntryCount =
    FaceGallery.maximumGroupCount + FaceGallery.maximumPersonCount + FaceGallery.maximumFaceCount + 1

  /// What tells one state of a gallery from another.
  private enum State: Equatable {
    case folder(FolderSignature)
    case library(id: String, changeCount: Int64)
  }

  private struct PartKey: Hashable {
    let groups: Set<String>
    let allowed: Set<String>
    let held: Set<String>
  }

  private let whole: FaceGallery
  private let state: State
  /// Whether an equal state later means equal faces.
  private let isTrusted: Bool
  /// Whether it was read, and not taken over.
  let wasRead: Bool
  private var parts: [PartKey: FaceGallery] = [:]
  private var earlierParts: [PartKey: FaceGallery]

  /// Reads a gallery, or takes over an earlier reading of the same state.
  ///
  /// - Parameter path: The gallery's folder, or the library's file.
  init(_ path: String, reusing earlier: GalleryReading?) throws(HostFailure) {
    var status = stat()
    let library =
      stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
      ? try FaceLibrary(path: path, for: .reading, model: FaceModels.embedder) : nil
    // Before reading: what changes meanwhile is another state.
    if let library {
      (state, isTrusted) = (.library(id: library.id, changeCount: try library.changeCount()), true)
    } else {
      let signature = FolderSignature(path, maximumEntryCount: Self.maximumEntryCount)
      (state, isTrusted) = (.folder(signature), signature.isWhole && FileState.isRipe(signature.newestChange))
    }
    if let earlier, earlier.isTrusted, earlier.state == state {
      (whole, wasRead, earlierParts) = (earlier.whole, false, earlier.parts)
      return
    }
    whole = if let library { try FaceGallery(library: library) } else { try FaceGallery(directory: path) }
    (wasRead, earlierParts) = (true, [:])
  }

  /// The gallery of some groups, which policies with the same groups share.
  ///
  /// - Parameter groups: Those that only pass have their persons let through; those that ask or block have them looked
  ///   for, whatever a library says.
  mutating func part(of groups: [ListUse]) throws(HostFailure) -> FaceGallery {
    let key = PartKey(
      groups: Set(groups.map(\.name)), allowed: Set(groups.filter { $0.suggestion == .pass }.map(\.name)),
      held: Set(groups.filter { $0.suggestion.map { $0 > .pass } ?? false }.map(\.name)))
    if let part = parts[key] ?? earlierParts[key] {
      parts[key] = part
      return part
    }
    let part = try whole.selecting(groups: groups.map(\.name), allowing: key.allowed, holding: key.held)
    parts[key] = part
    return part
  }

  /// Lets go of the parts that no policy uses any more.
  mutating func dropEarlier() { earlierParts = [:] }
}
