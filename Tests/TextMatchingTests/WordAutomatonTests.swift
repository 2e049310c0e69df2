import TestFixtures
import Testing

@testable import TextMatching

@Suite("word automaton", .timeLimit(.minutes(20)))
struct WordAutomatonTests {
  /// Every occurrence by looking everywhere, in the automaton's order.
  static func naive(_ patterns: [[UInt32]], in text: [UInt32]) -> [WordAutomaton.Match] {
    var result: [WordAutomaton.Match] = []
    for end in text.indices.map({ $0 + 1 }) {
      for length in stride(from: end, to: 0, by: -1) {
        let range = (end - length)..<end
        for (index, pattern) in patterns.enumerated() where text[range].elementsEqual(pattern) {
          result.append(WordAutomaton.Match(pattern: index, range: range))
        }
      }
    }
    return result
  }

  static func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }

  static func check(_ candidates: [[UInt32]], in texts: [[UInt32]]) {
    var builder = WordAutomaton.Builder()
    var patterns: [[UInt32]] = []
    for candidate in candidates {
      let number = builder.insert(candidate)
      if candidate.isEmpty {
        #expect(number == nil)
      } else if let known = patterns.firstIndex(of: candidate) {
        #expect(number == known)
      } else {
        #expect(number == patterns.count)
        patterns.append(candidate)
      }
    }
    let automaton = builder.build()
    #expect(automaton.patternCount == patterns.count)
    for text in texts { #expect(automaton.matches(in: text) == naive(patterns, in: text)) }
  }

  @Test("equals the naive search on random Unicode", arguments: 1...25)
  func randomUnicode(seed: UInt64) {
    var generator = SplitMix(seed: seed)
    let patterns = (0..<Int.random(in: 0...200, using: &generator)).map { _ in
      TextNormalizer.standard.normalize(generator.text(maximumScalars: 4)).scalars
    }
    let texts = (0..<20).map { _ in
      // Pieces of patterns among other text, so that there is something to find.
      let pieces = (0..<6).map { _ in
        Bool.random(using: &generator)
          ? patterns.randomElement(using: &generator) ?? []
          : TextNormalizer.standard.normalize(generator.text(maximumScalars: 5)).scalars
      }
      return Array(pieces.joined())
    }
    Self.check(patterns, in: texts)
  }

  @Test("equals the naive search where patterns overlap and begin and end one another", arguments: 1...25)
  func fewLetters(seed: UInt64) {
    var generator = SplitMix(seed: seed &+ 1000)
    let alphabet = Array("ab美".unicodeScalars.prefix(Int.random(in: 1...3, using: &generator)))
    let patterns = (0..<40).map { _ in
      Self.scalars(generator.text(maximumScalars: 6, from: alphabet, anyOneIn: 100_000))
    }
    let texts = (0..<10).map { _ in
      Self.scalars(generator.text(maximumScalars: 60, from: alphabet, anyOneIn: 100_000))
    }
    Self.check(patterns, in: texts)
  }

  @Test("an automaton without patterns finds nothing, and one with scalars of every plane finds each")
  func extremes() {
    Self.check([], in: [[], [0x61]])
    Self.check([[0], [0x10FFFF]], in: [[0, 0x10FFFF, 0]])
    var builder = WordAutomaton.Builder()
    let all = (UInt32(0)...0x10FFFF).filter { $0 % 17 == 0 && Unicode.Scalar($0) != nil }
    for scalar in all { _ = builder.insert(CollectionOfOne(scalar)) }
    #expect(builder.build().matches(in: all).count == all.count)
  }

  @Test("10,000 words share an array with few gaps")
  func memory() {
    var generator = SplitMix(seed: 7)
    let alphabet = (0x4E00..<0x5A00).compactMap { Unicode.Scalar(UInt32($0)) }
    var builder = WordAutomaton.Builder()
    var states: Set<String> = []
    for _ in 0..<10_000 {
      let word = generator.text(maximumScalars: 5, from: alphabet, anyOneIn: 100_000)
      _ = builder.insert(Self.scalars(word))
      for length in 0...word.count { states.insert(String(word.prefix(length))) }
    }
    let automaton = builder.build()
    #expect(automaton.nodes.count < states.count * 3 / 2)
  }
}
