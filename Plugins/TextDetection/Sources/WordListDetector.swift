public import ImageModeration
public import TextMatching

/// Judges an image's text by the operator's word lists: one finding for each entry that hits.
///
/// A finding's score says nothing but the entry's suggestion: 0.25 for PASS, 0.5 for REVIEW, 1 for BLOCK, so that one
/// label can ask for a person in one list and block in another. A policy's bands may read them otherwise. The detector
/// is immutable; changed lists are a new detector.
public struct WordListDetector: TextDetector {
  public let descriptor: DetectorDescriptor

  private let matcher: WordMatcher

  /// Makes a detector that searches with `matcher`.
  public init(_ matcher: WordMatcher) {
    self.matcher = matcher
    let labels = Set(matcher.lists.lazy.flatMap(\.entries).map(\.label))
    descriptor = DetectorDescriptor(
      id: "text.word-lists/1", scene: .text, covers: [], doesNotCover: [],
      bands: Dictionary(
        uniqueKeysWithValues: labels.map { label in
          (
            label,
            ScoreBands(
              reviewFrom: Self.score(of: .review), as: label, blockAbove: Self.highestReviewScore, as: label)
          )
        }), basis: .operatorList, supplied: ["wordLists": matcher.lists.count])
  }

  /// Makes a detector of lists.
  ///
  /// - Throws: `WordListError` when the lists together are too large.
  public init(lists: [WordList]) throws(WordListError) {
    self.init(try WordMatcher(lists))
  }

  private static let highestReviewScore = 0.75

  private static func score(of suggestion: Suggestion) -> Double {
    switch suggestion {
    case .pass: 0.25
    case .review: 0.5
    case .block: 1
    }
  }

  public func inspect(_ lines: [RecognizedLine]) -> [Finding] {
    matcher.matches(in: lines.map(\.text)).hits.map { hit in
      let lines = hit.lines.map { lines[$0] }
      return Finding(
        label: hit.entry.label, score: Self.score(of: hit.entry.suggestion),
        locations: lines.map { Finding.Location(frameIndex: $0.frameIndex, box: $0.box) },
        text: lines.map(\.text).joined(separator: "\n"), keywords: [hit.entry.keyword], list: hit.listName)
    }
  }
}
