import ModerationCore
public import ModerationJudging

/// Judges results again under other rules: without the image, a decoder or a model.
///
/// Stored findings get the new policy's meaning, stored text and codes meet the new lists, a file's SHA-256 the new
/// lists of known files. What a result does not hold makes a gap of the scene, `notRecorded`, which no policy lets pass:
/// a scene that was not looked at, more frames, a closer look, lists of pictures or faces that are others than then.
/// Evidence that the new rules would not have sought counts all the same.
///
/// Under the rules that they were made by, results come out as they were, but for a verdict that rested on two gaps of
/// one scene, of which a result tells one. A value; from any thread.
public struct Replay: Sendable {
  private let rules: ReplayRules
  private let recorded: @Sendable (_ policy: String, _ version: String?) -> Looking?
  private let descriptors: [String: DetectorDescriptor]
  /// The detectors whose findings are made anew of the text.
  private let renewed: Set<String>

  /// Makes a replay.
  ///
  /// - Parameter recorded: How closely was looked under a policy's version; nil where that is not known, which is a gap
  ///   of every scene.
  public init(
    _ rules: ReplayRules, recorded: @escaping @Sendable (_ policy: String, _ version: String?) -> Looking?
  ) {
    self.rules = rules
    self.recorded = recorded
    descriptors = Dictionary(
      (rules.detectors + rules.textDetectors.map(\.descriptor) + [KnownFileRule.descriptor]).map { ($0.id, $0) },
      uniquingKeysWith: { _, last in last })
    renewed = Set(rules.textDetectors.map(\.descriptor.name))
  }

  /// Judges one result again.
  ///
  /// - Returns: The new result: judged, refused, or, where this machine had failed, as it was.
  public func judged(_ before: ResultDocument) -> ResultDocument {
    guard before.failure == nil else { return before }
    let isUnchanged = isOfTheseRules(before)
    let same = isUnchanged && isWhollyRecorded(before)
    let looking = isUnchanged ? rules.looking : before.policy.flatMap { recorded($0.name, $0.version) }
    if let rejection = rejection(of: before, looking) {
      return ResultDocument(before, rejected: rejection, by: rules.identity)
    }
    var ledger = SceneLedger(policy: rules.policy)
    var scenes = before.scenes
    if before.suggestion == nil {
      let code = before.rejection?.code ?? "-"
      record("the image was refused then (\(code)), which these limits may not do: look at it again", in: &ledger)
    } else if same {
      for finding in before.findings { ledger.take(over: evidence(finding)) }
      before.recordStatuses(in: &ledger)
    } else {
      scenes = judge(before, looking, into: &ledger)
    }
    return verdict(ledger, scenes, of: before)
  }

  /// Whether a result was made under this very policy with these lists.
  private func isOfTheseRules(_ before: ResultDocument) -> Bool {
    before.policy?.name == rules.policy.name && before.policy?.version == rules.policy.version
      && rules.policy.version != nil && before.limits == rules.limits.name && identities(before) == Set(rules.lists)
  }

  /// Whether every scene that is asked for was looked at by the models of now.
  private func isWhollyRecorded(_ before: ResultDocument) -> Bool {
    before.suggestion != nil
      && (before.scenes.isEmpty || Set(rules.scenes.map(\.rawValue)).isSubset(of: before.scenes.map(\.scene)))
      && missingModels(before).isEmpty
  }

  private func identities(_ before: ResultDocument) -> Set<ListIdentity> {
    Set(before.lists.map { ListIdentity(name: $0.name, version: $0.version) })
  }

  private func evidence(_ finding: ResultDocument.Finding, marked: (Finding) -> Finding = { $0 }) -> Verdict.Evidence {
    finding.evidence(rules.policy, descriptors[finding.detector], marked: marked)
  }

  // MARK: Refusals

  /// Codes of refusals that hold whatever the limits are.
  private static let unconditional: Set<String> = [
    "formatUnknown", "headerUnreadable", "formatNotDecodable", "decodingFailed", "decoderCrashed",
  ]

  /// Why the image is refused under these rules; nil where it is not, as far as is known.
  private func rejection(of before: ResultDocument, _ looking: Looking?) -> ResultDocument.Rejection? {
    let isSame = looking?.limits == rules.looking.limits && before.limits == rules.limits.name
    if let rejection = before.rejection, isSame || Self.unconditional.contains(rejection.code) {
      return isSame ? rejection : rejection.named(by: rules.limits)
    }
    guard !isSame, let image = before.image else { return nil }
    do throws(InputRejection) {
      try rules.limits.checkByteCount(image.byteCount, from: .local)
      if let format = image.format.map(ImageFormat.init(rawValue:)), !rules.limits.formats.contains(format) {
        throw InputRejection(
          .formatNotAccepted, message: "\(rules.limits.name) does not accept \(format)", limit: "formats",
          measured: .text(format.rawValue),
          allowed: .text(rules.limits.formats.map(\.rawValue).sorted().joined(separator: " ")))
      }
      if let width = image.width, let height = image.height {
        let size = PixelSize(width: width, height: height)
        try rules.limits.size.check(size)
        let pixels = size.pixelCount ?? .max
        // Of more frames fewer may be looked at: a gap, and not a refusal.
        if image.frameCount ?? 1 <= 1, pixels > rules.limits.maximumSampledPixels {
          throw InputRejection(
            .pixelBudgetExceeded, message: "1 sampled frames of \(size) are over the decode budget",
            limit: "maximumSampledPixels", measured: .count(pixels),
            allowed: .count(rules.limits.maximumSampledPixels))
        }
      }
      return nil
    } catch {
      return ResultDocument.Rejection(error.withProfileCode(rules.limits.profileCodes[error.code]))
    }
  }

  // MARK: Evidence

  /// Takes over what still holds, looks up what can be looked up, and records what cannot.
  ///
  /// - Returns: The scenes that the new result has, as their detectors described themselves.
  private func judge(
    _ before: ResultDocument, _ looking: Looking?, into ledger: inout SceneLedger
  ) -> [ResultDocument.Scene] {
    let kept = before.scenes.filter { scene in
      let name = Scene(rawValue: scene.scene)
      return rules.scenes.contains(name) || !rules.ownScenes.contains(name)
    }
    let scenes = Set(kept.map(\.scene)).subtracting(recordSize(before, into: &ledger))
    let digests = before.image?.sha256.flatMap { FileDigest(sha256: $0.utf8) }.map { [$0] } ?? []
    if KnownFileRule(rules.knownFiles, scenes: rules.scenes).run(digests, into: &ledger) { return kept }
    let changed = changedPictureLists(before, looking)
    for finding in before.findings where keeps(finding, of: scenes, changed) {
      ledger.take(over: evidence(finding, marked: marked))
    }
    judgeText(before, scenes, into: &ledger)
    before.recordStatuses(in: &ledger, of: scenes)
    for scene in rules.scenes where !kept.contains(where: { $0.scene == scene.rawValue }) {
      ledger.record(.notRecorded("the scene was not looked at then"), for: scene)
    }
    for (scene, reason) in missingModels(before) { ledger.record(.notRecorded(reason), for: scene) }
    guard let looking else {
      let policy = [before.policy?.name, before.policy?.version].compactMap(\.self).joined(separator: " ")
      record("how closely was looked then, under \(policy.isEmpty ? "no policy" : policy), is not known", in: &ledger)
      return kept
    }
    for (scene, reason) in RecordGaps(before: before, then: looking, now: rules.looking).reasons
    where rules.scenes.contains(scene) {
      ledger.record(.notRecorded(reason), for: scene)
    }
    if let list = changed.names.first, rules.scenes.contains(.politics) {
      ledger.record(.notRecorded("the picture was not compared with the present state of \(list)"), for: .politics)
    }
    if rules.knownFiles.contains(where: { $0.hasMD5 && changed.pictures.contains($0.name) }) {
      record("the file's MD5, which a list has entries by, is not in the result", in: &ledger)
    }
    return kept
  }

  /// What models and revisions of now did not look then, by scene.
  private func missingModels(_ before: ResultDocument) -> [(Scene, String)] {
    var reasons: [(Scene, String)] = []
    for scene in before.scenes where rules.scenes.contains(Scene(rawValue: scene.scene)) {
      let name = Scene(rawValue: scene.scene)
      // In whatever arithmetic: the same weights are the same model, and the result names how they calculated.
      let then = Set(scene.model.map(\.sha256))
      for detector in rules.detectors where detector.scene == name && !renewed.contains(detector.name) {
        guard let model = detector.model, !then.contains(model.sha256) else { continue }
        reasons.append((name, "\(detector.id) with its present model \(model.name) did not look then"))
      }
    }
    for finding in before.findings {
      let name = DetectorDescriptor.name(of: finding.detector)
      guard descriptors[finding.detector] == nil, !renewed.contains(name),
        let now = rules.detectors.first(where: { $0.name == name })
      else { continue }
      reasons.append((now.scene, "\(finding.detector) looked then, which is \(now.id) now"))
    }
    return reasons
  }

  /// Records which scenes the image is too large for now, and which it was then.
  ///
  /// - Returns: The former, of which nothing counts.
  private func recordSize(_ before: ResultDocument, into ledger: inout SceneLedger) -> Set<String> {
    guard let image = before.image else { return [] }
    var tooLarge: Set<String> = []
    for (scene, limit) in rules.limits.maximumFileBytesByScene where rules.scenes.contains(scene) {
      guard image.byteCount > limit else { continue }
      tooLarge.insert(scene.rawValue)
      ledger.record(
        .failed(
          DetectorFailure(
            .fileTooLargeForScene,
            message: "\(image.byteCount) bytes; \(rules.limits.name) allows the scene \(limit)")), for: scene)
    }
    for scene in before.scenes
    where scene.code == DetectorFailure.Code.fileTooLargeForScene.rawValue && !tooLarge.contains(scene.scene) {
      ledger.record(.notRecorded("the file was too large for the scene then"), for: Scene(rawValue: scene.scene))
    }
    return tooLarge
  }

  /// The lists of pictures and faces that are others than then, or are used otherwise.
  private struct ChangedLists {
    var pictures: Set<String>
    var gallery: String?

    var names: [String] { pictures.sorted() + (gallery.map { [$0] } ?? []) }
  }

  private func changedPictureLists(_ before: ResultDocument, _ looking: Looking?) -> ChangedLists {
    let then = identities(before)
    func isUsedAlike(_ kind: String) -> Bool { looking?.uses[kind] == rules.looking.uses[kind] }
    return ChangedLists(
      pictures: Set(rules.pictureLists.filter { !isUsedAlike("pictures") || !then.contains($0) }.map(\.name)),
      gallery: rules.gallery.flatMap { isUsedAlike("faces") && then.contains($0) ? nil : $0.name })
  }

  /// Whether a stored finding still says something: not of a scene that is not asked for, nor of a list that is gone or
  /// changed, nor what is not looked for any more, nor what is made anew.
  private func keeps(_ finding: ResultDocument.Finding, of scenes: Set<String>, _ changed: ChangedLists) -> Bool {
    let name = DetectorDescriptor.name(of: finding.detector)
    guard scenes.contains(finding.scene), finding.detector != KnownFileRule.descriptor.id, !renewed.contains(name),
      !rules.unused.contains(name)
    else { return false }
    if let subLabel = finding.claim?.subLabel ?? finding.subLabel, rules.looking.omits.contains(subLabel) {
      return false
    }
    guard finding.scene == Scene.politics.rawValue, descriptors[finding.detector] != nil else { return true }
    if !finding.candidates.isEmpty { return rules.gallery != nil && changed.gallery == nil }
    guard let list = finding.list else { return true }
    return rules.pictureLists.contains { $0.name == list } && !changed.pictures.contains(list)
  }

  private func marked(_ finding: Finding) -> Finding {
    guard let subLabel = finding.subLabel, Self.codes.contains(subLabel) else { return finding }
    var marked = finding
    marked.allowedBy = rules.allowanceOfCode(finding)
    return marked
  }

  private static let codes = Set(SubLabel.matrixCodes + SubLabel.goodsCodes)

  /// Shows the stored text, and what codes hold, to the lists.
  private func judgeText(_ before: ResultDocument, _ scenes: Set<String>, into ledger: inout SceneLedger) {
    let lines = before.text.map(RecognizedLine.init)
    let size = before.image.flatMap { image in
      image.width.flatMap { width in image.height.map { PixelSize(width: width, height: $0) } }
    }
    let description = TextDescription(pictureSize: size, codes: ledger.codes)
    for detector in rules.textDetectors where scenes.contains(detector.descriptor.scene.rawValue) {
      do throws(DetectorFailure) {
        let found = try detector.inspect(lines, of: description)
        ledger.add(found.filter { !isOmitted($0) }, from: detector.descriptor, frame: nil)
      } catch {
        ledger.add(error.findings, from: detector.descriptor, frame: nil)
        ledger.record(.failed(error), for: detector.descriptor.scene)
      }
    }
  }

  private func isOmitted(_ finding: Finding) -> Bool {
    finding.subLabel.map { rules.looking.omits.contains($0.rawValue) } ?? false
  }

  /// Records a gap of every scene.
  private func record(_ reason: String, in ledger: inout SceneLedger) {
    for scene in rules.scenes { ledger.record(.notRecorded(reason), for: scene) }
  }

  // MARK: Verdict

  private func verdict(
    _ ledger: SceneLedger, _ kept: [ResultDocument.Scene], of before: ResultDocument
  ) -> ResultDocument {
    let supplied = isOfTheseRules(before) ? [:] : supplied
    let known = Set(kept.map(\.scene))
    let described =
      kept.flatMap { scene in scene.descriptors(supplied: supplied[scene.scene]) }
      + rules.detectors.filter { !known.contains($0.scene.rawValue) && rules.scenes.contains($0.scene) }
      + (isOfTheseRules(before) ? [] : [omitted])
    let scenes = kept.map { Scene(rawValue: $0.scene) } + rules.scenes.filter { !known.contains($0.rawValue) }
    let merge = VerdictMerge(descriptors: described, scenes: scenes.sorted())
    let verdict = merge.verdict(ledger)
    let shadow = rules.shadow.map { policy in
      let other = ledger.rejudged(under: policy, descriptors: Array(descriptors.values))
      return ShadowVerdict(merge.verdict(other), under: policy, beside: verdict)
    }
    return ResultDocument(before, judged: verdict, shadow: shadow, by: rules.identity)
  }

  /// What names the sublabels that are not looked for in text.
  private var omitted: DetectorDescriptor {
    DetectorDescriptor(
      id: "omitted", scene: .text, covers: [], doesNotCover: Set(rules.looking.omits.map(SubLabel.init(rawValue:))),
      bands: [:])
  }

  /// What the lists of text supply by now, by scene.
  private var supplied: [String: [String: Int]] {
    Dictionary(
      rules.textDetectors.map { ($0.descriptor.scene.rawValue, $0.descriptor.supplied) },
      uniquingKeysWith: { $0.merging($1, uniquingKeysWith: { max($0, $1) }) })
  }
}
