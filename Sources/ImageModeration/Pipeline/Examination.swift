import Digests
import ImageFormats

/// The stages before any pixel is decoded: there is no other list of them. A verdict, a reader of pixels and an
/// `ImageExamination` all take this way.
struct Examination {
  let limits: Limits
  let sampling: FrameSampling
  /// How the pixels are wanted, which bounds what decoding takes.
  let wishes: [InputWish]
  /// What all images in flight may hold together: no single one gets more.
  let capacityBytes: Int

  /// What is to be decoded, and at what price.
  struct Plan {
    let header: ImageHeader
    let frames: [Int]
    /// Pictures of the file that are not among the frames.
    let unseen: [Unseen]
    let cost: DecodeCost
  }

  /// What became known on the way, also of an image that was refused on it.
  struct Notes {
    var facts = ImageFacts(byteCount: 0)
    var advisories: [Advisory] = []
    var header: ImageHeader?
    var clock = StageClock("read")
  }

  /// 1. read: no more bytes than the profile allows
  func read(_ source: ImageSource, _ notes: inout Notes) throws(PipelineStop) -> [UInt8] {
    let (bytes, origin) = try source.load(limits, facts: &notes.facts)
    try rejecting { () throws(InputRejection) in try limits.checkByteCount(bytes.count, from: origin) }
    notes.identify(bytes)
    return bytes
  }

  /// 2. to 5. Each stage refuses what it can know to be wrong before the next spends more on the image.
  func run(_ bytes: [UInt8], _ notes: inout Notes) throws(InputRejection) -> Plan {
    // 2. sniff: the format is what the bytes say
    notes.clock.begin("sniff")
    let format = try SniffFormat(limits: limits).run(bytes.span.bytes, &notes.facts)

    // 3. header: what the file claims to hold; nothing is decoded
    notes.clock.begin("header")
    let header = try ImageHeader(of: bytes.span.bytes, as: format)
    notes.facts.note(header)
    notes.header = header

    // 4. limits: sides and aspect of the claim
    notes.clock.begin("limits")
    notes.advisories = try CheckSize(limits: limits).run(header.size)

    // 5. budget: which frames, and whether their pixels and their memory may be spent
    notes.clock.begin("budget")
    let plan = try SampleFrames(limits: limits, sampling: sampling).run(header)
    let memory = CheckMemory(limits: limits, capacityBytes: capacityBytes)
    let cost = try memory.run(header, frames: plan.frames, wishes: wishes)
    return Plan(header: header, frames: plan.frames, unseen: plan.unseen, cost: cost)
  }
}

extension Examination.Notes {
  /// Computes the name that the bytes have everywhere.
  mutating func identify(_ bytes: [UInt8]) { facts.sha256 = SHA256Digest(of: bytes.span.bytes)?.hexadecimal }
}
