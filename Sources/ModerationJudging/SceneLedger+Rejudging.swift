package import ModerationCore

extension SceneLedger {
  /// What was seen and what was not, judged under another policy, without any model or decoder.
  ///
  /// Gaps that were this policy's word are decided anew.
  ///
  /// - Parameter descriptors: Those of the detectors; a finding of another keeps its meaning unless the policy has one
  ///   for it.
  package func rejudged(under policy: Policy, descriptors: [DetectorDescriptor]) -> SceneLedger {
    let known = Dictionary(descriptors.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var other = SceneLedger(policy: policy)
    for item in evidence { other.take(over: item.rejudged(under: policy, by: known[item.detector])) }
    for (scene, statuses) in records {
      for status in statuses where GapKind(of: status)?.isOfPolicy != true { other.record(status, for: scene) }
    }
    for (scene, subLabels) in unread { other.recordUnread(subLabels, for: scene) }
    if let coverage {
      other.recordCoverage(looked: coverage.looked, of: coverage.frameCount, in: coverage.scenes)
    }
    return other
  }
}

extension Verdict.Evidence {
  /// The same evidence under another policy; where that does not know the label, the meaning stays.
  ///
  /// - Parameter keepsMeaning: For evidence that does not tell what was claimed: exceptions alone are looked up.
  func rejudged(
    under policy: Policy, by descriptor: DetectorDescriptor?, keepsMeaning: Bool = false
  ) -> Verdict.Evidence {
    let descriptor =
      descriptor
      ?? DetectorDescriptor(id: detector, scene: scene, covers: [], doesNotCover: [], bands: [:], basis: basis)
    return Verdict.Evidence(
      scene: scene, detector: detector, model: model, basis: descriptor.basis, finding: finding,
      frameIndex: frameIndex, rendition: rendition,
      meaning: keepsMeaning ? meaning : policy.meaning(of: finding, by: descriptor) ?? meaning,
      suppressedBy: policy.exception(for: finding, of: descriptor) ?? finding.allowedBy)
  }
}
