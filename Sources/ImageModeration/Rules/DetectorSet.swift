/// The detectors of one `Moderator`, as a value. The order in which they stand never decides a verdict.
public struct DetectorSet: Sendable {
  /// Detectors that look at pixels.
  public var detectors: [any Detector]
  /// Recognisers whose text goes to the text detectors.
  public var textRecognizers: [any TextRecognizer]
  /// Detectors that look at recognised text.
  public var textDetectors: [any TextDetector]

  /// Makes a set.
  public init(
    detectors: [any Detector] = [], textRecognizers: [any TextRecognizer] = [],
    textDetectors: [any TextDetector] = []
  ) {
    self.detectors = detectors
    self.textRecognizers = textRecognizers
    self.textDetectors = textDetectors
  }

  /// The descriptors of both kinds of detector.
  public var descriptors: [DetectorDescriptor] {
    detectors.map(\.descriptor) + textDetectors.map(\.descriptor)
  }

  /// The scenes that are served, by name.
  public var scenes: [Scene] { pixelScenes.union(textScenes).sorted() }

  /// The scenes whose detectors look at pixels.
  var pixelScenes: Set<Scene> { Set(detectors.map(\.descriptor.scene)) }

  /// The scenes whose detectors look at recognised text.
  var textScenes: Set<Scene> { Set(textDetectors.map(\.descriptor.scene)) }

  /// The lists that the detectors compare with, by name.
  var lists: [ListIdentity] { descriptors.flatMap(\.lists).sorted { ($0.name, $0.version) < ($1.name, $1.version) } }

  /// Those that serve some scenes, with the recognisers if any of them lives on text.
  public func serving(_ scenes: Set<Scene>) -> DetectorSet {
    let texts = textDetectors.filter { scenes.contains($0.descriptor.scene) }
    return DetectorSet(
      detectors: detectors.filter { scenes.contains($0.descriptor.scene) },
      textRecognizers: texts.isEmpty ? [] : textRecognizers, textDetectors: texts)
  }

  /// Refuses a set that cannot work: an empty one, an identifier twice, a wish that cannot be met, text detectors
  /// without a recogniser.
  func validate() throws(HostFailure) {
    func fail(_ message: String) -> HostFailure { HostFailure(.invalidComposition, message: message) }
    let ids = descriptors.map(\.id) + textRecognizers.map(\.id)
    guard !descriptors.isEmpty else { throw fail("no detector was given") }
    var seen: Set<String> = []
    for id in ids where !seen.insert(id).inserted { throw fail("the detector \(id) was given twice") }
    for detector in detectors where !detector.inputWish.isValid {
      throw fail("the input wish of \(detector.descriptor.id) cannot be met: \(detector.inputWish)")
    }
    for recognizer in textRecognizers where !recognizer.inputWish.isValid {
      throw fail("the input wish of \(recognizer.id) cannot be met: \(recognizer.inputWish)")
    }
    if textRecognizers.isEmpty, let first = textDetectors.first {
      throw fail("\(first.descriptor.id) judges text, and no recogniser was given")
    }
  }
}
