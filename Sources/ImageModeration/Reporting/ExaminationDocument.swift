import ImageFormats

/// One image's examination as `Documentation/schema/image-examination-1.json` describes it.
///
/// Keys are sorted and always the same; what is unknown is `null`.
public struct ExaminationDocument: Encodable, Sendable {
  /// The name of the schema.
  public static let schema = "image-examination-1"

  struct Header: Encodable, Sendable {
    let frameKind: String
    let codedWidth: Int
    let codedHeight: Int
    let bitsPerChannel: Int
    @ExplicitNull var channelCount: Int?
    let hasColorProfile: Bool
    let hasStillBesideFrames: Bool
    let isProgressive: Bool
    let primaryFrame: Int
  }

  struct Cost: Encodable, Sendable {
    let memoryBytes: Int
    let cpuMilliseconds: Int
  }

  struct Answer: Encodable, Sendable {
    let limits: String
    @ExplicitNull var rejection: ResultDocument.Rejection?
    let advisories: [ResultDocument.Advisory]
    let sampledFrames: [Int]
    @ExplicitNull var cost: Cost?

    init(_ answer: ImageExamination.Answer) {
      limits = answer.limits
      rejection = answer.rejection.map(ResultDocument.Rejection.init)
      advisories = answer.advisories.map(ResultDocument.Advisory.init)
      sampledFrames = answer.sampledFrames
      cost = answer.cost.map { Cost(memoryBytes: $0.memoryBytes, cpuMilliseconds: Int($0.cpu / .milliseconds(1))) }
    }
  }

  let schema = Self.schema
  let source: String
  @ExplicitNull var image: ResultDocument.Image?
  @ExplicitNull var header: Header?
  let profiles: [Answer]
  @ExplicitNull var failure: ResultDocument.Failure?

  /// The document of an image that could be read.
  public init(_ examination: ImageExamination, source: String) {
    self.source = source
    image = ResultDocument.Image(examination.image)
    header = examination.header.map { header in
      Header(
        frameKind: header.frameKind.rawValue, codedWidth: header.codedSize.width, codedHeight: header.codedSize.height,
        bitsPerChannel: header.bitsPerChannel, channelCount: header.channelCount,
        hasColorProfile: header.hasColorProfile, hasStillBesideFrames: header.hasStillBesideFrames,
        isProgressive: header.isProgressive, primaryFrame: header.primaryFrame)
    }
    profiles = examination.answers.map(Answer.init)
  }

  /// The document of a file that could not be read.
  public init(_ failure: HostFailure, source: String) {
    self.source = source
    profiles = []
    self.failure = ResultDocument.Failure(failure)
  }

  /// The document as one line of JSON without a line break.
  public func jsonLine() -> String { JSONLine.text(of: self) }
}
