import ImageMatching
public import ModerationCore
public import Inference

/// The two networks behind face matching: YuNet, which finds faces, and SFace, which tells them apart.
///
/// Loaded once and shared. Used from any thread.
public struct FaceModels: Sendable {
  /// YuNet 2023mar, pinned.
  public static let finderFile = ModelStore.File(
    path: "politics/face_detection_yunet_2023mar.onnx",
    sha256: "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4")

  /// SFace 2021dec, pinned.
  public static let embedderFile = ModelStore.File(
    path: "politics/face_recognition_sface_2021dec.onnx",
    sha256: "0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79")

  /// SFace as galleries and results name it. Embeddings of any other model cannot be compared with its own.
  public static let embedder = DetectorDescriptor.Model(name: "SFace 2021dec", sha256: Self.embedderFile.sha256)

  /// The longer side of the pictures wanted, in pixels.
  public static let longestSide = 1600

  /// Faces are found on a copy of 640 pixels and cut out of this picture, because SFace wants 112: of faces 20 pixels
  /// high on the copy the median cosine to the same face in a portrait was 0.86, and 0.60 when cut out of the copy
  /// itself; 2,000 pixels gave 0.88 (measured 2026-11-21 on 17 portraits, Scripts/reference/face_sizes.py).
  ///
  /// Oversampling of 1 lets the decoder shrink a photograph of 12 megapixels while it decodes. Red first, since frames
  /// that need no change are then handed over without a copy. Very long pictures are cut, as for text: of a chat
  /// screenshot of 1080×9000 pixels the copy would have faces of a fourteenth.
  public static let wish = InputWish(
    fit: .longestSide(Self.longestSide), filter: .bilinear, channelOrder: .rgb, oversampling: 1,
    tiling: Tiling(fromAspectRatio: 3, minimumLengthPixels: 960))

  /// The arithmetic of YuNet.
  let precision: InferenceSession.Precision
  let finder: FaceFinder
  private let embedder: InferenceSession

  /// Reads, checks and compiles both models.
  ///
  /// - Parameters:
  ///   - concurrency: How many frames may be looked at at a time.
  ///   - precision: The arithmetic of YuNet. SFace is in fp32 always: embeddings are stored and compared with others.
  /// - Throws: `HostFailure` when a model is missing, altered or refused by the runtime.
  public init(
    store: ModelStore, runtime: InferenceRuntime, concurrency: Int, precision: InferenceSession.Precision = .fp32
  ) throws(HostFailure) {
    func network(_ side: Int) throws(HostFailure) -> FaceFinder.Network {
      FaceFinder.Network(
        side: side,
        session: try InferenceSession(
          Self.finderFile, of: store, runtime: runtime, concurrency: concurrency, precision: precision,
          inputShape: [1, 3, side, side]))
    }
    finder = FaceFinder(large: try network(640), small: try network(320), concurrency: concurrency)
    embedder = try InferenceSession(
      Self.embedderFile, of: store, runtime: runtime, concurrency: concurrency, loading: .whenUsed)
    self.precision = precision
  }

  /// The embedding of a face.
  ///
  /// - Throws: `inferenceFailed`: then the face was not compared, which is never the same as unknown.
  func embedding(of face: FoundFace, in picture: PixelView) throws(DetectorFailure) -> FaceEmbedding {
    guard let alignment = FaceAlignment(face.points) else {
      throw DetectorFailure(.inferenceFailed, message: "the five points of a face have no extent")
    }
    return try embedding(ofAligned: alignment.planes(of: picture))
  }

  /// The embedding of an aligned face: `3 × 112 × 112` values 0 to 255, red plane first.
  func embedding(ofAligned planes: [Float]) throws(DetectorFailure) -> FaceEmbedding {
    let raw = try embedder.run(planes, shape: [1, 3, FaceAlignment.side, FaceAlignment.side], outputs: ["fc1"])
    guard let elements = raw.first?.elements, let embedding = FaceEmbedding(raw: elements) else {
      throw DetectorFailure(.inferenceFailed, message: "SFace gave no embedding of \(FaceEmbedding.count) numbers")
    }
    return embedding
  }
}
