public import ModerationCore

/// A kind of finding that the operator has decided not to count: it stays in the result, marked, and changes no
/// suggestion.
public struct FindingException: Hashable, Sendable {
  /// The exception's name, as `suppressedBy` has it.
  public let name: String
  /// The detector's identifier without its revision; nil for any.
  public var detector: String?
  /// The label claimed; nil for any.
  public var label: Label?
  /// The sublabel claimed; nil for any.
  public var subLabel: SubLabel?
  /// A list entry that hit, exactly as the list has it; nil for any.
  public var keyword: String?
  /// The name of the list that hit; nil for any.
  public var list: String?

  /// Makes an exception of what meets all that is given; one without anything given meets nothing.
  public init(
    name: String, detector: String? = nil, label: Label? = nil, subLabel: SubLabel? = nil, keyword: String? = nil,
    list: String? = nil
  ) {
    self.name = name
    self.detector = detector
    self.label = label
    self.subLabel = subLabel
    self.keyword = keyword
    self.list = list
  }

  /// Whether a finding is excepted.
  func covers(_ finding: Finding, of descriptor: DetectorDescriptor) -> Bool {
    guard detector != nil || label != nil || subLabel != nil || keyword != nil || list != nil else { return false }
    return (detector ?? descriptor.name) == descriptor.name && (label ?? finding.label) == finding.label
      && (subLabel == nil || subLabel == finding.subLabel) && (list == nil || list == finding.list)
      && (keyword.map { finding.keywords.contains($0) } ?? true)
  }
}
