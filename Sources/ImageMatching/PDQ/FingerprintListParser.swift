import Lists
import ModerationCore

/// Reads a fingerprint list line by line.
struct FingerprintListParser {
  private var lines: ListLines
  var entries: [FingerprintList.Entry] = []
  var duplicateCount = 0
  private var known: Set<PDQHash> = []

  init(_ lines: ListLines) { self.lines = lines }

  mutating func read() throws(ListError) {
    while let content = try lines.next() {
      let text = Self.trimmed(content)
      if text.isEmpty || text.first == UInt8(ascii: "#") { continue }
      try readEntry(content)
    }
  }

  private mutating func readEntry(_ content: ArraySlice<UInt8>) throws(ListError) {
    let columns = content.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map(Self.trimmed)
    guard columns.count <= 4 else {
      throw lines.error(
        .tooManyColumns, "\(columns.count) columns; hash, quality, name and suggestion are allowed",
        measured: columns.count, allowed: 4)
    }
    func column(_ index: Int) -> ArraySlice<UInt8> { index < columns.count ? columns[index] : [] }
    guard let hash = PDQHash(hexadecimal: column(0)) else {
      throw lines.error(.invalidHash, "the first column is 64 hexadecimal digits, with a tab behind it if more follows")
    }
    guard hash.words != .zero else {
      throw lines.error(.invalidHash, "64 zeros are the hash of pictures that are too small or too flat to have one")
    }
    let entry = FingerprintList.Entry(
      hash: hash, quality: try quality(column(1)), name: try name(column(2)), suggestion: try suggestion(column(3)),
      line: lines.number)
    guard known.insert(hash).inserted else {
      duplicateCount += 1
      return
    }
    guard entries.count < FingerprintList.maximumEntryCount else {
      throw lines.error(
        .tooManyEntries, "more than \(FingerprintList.maximumEntryCount) entries", limit: "maximumEntryCount",
        measured: entries.count + 1, allowed: FingerprintList.maximumEntryCount)
    }
    entries.append(entry)
  }

  private func quality(_ column: ArraySlice<UInt8>) throws(ListError) -> Int? {
    if column.isEmpty { return nil }
    guard column.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let quality = Int(String(decoding: column, as: UTF8.self)), quality <= 100
    else { throw lines.error(.invalidQuality, "the second column is a quality from 0 to 100, or empty") }
    return quality
  }

  private func name(_ column: ArraySlice<UInt8>) throws(ListError) -> String {
    guard column.count <= FingerprintList.maximumNameByteCount else {
      throw lines.error(
        .invalidName, "a name of \(column.count) bytes; \(FingerprintList.maximumNameByteCount) are allowed",
        limit: "maximumNameByteCount", measured: column.count, allowed: FingerprintList.maximumNameByteCount)
    }
    return String(decoding: column, as: UTF8.self)
  }

  private func suggestion(_ column: ArraySlice<UInt8>) throws(ListError) -> Suggestion {
    switch String(decoding: column, as: UTF8.self).uppercased() {
    case "", "BLOCK": return .block
    case "REVIEW": return .review
    default: throw lines.error(.invalidSuggestion, "the fourth column is REVIEW or BLOCK, or empty")
    }
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) })
    else { return [] }
    return bytes[first...last]
  }
}
