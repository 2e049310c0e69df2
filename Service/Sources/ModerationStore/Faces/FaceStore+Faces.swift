public import FaceLibraries
import GRDB
public import ImageMatching

extension FaceStore {
  public func faces(ofPerson id: FaceID, of account: String) async throws(FaceStoreError) -> [KeptFace] {
    try await read(account) { rows in try rows.faces(ofPerson: try rows.key(ofPerson: id)) }
  }

  public func addFaces(
    _ faces: [FaceEmbedding], toPerson id: FaceID, of account: String, at milliseconds: Int64
  ) async throws(FaceStoreError) -> [KeptFaceID] {
    try await write(account) { writing in
      let key = try writing.rows.key(ofPerson: id)
      let count = try writing.rows.faceIDs(ofPerson: key).count + faces.count
      guard count <= Self.maximumFacesPerPerson else {
        throw FaceStoreError.tooMany(.facesOfPerson, count: count, allowed: Self.maximumFacesPerPerson)
      }
      guard !faces.isEmpty else { return [] }
      return try writing.change(person: key) { writing in try writing.insert(faces, ofPerson: key) }
    }
  }

  public func removeFaces(
    _ faces: [KeptFaceID], ofPerson id: FaceID, of account: String
  ) async throws(FaceStoreError) -> [KeptFaceID] {
    try await write(account) { writing in
      let key = try writing.rows.key(ofPerson: id)
      let old = try writing.rows.faceIDs(ofPerson: key)
      var removed: [KeptFaceID] = []
      for face in faces where old.contains(face) && !removed.contains(face) { removed.append(face) }
      guard !removed.isEmpty else { return [] }
      guard removed.count < old.count else { throw FaceStoreError.lastFace }
      return try writing.change(person: key) { writing in
        for face in removed { try writing.rows.run("DELETE FROM face_faces WHERE key = ?", [face.number]) }
        try writing.count(-removed.count, ofPerson: key)
        return removed
      }
    }
  }
}
