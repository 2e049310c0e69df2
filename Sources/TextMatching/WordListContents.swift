import Lists
import ModerationCore

/// What a list says: just read, or as it was kept.
struct WordListContents: Sendable {
  /// The name that the list gives itself.
  let name: String?
  let without: WordSwitches
  let notices: [WordListNotice]
  let noticeCount: Int
  let entries: EntryTable

  /// What a list is kept under; nil where libcrypto refuses.
  static func key(of digest: CompiledKey, _ limits: WordListLimits) -> CompiledKey? {
    CompiledKey(["word list", WordTables.revision, String(describing: limits), digest.hexadecimal])
  }

  /// Reads a list, or takes what was kept of the same bytes.
  static func read(
    _ bytes: [UInt8], name: String, _ limits: WordListLimits, _ key: CompiledKey?, _ folder: CompiledFolder?
  ) throws(ListError) -> WordListContents {
    let folder = folder?.forSource(ofByteCount: bytes.count)
    if let key, let known = folder?.product(of: key, kind: .wordList, read: WordListContents.init(_:)) { return known }
    var parser = WordListParser(try ListLines(bytes, list: name, bounds: limits.bounds), limits)
    try parser.read()
    let file = CompiledFile(
      [CompiledTable(fields(of: parser))] + parser.entries.tables, kind: .wordList, key: key ?? .none)
    if let key, let folder {
      folder.keep(file, for: key)
      // The mapped file takes no memory that the system could not take back.
      if let kept = folder.product(of: key, kind: .wordList, read: WordListContents.init(_:)) { return kept }
    }
    guard let contents = WordListContents(file) else {
      throw ListError(.unreadableTables, list: name, message: "the tables that were made of the list make no sense")
    }
    return contents
  }

  /// Reads tables; nil when they make no sense.
  init?(_ file: CompiledFile) {
    guard var fields = CompiledFields(file.table(0, of: UInt8.self)), let name = fields.text(),
      let switches = fields.count(), let noticeCount = fields.count(), let keptCount = fields.count()
    else { return nil }
    var notices: [WordListNotice] = []
    for _ in 0..<min(keptCount, noticeCount) {
      guard let notice = WordListNotice(&fields) else { return nil }
      notices.append(notice)
    }
    var meanings: [EntryTable.Meaning] = []
    while let label = fields.text() {
      guard let gravity = fields.count(), let suggestion = Suggestion.allCases.first(where: { $0.gravity == gravity }),
        let isExemption = fields.count()
      else { return nil }
      meanings.append(
        EntryTable.Meaning(label: Label(rawValue: label), suggestion: suggestion, isExemption: isExemption != 0))
    }
    guard let entries = EntryTable(file, from: 1, meanings: meanings) else { return nil }
    self.name = name.isEmpty ? nil : name
    without = WordSwitches(rawValue: UInt16(truncatingIfNeeded: switches))
    self.notices = notices
    self.noticeCount = noticeCount
    self.entries = entries
  }

  private static func fields(of parser: WordListParser) -> [UInt8] {
    var fields = [
      parser.directives.name ?? "", "\(parser.directives.without?.rawValue ?? 0)", "\(parser.noticeCount)",
      "\(parser.notices.count)",
    ]
    fields += parser.notices.flatMap(\.fields)
    for meaning in parser.entries.meanings {
      fields += [meaning.label.rawValue, "\(meaning.suggestion.gravity)", meaning.isExemption ? "1" : "0"]
    }
    return CompiledFields.table(fields)
  }
}

extension WordListNotice {
  fileprivate var fields: [String] {
    let (kind, value) =
      switch kind {
      case .duplicateEntry(let line): ("duplicate", "\(line)")
      case .contradictoryEntry(let line): ("contradiction", "\(line)")
      case .directiveBelowEntries: ("directive", "")
      case .unknownLabel(let label): ("label", label)
      }
    return [kind, value, "\(line)", "\(column ?? 0)"]
  }

  fileprivate init?(_ fields: inout CompiledFields) {
    guard let kind = fields.text(), let value = fields.text(), let line = fields.count(), let column = fields.count()
    else { return nil }
    switch kind {
    case "duplicate": self.kind = .duplicateEntry(ofLine: Int(value) ?? 0)
    case "contradiction": self.kind = .contradictoryEntry(ofLine: Int(value) ?? 0)
    case "directive": self.kind = .directiveBelowEntries
    case "label": self.kind = .unknownLabel(value)
    default: return nil
    }
    self.line = line
    self.column = column == 0 ? nil : column
  }
}
