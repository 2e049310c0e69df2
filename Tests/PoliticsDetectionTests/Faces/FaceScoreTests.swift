import Testing

@testable import PoliticsDetection

@Suite("Face scores", .timeLimit(.minutes(20)))
struct FaceScoreTests {
  @Test(
    "cosines become scores along straight lines",
    arguments: [
      (-1, 0), (0, 0), (0.21, 0.35), (0.42, 0.7), (0.46, 0.75), (0.5, 0.8), (0.75, 0.9), (1, 1), (1.00001, 1),
    ])
  func score(cosine: Double, expected: Double) {
    #expect(abs(FaceScore.score(cosine: cosine) - expected) < 1e-12)
  }

  @Test("a higher cosine never gives a lower score, and every score is in 0…1")
  func monotone() {
    let scores = (-1100...1100).map { FaceScore.score(cosine: Double($0) / 1000) }
    #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(scores.allSatisfy { (0...1).contains($0) })
  }

  @Test("a poor face is at most for a person to decide")
  func poorFace() {
    #expect(FaceScore.score(cosine: 0.9, norm: 8.9) == FaceScore.blockAbove)
    #expect(FaceScore.score(cosine: 0.9, norm: 9) > FaceScore.blockAbove)
    #expect(FaceScore.score(cosine: 0.2, norm: 8.9) == FaceScore.score(cosine: 0.2, norm: 12))
  }
}
