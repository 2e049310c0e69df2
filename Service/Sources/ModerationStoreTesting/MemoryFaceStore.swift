public import FaceLibraries
public import ImageMatching
public import ModerationStore
import Synchronization

/// Groups, persons and faces in memory, gone with the value: for tests.
public final class MemoryFaceStore: FaceStoring {
  private let state: Mutex<FaceModel>

  /// Starts with what a model holds.
  public init(_ model: FaceModel = FaceModel()) { state = Mutex(model) }

  /// What is in it.
  public var model: FaceModel { state.withLock { $0 } }

  private func use<Value: Sendable>(
    _ body: (inout FaceModel) throws(FaceStoreError) -> Value
  ) throws(FaceStoreError) -> Value {
    try state.withLock { model throws(FaceStoreError) in try body(&model) }
  }

  public func createGroup(
    _ group: NewFaceGroup, of account: String, at milliseconds: Int64
  ) async throws(FaceStoreError) {
    try use { model throws(FaceStoreError) in try model.createGroup(group, of: account, at: milliseconds) }
  }

  public func deleteGroup(_ id: FaceID, of account: String) async throws(FaceStoreError) {
    try use { model throws(FaceStoreError) in try model.deleteGroup(id, of: account) }
  }

  public func changeGroup(
    _ id: FaceID, of account: String, _ change: FaceGroupChange, at milliseconds: Int64
  ) async throws(FaceStoreError) {
    try use { model throws(FaceStoreError) in try model.changeGroup(id, of: account, change, at: milliseconds) }
  }

  public func group(_ id: FaceID, of account: String) async throws(FaceStoreError) -> KeptFaceGroup {
    try use { model throws(FaceStoreError) in try model.group(id, of: account) }
  }

  public func groups(
    of account: String, offset: Int, limit: Int
  ) async throws(FaceStoreError) -> FacePage<KeptFaceGroup> {
    model.groups(of: account, offset: offset, limit: limit)
  }

  public func createPerson(
    _ person: NewFacePerson, face: FaceEmbedding, in group: FaceID, of account: String, at milliseconds: Int64
  ) async throws(FaceStoreError) -> KeptFaceID {
    try use { model throws(FaceStoreError) in
      try model.createPerson(person, face: face, in: group, of: account, at: milliseconds)
    }
  }

  public func deletePerson(_ id: FaceID, of account: String) async throws(FaceStoreError) {
    try use { model throws(FaceStoreError) in try model.deletePerson(id, of: account) }
  }

  public func removePerson(_ id: FaceID, from group: FaceID, of account: String) async throws(FaceStoreError) {
    try use { model throws(FaceStoreError) in try model.removePerson(id, from: group, of: account) }
  }

  public func addPerson(
    _ id: FaceID, to groups: [FaceID], of account: String, at milliseconds: Int64
  ) async throws(FaceStoreError) {
    try use { model throws(FaceStoreError) in try model.addPerson(id, to: groups, of: account, at: milliseconds) }
  }

  public func changePerson(
    _ id: FaceID, of account: String, name: String?, gender: Int?, at milliseconds: Int64
  ) async throws(FaceStoreError) {
    try use { model throws(FaceStoreError) in
      try model.changePerson(id, of: account, name: name, gender: gender)
    }
  }

  public func changeFields(
    ofPerson id: FaceID, in group: FaceID, of account: String, _ values: [Int: String], at milliseconds: Int64
  ) async throws(FaceStoreError) {
    try use { model throws(FaceStoreError) in
      try model.changeFields(ofPerson: id, in: group, of: account, values, at: milliseconds)
    }
  }

  public func person(_ id: FaceID, of account: String) async throws(FaceStoreError) -> KeptFacePerson {
    try use { model throws(FaceStoreError) in try model.person(id, of: account) }
  }

  public func persons(
    in group: FaceID, of account: String, offset: Int, limit: Int
  ) async throws(FaceStoreError) -> FaceGroupPage {
    try use { model throws(FaceStoreError) in
      try model.persons(in: group, of: account, offset: offset, limit: limit)
    }
  }

  public func counts(ofGroup group: FaceID, of account: String) async throws(FaceStoreError) -> FaceGroupCounts {
    try use { model throws(FaceStoreError) in try model.counts(ofGroup: group, of: account) }
  }

  public func faces(ofPerson id: FaceID, of account: String) async throws(FaceStoreError) -> [KeptFace] {
    try use { model throws(FaceStoreError) in try model.faces(ofPerson: id, of: account) }
  }

  public func addFaces(
    _ faces: [FaceEmbedding], toPerson id: FaceID, of account: String, at milliseconds: Int64
  ) async throws(FaceStoreError) -> [KeptFaceID] {
    try use { model throws(FaceStoreError) in try model.addFaces(faces, toPerson: id, of: account) }
  }

  public func removeFaces(
    _ faces: [KeptFaceID], ofPerson id: FaceID, of account: String
  ) async throws(FaceStoreError) -> [KeptFaceID] {
    try use { model throws(FaceStoreError) in try model.removeFaces(faces, ofPerson: id, of: account) }
  }

  public func nearest(
    to face: FaceEmbedding, in groups: [FaceID], of account: String, count: Int, byGroup: Bool, measure: FaceMeasure
  ) async throws(FaceStoreError) -> FaceNeighbours {
    try model.nearest(to: face, in: groups, of: account, count: count, byGroup: byGroup, measure: measure)
  }
}
