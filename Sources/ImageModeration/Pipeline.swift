import Digests
import ImageDecoding
import ImageFormats

/// One image's way from bytes to verdict. Read `judge` from top to bottom: it is the list of stages.
struct Pipeline: Sendable {
  let limits: Limits
  let policy: Policy
  let detectors: DetectorSet
  let consumers: FrameConsumers
  let decoder: any Decoder
  let converter: PixelConverter
  let memory: MemoryAdmission

  init(
    limits: Limits, policy: Policy, detectors: DetectorSet, decoder: any Decoder, memory: MemoryAdmission
  ) throws(HostFailure) {
    try detectors.validate()
    self.limits = limits
    self.policy = policy
    self.detectors = detectors
    self.decoder = decoder
    self.memory = memory
    consumers = FrameConsumers(detectors)
    converter = try PixelConverter()
  }

  /// Moderates one image on the calling thread.
  ///
  /// - Parameter progress: Told how far it is, for `lateResult`.
  func run(
    _ source: ImageSource, _ progress: Progress, _ cancellation: Cancellation
  ) throws(HostFailure) -> ModerationResult {
    var facts = ImageFacts(byteCount: 0)
    var advisories: [Advisory] = []
    var text: [RecognizedLine] = []
    var clock = StageClock("read")
    let outcome: ModerationResult.Outcome
    do {
      outcome = .verdict(
        try judge(
          source, facts: &facts, advisories: &advisories, text: &text, clock: &clock, progress, cancellation))
    } catch {
      switch error {
      case .failed(let failure): throw failure
      case .rejected(let rejection):
        outcome = .rejected(rejection.withProfileCode(limits.profileCodes[rejection.code]))
      }
    }
    return ModerationResult(
      image: facts, outcome: outcome, text: text, advisories: advisories, timing: clock.finish())
  }

  /// The answer for an image whose own thread did not answer in time: what is known, and a gap in every unfinished scene.
  func lateResult(_ progress: Progress.State) -> ModerationResult {
    var ledger = progress.ledger
    for scene in detectors.scenes where !progress.finished.contains(scene) {
      ledger.record(
        .notEvaluated(reason: "the deadline passed during \(progress.stage)", code: "deadline"), for: scene)
    }
    return ModerationResult(
      image: progress.facts, outcome: .verdict(merge(ledger)), text: progress.text, advisories: progress.advisories,
      timing: progress.timing)
  }

  private func merge(_ ledger: SceneLedger) -> Verdict {
    VerdictMerge(descriptors: detectors.descriptors, scenes: detectors.scenes).verdict(ledger)
  }

  /// The stages. Each refuses what it can know to be wrong before the next spends more on the image.
  private func judge(
    _ source: ImageSource, facts: inout ImageFacts, advisories: inout [Advisory], text: inout [RecognizedLine],
    clock: inout StageClock, _ progress: Progress, _ cancellation: Cancellation
  ) throws(PipelineStop) -> Verdict {
    // 1. read: no more bytes than the profile allows
    let (bytes, origin) = try source.load(limits, facts: &facts)
    try rejecting { () throws(InputRejection) in try limits.checkByteCount(bytes.count, from: origin) }
    facts.sha256 = SHA256Digest(of: bytes.span.bytes)?.hexadecimal

    // 2. sniff: the format is what the bytes say
    clock.begin("sniff")
    let format = try rejecting { () throws(InputRejection) in
      try SniffFormat(limits: limits).run(bytes.span.bytes)
    }
    facts.format = format

    // 3. header: what the file claims to hold; nothing is decoded
    clock.begin("header")
    let header = try rejecting { () throws(InputRejection) in
      try ImageHeader(of: bytes.span.bytes, as: format)
    }
    facts.note(header)

    // 4. limits: sides and aspect of the claim
    clock.begin("limits")
    advisories = try rejecting { () throws(InputRejection) in try CheckSize(limits: limits).run(header.size) }

    // 5. budget: which frames, and whether their pixels and their memory may be spent
    clock.begin("budget")
    let plan = try rejecting { () throws(InputRejection) in
      try SampleFrames(limits: limits, sampling: policy.sampling).run(header)
    }
    let memoryBytes = try rejecting { () throws(InputRejection) in
      try CheckMemory(limits: limits, capacityBytes: memory.capacityBytes)
        .run(header, frames: plan, wishes: consumers.wishes)
    }
    var ledger = SceneLedger(policy: policy)
    recordUnread(into: &ledger)
    let skipped = skipScenes(tooLargeFor: bytes.count, in: &ledger)
    progress.update { [facts, advisories, ledger] in
      ($0.facts, $0.advisories, $0.ledger, $0.stage) = (facts, advisories, ledger, "decode")
    }

    // 6. decode and detect: frame by frame, limits applied again to what the file really holds
    let frames = InspectFrames(
      decoder: decoder, converter: converter, consumers: consumers,
      pixelScenes: Set(detectors.detectors.map(\.descriptor.scene)),
      textScenes: Set(detectors.textDetectors.map(\.descriptor.scene)), progress: progress, cancellation: cancellation)
    let request = DecodeRequest(
      format: format, frameIndices: plan, wishes: consumers.wishes, size: limits.size,
      deadline: cancellation.deadline)
    let outcome = try memory.holding(memoryBytes, cancellation) { () throws(PipelineStop) in
      try frames.run(bytes, request, skipping: skipped, into: &ledger, clock: &clock)
    }
    facts.sampledFrames = outcome.frames.map(\.index)
    facts.pixelOrigin = outcome.frames.first?.origin
    advisories += Set(outcome.frames.flatMap(\.warnings)).sorted().map(Advisory.codecWarning)
    if let first = outcome.frames.first {
      facts.size = first.originalSize
      facts.hasAlpha = outcome.frames.contains(where: \.hasAlpha)
    }

    text = outcome.lines

    // 7. text: everything that was read, judged together
    progress.update { [facts, text, ledger] in ($0.facts, $0.text, $0.ledger, $0.stage) = (facts, text, ledger, "text")
    }
    InspectText(detectors: detectors.textDetectors, cancellation: cancellation)
      .run(outcome.lines, skipping: skipped, into: &ledger, clock: &clock)

    // 8. merge: one verdict from all evidence and all gaps
    clock.begin("merge")
    return merge(ledger)
  }

  /// What no recogniser reads is named with the scenes that live on text.
  private func recordUnread(into ledger: inout SceneLedger) {
    guard let first = detectors.textRecognizers.first else { return }
    let unread = detectors.textRecognizers.dropFirst().reduce(first.notCovered) { $0.intersection($1.notCovered) }
    for detector in detectors.textDetectors { ledger.recordUnread(unread, for: detector.descriptor.scene) }
  }

  /// Scenes with a smaller byte limit of their own fail alone; the others still run.
  private func skipScenes(tooLargeFor byteCount: Int, in ledger: inout SceneLedger) -> Set<Scene> {
    var skipped: Set<Scene> = []
    for (scene, limit) in limits.maximumFileBytesByScene where byteCount > limit && detectors.scenes.contains(scene) {
      skipped.insert(scene)
      ledger.record(
        .failed(
          DetectorFailure(
            .fileTooLargeForScene, message: "\(byteCount) bytes; \(limits.name) allows the scene \(limit)")),
        for: scene)
    }
    return skipped
  }
}
