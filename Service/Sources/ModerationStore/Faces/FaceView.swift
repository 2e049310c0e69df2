import FaceLibraries
import ImageMatching
import ImageModeration

/// One state of all that can be found: a search of an earlier one, and what has changed since.
struct FaceView: Sendable {
  let base: FaceBase
  /// What changed before a search is made anew that is not ready yet.
  let older: FaceOverlay
  let newer: FaceOverlay

  /// Somebody who may be among the nearest.
  private struct Candidate {
    var person: Int64
    var neighbour: FaceNeighbours.Neighbour
    /// Where the person's directions are.
    var origin: Origin

    enum Origin {
      case base(FaceSearch.Match)
      case overlay([KeptFace])
    }
  }

  func isRemoved(group: Int64) -> Bool {
    older.removedGroups.contains(group) || newer.removedGroups.contains(group)
  }

  /// The part of the earlier state that some groups are.
  func scope(of groups: Set<Int64>) -> FaceSearch.Scope {
    base.search.scope(of: groups.compactMap { base.groupIndices[$0] })
  }

  /// How many faces and persons some groups have, of which `scope` is the earlier state.
  func counts(in groups: Set<Int64>, _ scope: FaceSearch.Scope) -> FaceGroupCounts {
    var counts = FaceGroupCounts(persons: scope.personCount, faces: scope.faceCount)
    func count(_ extent: FacePersonState.Extent?, _ sign: Int) {
      guard let extent, extent.groups.contains(where: groups.contains) else { return }
      counts.persons += sign
      counts.faces += sign * extent.faceCount
    }
    for overlay in [older, newer] {
      for shard in overlay.shards {
        for entry in shard.values {
          count(entry.before, -1)
          count(entry.after?.extent, 1)
        }
      }
    }
    return counts
  }

  /// The nearest persons of some groups, nearest first; of equally near ones who came first.
  ///
  /// `scope` is the groups' earlier state.
  ///
  /// - Throws: `HostFailure`.
  func nearest(
    to face: FaceEmbedding, in groups: Set<Int64>, _ scope: FaceSearch.Scope, count: Int, measure: FaceMeasure
  ) throws -> [FaceNeighbours.Neighbour] {
    let depth = measure == .mean ? FaceStore.maximumNeighbourCount : count
    var candidates = try baseCandidates(face, scope, count: depth)
    for (overlay, later) in [(older, Optional(newer)), (newer, nil)] {
      for shard in overlay.shards {
        for (person, entry) in shard {
          guard let state = entry.after, state.groups.contains(where: groups.contains),
            later?.contains(person) != true
          else { continue }
          if let candidate = Self.candidate(person, state, face) { candidates.append(candidate) }
        }
      }
    }
    candidates.sort(by: Self.isBefore)
    candidates = Array(candidates.prefix(depth))
    if measure == .mean {
      for index in candidates.indices {
        candidates[index].neighbour.cosine = try cosineToMean(of: candidates[index], face)
      }
      candidates.sort(by: Self.isBefore)
    }
    return candidates.prefix(count).map(\.neighbour)
  }

  private static func isBefore(_ left: Candidate, _ right: Candidate) -> Bool {
    (right.neighbour.cosine, left.person) < (left.neighbour.cosine, right.person)
  }

  private func baseCandidates(
    _ face: FaceEmbedding, _ scope: FaceSearch.Scope, count: Int
  ) throws -> [Candidate] {
    let matches = try base.search.nearest(to: face, count: count, in: scope) { id in
      guard let person = FaceBase.key(id) else { return false }
      return older.contains(person) || newer.contains(person)
    }
    return try matches.map { match in
      guard let person = FaceBase.key(match.person.id.text.utf8), let parts = FaceBase.parts(match.person),
        parts.faces.indices.contains(match.faceIndex)
      else { throw HostFailure(.invalidLibrary, message: "a person in the search file has no id or another face") }
      return Candidate(
        person: person,
        neighbour: .init(person: parts.id, face: parts.faces[match.faceIndex], cosine: match.cosine),
        origin: .base(match))
    }
  }

  private static func candidate(_ person: Int64, _ state: FacePersonState, _ face: FaceEmbedding) -> Candidate? {
    var nearest: (face: KeptFaceID, cosine: Float)?
    for own in state.faces {
      let cosine = own.embedding.cosine(to: face)
      if nearest.map({ cosine > $0.cosine }) ?? true { nearest = (own.id, cosine) }
    }
    return nearest.map { nearest in
      Candidate(
        person: person, neighbour: .init(person: state.id, face: nearest.face, cosine: nearest.cosine),
        origin: .overlay(state.faces))
    }
  }

  private func cosineToMean(of candidate: Candidate, _ face: FaceEmbedding) throws -> Float {
    let directions: [[Float]]
    switch candidate.origin {
    case .base(let match): directions = try base.search.directions(of: match)
    case .overlay(let faces): directions = faces.map(\.embedding.direction)
    }
    return FaceMeasure.cosineToMean(of: directions, face)
  }
}

extension FaceMeasure {
  /// The cosine to the mean of some directions; 0 where they cancel out, so that there is no mean direction.
  static func cosineToMean(of directions: [[Float]], _ face: FaceEmbedding) -> Float {
    var sum = [Float](repeating: 0, count: FaceEmbedding.count)
    for direction in directions {
      for index in sum.indices { sum[index] += direction[index] }
    }
    return FaceEmbedding(raw: sum)?.cosine(to: face) ?? 0
  }
}
