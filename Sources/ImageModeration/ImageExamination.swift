public import ImageFormats

/// What an image's header says, and what each limits profile would make of it. No pixel is decoded.
///
///     let examination = try ImageExamination(.file(path: "upload.jpg"))
///     for answer in examination.answers { print(answer.limits, answer.rejection?.message ?? "accepted") }
public struct ImageExamination: Sendable {
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

  /// Examines one image on the calling thread; reads no more of it than the most generous profile allows.
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
    func stages(_ limits: Limits) -> Examination {
      Examination(limits: limits, sampling: policy.sampling, wishes: wishes, capacityBytes: .max)
    }
    let generous = profiles.max { $0.maximumFileBytes < $1.maximumFileBytes } ?? .ims20201229
    var notes = Examination.Notes()
    var bytes: [UInt8] = []
    var origin = ImageOrigin.local
    do {
      (bytes, origin) = try source.load(generous, facts: &notes.facts)
      notes.identify(bytes)
    } catch {
      // Too large by its size alone: nothing was read, and each profile says so below.
      if case .failed(let failure) = error { throw failure }
    }
    let byteCount = notes.facts.byteCount
    var header: ImageHeader?
    var facts = notes.facts
    answers = profiles.map { limits in
      var own = Examination.Notes(facts: notes.facts)
      var plan: Examination.Plan?
      var rejection: InputRejection?
      do throws(InputRejection) {
        try limits.checkByteCount(byteCount, from: origin)
        plan = try stages(limits).run(bytes, &own)
      } catch {
        rejection = error.withProfileCode(limits.profileCodes[error.code])
      }
      header = header ?? own.header
      if own.header != nil || facts.format == nil { facts = own.facts }
      return Answer(
        limits: limits.name, rejection: rejection, advisories: own.advisories, sampledFrames: plan?.frames ?? [],
        cost: plan?.cost)
    }
    // Profiles refuse a format that they do not accept before its header is read. Read it for the facts: one that
    // cannot be read leaves them unknown, and the refusals stand.
    if header == nil, let format = facts.format, let read = try? ImageHeader(of: bytes.span.bytes, as: format) {
      header = read
      facts.note(read)
    }
    self.header = header
    image = facts
  }
}
