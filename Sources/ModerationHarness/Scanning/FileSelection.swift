import Files

/// Which of the files that are found count.
package struct FileSelection: Sendable {
  /// Files that match one of these; all where there is none.
  package var includes: [FilePattern] = []
  /// Files that match one of these do not count, and folders that do are not entered. Goes before `includes`.
  package var excludes: [FilePattern] = []
  /// The part of the files that counts; nil for all.
  package var shard: Shard?

  /// Takes everything.
  package init() {}

  /// Whether a folder is entered.
  func enters(_ path: ArraySlice<UInt8>) -> Bool { !excludes.contains { $0.matches(path) } }

  /// Whether what was found counts. A folder that cannot be read counts whatever files are included: they may lie in
  /// it.
  func takes(_ found: FoundFile) -> Bool {
    let path = found.path
    guard !excludes.contains(where: { $0.matches(path) }) else { return false }
    guard found.isFolder || includes.isEmpty || includes.contains(where: { $0.matches(path) }) else { return false }
    return shard?.holds(path) ?? true
  }
}
