public import FaceLibraries
public import ImageMatching

/// Groups, persons and faces, each account's apart: what the face actions keep.
///
/// Ids of groups and persons are one of a kind within an account. A person is in at least one group; who is taken from
/// the last one is removed with all faces. A person's name, gender and faces are the same in all groups; the values of a
/// group's own fields belong to the person in that group. What a call returned from is on the disk. Used from any task.
public protocol FaceStoring: Sendable {
  /// Makes an empty group.
  func createGroup(_ group: NewFaceGroup, of account: String, at milliseconds: Int64) async throws(FaceStoreError)

  /// Removes a group, the persons who are in no other, and the values of its fields.
  func deleteGroup(_ id: FaceID, of account: String) async throws(FaceStoreError)

  /// Changes a group's name, tag and the names of its fields.
  func changeGroup(
    _ id: FaceID, of account: String, _ change: FaceGroupChange, at milliseconds: Int64
  ) async throws(FaceStoreError)

  /// A group.
  func group(_ id: FaceID, of account: String) async throws(FaceStoreError) -> KeptFaceGroup

  /// Some of an account's groups in the order in which they were made, and how many there are.
  func groups(
    of account: String, offset: Int, limit: Int
  ) async throws(FaceStoreError) -> FacePage<KeptFaceGroup>

  /// Makes a person in a group with one face.
  ///
  /// - Returns: The face's id.
  func createPerson(
    _ person: NewFacePerson, face: FaceEmbedding, in group: FaceID, of account: String, at milliseconds: Int64
  ) async throws(FaceStoreError) -> KeptFaceID

  /// Removes a person from all groups, with all faces.
  func deletePerson(_ id: FaceID, of account: String) async throws(FaceStoreError)

  /// Takes a person from a group; from the last one, removes the person.
  func removePerson(_ id: FaceID, from group: FaceID, of account: String) async throws(FaceStoreError)

  /// Has a person in further groups, without values of their fields. All of them or none.
  func addPerson(
    _ id: FaceID, to groups: [FaceID], of account: String, at milliseconds: Int64
  ) async throws(FaceStoreError)

  /// Changes a person's name and gender; nil leaves as it is.
  func changePerson(
    _ id: FaceID, of account: String, name: String?, gender: Int?, at milliseconds: Int64
  ) async throws(FaceStoreError)

  /// Changes the values of a group's fields for a person in it, by their indices.
  func changeFields(
    ofPerson id: FaceID, in group: FaceID, of account: String, _ values: [Int: String], at milliseconds: Int64
  ) async throws(FaceStoreError)

  /// A person, with all groups and the values of their fields, in the order in which the person came to them.
  func person(_ id: FaceID, of account: String) async throws(FaceStoreError) -> KeptFacePerson

  /// Some persons of a group in the order in which they came to it; how many persons and faces it has.
  func persons(
    in group: FaceID, of account: String, offset: Int, limit: Int
  ) async throws(FaceStoreError) -> FaceGroupPage

  /// How many persons and faces a group has.
  func counts(ofGroup group: FaceID, of account: String) async throws(FaceStoreError) -> FaceGroupCounts

  /// A person's faces, oldest first.
  func faces(ofPerson id: FaceID, of account: String) async throws(FaceStoreError) -> [KeptFace]

  /// Adds faces to a person. All of them or none.
  ///
  /// - Returns: Their ids, in order.
  func addFaces(
    _ faces: [FaceEmbedding], toPerson id: FaceID, of account: String, at milliseconds: Int64
  ) async throws(FaceStoreError) -> [KeptFaceID]

  /// Removes faces of a person; others than the person's are passed over. At least one face stays.
  ///
  /// - Returns: Those that were removed.
  func removeFaces(
    _ faces: [KeptFaceID], ofPerson id: FaceID, of account: String
  ) async throws(FaceStoreError) -> [KeptFaceID]

  /// The persons of some groups whose faces are nearest to a face, nearest first. Exact, and of what every call that
  /// returned before has written.
  ///
  /// - Parameters:
  ///   - groups: 1 to 100 groups of the account, each once.
  ///   - count: The most persons, 1 to 100; of each group where `byGroup`.
  ///   - measure: Which cosine orders them.
  func nearest(
    to face: FaceEmbedding, in groups: [FaceID], of account: String, count: Int, byGroup: Bool, measure: FaceMeasure
  ) async throws(FaceStoreError) -> FaceNeighbours
}
