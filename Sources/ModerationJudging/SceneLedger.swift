package import ModerationCore

/// What is known so far about each scene and everything that was seen: filled by the detect stages, read by the merge.
package struct SceneLedger: Sendable {
  package private(set) var evidence: [Verdict.Evidence] = []
  private var parts = SeenParts()
  /// All that was recorded of a scene, in order; of one gap's kind no more than one of a gravity.
  private(set) var records: [Scene: [SceneStatus]] = [:]
  /// What could not be read of this image, by scene.
  private(set) var unread: [Scene: Set<SubLabel>] = [:]
  /// How many of the image's frames were looked at; nil when all were or it has one.
  private(set) var coverage: Coverage?
  package let policy: Policy

  /// How many of an image's frames were looked at.
  struct Coverage: Sendable {
    let looked: Int
    let frameCount: Int
    /// The scenes that look at frames.
    let scenes: Set<Scene>

    var sentence: String { "\(looked) of \(frameCount) frames looked at" }
  }

  package init(policy: Policy) { self.policy = policy }

  /// Everything that was seen, with what hits of allow lists keep from counting.
  package var settledEvidence: [Verdict.Evidence] {
    let hits = evidence.filter { $0.finding.allowance != nil && $0.suppressedBy == nil }
    guard !hits.isEmpty else { return evidence }
    return evidence.map { item in hits.first { $0.allows(item) }.map(item.allowed(by:)) ?? item }
  }

  /// The worst suggestion of any counted finding so far.
  package var worst: Suggestion {
    settledEvidence.lazy.filter { $0.suppressedBy == nil }.map(\.meaning.suggestion).max() ?? .pass
  }

  /// Whether the file is one that a list excepts whatever it shows.
  package var exceptsFile: Bool {
    evidence.contains {
      $0.detector == KnownFileRule.descriptor.id && $0.suppressedBy == nil && $0.meaning.suggestion == .pass
        && $0.finding.allowance?.reach == .image && $0.finding.allowance?.labels == nil
    } && worst == .pass
  }

  /// The most findings that one further finding is compared with.
  package var longestComparison: Int { parts.longestComparison }

  /// The scene's status: `evaluated` unless something was recorded.
  package func status(of scene: Scene) -> SceneStatus { status(of: scene, and: []) }

  /// The status that decides, of what was recorded and what is known besides: the one whose gap suggests the gravest,
  /// so that one gap never hides a graver one; then failed, not evaluated, not needed; then the first.
  func status(of scene: Scene, and others: [SceneStatus]) -> SceneStatus {
    (records[scene, default: []] + others).reduce(.evaluated) { decisive, other in
      let (left, right) = (policy.suggestion(of: decisive), policy.suggestion(of: other))
      return (right, other.gravity) > (left, decisive.gravity) ? other : decisive
    }
  }

  /// Records that a scene was not fully looked at.
  package mutating func record(_ status: SceneStatus, for scene: Scene) {
    let kind = GapKind(of: status)
    let isKnown = records[scene, default: []].contains {
      GapKind(of: $0) == kind && $0.gravity >= status.gravity
    }
    if !isKnown { records[scene, default: []].append(status) }
  }

  /// What could not be read of this image, beyond what its scene's detectors never look for.
  package func unread(in scene: Scene) -> Set<SubLabel> { unread[scene] ?? [] }

  /// Records what could not be read.
  package mutating func recordUnread(_ subLabels: Set<SubLabel>, for scene: Scene) {
    unread[scene, default: []].formUnion(subLabels)
  }

  /// Records that a viewer may show what no detector was shown: a gap of every scene that looks at frames.
  package mutating func record(unseen: [Unseen], for scenes: Set<Scene>) {
    guard let first = unseen.first else { return }
    let rest = unseen.count > 1 ? " and \(unseen.count - 1) more" : ""
    for scene in scenes {
      record(.notEvaluated(reason: "not shown: \(first.detail)\(rest)", code: "unseen"), for: scene)
    }
  }

  /// Records how many of the image's frames were looked at, which the policy may take for a gap.
  package mutating func recordCoverage(looked: Int, of frameCount: Int, in scenes: Set<Scene>) {
    guard looked < frameCount else { return }
    let coverage = Coverage(looked: looked, frameCount: frameCount, scenes: scenes)
    self.coverage = coverage
    guard policy.takesUnsampledFramesForGap else { return }
    for scene in scenes { record(.notEvaluated(reason: coverage.sentence, code: "unsampledFrames"), for: scene) }
  }

  /// The most codes of an image whose content is shown to text detectors: 64 of each of 32 frames.
  private static let maximumCodeCount = 2048

  /// What the codes hold that were seen, each once, where it was seen first.
  package var codes: [RecognizedLine] {
    let kinds = Set(SubLabel.matrixCodes + SubLabel.goodsCodes)
    var known: Set<String> = []
    var codes: [RecognizedLine] = []
    for item in evidence where item.finding.subLabel.map(kinds.contains) == true {
      guard let text = item.finding.text, let place = item.finding.locations.first, codes.count < Self.maximumCodeCount,
        known.insert(text).inserted
      else { continue }
      codes.append(RecognizedLine(frameIndex: place.frameIndex, text: text, confidence: 1, box: place.box))
    }
    return codes
  }

  /// Takes over a detector's findings, or records its failure when they break the rules of `Detector`.
  ///
  /// - Parameters:
  ///   - frame: The frame inspected, whose boxes are mapped to the upright original; nil for text, already mapped.
  package mutating func add(_ findings: [Finding], from detector: DetectorDescriptor, frame: FrameDescription?) {
    do throws(DetectorFailure) {
      guard findings.count <= Finding.maximumPerCall else {
        throw DetectorFailure(.invalidFinding, message: "\(detector.id) returned \(findings.count) findings")
      }
      let added = try findings.map { finding throws(DetectorFailure) in try evidence(finding, detector, frame) }
      let new = added.filter { !parts.hold($0) }
      evidence += new
      // The whole is shown last, where it is shown at all.
      if frame?.tile != nil { parts.add(new) }
    } catch {
      record(.failed(error), for: detector.scene)
    }
  }

  /// Takes over evidence that was recorded before.
  package mutating func take(over item: Verdict.Evidence) { evidence.append(item) }

  private func evidence(
    _ finding: Finding, _ detector: DetectorDescriptor, _ frame: FrameDescription?
  ) throws(DetectorFailure) -> Verdict.Evidence {
    guard let meaning = policy.meaning(of: finding, by: detector) else {
      throw DetectorFailure(.invalidFinding, message: "\(detector.id) claims the undeclared label \(finding.label)")
    }
    guard finding.suggestion == nil || detector.basis == .operatorList else {
      throw DetectorFailure(
        .invalidFinding, message: "\(detector.id) gives a suggestion of its own, which only an operator's list may")
    }
    guard finding.allowance == nil || detector.basis == .operatorList else {
      throw DetectorFailure(
        .invalidFinding, message: "\(detector.id) allows what others find, which only an operator's list may")
    }
    guard finding.score >= 0, finding.score <= 1 else {
      throw DetectorFailure(.invalidFinding, message: "\(detector.id) gave the score \(finding.score)")
    }
    guard finding.candidates.allSatisfy({ $0.score >= 0 && $0.score <= 1 }) else {
      throw DetectorFailure(.invalidFinding, message: "\(detector.id) gave a candidate a score outside 0…1")
    }
    guard finding.locations.allSatisfy(\.box.isValid) else {
      throw DetectorFailure(.invalidFinding, message: "\(detector.id) gave a box that is not a rectangle")
    }
    var mapped = finding
    if let frame {
      mapped.locations = finding.locations.map {
        Finding.Location(frameIndex: frame.frameIndex, box: frame.inOriginal($0.box))
      }
      // Of a picture shown in parts, the part is where it was seen.
      if let tile = frame.tile, mapped.locations.isEmpty {
        mapped.locations = [Finding.Location(frameIndex: frame.frameIndex, box: tile.rectangle)]
      }
    }
    return Verdict.Evidence(
      scene: detector.scene, detector: detector.id, model: detector.model, basis: detector.basis,
      finding: mapped, frameIndex: frame?.frameIndex, rendition: frame?.rendition ?? .standard, meaning: meaning,
      suppressedBy: policy.exception(for: finding, of: detector) ?? finding.allowedBy)
  }
}

extension Verdict.Evidence {
  /// Whether this hit of an allow list keeps another finding from counting.
  fileprivate func allows(_ other: Verdict.Evidence) -> Bool {
    // A match with a face of the operator's is a list's word, too.
    guard let allowance = finding.allowance, other.suppressedBy == nil, other.basis != .operatorList,
      other.finding.candidates.isEmpty,
      allowance.labels.map({ $0.contains(other.finding.label) || $0.contains(other.meaning.label) }) ?? true
    else { return false }
    return switch allowance.reach {
    case .image: true
    // What shows on black alone is another picture than the one that was met on white.
    case .picture: other.scene != .text && other.frameIndex == frameIndex && other.rendition == rendition
    }
  }

  /// The same, kept from counting by a hit of an allow list.
  fileprivate func allowed(by hit: Verdict.Evidence) -> Verdict.Evidence {
    let entry = [hit.finding.list, hit.finding.keywords.first].compactMap(\.self).joined(separator: ": ")
    return Verdict.Evidence(
      scene: scene, detector: detector, model: model, basis: basis, finding: finding, frameIndex: frameIndex,
      rendition: rendition, meaning: meaning, suppressedBy: entry)
  }
}

extension SceneStatus {
  fileprivate var gravity: Int {
    switch self {
    case .evaluated: 0
    case .notNeeded: 1
    case .notEvaluated: 2
    case .failed: 3
    }
  }
}
