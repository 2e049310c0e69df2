/// Why a connection was ended: what the sender wrote is no frame, or there is no room for it.
///
/// After it nothing can be read: where the next frame begins is not known any more. Frames before it have their answers.
public struct StreamProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, as a code that programs can compare.
  public struct Code: RawRepresentable, Hashable, Sendable {
    /// The code as written in the `fatal` line.
    public let rawValue: String

    /// Makes a code from its spelling.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A header line has more bytes than a header may have.
    public static let headerTooLong = Code(rawValue: "headerTooLong")
    /// A header line is not JSON in UTF-8.
    public static let headerNotJSON = Code(rawValue: "headerNotJSON")
    /// A header has a key too many or too few, or a value that is none.
    public static let headerInvalid = Code(rawValue: "headerInvalid")
    /// A frame has the identifier of one that is at work: their answers could not be told apart.
    public static let identifierRepeated = Code(rawValue: "identifierRepeated")
    /// The input ended in the middle of a frame.
    public static let inputTruncated = Code(rawValue: "inputTruncated")
    /// The input cannot be read.
    public static let inputUnreadable = Code(rawValue: "inputUnreadable")
    /// The limit of open connections is reached.
    public static let tooManyConnections = Code(rawValue: "tooManyConnections")
  }

  /// What is wrong.
  public let code: Code
  /// For operators: what was measured, what is allowed, what to do.
  public let message: String
  /// The frame, counted from 1; nil where none is at fault.
  public let frame: Int?
  /// Where in the input the frame begins, in bytes from 0; nil where none is at fault.
  public let byteOffset: Int?

  /// Makes a problem.
  public init(_ code: Code, message: String, frame: Int? = nil, byteOffset: Int? = nil) {
    self.code = code
    self.message = message
    self.frame = frame
    self.byteOffset = byteOffset
  }

  /// `frame 3 at byte 1024: message`.
  public var description: String {
    guard let frame, let byteOffset else { return message }
    return "frame \(frame) at byte \(byteOffset): \(message)"
  }
}
