import ImageModeration
import Matching
import Synchronization

/// A detector that judges nothing: it keeps the faces that it sees, for those who fill or search a gallery.
///
/// A detector, so that pictures take the very way that moderated ones take: the same limits, the same sandboxed decoder, the
/// same pixels. A face then means the same in a gallery and in an upload. The price is a place to leave the faces in, because
/// a finding has no room for 128 numbers; `FaceReader` reads it after each picture.
final class FaceObserver: Detector {
  let descriptor = DetectorDescriptor(
    id: "politics.face-observer/1", scene: .politics, model: FaceModels.embedder, covers: [.galleryFace],
    doesNotCover: [], bands: [.polity: ScoreBands(reviewFrom: 1, as: .polity, blockAbove: 1, as: .polity)])

  /// As for moderation, but whole: of a long picture's parts each would be seen twice.
  let inputWish: InputWish = {
    var wish = FaceModels.wish
    wish.tiling = nil
    return wish
  }()

  private let models: FaceModels
  private let kept = Mutex<[FaceReading]>([])

  init(_ models: FaceModels) { self.models = models }

  func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    let readings = try PixelView.lend(pixels, of: frame) { picture throws(DetectorFailure) in
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
    kept.withLock { $0 = readings }
    return []
  }

  /// The faces of the last picture; they are kept no longer.
  func takeReadings() -> [FaceReading] {
    kept.withLock {
      let readings = $0
      $0 = []
      return readings
    }
  }
}
