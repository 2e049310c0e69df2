import Lists
import ModerationCore

/// Reads a word list line by line.
struct WordListParser {
  /// What stands at the top of a list.
  struct Directives {
    var name: String?
    var label: Label?
    var action: Action?
    var without: WordSwitches?
  }

  /// What the column or the directive of the suggestion says.
  enum Action: Equatable {
    case suggest(Suggestion)
    case exempt
  }

  private var lines: ListLines
  let limits: WordListLimits
  var directives = Directives()
  var entries: [WordList.Entry] = []
  var notices: [WordListNotice] = []
  var noticeCount = 0
  /// The place in `entries` of what is known, by `checkedParts`.
  private var indexOfEntry: [[UInt32]: Int] = [:]
  private var unknownLabels: Set<String> = []
  /// The line that is being read.
  private var line: ArraySlice<UInt8> = []

  init(_ lines: ListLines, _ limits: WordListLimits) {
    self.lines = lines
    self.limits = limits
  }

  mutating func read() throws(ListError) {
    while let content = try lines.next() {
      line = content
      let text = EntrySyntax.trimmed(String(decoding: content, as: UTF8.self))
      if text.isEmpty { continue }
      if text.utf8.first == UInt8(ascii: "#") {
        try readComment(text)
      } else {
        try readEntry(content)
      }
    }
    guard !entries.isEmpty else {
      throw ListError(.noEntries, list: lines.list, message: "the list has no entry; write one, or use no list")
    }
  }

  private mutating func readEntry(_ content: ArraySlice<UInt8>) throws(ListError) {
    let untrimmed = content.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    let columns = untrimmed.map(EntrySyntax.trimmed)
    guard columns.count <= 3 else {
      throw lines.error(
        .tooManyColumns, "\(columns.count) columns; entry, label and suggestion are allowed", measured: columns.count,
        allowed: 3)
    }
    let keyword = columns[0]
    let (key, partCount) = try checkedParts(
      of: keyword, leadingBytes: EntrySyntax.leadingBlankByteCount(of: untrimmed[0]))
    let ownLabel = columns.count > 1 && !columns[1].isEmpty ? try label(columns[1]) : nil
    let ownAction = columns.count > 2 && !columns[2].isEmpty ? try action(columns[2]) : nil
    let entry = try entry(keyword, ownLabel, ownAction ?? directives.action, partCount: partCount)
    if let known = indexOfEntry[key] { return try compare(entry, with: entries[known]) }
    guard entries.count < limits.maximumEntryCount else {
      throw lines.error(
        .tooManyEntries, "more than \(limits.maximumEntryCount) entries", limit: "maximumEntryCount",
        measured: entries.count + 1, allowed: limits.maximumEntryCount)
    }
    indexOfEntry[key] = entries.count
    entries.append(entry)
  }

  private func entry(
    _ keyword: String, _ ownLabel: Label?, _ action: Action?, partCount: Int
  ) throws(ListError) -> WordList.Entry {
    guard action == .exempt else {
      let label = ownLabel ?? directives.label ?? .custom
      var suggestion = WordList.defaultSuggestion(for: label)
      if case .suggest(let own) = action { suggestion = own }
      return WordList.Entry(
        keyword: keyword, label: label, suggestion: suggestion, isExemption: false, line: lines.number)
    }
    guard partCount == 1 else {
      throw lines.error(
        .invalidExemption, "an exemption of several parts; it exempts what stands inside its one place")
    }
    guard ownLabel == nil else {
      throw lines.error(.invalidExemption, "an exemption with a label; it exempts entries of every label")
    }
    return WordList.Entry(keyword: keyword, label: .normal, suggestion: .pass, isExemption: true, line: lines.number)
  }

  /// Notices an entry of words that are known, or refuses it.
  private mutating func compare(_ entry: WordList.Entry, with known: WordList.Entry) throws(ListError) {
    guard entry.isExemption == known.isExemption else {
      throw lines.error(
        .contradiction,
        "line \(known.line) has the same words as an \(known.isExemption ? "exemption" : "entry"); keep one of them")
    }
    let isEqual = entry.label == known.label && entry.suggestion == known.suggestion
    notice(isEqual ? .duplicateEntry(ofLine: known.line) : .contradictoryEntry(ofLine: known.line))
  }

  /// Checks the parts of an entry and returns what tells it from others, its parts, normalised and in order; and how
  /// many there are.
  private func checkedParts(
    of keyword: String, leadingBytes: Int
  ) throws(ListError) -> (key: [UInt32], count: Int) {
    let parts = EntrySyntax.parts(of: keyword)
    guard parts.count <= limits.maximumPartCount else {
      throw lines.error(
        .tooManyParts, "\(parts.count) parts; \(limits.maximumPartCount) are allowed", limit: "maximumPartCount",
        measured: parts.count, allowed: limits.maximumPartCount)
    }
    var normalized: [[UInt32]] = []
    for part in parts {
      let scalars = TextNormalizer.standard.normalize(part.text).scalars
      guard !scalars.isEmpty else {
        throw lines.error(
          .emptyPart, #"an entry or a part of it is empty; an ampersand that is meant itself is written \&"#,
          byte: leadingBytes + part.byteOffset + 1)
      }
      normalized.append(scalars)
    }
    if normalized.count == 1 { return (normalized[0], 1) }
    // 0 stands in no entry: a control character was refused.
    return (Array(Set(normalized).sorted { $0.lexicographicallyPrecedes($1) }.joined(separator: [0])), parts.count)
  }

  private mutating func readComment(_ text: String) throws(ListError) {
    let body = text.unicodeScalars.drop { $0 == "#" }
    guard let colon = body.firstIndex(where: { $0 == ":" || $0 == "\u{FF1A}" }) else { return }
    let key = EntrySyntax.trimmed(String(body[..<colon])).lowercased()
    guard ["name", "label", "suggestion", "without"].contains(key) else { return }
    guard entries.isEmpty else { return notice(.directiveBelowEntries) }
    let value = EntrySyntax.trimmed(String(body[body.index(after: colon)...]))
    guard !value.isEmpty else { throw lines.error(.emptyDirective, "the directive \(key) has no value") }
    let isRepeated: Bool
    switch key {
    case "name":
      isRepeated = directives.name != nil
      try checkLength(value, .invalidName)
      directives.name = value
    case "label":
      isRepeated = directives.label != nil
      directives.label = try label(value)
    case "without":
      isRepeated = directives.without != nil
      directives.without = try switches(value)
    default:
      isRepeated = directives.action != nil
      directives.action = try action(value)
    }
    if isRepeated { throw lines.error(.repeatedDirective, "a second directive \(key)") }
  }

  private mutating func label(_ text: String) throws(ListError) -> Label {
    try checkLength(text, .invalidLabel)
    let known: [Label] = [.normal, .porn, .sexy, .terror, .polity, .ad, .abuse, .illegal, .custom]
    guard let label = known.first(where: { $0.rawValue.lowercased() == text.lowercased() }) else {
      if unknownLabels.count < limits.maximumNoticeCount, unknownLabels.insert(text).inserted {
        notice(.unknownLabel(text))
      }
      return Label(rawValue: text)
    }
    guard label != .normal else { throw lines.error(.invalidLabel, "a word cannot claim the label Normal") }
    return label
  }

  private func action(_ text: String) throws(ListError) -> Action {
    if text.uppercased() == "EXEMPT" { return .exempt }
    guard let known = Suggestion.allCases.first(where: { $0.description == text.uppercased() }) else {
      throw lines.error(.invalidSuggestion, "a suggestion is PASS, REVIEW, BLOCK or EXEMPT")
    }
    return .suggest(known)
  }

  private func switches(_ text: String) throws(ListError) -> WordSwitches {
    var switches: WordSwitches = []
    for name in text.split(whereSeparator: { $0 == "," || $0 == "\u{FF0C}" || $0 == "、" }) {
      let name = EntrySyntax.trimmed(String(name))
      guard let known = WordSwitches.named.first(where: { $0.name.lowercased() == name.lowercased() }) else {
        let all = WordSwitches.named.map(\.name).joined(separator: ", ")
        throw lines.error(.invalidSwitch, "\(name) is nothing that a list can do without; there are \(all)")
      }
      switches.insert(known.value)
    }
    return switches
  }

  private func checkLength(_ text: String, _ code: ListError.Code) throws(ListError) {
    guard text.utf8.count <= limits.maximumNameByteCount else {
      throw lines.error(
        code, "a name of \(text.utf8.count) bytes; \(limits.maximumNameByteCount) are allowed",
        limit: "maximumNameByteCount", measured: text.utf8.count, allowed: limits.maximumNameByteCount)
    }
  }

  /// Where in the line a label stands.
  private func column(of kind: WordListNotice.Kind) -> Int? {
    guard case .unknownLabel(let label) = kind, let found = line.ranges(of: Array(label.utf8)).last else { return nil }
    return found.lowerBound - line.startIndex + 1
  }

  private mutating func notice(_ kind: WordListNotice.Kind) {
    noticeCount += 1
    if notices.count < limits.maximumNoticeCount {
      notices.append(WordListNotice(kind: kind, line: max(lines.number, 1), column: column(of: kind)))
    }
  }
}
