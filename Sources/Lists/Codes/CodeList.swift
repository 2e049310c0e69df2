public import ModerationCore

/// Where codes and addresses may lead, or must not: an immutable value, read from text.
///
/// UTF-8, one entry a line, columns parted by tabs: where it leads; a label; PASS, REVIEW or BLOCK. Above the entries
/// `# name:`, `# label:` and `# suggestion:` say what holds for all; without them an entry is of the label Ad and
/// blocks. Empty lines and other lines that begin with `#` say nothing. An entry is one of:
///
/// | entry | stands for |
/// |---|---|
/// | `example.com` | the site and all below it: web and mail addresses, in any script |
/// | `example.com/shop` | what lies at or below the path |
/// | `desk@example.com` | the mail address |
/// | `6901234567892` | the number of goods, 8 to 14 digits |
/// | `tel:+8613800138000`, `WIFI:S:Guests;T:WPA;P:x;;` | a code that holds this, and the telephone number or account that is written so |
/// | `weixin://wxpay/*` | a code that begins so |
public struct CodeList: Hashable, Sendable {
  /// One entry.
  public struct Entry: Hashable, Sendable {
    /// The entry as the list has it.
    public let text: String
    /// What a hit claims.
    public let label: Label
    /// What a hit suggests; PASS keeps codes and addresses that lead there from counting.
    public let suggestion: Suggestion
    /// Its line in the list, counted from 1.
    public let line: Int

    /// What it names, read from its text.
    var target: CodeTarget? { CodeTarget(text) }
  }

  /// The most bytes of a list: 64 MiB, over 60 bytes for each of a million entries.
  public static let maximumByteCount = 64 << 20
  /// The most bytes of a line without its end: 4096, as an address has at most 2,000 in browsers.
  public static let maximumLineByteCount = 4096
  /// The most entries of a list: 1,000,000, which lists of unwanted sites have.
  public static let maximumEntryCount = 1_000_000
  /// The most bytes of a name or label: 64.
  public static let maximumNameByteCount = 64

  /// Which state of which list this is.
  public let identity: ListIdentity
  /// The entries, in the order of the file; of equal ones the first.
  public let entries: [Entry]
  /// How many lines repeat an earlier entry.
  public let duplicateCount: Int
  /// What every entry suggests in place of its own word; nil where each entry says.
  public private(set) var suggestion: Suggestion?

  /// The list's name, as findings report it.
  public var name: String { identity.name }

  /// The same list, whose entries all suggest one thing. Its identity stays.
  public func suggesting(_ suggestion: Suggestion) -> CodeList {
    var list = self
    list.suggestion = suggestion
    return list
  }

  /// Reads a list.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - name: What findings and errors call it, unless a directive does.
  /// - Throws: `ListError` for the first line that is wrong, for an entry that contradicts an earlier one, and for a
  ///   list without any; no line is skipped in silence.
  public init(parsing bytes: [UInt8], name: String) throws(ListError) {
    let bounds = ListLines.Bounds(
      maximumByteCount: Self.maximumByteCount, maximumLineByteCount: Self.maximumLineByteCount)
    var parser = CodeListParser(try ListLines(bytes, list: name, bounds: bounds))
    try parser.read()
    identity = ListIdentity(name: parser.name ?? name, of: bytes)
    entries = parser.entries
    duplicateCount = parser.duplicateCount
  }
}
