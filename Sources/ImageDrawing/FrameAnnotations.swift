import ImageModeration

/// What a verdict has to say about one frame.
struct FrameAnnotations {
  let verdict: Verdict
  let image: ImageFacts
  let frameIndex: Int

  /// What concerns the frame as a whole, then everything found in it, worst first.
  ///
  /// - Parameter frame: The pixels that will be drawn on.
  func annotations(in frame: FrameDescription) -> [Annotation] {
    let gaps = verdict.scenes.compactMap { scene in
      scene.status.gap.map { Annotation(caption: "\(scene.scene): \($0)", severity: .review) }
    }
    return heading + gaps + verdict.evidence.flatMap { item in annotations(of: item, in: frame) }
  }

  /// What must not be recognisable: findings of the porn scene that would not pass.
  func blur(in frame: FrameDescription) -> PictureAnnotator.Blur {
    let explicit = verdict.evidence.filter { $0.scene == .porn && $0.counts && concerns($0) }
    if explicit.contains(where: \.finding.locations.isEmpty) { return .everything }
    let boxes = explicit.flatMap(boxes)
    return boxes.isEmpty ? .nothing : .boxes(boxes.map { frame.fromOriginal($0) })
  }

  private var heading: [Annotation] {
    let verdict = Annotation(caption: "\(verdict.suggestion): \(verdict.reason)", severity: verdict.suggestion)
    guard let count = image.frameCount, count > 1 else { return [verdict] }
    return [verdict, Annotation(caption: "This is frame \(frameIndex) of 0…\(count - 1).", severity: .pass)]
  }

  private func annotations(of item: Verdict.Evidence, in frame: FrameDescription) -> [Annotation] {
    // A finding that passes is no news: boxes over clean parts hide what is to be seen.
    guard concerns(item), item.meaning.suggestion > .pass else { return [] }
    let severity = item.suppressedBy == nil ? item.meaning.suggestion : .pass
    if item.finding.locations.isEmpty {
      let caption = "\(severity) \(item.scene): \(item.caption), \(item.detector)"
      return [Annotation(caption: caption, severity: severity)]
    }
    return boxes(of: item).map {
      Annotation(box: frame.fromOriginal($0), caption: item.caption, severity: severity)
    }
  }

  private func concerns(_ item: Verdict.Evidence) -> Bool { item.frames.map { $0.contains(frameIndex) } ?? true }

  private func boxes(of item: Verdict.Evidence) -> [PixelRectangle] {
    item.finding.locations.filter { $0.frameIndex == frameIndex }.map(\.box)
  }
}

extension Verdict {
  /// The frames with something to review or block, ascending; frame 0 when there is none.
  var framesToShow: [Int] {
    // What concerns all frames is shown on the first.
    let frames = Set(evidence.filter(\.counts).flatMap { $0.frames ?? [0] })
    return frames.isEmpty ? [0] : frames.sorted()
  }
}

extension Verdict.Evidence {
  /// Whether it would not let the image pass.
  fileprivate var counts: Bool { suppressedBy == nil && meaning.suggestion >= .review }

  /// The frames in which it was seen; nil for all of them.
  fileprivate var frames: Set<Int>? {
    if !finding.locations.isEmpty { return Set(finding.locations.map(\.frameIndex)) }
    return frameIndex.map { [$0] }
  }

  /// `Porn/Explicit 0.97`, with the words found and the exception that keeps it from counting.
  fileprivate var caption: String {
    var parts = ["\(title)", Self.twoDecimals(finding.score)]
    let words = finding.keywords.isEmpty ? finding.text.map { [$0] } ?? [] : finding.keywords
    parts += words.map { "“\($0)”" }
    if let suppressedBy { parts.append("(not counted: \(suppressedBy))") }
    return parts.joined(separator: " ")
  }

  private static func twoDecimals(_ score: Double) -> String {
    let hundredths = Int((score * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 / 10)\(hundredths % 10)"
  }
}

extension SceneStatus {
  /// Why the scene was not looked at, in a few words; nil when it was.
  fileprivate var gap: String? {
    switch self {
    case .evaluated, .notNeeded: nil
    case .notEvaluated(let reason, _): "not evaluated: \(reason)"
    case .failed(let failure): "not evaluated: \(failure.message)"
    }
  }
}

extension FrameDescription {
  /// A rectangle of the upright original as a rectangle of these pixels.
  fileprivate func fromOriginal(_ box: PixelRectangle) -> PixelRectangle {
    let scaleX = Double(size.width) / max(1, originalRegion.width)
    let scaleY = Double(size.height) / max(1, originalRegion.height)
    return PixelRectangle(
      x: (box.x - originalRegion.x) * scaleX, y: (box.y - originalRegion.y) * scaleY, width: box.width * scaleX,
      height: box.height * scaleY)
  }
}
