import Foundation
import Glibc
import ModerationCore
import TestFixtures
import Testing

@testable import ModerationStream

@Suite("Files that frames name", .timeLimit(.minutes(20)))
struct PathTests {
  private func code(_ paths: StreamPaths, _ path: String) -> HostFailure.Code? {
    do throws(HostFailure) {
      _ = try paths.open(path)
      return nil
    } catch {
      return error.code
    }
  }

  @Test("are none unless somebody allows them")
  func none() throws {
    let folder = try TemporaryFolder()
    #expect(code(.none, try folder.write([1], to: "a")) == .pathNotAllowed)
  }

  @Test("are those below the root, by whatever name that leads there")
  func below() throws {
    let folder = try TemporaryFolder()
    let (inside, outside) = (try folder.write([1], to: "root/sub/a"), try folder.write([2], to: "other/b"))
    try folder.write([3], to: "root-2/c")
    let manager = FileManager.default
    func link(_ name: String, to target: String) throws {
      try manager.createSymbolicLink(atPath: "\(folder.path)/\(name)", withDestinationPath: target)
    }
    try link("named", to: "root")
    try link("root/out", to: outside)
    try link("root/up", to: "..")
    try link("root/in", to: inside)
    let paths = try StreamPaths.below(folder: "\(folder.path)/named")
    for fine in ["sub/a", "in", "./sub//a", inside, "\(folder.path)/named/sub/a"] {
      #expect(code(paths, fine) == nil, Comment(rawValue: fine))
    }
    // The same answer for what is there and for what is not.
    for refused in [
      "out", "up/other/b", outside, "../other/b", "sub/../../other/b", "\(inside)/../../../other/b", "/etc/shadow",
      "/etc/nothing-of-this-name", "\(folder.path)/root-2/c", "\(folder.path)/root/../other/b",
    ] {
      #expect(code(paths, refused) == .pathNotAllowed, Comment(rawValue: refused))
    }
    for unreadable in ["nothing", "sub", ".", "sub/a/b"] {
      #expect(code(paths, unreadable) == .sourceUnreadable || code(paths, unreadable) == .pathNotAllowed)
    }
  }

  @Test("are regular files: a pipe that nobody writes to holds nobody up")
  func pipe() throws {
    let folder = try TemporaryFolder()
    let pipe = "\(folder.path)/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(code(.any, pipe) == .sourceUnreadable)
    #expect(code(.any, "/dev/null") == .sourceUnreadable)
    #expect(code(.any, try folder.write([1], to: "a")) == nil)
  }

  @Test("a root has to be a folder")
  func root() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write([1], to: "a")
    for path in [file, "\(folder.path)/nothing"] {
      #expect(throws: HostFailure.self) { try StreamPaths.below(folder: path) }
    }
  }
}
