/// Shows all recognised text of an image to the text detectors, once, so that a rule can span lines and frames.
struct InspectText {
  let detectors: [any TextDetector]
  let description: TextDescription
  let cancellation: Cancellation

  func run(
    _ lines: [RecognizedLine], skipping skipped: Set<Scene>, into ledger: inout SceneLedger, clock: inout StageClock
  ) {
    let frames = Set((lines + description.codes).map(\.frameIndex))
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
      do throws(DetectorFailure) {
        let findings = try detector.inspect(lines, of: description)
        let placed = findings.filter { isPlaced($0, in: frames) }
        ledger.add(placed, from: descriptor, frame: nil)
        guard placed.count == findings.count else {
          throw DetectorFailure(.invalidFinding, message: "\(descriptor.id) named a frame that no line was read in")
        }
      } catch {
        ledger.add(error.findings.filter { isPlaced($0, in: frames) }, from: descriptor, frame: nil)
        ledger.record(.failed(error), for: descriptor.scene)
      }
    }
  }

  /// Whether a finding's places lie in frames that lines were read in.
  private func isPlaced(_ finding: Finding, in frames: Set<Int>) -> Bool {
    finding.locations.allSatisfy { frames.contains($0.frameIndex) }
  }
}
