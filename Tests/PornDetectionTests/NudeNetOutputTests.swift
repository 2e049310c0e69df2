import ImageModeration
import Testing

@testable import PornDetection

@Suite("NudeNet output", .timeLimit(.minutes(20)))
struct NudeNetOutputTests {
  /// A candidate as the model writes it: box centre and size in 320 pixels, and one class's score.
  struct Candidate {
    var box: (Float, Float, Float, Float)
    var part: NudeNetClass
    var score: Float
  }

  static func output(_ candidates: [Candidate]) throws -> [Float] {
    let count = NudeNetOutput.candidateCount
    var output = [Float](repeating: 0, count: NudeNetOutput.rowCount * count)
    for (index, candidate) in candidates.enumerated() {
      let (x, y, width, height) = candidate.box
      for (row, value) in [x, y, width, height].enumerated() { output[row * count + index] = value }
      let place = try #require(NudeNetClass.allCases.firstIndex(of: candidate.part))
      output[(4 + place) * count + index] = candidate.score
    }
    return output
  }

  static func boxes(_ candidates: [Candidate], squareSide: Int = 320, width: Int = 320, height: Int = 320) throws
    -> [NudeNetBox]
  {
    let output = try output(candidates)
    return NudeNetOutput.boxes(in: output.span, squareSide: squareSide, size: PixelSize(width: width, height: height))
  }

  @Test("a box comes back in pixels of the frame, surest first")
  func scale() throws {
    let boxes = try Self.boxes(
      [
        Candidate(box: (160, 80, 40, 20), part: .faceMale, score: 0.5),
        Candidate(box: (40, 40, 20, 20), part: .buttocksExposed, score: 0.75),
      ], squareSide: 160, width: 160, height: 100)
    #expect(boxes.map(\.part) == [.buttocksExposed, .faceMale])
    #expect(
      boxes.map(\.rectangle) == [
        PixelRectangle(x: 15, y: 15, width: 10, height: 10), PixelRectangle(x: 70, y: 35, width: 20, height: 10),
      ])
    #expect(boxes.map(\.score) == [0.75, 0.5])
  }

  @Test("boxes are cut off at the frame; what lies in the padding alone is none")
  func clipping() throws {
    let boxes = try Self.boxes(
      [
        Candidate(box: (300, 90, 80, 60), part: .feetExposed, score: 0.9),
        Candidate(box: (100, 250, 40, 40), part: .feetExposed, score: 0.9),
        Candidate(box: (5, 5, 40, 40), part: .anusExposed, score: 0.8),
      ], height: 100)
    #expect(
      boxes.map(\.rectangle) == [
        PixelRectangle(x: 260, y: 60, width: 60, height: 40), PixelRectangle(x: 0, y: 0, width: 40, height: 40),
      ])
  }

  @Test("of boxes that overlap the surest stays, whatever their classes; 0.25 itself is too unsure")
  func suppression() throws {
    let boxes = try Self.boxes([
      Candidate(box: (100, 100, 50, 50), part: .femaleBreastCovered, score: 0.5),
      Candidate(box: (104, 100, 50, 50), part: .femaleBreastExposed, score: 0.6),
      Candidate(box: (150, 100, 50, 50), part: .femaleBreastExposed, score: 0.3),
      Candidate(box: (250, 250, 50, 50), part: .femaleBreastExposed, score: 0.25),
    ])
    #expect(boxes.map(\.score) == [Double(Float(0.6)), Double(Float(0.3))])
  }

  @Test("an output of another length finds nothing, huge numbers do not trap")
  func extremes() throws {
    #expect(NudeNetOutput.boxes(in: [1, 2, 3].span, squareSide: 320, size: PixelSize(width: 9, height: 9)).isEmpty)
    let huge = Float.greatestFiniteMagnitude
    let boxes = try Self.boxes([
      Candidate(box: (huge, -huge, huge, huge), part: .faceFemale, score: huge),
      Candidate(box: (-huge, huge, -huge, 1), part: .faceFemale, score: 1),
    ])
    #expect(boxes.allSatisfy { $0.rectangle.isValid && (0...1).contains($0.score) })
  }

  @Test("every class claims what the table says; exposed parts may block, covered ones never")
  func claims() {
    let claims = NudeNetClass.allCases.compactMap { part in part.claim.map { (part, $0) } }
    #expect(claims.count == 11)
    for (part, claim) in claims {
      #expect(SubLabel.bodyPartKinds.contains(claim.subLabel))
      let bands = NudeNetClass.subLabelBands[claim.subLabel] ?? NudeNetClass.bands[claim.label]
      let meaning = bands?.meaning(of: 1)
      let isSexual = part.rawValue.hasSuffix("EXPOSED") && claim.label == .porn
      #expect(meaning?.suggestion == .block ? isSexual : !isSexual, "\(part)")
    }
    #expect(NudeNetClass.faceFemale.claim == nil)
    #expect(NudeNetClass.bands[.sexy]?.meaning(of: 1).suggestion == .pass)
    #expect(NudeNetClass.subLabelBands[.coveredGenitalia]?.meaning(of: 0.8).suggestion == .review)
  }
}
