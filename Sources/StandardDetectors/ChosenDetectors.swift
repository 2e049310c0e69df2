import ImageModeration

/// Puts a set together of which some sublabels are not looked for.
struct ChosenDetectors {
  private let omits: Set<SubLabel>
  private var detectors: [any Detector] = []
  private var recognizers: [any TextRecognizer] = []
  private var textDetectors: [any TextDetector] = []
  private var leftOut: [DetectorDescriptor] = []

  init(omitting omits: Set<SubLabel>) { self.omits = omits }

  mutating func add(_ recognizer: any TextRecognizer) { recognizers.append(recognizer) }

  /// Adds a detector, which is loaded only if something that it looks for is wanted.
  ///
  /// - Parameter mostFindings: The most that one call of it finds, where it then leaves out the rest in silence.
  mutating func add(
    _ descriptor: DetectorDescriptor, mostFindings: Int? = nil, load: () throws(HostFailure) -> any Detector
  ) throws(HostFailure) {
    guard isWanted(descriptor) else { return leaveOut(descriptor) }
    try check(descriptor)
    let detector = try load()
    detectors.append(
      omits.isDisjoint(with: descriptor.covers)
        ? detector : NarrowedDetector(detector, omitting: omits, mostFindings: mostFindings))
  }

  /// As `add`, of a detector that looks at text.
  mutating func addText(
    _ descriptor: DetectorDescriptor, mostFindings: Int? = nil, load: () throws(HostFailure) -> any TextDetector
  ) throws(HostFailure) {
    guard isWanted(descriptor) else { return leaveOut(descriptor) }
    try check(descriptor)
    let detector = try load()
    textDetectors.append(
      omits.isDisjoint(with: descriptor.covers)
        ? detector : NarrowedTextDetector(detector, omitting: omits, mostFindings: mostFindings))
  }

  /// Leaves a detector out; what it looks for is named as not covered.
  mutating func leaveOut(_ descriptor: DetectorDescriptor) { leftOut.append(descriptor) }

  /// The set. Where detectors were left out, another of their scene names what they would have covered.
  ///
  /// - Throws: `invalidComposition` when nothing is left to look for in a scene.
  func set() throws(HostFailure) -> DetectorSet {
    var set = DetectorSet(detectors: detectors, textRecognizers: recognizers, textDetectors: textDetectors)
    for (scene, descriptors) in Dictionary(grouping: leftOut, by: \.scene).sorted(by: { $0.key < $1.key }) {
      let missing = descriptors.reduce(into: Set<SubLabel>()) { $0.formUnion($1.covers.union($1.doesNotCover)) }
      // The word lists first: they look for no sublabel, and are there whatever is omitted.
      if let index = set.textDetectors.firstIndex(where: { $0.descriptor.scene == scene }) {
        set.textDetectors[index] = NarrowedTextDetector(set.textDetectors[index], naming: missing)
      } else if let index = set.detectors.firstIndex(where: { $0.descriptor.scene == scene }) {
        set.detectors[index] = NarrowedDetector(set.detectors[index], naming: missing)
      } else {
        throw HostFailure(
          .invalidComposition,
          message: """
            nothing is left to look for in the scene \(scene), of which \(missing.intersection(omits).sorted()) are \
            omitted: leave the scene out
            """)
      }
    }
    return set
  }

  private func isWanted(_ descriptor: DetectorDescriptor) -> Bool {
    descriptor.covers.isEmpty || !descriptor.covers.isSubset(of: omits)
  }

  /// Refuses to omit one sublabel of several that only the bands of one score tell apart: what is left out would depend
  /// on thresholds, which are the policy's.
  private func check(_ descriptor: DetectorDescriptor) throws(HostFailure) {
    for (_, bands) in descriptor.bands.sorted(by: { $0.key < $1.key }) {
      let named = bands.subLabels
      guard !named.isDisjoint(with: omits), !named.isSubset(of: omits) else { continue }
      throw HostFailure(
        .invalidComposition,
        message: """
          \(named.sorted()) are stretches of one score of \(descriptor.name) and can only be omitted together: set \
          thresholds in place of omitting one
          """)
    }
  }
}
