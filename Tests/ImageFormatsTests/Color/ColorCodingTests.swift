import Testing

@testable import ImageFormats

@Suite(.timeLimit(.minutes(20)))
struct ColorCodingTests {
  /// The level that a grey of 8 bits is shown with.
  private func level(_ coding: ColorCoding, _ value: Int) -> Int {
    Int((ColorCoding.encoded(coding.curve(count: 256)[value]) * 255).rounded())
  }

  /// Greys 16, 64, 128, 192, 224 and 250 as Chromium 156 shows them on an SDR page.
  @Test(
    "Curves are those of Chromium",
    arguments: [
      (1, [4, 54, 121, 189, 222, 250]), (4, [7, 62, 129, 193, 225, 250]), (5, [1, 40, 106, 179, 217, 249]),
      (7, [34, 81, 141, 199, 228, 251]), (8, [71, 137, 188, 225, 241, 253]), (13, [16, 64, 128, 192, 224, 250]),
      (16, [1, 30, 132, 255, 255, 255]), (17, [3, 48, 118, 191, 228, 255]), (18, [3, 43, 99, 189, 228, 251]),
    ])
  func curves(transfer: Int, shown: [Int]) throws {
    let coding = try #require(ColorCoding(primaries: 1, transfer: transfer, isVideo: false))
    for (value, expected) in zip([16, 64, 128, 192, 224, 250], shown) {
      let found = level(coding, value)
      #expect(abs(found - expected) <= (transfer >= 16 ? 6 : 1), "\(value): \(found) for \(expected)")
    }
  }

  @Test("Numbers that browsers do not apply are none", arguments: [0, 2, 3, 9, 10, 12, 19, 255])
  func unknown(transfer: Int) {
    #expect(ColorCoding(primaries: 1, transfer: transfer, isVideo: false) == nil)
  }

  @Test("A matrix leads white to white")
  func white() throws {
    let matrix = try #require(ColorCoding(primaries: 9, transfer: 13, isVideo: false)?.matrix)
    for row in 0..<3 { #expect(abs(matrix[row * 3] + matrix[row * 3 + 1] + matrix[row * 3 + 2] - 1) < 0.001) }
    #expect(abs(matrix[0] - 1.6605) < 0.01)
  }

  @Test("Primaries on one line span no space")
  func degenerate() {
    let line = ColorCoding.Primaries(
      red: [0.64, 0.33], green: [0.64, 0.33], blue: [0.15, 0.06], white: [0.31, 0.33])
    #expect(ColorCoding(transfer: .sRGB, primaries: line).matrix == nil)
  }

  @Test("What hides or shows something is told from what does not")
  func effects() throws {
    func effect(_ transfer: ColorCoding.Transfer) -> ColorCoding.Effect { ColorCoding(transfer: transfer).effect }
    #expect(effect(.sRGB) == .none)
    #expect(effect(.power(2.4)) == .slight)
    #expect(effect(.power(1.8)) == .slight)
    #expect(effect(.power(50)) == .strong)
    #expect(effect(.power(0.05)) == .strong)
    #expect(effect(.pq) == .strong)
  }
}
