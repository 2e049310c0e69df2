import ModerationCore

/// What the findings of one call must be like.
struct FindingRules {
  /// By how much a box may stick out, in pixels: what rounding in 32-bit floats makes of a large picture's coordinates.
  static let boxTolerancePixels = 0.01

  /// Where boxes may be.
  enum Places {
    case inside(PixelSize)
    case of([RecognizedLine])
  }

  let descriptor: DetectorDescriptor

  /// Adds what is wrong.
  ///
  /// - Parameter input: What was given, as reports name it.
  func check(_ findings: [Finding], in places: Places, of input: String, _ problems: inout ProblemList) {
    if findings.count > Finding.maximumPerCall {
      problems.add(
        "\(findings.count) findings of \(input); at most \(Finding.maximumPerCall) are taken: keep the highest scores, "
          + "or throw tooMuchToLookAt", to: .findingCount)
    }
    let subLabels = SubLabelRules(descriptor)
    // Further findings of a call that breaks a rule a million times say nothing new.
    for finding in findings.prefix(Finding.maximumPerCall) {
      checkScores(finding, of: input, &problems)
      if descriptor.bands[finding.label] == nil {
        problems.add(
          "\(input) gave the label \(finding.label), which the descriptor's bands do not declare", to: .labels)
      }
      if let subLabel = finding.subLabel, !subLabels.allows(subLabel) {
        problems.add(
          "\(input) gave the sublabel \(subLabel), which the descriptor's covers does not name", to: .subLabels)
      }
      for location in finding.locations { check(location, in: places, of: input, &problems) }
    }
  }

  private func checkScores(_ finding: Finding, of input: String, _ problems: inout ProblemList) {
    let scores = [finding.score] + finding.candidates.map(\.score)
    for score in scores where !(score >= 0 && score <= 1) {
      problems.add("\(input) gave the score \(score) for \(finding.label); scores are numbers in 0…1", to: .scores)
    }
  }

  private func check(
    _ location: Finding.Location, in places: Places, of input: String, _ problems: inout ProblemList
  ) {
    let box = location.box
    guard box.isValid else {
      problems.add("\(input) gave a box that is not a rectangle: \(box.brief)", to: .boxes)
      return
    }
    switch places {
    case .inside(let size):
      let tolerance = Self.boxTolerancePixels
      if box.x < -tolerance || box.y < -tolerance || box.x + box.width > Double(size.width) + tolerance
        || box.y + box.height > Double(size.height) + tolerance
      {
        problems.add(
          "\(input) gave the box \(box.brief), which leaves the picture; cut it off at the edges", to: .boxes)
      }
    case .of(let lines):
      if !lines.contains(where: { $0.box == box && $0.frameIndex == location.frameIndex }) {
        problems.add(
          "\(input) gave the box \(box.brief) in frame \(location.frameIndex), where no line stands; give the box and "
            + "frame of the lines concerned", to: .boxes)
      }
    }
  }
}

extension PixelRectangle {
  fileprivate var brief: String { "(x \(x), y \(y), \(width)×\(height))" }
}
