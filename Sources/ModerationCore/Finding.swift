/// One thing that a detector saw, as a claim with a score. What it means is the policy's business.
public struct Finding: Hashable, Sendable {
  /// A place in the image.
  public struct Location: Hashable, Sendable {
    /// The frame, counted from 0.
    public let frameIndex: Int
    /// The rectangle. A `Detector` gives it in the pixels it was handed, and the pipeline maps it to the upright
    /// original; a `TextDetector` hands on the rectangles of the lines it was given.
    public let box: PixelRectangle

    /// Makes a location.
    public init(frameIndex: Int, box: PixelRectangle) {
      self.frameIndex = frameIndex
      self.box = box
    }
  }

  /// A person of the operator's gallery who may be shown.
  public struct Candidate: Hashable, Sendable {
    /// The person's name as the gallery has it.
    public let name: String
    /// The gallery's group that the person belongs to.
    public let group: String
    /// How sure the detector is, 0…1.
    public let score: Double

    /// Makes a candidate.
    public init(name: String, group: String, score: Double) {
      self.name = name
      self.group = group
      self.score = score
    }
  }

  /// The class claimed; one of those that the descriptor's `bands` declare.
  public var label: Label
  /// A finer class, one of those that the descriptor covers.
  public var subLabel: SubLabel?
  /// How sure the detector is, 0…1, higher is worse.
  public var score: Double
  /// Where it is; empty when the whole frame is meant.
  public var locations: [Location]
  /// The text concerned, as it was read.
  public var text: String?
  /// The list entries that hit, exactly as the list has them.
  public var keywords: [String]
  /// Where in `text` the keywords were found, in Unicode scalars, ascending; empty where the detector does not know.
  public var keywordRanges: [Range<Int>]
  /// The name of the list that hit.
  public var list: String?
  /// Persons who may be shown at the place of this finding, likeliest first.
  public var candidates: [Candidate]
  /// What the entry of the operator's list says that is to be done; nil where the score decides. Only a detector whose
  /// `basis` is `operatorList` may give one.
  public var suggestion: Suggestion?
  /// The entry of the operator's list that keeps this finding from counting, as `LIST: ENTRY`; nil when it counts. The
  /// result has it as `suppressedBy`.
  public var allowedBy: String?
  /// What else this finding keeps from counting: a hit of an allow list. Only a detector whose `basis` is `operatorList`
  /// may give one.
  public var allowance: Allowance?
  /// Further facts for a person who reads the evidence, by lower-camel-case names with their unit: `cosine`, `tag`.
  public var details: [String: String]

  /// Makes a finding.
  public init(
    label: Label, subLabel: SubLabel? = nil, score: Double, locations: [Location] = [], text: String? = nil,
    keywords: [String] = [], keywordRanges: [Range<Int>] = [], list: String? = nil, candidates: [Candidate] = [],
    suggestion: Suggestion? = nil, allowedBy: String? = nil, allowance: Allowance? = nil,
    details: [String: String] = [:]
  ) {
    self.label = label
    self.subLabel = subLabel
    self.score = score
    self.locations = locations
    self.text = text
    self.keywords = keywords
    self.keywordRanges = keywordRanges
    self.list = list
    self.candidates = candidates
    self.suggestion = suggestion
    self.allowedBy = allowedBy
    self.allowance = allowance
    self.details = details
  }

  /// The most findings that one call of a detector may return.
  public static let maximumPerCall = 4096
}
