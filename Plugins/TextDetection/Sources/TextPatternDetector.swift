public import ModerationCore
import TextMatching

/// Telephone numbers, web and mail addresses and messenger accounts in an image's text, disguised ones too.
///
/// A messenger account, and anything that is disguised, is a deliberate contact and scores 1: Ad, BLOCK, by
/// `TextTypeRule`. A plain number or address scores 0.6 and asks for a person; an address that is no more than a
/// watermark scores 0.3 and passes. What counts and what does not: the tables of
/// `Tests/TextMatchingTests/PatternRows.swift`, and the documentation of `TextPatterns`.
public struct TextPatternDetector: TextDetector {
  /// What the detector is.
  public static let descriptor = DetectorDescriptor(
    id: "text.patterns/4", scene: .text, covers: [.phoneNumber, .webAddress, .mailAddress, .messengerAccount],
    doesNotCover: [],
    bands: [.ad: TextTypeRule.bands(for: .ad)], basis: .rule)

  public var descriptor: DetectorDescriptor { Self.descriptor }

  private let patterns = TextPatterns()

  /// Makes a detector; it holds nothing.
  public init() {}

  /// Finds contacts.
  ///
  /// - Returns: At most `TextPatterns.maximumHitCount` findings, deliberate contacts first. `text` is the line as read,
  ///   `keywords` what was matched and its canonical spelling, `locations` the boxes of all lines involved.
  /// - Throws: `tooMuchToLookAt`, with the findings made, when there is more text than the scanner's limits.
  public func inspect(_ lines: [RecognizedLine], of text: TextDescription) throws(DetectorFailure) -> [Finding] {
    let stacks = StackedLines.stacks(in: lines, splitting: true)
    let headings = NumberHeadings(lines)
    let result = patterns.search(lines.map(\.text) + stacks.map(\.text)) { index in
      index < lines.count && lines[index].frameIndex == lines[index - 1].frameIndex
    } nameBefore: { index in
      index < lines.count ? headings.heading(of: index) : nil
    }
    let areWatermarks = Watermark.areAll(result.hits, in: lines, of: text.pictureSize)
    let findings = result.hits.map { hit in
      let indices = hit.lines.flatMap { $0 < lines.count ? [$0] : stacks[$0 - lines.count].lines }
      let concerned = Set(indices).sorted().map { lines[$0] }
      return Finding(
        label: .ad, subLabel: Self.subLabel(of: hit.kind),
        score: hit.isDeliberateContact
          ? TextTypeRule.deliberateContactScore
          : areWatermarks ? TextTypeRule.incidentalContactScore : TextTypeRule.plainContactScore,
        locations: concerned.map { Finding.Location(frameIndex: $0.frameIndex, box: $0.box) },
        text: concerned.map(\.text).joined(separator: "\n"), keywords: [hit.matched, hit.canonical],
        details: hit.isObfuscated ? ["canonical": hit.canonical, "disguised": "true"] : ["canonical": hit.canonical])
    }
    guard result.unreadLineCount == 0 else {
      throw DetectorFailure(
        .tooMuchToLookAt, message: "\(result.unreadLineCount) lines are too long or too many to be searched whole",
        findings: findings)
    }
    return findings
  }

  private static func subLabel(of kind: TextPatternHit.Kind) -> SubLabel {
    switch kind {
    case .phoneNumber: .phoneNumber
    case .webAddress: .webAddress
    case .mailAddress: .mailAddress
    case .messengerAccount: .messengerAccount
    }
  }
}
