import FaceLibraries
import ImageMatching
import ModerationStoreTesting
import Testing

@testable import ModerationStore

/// A call of a store of faces, with all that it is given.
enum FaceOperation: Sendable {
  case createGroup(NewFaceGroup)
  case deleteGroup(FaceID)
  case changeGroup(FaceID, FaceGroupChange)
  case group(FaceID)
  case groups(offset: Int, limit: Int)
  case createPerson(NewFacePerson, UInt64, FaceID)
  case deletePerson(FaceID)
  case removePerson(FaceID, FaceID)
  case addPerson(FaceID, [FaceID])
  case changePerson(FaceID, String?, Int?)
  case changeFields(FaceID, FaceID, [Int: String])
  case person(FaceID)
  case persons(FaceID, offset: Int, limit: Int)
  case counts(FaceID)
  case faces(FaceID)
  case addFaces(FaceID, [UInt64])
  case removeFaces(FaceID, [KeptFaceID])
  case nearest(UInt64, [FaceID], count: Int, byGroup: Bool, FaceMeasure)

  /// What a call answers.
  enum Answer: Hashable, Sendable {
    case done
    case refused(FaceStoreError)
    case group(KeptFaceGroup)
    case groups(FacePage<KeptFaceGroup>)
    case person(KeptFacePerson)
    case persons(FaceGroupPage)
    case counts(FaceGroupCounts)
    case faces([KeptFace])
    case faceIDs([KeptFaceID])
    case nearest(FaceNeighbours)

    /// Whether both are right when one is: of equally near persons any may be the last.
    func agrees(with other: Answer) -> Bool {
      guard case .nearest(let left) = self, case .nearest(let right) = other else { return self == other }
      return left.counts == right.counts && left.lists.count == right.lists.count
        && zip(left.lists, right.lists).allSatisfy { left, right in
          let last = left.last?.cosine ?? 0
          return left.map(\.cosine) == right.map(\.cosine)
            && Set(left.filter { $0.cosine > last }) == Set(right.filter { $0.cosine > last })
        }
    }
  }

  func perform(on store: any FaceStoring, of account: String, at time: Int64) async -> Answer {
    do throws(FaceStoreError) {
      return try await answer(of: store, account, time)
    } catch {
      return .refused(error)
    }
  }

  private func answer(
    of store: any FaceStoring, _ account: String, _ time: Int64
  ) async throws(FaceStoreError) -> Answer {
    switch self {
    case .createGroup(let group): try await store.createGroup(group, of: account, at: time)
    case .deleteGroup(let id): try await store.deleteGroup(id, of: account)
    case .changeGroup(let id, let change): try await store.changeGroup(id, of: account, change, at: time)
    case .group(let id): return .group(try await store.group(id, of: account))
    case .groups(let offset, let limit):
      return .groups(try await store.groups(of: account, offset: offset, limit: limit))
    case .createPerson(let person, let face, let group):
      let face = MadeUpFaces.embedding(face)
      return .faceIDs([try await store.createPerson(person, face: face, in: group, of: account, at: time)])
    case .deletePerson(let id): try await store.deletePerson(id, of: account)
    case .removePerson(let id, let group): try await store.removePerson(id, from: group, of: account)
    case .addPerson(let id, let groups): try await store.addPerson(id, to: groups, of: account, at: time)
    case .changePerson(let id, let name, let gender):
      try await store.changePerson(id, of: account, name: name, gender: gender, at: time)
    case .changeFields(let id, let group, let values):
      try await store.changeFields(ofPerson: id, in: group, of: account, values, at: time)
    case .person(let id): return .person(try await store.person(id, of: account))
    case .persons(let group, let offset, let limit):
      return .persons(try await store.persons(in: group, of: account, offset: offset, limit: limit))
    case .counts(let group): return .counts(try await store.counts(ofGroup: group, of: account))
    case .faces(let id): return .faces(try await store.faces(ofPerson: id, of: account))
    case .addFaces(let id, let seeds):
      let faces = seeds.map { MadeUpFaces.embedding($0) }
      return .faceIDs(try await store.addFaces(faces, toPerson: id, of: account, at: time))
    case .removeFaces(let id, let faces):
      return .faceIDs(try await store.removeFaces(faces, ofPerson: id, of: account))
    case .nearest(let seed, let groups, let count, let byGroup, let measure):
      return .nearest(
        try await store.nearest(
          to: MadeUpFaces.embedding(seed), in: groups, of: account, count: count, byGroup: byGroup, measure: measure))
    }
    return .done
  }
}
