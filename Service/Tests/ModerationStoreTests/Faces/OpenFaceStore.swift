import FaceLibraries
import GRDB
import ImageMatching
import Testing

@testable import ModerationStore

/// A store in a file with bounds so small that everything happens: searches are made anew after a few changes.
final class OpenFaceStore: FaceStoring {
  let faces: FaceStore
  private let service: ServiceStore

  init(
    _ path: String, minimumChangeCount: Int = 8, cleanedMemberCount: Int = 3,
    removalTime: Duration = FaceIndex.removalTime
  ) throws(StoreError) {
    service = try ServiceStore(path: path)
    faces = FaceStore(
      service.database, minimumChangeCount: minimumChangeCount, cleanedMemberCount: cleanedMemberCount,
      removalTime: removalTime)
  }

  /// Whether the file is whole: SQLite's own check, and every count that is kept beside what it counts.
  func requireWhole() throws {
    try service.database.pool.read { database in
      let words = try String.fetchAll(database, sql: "PRAGMA integrity_check")
      let orphans = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check")
      #expect(words == ["ok"] && orphans.isEmpty)
      for invariant in FaceTables.invariants {
        let rows = try Row.fetchAll(database, sql: invariant.sql)
        #expect(rows.isEmpty, "\(invariant.name)")
      }
    }
  }

  /// Waits until removed groups are cleaned up; whether nothing of them is left.
  func settle() async throws -> Bool {
    // Each cleaning follows the one before on the writer's queue, and these wait in it.
    for _ in 0..<100_000 {
      let left = try await service.database.write { database in
        try Int.fetchOne(database, sql: "SELECT count(*) FROM face_groups WHERE removed = 1")
      }
      if left == 0 { return true }
    }
    return false
  }

  /// Waits until no search is being made; whether that came.
  func isBuilt() async -> Bool {
    for _ in 0..<10_000_000 {
      if !faces.index.isBuilding { return true }
      await Task.yield()
    }
    return false
  }

  func count(of table: String) async throws -> Int? {
    try await service.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") }
  }

  /// Changes the file behind the store's back.
  func run(_ sql: String) async throws { try await service.database.write { try $0.execute(sql: sql) } }

  // MARK: What the store does

  func createGroup(_ group: NewFaceGroup, of account: String, at milliseconds: Int64) async throws(FaceStoreError) {
    try await faces.createGroup(group, of: account, at: milliseconds)
  }

  func deleteGroup(_ id: FaceID, of account: String) async throws(FaceStoreError) {
    try await faces.deleteGroup(id, of: account)
  }

  func changeGroup(
    _ id: FaceID, of account: String, _ change: FaceGroupChange, at milliseconds: Int64
  ) async throws(FaceStoreError) {
    try await faces.changeGroup(id, of: account, change, at: milliseconds)
  }

  func group(_ id: FaceID, of account: String) async throws(FaceStoreError) -> KeptFaceGroup {
    try await faces.group(id, of: account)
  }

  func groups(of account: String, offset: Int, limit: Int) async throws(FaceStoreError) -> FacePage<KeptFaceGroup> {
    try await faces.groups(of: account, offset: offset, limit: limit)
  }

  func createPerson(
    _ person: NewFacePerson, face: FaceEmbedding, in group: FaceID, of account: String, at milliseconds: Int64
  ) async throws(FaceStoreError) -> KeptFaceID {
    try await faces.createPerson(person, face: face, in: group, of: account, at: milliseconds)
  }

  func deletePerson(_ id: FaceID, of account: String) async throws(FaceStoreError) {
    try await faces.deletePerson(id, of: account)
  }

  func removePerson(_ id: FaceID, from group: FaceID, of account: String) async throws(FaceStoreError) {
    try await faces.removePerson(id, from: group, of: account)
  }

  func addPerson(
    _ id: FaceID, to groups: [FaceID], of account: String, at milliseconds: Int64
  ) async throws(FaceStoreError) {
    try await faces.addPerson(id, to: groups, of: account, at: milliseconds)
  }

  func changePerson(
    _ id: FaceID, of account: String, name: String?, gender: Int?, at milliseconds: Int64
  ) async throws(FaceStoreError) {
    try await faces.changePerson(id, of: account, name: name, gender: gender, at: milliseconds)
  }

  func changeFields(
    ofPerson id: FaceID, in group: FaceID, of account: String, _ values: [Int: String], at milliseconds: Int64
  ) async throws(FaceStoreError) {
    try await faces.changeFields(ofPerson: id, in: group, of: account, values, at: milliseconds)
  }

  func person(_ id: FaceID, of account: String) async throws(FaceStoreError) -> KeptFacePerson {
    try await faces.person(id, of: account)
  }

  func persons(
    in group: FaceID, of account: String, offset: Int, limit: Int
  ) async throws(FaceStoreError) -> FaceGroupPage {
    try await faces.persons(in: group, of: account, offset: offset, limit: limit)
  }

  func counts(ofGroup group: FaceID, of account: String) async throws(FaceStoreError) -> FaceGroupCounts {
    try await faces.counts(ofGroup: group, of: account)
  }

  func faces(ofPerson id: FaceID, of account: String) async throws(FaceStoreError) -> [KeptFace] {
    try await faces.faces(ofPerson: id, of: account)
  }

  func addFaces(
    _ faces: [FaceEmbedding], toPerson id: FaceID, of account: String, at milliseconds: Int64
  ) async throws(FaceStoreError) -> [KeptFaceID] {
    try await self.faces.addFaces(faces, toPerson: id, of: account, at: milliseconds)
  }

  func removeFaces(
    _ faces: [KeptFaceID], ofPerson id: FaceID, of account: String
  ) async throws(FaceStoreError) -> [KeptFaceID] {
    try await self.faces.removeFaces(faces, ofPerson: id, of: account)
  }

  func nearest(
    to face: FaceEmbedding, in groups: [FaceID], of account: String, count: Int, byGroup: Bool, measure: FaceMeasure
  ) async throws(FaceStoreError) -> FaceNeighbours {
    try await faces.nearest(
      to: face, in: groups, of: account, count: count, byGroup: byGroup, measure: measure)
  }
}
