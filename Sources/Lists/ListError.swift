public import ModerationCore

/// Why a list was refused: located, with what was measured and what is allowed.
public struct ListError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, as a code that programs can compare. A format adds codes of its own.
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
    /// A control character other than tab and line end: the file is binary or UTF-16.
    public static let controlCharacter = Code(rawValue: "controlCharacter")
    /// More entries than a list may have.
    public static let tooManyEntries = Code(rawValue: "tooManyEntries")
    /// More columns than the format knows.
    public static let tooManyColumns = Code(rawValue: "tooManyColumns")
    /// A name, of a list or in it, of more bytes than a name may have.
    public static let invalidName = Code(rawValue: "invalidName")
    /// A label that an entry cannot have: `Normal`, too long, or one that the format does not know.
    public static let invalidLabel = Code(rawValue: "invalidLabel")
    /// A list without any entry: it would never hit.
    public static let noEntries = Code(rawValue: "noEntries")
    /// A directive without a value.
    public static let emptyDirective = Code(rawValue: "emptyDirective")
    /// The same directive twice.
    public static let repeatedDirective = Code(rawValue: "repeatedDirective")
    /// Two entries that say different things of the same.
    public static let contradiction = Code(rawValue: "contradiction")
    /// A suggestion that the format does not know.
    public static let invalidSuggestion = Code(rawValue: "invalidSuggestion")
  }

  /// What is wrong.
  public let code: Code
  /// The list's name, as the caller gave it; nil where several lists together are meant.
  public let list: String?
  /// The line, counted from 1; nil when the whole list is meant.
  public let line: Int?
  /// The byte of the line, counted from 1 without a byte order mark.
  public let byteInLine: Int?
  /// What is wrong and what to write, in one sentence.
  public let message: String
  /// The limit's name among the format's limits.
  public let limit: String?
  /// What was found.
  public let measured: MeasuredValue?
  /// What is allowed.
  public let allowed: MeasuredValue?

  /// Describes a refusal.
  public init(
    _ code: Code, list: String?, line: Int? = nil, byteInLine: Int? = nil, message: String, limit: String? = nil,
    measured: MeasuredValue? = nil, allowed: MeasuredValue? = nil
  ) {
    self.code = code
    self.list = list
    self.line = line
    self.byteInLine = byteInLine
    self.message = message
    self.limit = limit
    self.measured = measured
    self.allowed = allowed
  }

  /// `list:line:byte: message`, as compilers write it.
  public var description: String {
    ([list, line.map(String.init), byteInLine.map(String.init)].compactMap { $0 } + [" \(message)"])
      .joined(separator: ":")
  }
}
