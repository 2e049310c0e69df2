/// This machine, its set-up or this program failed; the sender's image is not to blame.
public struct HostFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What failed, as a code that programs can compare.
  public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The code as written in results and logs.
    public let rawValue: String

    /// Makes a code from its spelling in results.
    public init(rawValue: String) { self.rawValue = rawValue }

    public var description: String { rawValue }

    /// A file or folder could not be read.
    public static let sourceUnreadable = Code(rawValue: "sourceUnreadable")
    /// No models folder was found.
    public static let modelStoreMissing = Code(rawValue: "modelStoreMissing")
    /// A model file is not in the models folder.
    public static let modelMissing = Code(rawValue: "modelMissing")
    /// A model file is not the one that this version was built for.
    public static let modelAltered = Code(rawValue: "modelAltered")
    /// The neural runtime could not be opened or refused a model.
    public static let runtimeUnavailable = Code(rawValue: "runtimeUnavailable")
    /// The image library could not be started.
    public static let decoderUnavailable = Code(rawValue: "decoderUnavailable")
    /// The detectors given do not fit together: a duplicate identifier, a scene without a detector.
    public static let invalidComposition = Code(rawValue: "invalidComposition")
    /// No policy has the name that a call asked for.
    public static let unknownPolicy = Code(rawValue: "unknownPolicy")
    /// The system grants no further thread.
    public static let threadUnavailable = Code(rawValue: "threadUnavailable")
    /// The queue was full, and this image was refused at once. Try again later.
    public static let queueFull = Code(rawValue: "queueFull")
    /// The moderator is being shut down.
    public static let draining = Code(rawValue: "draining")
    /// The image's deadline passed in the queue. Try again later.
    public static let deadlinePassed = Code(rawValue: "deadlinePassed")
    /// No worker became free before the image's deadline, or none was ready in time. Try again later.
    public static let workerBusy = Code(rawValue: "workerBusy")
    /// The caller's task was cancelled before the verdict stood.
    public static let cancelled = Code(rawValue: "cancelled")
    /// The decode worker is missing, is no decode worker, or belongs to another version.
    public static let workerUnavailable = Code(rawValue: "workerUnavailable")
    /// The decode worker was ended from outside while it held this image.
    public static let workerKilled = Code(rawValue: "workerKilled")
    /// The images in flight held all memory that decoding may take, until this image's time was up.
    public static let decodeMemoryBusy = Code(rawValue: "decodeMemoryBusy")
    /// The image library failed for a reason that does not lie in the image.
    public static let decoderFailed = Code(rawValue: "decoderFailed")
  }

  /// What failed.
  public let code: Code
  /// For logs and operators: names the thing and, where there is one, the way out.
  public let message: String

  /// Whether the same image may well be judged a moment later: too much was asked for at a time, or this process is
  /// about to be replaced.
  public var isTransient: Bool {
    [.queueFull, .deadlinePassed, .workerBusy, .workerKilled, .decodeMemoryBusy, .draining].contains(code)
  }

  /// A sentence that is safe to show the person who sent the image: no paths, no program's words.
  public var publicMessage: String {
    isTransient
      ? "The image could not be checked just now: \(code). Try again later."
      : "The image could not be checked here: \(code)."
  }

  /// Makes a failure.
  public init(_ code: Code, message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { "\(code): \(message)" }
}
