import FaceLibraries
import Foundation
import GRDB
import Glibc
import Testing

@testable import ModerationStore

@Suite("Store: backup, export, import", .timeLimit(.minutes(20)))
struct StoreCopyTests {
  let folder: StoreFolder

  init() throws { folder = try StoreFolder() }

  @Test func `a backup is a whole store in one file that only its owner reads, taken while the service is open`()
    async throws
  {
    try await folder.fill()
    let store = try ServiceStore(path: folder.path)
    try ServiceStore.backUp(folder.path, to: folder.file("copy.sqlite"))
    #expect(try folder.mode("copy.sqlite") == 0o600)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.url.path).filter { $0.contains("copy") }.count == 1)
    #expect(try StoreCheck(path: folder.file("copy.sqlite")).isSound)
    let copy = try ServiceStore(path: folder.file("copy.sqlite"))
    #expect(try await copy.pictures.groups(of: "acme", limit: 1).first?.pictureCount == 1)
    withExtendedLifetime(store) {}
  }

  @Test func `nothing is overwritten`() async throws {
    try await folder.fill()
    let taken = folder.file("taken")
    try Data("mine".utf8).write(to: URL(filePath: taken))
    #expect(#expect(throws: StoreError.self) { try ServiceStore.backUp(folder.path, to: taken) }?.code == .alreadyThere)
    #expect(#expect(throws: StoreError.self) { try ServiceStore.export(folder.path, to: taken) }?.code == .alreadyThere)
    #expect(try Data(contentsOf: URL(filePath: taken)) == Data("mine".utf8))
  }

  @Test func `a copy that cannot be written is not there`() async throws {
    try await folder.fill()
    let error = #expect(throws: StoreError.self) {
      try ServiceStore.backUp(folder.path, to: folder.file("missing/copy.sqlite"))
    }
    #expect(error?.code == .cannotWrite)
    #expect(
      #expect(throws: StoreError.self) { try ServiceStore.backUp(folder.file("no"), to: folder.file("c")) }?.code
        == .cannotOpen)
    #expect(access(folder.file("c"), F_OK) != 0)
  }

  @Test func `an export taken into a new store is the same store`() async throws {
    try await folder.fill()
    let count = try ServiceStore.export(folder.path, to: folder.file("all.jsonl"))
    #expect(try folder.mode("all.jsonl") == 0o600)
    #expect(try ServiceStore.importRows(from: folder.file("all.jsonl"), into: folder.file("new.sqlite")) == count)
    try ServiceStore.export(folder.file("new.sqlite"), to: folder.file("again.jsonl"))
    #expect(
      try Data(contentsOf: URL(filePath: folder.file("again.jsonl")))
        == Data(contentsOf: URL(filePath: folder.file("all.jsonl"))))
    #expect(try StoreCheck(path: folder.file("new.sqlite")).isSound)
    let store = try ServiceStore(path: folder.file("new.sqlite"))
    #expect(try await store.words.words(in: "ads", of: "acme").map(\.word.content) == ["Ωmega\u{1F600}"])
    #expect(
      try await store.pictures.pictures(ofEntity: "poster", in: "known", of: "acme").map(\.picture) == [.sample("a")])
    // Numbers go on where they were.
    _ = try await store.words.add([.sample("next")], to: "ads", by: .sample())
    #expect(try await store.words.words(in: "ads", of: "acme").map(\.id) == [1, 2])
  }

  @Test func `a store with rows of every kind is exported and imported whole, and found in as before`() async throws {
    try await folder.fillEverything()
    let empty = try StoreCheck(path: folder.path).rowCounts.filter { $0.value == 0 }.keys
    #expect(Set(empty).subtracting(["recordState"]).isEmpty)
    let count = try ServiceStore.export(folder.path, to: folder.file("all.jsonl"))
    // What an earlier store of the name was searched by is not this one's.
    let old = folder.file("new.sqlite-faces")
    try FileManager.default.createDirectory(atPath: old, withIntermediateDirectories: false)
    #expect(try ServiceStore.importRows(from: folder.file("all.jsonl"), into: folder.file("new.sqlite")) == count)
    #expect(access(old, F_OK) != 0)
    try ServiceStore.export(folder.file("new.sqlite"), to: folder.file("again.jsonl"))
    #expect(
      try Data(contentsOf: URL(filePath: folder.file("again.jsonl")))
        == Data(contentsOf: URL(filePath: folder.file("all.jsonl"))))
    #expect(try StoreCheck(path: folder.file("new.sqlite")).problems == [])

    let store = try ServiceStore(path: folder.file("new.sqlite"))
    for (text, found) in [
      ("微信", ["加微信领红包"]), ("cafe", ["Café at noon"]), ("poster", ["Café at noon"]), ("casino", [""]), ("信微", []),
    ] {
      #expect(try await store.records.texts { $0.text = text } == found, "\(text)")
    }
    #expect(try await store.records.texts { $0.isCorrected = true } == ["加微信领红包"])
    // What was indexed again is taken out of the index again.
    #expect(
      try await store.database.write { try RecordRows.remove(before: RecordID(number: .max), atMost: 9, in: $0) } == 4)
    #expect(try await store.records.texts { $0.text = "微信" } == [])
    #expect(try await store.tasks.picture(of: "waiting") == Array("picture of waiting".utf8))
    #expect(try await store.tasks.due(at: 9, except: BusyCallbacks(), count: 9).map(\.id) == ["judged"])
    let nearest = try await store.faces.nearest(
      to: MadeUpFaces.embedding(9), in: [MadeUpFaces.id("g")], of: "acme", count: 1, byGroup: false,
      measure: .nearestFace)
    #expect(nearest.lists.first?.first?.person.text == "p2")
  }

  /// A change behind the store's back that one sentence speaks against.
  @Test(arguments: [
    ("DELETE FROM face_state", "one state"), ("UPDATE face_state SET faces = faces + 1", "faces as are counted"),
    ("UPDATE face_accounts SET groups = 9", "groups as it counts"),
    ("UPDATE face_groups SET persons = 9", "persons and faces"), ("DELETE FROM face_members", "is in a group"),
    ("UPDATE face_persons SET account = 'third' WHERE account = 'other'", "one account"),
    ("DELETE FROM face_faces", "1 to 5 faces"),
    ("UPDATE task_load SET tasks = 9", "sums"), ("DELETE FROM task_picture", "bytes of a picture"),
    ("UPDATE task SET state = 4 WHERE state = 3", "waiting, judged"), ("UPDATE task SET body = NULL", "callback says"),
    ("DELETE FROM recordDetail", "details"), ("UPDATE record SET correction = NULL", "corrected"),
    ("UPDATE recordFingerprint SET pdq = x'00'", "32 bytes"),
  ])
  func `a check says what does not hold`(_ change: String, _ sentence: String) async throws {
    try await folder.fillEverything()
    #expect(try StoreCheck(path: folder.path).problems == [])
    try await ServiceStore(path: folder.path).database.write { try $0.execute(sql: change) }
    let problems = try StoreCheck(path: folder.path).problems
    #expect(problems.contains { $0.contains(sentence) }, "\(problems)")
  }

  @Test func `a store that was used and is empty again takes no import`() async throws {
    try await folder.fill()
    try ServiceStore.export(folder.path, to: folder.file("all.jsonl"))
    do {
      let store = try ServiceStore(path: folder.file("used.sqlite"))
      try await store.faces.createGroup(NewFaceGroup(id: MadeUpFaces.id("g"), name: "g"), of: "acme", at: 1)
    }
    let error = #expect(throws: StoreError.self) {
      try ServiceStore.importRows(from: folder.file("all.jsonl"), into: folder.file("used.sqlite"))
    }
    #expect(error?.code == .notEmpty)
  }

  @Test func `what was removed is nowhere in the file`() async throws {
    let mark = Data("what somebody wants forgotten, ".utf8)
    let picture = Array(repeating: mark, count: 4_000).flatMap(\.self)
    do {
      let store = try ServiceStore(path: folder.path)
      try await store.tasks.accept(.sample("a"), picture: picture, at: 1)
      try await store.database.pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
      #expect(try Data(contentsOf: URL(filePath: folder.path)).range(of: mark) != nil)
      try await store.tasks.drop("a", of: "acme")
      try await store.database.pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
      #expect(try Data(contentsOf: URL(filePath: folder.path)).range(of: mark) == nil)
    }
  }

  @Test func `a store with rows takes no import`() async throws {
    try await folder.fill()
    try ServiceStore.export(folder.path, to: folder.file("all.jsonl"))
    let error = #expect(throws: StoreError.self) {
      try ServiceStore.importRows(from: folder.file("all.jsonl"), into: folder.path)
    }
    #expect(error?.code == .notEmpty)
    let store = try ServiceStore(path: folder.file("open.sqlite"))
    #expect(
      #expect(throws: StoreError.self) {
        try ServiceStore.importRows(from: folder.file("all.jsonl"), into: folder.file("open.sqlite"))
      }?.code == .inUse)
    withExtendedLifetime(store) {}
  }

  /// What is done to the lines of an export, and what the refusal says.
  enum Damage: String, CaseIterable {
    case otherVersion, noHeader, noEnd, countWrong, behindEnd, unknownTable, columnMissing, notJSON, twice, orphan,
      invariant
  }

  @Test(arguments: Damage.allCases)
  func `a damaged export changes nothing`(_ damage: Damage) async throws {
    try await folder.fill()
    try ServiceStore.export(folder.path, to: folder.file("all.jsonl"))
    var lines = try String(contentsOf: URL(filePath: folder.file("all.jsonl")), encoding: .utf8)
      .split(separator: "\n").map(String.init)
    let picture = try #require(lines.firstIndex { $0.contains("\"table\":\"picture\"") })
    let group = try #require(lines.firstIndex { $0.contains("\"table\":\"pictureGroup\"") })
    let expected: StoreError.Code = damage == .otherVersion ? .otherVersion : .invalidImport
    switch damage {
    case .otherVersion: lines[0] = lines[0].replacing("usage-1", with: "usage-9")
    case .noHeader: lines.removeFirst()
    case .noEnd: lines.removeLast()
    case .countWrong: lines.remove(at: picture)
    case .behindEnd: lines.append(lines[picture])
    case .unknownTable: lines[picture] = lines[picture].replacing("\"picture\"", with: "\"grdb_migrations\"")
    case .columnMissing: lines[picture] = lines[picture].replacing("\"tags\"", with: "\"rags\"")
    case .notJSON: lines[picture] = "{"
    case .twice: lines[picture + 1] = lines[picture]
    case .orphan: lines[picture] = lines[picture].replacing("\"inGroup\":1", with: "\"inGroup\":99")
    case .invariant: lines[group] = lines[group].replacing("\"pictures\":1", with: "\"pictures\":2")
    }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: folder.file("bad.jsonl")))
    let error = #expect(throws: StoreError.self) {
      try ServiceStore.importRows(from: folder.file("bad.jsonl"), into: folder.file("new.sqlite"))
    }
    #expect(error?.code == expected, "\(String(describing: error))")
    if access(folder.file("new.sqlite"), F_OK) == 0 {
      #expect(
        try StoreCheck(path: folder.file("new.sqlite")).rowCounts.allSatisfy { table, count in
          count == (table == "face_state" ? 1 : 0)
        })
    }
  }

  @Test func `a trigger's own rows come from the export and not twice`() throws {
    let queue = try DatabaseQueue()
    try queue.write { database in
      try database.execute(
        sql: """
          CREATE TABLE a (n INTEGER PRIMARY KEY) STRICT; CREATE TABLE b (n INTEGER PRIMARY KEY) STRICT;
          CREATE VIRTUAL TABLE c USING fts5(body);
          """)
      #expect(try StoreTable.all(database).map(\.name) == ["a", "b"])
      let error = #expect(throws: StoreError.self) { try StoreDerivation.makeAll(database, path: "x") }
      #expect(error?.message.contains("c cannot be made again") == true)
    }
  }

  @Test(arguments: [
    StoredValue.null, .integer(.min), .integer(.max), .real(0.1), .real(-1.5e300), .real(.infinity), .text("a\"\\\n漢"),
    .text(""), .bytes(Data([0, 255, 10])), .bytes(Data()),
  ])
  func `values come back as they were`(_ value: StoredValue) throws {
    let line = StoreExport.Line(table: "t", row: ["v": value])
    let data = try StoreExport.encoder().encode(line)
    #expect(!data.contains(UInt8(ascii: "\n")))
    #expect(try JSONDecoder().decode(StoreExport.Line.self, from: data) == line)
    #expect(StoredValue(value.databaseValue) == value)
  }
}
