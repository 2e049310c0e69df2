public import FaceLibraries
public import ImageMatching
public import ModerationStore

extension FaceModel {
  /// As `FaceStoring`: compares with every face.
  public func nearest(
    to face: FaceEmbedding, in groups: [FaceID], of account: String, count: Int, byGroup: Bool, measure: FaceMeasure
  ) throws(FaceStoreError) -> FaceNeighbours {
    for group in groups { _ = try index(group, account) }
    let all = members(of: groups, account)
    if all.isEmpty { throw .nothingToSearch }
    let scopes = byGroup ? groups.map { members(of: [$0], account) } : [all]
    return FaceNeighbours(
      lists: scopes.map { Self.nearest(face, $0, min(max(1, count), FaceStore.maximumNeighbourCount), measure) },
      counts: FaceGroupCounts(persons: all.count, faces: all.reduce(0) { $0 + $1.faces.count }))
  }

  private static func nearest(
    _ face: FaceEmbedding, _ persons: [Person], _ count: Int, _ measure: FaceMeasure
  ) -> [FaceNeighbours.Neighbour] {
    var found: [(person: Person, neighbour: FaceNeighbours.Neighbour)] = []
    for person in persons {
      var best: (face: KeptFaceID, cosine: Float)?
      for own in person.faces {
        let cosine = own.embedding.cosine(to: face)
        if let known = best, known.cosine >= cosine { continue }
        best = (own.id, cosine)
      }
      if let best {
        found.append((person, .init(person: person.kept.id, face: best.face, cosine: best.cosine)))
      }
    }
    // `persons` are in the order in which they were made, and sorting keeps the order of equals.
    found.sort { $0.neighbour.cosine > $1.neighbour.cosine }
    guard measure == .mean else { return found.prefix(count).map(\.neighbour) }
    var means = found.prefix(FaceStore.maximumNeighbourCount).map { person, neighbour in
      var sum = [Float](repeating: 0, count: FaceEmbedding.count)
      for own in person.faces { sum = zip(sum, own.embedding.direction).map { $0 + $1 } }
      return FaceNeighbours.Neighbour(
        person: neighbour.person, face: neighbour.face, cosine: FaceEmbedding(raw: sum)?.cosine(to: face) ?? 0)
    }
    means.sort { $0.cosine > $1.cosine }
    return Array(means.prefix(count))
  }
}
