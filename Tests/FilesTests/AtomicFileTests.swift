import Files
import Glibc
import Testing

@Suite("written file", .timeLimit(.minutes(20)))
struct AtomicFileTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  func write(_ bytes: [UInt8], to name: String, synchronized: Bool = false) throws(FileError) {
    try AtomicFile.write(
      bytes, to: name, in: folder.descriptor, draft: ".draft", mode: 0o640, synchronized: synchronized)
  }

  func contents(of name: String) throws -> [UInt8] {
    try BoundedFile.contents(of: folder.path(of: name), mostBytes: 1 << 20)
  }

  @Test("a file is written with its permissions, and replaced as a whole", arguments: [false, true])
  func replaced(synchronized: Bool) throws {
    try write([1, 2, 3], to: "a", synchronized: synchronized)
    try write([4], to: "a", synchronized: synchronized)
    #expect(try contents(of: "a") == [4])
    #expect(try folder.names() == ["a"])
    var status = stat()
    try #require(stat(folder.path(of: "a"), &status) == 0)
    #expect(status.st_mode & 0o777 & ~0o640 == 0)
  }

  @Test("a link is replaced and what it leads to stays")
  func link() throws {
    try NewFile.write([1], to: folder.path(of: "target"))
    try #require(symlink("target", folder.path(of: "a")) == 0)
    try #require(symlink("target", folder.path(of: ".draft")) == 0)
    try write([2], to: "a")
    #expect(try contents(of: "target") == [1])
    #expect(try contents(of: "a") == [2])
    #expect(try folder.names() == ["a", "target"])
  }

  @Test("a draft that an ended process left is no obstacle")
  func staleDraft() throws {
    try NewFile.write([9], to: folder.path(of: ".draft"))
    try write([1], to: "a")
    #expect(try folder.names() == ["a"])
  }

  @Test("what cannot get its name leaves no draft and what was there")
  func unnamed() throws {
    try #require(mkdir(folder.path(of: "a"), 0o700) == 0)
    let error = try #require(throws: FileError.self) { try write([1], to: "a") }
    #expect(error.step == .rename)
    #expect(error.code == EISDIR)
    #expect(try folder.names() == ["a"])
  }

  @Test("a full disk is said")
  func full() throws {
    let device = open("/dev/full", O_WRONLY | O_CLOEXEC)
    try #require(device >= 0)
    defer { close(device) }
    let error = try #require(throws: FileError.self) {
      try OpenFile.write([UInt8(1)].span.bytes, to: device)
    }
    #expect(error.step == .write)
    #expect(error.reason == "No space left on device")
  }

  @Test("a new file is never written over anything, a link to nowhere included")
  func new() throws {
    try NewFile.write([1], to: folder.path(of: "a"))
    try #require(symlink("nowhere", folder.path(of: "link")) == 0)
    for name in ["a", "link"] {
      let error = try #require(throws: FileError.self) { try NewFile.write([2], to: folder.path(of: name)) }
      #expect(error.step == .open)
      #expect(error.code == EEXIST)
    }
    #expect(try contents(of: "a") == [1])
    #expect(try folder.names() == ["a", "link"])
  }
}
