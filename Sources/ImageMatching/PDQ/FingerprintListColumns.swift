/// Which column of a list says what: as the heading names them, or hash, quality, name, suggestion, label, and then
/// metadata as `key=value`.
struct FingerprintListColumns {
  /// What a column says.
  enum Meaning: Equatable {
    case hash
    case quality
    case name
    case suggestion
    case label
    /// A value under this key.
    case metadata(ArraySlice<UInt8>)
    /// A key and a value.
    case pair

    init(heading: ArraySlice<UInt8>) {
      switch String(decoding: heading, as: UTF8.self).lowercased() {
      case "hash": self = .hash
      case "quality": self = .quality
      case "name": self = .name
      case "suggestion": self = .suggestion
      case "label": self = .label
      default: self = .metadata(heading)
      }
    }
  }

  private static let usual: [Meaning] = [.hash, .quality, .name, .suggestion, .label]

  private let headings: [Meaning]?

  /// Without a heading.
  init() { headings = nil }

  /// The columns that a heading names; nil when the line is not one, because its first word is not `hash` and no other
  /// is.
  init?(heading columns: [ArraySlice<UInt8>]) {
    let meanings = columns.map(Meaning.init)
    guard meanings.contains(.hash) else { return nil }
    headings = meanings
  }

  /// Why the heading cannot be used; nil when it can.
  var fault: String? {
    guard let headings else { return nil }
    if headings.contains(.metadata([])) { return "a column of the heading has no name" }
    if let twice = headings.indices.first(where: { headings[..<$0].contains(headings[$0]) }) {
      return "column \(twice + 1) of the heading has the name of an earlier one"
    }
    return nil
  }

  /// What a column says; nil for one behind the heading's last.
  func meaning(of index: Int) -> Meaning? {
    guard let headings else { return index < Self.usual.count ? Self.usual[index] : .pair }
    return index < headings.count ? headings[index] : nil
  }
}
