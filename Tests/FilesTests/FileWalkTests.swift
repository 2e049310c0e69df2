import Files
import Glibc
import Testing

@Suite("a walk over files", .timeLimit(.minutes(20)))
struct FileWalkTests {
  let folder: TestTree

  init() throws { folder = try TestTree() }

  private func walk(_ root: String = "", leavingOut: FileWalk.LeftOut? = nil) -> [String] {
    FileWalk(FileName(Array((folder.path + root).utf8)), leavingOut: leavingOut).map { found in
      String(decoding: found.path, as: UTF8.self) + (found.problem.map { ": \($0)" } ?? "")
    }
  }

  @Test("names come by their bytes, what is in a folder in its place; links lead to files and not to folders")
  func order() throws {
    for name in ["b", "a/z", "a/.hidden", "a.b", "B", "a/b/c/deep", "é", "ä"] { try folder.write(name) }
    try #require(symlink(".", folder.path + "/circle") == 0)
    try #require(symlink("b", folder.path + "/link") == 0)
    try #require(symlink("nowhere", folder.path + "/dangling") == 0)
    try #require(mkfifo(folder.path + "/pipe", 0o600) == 0)
    let found = walk()
    #expect(
      found == [
        "B", "a/.hidden", "a/b/c/deep", "a/z", "a.b", "b", "dangling", "link", "pipe: not a regular file", "ä", "é",
      ])
    #expect(walk() == found)
    #expect(walk("/") == found)
  }

  @Test("a file that is named is found, also where there is none")
  func single() throws {
    try folder.write("a")
    #expect(FileWalk(FileName(Array("\(folder.path)/a".utf8))).map(\.name.text) == [folder.path + "/a"])
    #expect(FileWalk(FileName(Array("/nonexistent/b".utf8))).map(\.path) == [Array("nonexistent/b".utf8)[...]])
  }

  @Test("files of one folder that are left out, by whatever name, and a folder that is not entered")
  func leftOut() throws {
    for name in ["a/1", "a/lock", "run/2", "run/lock", "run/deep/lock", "cache/3"] { try folder.write(name) }
    try #require(symlink("run", folder.path + "/other") == 0)
    let run = try #require(FileIdentity(path: folder.path + "/run"))
    let own = FileWalk.LeftOut(of: run) { $0.elementsEqual("lock".utf8) }
    #expect(walk(leavingOut: own) == ["a/1", "a/lock", "cache/3", "run/2", "run/deep/lock"])
    #expect(walk("/run", leavingOut: own) == ["2", "deep/lock"])
    // Named themselves, as a shell's pattern does.
    #expect(walk("/other/lock", leavingOut: own) == [] && walk("/run/2", leavingOut: own).count == 1)
    let entered = FileWalk(FileName(Array(folder.path.utf8))) { $0 != Array("cache".utf8)[...] }
    #expect(
      entered.map { String(decoding: $0.path, as: UTF8.self) }
        == ["a/1", "a/lock", "run/2", "run/deep/lock", "run/lock"])
  }

  @Test("what is too deep is one problem, and what is beside it is found")
  func depth() throws {
    try folder.write(String(repeating: "d/", count: FileWalk.maximumDepth) + "file")
    try folder.write("z")
    let found = walk()
    #expect(found.count == 2 && found[0].hasSuffix("more than 64 folders deep") && found[1] == "z")
  }

  @Test("names that are not UTF-8 are found as they are")
  func bytes() throws {
    for byte in [0xFE, 0xFF] as [UInt8] { try folder.write(bytes: [UInt8(ascii: "x"), byte]) }
    #expect(FileWalk(FileName(Array(folder.path.utf8))).map { Array($0.path) } == [[0x78, 0xFE], [0x78, 0xFF]])
  }

  @Test("many files in one folder: each once, in order")
  func many() throws {
    let count = 50_000
    for number in 0..<count { try folder.write("\(number)") }
    var last: [UInt8] = []
    var found = 0
    for file in FileWalk(FileName(Array(folder.path.utf8))) {
      if !last.lexicographicallyPrecedes(file.path) { Issue.record("\(last) before \(file.path)") }
      last = Array(file.path)
      found += 1
    }
    #expect(found == count)
  }
}

/// A folder of empty files, removed with all that is in it.
final class TestTree {
  let path: String

  init() throws {
    var template = Array("/tmp/walk-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    path = String(cString: made)
  }

  deinit { Self.remove(FileName(Array(path.utf8))) }

  private static func remove(_ name: FileName) {
    // A name that is a file, a link or a pipe goes at once.
    if name.withCString({ unlink($0) }) == 0 { return }
    guard let stream = name.withCString({ opendir($0) }) else { return }
    while let entry = readdir(stream) {
      let inner = withUnsafeBytes(of: entry.pointee.d_name) { [UInt8]($0.prefix { $0 != 0 }) }
      if inner != Array(".".utf8), inner != Array("..".utf8) { remove(name.appending(inner)) }
    }
    closedir(stream)
    name.withCString { _ = rmdir($0) }
  }

  func write(_ name: String) throws { try write(bytes: Array(name.utf8)) }

  func write(bytes name: [UInt8]) throws {
    let name = FileName(Array("\(path)/".utf8) + name)
    for (index, byte) in name.bytes.enumerated().dropFirst(path.utf8.count + 1) where byte == UInt8(ascii: "/") {
      FileName(Array(name.bytes[..<index])).withCString { _ = mkdir($0, 0o700) }
    }
    let file = name.withCString { open($0, O_WRONLY | O_CREAT, 0o600) }
    try #require(file >= 0)
    close(file)
  }
}
