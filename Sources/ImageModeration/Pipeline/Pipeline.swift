import ImageFormats

/// One image's way from bytes to verdict, under the rules that it began with. `judge`, with the stages before decoding
/// in `Examination`, is the list of stages, top to bottom.
struct Pipeline: Sendable {
  let engine: Engine
  let rules: Ruleset

  /// Moderates one image on the calling thread.
  ///
  /// - Parameter progress: Told how far it is, for `lateResult`.
  func run(
    _ source: ImageSource, _ progress: Progress, _ cancellation: Cancellation
  ) throws(HostFailure) -> ModerationResult {
    var notes = Examination.Notes()
    var text: [RecognizedLine] = []
    let outcome: ModerationResult.Outcome
    var shadow: ShadowVerdict?
    do {
      switch try judge(source, &notes, text: &text, progress, cancellation) {
      case .judged(let judged): (outcome, shadow) = (.verdict(judged.verdict), judged.shadow)
      case .remembered(let result): return result.again(timing: notes.clock.finish())
      }
    } catch {
      switch error {
      case .failed(let failure): throw failure
      case .rejected(let rejection):
        outcome = .rejected(rejection.withProfileCode(rules.limits.profileCodes[rejection.code]))
      }
    }
    let result = result(notes.facts, outcome, shadow, text, notes.advisories, notes.clock.finish())
    if let key = key(of: notes) { engine.answers.keep(result, for: key) }
    return result
  }

  /// The answer for an image whose own thread did not answer in time: what is known, and a gap in every unfinished
  /// scene.
  func lateResult(_ progress: Progress.State) -> ModerationResult {
    var ledger = progress.ledger
    for scene in rules.scenes where !progress.finished.contains(scene) {
      ledger.record(
        .notEvaluated(reason: "the deadline passed during \(progress.stage)", code: "deadline"), for: scene)
    }
    let judged = merge(ledger)
    return result(
      progress.facts, .verdict(judged.verdict), judged.shadow, progress.text, progress.advisories, progress.timing)
  }

  private func result(
    _ facts: ImageFacts, _ outcome: ModerationResult.Outcome, _ shadow: ShadowVerdict?, _ text: [RecognizedLine],
    _ advisories: [Advisory], _ timing: [String: Duration]
  ) -> ModerationResult {
    ModerationResult(
      image: facts, outcome: outcome, text: text, advisories: advisories, timing: timing,
      rules: rules.identity, shadow: shadow)
  }

  /// What the rules make of an image: the verdict, and beside it what the policy on trial makes of the same.
  private struct Judged {
    let verdict: Verdict
    let shadow: ShadowVerdict?
  }

  /// Where the stages end.
  private enum Ending {
    case judged(Judged)
    case remembered(ModerationResult)
  }

  private func key(of notes: Examination.Notes) -> AnswerMemory.Key? {
    notes.facts.sha256.map { AnswerMemory.Key(sha256: $0, rules: rules.token) }
  }

  private func merge(_ ledger: SceneLedger) -> Judged {
    let descriptors = rules.detectors.descriptors
    let merge = VerdictMerge(descriptors: descriptors, scenes: rules.scenes)
    let verdict = merge.verdict(ledger)
    let shadow = rules.shadow.map { policy in
      let other = ledger.rejudged(under: policy, descriptors: descriptors + [KnownFile.descriptor])
      return ShadowVerdict(merge.verdict(other), under: policy, beside: verdict)
    }
    return Judged(verdict: verdict, shadow: shadow)
  }

  /// The stages.
  private func judge(
    _ source: ImageSource, _ notes: inout Examination.Notes, text: inout [RecognizedLine], _ progress: Progress,
    _ cancellation: Cancellation
  ) throws(PipelineStop) -> Ending {
    let consumers = rules.consumers
    let examination = Examination(
      limits: rules.limits, sampling: rules.policy.sampling, wishes: consumers.wishes,
      capacityBytes: engine.memory.capacityBytes)
    var ledger = SceneLedger(policy: rules.policy)

    // 1. read: no more bytes than the profile allows
    let bytes = try examination.read(source, &notes)

    // known: the very file was decided about before
    if KnownFile(rules: rules).run(bytes, sha256: notes.facts.sha256, into: &ledger) { return .judged(merge(ledger)) }

    // remembered: the same bytes under the same rules have their answer already
    if let known = key(of: notes).flatMap(engine.answers.answer) {
      notes.clock.begin("remembered")
      return .remembered(known)
    }

    // 2. to 5. sniff, header, limits, budget
    let plan: Examination.Plan
    do { plan = try examination.run(bytes, &notes) } catch { throw .rejected(error) }
    recordUnread(into: &ledger)
    let skipped = skipScenes(tooLargeFor: bytes.count, in: &ledger)
    progress.update { [notes, ledger] in
      ($0.facts, $0.advisories, $0.ledger, $0.stage) = (notes.facts, notes.advisories, ledger, "decode")
    }

    // 6. decode and detect: frame by frame, limits applied again to what the file really holds
    let frames = InspectFrames(engine: engine, rules: rules, progress: progress, cancellation: cancellation)
    let request = DecodeRequest(
      format: plan.header.format, frameIndices: plan.frames, wishes: consumers.wishes, size: rules.limits.size,
      showsOnBlack: rules.policy.looksOnBlack,
      showsColorUnderZeroAlpha: rules.policy.judgesColorUnderZeroAlpha, deadline: cancellation.deadline)
    let outcome = try engine.memory.holding(plan.cost.memoryBytes, cancellation) { () throws(PipelineStop) in
      try frames.run(
        bytes, request, judgingOnce: plan.header.comparison, skipping: skipped, into: &ledger, clock: &notes.clock)
    }
    notes.note(outcome.frames, outcome.report.adding(plan.unseen))
    ledger.record(
      unseen: notes.facts.unseen, for: rules.detectors.pixelScenes.union(rules.detectors.textScenes))
    ledger.recordCoverage(
      looked: notes.facts.sampledFrames.filter { $0 < plan.header.frameCount }.count, of: plan.header.frameCount,
      in: rules.detectors.pixelScenes.union(rules.detectors.textScenes))
    text = outcome.lines

    // 7. text: everything that was read, judged together
    progress.update { [notes, text, ledger] in
      ($0.facts, $0.text, $0.ledger, $0.stage) = (notes.facts, text, ledger, "text")
    }
    InspectText(
      detectors: rules.detectors.textDetectors,
      description: TextDescription(
        hints: rules.text, pictureSize: plan.header.size, codes: ledger.codes, deadline: cancellation.deadline),
      cancellation: cancellation
    )
    .run(outcome.lines, skipping: skipped, into: &ledger, clock: &notes.clock)

    // 8. merge: one verdict from all evidence and all gaps
    notes.clock.begin("merge")
    return .judged(merge(ledger))
  }

  /// What no recogniser reads is named with the scenes that live on text.
  private func recordUnread(into ledger: inout SceneLedger) {
    let recognizers = rules.detectors.textRecognizers
    guard let first = recognizers.first else { return }
    let unread = recognizers.dropFirst().reduce(first.notCovered) { $0.intersection($1.notCovered) }
    for scene in rules.detectors.textScenes { ledger.recordUnread(unread, for: scene) }
  }

  /// Scenes with a smaller byte limit of their own fail alone; the others still run.
  private func skipScenes(tooLargeFor byteCount: Int, in ledger: inout SceneLedger) -> Set<Scene> {
    var skipped: Set<Scene> = []
    for (scene, limit) in rules.limits.maximumFileBytesByScene
    where byteCount > limit && rules.scenes.contains(scene) {
      skipped.insert(scene)
      ledger.record(
        .failed(
          DetectorFailure(
            .fileTooLargeForScene, message: "\(byteCount) bytes; \(rules.limits.name) allows the scene \(limit)")),
        for: scene)
    }
    return skipped
  }
}

extension Examination.Notes {
  /// Takes over what decoding found out.
  mutating func note(_ frames: [DecodedFrame], _ report: DecodingReport) {
    facts.note(frames)
    facts.unseen = report.unseen
    facts.holds = report.holds.sorted()
    advisories += Set(frames.flatMap(\.warnings)).sorted().map(Advisory.codecWarning)
  }
}

extension ImageFacts {
  /// Takes over which frames were shown, and what they are.
  mutating func note(_ frames: [DecodedFrame]) {
    sampledFrames = Set(frames.map(\.index)).sorted()
    renditions = Set(frames.map(\.rendition)).subtracting([.standard]).sorted { $0.rawValue < $1.rawValue }
    guard let first = frames.first else { return }
    pixelOrigin = first.origin
    size = first.originalSize
    hasAlpha = frames.contains(where: \.hasAlpha)
  }
}

extension ImageHeader {
  /// When two frames of the file show the same.
  fileprivate var comparison: ShownFrames.Comparison {
    isOfPictures ? .alike : .equal
  }
}
