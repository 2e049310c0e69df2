import ImageDecoding

/// Where hostile bytes are decoded.
///
/// There is no default: whoever links the library chooses, and reads THREATS.md.
public enum Isolation: Hashable, Sendable {
  /// In this process. Fast and simple; a bug in a codec is then a bug of this process.
  case inProcess
  /// In sandboxed processes of their own, started from this release's `moderation-worker`. A file that crashes or
  /// hangs a codec costs its own answer alone.
  ///
  /// An executable that is missing, is none or belongs to another release is a `HostFailure` when the `Moderator` is
  /// made; nothing ever falls back to `inProcess`.
  case worker(executable: String, policy: WorkerPolicy = .standard)

  func makeDecoder() throws(HostFailure) -> any Decoder {
    switch self {
    case .inProcess: try InProcessDecoder()
    case .worker(let executable, let policy): try WorkerDecoder(executable: executable, policy: policy)
    }
  }
}
