public import ModerationCore

/// Why a scene was not looked at, or not whole, as far as a policy tells apart. Every gap is of one kind.
public struct GapKind: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The kind as written in policies.
  public let rawValue: String

  /// Makes a kind from its spelling in policies.
  public init(rawValue: String) { self.rawValue = rawValue }

  public var description: String { rawValue }

  /// The time was up, for the image or for a detector.
  public static let deadline = GapKind(rawValue: "deadline")
  /// A viewer may show what no detector was shown.
  public static let unseen = GapKind(rawValue: "unseen")
  /// The sampling left frames out, and the policy takes that for a gap.
  public static let unsampledFrames = GapKind(rawValue: "unsampledFrames")
  /// The scene's detectors do not look for something that the policy's `gapsFor` names.
  public static let notCovered = GapKind(rawValue: "notCovered")
  /// A detector failed, whatever its code, or found more than its bounds let it look at.
  public static let detectorFailed = GapKind(rawValue: "detectorFailed")
  /// The file is over the scene's own byte limit.
  public static let fileTooLargeForScene = GapKind(rawValue: "fileTooLargeForScene")
  /// Not looked at for a reason that has no kind of its own; only results of other versions hold such.
  public static let notEvaluated = GapKind(rawValue: "notEvaluated")

  /// A record that is judged again does not hold what would have to be looked at. Never passes.
  public static let notRecorded = GapKind(rawValue: "notRecorded")

  /// The kinds there are, by name.
  public static let all: [GapKind] = [
    deadline, detectorFailed, fileTooLargeForScene, notCovered, notEvaluated, notRecorded, unsampledFrames, unseen,
  ]

  /// The kind of a scene's gap; nil for a status that is not a gap.
  public init?(of status: SceneStatus) {
    switch status {
    case .evaluated, .notNeeded: return nil
    case .notEvaluated(_, let code):
      let own: [GapKind] = [.deadline, .unseen, .unsampledFrames, .notCovered, .notRecorded]
      self = own.first { $0.rawValue == code } ?? .notEvaluated
    case .failed(let failure):
      switch failure.code {
      case .deadline: self = .deadline
      case .fileTooLargeForScene: self = .fileTooLargeForScene
      default: self = .detectorFailed
      }
    }
  }

  /// Whether such a gap is a policy's word and not the image's: another policy decides it anew.
  var isOfPolicy: Bool { self == .unsampledFrames || self == .notCovered }
}
