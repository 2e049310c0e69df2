import Files
import Glibc
import ModerationCore
import PoliticsDetection

/// The gallery of a policy folder, and the parts of it that policies use, each made once.
struct GalleryReading: Sendable {
  /// The most entries of a gallery's folder: as many as a gallery may have, and the folder itself.
  private static let maximumEntryCount =
    FaceGallery.maximumGroupCount + FaceGallery.maximumPersonCount + FaceGallery.maximumFaceCount + 1

  private let whole: FaceGallery
  private let signature: FolderSignature
  /// Whether an equal state later means equal faces.
  private let isTrusted: Bool
  /// Whether it was read, and not taken over.
  let wasRead: Bool
  private var parts: [Set<String>: FaceGallery] = [:]
  private var earlierParts: [Set<String>: FaceGallery]

  /// Reads a gallery, or takes over an earlier reading of the same state.
  ///
  /// - Parameter path: The gallery's folder.
  init(_ path: String, reusing earlier: GalleryReading?) throws(HostFailure) {
    // Before reading: what changes meanwhile is another state.
    signature = FolderSignature(path, maximumEntryCount: Self.maximumEntryCount)
    if let earlier, earlier.isTrusted, earlier.signature == signature {
      (whole, isTrusted, wasRead, earlierParts) = (earlier.whole, true, false, earlier.parts)
      return
    }
    isTrusted = signature.isWhole && FileState.isRipe(signature.newestChange)
    whole = try FaceGallery(directory: path)
    (wasRead, earlierParts) = (true, [:])
  }

  /// The gallery of some groups, which policies with the same groups share.
  mutating func part(of groups: [String]) throws(HostFailure) -> FaceGallery {
    let key = Set(groups)
    if let part = parts[key] ?? earlierParts[key] {
      parts[key] = part
      return part
    }
    let part = try whole.selecting(groups: groups)
    parts[key] = part
    return part
  }

  /// Lets go of the parts that no policy uses any more.
  mutating func dropEarlier() { earlierParts = [:] }
}
