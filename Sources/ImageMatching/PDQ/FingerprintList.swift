public import Lists
public import ModerationCore

/// The pictures that an operator knows: an immutable value, read from text.
///
///     # name: banned
///     # distance: 20
///     hash	quality	name	suggestion	label	case
///     d8f8f0cec0f4a84f0637022a278f67f0b36e2ed596621e1d33e6b39c4e9c9b22	100	poster.jpg	BLOCK	Polity	4711
///     sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0bd822cd15d6c15b0f00a08		logo.png	PASS
///
/// UTF-8, one entry a line, columns parted by tabs. Without a heading they are hash, quality, name, suggestion, label
/// and then `key=value` as often as there is something to say; a heading, whose first word is `hash`, names them in any
/// order, and what it names besides becomes metadata. All but the hash may be missing or empty. A hash is a PDQ hash of
/// 64 hexadecimal digits, or `sha256:` or `md5:` and the digits of a file's digest. Empty lines and lines that begin with
/// `#` say nothing, but for the directives `name`, `label`, `suggestion` and `distance` above the first entry. What
/// `moderate fingerprints` prints is such a list.
public struct FingerprintList: Hashable, Sendable {
  /// The most bytes of a list: 256 MiB, over 250 bytes for each of a million entries.
  public static let maximumByteCount = 256 << 20
  /// The most bytes of a line without its end: 4096.
  public static let maximumLineByteCount = 4096
  /// The most entries of a list: 1,000,000, of files and of pictures together.
  public static let maximumEntryCount = 1_000_000
  /// The most bytes of a name, a label or a piece of metadata: 1024, so that most paths fit.
  public static let maximumNameByteCount = 1024
  /// The most columns: 24, of which 19 are metadata.
  public static let maximumColumnCount = 24
  /// The most notices that are kept: 100.
  public static let maximumNoticeCount = 100
  /// The most flat entries that are kept to be explained: 1000.
  public static let maximumFlatEntryCount = 1000
  /// The largest distance in bits at which an entry that allows is met: 10, whatever the list allows besides.
  ///
  /// What resembles an allowed picture may hold something more. Of 28 pictures of Fixtures JPEG of quality 75 moves none
  /// by more than 10 bits; another picture laid over 4 % of the area stays within 10 bits in 4 of 112 cases, over 2 % in
  /// 13, over 0.5 % in 65 (12 bits: 7, 18, 76); a caption of 8 % of the height in 3 of 28; measured 2026-11-27 with
  /// `pdqhash` 0.2.8. What is as small as that is not kept out by any distance.
  public static let maximumAllowedDistanceBits = 10

  /// Which state of which list this is.
  public let identity: ListIdentity
  /// The entries with a PDQ hash that can be compared, in the order of the file, each with the suggestion that the file
  /// gives it.
  public let entries: Entries
  /// The entries by digest of the file, under the list's name.
  public let files: KnownFiles
  /// What every entry suggests at most, in place of the entry's own; nil where each entry says. Entries that pass stay
  /// so.
  public private(set) var suggestion: Suggestion?
  /// The largest distance in bits at which an entry is met; nil for that of `FingerprintIndex`.
  public private(set) var distanceBits: Int?
  /// How many lines repeat what an earlier one says.
  public let duplicateCount: Int
  /// The first of the entries that match nothing, because they are flat.
  public let flatEntries: [Entry]
  /// How many entries match nothing, because they are flat.
  public let flatCount: Int
  /// What is hardly meant, at most `maximumNoticeCount`.
  public let notices: [FingerprintListNotice]
  /// How many notices there were.
  public let noticeCount: Int

  /// The list's name, as findings report it.
  public var name: String { identity.name }
  /// The first digits of the SHA-256 of the file.
  public var version: String { identity.version }
  /// How many entries can be met, pictures and files.
  public var count: Int { entries.count + files.count }
  /// Whether there is nothing that could ever match or be refused: no line is an entry.
  public var isEmpty: Bool { entries.isEmpty && files.count == 0 && flatCount == 0 }
  /// The labels that entries claim.
  public var labels: Set<Label> { Set(entries.said.labels + files.labels) }

  /// The same list, of which no entry suggests more than one thing, whatever the entries say, but for those that allow.
  ///
  /// How near a picture is still decides how much of it is suggested. With PASS the whole list allows. Its identity
  /// stays, and it shares its entries with this one.
  public func suggesting(_ suggestion: Suggestion) -> FingerprintList { replacingSuggestion(suggestion) }

  /// The same list with another `suggestion`.
  package func replacingSuggestion(_ suggestion: Suggestion?) -> FingerprintList {
    var list = self
    list.suggestion = suggestion
    return list
  }

  /// The same list, whose entries are met at another distance.
  ///
  /// - Parameter bits: 0 to `FingerprintIndex.maximumDistanceBits`; more counts as that.
  public func within(_ bits: Int) -> FingerprintList {
    var list = self
    list.distanceBits = min(max(bits, 0), FingerprintIndex.maximumDistanceBits)
    return list
  }

  /// What is to be looked up by digest before an image is decoded.
  public var knownFiles: KnownFiles { files.named(name, suggesting: suggestion) }

  /// What an entry suggests at most, by its place among `entries`.
  package func suggestion(ofEntry index: Int) -> Suggestion {
    let own = entries.said.suggestion(index)
    return own == .pass ? .pass : suggestion ?? own
  }

  /// The label that an entry claims, by its place among `entries`.
  package func label(ofEntry index: Int) -> Label? { entries.said.label(index) }

  /// The largest distance at which an entry that suggests something is met.
  public func distanceBits(of suggestion: Suggestion) -> Int {
    let bits = distanceBits ?? FingerprintIndex.maximumDistanceBits
    return suggestion == .pass ? min(bits, Self.maximumAllowedDistanceBits) : bits
  }

  /// Reads a list.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - name: What findings and errors call it, unless a directive names it.
  /// - Throws: `ListError` for the first line that is wrong; no line is skipped in silence.
  public init(parsing bytes: [UInt8], name: String) throws(ListError) {
    let bounds = ListLines.Bounds(
      maximumByteCount: Self.maximumByteCount, maximumLineByteCount: Self.maximumLineByteCount)
    var parser = FingerprintListParser(try ListLines(bytes, list: name, bounds: bounds))
    try parser.read()
    identity = ListIdentity(name: parser.directives.name ?? name, of: bytes)
    (entries, files) = parser.settled(name: parser.directives.name ?? name)
    distanceBits = parser.directives.distanceBits
    duplicateCount = parser.duplicateCount
    (flatEntries, flatCount) = (parser.flatEntries, parser.flatCount)
    (notices, noticeCount) = parser.allNotices
  }
}
