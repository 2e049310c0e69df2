public import Lists
public import ModerationCore
public import TextMatching

/// Judges an image's text, and what its codes hold, by the operator's word lists: one finding for each entry that hits.
///
/// A finding carries the entry's suggestion, so that one label can ask for a person in one list and block in another;
/// its score is 1, because an entry hits or does not. An entry that is only found across the ends of other words is
/// evidence: its score is 0 and its suggestion PASS. What only sounds like an entry asks for a person at
/// most. What stands wholly inside exemptions is evidence as well, and names the first of them (`allowedBy`). A
/// policy's bands for the label outweigh the entries' suggestions. The detector is immutable; changed lists are
/// a new detector.
public struct WordListDetector: TextDetector {
  public let descriptor: DetectorDescriptor

  package let matcher: WordMatcher

  /// Makes a detector that searches with `matcher`.
  public init(_ matcher: WordMatcher) {
    self.matcher = matcher
    descriptor = Self.descriptor(
      labels: matcher.words.labels, supplied: ["wordLists": matcher.lists.count], lists: matcher.lists.map(\.identity))
  }

  /// What the detector is, known without a list, and so without the labels that lists claim.
  public static let descriptor = descriptor(labels: [], supplied: [:], lists: [])

  private static func descriptor(
    labels: Set<Label>, supplied: [String: Int], lists: [ListIdentity]
  ) -> DetectorDescriptor {
    DetectorDescriptor(
      id: "text.word-lists/4", scene: .text, covers: [], doesNotCover: [],
      bands: Dictionary(uniqueKeysWithValues: labels.map { ($0, TextTypeRule.bands(for: $0)) }),
      basis: .operatorList, supplied: supplied, lists: lists)
  }

  /// Makes a detector of lists.
  ///
  /// - Throws: `ListError` when the lists together are too large.
  public init(lists: [WordList]) throws(ListError) {
    self.init(try WordMatcher(lists))
  }

  public func inspect(_ lines: [RecognizedLine], of text: TextDescription) -> [Finding] {
    let passages = StackedLines.stacks(in: lines, splitting: true) + JoinedLines.passages(of: lines)
    // What codes hold is sought as lines of its own, which go on with no other.
    let (readCount, lines) = (lines.count, lines + text.codes)
    return matcher.matches(in: lines.map(\.text), passages: passages).hits.map { hit in
      let indices = hit.lines
      var details = Self.details(of: hit)
      if indices.allSatisfy({ $0 >= readCount }) { details["foundIn"] = "code" }
      return Finding(
        label: hit.entry.label, score: hit.cutsWords ? TextTypeRule.evidenceScore : 1,
        locations: indices.map { Finding.Location(frameIndex: lines[$0].frameIndex, box: lines[$0].box) },
        text: indices.map { lines[$0].text }.joined(separator: "\n"), keywords: [hit.entry.keyword],
        keywordRanges: Self.ranges(of: hit, in: indices.map { ($0, lines[$0].text) }), list: hit.listName,
        suggestion: hit.suggestion,
        allowedBy: hit.exemption.map { "\($0.listName): \($0.entry.keyword)" }, details: details)
    }
  }

  /// How the text was read, unless as it stands there, and whether the entry is cut out of other words.
  private static func details(of hit: WordHit) -> [String: String] {
    var details: [String: String] = [:]
    if hit.reading != .plain { details["reading"] = hit.reading.rawValue }
    if hit.cutsWords { details["cutsWords"] = "true" }
    return details
  }

  /// Where the parts of an entry stand in the finding's text, in Unicode scalars.
  private static func ranges(of hit: WordHit, in lines: [(index: Int, text: String)]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    for (index, text) in lines {
      for place in hit.parts.joined() where place.line == index {
        let utf8 = text.utf8
        guard let lower = utf8.index(utf8.startIndex, offsetBy: place.utf8Range.lowerBound, limitedBy: utf8.endIndex),
          let upper = utf8.index(utf8.startIndex, offsetBy: place.utf8Range.upperBound, limitedBy: utf8.endIndex)
        else { continue }
        let before = text.unicodeScalars[..<lower].count
        ranges.append(start + before..<start + before + text.unicodeScalars[lower..<upper].count)
      }
      start += text.unicodeScalars.count + 1  // the line break between lines
    }
    return Set(ranges).sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
  }
}
