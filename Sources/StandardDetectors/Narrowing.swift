import ImageModeration

/// A detector of which some sublabels are not wanted: their findings are dropped, and its descriptor says so.
struct NarrowedDetector: Detector {
  let descriptor: DetectorDescriptor
  private let base: any Detector
  private let narrowing: Narrowing

  /// Narrows a detector.
  ///
  /// - Parameters:
  ///   - mostFindings: The most that one call of it finds. Where it finds so many and some are dropped, others may have
  ///     been left out for those: the image counts as not looked at whole.
  ///   - naming: What else the descriptor is to name as not covered.
  init(
    _ base: any Detector, omitting omitted: Set<SubLabel> = [], mostFindings: Int? = nil,
    naming: Set<SubLabel> = []
  ) {
    self.base = base
    narrowing = Narrowing(omitted: omitted, mostFindings: mostFindings, bands: base.descriptor.bands)
    descriptor = base.descriptor.narrowed(by: omitted, naming: naming)
  }

  var inputWish: InputWish { base.inputWish }

  func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    do throws(DetectorFailure) {
      return try narrowing.wanted(try base.inspect(pixels, of: frame))
    } catch {
      throw narrowing.wanted(error)
    }
  }
}

/// As `NarrowedDetector`, of a detector that looks at text.
struct NarrowedTextDetector: TextDetector {
  let descriptor: DetectorDescriptor
  private let base: any TextDetector
  private let narrowing: Narrowing

  init(
    _ base: any TextDetector, omitting omitted: Set<SubLabel> = [], mostFindings: Int? = nil,
    naming: Set<SubLabel> = []
  ) {
    self.base = base
    narrowing = Narrowing(omitted: omitted, mostFindings: mostFindings, bands: base.descriptor.bands)
    descriptor = base.descriptor.narrowed(by: omitted, naming: naming)
  }

  func inspect(_ lines: [RecognizedLine], of text: TextDescription) throws(DetectorFailure) -> [Finding] {
    do throws(DetectorFailure) {
      return try narrowing.wanted(try base.inspect(lines, of: text))
    } catch {
      throw narrowing.wanted(error)
    }
  }
}

/// Drops the findings of some sublabels.
private struct Narrowing: Sendable {
  let omitted: Set<SubLabel>
  let mostFindings: Int?
  /// What gives a finding its sublabel that has none of its own.
  let bands: [Label: ScoreBands]

  /// The findings that are wanted.
  ///
  /// - Throws: `tooMuchToLookAt` with them, where others may have been left out for those that are dropped.
  func wanted(_ findings: [Finding]) throws(DetectorFailure) -> [Finding] {
    let wanted = findings.filter { !isOmitted($0) }
    guard wanted.count == findings.count || findings.count < mostFindings ?? .max else {
      throw DetectorFailure(
        .tooMuchToLookAt,
        message: "\(findings.count) findings, the most that are made, with \(findings.count - wanted.count) not wanted",
        findings: wanted)
    }
    return wanted
  }

  /// The same failure without what was seen of the omitted.
  func wanted(_ failure: DetectorFailure) -> DetectorFailure {
    var failure = failure
    failure.findings.removeAll { isOmitted($0) }
    return failure
  }

  private func isOmitted(_ finding: Finding) -> Bool {
    if omitted.isEmpty { return false }
    if let own = finding.subLabel { return omitted.contains(own) }
    guard let named = bands[finding.label]?.subLabels, !named.isEmpty else { return false }
    return named.isSubset(of: omitted)
  }
}

extension ScoreBands {
  /// The sublabels that these bands give to findings without one.
  var subLabels: Set<SubLabel> { Set([review.subLabel, block.subLabel].compactMap(\.self)) }
}

extension DetectorDescriptor {
  fileprivate func narrowed(by omitted: Set<SubLabel>, naming: Set<SubLabel>) -> DetectorDescriptor {
    DetectorDescriptor(
      id: id, scene: scene, model: model, covers: covers.subtracting(omitted),
      doesNotCover: doesNotCover.union(covers.intersection(omitted)).union(naming), bands: bands,
      subLabelBands: subLabelBands, basis: basis, supplied: supplied, lists: lists)
  }
}
