import Foundation
import Testing

@testable import Files

@Suite("folder signature", .timeLimit(.minutes(20)))
struct FolderSignatureTests {
  @Test("is another after every way of change, and the same as long as nothing changes", arguments: FolderChange.all)
  func changes(change: FolderChange) throws {
    let folder = try WatchedFolder()
    try change.before(folder)
    let path = "\(folder.base)/\(change.watched)"
    let before = FolderSignature(path)
    _ = try? String(contentsOfFile: "\(path)/policy.yaml", encoding: .utf8)
    #expect(FolderSignature(path) == before && before.isWhole)
    // A write of equally many bytes shows by its time, which has the system's ticks.
    usleep(20_000)
    try change.change(folder)
    #expect(FolderSignature(path) != before)
  }

  @Test("tells what a link leads to, and ends where links lead back")
  func links() throws {
    let folder = try WatchedFolder()
    try folder.write("one", to: "outside.txt")
    try folder.link("rules/outside.txt", to: "../outside.txt")
    try folder.link("rules/lists/back", to: "..")
    try folder.link("rules/self", to: "self")
    try folder.link("rules/nowhere", to: "nowhere else")
    let before = FolderSignature(folder.path)
    #expect(before.isWhole)
    try folder.write("longer", to: "outside.txt")
    #expect(FolderSignature(folder.path) != before)
  }

  @Test("says when the youngest entry changed, also behind a link, and looks at no more entries than it may")
  func youngest() throws {
    let folder = try WatchedFolder()
    try folder.write("one", to: "outside.txt")
    try folder.link("rules/outside.txt", to: "../outside.txt")
    let future = timespec(tv_sec: 4_000_000_000, tv_nsec: 0)
    try #require(utimensat(AT_FDCWD, "\(folder.base)/outside.txt", [future, future], 0) == 0)
    #expect(FolderSignature(folder.path).newestChange == 4_000_000_000)
    #expect(FolderSignature(folder.path, maximumEntryCount: 5).isWhole)
    #expect(!FolderSignature(folder.path, maximumEntryCount: 4).isWhole)
  }

  @Test("names that are not UTF-8 are looked at")
  func names() throws {
    let folder = try WatchedFolder()
    let name: [CChar] = Array("\(folder.path)/x".utf8CString.dropLast()) + [-1, 0]
    let file = open(name, O_CREAT | O_WRONLY, 0o600)
    try #require(file >= 0)
    defer { close(file) }
    let before = FolderSignature(folder.path)
    try #require(write(file, "two", 3) == 3)
    #expect(FolderSignature(folder.path) != before)
  }

  @Test("is not whole beyond the most entries, or folders in one another")
  func bounds() throws {
    let folder = try WatchedFolder()
    for index in 0..<FolderWalk.maximumEntryCount - 4 {
      let file = open("\(folder.path)/\(index)", O_CREAT | O_WRONLY, 0o600)
      try #require(file >= 0)
      close(file)
    }
    #expect(FolderSignature(folder.path).isWhole)
    try folder.write("one too many", to: "rules/z")
    #expect(!FolderSignature(folder.path).isWhole)
    #expect(FolderWalk(folder.path).entries.count == FolderWalk.maximumEntryCount)
    let deep = try WatchedFolder()
    let levels = (0..<FolderWalk.maximumDepth - 1).map { "\($0)" }.joined(separator: "/")
    try deep.make("rules/\(levels)")
    #expect(FolderSignature(deep.path).isWhole)
    try deep.make("rules/\(levels)/deeper")
    #expect(!FolderSignature(deep.path).isWhole)
  }
}
