/// The name of a group or a person: also the name of a folder, and shown to people.
///
/// Any script is welcome. Refused is what a file system would take for something else (`/`, a leading dot), what nobody
/// can see (control characters, marks that turn the direction of writing, spaces at the ends), and what is longer than
/// a file's name may be.
public struct GalleryName: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// What file systems allow for a name, in bytes of UTF-8.
  public static let maximumByteCount = 255

  /// The name as written. Two spellings of one accent are the same name.
  public let text: String

  public var description: String { text }

  /// Takes a name; nil when it breaks a rule above.
  public init?(_ text: String) {
    guard !text.isEmpty, text.utf8.count <= Self.maximumByteCount, !text.hasPrefix("."),
      text.unicodeScalars.allSatisfy(Self.isAllowed),
      text.first?.isWhitespace == false, text.last?.isWhitespace == false
    else { return nil }
    self.text = text
  }

  /// By code points, so that the order depends on no language setting.
  public static func < (left: GalleryName, right: GalleryName) -> Bool {
    left.text.unicodeScalars.lexicographicallyPrecedes(right.text.unicodeScalars)
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "/" { return false }
    return switch scalar.properties.generalCategory {
    // A zero-width joiner and its opposite are letters' business in Persian, Hindi and emoji.
    case .format: scalar.value == 0x200C || scalar.value == 0x200D
    case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
    default: true
    }
  }

  /// What to tell who gave a bad name.
  public static let rule = """
    a name has 1 to \(maximumByteCount) bytes, no slash, no leading dot, no space at its ends and nothing invisible
    """
}
