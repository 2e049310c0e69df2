import ModerationCore

/// Reads a word list line by line.
struct WordListParser {
  /// What stands at the top of a list.
  struct Directives {
    var name: String?
    var label: Label?
    var suggestion: Suggestion?
  }

  let listName: String
  let limits: WordListLimits
  var directives = Directives()
  var entries: [WordList.Entry] = []
  var notices: [WordListNotice] = []
  var noticeCount = 0
  var line = 0
  private var lineOfEntry: [[UInt32]: Int] = [:]
  private var unknownLabels: Set<String> = []

  init(name: String, limits: WordListLimits) {
    listName = name
    self.limits = limits
  }

  mutating func read(_ bytes: [UInt8]) throws(WordListError) {
    guard bytes.count <= limits.maximumByteCount else {
      throw WordListError(
        .byteCountTooLarge, list: listName, message: "\(bytes.count) bytes; \(limits.maximumByteCount) are allowed",
        limit: "maximumByteCount", measured: .count(bytes.count), allowed: .count(limits.maximumByteCount))
    }
    try checkUTF8(bytes)
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var start = bytes.starts(with: mark) ? mark.count : 0
    while start < bytes.count {
      line += 1
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      var content = bytes[start..<end]
      if content.last == UInt8(ascii: "\r") { content.removeLast() }
      try readLine(content)
      start = end + 1
    }
    if entries.isEmpty { notice(.noEntries) }
  }

  private func checkUTF8(_ bytes: [UInt8]) throws(WordListError) {
    let failure: Int
    do {
      _ = try UTF8Span(validating: bytes.span)
      return
    } catch {
      failure = error.byteOffsets.lowerBound
    }
    let before = bytes[..<failure]
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    throw WordListError(
      .notUTF8, list: listName, line: before.count { $0 == UInt8(ascii: "\n") } + 1,
      byteInLine: failure - lineStart + 1,
      message: (isUTF16 ? "the list is UTF-16" : "byte \(failure) of the list is not UTF-8")
        + "; save it as UTF-8",
      measured: .count(failure))
  }

  private mutating func readLine(_ content: ArraySlice<UInt8>) throws(WordListError) {
    guard content.count <= limits.maximumLineByteCount else {
      throw error(
        .lineTooLong, "a line of \(content.count) bytes; \(limits.maximumLineByteCount) are allowed",
        limit: "maximumLineByteCount", measured: content.count, allowed: limits.maximumLineByteCount)
    }
    if let index = content.firstIndex(where: { ($0 < 0x20 && $0 != UInt8(ascii: "\t")) || $0 == 0x7F }) {
      throw error(
        .controlCharacter, "a control character (\(content[index])); the list is binary, UTF-16 or has stray line ends",
        byte: index - content.startIndex + 1)
    }
    let text = EntrySyntax.trimmed(String(decoding: content, as: UTF8.self))
    if text.isEmpty { return }
    if text.utf8.first == UInt8(ascii: "#") {
      try readComment(text)
    } else {
      try readEntry(content)
    }
  }

  private mutating func readEntry(_ content: ArraySlice<UInt8>) throws(WordListError) {
    let untrimmed = content.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    let columns = untrimmed.map(EntrySyntax.trimmed)
    guard columns.count <= 3 else {
      throw error(
        .tooManyColumns, "\(columns.count) columns; entry, label and suggestion are allowed", measured: columns.count,
        allowed: 3)
    }
    let keyword = columns[0]
    let key = try checkedParts(of: keyword, leadingBytes: EntrySyntax.leadingBlankByteCount(of: untrimmed[0]))
    let ownLabel = columns.count > 1 && !columns[1].isEmpty ? try label(columns[1]) : nil
    let ownSuggestion = columns.count > 2 && !columns[2].isEmpty ? try suggestion(columns[2]) : nil
    if let first = lineOfEntry[key] { return notice(.duplicateEntry(ofLine: first)) }
    guard entries.count < limits.maximumEntryCount else {
      throw error(
        .tooManyEntries, "more than \(limits.maximumEntryCount) entries", limit: "maximumEntryCount",
        measured: entries.count + 1, allowed: limits.maximumEntryCount)
    }
    lineOfEntry[key] = line
    let label = ownLabel ?? directives.label ?? .custom
    entries.append(
      WordList.Entry(
        keyword: keyword, label: label,
        suggestion: ownSuggestion ?? directives.suggestion ?? WordList.defaultSuggestion(for: label), line: line))
  }

  /// Checks the parts of an entry and returns what tells it from others: its parts, normalised and in order.
  private func checkedParts(of keyword: String, leadingBytes: Int) throws(WordListError) -> [UInt32] {
    let parts = EntrySyntax.parts(of: keyword)
    guard parts.count <= limits.maximumPartCount else {
      throw error(
        .tooManyParts, "\(parts.count) parts; \(limits.maximumPartCount) are allowed", limit: "maximumPartCount",
        measured: parts.count, allowed: limits.maximumPartCount)
    }
    var normalized: [[UInt32]] = []
    for part in parts {
      let scalars = TextNormalizer.standard.normalize(part.text).scalars
      guard !scalars.isEmpty else {
        throw error(
          .emptyPart, #"an entry or a part of it is empty; an ampersand that is meant itself is written \&"#,
          byte: leadingBytes + part.byteOffset + 1)
      }
      normalized.append(scalars)
    }
    if normalized.count == 1 { return normalized[0] }
    // 0 stands in no entry: a control character was refused.
    return Array(Set(normalized).sorted { $0.lexicographicallyPrecedes($1) }.joined(separator: [0]))
  }

  private mutating func readComment(_ text: String) throws(WordListError) {
    let body = text.unicodeScalars.drop { $0 == "#" }
    guard let colon = body.firstIndex(where: { $0 == ":" || $0 == "\u{FF1A}" }) else { return }
    let key = EntrySyntax.trimmed(String(body[..<colon])).lowercased()
    guard ["name", "label", "suggestion"].contains(key) else { return }
    guard entries.isEmpty else { return notice(.directiveBelowEntries) }
    let value = EntrySyntax.trimmed(String(body[body.index(after: colon)...]))
    guard !value.isEmpty else { throw error(.emptyDirective, "the directive \(key) has no value") }
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
    if isRepeated { throw error(.repeatedDirective, "a second directive \(key)") }
  }

  private mutating func label(_ text: String) throws(WordListError) -> Label {
    try checkLength(text, .invalidLabel)
    let known: [Label] = [.normal, .porn, .sexy, .terror, .polity, .ad, .abuse, .illegal, .custom]
    guard let label = known.first(where: { $0.rawValue.lowercased() == text.lowercased() }) else {
      if unknownLabels.count < limits.maximumNoticeCount, unknownLabels.insert(text).inserted {
        notice(.unknownLabel(text))
      }
      return Label(rawValue: text)
    }
    guard label != .normal else { throw error(.invalidLabel, "a word cannot claim the label Normal") }
    return label
  }

  private func suggestion(_ text: String) throws(WordListError) -> Suggestion {
    guard let known = Suggestion.allCases.first(where: { $0.description == text.uppercased() }) else {
      throw error(.invalidSuggestion, "a suggestion is PASS, REVIEW or BLOCK")
    }
    return known
  }

  private func checkLength(_ text: String, _ code: WordListError.Code) throws(WordListError) {
    guard text.utf8.count <= limits.maximumNameByteCount else {
      throw error(
        code, "a name of \(text.utf8.count) bytes; \(limits.maximumNameByteCount) are allowed",
        limit: "maximumNameByteCount", measured: text.utf8.count, allowed: limits.maximumNameByteCount)
    }
  }

  private mutating func notice(_ kind: WordListNotice.Kind) {
    noticeCount += 1
    if notices.count < limits.maximumNoticeCount { notices.append(WordListNotice(kind: kind, line: max(line, 1))) }
  }

  private func error(
    _ code: WordListError.Code, _ message: String, byte: Int? = nil, limit: String? = nil, measured: Int? = nil,
    allowed: Int? = nil
  ) -> WordListError {
    WordListError(
      code, list: listName, line: line, byteInLine: byte, message: message, limit: limit,
      measured: measured.map(MeasuredValue.count), allowed: allowed.map(MeasuredValue.count))
  }
}
