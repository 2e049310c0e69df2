import PoliticsDetection
import Testing

@Suite("False accepts", .timeLimit(.minutes(20)))
struct FaceFalseAcceptsTests {
  @Test(
    "the curve goes through what was counted in group photographs",
    arguments: [(0.363, 22.0 / 519), (0.44, 5.0 / 519), (0.51, 1.0 / 519)])
  func counted(cosine: Double, rate: Double) {
    #expect(abs(FaceFalseAccepts.rate(cosine: cosine) / rate - 1) < 0.15)
  }

  @Test("the rate falls with the cosine and rises with the faces, and stays a probability")
  func order() {
    var before = 1.1
    for step in -10...10 {
      let rate = FaceFalseAccepts.rate(cosine: Double(step) / 10)
      #expect(rate <= before && (0...1).contains(rate))
      before = rate
      let many = [1, 1_000, 1_000_000, .max].map { FaceFalseAccepts.rate(cosine: Double(step) / 10, faceCount: $0) }
      #expect(many == many.sorted() && many.allSatisfy { (0...1).contains($0) })
    }
    #expect(FaceFalseAccepts.rate(cosine: 0.5, faceCount: 0) == 0)
    #expect(FaceFalseAccepts.rate(cosine: .nan) == 1)
  }

  @Test("a rate has two digits", arguments: [(0.123456, 0.12), (0, 0), (1, 1), (2.164e-7, 2.2e-7)])
  func digits(rate: Double, rounded: Double) { #expect(FaceFalseAccepts.rounded(rate) == rounded) }
}
