package import ModerationCore

/// Merges everything that was seen, and everything that could not be seen, into one verdict.
package struct VerdictMerge {
  let descriptors: [DetectorDescriptor]
  let scenes: [Scene]

  package init(descriptors: [DetectorDescriptor], scenes: [Scene]) {
    self.descriptors = descriptors
    self.scenes = scenes
  }

  package func verdict(_ ledger: SceneLedger) -> Verdict {
    let evidence = ledger.settledEvidence.sorted(by: Self.worstFirst)
    let counted = evidence.filter { $0.suppressedBy == nil }
    let results = scenes.map { result($0, ledger, counted) }
    let decisive = Judgement.merging(
      counted.map(Judgement.init)
        + results.filter(\.status.isGap).map { .gap(ledger.policy.suggestion(of: $0.status)) })
    return Verdict(
      suggestion: decisive.suggestion, label: decisive.label, subLabel: decisive.subLabel, score: decisive.score,
      reason: ([reason(decisive, counted, results)] + [ledger.coverage?.sentence].compactMap(\.self)).joined(
        separator: "; "),
      scenes: results,
      evidence: evidence)
  }

  private func result(_ scene: Scene, _ ledger: SceneLedger, _ counted: [Verdict.Evidence]) -> SceneResult {
    let own = descriptors.filter { $0.scene == scene }
    let covered = own.reduce(into: Set<SubLabel>()) { $0.formUnion($1.covers) }
    let notCovered = own.reduce(into: ledger.unread(in: scene)) { $0.formUnion($1.doesNotCover) }.subtracting(covered)
    let status = ledger.status(of: scene, and: Self.gap(for: notCovered, ledger.policy).map { [$0] } ?? [])
    let gap = status.isGap ? [Judgement.gap(ledger.policy.suggestion(of: status))] : []
    let judgement = Judgement.merging(counted.filter { $0.scene == scene }.map(Judgement.init) + gap)
    return SceneResult(
      scene: scene, status: status, suggestion: judgement.suggestion, label: judgement.label,
      subLabel: judgement.subLabel, score: judgement.score,
      models: own.compactMap(\.model).sorted { $0.name < $1.name },
      notCovered: notCovered.sorted(),
      supplied: own.reduce(into: [:]) { $0.merge($1.supplied, uniquingKeysWith: Self.sum) })
  }

  /// Detectors say themselves how much they were supplied with, so a sum may be too large to count.
  private static func sum(_ left: Int, _ right: Int) -> Int {
    let (sum, overflows) = left.addingReportingOverflow(right)
    return overflows ? .max : sum
  }

  /// What is not covered is a gap where the policy says so.
  private static func gap(for notCovered: Set<SubLabel>, _ policy: Policy) -> SceneStatus? {
    let gaps = notCovered.intersection(policy.gapsFor).sorted()
    guard !gaps.isEmpty else { return nil }
    let names = gaps.map(\.rawValue).joined(separator: ", ")
    return .notEvaluated(reason: "not covered, which the policy takes for a gap: \(names)", code: "notCovered")
  }

  /// What decided, and how many frames were looked at where no gap says so.
  private func reason(
    _ decisive: Judgement, _ counted: [Verdict.Evidence], _ results: [SceneResult], _ coverage: String?
  ) -> String {
    let reason = reason(decisive, counted, results)
    guard let coverage, !reason.hasSuffix(coverage) else { return reason }
    return "\(reason); \(coverage)"
  }

  /// One sentence on what decided, for people.
  private func reason(_ decisive: Judgement, _ counted: [Verdict.Evidence], _ results: [SceneResult]) -> String {
    let gaps = results.filter(\.status.isGap).map { "\($0.scene) has a gap: \($0.status.sentence)" }
    guard decisive.suggestion > .pass else {
      return (["nothing found in \(results.map(\.scene.rawValue).joined(separator: ", "))"] + gaps)
        .joined(separator: "; ")
    }
    guard let deciding = counted.first(where: { Judgement($0) == decisive }), let label = decisive.label else {
      return gaps.joined(separator: "; ")
    }
    let place = deciding.frameIndex.map { ", frame \($0)" } ?? ""
    let name = [label.rawValue, decisive.subLabel?.rawValue].compactMap { $0 }.joined(separator: "/")
    let hundredths = (decisive.score * 100).rounded() / 100
    let keywords = deciding.finding.keywords.prefix(3).map { " \($0)" }.joined(separator: ",")
    let words = keywords.isEmpty ? "" : ":\(keywords)" + (deciding.finding.list.map { " (\($0))" } ?? "")
    return (["\(name) \(hundredths) by \(deciding.detector)\(place)\(words)"] + gaps).joined(separator: "; ")
  }

  private static func worstFirst(_ left: Verdict.Evidence, _ right: Verdict.Evidence) -> Bool {
    let (a, b) = (Judgement(left), Judgement(right))
    if a != b { return a > b }
    if left.frameIndex != right.frameIndex { return (left.frameIndex ?? -1) < (right.frameIndex ?? -1) }
    if left.scene != right.scene { return left.scene < right.scene }
    if left.detector != right.detector { return left.detector < right.detector }
    return left.finding.placement.lexicographicallyPrecedes(right.finding.placement)
  }
}

extension Finding {
  /// Tells apart findings of one detector in one frame that weigh the same: by place, then by text.
  fileprivate var placement: [Double] {
    locations.flatMap { [Double($0.frameIndex), $0.box.y, $0.box.x, $0.box.height, $0.box.width] }
      + (keywords + [text ?? "", list ?? ""]).flatMap { $0.unicodeScalars.map { Double($0.value) } + [-1] }
  }
}

extension SceneStatus {
  /// The reason in words, empty for `evaluated`.
  package var sentence: String {
    switch self {
    case .evaluated: ""
    case .notNeeded(let reason): reason
    case .notEvaluated(let reason, _): reason
    case .failed(let failure): failure.message
    }
  }
}
