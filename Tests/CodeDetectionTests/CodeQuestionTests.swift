import ModerationCore
import Testing

@testable import CodeDetection

/// What a reader of codes is handed.
@Suite("Code questions", .timeLimit(.minutes(20)))
struct CodeQuestionTests {
  static let luminance = Luminance(width: 100, height: 80, values: (0..<8000).map { UInt8(truncatingIfNeeded: $0 * 7) })
  static let regions = [
    CodeRegion(box: CodeRegion.Box(x: 3..<40, y: 5..<30), kinds: [.qr, .turned]),
    CodeRegion(box: CodeRegion.Box(x: 0..<100, y: 79..<80), kinds: [.linear, .pdf417]),
  ]

  @Test("regions and their pixels arrive as they were")
  func roundTrip() throws {
    let question = CodeQuestion(Self.regions, of: Self.luminance).bytes
    let taken = CodeQuestion.parts(of: question.span.bytes)
    let parts = try #require(taken)
    #expect(parts.map(\.region) == Self.regions)
    for (region, pixels) in parts {
      #expect((pixels.width, pixels.height) == (region.box.x.count, region.box.y.count))
      let expected = region.box.y.flatMap { y in region.box.x.map { Self.luminance.values[y * 100 + $0] } }
      #expect(pixels.values == expected)
    }
  }

  @Test("what is cut off, too long or lies about itself is not a question")
  func lies() {
    let question = CodeQuestion(Self.regions, of: Self.luminance).bytes
    for count in 0..<question.count where count < 60 || count > question.count - 3 {
      let parts = CodeQuestion.parts(of: Array(question.prefix(count)).span.bytes)
      #expect(parts == nil, "\(count) bytes")
    }
    let longer = CodeQuestion.parts(of: (question + [0]).span.bytes)
    #expect(longer == nil)
    // The count of regions, then left, top, width, height, kinds of the first.
    for (number, value) in [(0, 0), (0, 65), (1, 65_536), (3, 0), (3, 38), (4, 65_536), (5, 0), (5, 32), (5, 64)] {
      var lying = question
      for byte in 0..<4 { lying[number * 4 + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
      let parts = CodeQuestion.parts(of: lying.span.bytes)
      #expect(parts == nil, "number \(number) is \(value)")
    }
  }

  @Test("regions beside each other are joined, and many become few")
  func joining() {
    func region(_ x: Range<Int>, _ y: Range<Int>) -> CodeRegion {
      CodeRegion(box: CodeRegion.Box(x: x, y: y), kinds: .linear)
    }
    #expect([region(0..<50, 0..<50), region(50..<100, 0..<50)].joined == [region(0..<100, 0..<50)])
    #expect([region(0..<50, 0..<50), region(90..<140, 90..<140)].joined.count == 2)
    #expect([region(0..<90, 0..<90), region(20..<30, 20..<30)].joined == [region(0..<90, 0..<90)])
    for count in [17, 300] {
      let many = (0..<count).map { region($0 * 100..<$0 * 100 + 10, $0 * 100..<$0 * 100 + 10) }
      #expect(many.joined == [region(0..<count * 100 - 90, 0..<count * 100 - 90)])
    }
  }
}
