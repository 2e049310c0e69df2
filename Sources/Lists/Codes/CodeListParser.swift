import ModerationCore

/// Reads a code list line by line.
struct CodeListParser {
  private var lines: ListLines
  private(set) var name: String?
  private(set) var entries: [CodeList.Entry] = []
  private(set) var duplicateCount = 0
  private var label: Label?
  private var suggestion: Suggestion?
  /// The place of an entry by the hash of what it names: a million names would take memory.
  private var known: [Int: Int] = [:]

  init(_ lines: ListLines) { self.lines = lines }

  mutating func read() throws(ListError) {
    while let content = try lines.next() {
      let text = Self.trimmed(content)
      if text.isEmpty { continue }
      if text.hasPrefix("#") { try readComment(text) } else { try readEntry(content) }
    }
    guard !entries.isEmpty else {
      throw ListError(
        .noEntries, list: lines.list, message: "the list has no entry; write one a line, as example.com")
    }
  }

  private mutating func readEntry(_ content: ArraySlice<UInt8>) throws(ListError) {
    let columns = content.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map(Self.trimmed)
    guard columns.count <= 3 else {
      throw lines.error(
        .tooManyColumns, "\(columns.count) columns; an entry, a label and a suggestion are allowed",
        measured: columns.count, allowed: 3)
    }
    func column(_ index: Int) -> String { index < columns.count ? columns[index] : "" }
    guard let target = CodeTarget(columns[0]) else {
      throw lines.error(
        .invalidTarget,
        """
        \(columns[0].prefix(80).debugDescription) names no site (example.com, example.com/path), mail address, number \
        of goods or content (tel:+8613800138000)
        """)
    }
    let entry = CodeList.Entry(
      text: columns[0], label: try column(1).isEmpty ? label ?? .ad : readLabel(column(1)),
      suggestion: try column(2).isEmpty ? suggestion ?? .block : readSuggestion(column(2)), line: lines.number)
    if let index = known[target.hashValue], entries[index].target == target {
      let first = entries[index]
      guard first.suggestion == entry.suggestion, first.label == entry.label else {
        throw lines.error(
          .contradiction,
          "says \(entry.label) \(entry.suggestion) of what line \(first.line) says \(first.label) \(first.suggestion)")
      }
      duplicateCount += 1
      return
    }
    guard entries.count < CodeList.maximumEntryCount else {
      throw lines.error(
        .tooManyEntries, "more than \(CodeList.maximumEntryCount) entries", limit: "maximumEntryCount",
        measured: entries.count + 1, allowed: CodeList.maximumEntryCount)
    }
    known[target.hashValue] = entries.count
    entries.append(entry)
  }

  private mutating func readComment(_ text: String) throws(ListError) {
    let body = text.drop { $0 == "#" }
    guard let colon = body.firstIndex(where: { $0 == ":" || $0 == "\u{FF1A}" }) else { return }
    let key = Self.trimmed(Array(body[..<colon].utf8)[...]).lowercased()
    guard ["name", "label", "suggestion"].contains(key) else { return }
    guard entries.isEmpty else {
      throw lines.error(.misplacedDirective, "the directive \(key) stands below the first entry; move it to the top")
    }
    let value = Self.trimmed(Array(body[body.index(after: colon)...].utf8)[...])
    let isRepeated: Bool
    switch key {
    case "name": (isRepeated, name) = (name != nil, try checked(value))
    case "label": (isRepeated, label) = (label != nil, try readLabel(value))
    default: (isRepeated, suggestion) = (suggestion != nil, try readSuggestion(value))
    }
    if isRepeated { throw lines.error(.repeatedDirective, "a second directive \(key)") }
  }

  private func checked(_ text: String) throws(ListError) -> String {
    guard (1...CodeList.maximumNameByteCount).contains(text.utf8.count) else {
      throw lines.error(
        .invalidName, "a name of \(text.utf8.count) bytes; 1 to \(CodeList.maximumNameByteCount) are allowed",
        limit: "maximumNameByteCount", measured: text.utf8.count, allowed: CodeList.maximumNameByteCount)
    }
    return text
  }

  private func readLabel(_ text: String) throws(ListError) -> Label {
    let known: [Label] = [.porn, .sexy, .terror, .polity, .ad, .abuse, .illegal, .custom]
    guard let label = known.first(where: { $0.rawValue.lowercased() == text.lowercased() }) else {
      throw lines.error(
        .invalidLabel, "\(text.prefix(80).debugDescription) is not one of the labels \(known.map(\.rawValue))")
    }
    return label
  }

  private func readSuggestion(_ text: String) throws(ListError) -> Suggestion {
    guard let suggestion = Suggestion.allCases.first(where: { $0.description == text.uppercased() }) else {
      throw lines.error(
        .invalidSuggestion, "a suggestion is PASS, REVIEW or BLOCK, not \(text.prefix(80).debugDescription)")
    }
    return suggestion
  }

  /// Without blanks at both ends, those that nobody sees among them.
  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
    let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
    guard let first = scalars.firstIndex(where: { !isBlank($0) }), let last = scalars.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(scalars[first...last])
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\t" || scalar == "\u{A0}" || scalar == "\u{3000}"
  }
}

extension ListError.Code {
  /// An entry names nothing that a code or an address could lead to.
  public static let invalidTarget = ListError.Code(rawValue: "invalidTarget")
  /// A directive below the first entry.
  public static let misplacedDirective = ListError.Code(rawValue: "misplacedDirective")
}
