import PoliticsDetection
import Testing

@testable import ModerationService

@Suite("Scores of faces", .timeLimit(.minutes(20)))
struct FaceMatchScoreTests {
  /// Faces searched, false accepts of a search, the documented score.
  static let documented: [(Int, Double, Double)] = [
    (1, 1e-3, 40), (1, 1e-4, 50), (1, 1e-5, 60), (10_000, 1e-2, 70), (10_000, 1e-3, 80), (10_000, 1e-4, 90),
    (100_000, 1e-2, 80), (100_000, 1e-3, 90), (100_000, 1e-4, 100), (300_000, 1e-2, 85), (300_000, 1e-3, 95),
  ]

  @Test("mean the documented rates at the documented sizes", arguments: documented)
  func anchors(size: Int, rate: Double, expected: Double) {
    #expect(abs(FaceMatchScore.score(ofRate: rate, faceCount: size) - expected) < 0.005)
  }

  @Test("are those of the rate that the calibration gives", arguments: [1, 5, 10_000, 100_000, 300_000, 1_000_000])
  func calibration(size: Int) {
    for cosine in stride(from: 0.3, through: 0.8, by: 0.05) {
      let rate = FaceFalseAccepts.rate(cosine: cosine, faceCount: size)
      guard rate > 0, rate <= 0.01 else { continue }
      #expect(
        FaceMatchScore.score(cosine: cosine, faceCount: size) == FaceMatchScore.score(ofRate: rate, faceCount: size))
    }
  }

  @Test("grow with the cosine and stay within 0…100", arguments: [0, 1, 2, 100, 10_000, 50_000, 200_000, 3_000_000])
  func monotone(size: Int) {
    let scores = stride(from: -1.0, through: 1.0, by: 0.001).map {
      FaceMatchScore.score(cosine: $0, faceCount: size)
    }
    #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(scores.allSatisfy { (0...100).contains($0) })
    #expect((scores.last ?? 0) > 90)
    #expect((scores.first ?? 100) < 10)
  }

  @Test("tell cosines apart that every search exceeds")
  func belowTheRate() {
    // In 10,000 faces a stranger is as near for certain.
    let (far, near) = (
      FaceMatchScore.score(cosine: 0.2, faceCount: 10_000), FaceMatchScore.score(cosine: 0.4, faceCount: 10_000)
    )
    #expect(far < near)
    #expect(near < 70)
  }

  @Test("between two documented sizes lie between their scores")
  func between() {
    let score = FaceMatchScore.score(ofRate: 1e-3, faceCount: 31_623)
    #expect(abs(score - 85) < 0.01)
  }
}

@Suite("Quality of faces", .timeLimit(.minutes(20)))
struct FaceQualityTests {
  static let good = FaceQuality(norm: 13, sidePixels: 200, detectionScore: 0.93)

  @Test("is enough at every level for a good face", arguments: 0...4)
  func goodFace(level: Int) { #expect(Self.good.shortcoming(at: level) == nil) }

  static let short: [(FaceQuality, Int, String)] = [
    (FaceQuality(norm: 7.9, sidePixels: 200, detectionScore: 0.93), 1, "norm is 7.9, at least 8.0"),
    (FaceQuality(norm: 8.9, sidePixels: 200, detectionScore: 0.93), 2, "norm is 8.9, at least 9.0"),
    (FaceQuality(norm: 13, sidePixels: 39, detectionScore: 0.93), 3, "pixels is 39.0, at least 40.0"),
    (FaceQuality(norm: 13, sidePixels: 200, detectionScore: 0.84), 4, "score is 0.84, at least 0.85"),
  ]

  @Test("misses a level by what is measured", arguments: short)
  func misses(quality: FaceQuality, level: Int, words: String) {
    #expect(quality.shortcoming(at: level)?.contains(words) == true)
    #expect(quality.shortcoming(at: level - 1) == nil)
    #expect(quality.shortcoming(at: 0) == nil)
  }

  @Test("is a score of the norm", arguments: [(0.0, 0), (4.5, 20), (9, 40), (9.5, 55), (10, 70), (12, 85), (20, 100)])
  func norms(norm: Double, expected: Int) {
    #expect(FaceQuality(norm: norm, sidePixels: 1, detectionScore: 1).score == expected)
  }

  @Test("asks for more at each level")
  func rising() {
    for (low, high) in zip(FaceQuality.gates, FaceQuality.gates.dropFirst()) {
      #expect(low.norm < high.norm)
      #expect(low.sidePixels <= high.sidePixels)
      #expect(low.detectionScore < high.detectionScore)
    }
  }
}
