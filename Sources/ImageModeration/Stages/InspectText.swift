/// Shows all recognised text of an image to the text detectors, once, so that a rule can span lines and frames.
struct InspectText {
  let detectors: [any TextDetector]
  let description: TextDescription
  let cancellation: Cancellation

  func run(
    _ lines: [RecognizedLine], skipping skipped: Set<Scene>, into ledger: inout SceneLedger, clock: inout StageClock
  ) {
    for detector in detectors {
      let descriptor = detector.descriptor
      guard !skipped.contains(descriptor.scene) else { continue }
      guard !cancellation.deadlinePassed else {
        ledger.record(
          .notEvaluated(reason: "the deadline passed before the text was judged", code: "deadline"),
          for: descriptor.scene)
        continue
      }
      clock.begin(descriptor.id)
      do {
        ledger.add(try detector.inspect(lines, of: description), from: descriptor, frame: nil)
      } catch {
        ledger.add(error.findings, from: descriptor, frame: nil)
        ledger.record(.failed(error), for: descriptor.scene)
      }
    }
  }
}
