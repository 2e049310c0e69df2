import CodeDetection
import ImageModeration
import Inference
import ManifestDetection
import PluginHost
import PictureFeatures
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
  private let concurrency: Int

  init(directory: String?, concurrency: Int, keepingIn folder: CompiledModelFolder? = nil) throws(HostFailure) {
    store = try ModelStore(directory: directory)
    runtime = try InferenceRuntime(store, keepingIn: folder)
    self.concurrency = concurrency
  }

  /// The network behind porn and gore.
  func safetyClassifier(_ precision: InferenceSession.Precision) throws(HostFailure) -> ImageSafetyClassifier {
    try ImageSafetyClassifier(
      store: store, runtime: runtime, concurrency: concurrency, isShared: true, precision: precision)
  }

  func porn(
    _ classifier: ImageSafetyClassifier, precision: InferenceSession.Precision
  ) throws(HostFailure) -> PornDetector {
    try PornDetector(
      classifier: classifier, store: store, runtime: runtime, concurrency: concurrency, precision: precision)
  }

  func openNSFW(_ precision: InferenceSession.Precision) throws(HostFailure) -> OpenNSFWDetector {
    try OpenNSFWDetector(store: store, runtime: runtime, concurrency: concurrency, precision: precision)
  }

  func nudeNet() throws(HostFailure) -> NudeNetDetector {
    try NudeNetDetector(store: store, runtime: runtime, concurrency: concurrency)
  }

  /// The network behind terror but for gore, tags, and heads of manifests.
  ///
  /// In fp32 alone: in bf16 scores of firearms and blades move by up to 0.8 (211 pictures, measured 2026-11-28).
  func imageNet() throws(HostFailure) -> EfficientNetLite2 {
    try EfficientNetLite2(store: store, runtime: runtime, concurrency: concurrency, isShared: true)
  }

  func faces(_ precision: InferenceSession.Precision) throws(HostFailure) -> FaceModels {
    try FaceModels(store: store, runtime: runtime, concurrency: concurrency, precision: precision)
  }

  /// The detector of a manifest.
  ///
  /// - Parameter backbone: The network behind terror and tags, for heads on its features.
  func detector(
    manifest path: String, sharing backbone: () throws(HostFailure) -> EfficientNetLite2
  ) throws(HostFailure) -> any Detector {
    try ManifestDetector(
      manifestPath: path, store: store, runtime: runtime, concurrency: concurrency, sharing: backbone)
  }

  /// The reader of QR codes and barcodes: where strangers' bytes are decoded in workers, it works in workers, too.
  func barcodes(_ kinds: CodeKinds, _ isolation: Isolation) throws(HostFailure) -> any Detector {
    guard isolation.worker != nil else { return BarcodeDetector(library: try codeLibrary(), kinds: kinds) }
    return BarcodeDetector(asking: try inWorkers(BarcodeDetector.descriptor, isolation).read, kinds: kinds)
  }

  /// The same for QR codes that are too small for it.
  func smallCodes(_ isolation: Isolation) throws(HostFailure) -> any Detector {
    guard isolation.worker != nil else { return SmallCodeDetector(library: try codeLibrary()) }
    return SmallCodeDetector(asking: try inWorkers(SmallCodeDetector.descriptor, isolation).read)
  }

  private func codeLibrary() throws(HostFailure) -> CodeLibrary {
    try CodeLibrary(path: CodeLibrary.path(inModels: store.directory))
  }

  private func inWorkers(
    _ descriptor: DetectorDescriptor, _ isolation: Isolation
  ) throws(HostFailure) -> SandboxedCodes {
    guard let worker = isolation.worker else { preconditionFailure("codes are read in workers where there are some") }
    var policy = worker.policy
    policy.maximumWorkerCount = concurrency
    policy.maximumMemoryBytes = Self.codeMemoryBytes
    return try SandboxedCodes(
      for: descriptor.id, library: CodeLibrary.path(inModels: store.directory), worker: worker.executable,
      policy: policy)
  }

  /// The most memory of a worker that reads codes: ten times what a picture of 4096×4096 takes there.
  private static let codeMemoryBytes = 1 << 30

  func recognizer(
    _ choice: ModelOptions.Recognizer, _ precision: InferenceSession.Precision = .fp32
  ) throws(HostFailure) -> any TextRecognizer {
    func reader(_ models: PPOCRModels) throws(HostFailure) -> PPOCRRecognizer {
      try PPOCRRecognizer(
        store: store, runtime: runtime, models: models, settings: .twoStage, concurrency: concurrency,
        precision: precision)
    }
    return switch choice {
    case .ppOCRSmall: try reader(.small)
    case .ppOCRTinySmall: try reader(.tinySmall)
    case .ppOCRTiny: try reader(.tiny)
    case .tesseract(let languages): try TesseractRecognizer(languages: languages, concurrency: concurrency)
    }
  }
}

extension PPOCRSettings {
  /// What stands for a choice.
  init(_ search: ModelOptions.TextSearch) {
    self =
      switch search {
      case .whole: .standard
      case .twoStage: .twoStage
      case .fast: .fast
      }
  }
}
