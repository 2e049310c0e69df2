import Glibc
import ImageMatching
import ModerationCore

/// Where search files are made and found.
public enum SearchFile {
  /// Where the user's programs keep what can be made again: `swift-image-moderation/faces` in `XDG_CACHE_HOME` or in
  /// `.cache` of the home folder; nil where neither is known.
  public static var usualCache: String? {
    func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
    let folder =
      variable("XDG_CACHE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? variable("HOME").flatMap { $0.hasPrefix("/") ? $0 + "/.cache" : nil }
    return folder.map { $0 + "/swift-image-moderation/faces" }
  }

  /// Removes what was made of a library, which holds the faces that were in it.
  ///
  /// - Parameter cache: As `FaceSearch` has it.
  public static func discard(of library: FaceLibrary, cache: String? = usualCache) {
    guard let cache else { return }
    unlink(path(of: library.id, in: cache))
  }

  private static func path(of libraryID: String, in cache: String) -> String { "\(cache)/\(libraryID).search" }

  /// What was made of a state before; nil where there is none, or it is damaged.
  static func opened(
    of libraryID: String, modelSHA256: String, at state: Int64, in cache: String
  ) -> SearchedContent? {
    let file = open(path(of: libraryID, in: cache), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      let memory = MappedMemory(file, byteCount: Int(status.st_size), writable: false),
      let header = SearchHeader(UnsafeRawBufferPointer(memory.bytes)), header.libraryID == libraryID,
      header.modelSHA256 == modelSHA256, header.changeCount == state
    else { return nil }
    return SearchedContent(memory, isTrusted: false)
  }

  /// Makes a search file, and leaves it in the cache where that can be written.
  ///
  /// - Parameter fill: Hands over every face with the index of its person, as the content was given it.
  static func make(
    _ content: SearchContent, libraryID: String, modelSHA256: String, changeCount: Int64, in cache: String?,
    _ fill: ((FaceEmbedding, Int) throws(HostFailure) -> Void) throws(HostFailure) -> Void
  ) throws(HostFailure) -> SearchedContent {
    guard let layout = SearchLayout(content.counts) else {
      throw HostFailure(
        .libraryRefusal,
        message: "more than \(FaceLibrary.maximumGroupCount) groups or \(FaceLibrary.maximumFaceCount) faces")
    }
    let draft = cache.flatMap { Draft(folder: $0, name: libraryID, byteCount: layout.byteCount) }
    let mapped = draft.flatMap { MappedMemory($0.file, byteCount: layout.byteCount, writable: true) }
    guard let memory = mapped ?? MappedMemory(byteCount: layout.byteCount) else {
      throw HostFailure(
        .libraryUnreadable,
        message: "the system grants no \(layout.byteCount >> 20) MiB to search \(layout.counts.faces) faces in")
    }
    var writer = SearchWriter(content, layout: layout, memory: memory)
    let wrong = HostFailure(.invalidLibrary, message: "a face library changed while it was read, or is damaged")
    try fill { embedding, person throws(HostFailure) in
      guard writer.add(embedding, at: content.places[person]) else { throw wrong }
    }
    guard writer.finish(libraryID: libraryID, modelSHA256: modelSHA256, changeCount: changeCount),
      let made = SearchedContent(memory, isTrusted: true)
    else { throw wrong }
    if mapped != nil { draft?.keep() }
    return made
  }
}

/// A file that is being made beside its place.
private final class Draft {
  let file: Int32
  private let paths: (draft: String, final: String)

  /// Makes a file of zeros in a folder, made if it is missing; nil when that cannot be written, is full, or somebody
  /// else is at it.
  init?(folder: String, name: String, byteCount: Int) {
    Self.makeFolders(folder)
    let draft = "\(folder)/\(name).draft"
    paths = (draft, "\(folder)/\(name).search")
    // One name for all: what a killed program left is written over.
    file = open(draft, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    var (own, named) = (stat(), stat())
    guard file >= 0, flock(file, LOCK_EX | LOCK_NB) == 0, fstat(file, &own) == 0, stat(draft, &named) == 0,
      // Whoever had it locked before has given it its final name.
      own.st_ino == named.st_ino, own.st_dev == named.st_dev
    else { return nil }
    // Zeros, and room for all of them: writing to memory could not say that the disk is full.
    guard ftruncate(file, 0) == 0, posix_fallocate(file, 0, byteCount) == 0 else {
      unlink(draft)
      return nil
    }
  }

  /// Also where the above gives up.
  deinit { if file >= 0 { close(file) } }

  /// Gives the file its final name.
  func keep() { rename(paths.draft, paths.final) }

  private static func makeFolders(_ path: String) {
    guard !path.isEmpty else { return }
    var end = path.index(after: path.startIndex)
    while let slash = path[end...].firstIndex(of: "/") {
      mkdir(String(path[..<slash]), 0o700)
      end = path.index(after: slash)
    }
    mkdir(path, 0o700)
  }
}
