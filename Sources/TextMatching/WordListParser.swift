import Lists
import ModerationCore

/// Reads a word list line by line.
struct WordListParser {
  /// What stands at the top of a list.
  struct Directives {
    var name: String?
    var label: Label?
    var suggestion: Suggestion?
  }

  private var lines: ListLines
  let limits: WordListLimits
  var directives = Directives()
  var entries: [WordList.Entry] = []
  var notices: [WordListNotice] = []
  var noticeCount = 0
  private var lineOfEntry: [[UInt32]: Int] = [:]
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
    if entries.isEmpty { notice(.noEntries) }
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
    let key = try checkedParts(of: keyword, leadingBytes: EntrySyntax.leadingBlankByteCount(of: untrimmed[0]))
    let ownLabel = columns.count > 1 && !columns[1].isEmpty ? try label(columns[1]) : nil
    let ownSuggestion = columns.count > 2 && !columns[2].isEmpty ? try suggestion(columns[2]) : nil
    if let first = lineOfEntry[key] { return notice(.duplicateEntry(ofLine: first)) }
    guard entries.count < limits.maximumEntryCount else {
      throw lines.error(
        .tooManyEntries, "more than \(limits.maximumEntryCount) entries", limit: "maximumEntryCount",
        measured: entries.count + 1, allowed: limits.maximumEntryCount)
    }
    lineOfEntry[key] = lines.number
    let label = ownLabel ?? directives.label ?? .custom
    entries.append(
      WordList.Entry(
        keyword: keyword, label: label,
        suggestion: ownSuggestion ?? directives.suggestion ?? WordList.defaultSuggestion(for: label), line: lines.number
      ))
  }

  /// Checks the parts of an entry and returns what tells it from others: its parts, normalised and in order.
  private func checkedParts(of keyword: String, leadingBytes: Int) throws(ListError) -> [UInt32] {
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
    if normalized.count == 1 { return normalized[0] }
    // 0 stands in no entry: a control character was refused.
    return Array(Set(normalized).sorted { $0.lexicographicallyPrecedes($1) }.joined(separator: [0]))
  }

  private mutating func readComment(_ text: String) throws(ListError) {
    let body = text.unicodeScalars.drop { $0 == "#" }
    guard let colon = body.firstIndex(where: { $0 == ":" || $0 == "\u{FF1A}" }) else { return }
    let key = EntrySyntax.trimmed(String(body[..<colon])).lowercased()
    guard ["name", "label", "suggestion"].contains(key) else { return }
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
    default:
      isRepeated = directives.suggestion != nil
      directives.suggestion = try suggestion(value)
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

  private func suggestion(_ text: String) throws(ListError) -> Suggestion {
    guard let known = Suggestion.allCases.first(where: { $0.description == text.uppercased() }) else {
      throw lines.error(.invalidSuggestion, "a suggestion is PASS, REVIEW or BLOCK")
    }
    return known
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
