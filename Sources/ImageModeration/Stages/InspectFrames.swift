import PixelConversion
import ImageFormats

/// Decodes the sampled frames one at a time, converts each once per distinct wish, all of them from one working frame
/// where the decoded one is much larger than any needs, and shows it to the detectors and recognisers. A frame's pixels are gone before the next frame is decoded.
struct InspectFrames {
  let engine: Engine
  let consumers: FrameConsumers
  /// The scenes whose detectors look at pixels, and those that live on recognised text.
  let pixelScenes: Set<Scene>
  let textScenes: Set<Scene>
  let progress: Progress
  let cancellation: Cancellation

  init(engine: Engine, rules: Ruleset, progress: Progress, cancellation: Cancellation) {
    self.engine = engine
    consumers = rules.consumers
    pixelScenes = rules.detectors.pixelScenes
    textScenes = rules.detectors.textScenes
    self.progress = progress
    self.cancellation = cancellation
  }

  /// What the stage found out.
  struct Outcome {
    var frames: [DecodedFrame] = []
    var lines: [RecognizedLine] = []
    var report = DecodingReport.allShown
  }

  /// - Parameters:
  ///   - comparison: Which of the frames wanted show the same.
  ///   - skipped: Scenes that the limits keep from this image; their detectors are not asked.
  func run(
    _ bytes: [UInt8], _ request: DecodeRequest, judgingOnce comparison: ShownFrames.Comparison,
    skipping skipped: Set<Scene>, into ledger: inout SceneLedger,
    clock: inout StageClock
  ) throws(PipelineStop) -> Outcome {
    var outcome = Outcome()
    var hostFailure: HostFailure?
    var index = 0
    var stopsHere = false
    var shown = ShownFrames(comparison)
    guard !stop(before: 0, of: request.frameIndices, ledger: &ledger) else { return outcome }
    clock.begin("decode")
    do throws(DecodingFailure) {
      outcome.report = try engine.decoder.decode(bytes.span.bytes, request) { pixels, frame in
        outcome.frames.append(frame)
        // Frames that were left out do not decode.
        index = (request.frameIndices.firstIndex(of: frame.index) ?? index) + 1
        do throws(HostFailure) {
          let isOnly = request.frameIndices.count == 1 && frame.rendition == .standard && frame.isLastRendition
          if isOnly || shown.isNew(pixels, frame) {
            let before = outcome.lines.count
            try inspect(
              pixels, frame, isLast: index == request.frameIndices.count && frame.isLastRendition, skipping: skipped,
              ledger: &ledger, lines: &outcome.lines, clock: &clock)
            if frame.rendition != .standard { outcome.forgetRepeats(from: before, in: frame) }
          }
          tell(outcome, ledger, clock)
        } catch {
          hostFailure = error
          return false
        }
        clock.begin("decode")
        stopsHere =
          frame.isLastRendition
          ? stop(before: index, of: request.frameIndices, ledger: &ledger) : stop(within: frame, ledger: &ledger)
        return !stopsHere
      }
    } catch {
      switch error {
      case .rejected(let rejection): throw .rejected(rejection)
      case .failed(let failure): throw .failed(failure)
      case .late(let reason):
        recordDeadline(reason, in: &ledger)
        return outcome
      }
    }
    if let hostFailure { throw .failed(hostFailure) }
    if cancellation.wasCancelled { throw .failed(.cancelled) }
    let decoded = Set(outcome.frames.map(\.index)).union(outcome.report.undecoded)
    if !stopsHere, let missing = request.frameIndices.first(where: { !decoded.contains($0) }) {
      throw .failed(HostFailure(.decoderFailed, message: "the decoder ended without frame \(missing)"))
    }
    if !stopsHere { progress.update { $0.finished = pixelScenes } }
    outcome.addStatedText(to: textScenes)
    return outcome
  }

  /// Whether to end between two renditions of a frame, which is a gap unless the call was cancelled.
  private func stop(within frame: DecodedFrame, ledger: inout SceneLedger) -> Bool {
    if cancellation.wasCancelled { return true }
    guard cancellation.deadlinePassed else { return false }
    recordDeadline("the deadline passed before frame \(frame.index) was shown in every way", in: &ledger)
    return true
  }

  /// Whether to end before a frame: the call was cancelled, time is up, or BLOCK is certain and the policy stops there.
  private func stop(before index: Int, of frames: [Int], ledger: inout SceneLedger) -> Bool {
    guard index < frames.count else { return true }
    if cancellation.wasCancelled { return true }
    let left = "frames from \(frames[index]) on"
    if cancellation.deadlinePassed {
      recordDeadline("the deadline passed before \(left)", in: &ledger)
      return true
    }
    if ledger.policy.stopsAtBlock, ledger.worst == .block {
      for scene in pixelScenes.union(textScenes) {
        ledger.record(.notNeeded(reason: "BLOCK was certain before \(left)"), for: scene)
      }
      return true
    }
    return false
  }

  private func recordDeadline(_ reason: String, in ledger: inout SceneLedger) {
    for scene in pixelScenes.union(textScenes) {
      ledger.record(.notEvaluated(reason: reason, code: "deadline"), for: scene)
    }
  }

  /// Says how far this image is.
  private func tell(_ outcome: Outcome, _ ledger: SceneLedger, _ clock: StageClock) {
    progress.update {
      ($0.ledger, $0.text, $0.timing, $0.stage) = (ledger, outcome.lines, clock.durations, "decode")
      $0.facts.note(outcome.frames)
    }
  }

  /// Shows one frame to everybody: whole, or, where a wish asks for it and the picture is very long or a contact sheet,
  /// part by part, text that a part has cut once more, and then whole, because what is longer than a part is only seen
  /// there.
  private func inspect(
    _ pixels: RawSpan, _ frame: DecodedFrame, isLast: Bool, skipping skipped: Set<Scene>, ledger: inout SceneLedger,
    lines: inout [RecognizedLine], clock: inout StageClock
  ) throws(HostFailure) {
    var sheet: [Tiling.Tile]?
    var working = WorkingFrame(of: frame, for: consumers.wishes)
    for (position, group) in consumers.groups.enumerated() {
      if position > 0, leaveOut(consumers.groups[position...], of: frame, ledger: &ledger) { break }
      clock.begin("convert")
      let tiles = parts(of: pixels, frame, for: group.wish, sheet: &sheet)
      var read = TiledText(tiles: tiles, of: frame.originalSize)
      let isCut = group.wish.tiling?.cutsContactSheets == true && sheet?.isEmpty == false
      if !group.wish.takesDecoded, !isCut, working != nil, let small = working?.pixels(of: pixels, frame) {
        try show(
          small.bytes.span.bytes, small.frame, to: group, skipping: skipped, ledger: &ledger, read: &read, clock: &clock
        )
      } else {
        try show(pixels, frame, to: group, skipping: skipped, ledger: &ledger, read: &read, clock: &clock)
      }
      for scene in textScenes { ledger.recordUnread(read.notCovered, for: scene) }
      lines += read.lines
      guard isLast else { continue }
      let left = consumers.groups[(position + 1)...].reduce(textScenes) { $0.union($1.scenes) }
      progress.update { [ledger, lines] in
        ($0.ledger, $0.text, $0.finished) = (ledger, lines, pixelScenes.subtracting(left))
      }
    }
  }

  /// Shows the parts of a frame to those who share a wish.
  private func show(
    _ pixels: RawSpan, _ frame: DecodedFrame, to group: FrameConsumers.Group, skipping skipped: Set<Scene>,
    ledger: inout SceneLedger, read: inout TiledText, clock: inout StageClock
  ) throws(HostFailure) {
    while let (index, view) = read.nextView() {
      if index > 0, cancelRest(of: group, from: index, of: read.viewCount, frame, ledger: &ledger) { break }
      clock.begin("convert")
      try engine.converter.convert(pixels, of: frame, showing: view.tile, to: group.wish) { converted, shown in
        var description = shown
        description.deadline = cancellation.deadline
        description.rendition = frame.rendition
        var inView: [RecognizedLine] = []
        for consumer in group.consumers where view.kind != .seam || consumer.readsText {
          progress.update { [ledger] in ($0.ledger, $0.stage) = (ledger, consumer.id) }
          let unread = ask(
            consumer, converted, description, skipping: skipped, ledger: &ledger, lines: &inView, clock: &clock)
          // What is too small in the whole was read in the parts, and what a seam has besides the cut line as well.
          for scene in view.kind == .part ? textScenes : [] { ledger.recordUnread(unread, for: scene) }
        }
        read.add(inView, of: view, number: index)
      }
    }
  }

  /// The parts of a frame that a wish asks for: tiles of a long picture; of another the cells of a contact sheet, if it
  /// is one, before the parts of the grid, if there is one; else one part, the whole.
  ///
  /// - Parameter sheet: The frame's cells, looked for once, when the first wish asks.
  private func parts(
    of pixels: RawSpan, _ frame: DecodedFrame, for wish: InputWish, sheet: inout [Tiling.Tile]?
  ) -> [Tiling.Tile] {
    let tiles = wish.tiles(of: frame.originalSize)
    guard let tiling = wish.tiling, tiling.cutsContactSheets, !tiling.cutsAsLong(frame.originalSize) else {
      return tiles
    }
    let cells = sheet ?? ContactSheet.tiles(in: pixels, of: frame)
    sheet = cells
    guard !cells.isEmpty else { return tiles }
    return tiles.count > 1 ? cells + tiles : cells
  }

  /// Whether those who come last are not to be asked about a frame, because BLOCK is certain and the policy stops there.
  private func leaveOut(
    _ groups: ArraySlice<FrameConsumers.Group>, of frame: DecodedFrame, ledger: inout SceneLedger
  ) -> Bool {
    guard ledger.policy.stopsAtBlock, ledger.worst == .block else { return false }
    for consumer in groups.flatMap(\.consumers) {
      for scene in consumer.scene.map({ [$0] }) ?? textScenes {
        ledger.record(
          .notNeeded(reason: "BLOCK was certain before \(consumer.id) saw frame \(frame.index)"), for: scene)
      }
    }
    return true
  }

  /// Whether to leave out the rest of a frame's views, which is a gap unless the call was cancelled.
  private func cancelRest(
    of group: FrameConsumers.Group, from index: Int, of count: Int, _ frame: DecodedFrame, ledger: inout SceneLedger
  ) -> Bool {
    if cancellation.wasCancelled { return true }
    guard cancellation.deadlinePassed else { return false }
    for consumer in group.consumers {
      for scene in consumer.scene.map({ [$0] }) ?? textScenes {
        ledger.record(
          .notEvaluated(
            reason: "the deadline passed after \(index) of \(count) parts of frame \(frame.index)", code: "deadline"),
          for: scene)
      }
    }
    return true
  }

  /// Shows pixels to one consumer; returns what a recogniser says it could not read in them.
  private func ask(
    _ consumer: FrameConsumers.Consumer, _ pixels: RawSpan, _ frame: FrameDescription, skipping skipped: Set<Scene>,
    ledger: inout SceneLedger, lines: inout [RecognizedLine], clock: inout StageClock
  ) -> Set<SubLabel> {
    switch consumer {
    case .detector(let detector):
      let descriptor = detector.descriptor
      guard !skipped.contains(descriptor.scene) else { return [] }
      clock.begin(descriptor.id)
      do {
        ledger.add(try detector.inspect(pixels, of: frame), from: descriptor, frame: frame)
      } catch {
        ledger.add(error.findings, from: descriptor, frame: frame)
        ledger.record(.failed(error), for: descriptor.scene)
      }
    case .recognizer(let recognizer):
      guard !textScenes.isSubset(of: skipped) else { return [] }
      clock.begin(recognizer.id)
      do throws(DetectorFailure) {
        let text = try recognizer.recognize(pixels, of: frame)
        let sound = text.lines.filter(\.isSound)
        lines += sound.map { mapped($0, frame) }
        guard sound.count == text.lines.count else {
          throw DetectorFailure(
            .invalidFinding,
            message: "\(recognizer.id) gave a line with a confidence outside 0…1 or a box that is not a rectangle")
        }
        return text.notCovered
      } catch {
        lines += error.lines.filter(\.isSound).map { mapped($0, frame) }
        for scene in textScenes { ledger.record(.failed(error), for: scene) }
      }
    }
    return []
  }

  private func mapped(_ line: RecognizedLine, _ frame: FrameDescription) -> RecognizedLine {
    var mapped = line
    mapped.frameIndex = frame.frameIndex
    mapped.box = frame.inOriginal(line.box)
    mapped.corners = line.corners.map { $0.mapped(frame.inOriginal) }
    return mapped
  }
}

extension InspectFrames.Outcome {
  /// Takes out the lines from a place on that were read in an earlier rendition of the frame.
  fileprivate mutating func forgetRepeats(from start: Int, in frame: DecodedFrame) {
    let known = Set(lines[..<start].lazy.filter { $0.frameIndex == frame.index }.map(\.text))
    let new = lines[start...].filter { !known.contains($0.text) }
    lines.replaceSubrange(start..., with: new)
  }

  /// Adds text that the file states in characters, which fills the picture for all that is known.
  fileprivate mutating func addStatedText(to scenes: Set<Scene>) {
    guard !scenes.isEmpty, let frame = frames.first else { return }
    let size = frame.originalSize
    let box = PixelRectangle(x: 0, y: 0, width: Double(size.width), height: Double(size.height))
    lines += report.texts.map { RecognizedLine(frameIndex: frame.index, text: $0, confidence: 1, box: box) }
  }
}

extension RecognizedLine {
  /// Whether its numbers are what a recogniser may give.
  fileprivate var isSound: Bool { confidence >= 0 && confidence <= 1 && box.isValid }
}
