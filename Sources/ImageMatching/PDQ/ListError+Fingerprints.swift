public import Lists

extension ListError.Code {
  /// A first column that is neither a PDQ hash nor a digest with its kind before it.
  public static let invalidHash = ListError.Code(rawValue: "invalidHash")
  /// A quality other than 0 to 100.
  public static let invalidQuality = ListError.Code(rawValue: "invalidQuality")
  /// A distance other than 0 to 31 bits.
  public static let invalidDistance = ListError.Code(rawValue: "invalidDistance")
  /// A column behind the label that is not `key=value`, or a heading that stands twice or has no name.
  public static let invalidMetadata = ListError.Code(rawValue: "invalidMetadata")
  /// An MD5 that is to clear a file: files of the same MD5 are made on purpose.
  public static let untrustedDigest = ListError.Code(rawValue: "untrustedDigest")
}
