import CodeDetection
import ImageModeration
import Inference
import ManifestDetection
import Matching
import PluginHost
import PoliticsDetection
import PornDetection
import TerrorDetection
import TextDetection

/// The models folder and the runtime, opened once for all detectors.
struct LoadedModels {
  let store: ModelStore
  let runtime: InferenceRuntime
  let concurrency: Int

  init(directory: String?, concurrency: Int) throws(HostFailure) {
    store = try ModelStore(directory: directory)
    runtime = try InferenceRuntime(store)
    self.concurrency = concurrency
  }

  func porn(_ options: DetectorOptions) throws(HostFailure) -> [any Detector] {
    let one = try OpenNSFWDetector(
      store: store, runtime: runtime, concurrency: concurrency, thorough: options.isThorough,
      precision: options.precision)
    guard options.findsBodyParts else { return [one] }
    return [
      one,
      try NudeNetDetector(store: store, runtime: runtime, concurrency: concurrency, thorough: options.isThorough),
    ]
  }

  /// Terror and tags, which share one network and one run of it per picture.
  func imageNet(_ scenes: [Scene], _ options: DetectorOptions) throws(HostFailure) -> [any Detector] {
    let wanted = Set(scenes).intersection([.terror, .tags])
    guard !wanted.isEmpty else { return [] }
    let backbone = try EfficientNetLite2(
      store: store, runtime: runtime, concurrency: concurrency, isShared: wanted.count > 1)
    var detectors: [any Detector] = []
    if wanted.contains(.terror) {
      detectors.append(try TerrorDetector(backbone: backbone, store: store, thoroughly: options.isThorough))
    }
    if wanted.contains(.tags) { detectors.append(try TagsDetector(backbone: backbone, store: store)) }
    return detectors
  }

  func politics(_ options: DetectorOptions) throws(HostFailure) -> [any Detector] {
    var detectors: [any Detector] = []
    if let gallery = options.gallery {
      detectors.append(
        try FaceGalleryDetector(store: store, runtime: runtime, concurrency: concurrency, gallery: gallery))
    }
    if !options.fingerprints.isEmpty { detectors.append(try FingerprintDetector(lists: options.fingerprints)) }
    return detectors
  }

  func detector(manifest path: String) throws(HostFailure) -> any Detector {
    try ManifestDetector(manifestPath: path, store: store, runtime: runtime, concurrency: concurrency)
  }

  /// The readers of QR codes and barcodes: where strangers' bytes are decoded in workers, these work in workers, too.
  func codes(_ isolation: Isolation) throws(HostFailure) -> [any Detector] {
    let path = CodeLibrary.path(inModels: store.directory)
    guard case .worker(let executable, var policy) = isolation else {
      let library = try CodeLibrary(path: path)
      return [BarcodeDetector(library: library), SmallCodeDetector(library: library)]
    }
    policy.maximumWorkerCount = concurrency
    policy.maximumMemoryBytes = Self.codeMemoryBytes
    let barcodes = try SandboxedCodes.detector(
      BarcodeDetector.descriptor.id, wish: BarcodeDetector.wish, library: path, worker: executable, policy: policy)
    let small = try SandboxedCodes.detector(
      SmallCodeDetector.descriptor.id, wish: SmallCodeDetector.wish, library: path, worker: executable, policy: policy)
    return [barcodes, SmallCodeDetector(asking: small)]
  }

  /// The most memory of a worker that reads codes: ten times what a picture of 4096×4096 takes there.
  private static let codeMemoryBytes = 1 << 30

  func recognizer(_ choice: TextReading.Recognizer) throws(HostFailure) -> any TextRecognizer {
    switch choice {
    case .ppOCRSmall:
      try PPOCRRecognizer(store: store, runtime: runtime, models: .small, concurrency: concurrency)
    case .ppOCRTiny:
      try PPOCRRecognizer(store: store, runtime: runtime, models: .tiny, concurrency: concurrency)
    case .tesseract(let languages):
      try TesseractRecognizer(languages: languages, concurrency: concurrency)
    }
  }
}
