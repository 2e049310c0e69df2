import FaceLibraries
import Foundation
import ImageMatching
import ModerationCore
import TestFixtures
import Testing

@Suite("Face library in trouble", .timeLimit(.minutes(20)))
struct LibraryTroubleTests {
  static func refusal(_ path: String, _ access: FaceLibrary.Access = .reading) -> HostFailure? {
    MadeUp.failure { () throws(HostFailure) in
      _ = try FaceLibrary(path: path, for: access, model: MadeUp.model, wait: .milliseconds(50))
    }
  }

  @Test("a text, an empty file, a folder and a missing file are no library, and stay as they are")
  func foreign() throws {
    let folder = try TemporaryFolder()
    let text = Data("this is no database, and long enough to be none ".utf8 + [UInt8](repeating: 65, count: 5000))
    try text.write(to: URL(filePath: folder.file))
    for access in [.reading, .writing, .making] as [FaceLibrary.Access] {
      #expect(Self.refusal(folder.file, access)?.code == .invalidLibrary)
      #expect(try Data(contentsOf: URL(filePath: folder.file)) == text)
    }
    try Data().write(to: URL(filePath: folder.file))
    #expect(Self.refusal(folder.file)?.code == .invalidLibrary)
    #expect(Self.refusal(folder.path, .making)?.message.contains("is a folder") == true)
    #expect(Self.refusal(folder.path + "/missing")?.code == .libraryUnreadable)
    #expect(Self.refusal(folder.path + "/no/folder", .making)?.code == .libraryUnreadable)
    #expect(Self.refusal(folder.path + "/a\u{0}b", .making)?.code == .libraryUnreadable)
    #expect(Self.refusal("", .making)?.code == .libraryUnreadable)
  }

  /// SQL that makes another database of a library, and a word of the answer.
  static let changes = [
    ("PRAGMA user_version=2", "version 2"), ("PRAGMA application_id=7", "another program"),
    ("CREATE TABLE more (x)", "other tables"), ("DROP INDEX faces_of_person", "other tables"),
    ("DELETE FROM library", "of which model"), ("UPDATE library SET id='x'", "of which model"),
    ("UPDATE library SET sha256='x'", "another model"),
    ("CREATE TRIGGER t AFTER INSERT ON faces BEGIN DELETE FROM faces; END", "other tables"),
  ]

  @Test("a newer version, another model and strange tables are refused", arguments: changes)
  func strange(sql: String, word: String) throws {
    let held = try TemporaryFolderLibrary()
    try Self.change(held.folder.file, sql)
    let failure = Self.refusal(held.folder.file)
    #expect(failure?.code == .invalidLibrary)
    #expect(failure?.message.contains(word) == true, "\(failure?.message ?? "")")
  }

  /// SQL that puts into rows what no program of ours writes.
  static let rows = [
    "UPDATE faces SET embedding = x'00'", "UPDATE faces SET embedding = zeroblob(512)",
    "UPDATE faces SET embedding = zeroblob(100000)", "UPDATE faces SET norm = -1", "UPDATE faces SET norm = 9e999",
    "UPDATE groups SET color = 7", "UPDATE groups SET scenes = 0", "UPDATE groups SET scenes = -1",
    "UPDATE groups SET name = 'a/b'", "UPDATE persons SET id = id || ' '",
    "UPDATE persons SET name = x'', id = id || '.'", "UPDATE persons SET name = char(8238)",
    "PRAGMA foreign_keys=OFF; DELETE FROM persons", "PRAGMA foreign_keys=OFF; DELETE FROM groups",
  ]

  @Test("rows that break a rule are an error for a search and a check, never an answer", arguments: rows)
  func brokenRows(sql: String) throws {
    let held = try TemporaryFolderLibrary()
    do { try Self.change(held.folder.file, sql) } catch { return }
    let library = try held.folder.library(.reading)
    let search = MadeUp.failure { () throws(HostFailure) in _ = try FaceSearch(library, cache: nil) }
    #expect(search?.code == .invalidLibrary, "\(sql)")
    #expect(MadeUp.failure { () throws(HostFailure) in try library.check() }?.code == .invalidLibrary)
  }

  @Test("bytes changed at random end in an error or in whole answers", arguments: 0..<60)
  func randomBytes(seed: UInt64) throws {
    let held = try TemporaryFolderLibrary()
    try Self.change(held.folder.file, "PRAGMA wal_checkpoint(TRUNCATE)")
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: held.folder.file)))
    var random = SplitMix(seed: seed)
    for _ in 0..<Int.random(in: 1...50, using: &random) {
      bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
    }
    if seed % 3 == 0 { bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random)) }
    let path = held.folder.path + "/broken.sqlite"
    try Data(bytes).write(to: URL(filePath: path))
    let failure = MadeUp.failure { () throws(HostFailure) in
      let library = try FaceLibrary(path: path, for: .writing, model: MadeUp.model)
      let search = try FaceSearch(library, cache: nil)
      #expect(search.faceCount <= 1_000)
      for group in try library.groups() { _ = try library.persons(in: group.group.id) }
      try library.check()
    }
    if let failure { #expect([.invalidLibrary, .libraryUnreadable, .libraryUnwritable].contains(failure.code)) }
  }

  @Test("a second writer waits its time and is told so; readers go on with the state before")
  func writers() throws {
    let held = try TemporaryFolderLibrary()
    let second = try held.folder.library(.writing, wait: .milliseconds(30))
    let person = try MadeUp.person("late")
    let (group, reader) = (try MadeUp.id("a"), try held.folder.library(.reading))
    try held.library.write { writer throws(HostFailure) in
      try writer.put(person, in: [group])
      let failure = MadeUp.failure { () throws(HostFailure) in
        try second.write { writer throws(HostFailure) in try writer.put(person, in: [group]) }
      }
      #expect(failure?.code == .libraryBusy && failure?.message.contains("another program is writing") == true)
      let counts = try reader.counts()
      #expect(counts.persons == 3)
      let search = try FaceSearch(reader, cache: nil)
      #expect(search.personCount == 3)
    }
    #expect(try reader.counts().persons == 4)
    try second.write { writer throws(HostFailure) in try writer.put(person, in: [group]) }
    #expect(try second.counts().persons == 4)
  }

  @Test("a library opened for reading is not written to")
  func reading() throws {
    let held = try TemporaryFolderLibrary()
    let reader = try held.folder.library(.reading)
    let group = try MadeUp.group("x")
    let failure = MadeUp.failure { () throws(HostFailure) in
      try reader.write { writer throws(HostFailure) in try writer.put(group) }
    }
    #expect(failure?.code == .libraryUnwritable && failure?.message.contains("read-only") == true)
  }

  /// What another program may do to the file.
  static func change(_ path: String, _ sql: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c", "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.commit()",
      path, sql,
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableRuntimeMismatch) }
  }
}
