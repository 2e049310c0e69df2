/// A question that moderation asks of an image: porn, terror, politics, text, or a plugin's own.
public struct Scene: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The lower-case name used on the command line and in results, or a plugin's identifier.
  public let rawValue: String

  /// Makes a scene from its name.
  public init(rawValue: String) { self.rawValue = rawValue }

  public var description: String { rawValue }

  public static func < (left: Scene, right: Scene) -> Bool { left.rawValue < right.rawValue }

  /// Nudity and sexual content.
  public static let porn = Scene(rawValue: "porn")
  /// Weapons, military vehicles, fire.
  public static let terror = Scene(rawValue: "terror")
  /// Persons and pictures on the operator's lists.
  public static let politics = Scene(rawValue: "politics")
  /// Words and codes written in the picture.
  public static let text = Scene(rawValue: "text")
  /// What the picture shows, without judgement.
  public static let tags = Scene(rawValue: "tags")
}
