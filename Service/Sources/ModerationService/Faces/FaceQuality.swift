import ImageMatching
import PoliticsDetection

/// What is measured of a face that tells good pictures from poor ones.
///
/// The length of SFace's answer falls with blur, noise, darkness and what covers a face; the box says how many pixels
/// there are; YuNet is unsure of what it sees a part of. Eyebrows, eyes, cheeks and chins have no measure of their own
/// here, so the documented levels, which count those, are met by these three numbers.
struct FaceQuality: Hashable, Sendable {
  /// The length of the embedding. Upright portraits have 11 to 14.
  let norm: Double
  /// The shorter side of the box, in pixels of the original.
  let sidePixels: Double
  /// How sure YuNet is, 0.6…1.
  let detectionScore: Double

  /// What a level of QualityControl asks for at least.
  struct Gate: Hashable, Sendable {
    let norm: Double
    let sidePixels: Double
    let detectionScore: Double
  }

  /// The levels 1 to 4 of QualityControl.
  ///
  /// 2 is where a face is reliable (`FaceScore.reliableNorm`), 3 what galleries take
  /// (`FaceEnrolment.minimumNorm`, `.minimumFaceSidePixels`), 4 what upright portraits have; what 1 asks for is one
  /// step below 2. The sides of 1 and 4 are the documented least MinFaceSize and the face of 100 pixels that the
  /// documents advise.
  static let gates: [Gate] = [
    Gate(norm: 8, sidePixels: 34, detectionScore: 0.6),
    Gate(norm: Double(FaceScore.reliableNorm), sidePixels: 34, detectionScore: 0.7),
    Gate(
      norm: Double(FaceEnrolment.minimumNorm), sidePixels: FaceEnrolment.minimumFaceSidePixels, detectionScore: 0.8),
    Gate(norm: 11, sidePixels: 100, detectionScore: 0.85),
  ]

  /// The highest level of QualityControl.
  static let maximumLevel = gates.count

  init(norm: Double, sidePixels: Double, detectionScore: Double) {
    self.norm = norm
    self.sidePixels = sidePixels
    self.detectionScore = detectionScore
  }

  /// Of a face with its embedding; nil without.
  init?(_ face: FaceSighting) {
    guard let embedding = face.embedding else { return nil }
    self.init(
      norm: Double(embedding.norm), sidePixels: face.shorterSidePixels, detectionScore: face.detectionScore)
  }

  /// What a level misses, with the measured and the least value; nil where the face is good enough, and at level 0.
  func shortcoming(at level: Int) -> String? {
    guard level > 0, level <= Self.maximumLevel else { return nil }
    let gate = Self.gates[level - 1]
    func short(_ what: String, _ measured: Double, _ least: Double) -> String? {
      measured >= least ? nil : "\(what) \(Self.rounded(measured)), at least \(Self.rounded(least)) at level \(level)"
    }
    return short("the face's shorter side in pixels is", sidePixels, gate.sidePixels)
      ?? short("the feature norm is", norm, gate.norm)
      ?? short("the detection score is", detectionScore, gate.detectionScore)
  }

  /// A score 0…100 of the norm alone: straight lines through (0, 0), (9, 40), (10, 70) and (14, 100).
  ///
  /// The documents call 40 and less poor and advise 70 for faces that others are compared with; the norms are those
  /// from which our own galleries trust and take a face.
  var score: Int {
    let points: [(norm: Double, score: Double)] = [
      (0, 0), (Double(FaceScore.reliableNorm), 40), (Double(FaceEnrolment.minimumNorm), 70), (14, 100),
    ]
    for (low, high) in zip(points, points.dropFirst()) where norm < high.norm {
      let part = max(0, norm - low.norm) / (high.norm - low.norm)
      return Int((low.score + part * (high.score - low.score)).rounded())
    }
    return 100
  }

  private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
