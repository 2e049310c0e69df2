import Lists
import ModerationCore

/// Reads a word list line by line.
///
/// Words stay bytes, since a list may have a million of them; what few lines say, directives, labels and comments, is
/// read as text.
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

  /// What the columns behind an entry say.
  private struct Columns {
    var text: ArraySlice<UInt8> = []
    var label: Label?
    var action: Action?
  }

  private var lines: ListLines
  let limits: WordListLimits
  private(set) var directives = Directives()
  private(set) var entries = EntryTable.Builder()
  private(set) var notices: [WordListNotice] = []
  private(set) var noticeCount = 0
  private var known = KnownEntries()
  private var unknownLabels: Set<String> = []
  /// The columns of the last line that had some: most lines repeat them.
  private var lastColumns = Columns()
  /// The line that is being read.
  private var line: ArraySlice<UInt8> = []

  init(_ lines: ListLines, _ limits: WordListLimits) {
    self.lines = lines
    self.limits = limits
  }

  mutating func read() throws(ListError) {
    while let content = try lines.next() {
      line = content
      try content.withUnsafeBufferPointer { bytes throws(ListError) in try readLine(bytes) }
    }
    guard entries.count > 0 else {
      throw ListError(.noEntries, list: lines.list, message: "the list has no entry; write one, or use no list")
    }
  }

  private mutating func readLine(_ bytes: UnsafeBufferPointer<UInt8>) throws(ListError) {
    let text = UnsafeBufferPointer(rebasing: bytes[EntrySyntax.trimmed(bytes)])
    if text.isEmpty { return }
    if text.first == UInt8(ascii: "#") { return try readComment(String(decoding: text, as: UTF8.self)) }
    let tab = bytes.firstIndex(of: UInt8(ascii: "\t")) ?? bytes.count
    let first = UnsafeBufferPointer(rebasing: bytes[..<tab])
    let trimmed = EntrySyntax.trimmed(first)
    let keyword = UnsafeBufferPointer(rebasing: first[trimmed])
    let partCount = try key(of: keyword, leadingBytes: trimmed.lowerBound)
    let columns = tab < bytes.count ? try columns(line[(line.startIndex + tab + 1)...]) : Columns()
    let meaning = try meaning(columns, partCount: partCount)
    if let earlier = known.entry(among: entries) { return try compare(meaning, with: earlier) }
    guard entries.count < limits.maximumEntryCount else {
      throw lines.error(
        .tooManyEntries, "more than \(limits.maximumEntryCount) entries", limit: "maximumEntryCount",
        measured: entries.count + 1, allowed: limits.maximumEntryCount)
    }
    known.add(entries.count)
    entries.append(keyword, entries.number(of: meaning), line: lines.number)
  }

  /// Checks the parts of an entry, and has `known` look at them.
  ///
  /// - Returns: How many parts there are.
  private mutating func key(
    of keyword: UnsafeBufferPointer<UInt8>, leadingBytes: Int
  ) throws(ListError) -> Int {
    let emptyPart = known.read(keyword)
    if known.partCount > limits.maximumPartCount {
      throw lines.error(
        .tooManyParts, "\(known.partCount) parts; \(limits.maximumPartCount) are allowed", limit: "maximumPartCount",
        measured: known.partCount, allowed: limits.maximumPartCount)
    }
    if let emptyPart {
      throw lines.error(
        .emptyPart, #"an entry or a part of it is empty; an ampersand that is meant itself is written \&"#,
        byte: leadingBytes + emptyPart + 1)
    }
    return known.partCount
  }

  /// What stands behind the first tab.
  private mutating func columns(_ text: ArraySlice<UInt8>) throws(ListError) -> Columns {
    if text == lastColumns.text { return lastColumns }
    let columns = text.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      .map { EntrySyntax.trimmed(String(decoding: $0, as: UTF8.self)) }
    guard columns.count <= 2 else {
      throw lines.error(
        .tooManyColumns, "\(columns.count + 1) columns; entry, label and suggestion are allowed",
        measured: columns.count + 1, allowed: 3)
    }
    lastColumns = Columns(
      text: text, label: columns[0].isEmpty ? nil : try label(columns[0]),
      action: columns.count > 1 && !columns[1].isEmpty ? try action(columns[1]) : nil)
    return lastColumns
  }

  private func meaning(_ columns: Columns, partCount: Int) throws(ListError) -> EntryTable.Meaning {
    let action = columns.action ?? directives.action
    guard action == .exempt else {
      let label = columns.label ?? directives.label ?? .custom
      var suggestion = WordList.defaultSuggestion(for: label)
      if case .suggest(let own) = action { suggestion = own }
      return EntryTable.Meaning(label: label, suggestion: suggestion, isExemption: false)
    }
    guard partCount == 1 else {
      throw lines.error(
        .invalidExemption, "an exemption of several parts; it exempts what stands inside its one place")
    }
    guard columns.label == nil else {
      throw lines.error(.invalidExemption, "an exemption with a label; it exempts entries of every label")
    }
    return EntryTable.Meaning(label: .normal, suggestion: .pass, isExemption: true)
  }

  /// Notices an entry of words that are known, or refuses it.
  private mutating func compare(_ meaning: EntryTable.Meaning, with earlier: Int) throws(ListError) {
    let known = entries.meanings[Int(entries.meaning(of: earlier))]
    let line = entries.line(of: earlier)
    guard meaning.isExemption == known.isExemption else {
      throw lines.error(
        .contradiction,
        "line \(line) has the same words as an \(known.isExemption ? "exemption" : "entry"); keep one of them")
    }
    notice(meaning == known ? .duplicateEntry(ofLine: line) : .contradictoryEntry(ofLine: line))
  }

  private mutating func readComment(_ text: String) throws(ListError) {
    let body = text.unicodeScalars.drop { $0 == "#" }
    guard let colon = body.firstIndex(where: { $0 == ":" || $0 == "\u{FF1A}" }) else { return }
    let key = EntrySyntax.trimmed(String(body[..<colon])).lowercased()
    guard ["name", "label", "suggestion", "without"].contains(key) else { return }
    guard entries.count == 0 else { return notice(.directiveBelowEntries) }
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
