/// Why a fingerprint list was refused: with its line, what was measured and what is allowed.
public struct FingerprintListError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, as a code that programs can compare.
  public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The code as written in results and logs.
    public let rawValue: String

    /// Makes a code from its spelling in results.
    public init(rawValue: String) { self.rawValue = rawValue }

    public var description: String { rawValue }

    /// More bytes than a list may have.
    public static let byteCountTooLarge = Code(rawValue: "byteCountTooLarge")
    /// The bytes are not UTF-8.
    public static let notUTF8 = Code(rawValue: "notUTF8")
    /// A line of more bytes than a line may have.
    public static let lineTooLong = Code(rawValue: "lineTooLong")
    /// A control character other than tab and line end.
    public static let controlCharacter = Code(rawValue: "controlCharacter")
    /// More entries than a list may have.
    public static let tooManyEntries = Code(rawValue: "tooManyEntries")
    /// More columns than hash, quality, name and suggestion.
    public static let tooManyColumns = Code(rawValue: "tooManyColumns")
    /// A first column that is not 64 hexadecimal digits, or is 64 zeros, the hash of pictures too small or too flat to have one.
    public static let invalidHash = Code(rawValue: "invalidHash")
    /// A quality other than 0 to 100.
    public static let invalidQuality = Code(rawValue: "invalidQuality")
    /// A name of more bytes than a name may have.
    public static let invalidName = Code(rawValue: "invalidName")
    /// A suggestion other than REVIEW and BLOCK.
    public static let invalidSuggestion = Code(rawValue: "invalidSuggestion")
  }

  /// What is wrong.
  public let code: Code
  /// The list's name, as the caller gave it.
  public let list: String
  /// The line, counted from 1; nil when the whole list is meant.
  public let line: Int?
  /// What is wrong and what is allowed, in one sentence.
  public let message: String

  /// `list:line: message`, as compilers write it.
  public var description: String { "\(list):\(line.map { "\($0):" } ?? "") \(message)" }
}
