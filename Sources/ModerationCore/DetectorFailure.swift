/// A detector could not do its work on one image. Its scene then counts as not looked at, never as clean.
public struct DetectorFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong, as a code that programs can compare. An open set: detectors may add their own.
  public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The code as written in results and logs.
    public let rawValue: String

    /// Makes a code from its spelling in results.
    public init(rawValue: String) { self.rawValue = rawValue }

    public var description: String { rawValue }

    /// The neural runtime refused or failed.
    public static let inferenceFailed = Code(rawValue: "inferenceFailed")
    /// The detector answered with something that its descriptor or this library's rules forbid.
    public static let invalidFinding = Code(rawValue: "invalidFinding")
    /// The pixels were not as the detector's input wish asked for.
    public static let unexpectedInput = Code(rawValue: "unexpectedInput")
    /// There is more in the picture than the detector's bounds let it look at.
    public static let tooMuchToLookAt = Code(rawValue: "tooMuchToLookAt")
    /// The deadline passed while the detector looked.
    public static let deadline = Code(rawValue: "deadline")
    /// A list knows files by a digest that this machine does not compute.
    public static let digestUnavailable = Code(rawValue: "digestUnavailable")
    /// The file is over the profile's byte limit for this scene (documented as -1402).
    public static let fileTooLargeForScene = Code(rawValue: "-1402")
  }

  /// What went wrong.
  public let code: Code
  /// For logs: names the thing that failed.
  public let message: String
  /// What a detector had seen when it gave up. It counts as if it had been returned; the scene has a gap nevertheless.
  public var findings: [Finding]
  /// What a recogniser had read when it gave up. It is judged as if it had been returned.
  public var lines: [RecognizedLine]

  /// Whether the same image may well be looked at whole a moment later.
  public var isTransient: Bool { code == .deadline }

  /// A sentence that is safe to show the person who sent the image: no paths, no plugin's words.
  public var publicMessage: String {
    "The image could not be checked completely: \(code)." + (isTransient ? " Try again later." : "")
  }

  /// Makes a failure.
  public init(_ code: Code, message: String, findings: [Finding] = [], lines: [RecognizedLine] = []) {
    self.code = code
    self.message = message
    self.findings = findings
    self.lines = lines
  }

  public var description: String { "\(code): \(message)" }
}
