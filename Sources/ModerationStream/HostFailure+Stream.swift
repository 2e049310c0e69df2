public import ModerationCore

extension HostFailure.Code {
  /// The input ended before all bytes of an image had come.
  public static let transferTruncated = HostFailure.Code(rawValue: "transferTruncated")
  /// A frame names a file that this connection may not have read.
  public static let pathNotAllowed = HostFailure.Code(rawValue: "pathNotAllowed")
  /// A stream's socket cannot be made.
  public static let socketUnavailable = HostFailure.Code(rawValue: "socketUnavailable")
}
