public import Lists

extension ListError.Code {
  /// A first column that is not 64 hexadecimal digits, or is 64 zeros, the hash of pictures too small or too flat to
  /// have one.
  public static let invalidHash = ListError.Code(rawValue: "invalidHash")
  /// A quality other than 0 to 100.
  public static let invalidQuality = ListError.Code(rawValue: "invalidQuality")
}
