import ImageModeration

/// How many pictures of a kind have a finding, and which way is better; kept as Fixtures/accuracy/GOLDEN.tsv.
struct AccuracyTable {
  /// What is counted apart: a sublabel of a scene, a gap of it, or the whole answer.
  struct Key: Hashable, Comparable, CustomStringConvertible {
    let kind: String
    let scene: String
    let subLabel: String

    var description: String { "\(kind) \(scene) \(subLabel)" }

    static func < (left: Key, right: Key) -> Bool {
      (left.kind, left.scene, left.subLabel) < (right.kind, right.scene, right.subLabel)
    }
  }

  struct Row: Hashable {
    /// The files with REVIEW or worse, and those of them with BLOCK.
    var review: Set<String> = []
    var block: Set<String> = []
  }

  static let header = "kind\tscene\tsublabel\tdirection\treview\tblock"

  /// Kinds and what should be found in them: nothing, or a scene and a sublabel with a slash between.
  let expected: [String: String]
  var rows: [Key: Row] = [:]

  init(expected: [String: String]) { self.expected = expected }

  static func answer(of kind: String) -> Key { Key(kind: kind, scene: "all", subLabel: "answer") }

  func isHigherBetter(_ key: Key) -> Bool {
    guard let wanted = expected[key.kind], !wanted.isEmpty else { return false }
    return key == Self.answer(of: key.kind) || wanted == "\(key.scene)/\(key.subLabel)"
  }

  /// Counts what an answer rests on.
  mutating func add(_ verdict: Verdict, of file: String, kind: String) {
    for item in verdict.evidence where item.suppressedBy == nil {
      let sublabel = item.meaning.subLabel?.rawValue ?? item.finding.subLabel?.rawValue ?? item.meaning.label.rawValue
      note(item.meaning.suggestion, Key(kind: kind, scene: item.scene.rawValue, subLabel: sublabel), file)
    }
    for scene in verdict.scenes where scene.status.isGap {
      note(.review, Key(kind: kind, scene: scene.scene.rawValue, subLabel: "gap"), file)
    }
    note(verdict.suggestion, Self.answer(of: kind), file)
  }

  private mutating func note(_ suggestion: Suggestion, _ key: Key, _ file: String) {
    guard suggestion > .pass else { return }
    rows[key, default: Row()].review.insert(file)
    if suggestion == .block { rows[key, default: Row()].block.insert(file) }
  }

  /// A line for each row that is worse than it was, with the files that make it so.
  func worsened(since golden: AccuracyTable) -> [String] {
    Set(rows.keys).union(golden.rows.keys).sorted().flatMap { key in
      let (now, before) = (rows[key] ?? Row(), golden.rows[key] ?? Row())
      return [("REVIEW or worse", \Row.review), ("BLOCK", \Row.block)].compactMap { name, field -> String? in
        let (count, was) = (now[keyPath: field].count, before[keyPath: field].count)
        let higher = isHigherBetter(key)
        guard higher ? count < was : count > was else { return nil }
        let files =
          higher
          ? before[keyPath: field].subtracting(now[keyPath: field])
          : now[keyPath: field].subtracting(before[keyPath: field])
        return
          "\(key): \(name) \(was) -> \(count), \(higher ? "missed" : "found"): \(files.sorted().joined(separator: " "))"
      }
    }
  }

  /// The table as its file has it.
  var text: String {
    let lines = rows.sorted { $0.key < $1.key }.map { key, row in
      [
        key.kind, key.scene, key.subLabel, isHigherBetter(key) ? "higher" : "lower",
        row.review.sorted().joined(separator: " "), row.block.sorted().joined(separator: " "),
      ].joined(separator: "\t")
    }
    return ([Self.header] + lines).joined(separator: "\n") + "\n"
  }

  /// Reads rows from such a file.
  mutating func read(_ text: String) {
    for line in text.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 6 else { continue }
      rows[Key(kind: fields[0], scene: fields[1], subLabel: fields[2])] = Row(
        review: Set(fields[4].split(separator: " ").map(String.init)),
        block: Set(fields[5].split(separator: " ").map(String.init)))
    }
  }
}
