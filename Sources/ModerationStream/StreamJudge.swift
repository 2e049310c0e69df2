public import ModerationCore
public import ModerationJudging

/// Who judges the images of a stream.
public struct StreamJudge: Sendable {
  /// An image as it came.
  public enum Image: Hashable, Sendable {
    /// Its bytes.
    case bytes([UInt8])
    /// A regular file, open and within what may be read. The path is of use until the judge has answered.
    case file(path: String)
  }

  /// What one image is judged by, fixed when its header was read.
  public struct Rules: Sendable {
    /// What an image may be.
    public let limits: Limits
    /// What an answer calls the rules.
    public let identity: RulesIdentity
    /// Judges: the image, and how long it may take at most where its sender said so.
    public let judge: @Sendable (Image, Duration?) async throws(HostFailure) -> ModerationResult

    /// Makes rules.
    public init(
      limits: Limits, identity: RulesIdentity,
      judge: @escaping @Sendable (Image, Duration?) async throws(HostFailure) -> ModerationResult
    ) {
      self.limits = limits
      self.identity = identity
      self.judge = judge
    }
  }

  /// The rules of a policy's name; of the usual one for nil. Throws `HostFailure.Code.unknownPolicy`.
  let rules: @Sendable (String?) throws(HostFailure) -> Rules
  /// The name of the limits that an answer has where no policy was found.
  let usualLimits: String

  /// Makes a judge.
  ///
  /// - Parameters:
  ///   - usualLimits: The name of the limits that an answer has where no policy was found.
  ///   - rules: The rules of a policy's name; of the usual one for nil. Throws `HostFailure.Code.unknownPolicy`.
  public init(
    usualLimits: String, rules: @escaping @Sendable (String?) throws(HostFailure) -> Rules
  ) {
    self.usualLimits = usualLimits
    self.rules = rules
  }
}

extension StreamJudge.Rules {
  /// The refusal of a file that has too many bytes, of which none is kept; nil for one that has not.
  func refusal(ofByteCount byteCount: Int) -> ModerationResult? {
    guard byteCount > limits.maximumFileBytes else { return nil }
    do throws(InputRejection) {
      try limits.checkByteCount(byteCount, from: .local)
      return nil
    } catch {
      let rejection = error.withProfileCode(limits.profileCodes[error.code])
      return ModerationResult(
        image: ImageFacts(byteCount: byteCount), outcome: .rejected(rejection), text: [], advisories: [], timing: [:],
        rules: identity)
    }
  }
}
