import ModerationCore
public import ModerationJudging

/// What a policy says for one of its keys.
public enum PolicyValue: Hashable, Sendable {
  case flag(Bool)
  case count(Int)
  case number(Double)
  /// One of the key's words, or a text.
  case word(String)
  /// A list of words, without repetition, in the order of the file.
  case words([String])
  /// Lists in use.
  case uses([ListUse])
  /// Findings that do not count.
  case exceptions([FindingException])

  /// The value as YAML writes it in one line.
  public var yaml: String {
    switch self {
    case .flag(let flag): flag ? "true" : "false"
    case .count(let count): "\(count)"
    case .number(let number): Self.text(number)
    case .word(let word): Self.quoted(word)
    case .words(let words): Self.list(words.map(Self.quoted))
    case .uses(let uses): Self.list(uses.map(\.yaml))
    case .exceptions(let exceptions): Self.list(exceptions.map(\.yaml))
    }
  }

  private static func list(_ items: [String]) -> String { "[" + items.joined(separator: ", ") + "]" }

  /// A number without an exponent where it is a whole one.
  private static func text(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// A text, in quotes where YAML could take it for something else.
  static func quoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "/"), UInt8(ascii: "."),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
    let first = text.utf8.first ?? 0
    let isWord = (first | 0x20) >= UInt8(ascii: "a") && (first | 0x20) <= UInt8(ascii: "z")
    if plain, isWord, !["true", "false", "null", "yes", "no", "on"].contains(text.lowercased()) { return text }
    let escaped = text.unicodeScalars.map { scalar -> String in
      switch scalar.properties.generalCategory {
      case _ where scalar == "\\" || scalar == "\"": "\\\(scalar)"
      // What a terminal would take for an order or for another direction stays readable as YAML.
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        escape(scalar)
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }
}

extension FindingException {
  var yaml: String {
    let parts = [
      ("name", name), ("detector", detector), ("label", label?.rawValue), ("subLabel", subLabel?.rawValue),
      ("keyword", keyword), ("list", list),
    ].compactMap { key, value in value.map { "\(key): \(PolicyValue.quoted($0))" } }
    return "{" + parts.joined(separator: ", ") + "}"
  }
}
