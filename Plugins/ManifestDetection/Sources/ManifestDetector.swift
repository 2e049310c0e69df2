import Glibc
public import ModerationCore
public import Inference

/// A detector made of a YAML manifest and an ONNX classifier: a model of one's own without a line of Swift.
///
/// The format is described in README.md, key by key. Everything is checked when the detector is made: the manifest's
/// keys, types and ranges, the model's SHA-256, and by one inference on a grey picture whether model and manifest fit.
/// After that it is a detector like any other: called from any thread, deterministic, one finding for each claim of the
/// manifest.
public struct ManifestDetector: Detector {
  public let descriptor: DetectorDescriptor
  public let inputWish: InputWish

  private let manifest: Manifest
  private let session: InferenceSession

  /// Reads a manifest, reads and checks its model, compiles it and tries it.
  ///
  /// - Parameters:
  ///   - manifestPath: The manifest. A model named by `model.file` lies in its folder or below.
  ///   - store: The folder of a model named by `model.store`.
  ///   - concurrency: How many frames may be looked at at a time.
  /// - Throws: `HostFailure`: `sourceUnreadable` when there is no such manifest, `invalidManifest` with file, line, key
  ///   and what is allowed, `modelMissing` and `modelAltered` for the model file, `runtimeUnavailable` when it does not
  ///   compile.
  public init(
    manifestPath: String, store: ModelStore, runtime: InferenceRuntime, concurrency: Int
  ) throws(HostFailure) {
    manifest = try Manifest(path: manifestPath)
    session = try InferenceSession(
      onnx: try Self.model(of: manifest, at: manifestPath, store), name: "\(manifest.modelName) of \(manifestPath)",
      runtime: runtime, concurrency: concurrency)
    descriptor = manifest.descriptor
    inputWish = manifest.wish
    try tryOnce(manifestPath)
  }

  /// What the detector of a manifest would be, known without its model.
  ///
  /// - Throws: `HostFailure` as the initialiser, for the manifest alone.
  public static func descriptor(manifestPath: String) throws(HostFailure) -> DetectorDescriptor {
    try Manifest(path: manifestPath).descriptor
  }

  public func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    let output = try run(try manifest.tensor(of: pixels, frame))
    let probabilities = try manifest.probabilities(output)
    return manifest.claims.map { claim in
      let score = claim.classes.reduce(0) { $0 + probabilities[$1] }
      return Finding(label: claim.label, subLabel: claim.subLabel, score: min(score, 1))
    }
  }

  private func run(_ tensor: [Float]) throws(DetectorFailure) -> [Float] {
    let output: [Float]
    if let name = manifest.outputName {
      output = try session.run(tensor, shape: manifest.inputShape, outputs: [name]).first?.elements ?? []
    } else {
      output = try session.run(tensor, shape: manifest.inputShape) { elements, _ throws(DetectorFailure) in
        elements.withUnsafeBufferPointer { Array($0) }
      }
    }
    guard output.count == manifest.classNames.count else {
      throw DetectorFailure(
        .inferenceFailed,
        message: "the model's output has \(output.count) values, output.classes \(manifest.classNames.count) names")
    }
    return output
  }

  /// Looks at a grey picture, so that a manifest that does not fit its model is refused before any image is read.
  private func tryOnce(_ path: String) throws(HostFailure) {
    let size = manifest.inputSize
    let grey = [UInt8](repeating: 128, count: size.width * size.height * 3)
    do throws(DetectorFailure) {
      _ = try inspect(
        grey.span.bytes,
        of: FrameDescription(
          size: size, strideBytes: size.width * 3, channelOrder: manifest.wish.channelOrder, frameIndex: 0,
          originalSize: size,
          originalRegion: PixelRectangle(x: 0, y: 0, width: Double(size.width), height: Double(size.height))))
    } catch {
      throw HostFailure(
        .invalidManifest,
        message:
          "\(path): the model does not fit input and output of the manifest, tried with the shape \(manifest.inputShape): \(error.message)"
      )
    }
  }

  private static func model(of manifest: Manifest, at path: String, _ store: ModelStore) throws(HostFailure) -> [UInt8]
  {
    switch manifest.modelPlace {
    case .store(let place): return try store.read(ModelStore.File(path: place, sha256: manifest.modelSHA256))
    case .file(let place):
      let folder = path.lastIndex(of: "/").map { String(path[..<$0]) + "/" } ?? "./"
      try checkBelow(folder, place, manifestPath: path)
      return try ModelStore.read(ModelStore.File(path: place, sha256: manifest.modelSHA256), in: folder)
    }
  }

  /// Refuses a path that leaves the folder through a link.
  private static func checkBelow(_ folder: String, _ place: String, manifestPath: String) throws(HostFailure) {
    guard let root = resolved(folder), let file = resolved(folder + place) else {
      throw HostFailure(
        .modelMissing,
        message: "cannot read the model \(place) of \(manifestPath): \(String(cString: strerror(errno)))")
    }
    guard file.hasPrefix(root == "/" ? root : root + "/") else {
      throw HostFailure(
        .invalidManifest, message: "\(manifestPath): model.file leads out of the manifest's folder, to \(file)")
    }
  }

  private static func resolved(_ path: String) -> String? {
    guard let text = realpath(path, nil) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }
}
