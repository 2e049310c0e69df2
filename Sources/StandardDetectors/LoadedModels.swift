import CodeDetection
import ImageModeration
import Inference
import PictureFeatures
import PoliticsDetection
import PornDetection
import SafetyClassification
import Synchronization
import TerrorDetection
import TextDetection

/// Everything that was loaded so far, each part on demand and once. Networks that several detectors hold remember their
/// last answers, because any set may come to share them.
final class LoadedModels: Sendable {
  private let directory: String?
  private let isolation: Isolation
  private let options: ModelOptions
  private let concurrency: Int

  private let loaders = LoadedOnce<TheOne, ModelLoader>()
  private let classifiers = LoadedOnce<TheOne, ImageSafetyClassifier>()
  private let pornDetectors = LoadedOnce<TheOne, PornDetector>()
  private let openNSFWDetectors = LoadedOnce<TheOne, OpenNSFWDetector>()
  private let nudeNets = LoadedOnce<TheOne, NudeNetDetector>()
  private let backbones = LoadedOnce<TheOne, EfficientNetLite2>()
  private let terrorDetectors = LoadedOnce<TheOne, TerrorDetector>()
  private let tagsDetectors = LoadedOnce<TheOne, TagsDetector>()
  private let faceModels = LoadedOnce<TheOne, FaceModels>()
  private let recognizers = LoadedOnce<ModelOptions.Recognizer, any TextRecognizer>()
  private let abuseDetectors = LoadedOnce<TheOne, EnglishAbuseDetector>()
  private let classesDetectors = LoadedOnce<TheOne, TextClassesDetector>()
  private let codeReaders = LoadedOnce<CodeKinds, any Detector>()
  private let smallCodeReaders = LoadedOnce<TheOne, any Detector>()
  private let manifests = LoadedOnce<TheOne, [any Detector]>()
  /// Of each path the manifest that was read last: what rules still use of an earlier one lives as long as they do.
  private let chosenManifests = Mutex<[String: (sha256: String, detector: any Detector)]>([:])

  init(directory: String?, isolation: Isolation, options: ModelOptions, concurrency: Int) {
    self.directory = directory
    self.isolation = isolation
    self.options = options
    self.concurrency = concurrency
  }

  /// How many models the runtime has compiled.
  var compiledModelCount: Int { loaders.loaded(for: TheOne())?.runtime.compiledModelCount ?? 0 }

  func loader() throws(HostFailure) -> ModelLoader {
    try loaders.value { () throws(HostFailure) in
      try ModelLoader(directory: directory, concurrency: concurrency, keepingIn: options.compiledModels)
    }
  }

  private func classifier() throws(HostFailure) -> ImageSafetyClassifier {
    try classifiers.value { () throws(HostFailure) in try loader().safetyClassifier(options.precision) }
  }

  private func backbone() throws(HostFailure) -> EfficientNetLite2 {
    try backbones.value { () throws(HostFailure) in try loader().imageNet() }
  }

  func porn() throws(HostFailure) -> PornDetector {
    try pornDetectors.value { () throws(HostFailure) in
      try loader().porn(try classifier(), precision: options.precision)
    }
  }

  func openNSFW() throws(HostFailure) -> OpenNSFWDetector {
    try openNSFWDetectors.value { () throws(HostFailure) in try loader().openNSFW(options.precision) }
  }

  func nudeNet() throws(HostFailure) -> NudeNetDetector {
    try nudeNets.value { () throws(HostFailure) in try loader().nudeNet() }
  }

  func terror() throws(HostFailure) -> TerrorDetector {
    try terrorDetectors.value { () throws(HostFailure) in
      try TerrorDetector(backbone: try backbone(), store: try loader().store)
    }
  }

  func gore() throws(HostFailure) -> GoreDetector { GoreDetector(classifier: try classifier()) }

  func tags() throws(HostFailure) -> TagsDetector {
    try tagsDetectors.value { () throws(HostFailure) in
      try TagsDetector(backbone: try backbone(), store: try loader().store)
    }
  }

  func faces() throws(HostFailure) -> FaceModels {
    try faceModels.value { () throws(HostFailure) in try loader().faces(options.precision) }
  }

  /// One recogniser's models are loaded once, however it looks for lines.
  func recognizer(
    _ choice: ModelOptions.Recognizer, _ search: ModelOptions.TextSearch
  ) throws(HostFailure) -> any TextRecognizer {
    let loaded = try recognizers.value(for: choice) { () throws(HostFailure) in
      try loader().recognizer(choice, options.precision)
    }
    guard let reader = loaded as? PPOCRRecognizer else { return loaded }
    return reader.with(PPOCRSettings(search))
  }

  func englishAbuse() throws(HostFailure) -> EnglishAbuseDetector {
    try abuseDetectors.value { () throws(HostFailure) in try EnglishAbuseDetector(store: try loader().store) }
  }

  func textClasses() throws(HostFailure) -> TextClassesDetector {
    try classesDetectors.value { () throws(HostFailure) in try TextClassesDetector(store: try loader().store) }
  }

  func codes(_ kinds: CodeKinds) throws(HostFailure) -> (barcodes: any Detector, small: any Detector) {
    let barcodes = try codeReaders.value(for: kinds) { () throws(HostFailure) in try loader().barcodes(kinds, isolation)
    }
    let small = try smallCodeReaders.value { () throws(HostFailure) in try loader().smallCodes(isolation) }
    return (barcodes, small)
  }

  /// The detector of a manifest that a policy uses.
  func custom(_ manifest: DetectorChoice.Manifest) throws(HostFailure) -> any Detector {
    // Held while loading, so that a second caller waits in place of loading the same.
    try chosenManifests.withLock { known throws(HostFailure) in
      if let known = known[manifest.path], known.sha256 == manifest.sha256 { return known.detector }
      let detector = try loader().detector(manifest: manifest.path) { () throws(HostFailure) in try backbone() }
      known[manifest.path] = (manifest.sha256, detector)
      return detector
    }
  }

  /// The detectors that the options' manifests describe.
  func custom() throws(HostFailure) -> [any Detector] {
    guard !options.manifests.isEmpty else { return [] }
    return try manifests.value { () throws(HostFailure) in
      try options.manifests.map { path throws(HostFailure) in
        try loader().detector(manifest: path) { () throws(HostFailure) in try backbone() }
      }
    }
  }
}
