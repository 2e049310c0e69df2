public import ModerationCore

/// What is known about an image, whether it was judged or refused. Fields stay nil where the work ended before them.
public struct ImageFacts: Hashable, Sendable {
  /// Bytes of the file; for a file refused by its size alone, the size.
  public var byteCount: Int
  /// SHA-256 of the bytes, 64 lower-case hexadecimal digits.
  public var sha256: String?
  /// The format that the bytes are in.
  public var format: ImageFormat?
  /// Width and height, upright.
  public var size: PixelSize?
  /// Frames or pages in the file.
  public var frameCount: Int?
  /// The frames that were decoded and shown to the detectors; ascending, each once.
  public var sampledFrames: [Int] = []
  /// The ways in which frames were shown beside the standard one.
  public var renditions: [Rendition] = []
  /// What a viewer may show and no detector was shown. Each makes a gap of every scene that looks at pixels.
  public var unseen: [Unseen] = []
  /// What the file holds that is none of its pictures.
  public var holds: [AuxiliaryPart] = []
  /// EXIF orientation 1…8, or its equivalent.
  public var orientation: Int?
  /// Whether there is an alpha channel, which was flattened on white, and on black where that shows more.
  public var hasAlpha: Bool?
  /// Where in the file the pixels come from that were looked at: the picture, or a camera's preview of its raw data.
  public var pixelOrigin: DecodedFrame.Origin?

  /// Makes facts of which only the byte count is known.
  public init(byteCount: Int) { self.byteCount = byteCount }
}

/// The answer for one image: a verdict or a refusal, with the facts, the advice and the time it took.
public struct ModerationResult: Sendable {
  /// A verdict or a refusal. A refused image has no suggestion: it is neither clean nor unclean, it was not looked at.
  public enum Outcome: Hashable, Sendable {
    /// The image was looked at.
    case verdict(Verdict)
    /// The image was refused.
    case rejected(InputRejection)
  }

  /// What is known about the image.
  public let image: ImageFacts
  /// The verdict or the refusal.
  public let outcome: Outcome
  /// All text that was read, frames ascending, boxes in pixels of the upright original; empty when no recogniser read.
  public let text: [RecognizedLine]
  /// Advice that changes nothing.
  public let advisories: [Advisory]
  /// Time spent, by stage and detector.
  public let timing: [String: Duration]

  /// Which rules it was judged by.
  public let rules: RulesIdentity

  /// What the policy on trial makes of it; nil where none is on trial, and for a refusal.
  public let shadow: ShadowVerdict?

  /// Whether the same bytes were judged by the same rules before and this is the answer that they got: nothing was
  /// looked at anew. `timing` has the stage `remembered` then.
  public let isRemembered: Bool

  /// Makes a result.
  public init(
    image: ImageFacts, outcome: Outcome, text: [RecognizedLine], advisories: [Advisory], timing: [String: Duration],
    rules: RulesIdentity, shadow: ShadowVerdict? = nil, isRemembered: Bool = false
  ) {
    self.image = image
    self.outcome = outcome
    self.text = text
    self.advisories = advisories
    self.timing = timing
    self.rules = rules
    self.shadow = shadow
    self.isRemembered = isRemembered
  }

  /// PASS, REVIEW or BLOCK; nil when the image was refused.
  // Not inlined: optimised, `result.suggestion.map { "\($0)" } ?? "-"` in another module ends the compiler (Swift
  // 6.3.1).
  @inline(never)
  public var suggestion: Suggestion? {
    guard case .verdict(let verdict) = outcome else { return nil }
    return verdict.suggestion
  }
}
