/// Which tags are meant: conditions as `price>=10 AND colour="red" OR kind!=2`, where AND binds closer than OR.
///
/// `=` and `!=` compare texts, numbers, true and false; `>`, `>=`, `<` and `<=` numbers. A picture without the tag meets
/// no condition but `!=`.
struct TagFilter: Hashable, Sendable {
  enum Comparison: String, CaseIterable {
    case greaterOrEqual = ">="
    case lessOrEqual = "<="
    case notEqual = "!="
    case greater = ">"
    case less = "<"
    case equal = "="
  }

  struct Condition: Hashable, Sendable {
    let key: String
    let comparison: Comparison
    let value: PictureTags.Value
    /// Whether the value was given in quotes and so is a text.
    let isQuoted: Bool

    func holds(of tags: PictureTags) -> Bool {
      guard let tag = tags.values[key] else { return comparison == .notEqual }
      let isEqual = tag == value || !isQuoted && TagFilter.text(of: tag) == TagFilter.text(of: value)
      switch comparison {
      case .equal: return isEqual
      case .notEqual: return !isEqual
      case .greater, .greaterOrEqual, .less, .lessOrEqual:
        guard case .number(let left) = tag, case .number(let right) = value else { return false }
        switch comparison {
        case .greater: return left > right
        case .greaterOrEqual: return left >= right
        case .less: return left < right
        default: return left <= right
        }
      }
    }
  }

  /// Any of these, of each all.
  let alternatives: [[Condition]]

  func holds(of tags: PictureTags) -> Bool {
    alternatives.contains { conditions in conditions.allSatisfy { $0.holds(of: tags) } }
  }

  private static func text(of value: PictureTags.Value) -> String {
    switch value {
    case .text(let text): text
    case .number(let number): Int64(exactly: number).map { "\($0)" } ?? "\(number)"
    case .flag(let flag): "\(flag)"
    }
  }

  /// Reads a filter.
  ///
  /// - Throws: `FilterSizeExceed`, `FilterInvalid`.
  init(_ text: String) throws(LibraryFailure) {
    let length = text.unicodeScalars.count
    guard length <= LibraryLimits.maximumFilterCharacterCount else {
      throw .value(
        "FilterSizeExceed",
        "Filter has \(length) characters; \(LibraryLimits.maximumFilterCharacterCount) are allowed")
    }
    var reading = Reading(rest: text[...])
    var alternatives: [[Condition]] = [[]]
    while true {
      alternatives[alternatives.count - 1].append(try reading.condition())
      guard let word = reading.word() else { break }
      switch word.uppercased() {
      case "AND": continue
      case "OR": alternatives.append([])
      default: throw Self.invalid("\(word.prefix(16)) stands where AND or OR would")
      }
    }
    self.alternatives = alternatives
  }

  private static func invalid(_ message: String) -> LibraryFailure {
    .value("FilterInvalid", "\(message); a filter is KEY OP VALUE with >, >=, <, <=, = or !=, joined by AND and OR")
  }

  private struct Reading {
    var rest: Substring

    mutating func blanks() { rest = rest.drop { $0 == " " } }

    /// The next word; nil at the end.
    mutating func word() -> Substring? {
      blanks()
      guard !rest.isEmpty else { return nil }
      let word = rest.prefix { !" ><=!\"'()".contains($0) }
      rest = rest[word.endIndex...]
      return word
    }

    mutating func condition() throws(LibraryFailure) -> Condition {
      guard let key = word(), !key.isEmpty else { throw TagFilter.invalid("a key is missing") }
      blanks()
      guard let comparison = Comparison.allCases.first(where: { rest.hasPrefix($0.rawValue) }) else {
        throw TagFilter.invalid("no operator follows \(key)")
      }
      rest = rest.dropFirst(comparison.rawValue.count)
      blanks()
      if let quote = rest.first, quote == "\"" || quote == "'" {
        let text = rest.dropFirst().prefix { $0 != quote }
        guard text.endIndex < rest.endIndex else { throw TagFilter.invalid("a quote does not end") }
        rest = rest[rest.index(after: text.endIndex)...]
        return try condition(key, comparison, .text(String(text)), isQuoted: true)
      }
      guard let word = word(), !word.isEmpty else { throw TagFilter.invalid("a value is missing behind \(key)") }
      if let number = Double(word), number.isFinite { return try condition(key, comparison, .number(number)) }
      if word == "true" || word == "false" { return try condition(key, comparison, .flag(word == "true")) }
      return try condition(key, comparison, .text(String(word)))
    }

    private func condition(
      _ key: Substring, _ comparison: Comparison, _ value: PictureTags.Value, isQuoted: Bool = false
    ) throws(LibraryFailure) -> Condition {
      if comparison != .equal, comparison != .notEqual {
        guard case .number = value else { throw TagFilter.invalid("\(comparison.rawValue) compares numbers") }
      }
      return Condition(key: String(key), comparison: comparison, value: value, isQuoted: isQuoted)
    }
  }
}
