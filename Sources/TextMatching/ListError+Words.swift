public import Lists

extension ListError.Code {
  /// More parts than an entry may have.
  public static let tooManyParts = ListError.Code(rawValue: "tooManyParts")
  /// A part of an entry with nothing in it: `&`, `A&`, `A&&B`, or nothing that can be seen.
  public static let emptyPart = ListError.Code(rawValue: "emptyPart")
  /// A directive without a value.
  public static let emptyDirective = ListError.Code(rawValue: "emptyDirective")
  /// The same directive twice.
  public static let repeatedDirective = ListError.Code(rawValue: "repeatedDirective")
}
