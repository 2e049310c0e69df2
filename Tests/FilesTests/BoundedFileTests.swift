import Dispatch
import Files
import Glibc
import Testing

@Suite("bounded file", .timeLimit(.minutes(20)))
struct BoundedFileTests {
  let folder: TestFolder

  init() throws { folder = try TestFolder() }

  static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) } }

  static let sizes = [0, 1, 65_535, 65_536, 65_537, 200_000]

  @Test("a file is read as a whole when it has as many bytes as allowed", arguments: sizes)
  func whole(count: Int) throws {
    try NewFile.write(Self.bytes(count), to: folder.path(of: "a"))
    #expect(try BoundedFile.contents(of: folder.path(of: "a"), mostBytes: count) == Self.bytes(count))
    #expect(try BoundedFile.contents(of: "a", in: folder.descriptor, mostBytes: 1 << 20) == Self.bytes(count))
  }

  @Test("a file of one byte more is refused, and its prefix ends there", arguments: sizes.dropFirst())
  func large(count: Int) throws {
    try NewFile.write(Self.bytes(count), to: folder.path(of: "a"))
    let error = try #require(throws: FileError.self) {
      try BoundedFile.contents(of: folder.path(of: "a"), mostBytes: count - 1)
    }
    #expect(error.step == .size)
    #expect(error.code == EFBIG)
    let file = try BoundedFile(folder.path(of: "a"))
    #expect(file.byteCount == count)
    #expect(try file.prefix(count - 1) == Array(Self.bytes(count).dropLast()))
  }

  @Test("a pipe is read to its end, and no further than asked", arguments: sizes)
  func pipe(count: Int) throws {
    var ends: [Int32] = [0, 0]
    try #require(Glibc.pipe(&ends) == 0)
    let (input, output) = (ends[0], ends[1])
    defer { close(input) }
    let bytes = Self.bytes(count)
    // A thread of its own: whoever writes more than a pipe holds waits for the reader.
    DispatchQueue.global().async {
      defer { close(output) }
      #expect(throws: Never.self) { try OpenFile.write(bytes.span.bytes, to: output) }
    }
    let file = try BoundedFile("/proc/self/fd/\(input)")
    #expect(file.byteCount == nil)
    #expect(try file.prefix(count / 2) == Array(bytes[..<(count / 2)]))
    #expect(try OpenFile.prefix(1 << 20, of: input) == Array(bytes[(count / 2)...]))
  }

  @Test("a file without a size of its own is read to its end")
  func sizeless() throws {
    let bytes = try BoundedFile.contents(of: "/proc/self/status", .regularOnly, mostBytes: 1 << 16)
    #expect(String(decoding: bytes, as: UTF8.self).contains("VmSize"))
  }

  @Test("where only regular files are taken, folders, devices and pipes without a writer are refused at once")
  func regularOnly() throws {
    try #require(mkfifo(folder.path(of: "pipe"), 0o600) == 0)
    for path in [folder.path, folder.path(of: "pipe"), "/dev/zero"] {
      let error = try #require(throws: FileError.self) {
        try BoundedFile.contents(of: path, .regularOnly, mostBytes: 10)
      }
      #expect(error.step == .kind)
    }
  }

  @Test("a device without end is read no further than asked")
  func endless() throws {
    #expect(try BoundedFile("/dev/zero").prefix(100_000).count == 100_000)
    #expect(throws: FileError.self) { try BoundedFile.contents(of: "/dev/zero", mostBytes: 100_000) }
  }

  @Test("a link is followed unless it is to be refused")
  func link() throws {
    try NewFile.write([7], to: folder.path(of: "a"))
    try #require(symlink("a", folder.path(of: "link")) == 0)
    #expect(try BoundedFile.contents(of: "link", in: folder.descriptor, mostBytes: 1) == [7])
    let error = try #require(throws: FileError.self) {
      try BoundedFile.contents(of: "link", in: folder.descriptor, [.regularOnly, .refusingLink], mostBytes: 1)
    }
    #expect(error.step == .open)
    #expect(error.code == ELOOP)
  }

  @Test("what cannot be opened or read says why")
  func unreadable() throws {
    let missing = try #require(throws: FileError.self) {
      try BoundedFile.contents(of: folder.path(of: "b"), mostBytes: 1)
    }
    #expect(missing.step == .open)
    #expect(missing.reason == "No such file or directory")
    let directory = try #require(throws: FileError.self) { try BoundedFile.contents(of: folder.path, mostBytes: 1) }
    #expect(directory.step == .read)
    #expect(directory.code == EISDIR)
  }
}
