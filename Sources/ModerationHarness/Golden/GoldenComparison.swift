import ModerationJudging

/// How a file of results differs from an expected one, image by image.
///
///     let golden = try GoldenFile(path: "golden.jsonl")
///     let comparison = try GoldenComparison(expected: golden, actual: "run/results.jsonl", tolerance: 0.01)
///     if !comparison.isEqual { for line in comparison.lines { print(line) } }
///
/// Rows are found by their `source`, in whatever order they stand. Any `results.jsonl` of a run is a golden file.
/// Memory is 24 bytes and some room a row.
public struct GoldenComparison: Sendable {
  /// How many images are listed at most: 100. All are counted.
  public static let maximumListedCount = 100
  /// How many changes of one image are listed at most: 12.
  public static let maximumChanges = 12
  /// How many models and versions are compared at most: 64.
  static let maximumVersionCount = 64

  /// How many images stand in both.
  public private(set) var comparedCount = 0
  /// How many of them changed.
  public private(set) var changedCount = 0
  /// How many are expected and not there.
  public private(set) var missingCount = 0
  /// How many are there and not expected.
  public private(set) var additionalCount = 0
  /// What changed, of the first images, a line each; changes of an image stand below it, set in.
  public private(set) var lines: [String] = []
  /// What else is not the same and is no drift by itself: digests of models, versions of policies and lists.
  public private(set) var notes: [String] = []

  private let tolerance: Double
  private var listed = 0

  /// Whether nothing changed.
  public var isEqual: Bool { changedCount + missingCount + additionalCount == 0 }

  /// `500 images compared: 3 changed, 1 missing, 2 additional`.
  public var sentence: String {
    let counts = [(changedCount, "changed"), (missingCount, "missing"), (additionalCount, "additional")]
    let text = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    let hidden = changedCount + missingCount + additionalCount - listed
    return "\(comparedCount) \(comparedCount == 1 ? "image" : "images") compared: "
      + (text.isEmpty ? comparedCount == 0 ? "there is none" : "no difference beyond \(tolerance)" : text)
      + (hidden > 0 ? "; \(hidden) \(hidden == 1 ? "is" : "are") not listed" : "")
  }

  /// Compares a file of results with the expected ones.
  ///
  /// - Parameter tolerance: By how much a score may differ, 0…1.
  /// - Throws: `RunProblem` for rows that cannot be read, and a `source` that stands in the file twice.
  public init(expected: GoldenFile, actual: String, tolerance: Double) throws(RunProblem) {
    self.tolerance = tolerance
    var places = expected.places
    var (before, after) = (Versions(), Versions())
    let rows = try ResultRows(path: actual)
    var seen: Set<RowKey> = []
    while let row = try rows.next() {
      let key = try GoldenFile.key(row.document.source, actual)
      guard seen.insert(key).inserted else { throw GoldenFile.twice(row.document.source, actual, row.line) }
      guard let place = places.removeValue(forKey: key) else {
        additionalCount += 1
        list("additional  \(row.document.source)  \(RowDifference.word(row.document))")
        continue
      }
      let wanted = try expected.row(at: place)
      comparedCount += 1
      before.note(wanted)
      after.note(row.document)
      let changes = RowDifference(from: wanted, to: row.document, tolerance: tolerance).changes
      if !changes.isEmpty {
        changedCount += 1
        list("changed  \(row.document.source)", changes)
      }
    }
    for place in places.values.sorted() {
      missingCount += 1
      guard listed < Self.maximumListedCount else { continue }
      let wanted = try expected.row(at: place)
      list("missing  \(wanted.source)  \(RowDifference.word(wanted))")
    }
    notes = after.differences(from: before)
  }

  private mutating func list(_ title: String, _ changes: [String] = []) {
    guard listed < Self.maximumListedCount else { return }
    listed += 1
    lines.append(title)
    lines += changes.prefix(Self.maximumChanges).map { "  \($0)" }
    if changes.count > Self.maximumChanges { lines.append("  \(changes.count - Self.maximumChanges) more") }
  }

  /// Which models, policies and lists rows name.
  private struct Versions {
    private var found: [String: Set<String>] = [:]

    mutating func note(_ row: ResultDocument) {
      note("limits", row.limits)
      if let policy = row.policy { note("policy", "\(policy.name) \(policy.version ?? "")") }
      for list in row.lists { note("list \(list.name)", list.version) }
      for model in row.scenes.flatMap(\.model) { note("model \(model.name)", String(model.sha256.prefix(12))) }
    }

    private mutating func note(_ what: String, _ version: String) {
      guard found[what] != nil || found.count < GoldenComparison.maximumVersionCount else { return }
      guard found[what, default: []].count < GoldenComparison.maximumVersionCount else { return }
      found[what, default: []].insert(version)
    }

    func differences(from old: Versions) -> [String] {
      Set(found.keys).union(old.found.keys).sorted().compactMap { what in
        let (before, after) = (old.found[what]?.sorted() ?? [], found[what]?.sorted() ?? [])
        if before == after { return nil }
        return "\(what) was \(before.isEmpty ? "not in use" : before.joined(separator: ", ")) and is "
          + (after.isEmpty ? "not in use" : after.joined(separator: ", "))
      }
    }
  }
}
