import ModerationJudging

/// What changed of one image between two rows.
///
/// Compared are the suggestion (or the code of a refusal or failure), label and sublabel, the top score, each scene's
/// status, suggestion, label and score, and the best score of each detector for each label; and whether the file is the
/// same. Scores are the same within the tolerance. Not compared are time, words, text that was read, boxes, versions of
/// policies and lists, and digests of models: those a comparison tells apart, as notes.
struct RowDifference {
  private let tolerance: Double
  private(set) var changes: [String] = []

  init(from old: ResultDocument, to new: ResultDocument, tolerance: Double) {
    self.tolerance = tolerance
    compare("file", old.image?.sha256.map { String($0.prefix(12)) }, new.image?.sha256.map { String($0.prefix(12)) })
    compare("suggestion", Self.word(old), Self.word(new))
    compare("code", old.failure?.code ?? old.rejection?.code, new.failure?.code ?? new.rejection?.code)
    compare("label", Self.label(old.label, old.subLabel), Self.label(new.label, new.subLabel))
    compare("score", old.score, new.score)
    compareScenes(old, new)
    compareFindings(old, new)
  }

  /// REFUSED and ERROR for what was not judged.
  static func word(_ row: ResultDocument) -> String {
    row.failure != nil ? "ERROR" : row.suggestion ?? "REFUSED"
  }

  private mutating func compareScenes(_ old: ResultDocument, _ new: ResultDocument) {
    // A scene stands in a row once: whoever read it has seen to that.
    let (before, after) = (
      Dictionary(old.scenes.map { ($0.scene, $0) }, uniquingKeysWith: { first, _ in first }),
      Dictionary(new.scenes.map { ($0.scene, $0) }, uniquingKeysWith: { first, _ in first })
    )
    for name in Set(before.keys).union(after.keys).sorted() {
      guard let was = before[name], let scene = after[name] else {
        compare("scene \(name)", before[name] == nil ? nil : "there", after[name] == nil ? nil : "there")
        continue
      }
      compare("\(name) status", Self.status(was), Self.status(scene))
      compare("\(name) suggestion", was.suggestion, scene.suggestion)
      compare("\(name) label", Self.label(was.label, was.subLabel), Self.label(scene.label, scene.subLabel))
      compare("\(name) score", was.score, scene.score)
    }
  }

  private mutating func compareFindings(_ old: ResultDocument, _ new: ResultDocument) {
    let (before, after) = (Self.bestScores(old), Self.bestScores(new))
    for name in Set(before.keys).union(after.keys).sorted() { compare(name, before[name] ?? 0, after[name] ?? 0) }
  }

  private static func bestScores(_ row: ResultDocument) -> [String: Double] {
    row.findings.reduce(into: [:]) { scores, finding in
      let claim = finding.claim.map { label($0.label, $0.subLabel) } ?? label(finding.label, finding.subLabel)
      let name = "\(finding.detector) \(claim ?? "-")"
      scores[name] = max(scores[name] ?? 0, finding.score)
    }
  }

  private static func label(_ label: String?, _ subLabel: String?) -> String? {
    label.map { label in label + (subLabel.map { "/\($0)" } ?? "") }
  }

  private static func status(_ scene: ResultDocument.Scene) -> String {
    scene.status + (scene.code.map { " \($0)" } ?? "")
  }

  private mutating func compare(_ what: String, _ old: String?, _ new: String?) {
    if old != new { changes.append("\(what)  \(old ?? "none") → \(new ?? "none")") }
  }

  private mutating func compare(_ what: String, _ old: Double?, _ new: Double?) {
    // What decimals cannot say exactly is no difference.
    if let old, let new, abs(old - new) <= tolerance + 1e-9 { return }
    compare(what, old.map(Self.number), new.map(Self.number))
  }

  private static func number(_ value: Double) -> String { "\((value * 10_000).rounded() / 10_000)" }
}
