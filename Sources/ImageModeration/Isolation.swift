public import WorkerProcesses
import WorkerDecoding

/// Where hostile bytes are decoded.
///
/// There is no default: whoever links the library chooses, and reads THREATS.md. `inProcess` is in the module
/// `InProcessDecoding`, so that a server which decodes in workers links no codec.
public struct Isolation: Sendable {
  /// The workers, and how they are run.
  public struct Worker: Hashable, Sendable {
    /// The path of this release's `moderation-worker`.
    public let executable: String
    /// How many, how much, how long.
    public let policy: WorkerPolicy
  }

  /// The workers; nil where images are decoded in this process.
  public let worker: Worker?
  package let makeDecoder: @Sendable () throws(HostFailure) -> any Decoder

  /// Decoding in this process.
  package init(makeDecoder: @escaping @Sendable () throws(HostFailure) -> any Decoder) {
    worker = nil
    self.makeDecoder = makeDecoder
  }

  private init(_ worker: Worker) {
    self.worker = worker
    makeDecoder = { () throws(HostFailure) in
      try WorkerDecoder(executable: worker.executable, policy: worker.policy)
    }
  }

  /// In sandboxed processes of their own, started from this release's `moderation-worker`. A file that crashes or
  /// hangs a codec costs its own answer alone.
  ///
  /// An executable that is missing, is not a worker or belongs to another release is a `HostFailure` when the
  /// `Moderator` is made; nothing ever falls back to decoding in process.
  public static func worker(executable: String, policy: WorkerPolicy = .standard) -> Isolation {
    Isolation(Worker(executable: executable, policy: policy))
  }
}
