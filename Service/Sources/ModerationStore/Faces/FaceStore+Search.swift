public import FaceLibraries
import GRDB
public import ImageMatching
import ImageModeration

extension FaceStore {
  /// The persons of some groups whose faces are nearest to a face.
  ///
  /// `.nearestFace` compares with every face. `.mean` takes the `maximumNeighbourCount` persons who are nearest by a
  /// face, and orders them by the cosine to the mean of their directions: who is not among those by any face is not
  /// found. Takes as long as `FaceSearch` says, of one of the file's few readers: so many searches run at a time, and more
  /// wait.
  public func nearest(
    to face: FaceEmbedding, in groups: [FaceID], of account: String, count: Int, byGroup: Bool, measure: FaceMeasure
  ) async throws(FaceStoreError) -> FaceNeighbours {
    do throws(FaceStoreError) {
      return try await found(to: face, in: groups, of: account, count: count, byGroup: byGroup, measure: measure)
    } catch .store(let error) where error.code == .damaged {
      // The search file contradicts itself. It is made of the store: anew, and what contradicts itself then is the store.
      return try await found(to: face, in: groups, of: account, count: count, byGroup: byGroup, measure: measure)
    }
  }

  private func found(
    to face: FaceEmbedding, in groups: [FaceID], of account: String, count: Int, byGroup: Bool, measure: FaceMeasure
  ) async throws(FaceStoreError) -> FaceNeighbours {
    try await prepareSearch()
    return try await read(account) { [index] rows in
      // First the keys: what the search knows is no older than these.
      let keys = try groups.map { try rows.key(ofGroup: $0) }
      guard let view = index.view else {
        throw StoreError(.cannotRead, rows.path, "cannot be searched for faces: the search is not ready")
      }
      if let removed = keys.firstIndex(where: view.isRemoved) { throw FaceStoreError.groupMissing(groups[removed]) }
      let all = Set(keys)
      let scope = view.scope(of: all)
      let counts = view.counts(in: all, scope)
      guard counts.faces > 0 else { throw FaceStoreError.nothingToSearch }
      let count = min(max(1, count), Self.maximumNeighbourCount)
      do {
        let parts = byGroup ? keys.map { (groups: [$0], scope: view.scope(of: [$0])) } : [(all, scope)]
        let lists = try parts.map { groups, scope in
          try view.nearest(to: face, in: groups, scope, count: count, measure: measure)
        }
        return FaceNeighbours(lists: lists, counts: counts)
      } catch let error as HostFailure {
        index.discard(view.base)
        throw StoreError(.damaged, rows.path, "cannot be searched for faces: \(error.message)")
      }
    }
  }
}
