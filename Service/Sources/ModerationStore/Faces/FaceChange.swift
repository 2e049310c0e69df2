import FaceLibraries

/// What a search must know of a person.
struct FacePersonState: Hashable, Sendable {
  /// How much a person adds to what is compared.
  struct Extent: Hashable, Sendable {
    /// Keys of groups.
    var groups: [Int64]
    var faceCount: Int
  }

  var id: FaceID
  /// Keys of groups.
  var groups: [Int64]
  /// Oldest first.
  var faces: [KeptFace]

  var extent: Extent { Extent(groups: groups, faceCount: faces.count) }
}

/// What a transaction changed of what may be found.
enum FaceChange: Sendable {
  /// A person, by key; nil for being nobody.
  case person(Int64, before: FacePersonState.Extent?, after: FacePersonState?)
  /// Members keep the group, which nobody can name any more.
  case groupRemoved(Int64)

  /// Whether something is gone that a search file may still hold.
  var isRemoval: Bool {
    switch self {
    case .person(_, let before, let after): (after?.extent.faceCount ?? 0) < (before?.faceCount ?? 0)
    case .groupRemoved: true
    }
  }
}

/// Who has changed since a state, and how.
///
/// A value that searches keep while it is written to: split, so that little of it is copied then.
struct FaceOverlay: Sendable {
  struct Entry: Sendable {
    /// How much of the person there was in that state.
    var before: FacePersonState.Extent?
    var after: FacePersonState?
  }

  private static let shardCount = 256

  private(set) var shards = [[Int64: Entry]](repeating: [:], count: shardCount)
  private(set) var removedGroups: Set<Int64> = []
  /// How many persons have changed.
  private(set) var count = 0

  private static func shard(_ person: Int64) -> Int { Int(truncatingIfNeeded: person) & (shardCount - 1) }

  /// A person who has changed; nil for who has not.
  subscript(person: Int64) -> Entry? { shards[Self.shard(person)][person] }

  func contains(_ person: Int64) -> Bool { shards[Self.shard(person)].index(forKey: person) != nil }

  /// Takes a later change.
  mutating func apply(_ change: FaceChange) {
    switch change {
    case .groupRemoved(let group): removedGroups.insert(group)
    case .person(let person, let before, let after):
      set(person, Entry(before: self[person].map(\.before) ?? before, after: after))
    }
  }

  /// Takes all that came after this.
  mutating func merge(_ newer: FaceOverlay) {
    removedGroups.formUnion(newer.removedGroups)
    for shard in newer.shards {
      for (person, entry) in shard {
        apply(.person(person, before: entry.before, after: entry.after))
      }
    }
  }

  private mutating func set(_ person: Int64, _ entry: Entry) {
    let shard = Self.shard(person)
    // Who came and went since.
    let isNobody = entry.before == nil && entry.after == nil
    let old = shards[shard].updateValue(entry, forKey: person)
    if isNobody { shards[shard].removeValue(forKey: person) }
    count += (isNobody ? 0 : 1) - (old == nil ? 0 : 1)
  }
}
