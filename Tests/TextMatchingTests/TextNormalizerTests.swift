import Foundation
import TestFixtures
import Testing

@testable import TextMatching

@Suite("text normaliser", .timeLimit(.minutes(20)))
struct TextNormalizerTests {
  static func fold(_ text: String) -> String { TextNormalizer.standard.normalize(text).scalars.text }

  @Test(
    "compatibility, case and width fold as the standard says",
    arguments: [
      ("ＶＸ１２３", "vx123"), ("ﬁﬀ", "fiff"), ("Straße", "strasse"), ("STRASSE", "strasse"), ("ｶﾞ", "ガ"),
      ("①㍿", "1株式会社"), ("Σας", "σασ"), ("İ", "i\u{307}"), ("ı", "ı"), ("I", "i"), ("e\u{301}", "é"), ("É", "é"),
      ("a\u{308}\u{323}", "ạ\u{308}"), ("\u{1100}\u{1161}\u{11A8}", "각"), ("가\u{11A8}", "각"), ("カﾞ", "ガ"),
      ("ǆ\u{323}", "dẓ\u{30C}"), ("美\u{200B}女", "美女"), ("❤\u{FE0F}", "❤"), ("𝓥𝓲𝓪𝓰𝓻𝓪", "viagra"),
      ("\u{3000}", " "), ("", ""), ("\u{200B}", ""), ("豈", "豈"), ("e\u{200D}\u{301}", "é"),
      ("\u{301}e", "\u{301}e"),
    ])
  func examples(_ original: String, _ expected: String) {
    #expect(Array(Self.fold(original).unicodeScalars) == Array(expected.unicodeScalars))
  }

  @Test("the standard library agrees for every scalar whether folding changes it")
  func everyScalar() {
    var disagreeing: [Unicode.Scalar] = []
    // The planes that hold assigned characters.
    for value in [UInt32(0)..<0x34000, 0xE0000..<0xE1000].joined() {
      guard let scalar = Unicode.Scalar(value) else { continue }
      guard let age = scalar.properties.age, age.major <= 15 else { continue }
      let isChanged = Array(Self.fold(String(scalar)).unicodeScalars) != [scalar]
      if isChanged != scalar.properties.changesWhenNFKCCaseFolded { disagreeing.append(scalar) }
    }
    #expect(disagreeing.isEmpty)
  }

  @Test("Foundation's NFKC agrees for every caseless scalar, and canonical equivalence for random caseless text")
  func foundation() {
    func isCaseless(_ text: String) -> Bool {
      text.unicodeScalars.allSatisfy { scalar in
        !scalar.properties.changesWhenCaseFolded && !scalar.properties.isDefaultIgnorableCodePoint
          && (scalar.properties.age?.major ?? 99) <= 15
      }
    }
    func compatible(_ scalar: Unicode.Scalar) -> String { String(scalar).precomposedStringWithCompatibilityMapping }
    for value in UInt32(0x80)..<0x34000 where !(0x3400..<0xF900).contains(value) {
      guard let scalar = Unicode.Scalar(value), isCaseless(String(scalar)) else { continue }
      let expected = compatible(scalar)
      guard isCaseless(expected) else { continue }
      if !Self.fold(String(scalar)).unicodeScalars.elementsEqual(expected.unicodeScalars) {
        Issue.record("U+\(String(value, radix: 16))")
      }
    }
    // Foundation leaves 가 + U+11A8, カ + U+FF9E and ǆ + U+0323 apart, so of texts it only maps the scalars; the
    // standard library says whether the whole is equivalent, and the laws below that it is composed.
    var generator = SplitMix(seed: 1)
    let alphabet = SplitMix.awkward.filter { isCaseless(String($0)) && isCaseless(compatible($0)) }
    for _ in 0..<3_000 {
      let text = generator.text(maximumScalars: 12, from: alphabet, anyOneIn: 1_000_000)
      #expect(Self.fold(text) == text.unicodeScalars.map(compatible).joined())
    }
  }

  @Test("folding twice is folding once, and canonically equivalent texts fold alike", arguments: 1...4)
  func laws(seed: UInt64) {
    var generator = SplitMix(seed: seed)
    // U+0345 is the one mark whose folding is a letter: its place among other marks is left as written.
    let alphabet = SplitMix.awkward.filter { $0 != "\u{345}" }
    for _ in 0..<5_000 {
      let text = generator.text(maximumScalars: 10, from: alphabet, anyOneIn: 1000)
      let folded = Self.fold(text)
      #expect(Self.fold(folded).unicodeScalars.elementsEqual(folded.unicodeScalars))
      #expect(Self.fold(text.decomposedStringWithCanonicalMapping) == folded)
      #expect(Self.fold(text.lowercased()) == folded || text.contains("İ"))
    }
  }

  @Test("the way back to the original ascends, covers it and cuts no scalar", arguments: 1...4)
  func map(seed: UInt64) throws {
    var generator = SplitMix(seed: seed)
    for _ in 0..<5_000 {
      let text = generator.text(maximumScalars: 12)
      let normalized = TextNormalizer.standard.normalize(text)
      #expect(normalized.originalUTF8Count == text.utf8.count)
      var end = 0
      var previous = 0..<0
      for index in normalized.scalars.indices {
        let piece = normalized.originalUTF8Range(of: index..<(index + 1))
        #expect(!piece.isEmpty)
        #expect(piece == previous || piece.lowerBound == end)
        for offset in [piece.lowerBound, piece.upperBound] {
          let place = text.utf8.index(text.startIndex, offsetBy: offset)
          #expect(place.samePosition(in: text.unicodeScalars) != nil)
        }
        (previous, end) = (piece, piece.upperBound)
      }
      #expect(normalized.scalars.isEmpty || end == text.utf8.count)
    }
  }

  @Test("a piece that merged is shown whole, a piece beside it not at all")
  func mergedPiece() {
    let text = "xe\u{301}\u{200B}ﬁy"
    let normalized = TextNormalizer.standard.normalize(text)
    #expect(normalized.scalars.text == "xéfiy")
    #expect(normalized.originalUTF8Range(of: 1..<2) == 1..<7)
    #expect(normalized.originalUTF8Range(of: 2..<3) == 7..<10)
    #expect(normalized.originalUTF8Range(of: 3..<5) == 7..<11)
    #expect(normalized.originalUTF8Range(of: 2..<2).isEmpty)
  }

  @Test("a hundred thousand marks on one letter take no quadratic time")
  func manyMarks() {
    let marks = String(repeating: "\u{301}\u{323}\u{200B}", count: 50_000)
    let normalized = TextNormalizer.standard.normalize("a" + marks)
    #expect(normalized.scalars.first == 0x1EA1)
    #expect(normalized.scalars.count == 100_000)
  }

  @Test("a later step sees the folded text and may rewrite it")
  func steps() {
    struct WithoutSpaces: NormalizationStep {
      let id = "without-spaces/1"

      func apply(to text: inout NormalizedText) {
        let kept = text.scalars.indices.filter { text.scalars[$0] != 0x20 }
        text = NormalizedText(
          scalars: kept.map { text.scalars[$0] }, starts: kept.map { text.starts[$0] },
          originalUTF8Count: text.originalUTF8Count)
      }
    }
    let normalized = TextNormalizer(steps: [WithoutSpaces()]).normalize("Ａ　Ｂ")
    #expect(normalized.scalars.text == "ab")
    #expect(normalized.originalUTF8Range(of: 0..<2) == 0..<9)
  }
}
