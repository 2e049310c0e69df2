public import FaceLibraries
import GRDB
public import ImageMatching
import ImageModeration

extension FaceStore {
  /// The persons of some groups whose faces are nearest to a face.
  ///
  /// `.nearestFace` compares with every face. `.mean` takes the `maximumNeighbourCount` persons who are nearest by a
  /// face, and orders them by the cosine to the mean of their directions: who is not among those by any face is not
  /// found. A million faces take a few milliseconds of one thread, a reader's.
  public func nearest(
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
      let counts = view.counts(in: Set(keys))
      guard counts.faces > 0 else { throw FaceStoreError.nothingToSearch }
      let count = min(max(1, count), Self.maximumNeighbourCount)
      do {
        let scopes = byGroup ? keys.map { [$0] } : [Set(keys)]
        let lists = try scopes.map { try view.nearest(to: face, in: $0, count: count, measure: measure) }
        return FaceNeighbours(lists: lists, counts: counts)
      } catch let error as HostFailure {
        throw StoreError(.damaged, rows.path, "cannot be searched for faces: \(error.message)")
      }
    }
  }
}
