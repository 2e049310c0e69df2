import ImageMatching
public import ModerationCore

/// Reads the faces in pixels, for those who fill or search a gallery.
///
/// It wants the same pixels as moderation does, so a face means the same in a gallery and in an upload:
///
///     let reading = try await imageReader.read(source, as: FaceReader.wish, sampling: .firstFrame) {
///       pixels, frame throws(DetectorFailure) in
///       try faceReader.faces(in: pixels, of: frame)
///     }
///
/// Used from any thread.
public struct FaceReader: Sendable {
  /// The faces of one picture file.
  public struct Picture: Sendable {
    /// SHA-256 of the file, 64 lower-case hexadecimal digits.
    public let sha256: String
    /// The faces of its first frame, largest first.
    public let faces: [FaceReading]

    /// Makes a picture.
    public init(sha256: String, faces: [FaceReading]) {
      self.sha256 = sha256
      self.faces = faces
    }
  }

  /// As for moderation, but whole: of a long picture's parts each face would be seen twice.
  public static let wish: InputWish = {
    var wish = FaceModels.wish
    wish.tiling = nil
    return wish
  }()

  let models: FaceModels

  /// Makes a reader of models that are loaded already.
  public init(models: FaceModels) { self.models = models }

  /// The faces in a frame, largest first, boxes in pixels of the upright original.
  ///
  /// - Throws: `DetectorFailure` when there are more than are looked at, or a model fails.
  public func faces(in pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [FaceReading] {
    try PixelView.lend(pixels, of: frame) { picture throws(DetectorFailure) in
      let found = try models.finder.faces(in: picture)
      guard found.count <= FaceGalleryDetector.maximumFaceCount else {
        throw DetectorFailure(
          .tooMuchToLookAt,
          message: "\(found.count) faces are more than the \(FaceGalleryDetector.maximumFaceCount) that are looked at")
      }
      return try found.map { face throws(DetectorFailure) in
        FaceReading(
          box: frame.inOriginal(face.box(within: picture)), detectionScore: face.score,
          embedding: try models.embedding(of: face, in: picture))
      }
    }
  }
}
