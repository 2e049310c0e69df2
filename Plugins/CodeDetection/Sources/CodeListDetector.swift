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
  private let patterns = TextPatterns()

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
    for code in text.codes { findings += self.findings(in: code.text, at: [code], isCode: true) }
    for hit in patterns.search(lines.map(\.text)).hits {
      findings += self.findings(in: hit.listedText, at: hit.lines.map { lines[$0] }, isCode: false)
    }
    // Names with an end that prose has as well are no addresses for the patterns, and are for a list that has them.
    for line in lines { findings += self.findings(in: line.text, at: [line], isCode: false) }
    var known: Set<[String]> = []
    findings = findings.filter { known.insert($0.keywords + [$0.list ?? "", $0.text ?? ""]).inserted }
    return Array(
      findings.sorted { ($0.suggestion ?? .pass) > ($1.suggestion ?? .pass) }.prefix(Self.maximumFindingCount))
  }

  private func findings(in text: String, at lines: [RecognizedLine], isCode: Bool) -> [Finding] {
    lists.unwanted(in: text).map { hit in
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
      throw lists.marked(error)
    }
  }
}

private struct AllowingTextDetector: TextDetector {
  let base: any TextDetector
  let lists: CodeLists

  var descriptor: DetectorDescriptor { base.descriptor }

  func inspect(_ lines: [RecognizedLine], of text: TextDescription) throws(DetectorFailure) -> [Finding] {
    do throws(DetectorFailure) {
      return lists.marked(try base.inspect(lines, of: text))
    } catch {
      throw lists.marked(error)
    }
  }
}

extension CodeLists {
  fileprivate var allowsSomething: Bool {
    lists.contains { list in list.entries.contains { (list.suggestion ?? $0.suggestion) == .pass } }
  }

  fileprivate func marked(_ failure: DetectorFailure) -> DetectorFailure {
    var failure = failure
    failure.findings = marked(failure.findings)
    return failure
  }

  fileprivate func marked(_ findings: [Finding]) -> [Finding] {
    findings.map { finding in
      guard let text = finding.listedText, let hit = allowing(text) else { return finding }
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
    return subLabel == .phoneNumber ? "tel:\(canonical)" : canonical
  }
}

extension TextPatternHit {
  /// What lists are asked about.
  fileprivate var listedText: String { kind == .phoneNumber ? "tel:\(canonical)" : canonical }
}
