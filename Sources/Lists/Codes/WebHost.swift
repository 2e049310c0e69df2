/// The name of a site in one spelling: small letters, ASCII (`xn--…` for other scripts), no point at its end.
struct WebHost: Hashable, Sendable {
  /// The most letters between two points (RFC 1035).
  static let maximumLabelLength = 63
  /// The most letters of a name (RFC 1035).
  static let maximumLength = 253

  let name: String

  /// Takes a name as it is written; nil when it is no name of at least two parts.
  init?(_ text: some StringProtocol) {
    guard text.utf8.count <= 4 * Self.maximumLength else { return nil }
    if Self.isPlain(text.utf8) {
      name = String(text)
      return
    }
    var labels: [String] = []
    for part in Self.folded(text).split(separator: ".", omittingEmptySubsequences: false) {
      guard let label = Punycode.encoded(String(part)), Self.isLabel(label) else { return nil }
      labels.append(label)
    }
    guard labels.count > 1 else { return nil }
    name = labels.joined(separator: ".")
    guard name.utf8.count <= Self.maximumLength else { return nil }
  }

  /// Whether a name is in its one spelling already, as nearly all are.
  private static func isPlain(_ text: some Sequence<UInt8>) -> Bool {
    var (length, label, dots) = (0, 0, 0)
    for byte in text {
      length += 1
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
        UInt8(ascii: "_"):
        label += 1
        if label > maximumLabelLength { return false }
      case UInt8(ascii: "."):
        if label == 0 { return false }
        (label, dots) = (0, dots + 1)
      default: return false
      }
    }
    return label > 0 && dots > 0 && length <= maximumLength
  }

  /// Whether every part begins and ends with a letter or digit, as names that are given out do.
  var isWellFormed: Bool { name.split(separator: ".").allSatisfy { !$0.hasPrefix("-") && !$0.hasSuffix("-") } }

  /// The name and those above it that have two parts or more: `a.b.c`, `b.c`.
  var andAbove: [Substring] {
    var names: [Substring] = []
    var rest = name[...]
    while let dot = rest.firstIndex(of: ".") {
      names.append(rest)
      rest = rest[rest.index(after: dot)...]
    }
    return names
  }

  /// Small letters, the full-width forms and other scripts' full stops as browsers take them, no point at the end.
  static func folded(_ text: some StringProtocol) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x3002, 0xFF0E, 0xFF61: scalars.append(".")
      case 0xFF01...0xFF5E: scalars.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
      // What browsers drop: it is not seen.
      case 0xAD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x200B...0x200F, 0x202A...0x202E,
        0x2060...0x206F, 0xFE00...0xFE0F, 0xFEFF, 0xE0000...0xE0FFF:
        continue
      default: scalars.append(scalar)
      }
    }
    let lower = String(scalars).lowercased()
    return lower.last == "." ? String(lower.dropLast()) : lower
  }

  private static func isLabel(_ label: String) -> Bool {
    (1...maximumLabelLength).contains(label.utf8.count)
      && label.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
          UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }
}
