import Digests
import ImageDecoding
public import ImageFormats

/// What an image's header says, and what each limits profile would make of it. No pixel is decoded.
///
///     let inspection = try ImageInspection(.file(path: "upload.jpg"))
///     for answer in inspection.answers { print(answer.limits, answer.rejection?.message ?? "accepted") }
public struct ImageInspection: Sendable {
  /// What one profile would make of the image before decoding it.
  public struct Answer: Hashable, Sendable {
    /// The profile's name.
    public let limits: String
    /// Why it would refuse the image; nil when it would have it decoded.
    public let rejection: InputRejection?
    /// Advice that changes nothing.
    public let advisories: [Advisory]
    /// The frames that it would look at; empty when it refuses.
    public let sampledFrames: [Int]
    /// What decoding those frames would take; nil when it refuses.
    public let cost: DecodeCost?
  }

  /// What is known about the image.
  public let image: ImageFacts
  /// The header; nil when the format is unknown, the header unreadable, or the file larger than any profile allows.
  public let header: ImageHeader?
  /// One answer per profile, in the order given.
  public let answers: [Answer]

  /// Inspects one image on the calling thread; reads no more of it than the most generous profile allows.
  ///
  /// - Parameters:
  ///   - profiles: The limits to judge by.
  ///   - policy: Says which frames of an animation would be looked at.
  ///   - wishes: How detectors want their pixels, for example `StandardDetectors.wishes`: what nobody needs is not
  ///     decoded, so the cost depends on them. Without any, every pixel counts.
  /// - Throws: `HostFailure` when the file cannot be read.
  public init(
    _ source: ImageSource, profiles: [Limits] = Limits.profiles, policy: Policy = .standard, wishes: [InputWish] = []
  ) throws(HostFailure) {
    var facts = ImageFacts(byteCount: 0)
    let generous = profiles.max { $0.maximumFileBytes < $1.maximumFileBytes } ?? .ims20201229
    var loaded: ([UInt8], ImageOrigin)?
    do {
      loaded = try source.load(generous, facts: &facts)
    } catch {
      // Too large by its size alone: nothing was read, and each profile says so below.
      if case .failed(let failure) = error { throw failure }
    }
    let (bytes, origin) = loaded ?? ([], .local)
    var header: ImageHeader?
    if loaded != nil {
      facts.sha256 = SHA256Digest(of: bytes.span.bytes)?.hexadecimal
      facts.format = ImageFormat.sniff(bytes.span.bytes)
      // An unreadable header is not lost here: each answer below reads it again and carries the refusal.
      header = facts.format.flatMap { try? ImageHeader(of: bytes.span.bytes, as: $0) }
      if let header { facts.note(header) }
    }
    answers = profiles.map { limits in
      let inspector = Inspector(limits: limits, policy: policy, wishes: wishes)
      return inspector.answer(bytes, byteCount: facts.byteCount, origin)
    }
    self.header = header
    image = facts
  }
}

/// The stages before decoding, for one profile; in the order of `Pipeline.judge`.
private struct Inspector {
  let limits: Limits
  let policy: Policy
  let wishes: [InputWish]

  func answer(_ bytes: [UInt8], byteCount: Int, _ origin: ImageOrigin) -> ImageInspection.Answer {
    var advisories: [Advisory] = []
    do throws(InputRejection) {
      try limits.checkByteCount(byteCount, from: origin)
      let format = try SniffFormat(limits: limits).run(bytes.span.bytes)
      let header = try ImageHeader(of: bytes.span.bytes, as: format)
      advisories = try CheckSize(limits: limits).run(header.size)
      let frames = try SampleFrames(limits: limits, sampling: policy.sampling).run(header)
      _ = try CheckMemory(limits: limits, capacityBytes: .max).run(header, frames: frames, wishes: wishes)
      return ImageInspection.Answer(
        limits: limits.name, rejection: nil, advisories: advisories, sampledFrames: frames,
        cost: DecodeCost(header, frames: frames, wishes: wishes))
    } catch {
      return ImageInspection.Answer(
        limits: limits.name, rejection: error.withProfileCode(limits.profileCodes[error.code]), advisories: advisories,
        sampledFrames: [], cost: nil)
    }
  }
}
