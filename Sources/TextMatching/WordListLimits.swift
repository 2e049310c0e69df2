import Lists

/// What a word list may measure. This library's own numbers; an operator with larger lists passes larger ones.
public struct WordListLimits: Hashable, Sendable {
  /// The most bytes of a list: 64 MiB, over 60 bytes for each of a million entries. 4 GiB is the most that can be asked
  /// for, since places in a list are kept in 32 bits.
  public var maximumByteCount = 64 << 20
  /// The most bytes of a line without its end: 4096.
  public var maximumLineByteCount = 4096
  /// The most entries of a list: 1,000,000.
  public var maximumEntryCount = 1_000_000
  /// The most parts of an entry `A&B&…`: 16.
  public var maximumPartCount = 16
  /// The most bytes of a label or a list's name: 64.
  public var maximumNameByteCount = 64
  /// The most notices kept; more are only counted: 100.
  public var maximumNoticeCount = 100

  /// Makes the standard limits.
  public init() {}

  /// The limits used unless others are passed.
  public static let standard = WordListLimits()

  var bounds: ListLines.Bounds {
    ListLines.Bounds(
      maximumByteCount: min(maximumByteCount, Int(UInt32.max)), maximumLineByteCount: maximumLineByteCount)
  }
}
