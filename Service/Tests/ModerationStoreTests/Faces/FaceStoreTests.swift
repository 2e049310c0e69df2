import FaceLibraries
import ImageMatching
import Testing

@testable import ModerationStore

@Suite("Stores of faces", .timeLimit(.minutes(20)))
struct FaceStoreTests {
  typealias Kind = FaceStoreUnderTest.Kind

  /// A store with groups g1 and g2, each of one field, and person p with a face in g1.
  func filled(_ kind: Kind) async throws -> (FaceStoreUnderTest, face: KeptFaceID) {
    let test = try FaceStoreUnderTest(kind)
    for id in ["g1", "g2"] {
      try await test.store.createGroup(
        NewFaceGroup(id: MadeUpFaces.id(id), name: "Group \(id)", fields: ["city"], tag: "t"), of: "acme", at: 1)
    }
    let face = try await test.store.createPerson(
      NewFacePerson(id: MadeUpFaces.id("p"), name: "P", gender: 2, fields: [0: "here"]),
      face: MadeUpFaces.embedding(1), in: MadeUpFaces.id("g1"), of: "acme", at: 2)
    return (test, face)
  }

  func nearest(_ store: any FaceStoring, _ seed: UInt64, _ groups: [String], _ account: String = "acme") async throws
    -> [String]
  {
    try await store.nearest(
      to: MadeUpFaces.embedding(seed), in: groups.map { try MadeUpFaces.id($0) }, of: account, count: 5,
      byGroup: false, measure: .nearestFace
    ).lists[0].map(\.person.text)
  }

  @Test(arguments: Kind.allCases)
  func `a person is the same in all groups, and has fields in each`(_ kind: Kind) async throws {
    let (test, face) = try await filled(kind)
    let (p, g1, g2) = (try MadeUpFaces.id("p"), try MadeUpFaces.id("g1"), try MadeUpFaces.id("g2"))
    try await test.store.addPerson(p, to: [g2], of: "acme", at: 3)
    try await test.store.changePerson(p, of: "acme", name: nil, gender: 1, at: 4)
    try await test.store.changeFields(ofPerson: p, in: g2, of: "acme", [0: "there"], at: 5)
    try await test.store.changeGroup(g2, of: "acme", FaceGroupChange(fields: [1: "street"]), at: 6)
    let person = try await test.store.person(p, of: "acme")
    #expect(
      person
        == KeptFacePerson(
          id: p, name: "P", gender: 1, faces: [face],
          groups: [.init(group: g1, fields: ["here"]), .init(group: g2, fields: ["there", ""])], created: 2))
    let page = try await test.store.persons(in: g2, of: "acme", offset: 0, limit: 10)
    #expect(page.persons.map(\.groups) == [[.init(group: g2, fields: ["there", ""])]])
    #expect(page.counts == FaceGroupCounts(persons: 1, faces: 1))
    let group = try await test.store.group(g2, of: "acme")
    #expect(group.created == 1 && group.updated == 6 && group.group.fields == ["city", "street"])
  }

  @Test(arguments: Kind.allCases)
  func `a group's end takes those who are in no other, and their ids are free at once`(_ kind: Kind) async throws {
    let (test, face) = try await filled(kind)
    let (p, q) = (try MadeUpFaces.id("p"), try MadeUpFaces.id("q"))
    let (g1, g2) = (try MadeUpFaces.id("g1"), try MadeUpFaces.id("g2"))
    _ = try await test.store.createPerson(
      NewFacePerson(id: q, name: "Q"), face: MadeUpFaces.embedding(2), in: g1, of: "acme", at: 3)
    try await test.store.addPerson(q, to: [g2], of: "acme", at: 3)
    #expect(try await nearest(test.store, 1, ["g1"]) == ["p", "q"])
    try await test.store.deleteGroup(g1, of: "acme")
    await #expect(throws: FaceStoreError.personMissing) { try await test.store.person(p, of: "acme") }
    await #expect(throws: FaceStoreError.groupMissing(g1)) { try await nearest(test.store, 1, ["g1"]) }
    #expect(try await test.store.person(q, of: "acme").groups.map(\.group) == [g2])
    #expect(try await nearest(test.store, 1, ["g2"]) == ["q"])
    try await test.store.createGroup(NewFaceGroup(id: g1, name: "Group g1"), of: "acme", at: 4)
    await #expect(throws: FaceStoreError.nothingToSearch) { try await nearest(test.store, 1, ["g1"]) }
    let again = try await test.store.createPerson(
      NewFacePerson(id: p, name: "another"), face: MadeUpFaces.embedding(3), in: g1, of: "acme", at: 5)
    #expect(again > face)
    let found = try await test.store.nearest(
      to: MadeUpFaces.embedding(1), in: [g1, g2], of: "acme", count: 5, byGroup: true, measure: .mean)
    #expect(found.lists.map { $0.map(\.person) } == [[p], [q]])
    #expect(found.lists[0][0].face == again)
    #expect(found.lists[0][0].cosine == MadeUpFaces.embedding(3).cosine(to: MadeUpFaces.embedding(1)))
    #expect(found.counts == FaceGroupCounts(persons: 2, faces: 2))
  }

  @Test(arguments: Kind.allCases)
  func `accounts never see each other's`(_ kind: Kind) async throws {
    let (test, face) = try await filled(kind)
    let (p, g1) = (try MadeUpFaces.id("p"), try MadeUpFaces.id("g1"))
    await #expect(throws: FaceStoreError.groupMissing(g1)) { try await test.store.group(g1, of: "other") }
    await #expect(throws: FaceStoreError.personMissing) { try await test.store.faces(ofPerson: p, of: "other") }
    await #expect(throws: FaceStoreError.groupMissing(g1)) { try await nearest(test.store, 1, ["g1"], "other") }
    #expect(try await test.store.groups(of: "other", offset: 0, limit: 10) == FacePage(items: [], total: 0))
    try await test.store.createGroup(NewFaceGroup(id: g1, name: "Group g1"), of: "other", at: 1)
    _ = try await test.store.createPerson(
      NewFacePerson(id: p, name: "P"), face: MadeUpFaces.embedding(9), in: g1, of: "other", at: 1)
    #expect(try await test.store.removeFaces([face], ofPerson: p, of: "other").isEmpty)
    try await test.store.deletePerson(p, of: "other")
    #expect(try await test.store.faces(ofPerson: p, of: "acme").map(\.id) == [face])
  }

  @Test(arguments: Kind.allCases)
  func `faces are kept bit by bit, and one always stays`(_ kind: Kind) async throws {
    let (test, face) = try await filled(kind)
    let p = try MadeUpFaces.id("p")
    let added = try await test.store.addFaces(
      [MadeUpFaces.embedding(2), MadeUpFaces.embedding(3)], toPerson: p, of: "acme", at: 3)
    let kept = try await test.store.faces(ofPerson: p, of: "acme")
    #expect(kept.map(\.id) == [face] + added)
    #expect(kept.map(\.embedding) == [1, 2, 3].map { MadeUpFaces.embedding($0) })
    await #expect(throws: FaceStoreError.tooMany(.facesOfPerson, count: 6, allowed: 5)) {
      try await test.store.addFaces(
        [4, 5, 6].map { MadeUpFaces.embedding($0) }, toPerson: p, of: "acme", at: 4)
    }
    await #expect(throws: FaceStoreError.lastFace) {
      try await test.store.removeFaces([face] + added, ofPerson: p, of: "acme")
    }
    let removed = try await test.store.removeFaces(
      [added[1], KeptFaceID(999), face, face], ofPerson: p, of: "acme")
    #expect(removed == [added[1], face])
    #expect(try await test.store.counts(ofGroup: MadeUpFaces.id("g1"), of: "acme").faces == 1)
  }

  @Test(arguments: Kind.allCases)
  func `a person is in a hundred groups at most`(_ kind: Kind) async throws {
    let (test, _) = try await filled(kind)
    let p = try MadeUpFaces.id("p")
    let groups = try (0..<100).map { try MadeUpFaces.id("n\($0)") }
    for group in groups {
      try await test.store.createGroup(NewFaceGroup(id: group, name: group.text), of: "acme", at: 3)
    }
    await #expect(throws: FaceStoreError.tooMany(.groupsOfPerson, count: 101, allowed: 100)) {
      try await test.store.addPerson(p, to: groups, of: "acme", at: 4)
    }
    #expect(try await test.store.person(p, of: "acme").groups.count == 1)
    try await test.store.addPerson(p, to: Array(groups.dropLast()), of: "acme", at: 4)
    #expect(try await test.store.person(p, of: "acme").groups.count == 100)
    #expect(try await nearest(test.store, 1, groups.dropLast().map(\.text)) == ["p"])
  }

  @Test(arguments: Kind.allCases)
  func `what cannot be is refused by name, and changes nothing`(_ kind: Kind) async throws {
    let (test, _) = try await filled(kind)
    let store = test.store
    let (p, g1, g2, none) = (
      try MadeUpFaces.id("p"), try MadeUpFaces.id("g1"), try MadeUpFaces.id("g2"), try MadeUpFaces.id("none")
    )
    let before = try await store.group(g1, of: "acme")
    let calls: [(FaceStoreError, FaceOperation)] = [
      (.groupExists, .createGroup(NewFaceGroup(id: g1, name: "new"))),
      (.groupNameExists, .createGroup(NewFaceGroup(id: none, name: "Group g2"))),
      (.groupNameExists, .changeGroup(g1, FaceGroupChange(name: "Group g2", tag: "new"))),
      (.fieldNameExists, .createGroup(NewFaceGroup(id: none, name: "new", fields: ["a", "a"]))),
      (.fieldMissing(index: 5), .createGroup(NewFaceGroup(id: none, name: "new", fields: (0..<6).map { "\($0)" }))),
      (.fieldNameExists, .changeGroup(g1, FaceGroupChange(fields: [1: "city"]))),
      (.fieldMissing(index: 2), .changeGroup(g1, FaceGroupChange(name: "new", fields: [2: "x"]))),
      (.fieldMissing(index: 5), .changeGroup(g1, FaceGroupChange(fields: [1: "b", 2: "c", 3: "d", 4: "e", 5: "f"]))),
      (.fieldMissing(index: -1), .changeFields(p, g1, [-1: "x", 0: "y"])),
      (.fieldMissing(index: 1), .createPerson(NewFacePerson(id: none, name: "", fields: [1: "x"]), 5, g1)),
      (.personExists, .createPerson(NewFacePerson(id: p, name: ""), 5, g2)),
      (.groupMissing(none), .createPerson(NewFacePerson(id: p, name: ""), 5, none)),
      (.personInGroup(g1), .addPerson(p, [g2, g1])),
      (.personInGroup(g2), .addPerson(p, [g2, g2])),
      (.groupMissing(none), .addPerson(p, [g2, none])),
      (.personMissing, .addPerson(none, [g2])),
      (.personNotInGroup, .removePerson(p, g2)),
      (.personNotInGroup, .changeFields(p, g2, [:])),
      (.personMissing, .deletePerson(none)),
      (.groupMissing(none), .deleteGroup(none)),
      (.groupMissing(none), .counts(none)),
      (.nothingToSearch, .nearest(1, [g2], count: 5, byGroup: false, .nearestFace)),
    ]
    for (error, call) in calls {
      let answer = await call.perform(on: store, of: "acme", at: 9)
      #expect(answer == .refused(error), "\(call)")
    }
    #expect(try await store.group(g1, of: "acme") == before)
    #expect(try await store.groups(of: "acme", offset: 0, limit: 10).total == 2)
    #expect(try await store.person(p, of: "acme").groups.map(\.group) == [g1])
    #expect(try await store.counts(ofGroup: g2, of: "acme") == FaceGroupCounts(persons: 0, faces: 0))
  }
}
