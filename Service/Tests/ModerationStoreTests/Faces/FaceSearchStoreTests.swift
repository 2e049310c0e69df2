import FaceLibraries
import Foundation
import ImageMatching
import ModerationStoreTesting
import Testing

@testable import ModerationStore

@Suite("The search of a store of faces", .timeLimit(.minutes(20)))
final class FaceSearchStoreTests {
  let folder = URL.temporaryDirectory.appending(path: UUID().uuidString)
  var path: String { folder.appending(path: "service.sqlite").path }
  var cache: String { path + "-faces" }

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Puts persons p0, p1 … with face 0, 1 … into group g.
  func fill(_ store: any FaceStoring, _ numbers: Range<Int>, group: String = "g") async throws {
    let group = try MadeUpFaces.id(group)
    if numbers.lowerBound == 0 {
      try await store.createGroup(NewFaceGroup(id: group, name: group.text), of: "acme", at: 1)
    }
    for number in numbers {
      _ = try await store.createPerson(
        NewFacePerson(id: MadeUpFaces.id("p\(number)"), name: ""), face: MadeUpFaces.embedding(UInt64(number)),
        in: group, of: "acme", at: 1)
    }
  }

  static func nearest(
    _ store: any FaceStoring, _ seed: UInt64, count: Int = 1
  ) async throws -> [FaceNeighbours.Neighbour] {
    try await store.nearest(
      to: MadeUpFaces.embedding(seed), in: [MadeUpFaces.id("g")], of: "acme", count: count, byGroup: false,
      measure: .nearestFace
    ).lists[0]
  }

  /// Opens the store, searches, and lets go of it.
  func searchOnce(_ seed: UInt64) async throws -> [FaceNeighbours.Neighbour] {
    try await Self.nearest(try OpenFaceStore(path), seed)
  }

  func inode() throws -> Int? {
    let names = try FileManager.default.contentsOfDirectory(atPath: cache)
    let name = try #require(names.first { $0.hasSuffix(".search") })
    return try FileManager.default.attributesOfItem(atPath: cache + "/" + name)[.systemFileNumber] as? Int
  }

  @Test func `a state is searched through the file that was made of it before, closed to others`() async throws {
    do { try await fill(try OpenFaceStore(path), 0..<20) }
    #expect(try await searchOnce(7).map(\.person.text) == ["p7"])
    let first = try inode()
    for name in try FileManager.default.subpathsOfDirectory(atPath: cache) {
      let mode = try FileManager.default.attributesOfItem(atPath: cache + "/" + name)[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
    #expect(try FileManager.default.attributesOfItem(atPath: cache)[.posixPermissions] as? Int == 0o700)
    #expect(try await searchOnce(8).map(\.person.text) == ["p8"])
    #expect(try inode() == first)
    do { try await OpenFaceStore(path).deletePerson(MadeUpFaces.id("p8"), of: "acme") }
    #expect(try await searchOnce(8).map(\.person.text) != ["p8"])
    #expect(try inode() != first)
  }

  @Test(arguments: ["cut", "zeros", "flipped", "gone", "folder"])
  func `a damaged search file is made again`(_ damage: String) async throws {
    do { try await fill(try OpenFaceStore(path), 0..<20) }
    _ = try await searchOnce(1)
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: cache).first)
    let file = URL(filePath: cache + "/" + name)
    let bytes = try Data(contentsOf: file)
    switch damage {
    case "cut": try bytes.prefix(5_000).write(to: file)
    case "zeros": try (bytes.prefix(4_096) + Data(count: bytes.count - 4_096)).write(to: file)
    case "flipped":
      // In every row, which is looked at when a search comes to it, and not before.
      var flipped = bytes
      for face in 1...20 { flipped[flipped.count - face * 512 + 7] ^= 1 }
      try flipped.write(to: file)
    case "gone": try FileManager.default.removeItem(atPath: cache)
    default:
      try FileManager.default.removeItem(at: file)
      try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
    }
    #expect(try await searchOnce(3).map(\.person.text) == ["p3"])
  }

  @Test func `a search file that changes under way ends nothing`() async throws {
    let store = try OpenFaceStore(path)
    try await fill(store, 0..<20)
    _ = try await Self.nearest(store, 1)
    var (answers, offset) = (0, 4_096)
    while let name = try FileManager.default.contentsOfDirectory(atPath: cache).first(where: { $0.hasSuffix("search") })
    {
      let file = try FileHandle(forUpdating: URL(filePath: cache + "/" + name))
      guard offset < Int(try file.seekToEnd()) else { break }
      func flip() throws {
        try file.seek(toOffset: UInt64(offset))
        let byte = try #require(try file.read(upToCount: 1)?.first)
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: Data([byte ^ 0x90]))
      }
      try flip()
      // Whatever is found: it is about what else ends.
      if (try? await Self.nearest(store, 1, count: 20)) != nil { answers += 1 }
      try flip()
      offset += 37
    }
    #expect(answers > 500)
    #expect(try await Self.nearest(store, 3).map(\.person.text) == ["p3"])
  }

  @Test func `what was removed is soon in no search file`() async throws {
    let store = try OpenFaceStore(path, minimumChangeCount: 100_000, removalTime: .zero)
    try await fill(store, 0..<10)
    #expect(try await Self.nearest(store, 1).map(\.person.text) == ["p1"])
    try await store.deletePerson(MadeUpFaces.id("p1"), of: "acme")
    for _ in 0..<10_000_000 where store.faces.index.changeCount > 0 { await Task.yield() }
    #expect(store.faces.index.changeCount == 0)
    for name in try FileManager.default.contentsOfDirectory(atPath: cache) {
      let bytes = try Data(contentsOf: URL(filePath: cache + "/" + name))
      #expect(bytes.range(of: Data("p1 ".utf8)) == nil && bytes.range(of: Data("p2 ".utf8)) != nil)
    }
  }

  @Test func `many who were near and are gone hide nobody`() async throws {
    let store = try OpenFaceStore(path, minimumChangeCount: 100_000)
    try await fill(store, 0..<10)
    // 300 who are nearer to face 1,000 than anybody: it is theirs.
    for number in 0..<300 {
      _ = try await store.createPerson(
        NewFacePerson(id: MadeUpFaces.id("near\(number)"), name: ""), face: MadeUpFaces.embedding(1_000),
        in: MadeUpFaces.id("g"), of: "acme", at: 1)
    }
    #expect(try await Self.nearest(store, 1_000, count: 100).allSatisfy { $0.cosine > 0.999 })
    #expect(store.faces.index.changeCount == 0)
    for number in 0..<300 { try await store.deletePerson(MadeUpFaces.id("near\(number)"), of: "acme") }
    #expect(store.faces.index.changeCount == 300)
    let found = try await Self.nearest(store, 1_000, count: 100)
    #expect(Set(found.map(\.person.text)) == Set((0..<10).map { "p\($0)" }))
  }

  @Test func `a group of many is hidden at once and cleaned up in batches`() async throws {
    let store = try OpenFaceStore(path, cleanedMemberCount: 7)
    try await fill(store, 0..<100)
    try await store.createGroup(NewFaceGroup(id: MadeUpFaces.id("h"), name: "h"), of: "acme", at: 1)
    try await store.addPerson(MadeUpFaces.id("p5"), to: [MadeUpFaces.id("h")], of: "acme", at: 1)
    try await store.deleteGroup(MadeUpFaces.id("g"), of: "acme")
    await #expect(throws: FaceStoreError.personMissing) {
      try await store.person(MadeUpFaces.id("p6"), of: "acme")
    }
    _ = try await store.createPerson(
      NewFacePerson(id: MadeUpFaces.id("p7"), name: "new"), face: MadeUpFaces.embedding(1_007),
      in: MadeUpFaces.id("h"), of: "acme", at: 2)
    #expect(try await store.person(MadeUpFaces.id("p5"), of: "acme").groups.map(\.group.text) == ["h"])
    #expect(try await store.settle())
    try store.requireWhole()
    #expect(try await store.count(of: "face_faces") == 2)
    #expect(try await store.count(of: "face_groups") == 1)
  }

  @Test func `a removed group that was not cleaned up is cleaned up by the next start`() async throws {
    do {
      let store = try OpenFaceStore(path)
      try await fill(store, 0..<20)
      // As a process leaves it that dies behind the first transaction.
      try await store.run("UPDATE face_groups SET removed = 1")
      try await store.run("UPDATE face_state SET groups = 0, state = state + 1")
      try await store.run("UPDATE face_accounts SET groups = 0")
    }
    let store = try OpenFaceStore(path)
    await #expect(throws: FaceStoreError.personMissing) {
      try await store.person(MadeUpFaces.id("p1"), of: "acme")
    }
    #expect(try await store.settle())
    try store.requireWhole()
    #expect(try await store.count(of: "face_faces") == 0)
    #expect(try await store.count(of: "face_groups") == 0)
  }

  @Test func `who was removed is found by no search that began later, while everything is made anew`() async throws {
    let store = try OpenFaceStore(path)
    try await fill(store, 0..<60)
    try await withThrowingTaskGroup { group in
      for number in 0..<30 {
        group.addTask {
          try await store.deletePerson(MadeUpFaces.id("p\(number)"), of: "acme")
          for _ in 0..<3 {
            let found = try await Self.nearest(store, UInt64(number), count: 100).map(\.person.text)
            #expect(!found.contains("p\(number)"))
            #expect(Set(found).isSuperset(of: (30..<60).map { "p\($0)" }))
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await Self.nearest(store, 0, count: 100).count == 30)
  }

  @Test func `a search in a store that cannot be read says so, and works once it can`() async throws {
    let store = try OpenFaceStore(path)
    try await fill(store, 0..<3)
    try await store.run("ALTER TABLE face_members RENAME TO hidden")
    let error = await #expect(throws: FaceStoreError.self) { try await store.faces.prepareSearch() }
    guard case .store(let reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.code == .cannotRead)
    try await store.run("ALTER TABLE hidden RENAME TO face_members")
    #expect(try await Self.nearest(store, 2).map(\.person.text) == ["p2"])
  }

  @Test func `a backup that is put back is not searched through what was made of a later state`() async throws {
    do { try await fill(try OpenFaceStore(path), 0..<5) }
    let copy = folder.appending(path: "copy").path
    try ServiceStore.backUp(path, to: copy)
    do { try await fill(try OpenFaceStore(path), 5..<6) }
    #expect(try await searchOnce(5).map(\.person.text) == ["p5"])
    for file in [path, path + "-wal", path + "-shm"] { try? FileManager.default.removeItem(atPath: file) }
    try FileManager.default.copyItem(atPath: copy, toPath: path)
    // As many changes as there were before, and another one.
    do { try await fill(try OpenFaceStore(path), 6..<7) }
    #expect(try await searchOnce(6).map(\.person.text) == ["p6"])
  }

  @Test func `a search that cannot be made anew goes on with the old one and all that changed`() async throws {
    let store = try OpenFaceStore(path)
    try await fill(store, 0..<4)
    #expect(try await Self.nearest(store, 2).map(\.person.text) == ["p2"])
    try await store.run("UPDATE face_state SET identity = 'x' || identity")
    try await fill(store, 4..<50)
    #expect(await store.isBuilt())
    // Tried and failed more than once, and nothing is forgotten.
    #expect(store.faces.index.changeCount == 46)
    try await store.deletePerson(MadeUpFaces.id("p2"), of: "acme")
    try await store.deletePerson(MadeUpFaces.id("p7"), of: "acme")
    let all = Set((0..<50).map { "p\($0)" }).subtracting(["p2", "p7"])
    #expect(Set(try await Self.nearest(store, 2, count: 100).map(\.person.text)) == all)
    try await store.run("UPDATE face_state SET identity = substr(identity, 2)")
    try await fill(store, 50..<90)
    #expect(await store.isBuilt())
    #expect(store.faces.index.changeCount < 46)
    #expect(try await Self.nearest(store, 2, count: 100).count == 88)
  }
}
