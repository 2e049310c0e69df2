import CodeDetection
import ImageModeration
import Inference
import ManifestDetection
import PluginHost
import PoliticsDetection
import PornDetection
import SafetyClassification
import TerrorDetection
import TextDetection
import WorkerProcesses

/// Opens the models folder and the runtime once, and loads models out of them.
struct ModelLoader {
  let store: ModelStore
  let runtime: InferenceRuntime
  private let options: ModelOptions
  private let concurrency: Int

  init(directory: String?, options: ModelOptions, concurrency: Int) throws(HostFailure) {
    store = try ModelStore(directory: directory)
    runtime = try InferenceRuntime(store)
    self.options = options
    self.concurrency = concurrency
  }

  /// The network behind porn and gore; nil where neither is wanted.
  func safetyClassifier(_ scenes: Set<Scene>) throws(HostFailure) -> ImageSafetyClassifier? {
    let wanted = scenes.intersection([.porn, .terror])
    guard !wanted.isEmpty else { return nil }
    return try ImageSafetyClassifier(
      store: store, runtime: runtime, concurrency: concurrency, isShared: wanted.count > 1)
  }

  func porn(_ classifier: ImageSafetyClassifier) throws(HostFailure) -> [any Detector] {
    let one = try PornDetector(
      classifier: classifier, store: store, runtime: runtime, concurrency: concurrency, thorough: options.isThorough,
      precision: options.precision)
    guard options.findsBodyParts else { return [one] }
    return [
      one,
      try NudeNetDetector(store: store, runtime: runtime, concurrency: concurrency, thorough: options.isThorough),
    ]
  }

  func gore(_ classifier: ImageSafetyClassifier) -> any Detector {
    GoreDetector(classifier: classifier, thorough: options.isThorough)
  }

  /// Terror but for gore, and tags, which share one network and one run of it per picture.
  func imageNet(_ scenes: Set<Scene>) throws(HostFailure) -> (terror: [any Detector], tags: [any Detector]) {
    let wanted = scenes.intersection([.terror, .tags])
    guard !wanted.isEmpty else { return ([], []) }
    let backbone = try EfficientNetLite2(
      store: store, runtime: runtime, concurrency: concurrency, isShared: wanted.count > 1)
    return (
      wanted.contains(.terror)
        ? [try TerrorDetector(backbone: backbone, store: store, thoroughly: options.isThorough)] : [],
      wanted.contains(.tags) ? [try TagsDetector(backbone: backbone, store: store)] : []
    )
  }

  func faces() throws(HostFailure) -> FaceModels {
    try FaceModels(store: store, runtime: runtime, concurrency: concurrency)
  }

  func detector(manifest path: String) throws(HostFailure) -> any Detector {
    try ManifestDetector(manifestPath: path, store: store, runtime: runtime, concurrency: concurrency)
  }

  /// The readers of QR codes and barcodes: where strangers' bytes are decoded in workers, these work in workers, too.
  func codes(_ isolation: Isolation) throws(HostFailure) -> [any Detector] {
    let path = CodeLibrary.path(inModels: store.directory)
    guard let worker = isolation.worker else {
      let library = try CodeLibrary(path: path)
      return [BarcodeDetector(library: library), SmallCodeDetector(library: library)]
    }
    var policy = worker.policy
    policy.maximumWorkerCount = concurrency
    policy.maximumMemoryBytes = Self.codeMemoryBytes
    let barcodes = try SandboxedCodes.detector(
      BarcodeDetector.descriptor.id, wish: BarcodeDetector.wish, library: path, worker: worker.executable,
      policy: policy)
    let small = try SandboxedCodes.detector(
      SmallCodeDetector.descriptor.id, wish: SmallCodeDetector.wish, library: path, worker: worker.executable,
      policy: policy)
    return [barcodes, SmallCodeDetector(asking: small)]
  }

  /// The most memory of a worker that reads codes: ten times what a picture of 4096×4096 takes there.
  private static let codeMemoryBytes = 1 << 30

  func recognizer() throws(HostFailure) -> any TextRecognizer {
    switch options.recognizer {
    case .ppOCRSmall:
      try PPOCRRecognizer(store: store, runtime: runtime, models: .small, concurrency: concurrency)
    case .ppOCRTiny:
      try PPOCRRecognizer(store: store, runtime: runtime, models: .tiny, concurrency: concurrency)
    case .tesseract(let languages):
      try TesseractRecognizer(languages: languages, concurrency: concurrency)
    }
  }
}
