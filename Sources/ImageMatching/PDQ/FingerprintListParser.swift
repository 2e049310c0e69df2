import Lists
import ModerationCore

/// Reads a list of known pictures line by line.
struct FingerprintListParser {
  struct Directives {
    var name: String?
    var label: Label?
    var suggestion: Suggestion?
    var distanceBits: Int?
  }

  /// The columns of a line, as they stand there.
  private struct Line {
    var hash: ArraySlice<UInt8> = []
    var quality: ArraySlice<UInt8> = []
    var name: ArraySlice<UInt8> = []
    var suggestion: ArraySlice<UInt8> = []
    var label: ArraySlice<UInt8> = []
    var metadata: [(key: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] = []
  }

  var directives = Directives()
  private(set) var duplicateCount = 0
  private(set) var flatEntries: [FingerprintList.Entry] = []
  private(set) var flatCount = 0

  private var lines: ListLines
  private var columns: FingerprintListColumns?
  private var entries = FingerprintList.Entries()
  private var files = KnownFiles.Builder()
  private var firstFlatLine = 0
  /// Hashes that have not the 128 ones of a PDQ hash, and where the first stands.
  private var unlikely = (count: 0, line: 0)
  private var notices: [FingerprintListNotice] = []
  private var noticeCount = 0
  private var labels: [ArraySlice<UInt8>: Label] = [:]

  init(_ lines: ListLines) { self.lines = lines }

  private var entryCount: Int { entries.count + files.count + flatCount }

  mutating func read() throws(ListError) {
    while let content = try lines.next() {
      let text = Self.trimmed(content)
      if text.isEmpty { continue }
      if text.first == UInt8(ascii: "#") {
        try readComment(String(decoding: text.dropFirst(), as: UTF8.self))
      } else {
        try readLine(content)
      }
    }
    guard entryCount > 0 else {
      throw ListError(.noEntries, list: lines.list, message: "the list has no entry; write one, or use no list")
    }
  }

  /// What was read, entries of the same hash compared.
  mutating func settled(name: String) -> (entries: FingerprintList.Entries, files: KnownFiles) {
    let (entries, settlement) = entries.settled()
    let (files, ofFiles) = files.files(name: name)
    duplicateCount = settlement.duplicateCount + ofFiles.duplicateCount
    for (line, ignored) in settlement.contradictions + ofFiles.contradictions {
      notice(.contradiction(countsLine: line), line: ignored)
    }
    if flatCount > 0 { notice(.flat(count: flatCount), line: firstFlatLine) }
    let hashCount = self.entries.count
    if hashCount >= Self.judgedHashCount, unlikely.count > hashCount / 2 {
      notice(.unlikelyHashes(count: unlikely.count, of: hashCount), line: unlikely.line)
    }
    return (entries, files)
  }

  var allNotices: ([FingerprintListNotice], Int) {
    (notices.sorted { $0.line < $1.line }, noticeCount)
  }

  /// From so many hashes on it is judged whether they are PDQ at all: 8. One digest in 20 has as many ones as a PDQ hash
  /// has, so that chance says nothing of fewer.
  private static let judgedHashCount = 8

  // MARK: Lines

  private mutating func readLine(_ content: ArraySlice<UInt8>) throws(ListError) {
    let cells = content.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map(Self.trimmed)
    guard cells.count <= FingerprintList.maximumColumnCount else {
      throw lines.error(
        .tooManyColumns, "\(cells.count) columns; \(FingerprintList.maximumColumnCount) are allowed",
        limit: "maximumColumnCount", measured: cells.count, allowed: FingerprintList.maximumColumnCount)
    }
    let columns: FingerprintListColumns
    if let known = self.columns {
      columns = known
    } else {
      if let heading = FingerprintListColumns(heading: cells) {
        if let fault = heading.fault { throw lines.error(.invalidMetadata, fault) }
        self.columns = heading
        return
      }
      columns = FingerprintListColumns()
      self.columns = columns
    }
    try readEntry(try line(cells, columns))
  }

  private func line(_ cells: [ArraySlice<UInt8>], _ columns: FingerprintListColumns) throws(ListError) -> Line {
    var line = Line()
    for (index, cell) in cells.enumerated() {
      switch columns.meaning(of: index) {
      case .hash: line.hash = cell
      case .quality: line.quality = cell
      case .name: line.name = cell
      case .suggestion: line.suggestion = cell
      case .label: line.label = cell
      case .metadata(let key): if !cell.isEmpty { line.metadata.append((key, cell)) }
      case .pair where cell.isEmpty: continue
      case .pair:
        guard let sign = cell.firstIndex(of: UInt8(ascii: "=")), sign > cell.startIndex else {
          throw lines.error(
            .invalidMetadata,
            "column \(index + 1) is key=value; or give the list a heading: hash, quality, name, suggestion, label, …")
        }
        line.metadata.append((Self.trimmed(cell[..<sign]), Self.trimmed(cell[(sign + 1)...])))
      case nil:
        guard cell.isEmpty else {
          throw lines.error(
            .tooManyColumns, "\(cells.count) columns, and the heading names fewer", measured: cells.count)
        }
      }
    }
    return line
  }

  private mutating func readEntry(_ line: Line) throws(ListError) {
    let quality = try quality(line.quality)
    for text in [line.name] + line.metadata.flatMap({ [$0.key, $0.value] }) { try checkLength(text) }
    let suggestion = try suggestion(line.suggestion) ?? directives.suggestion ?? .block
    let label = try label(line.label) ?? directives.label
    guard entryCount < FingerprintList.maximumEntryCount else {
      throw lines.error(
        .tooManyEntries, "more than \(FingerprintList.maximumEntryCount) entries", limit: "maximumEntryCount",
        measured: entryCount + 1, allowed: FingerprintList.maximumEntryCount)
    }
    let fits: Bool
    switch try PictureKey(line.hash, in: lines) {
    case .file(let digest):
      if case .md5 = digest, suggestion == .pass {
        throw lines.error(
          .untrustedDigest,
          "an MD5 cannot allow: files of the same MD5 are made on purpose; give the sha256, or REVIEW or BLOCK")
      }
      fits = files.append(
        digest, name: line.name, label: label, suggestion: suggestion, metadata: line.metadata, line: lines.number)
    case .picture(let hash):
      if hash.isFlat || quality.map({ $0 < PDQFingerprint.leastQuality }) ?? false {
        addFlat(hash, quality, line, label, suggestion)
        return
      }
      if hash.oneCount != PDQHash.bitCount / 2 {
        if unlikely.count == 0 { unlikely.line = lines.number }
        unlikely.count += 1
      }
      fits = entries.append(
        hash, quality: quality, name: line.name, label: label, suggestion: suggestion, metadata: line.metadata,
        line: lines.number)
    }
    guard fits else {
      throw lines.error(
        .tooManyEntries, "more than \(KnownEntries.maximumLabelCount) labels, or more text than a list can hold")
    }
  }

  private mutating func addFlat(
    _ hash: PDQHash, _ quality: Int?, _ line: Line, _ label: Label?, _ suggestion: Suggestion
  ) {
    if flatCount == 0 { firstFlatLine = lines.number }
    flatCount += 1
    guard flatEntries.count < FingerprintList.maximumFlatEntryCount else { return }
    flatEntries.append(
      FingerprintList.Entry(
        hash: hash, quality: quality, name: String(decoding: line.name, as: UTF8.self), label: label,
        suggestion: suggestion, line: lines.number))
  }

  // MARK: Columns

  private func quality(_ column: ArraySlice<UInt8>) throws(ListError) -> Int? {
    if column.isEmpty { return nil }
    guard let quality = Self.number(column), quality <= 100 else {
      throw lines.error(.invalidQuality, "the quality is a number from 0 to 100, or empty")
    }
    return quality
  }

  private func suggestion(_ column: ArraySlice<UInt8>) throws(ListError) -> Suggestion? {
    if column.isEmpty { return nil }
    let text = String(decoding: column, as: UTF8.self).uppercased()
    guard let known = Suggestion.allCases.first(where: { $0.description == text }) else {
      throw lines.error(.invalidSuggestion, "the suggestion is PASS, REVIEW or BLOCK, or empty")
    }
    return known
  }

  private mutating func label(_ column: ArraySlice<UInt8>) throws(ListError) -> Label? {
    if column.isEmpty { return nil }
    if let known = labels[column] { return known }
    try checkLength(column)
    let text = String(decoding: column, as: UTF8.self)
    let published: [Label] = [.normal, .porn, .sexy, .terror, .polity, .ad, .abuse, .illegal, .custom]
    let known = published.first { $0.rawValue.lowercased() == text.lowercased() }
    guard known != .normal else {
      throw lines.error(.invalidLabel, "a picture cannot claim the label Normal; the suggestion PASS allows it")
    }
    if known == nil { notice(.unknownLabel(text), line: lines.number) }
    let label = known ?? Label(rawValue: text)
    if labels.count < KnownEntries.maximumLabelCount { labels[column] = label }
    return label
  }

  private func checkLength(_ text: ArraySlice<UInt8>) throws(ListError) {
    guard text.count <= FingerprintList.maximumNameByteCount else {
      throw lines.error(
        .invalidName, "a column of \(text.count) bytes; \(FingerprintList.maximumNameByteCount) are allowed",
        limit: "maximumNameByteCount", measured: text.count, allowed: FingerprintList.maximumNameByteCount)
    }
  }

  // MARK: Directives

  private mutating func readComment(_ comment: String) throws(ListError) {
    let body = comment.drop { $0 == "#" }
    guard let colon = body.firstIndex(where: { $0 == ":" || $0 == "\u{FF1A}" }) else { return }
    let key = Self.trimmed(Array(body[..<colon].utf8)[...])
    let name = String(decoding: key, as: UTF8.self).lowercased()
    guard ["name", "label", "suggestion", "distance"].contains(name) else { return }
    guard entryCount == 0 else { return notice(.directiveBelowEntries, line: lines.number) }
    let value = Self.trimmed(Array(body[body.index(after: colon)...].utf8)[...])
    guard !value.isEmpty else {
      throw lines.error(.emptyDirective, "the directive \(name) has no value")
    }
    let isRepeated: Bool
    switch name {
    case "name":
      isRepeated = directives.name != nil
      try checkLength(value)
      directives.name = String(decoding: value, as: UTF8.self)
    case "label":
      isRepeated = directives.label != nil
      directives.label = try label(value)
    case "suggestion":
      isRepeated = directives.suggestion != nil
      directives.suggestion = try suggestion(value)
    default:
      isRepeated = directives.distanceBits != nil
      guard let bits = Self.number(value), bits <= FingerprintIndex.maximumDistanceBits else {
        throw lines.error(.invalidDistance, "a distance is 0 to \(FingerprintIndex.maximumDistanceBits) bits")
      }
      directives.distanceBits = bits
    }
    if isRepeated { throw lines.error(.repeatedDirective, "a second directive \(name)") }
  }

  private mutating func notice(_ kind: FingerprintListNotice.Kind, line: Int) {
    noticeCount += 1
    if notices.count < FingerprintList.maximumNoticeCount {
      notices.append(FingerprintListNotice(kind: kind, line: line))
    }
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
    return Int(String(decoding: digits, as: UTF8.self))
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) })
    else { return [] }
    return bytes[first...last]
  }
}
