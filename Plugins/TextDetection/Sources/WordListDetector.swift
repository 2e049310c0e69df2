public import ModerationCore
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
          (label, TextTypeRule.bands(for: label))
        }), basis: .operatorList, supplied: ["wordLists": matcher.lists.count])
  }

  /// Makes a detector of lists.
  ///
  /// - Throws: `WordListError` when the lists together are too large.
  public init(lists: [WordList]) throws(WordListError) {
    self.init(try WordMatcher(lists))
  }

  public func inspect(_ lines: [RecognizedLine]) -> [Finding] {
    let stacks = StackedLines.stacks(in: lines)
    return matcher.matches(in: lines.map(\.text) + stacks.map(\.text)).hits.map { hit in
      // A stack stands for the lines that it is made of.
      let indices = hit.lines.flatMap { $0 < lines.count ? [$0] : stacks[$0 - lines.count].members }
      let lines = Set(indices).sorted().map { lines[$0] }
      return Finding(
        label: hit.entry.label, score: TextTypeRule.score(of: hit.entry.suggestion),
        locations: lines.map { Finding.Location(frameIndex: $0.frameIndex, box: $0.box) },
        text: lines.map(\.text).joined(separator: "\n"), keywords: [hit.entry.keyword], list: hit.listName)
    }
  }
}
