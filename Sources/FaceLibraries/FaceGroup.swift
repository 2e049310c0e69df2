public import ImageMatching

/// A group of a library: its persons are looked for, or let through.
public struct FaceGroup: Hashable, Sendable {
  /// What a match with one of its persons means.
  public enum Color: Int, Hashable, Sendable, CaseIterable {
    /// The person is looked for.
    case black = 0
    /// The person is let through: a match keeps a finding of a black group from counting.
    case white = 1

    /// The word for it.
    public var word: String { self == .black ? "black" : "white" }
  }

  /// The scenes that a group belongs to.
  public struct Scenes: OptionSet, Hashable, Sendable {
    public let rawValue: Int

    /// Makes a set of its bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The politics scene: findings claim Polity.
    public static let politics = Scenes(rawValue: 1)
    /// Findings claim Terror.
    public static let terror = Scenes(rawValue: 2)
    /// Both.
    public static let both: Scenes = [.politics, .terror]

    /// The word for it.
    public var word: String {
      switch self {
      case .politics: "politics"
      case .terror: "terror"
      default: "both"
      }
    }
  }

  /// What programs call it.
  public let id: FaceID
  /// What people call it.
  public var name: GalleryName
  /// What a match means.
  public var color: Color
  /// Where it belongs; never empty.
  public var scenes: Scenes

  /// Makes a group.
  public init(id: FaceID, name: GalleryName, color: Color = .black, scenes: Scenes = .politics) {
    self.id = id
    self.name = name
    self.color = color
    self.scenes = scenes.isEmpty ? .politics : scenes
  }
}
