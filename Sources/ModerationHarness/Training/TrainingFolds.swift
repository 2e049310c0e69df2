import ImageMatching

/// Which pictures are asked about together, by a head that has seen none of them.
///
/// Pictures of one source stay together: a head that knows one picture of a site knows the site's watermark. Where a
/// label has no sources, near-equal pictures stay together.
struct TrainingFolds {
  /// The most folds: 10 by sources, 5 by likeness, where more would say little more.
  static let maximumSourceFolds = 10
  static let maximumLikenessFolds = 5
  /// Near-equal: PDQ hashes that differ in at most so many of 256 bits.
  static let nearEqualBits = 31

  /// How a label's pictures are kept together.
  struct Grouping: Hashable, Sendable {
    let isBySource: Bool
    let groupCount: Int
  }

  /// For each picture its fold, from 0.
  let folds: [Int]
  let foldCount: Int
  /// For each picture the group that it stays with.
  let groups: [Int]
  /// For each category, and nil for benign pictures.
  let groupings: [String?: Grouping]
  /// Near-equal pictures that no fold keeps together, or that show different things.
  let nearPairs: [(first: Int, second: Int)]

  /// - Throws: `RunProblem` when some label's pictures all stay together.
  init(_ pictures: [TrainingPicture], dataset: String, benignName: String) throws(RunProblem) {
    let labels = Dictionary(grouping: pictures.indices) { pictures[$0].category }
    let bySource = labels.mapValues { Set($0.map { pictures[$0].source }).count > 1 }
    func source(_ index: Int) -> String? { bySource[pictures[index].category] == true ? pictures[index].source : nil }

    var sets = DisjointSets(count: pictures.count)
    var firstOfSource: [String: Int] = [:]
    for index in pictures.indices {
      guard let source = source(index) else { continue }
      if let first = firstOfSource[source] { sets.join(first, index) } else { firstOfSource[source] = index }
    }
    var apart: [(first: Int, second: Int)] = []
    for second in pictures.indices {
      guard let likeness = pictures[second].likeness else { continue }
      for first in 0..<second {
        guard let other = pictures[first].likeness, likeness.distance(to: other) <= Self.nearEqualBits else { continue }
        let staysApart = source(first) != nil && source(second) != nil && source(first) != source(second)
        if !staysApart { sets.join(first, second) }
        if staysApart || pictures[first].category != pictures[second].category { apart.append((first, second)) }
      }
    }
    let roots = pictures.indices.map { sets.root(of: $0) }
    let groupCounts = labels.mapValues { Set($0.map { roots[$0] }).count }
    for (category, count) in groupCounts.sorted(by: { ($0.key ?? "") < ($1.key ?? "") }) where count < 2 {
      throw RunProblem(
        path: "\(dataset)/\(category ?? benignName)",
        message: """
          all pictures are of one source or near-equal to each other: what is learned could not be tried on others; \
          add different ones
          """)
    }
    let fewest = groupCounts.values.min() ?? 2
    let isAllBySource = bySource.values.allSatisfy { $0 }
    let most = min(fewest, isAllBySource ? Self.maximumSourceFolds : Self.maximumLikenessFolds)
    let dealt = Self.dealt(Dictionary(grouping: pictures.indices) { roots[$0] }, pictures, foldCount: most)
    for (category, members) in labels where Set(members.map { dealt[$0] }).count < 2 {
      throw RunProblem(
        path: "\(dataset)/\(category ?? benignName)",
        message: "its sources are those of other labels, too, and cannot be parted: add pictures of other sources")
    }
    (folds, foldCount, groups, nearPairs) = (dealt, most, roots, apart)
    groupings = groupCounts.reduce(into: [:]) { groupings, entry in
      groupings[entry.key] = Grouping(isBySource: bySource[entry.key] == true, groupCount: entry.value)
    }
  }

  /// Deals groups to folds, the largest first, each to where there is least of what it shows.
  private static func dealt(
    _ groups: [Int: [Int]], _ pictures: [TrainingPicture], foldCount: Int
  ) -> [Int] {
    var folds = [Int](repeating: 0, count: pictures.count)
    var held = [[String?: Int]](repeating: [:], count: foldCount)
    let totals = Dictionary(grouping: pictures, by: \.category).mapValues(\.count)
    let order = groups.values.sorted {
      $0.count != $1.count ? $0.count > $1.count : ($0.first ?? 0) < ($1.first ?? 0)
    }
    for members in order {
      let shown = Set(members.map { pictures[$0].category })
      func load(_ fold: Int) -> Double {
        // In a fixed order, so that sums round the same way each time.
        shown.sorted { ($0 ?? "") < ($1 ?? "") }.reduce(0) {
          $0 + Double(held[fold][$1] ?? 0) / Double(max(1, totals[$1] ?? 1))
        }
      }
      let loads = (0..<foldCount).map(load)
      let fold = loads.indices.min { loads[$0] < loads[$1] } ?? 0
      for member in members {
        folds[member] = fold
        held[fold][pictures[member].category, default: 0] += 1
      }
    }
    return folds
  }
}

/// Numbers that come to belong together.
private struct DisjointSets {
  private var parents: [Int]

  init(count: Int) { parents = Array(0..<count) }

  /// The least number of the set.
  mutating func root(of index: Int) -> Int {
    var root = index
    while parents[root] != root { root = parents[root] }
    var place = index
    while parents[place] != root {
      let next = parents[place]
      parents[place] = root
      place = next
    }
    return root
  }

  mutating func join(_ first: Int, _ second: Int) {
    let (one, other) = (root(of: first), root(of: second))
    parents[max(one, other)] = min(one, other)
  }
}
