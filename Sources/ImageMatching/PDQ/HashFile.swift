public import Lists

/// A file of hashes that somebody else keeps: one hash a line, or CSV with or without a heading.
///
/// - Lines of a hash and perhaps a name behind blanks or a tab: what `sha256sum` and `md5sum` print.
/// - CSV with a heading, as `threatexchange dataset -P --csv` of python-threatexchange writes it: collab, signal_type,
///   signal_str, category, tags (ThreatExchange, python-threatexchange/threatexchange/cli/dataset_cmd.py). Columns of
///   other names that mean the same are known, too.
/// - CSV without a heading, whose first column is the hash: the samples of Hasher-Matcher-Actioner have hash, id, time
///   and tags (ThreatExchange, hasher-matcher-actioner/sample_data/pdq.csv).
public struct HashFile: Sendable {
  /// One hash with what the file says of it.
  public struct Row: Hashable, Sendable {
    /// The hash as a list of known pictures has it: digits alone for PDQ, `sha256:` or `md5:` and digits otherwise.
    public let hash: String
    /// 0 to 100; nil where the file does not say.
    public let quality: Int?
    /// Empty where the file has none.
    public let name: String
    /// Everything else, in the order of the columns.
    public let metadata: [Pair]
  }

  /// A column's name and what stands in it.
  public struct Pair: Hashable, Sendable {
    /// The column's name.
    public let key: String
    /// What stands in it.
    public let value: String
  }

  /// What a hash is that does not say so itself.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A PDQ hash of a picture.
    case pdq
    /// A SHA-256 of a file.
    case sha256
    /// An MD5 of a file.
    case md5
  }

  /// The hashes, in the order of the file.
  public let rows: [Row]
  /// How many lines are of another kind than pictures and files: of text, videos, addresses.
  public let otherCount: Int

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - name: What errors call it.
  ///   - kind: What hashes are whose kind the file does not say; nil for PDQ of 64 digits, MD5 of 32.
  /// - Throws: `ListError` for the first line that is wrong.
  public init(parsing bytes: [UInt8], name: String, kind: Kind? = nil) throws(ListError) {
    let bounds = ListLines.Bounds(
      maximumByteCount: FingerprintList.maximumByteCount, maximumLineByteCount: FingerprintList.maximumLineByteCount)
    var lines = try ListLines(bytes, list: name, bounds: bounds)
    var (rows, otherCount): ([Row], Int) = ([], 0)
    var columns: HashFileColumns?
    while let line = try lines.next() {
      let text = String(decoding: line, as: UTF8.self)
      if text.allSatisfy(\.isWhitespace) || text.hasPrefix("#") { continue }
      guard text.utf8.count(where: { $0 == UInt8(ascii: "\t") }) < 2 else {
        throw lines.error(
          .tooManyColumns,
          """
          columns parted by tabs: a list of known pictures, which is used as it is and not imported, or a table, which \
          is imported as CSV
          """)
      }
      let cells = try Self.cells(text, lines)
      if columns == nil {
        columns = HashFileColumns(first: cells)
        if columns?.isHeading == true { continue }
      }
      guard let columns else { continue }
      guard rows.count < FingerprintList.maximumEntryCount else {
        throw lines.error(.tooManyEntries, "more than \(FingerprintList.maximumEntryCount) hashes")
      }
      if let row = try columns.row(cells, kind, lines) { rows.append(row) } else { otherCount += 1 }
    }
    guard !rows.isEmpty else {
      throw ListError(
        .noEntries, list: name,
        message: otherCount > 0
          ? "\(otherCount) lines, none of them a PDQ, SHA-256 or MD5"
          : "no hash in it: one a line, or CSV with a heading")
    }
    (self.rows, self.otherCount) = (rows, otherCount)
  }

  /// The cells of a line: of CSV where it has a comma, or else a hash and a name.
  private static func cells(_ text: String, _ lines: ListLines) throws(ListError) -> [String] {
    if text.utf8.contains(UInt8(ascii: ",")) || text.hasPrefix("\"") {
      guard let cells = CSVLine.cells(text) else {
        throw lines.error(.invalidMetadata, "a quotation mark is not closed; a cell does not go over line ends")
      }
      return cells
    }
    let parts = text.split(maxSplits: 1, omittingEmptySubsequences: true) { $0 == " " || $0 == "\t" }
    // sha256sum marks binary files with a star.
    return parts.map { String($0.drop { $0 == " " || $0 == "\t" || $0 == "*" }) }
  }
}
