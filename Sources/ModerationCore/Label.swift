/// The main class of a finding or verdict, in the spelling of IMS 2020-12-29.
///
/// An open vocabulary: policies may add their own labels.
public struct Label: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The label as written in results.
  public let rawValue: String

  /// Makes a label from its spelling in results.
  public init(rawValue: String) { self.rawValue = rawValue }

  public var description: String { rawValue }

  public static func < (left: Label, right: Label) -> Bool { left.rawValue < right.rawValue }

  /// Looked at, and nothing found.
  public static let normal = Label(rawValue: "Normal")
  /// Pornography.
  public static let porn = Label(rawValue: "Porn")
  /// Suggestive, short of pornography.
  public static let sexy = Label(rawValue: "Sexy")
  /// Weapons, violence, fire.
  public static let terror = Label(rawValue: "Terror")
  /// Political persons or pictures.
  public static let polity = Label(rawValue: "Polity")
  /// Advertising, QR codes, contact details.
  public static let ad = Label(rawValue: "Ad")
  /// Insults.
  public static let abuse = Label(rawValue: "Abuse")
  /// Illegal goods and services.
  public static let illegal = Label(rawValue: "Illegal")
  /// An entry of the operator's own lists.
  public static let custom = Label(rawValue: "Custom")
}

/// A finer class below a `Label`, for example `Explicit` below `Porn`.
///
/// Detectors declare in these terms what they cover and what they do not.
public struct SubLabel: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The sublabel as written in results.
  public let rawValue: String

  /// Makes a sublabel from its spelling in results.
  public init(rawValue: String) { self.rawValue = rawValue }

  public var description: String { rawValue }

  public static func < (left: SubLabel, right: SubLabel) -> Bool { left.rawValue < right.rawValue }
}
