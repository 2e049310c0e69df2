public import Lists
public import ModerationCore
import TextMatching

/// Finds codes and addresses that lead where an operator's list says they must not: one finding for each entry, with
/// what the entry suggests.
///
/// Looks at what codes hold and at the web and mail addresses, numbers and accounts in the text, disguised ones too.
/// What a list passes is not reported here: `allowing` makes those detectors say so that see codes and contacts.
public struct CodeListDetector: TextDetector {
  public let descriptor: DetectorDescriptor

  private let lists: CodeLists
  /// The most findings of one image, the gravest: 64.
  public static let maximumFindingCount = 64

  /// Makes a detector of lists.
  public init(_ lists: CodeLists) {
    self.lists = lists
    descriptor = Self.descriptor(
      labels: Set(lists.lists.flatMap { $0.entries.map(\.label) }), supplied: ["codeEntries": lists.entryCount],
      lists: lists.lists.map(\.identity))
  }

  /// What the detector is, known without a list, and so without the labels that lists claim.
  public static let descriptor = descriptor(labels: [], supplied: [:], lists: [])

  private static func descriptor(
    labels: Set<Label>, supplied: [String: Int], lists: [ListIdentity]
  ) -> DetectorDescriptor {
    DetectorDescriptor(
      id: "text.code-lists/1", scene: .text, covers: [], doesNotCover: [],
      bands: Dictionary(uniqueKeysWithValues: labels.map { ($0, TextTypeRule.bands(for: $0)) }),
      basis: .operatorList, supplied: supplied, lists: lists)
  }

  public func inspect(_ lines: [RecognizedLine], of text: TextDescription) -> [Finding] {
    var findings: [Finding] = []
    for code in text.codes { findings += self.findings(Self.unwanted(in: code.text, lists), at: [code], isCode: true) }
    for hit in Self.patterns.search(lines.map(\.text)).hits {
      findings += self.findings(lists.unwanted(in: hit.listedText), at: hit.lines.map { lines[$0] }, isCode: false)
    }
    // Names with an end that prose has as well are no addresses for the patterns, and are for a list that has them.
    for line in lines { findings += self.findings(Self.named(in: line.text, lists), at: [line], isCode: false) }
    var known: Set<[String]> = []
    findings = findings.filter { known.insert($0.keywords + [$0.list ?? "", $0.text ?? ""]).inserted }
    return Array(
      findings.sorted { ($0.suggestion ?? .pass) > ($1.suggestion ?? .pass) }.prefix(Self.maximumFindingCount))
  }

  private static let patterns = TextPatterns()

  /// The entries of what a code's content names: anywhere in it, in compatibility forms of letters, and as a contact in
  /// whatever spelling.
  public static func unwanted(in content: String, _ lists: CodeLists) -> [CodeLists.Hit] {
    let lines = content.split(whereSeparator: \.isNewline).map(String.init)
    let contacts = patterns.search(lines).hits.flatMap { lists.unwanted(in: $0.listedText) }
    var known: Set<CodeLists.Hit> = []
    return (named(in: content, lists) + contacts).filter { known.insert($0).inserted }
  }

  private static func named(in text: String, _ lists: CodeLists) -> [CodeLists.Hit] {
    let scalars = TextNormalizer.standard.normalize(text).scalars.compactMap(Unicode.Scalar.init)
    let normalized = String(String.UnicodeScalarView(scalars))
    let found = lists.unwanted(in: text)
    guard normalized != text else { return found }
    return found + lists.unwanted(in: normalized).filter { !found.contains($0) }
  }

  private func findings(_ hits: [CodeLists.Hit], at lines: [RecognizedLine], isCode: Bool) -> [Finding] {
    hits.map { hit in
      Finding(
        label: hit.entry.label, score: 1,
        locations: lines.map { Finding.Location(frameIndex: $0.frameIndex, box: $0.box) },
        text: lines.map(\.text).joined(separator: "\n"), keywords: [hit.entry.text], list: hit.list,
        suggestion: hit.suggestion, details: isCode ? ["foundIn": "code"] : [:])
    }
  }

  /// The same detector, which says of codes and contacts that a list passes that they do not count.
  public static func allowing(_ lists: CodeLists?, _ detector: any Detector) -> any Detector {
    guard let lists, lists.allowsSomething else { return detector }
    return AllowingDetector(base: detector, lists: lists)
  }

  /// As the other, of a detector that looks at text.
  public static func allowing(_ lists: CodeLists?, _ detector: any TextDetector) -> any TextDetector {
    guard let lists, lists.allowsSomething else { return detector }
    return AllowingTextDetector(base: detector, lists: lists)
  }
}

private struct AllowingDetector: Detector {
  let base: any Detector
  let lists: CodeLists

  var descriptor: DetectorDescriptor { base.descriptor }
  var inputWish: InputWish { base.inputWish }

  func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    do throws(DetectorFailure) {
      return lists.marked(try base.inspect(pixels, of: frame))
    } catch {
      var failure = error
      failure.findings = lists.marked(failure.findings)
      throw failure
    }
  }
}

private struct AllowingTextDetector: TextDetector {
  let base: any TextDetector
  let lists: CodeLists

  var descriptor: DetectorDescriptor { base.descriptor }

  func inspect(_ lines: [RecognizedLine], of text: TextDescription) throws(DetectorFailure) -> [Finding] {
    do throws(DetectorFailure) {
      return marked(try base.inspect(lines, of: text), lines)
    } catch {
      var failure = error
      failure.findings = marked(failure.findings, lines)
      throw failure
    }
  }

  /// An account or number that a list allows must stand alone: of several beside each other only the first is reported,
  /// and it then stands for all.
  private func marked(_ findings: [Finding], _ lines: [RecognizedLine]) -> [Finding] {
    lists.marked(findings) { finding in
      finding.subLabel != .messengerAccount && finding.subLabel != .phoneNumber || Self.standsAlone(finding, lines)
    }
  }

  private static func standsAlone(_ finding: Finding, _ lines: [RecognizedLine]) -> Bool {
    guard let text = finding.text, let matched = finding.keywords.first, let place = finding.locations.last else {
      return false
    }
    let own = text.split(separator: "\n").last.map(String.init) ?? text
    let index = lines.firstIndex {
      $0.frameIndex == place.frameIndex && $0.box == place.box && $0.text == own
    }
    let next = index.flatMap { $0 + 1 < lines.count ? lines[$0 + 1] : nil }
    let rest =
      text.replacing(matched, with: " ") + " "
      + (next.flatMap { $0.frameIndex == place.frameIndex ? $0.text : nil } ?? "")
    return !rest.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-")) }
      .contains { mayBeAccount($0) }
  }

  /// Whether a word could be an account or a number: long enough, and no name of a messenger.
  private static func mayBeAccount(_ word: Substring) -> Bool {
    word.utf8.count >= 5
      && !["wechat", "weixin", "whatsapp", "telegram", "phone", "mobile", "hotline"].contains(word.lowercased())
  }
}

extension CodeLists {
  /// The entry that keeps a code or a contact from counting; nil where none does.
  public func allowance(of finding: Finding) -> String? { finding.listedText.flatMap { allowing($0)?.name } }

  fileprivate var allowsSomething: Bool {
    lists.contains { list in list.entries.contains { (list.suggestion ?? $0.suggestion) == .pass } }
  }

  fileprivate func marked(
    _ findings: [Finding], where mayBeAllowed: (Finding) -> Bool = { _ in true }
  ) -> [Finding] {
    findings.map { finding in
      guard let text = finding.listedText, mayBeAllowed(finding), let hit = allowing(text) else { return finding }
      var marked = finding
      marked.allowedBy = hit.name
      return marked
    }
  }
}

extension Finding {
  /// What lists are asked about: what a code holds, and a contact in one spelling where it is not disguised, for who
  /// disguises an address means to mislead somebody.
  fileprivate var listedText: String? {
    guard let subLabel else { return nil }
    if (SubLabel.matrixCodes + SubLabel.goodsCodes).contains(subLabel) { return text }
    guard details["disguised"] == nil, let canonical = details["canonical"] else { return nil }
    return TextPatternHit.listedText(canonical, isPhoneNumber: subLabel == .phoneNumber)
  }
}

extension TextPatternHit {
  /// What lists are asked about.
  fileprivate var listedText: String { Self.listedText(canonical, isPhoneNumber: kind == .phoneNumber) }

  /// A number as a code would have it, an account that is an address as the address.
  fileprivate static func listedText(_ canonical: String, isPhoneNumber: Bool) -> String {
    if isPhoneNumber { return "tel:\(canonical)" }
    guard let colon = canonical.firstIndex(of: ":"), canonical[colon...].contains("/") else { return canonical }
    return String(canonical[canonical.index(after: colon)...])
  }
}
