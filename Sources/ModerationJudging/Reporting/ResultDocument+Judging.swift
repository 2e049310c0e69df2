public import ModerationCore

extension ResultDocument {
  /// PASS, REVIEW or BLOCK as it stands in the document; nil when the image was not judged.
  public var recordedSuggestion: Suggestion? { suggestion.flatMap(Suggestion.init(rawValue:)) }

  /// Judges what was seen once more, without any model or decoder.
  ///
  /// What the recorded policy left out cannot be judged: frames that were not sampled stay coverage, and a scene that was
  /// `notNeeded` is a gap (`notRecorded`) unless BLOCK is certain all the same or the file is an exception still. Of
  /// several gaps of one scene, a line has the one that weighed most under the recorded policy.
  /// Lines of the first version do not tell what a passing finding claimed; those keep their recorded meaning.
  ///
  /// - Parameters:
  ///   - policy: What scores and gaps are to mean now.
  ///   - descriptors: Those of the detectors, for their own bands; a finding of a detector that is not among them keeps
  ///     its recorded meaning unless the policy has bands for it.
  /// - Returns: The verdict; nil when the image was refused or this machine failed.
  public func judged(under policy: ModerationJudging.Policy, descriptors: [DetectorDescriptor] = []) -> Verdict? {
    guard suggestion != nil else { return nil }
    let known = Dictionary(descriptors.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var ledger = SceneLedger(policy: policy)
    for finding in findings { ledger.take(over: finding.evidence(policy, known[finding.detector])) }
    recordStatuses(in: &ledger)
    return VerdictMerge(
      descriptors: scenes.flatMap { $0.descriptors() }, scenes: scenes.map { ModerationCore.Scene(rawValue: $0.scene) }
    )
    .verdict(ledger)
  }

  /// Records what was not looked at, as far as that is not another policy's to decide.
  ///
  /// - Parameters:
  ///   - ledger: Has the evidence, on which it depends whether what was not needed is needed now.
  ///   - wanted: The scenes that are of interest; nil for all.
  package func recordStatuses(in ledger: inout SceneLedger, of wanted: Set<String>? = nil) {
    let isDecided = ledger.worst == .block || ledger.exceptsFile
    let scenes = scenes.filter { wanted?.contains($0.scene) ?? true }
    for scene in scenes {
      let name = ModerationCore.Scene(rawValue: scene.scene)
      switch scene.recordedStatus {
      case nil: break
      case .notNeeded(let reason)? where !isDecided:
        ledger.record(.notRecorded("was not needed then (\(reason)) and is now"), for: name)
      case let status?:
        // That something counts for a gap was the recorded policy's word.
        if GapKind(of: status)?.isOfPolicy != true { ledger.record(status, for: name) }
      }
    }
    if let image, let frameCount = image.frameCount, !image.sampledFrames.isEmpty {
      ledger.recordCoverage(
        looked: image.sampledFrames.filter { $0 < frameCount }.count, of: frameCount,
        in: Set(scenes.map { ModerationCore.Scene(rawValue: $0.scene) }))
    }
  }
}

extension SceneStatus {
  /// Something that a record does not hold, which no policy lets pass.
  package static func notRecorded(_ reason: String) -> SceneStatus {
    .notEvaluated(reason: reason, code: "notRecorded")
  }
}

extension ResultDocument {
  /// What no writer of results writes; nil for a line without such. A word that is not known must not read as clean.
  var problem: String? {
    let suggestions: [String] =
      [suggestion, shadow?.suggestion].compactMap(\.self) + scenes.map(\.suggestion) + findings.map(\.suggestion)
      + findings.compactMap(\.listSuggestion)
    if let word = suggestions.first(where: { Suggestion(rawValue: $0) == nil }) {
      return "\(word.debugDescription) is not a suggestion"
    }
    if let word = scenes.map(\.status).first(where: { !Scene.statuses.contains($0) }) {
      return "\(word.debugDescription) is not the status of a scene"
    }
    let scores =
      [score, shadow?.score].compactMap(\.self) + scenes.map(\.score)
      + findings.flatMap { [$0.score] + $0.candidates.map(\.score) }
    if let score = scores.first(where: { !(0...1).contains($0) }) { return "the score \(score) is not within 0…1" }
    if Set(scenes.map(\.scene)).count < scenes.count { return "a scene stands in it twice" }
    return nil
  }
}

extension ResultDocument.Scene {
  /// The words that a status is written in.
  fileprivate static let statuses = ["evaluated", "notNeeded", "notEvaluated", "failed"]

  /// Nil for `evaluated`.
  fileprivate var recordedStatus: SceneStatus? {
    switch status {
    case "notNeeded": .notNeeded(reason: reason ?? "")
    case "failed": .failed(DetectorFailure(.init(rawValue: code ?? ""), message: reason ?? ""))
    case "notEvaluated": .notEvaluated(reason: reason ?? "", code: code)
    default: nil
    }
  }

  /// Descriptors that say together what the scene's detectors said of themselves.
  ///
  /// - Parameter other: What the operator supplies now; nil for what is recorded.
  package func descriptors(supplied other: [String: Int]? = nil) -> [DetectorDescriptor] {
    let supplied = self.supplied.merging(other ?? [:]) { $1 }
    let models: [Model?] = model.isEmpty ? [nil] : model
    return models.enumerated().map { index, model in
      DetectorDescriptor(
        id: "\(scene)-\(index)", scene: ModerationCore.Scene(rawValue: scene), model: model?.identity, covers: [],
        doesNotCover: index == 0 ? Set(notCovered.map(SubLabel.init(rawValue:))) : [], bands: [:],
        supplied: index == 0 ? supplied : [:])
    }
  }
}

extension ResultDocument.Scene.Model {
  fileprivate var identity: DetectorDescriptor.Model { .init(name: name, sha256: sha256) }
}

extension ResultDocument.Finding {
  /// The finding as its detector made it, with what a policy makes of it.
  ///
  /// - Parameter marked: Changes what a list keeps from counting.
  package func evidence(
    _ policy: Policy, _ known: DetectorDescriptor?,
    marked: (ModerationCore.Finding) -> ModerationCore.Finding = { $0 }
  ) -> Verdict.Evidence {
    let recorded = ScoreBands.Meaning(
      Suggestion(rawValue: suggestion) ?? .review, Label(rawValue: label), subLabel.map(SubLabel.init(rawValue:)))
    let claimed = claim ?? .init(Claim(recorded.label, recorded.subLabel))
    // Only a list decides with a word of its own.
    let isOfList = basis == DetectorDescriptor.Basis.operatorList.name
    let finding = Finding(
      label: Label(rawValue: claimed.label), subLabel: claimed.subLabel.map(SubLabel.init(rawValue:)), score: score,
      locations: boxes.map { .init(frameIndex: $0.frame, box: $0.rectangle) }, text: text, keywords: keywords,
      keywordRanges: keywordRanges.compactMap { $0.count == 2 && $0[0] <= $0[1] ? $0[0]..<$0[1] : nil }, list: list,
      candidates: candidates.map { .init(name: $0.name, group: $0.group, score: $0.score) },
      suggestion: isOfList ? listSuggestion.flatMap(Suggestion.init(rawValue:)) : nil, allowedBy: allowedBy,
      allowance: isOfList ? allows?.allowance : nil, details: details)
    let raw = Verdict.Evidence(
      scene: Scene(rawValue: scene), detector: detector, model: model?.identity,
      basis: basis.flatMap(DetectorDescriptor.Basis.init(name:)) ?? .rule, finding: marked(finding),
      frameIndex: frame, rendition: rendition.flatMap(Rendition.init(rawValue:)) ?? .standard, meaning: recorded)
    return raw.rejudged(under: policy, by: known, keepsMeaning: claim == nil && recorded.suggestion == .pass)
  }
}

extension ResultDocument.Allowance {
  /// Nil for a reach that is not known, which allows nothing.
  fileprivate var allowance: Allowance? {
    Allowance.Reach(rawValue: reach).map {
      Allowance(labels: labels.map { Set($0.map(Label.init(rawValue:))) }, reach: $0)
    }
  }
}

extension ResultDocument.Box {
  var rectangle: PixelRectangle { PixelRectangle(x: x, y: y, width: width, height: height) }
}
