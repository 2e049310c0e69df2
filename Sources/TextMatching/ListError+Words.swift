public import Lists

extension ListError.Code {
  /// More parts than an entry may have.
  public static let tooManyParts = ListError.Code(rawValue: "tooManyParts")
  /// A part of an entry with nothing in it: `&`, `A&`, `A&&B`, or nothing that can be seen.
  public static let emptyPart = ListError.Code(rawValue: "emptyPart")
  /// An exemption of several parts, or with a label.
  public static let invalidExemption = ListError.Code(rawValue: "invalidExemption")
  /// A name that the directive `without` does not know.
  public static let invalidSwitch = ListError.Code(rawValue: "invalidSwitch")
  /// More lists that differ in what they switch off than are searched together.
  public static let tooManySwitches = ListError.Code(rawValue: "tooManySwitches")
  /// The tables made of a list make no sense, which is a bug of this library.
  public static let unreadableTables = ListError.Code(rawValue: "unreadableTables")
}
