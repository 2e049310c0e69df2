import ModerationCore

/// Reads a fingerprint list line by line.
struct FingerprintListParser {
  let list: String
  var entries: [FingerprintList.Entry] = []
  var duplicateCount = 0
  private var known: Set<PDQHash> = []
  private var line = 0

  init(list: String) { self.list = list }

  mutating func read(_ bytes: [UInt8]) throws(FingerprintListError) {
    guard bytes.count <= FingerprintList.maximumByteCount else {
      throw FingerprintListError(
        code: .byteCountTooLarge, list: list, line: nil,
        message: "\(bytes.count) bytes; \(FingerprintList.maximumByteCount) are allowed")
    }
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
  }

  private mutating func readLine(_ content: ArraySlice<UInt8>) throws(FingerprintListError) {
    guard content.count <= FingerprintList.maximumLineByteCount else {
      throw error(
        .lineTooLong, "a line of \(content.count) bytes; \(FingerprintList.maximumLineByteCount) are allowed")
    }
    if let byte = content.first(where: { ($0 < 0x20 && $0 != UInt8(ascii: "\t")) || $0 == 0x7F }) {
      throw error(.controlCharacter, "a control character (\(byte)); the list is binary, UTF-16 or has stray line ends")
    }
    guard String(validating: content, as: UTF8.self) != nil else {
      throw error(.notUTF8, "the line is not UTF-8; save the list as UTF-8")
    }
    let text = Self.trimmed(content)
    if text.isEmpty || text.first == UInt8(ascii: "#") { return }
    try readEntry(content)
  }

  private mutating func readEntry(_ content: ArraySlice<UInt8>) throws(FingerprintListError) {
    let columns = content.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map(Self.trimmed)
    guard columns.count <= 4 else {
      throw error(.tooManyColumns, "\(columns.count) columns; hash, quality, name and suggestion are allowed")
    }
    func column(_ index: Int) -> ArraySlice<UInt8> { index < columns.count ? columns[index] : [] }
    guard let hash = PDQHash(hexadecimal: column(0)) else {
      throw error(.invalidHash, "the first column is 64 hexadecimal digits, with a tab behind it if more follows")
    }
    guard hash.words != .zero else {
      throw error(.invalidHash, "64 zeros are the hash of pictures that are too small or too flat to have one")
    }
    let entry = FingerprintList.Entry(
      hash: hash, quality: try quality(column(1)), name: try name(column(2)), suggestion: try suggestion(column(3)),
      line: line)
    guard known.insert(hash).inserted else {
      duplicateCount += 1
      return
    }
    guard entries.count < FingerprintList.maximumEntryCount else {
      throw error(.tooManyEntries, "more than \(FingerprintList.maximumEntryCount) entries")
    }
    entries.append(entry)
  }

  private func quality(_ column: ArraySlice<UInt8>) throws(FingerprintListError) -> Int? {
    if column.isEmpty { return nil }
    guard column.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let quality = Int(String(decoding: column, as: UTF8.self)), quality <= 100
    else { throw error(.invalidQuality, "the second column is a quality from 0 to 100, or empty") }
    return quality
  }

  private func name(_ column: ArraySlice<UInt8>) throws(FingerprintListError) -> String {
    guard column.count <= FingerprintList.maximumNameByteCount else {
      throw error(
        .invalidName, "a name of \(column.count) bytes; \(FingerprintList.maximumNameByteCount) are allowed")
    }
    return String(decoding: column, as: UTF8.self)
  }

  private func suggestion(_ column: ArraySlice<UInt8>) throws(FingerprintListError) -> Suggestion {
    switch String(decoding: column, as: UTF8.self).uppercased() {
    case "", "BLOCK": return .block
    case "REVIEW": return .review
    default: throw error(.invalidSuggestion, "the fourth column is REVIEW or BLOCK, or empty")
    }
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) })
    else { return [] }
    return bytes[first...last]
  }

  private func error(_ code: FingerprintListError.Code, _ message: String) -> FingerprintListError {
    FingerprintListError(code: code, list: list, line: line, message: message)
  }
}
