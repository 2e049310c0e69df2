import PoliticsDetection
import Testing

@Suite("False accepts", .timeLimit(.minutes(20)))
struct FaceFalseAcceptsTests {
  @Test(
    "the curve is above what was counted between photographs of the people who are most alike",
    arguments: [(0.212, 0.1344), (0.275, 0.0484), (0.299, 0.0108), (0.311, 1.0 / 186)])
  func counted(cosine: Double, share: Double) {
    #expect(FaceFalseAccepts.rate(cosine: cosine) > share)
  }

  @Test(
    "the curve is above what published results leave for false accepts", arguments: [(0.363, 0.0080), (0.212, 0.1040)])
  func published(cosine: Double, most: Double) {
    #expect(FaceFalseAccepts.rate(cosine: cosine) > most)
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
    #expect(FaceFalseAccepts.rate(cosine: .nan, faceCount: 0) == 0)
    #expect(FaceFalseAccepts.rate(cosine: .nan) == 1)
  }

  @Test(
    "a rate has a cosine, and the cosine that rate",
    arguments: [1, 10_000, 100_000, 3_000_000], [1e-1, 1e-2, 1e-3, 1e-4, 1e-5])
  func inverse(faceCount: Int, rate: Double) {
    let cosine = FaceFalseAccepts.cosine(rate: rate, faceCount: faceCount)
    #expect(abs(FaceFalseAccepts.rate(cosine: cosine, faceCount: faceCount) / rate - 1) < 1e-6)
  }

  @Test("a rarer rate and a larger library need a larger cosine")
  func inverseOrder() {
    let rates = [1e-1, 1e-2, 1e-3, 1e-6].map { FaceFalseAccepts.cosine(rate: $0, faceCount: 10_000) }
    #expect(rates == rates.sorted() && Set(rates).count == 4)
    let sizes = [1, 100, 10_000, 1_000_000].map { FaceFalseAccepts.cosine(rate: 1e-3, faceCount: $0) }
    #expect(sizes == sizes.sorted() && Set(sizes).count == 4)
  }

  @Test(
    "a rate that no cosine or every cosine has gets the end of the scale",
    arguments: [(0, 10, 1), (-1, 10, 1), (.nan, 10, 1), (1e-300, 10, 1), (2, 10, -1), (0.01, 0, -1)]
      as [(Double, Int, Double)])
  func ends(rate: Double, faceCount: Int, cosine: Double) {
    #expect(abs(FaceFalseAccepts.cosine(rate: rate, faceCount: faceCount) - cosine) < 1e-9)
  }

  @Test("a rate has two digits", arguments: [(0.123456, 0.12), (0, 0), (1, 1), (2.164e-7, 2.2e-7)])
  func digits(rate: Double, rounded: Double) { #expect(FaceFalseAccepts.rounded(rate) == rounded) }
}
