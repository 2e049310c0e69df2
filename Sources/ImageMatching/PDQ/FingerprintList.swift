public import Lists
public import ModerationCore

/// The fingerprints of pictures that an operator knows: an immutable value, read from text.
///
/// UTF-8, one entry a line, columns parted by tabs: the hash as 64 hexadecimal digits; its quality, 0 to 100; a name;
/// the gravest suggestion that the entry may make, REVIEW or BLOCK. All but the hash may be missing or empty. Empty
/// lines and lines that begin with `#` say nothing. What `moderate fingerprints` prints is such a list.
public struct FingerprintList: Hashable, Sendable {
  /// One known picture.
  public struct Entry: Hashable, Sendable {
    /// Its hash.
    public let hash: PDQHash
    /// The quality of its hash, 0…100; nil where the list does not say.
    public let quality: Int?
    /// Its name; empty where the list has none.
    public let name: String
    /// The gravest suggestion that it may make.
    public let suggestion: Suggestion
    /// Its line in the list, counted from 1.
    public let line: Int

    /// Makes an entry.
    public init(hash: PDQHash, quality: Int? = nil, name: String = "", suggestion: Suggestion = .block, line: Int = 1) {
      self.hash = hash
      self.quality = quality
      self.name = name
      self.suggestion = suggestion
      self.line = line
    }
  }

  /// The most bytes of a list: 256 MiB, over 250 bytes for each of a million entries.
  public static let maximumByteCount = 256 << 20
  /// The most bytes of a line without its end: 4096.
  public static let maximumLineByteCount = 4096
  /// The most entries of a list: 1,000,000.
  public static let maximumEntryCount = 1_000_000
  /// The most bytes of a name: 1024, so that most paths fit.
  public static let maximumNameByteCount = 1024

  /// Which state of which list this is.
  public let identity: ListIdentity
  /// The entries in the order of the file, each with the suggestion that the file gives it. Of equal hashes only the
  /// first is kept.
  public let entries: [Entry]
  /// The gravest suggestion that any entry may make, in place of the entry's own; nil where each entry says.
  public private(set) var suggestion: Suggestion?
  /// How many lines repeat a hash of an earlier one.
  public let duplicateCount: Int

  /// The list's name, as findings report it.
  public var name: String { identity.name }
  /// The first digits of the SHA-256 of the file.
  public var version: String { identity.version }

  /// The same list, of which no entry suggests more than one thing, whatever the entries say.
  ///
  /// How near a picture is still decides how much of it is suggested, and a hash that says little asks for a person at
  /// most; with PASS a match is found and passes. Its identity stays, and it shares its entries with this one.
  public func suggesting(_ suggestion: Suggestion) -> FingerprintList { replacingSuggestion(suggestion) }

  /// The same list with another `suggestion`.
  package func replacingSuggestion(_ suggestion: Suggestion?) -> FingerprintList {
    var list = self
    list.suggestion = suggestion
    return list
  }

  /// Reads a list.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - name: What findings and errors call it.
  /// - Throws: `ListError` for the first line that is wrong; no line is skipped in silence.
  public init(parsing bytes: [UInt8], name: String) throws(ListError) {
    let bounds = ListLines.Bounds(
      maximumByteCount: Self.maximumByteCount, maximumLineByteCount: Self.maximumLineByteCount)
    var parser = FingerprintListParser(try ListLines(bytes, list: name, bounds: bounds))
    try parser.read()
    identity = ListIdentity(name: name, of: bytes)
    entries = parser.entries
    duplicateCount = parser.duplicateCount
  }
}
