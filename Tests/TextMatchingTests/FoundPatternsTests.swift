import Testing

@testable import TextMatching

@Suite("patterns that were found")
struct FoundPatternsTests {
  @Test("each keeps its place however many there are", arguments: [0, 1, 8, 9, 5000])
  func places(count: UInt32) {
    var found = FoundPatterns()
    // Far apart, and the highest number among them.
    let patterns = (0..<count).map { UInt32.max - $0 &* 0x10001 }
    let places = patterns.map { found.add($0) }
    #expect(places == Array(patterns.indices) && found.patterns == patterns)
    #expect(patterns.map { found.place(of: $0) } == places)
    #expect(found.place(of: 7) == nil && found[7] == nil)
  }
}
