/// Something in a file that a viewer may show and that no detector was shown. The merge makes a gap of it.
public struct Unseen: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// What it is of.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A part of a drawing that is not drawn as browsers draw it.
    case construct
    /// What a reference to another file points to.
    case reference
    /// A further picture or page of the file that is not decoded.
    case picture
    /// Frames of an animation that are not decoded.
    case frames
    /// A description of colours that is not applied as viewers apply it.
    case color
    /// A channel that some viewers show.
    case channel
    /// A crop or a turn that viewers read differently.
    case geometry
  }

  /// The most characters of `detail`.
  public static let maximumDetailLength = 120

  /// What it is of.
  public let kind: Kind
  /// What it is, in a few words: "the SVG element foreignObject". Control characters are left out.
  public let detail: String

  /// Names something; the detail is cut to `maximumDetailLength`.
  public init(_ kind: Kind, _ detail: String) {
    self.kind = kind
    // What comes after a cut by scalars could join to the one before, so that the length is checked in scalars.
    var scalars = String.UnicodeScalarView()
    scalars.append(
      contentsOf: detail.unicodeScalars.lazy.filter { !$0.properties.generalCategory.isControl }
        .prefix(Self.maximumDetailLength))
    self.detail = String(scalars)
  }

  public static func < (left: Unseen, right: Unseen) -> Bool {
    left.kind == right.kind ? left.detail < right.detail : left.kind.rawValue < right.kind.rawValue
  }

  public var description: String { detail }
}

extension Unicode.GeneralCategory {
  fileprivate var isControl: Bool { self == .control || self == .lineSeparator || self == .paragraphSeparator }
}
