/// The state of everything below a folder, as the system tells it: device, inode, kind, size and times of each entry,
/// and of what links lead to. Nothing is read.
///
/// A reader takes one before and one after: where they are equal, what it read was one state. Two writes of equally
/// many bytes within one tick of the system's clock, 4 ms mostly, cannot be told apart.
package struct FolderSignature: Hashable, Sendable {
  private let entries: [FolderWalk.Entry]
  /// Whether all entries are in it; false beyond the most that are looked at, or 16 folders in one another.
  package let isWhole: Bool

  /// When the youngest of the entries was changed, in seconds since 1970: what is not older than a tick of the file
  /// system's clock may change once more and show the same state.
  package var newestChange: Int {
    entries.flatMap { [$0.status, $0.target].compactMap(\.self) }
      .map { max($0.modified.seconds, $0.changed.seconds) }.max() ?? 0
  }

  /// Takes the state of a folder; of one that is missing, too.
  ///
  /// - Parameter maximumEntryCount: The most entries that are looked at.
  package init(_ path: String, maximumEntryCount: Int = 10_000) {
    let walk = FolderWalk(path, maximumEntryCount: maximumEntryCount)
    entries = walk.entries
    isWhole = walk.isWhole
  }
}
