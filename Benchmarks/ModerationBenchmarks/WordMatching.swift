import Benchmark
import Foundation
import TextMatching

/// Word lists: reading and building 100,000 words, and searching a megabyte of text. The peer of normalisation is
/// Foundation's NFKC, that of the search a set that is asked for every stretch as long as some word, that of an image's
/// lines the search in the plain reading alone.
func registerWordMatching() {
  measure("words: read a list of 100,000", in: .microseconds) {
    let bytes = WordCorpus().listBytes
    return Comparison { blackHole(try WordList(parsing: bytes, name: "random")) }
  }
  measure("words: build a matcher of 100,000", in: .microseconds) {
    let list = try WordList(parsing: WordCorpus().listBytes, name: "random")
    return Comparison { blackHole(try WordMatcher([list])) }
  }
  measure("words: normalise 1 MB", in: .microseconds) {
    let text = WordCorpus().text
    return Comparison {
      blackHole(TextNormalizer.standard.normalize(text))
    } peer: {
      blackHole(text.precomposedStringWithCompatibilityMapping)
    }
  }
  measure("words: all of 100,000 in 1 MB", in: .microseconds) {
    let corpus = WordCorpus()
    let text = TextNormalizer.standard.normalize(corpus.text).scalars
    let words = corpus.words.map { TextNormalizer.standard.normalize($0).scalars }
    var builder = WordAutomaton.Builder()
    for word in words { _ = builder.insert(word) }
    let automaton = builder.build()
    let set = Set(words.map { $0[...] })
    let lengths = Set(words.map(\.count)).sorted()
    return Comparison {
      blackHole(automaton.matches(in: text))
    } peer: {
      var found = 0
      for start in text.indices {
        for end in lengths.lazy.map({ start + $0 }) where end <= text.count && set.contains(text[start..<end]) {
          found += 1
        }
      }
      blackHole(found)
    }
  }
  measure("words: 30 lines of an image against 100,000", in: .microseconds) {
    let corpus = WordCorpus()
    let list = try WordList(parsing: corpus.listBytes, name: "random")
    let matcher = try WordMatcher([list])
    let plain = try WordMatcher([list], readings: [.plain])
    let lines = corpus.text.split(separator: "，").prefix(30).map { String($0.prefix(40)) }
    return Comparison {
      blackHole(matcher.matches(in: lines))
    } peer: {
      blackHole(plain.matches(in: lines))
    }
  }
}

/// 100,000 words, seven tenths Chinese, and a megabyte of text in which some of them stand. The same in every run.
struct WordCorpus {
  let words: [String]
  let text: String

  var listBytes: [UInt8] { Array(words.joined(separator: "\n").utf8) }

  init(wordCount: Int = 100_000, textByteCount: Int = 1_000_000) {
    var generator = SplitMix(state: 11)
    let letters = Array("etaoinshrdlcumwfgypbvk".unicodeScalars)
    // The square of an even number favours the first of 3500 ideographs, as Zipf's law would.
    func ideograph() -> Unicode.Scalar {
      let even = Double.random(in: 0..<1, using: &generator)
      return Unicode.Scalar(UInt32(0x4E00 + Int(even * even * 3500))) ?? "一"
    }
    func latin(_ length: ClosedRange<Int>) -> String {
      String.make(Int.random(in: length, using: &generator)) { letters.randomElement(using: &generator) ?? "e" }
    }
    var seen: Set<String> = []
    var words: [String] = []
    while words.count < wordCount {
      let isChinese = Int.random(in: 0..<10, using: &generator) < 7
      let word = isChinese ? String.make(Int.random(in: 2...6, using: &generator), ideograph) : latin(5...10)
      if seen.insert(word).inserted { words.append(word) }
    }
    var text = ""
    while text.utf8.count < textByteCount {
      switch Int.random(in: 0..<50, using: &generator) {
      case 0: text += words.randomElement(using: &generator) ?? ""
      case 1...30: text += String.make(Int.random(in: 8...50, using: &generator), ideograph) + "，"
      default: text += (0..<8).map { _ in latin(2...9) }.joined(separator: " ") + ". "
      }
    }
    self.words = words
    self.text = text
  }
}

extension String {
  fileprivate static func make(_ count: Int, _ scalar: () -> Unicode.Scalar) -> String {
    var view = String.UnicodeScalarView()
    for _ in 0..<count { view.append(scalar()) }
    return String(view)
  }
}

/// SplitMix64 (Vigna 2015).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
