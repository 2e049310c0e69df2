import ImageModeration
import Matching
import PoliticsDetection

/// Hands the fingerprint of a frame out as a finding that means nothing, so that pictures are read, bounded and decoded
/// like those that are moderated.
struct FingerprintsProbe: Detector {
  /// The names of a finding's details.
  static let hash = "hash"
  static let quality = "quality"
  /// Below this quality the detector compares for equality alone.
  static let leastQuality = FingerprintDetector.leastQuality

  let descriptor = DetectorDescriptor(
    id: "fingerprints", scene: Scene(rawValue: "fingerprints"), covers: [], doesNotCover: [],
    bands: [.normal: ScoreBands(reviewFrom: 1, as: .normal, blockAbove: 1, as: .normal)])
  let inputWish = PDQHasher.wish

  func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    guard
      let picture = PDQHasher.fingerprint(
        pixels, width: frame.size.width, height: frame.size.height, strideBytes: frame.strideBytes)
    else { throw DetectorFailure(.unexpectedInput, message: "PDQ does not take a picture of \(frame.size)") }
    guard picture.hash.words != .zero else {
      throw DetectorFailure(.unexpectedInput, message: "the picture is too small or too flat for a PDQ hash")
    }
    return [
      Finding(
        label: .normal, score: 0, details: [Self.hash: "\(picture.hash)", Self.quality: "\(picture.quality)"])
    ]
  }
}
