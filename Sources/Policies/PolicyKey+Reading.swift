import Documents
import ImageMatching
import ModerationCore
import ModerationJudging

extension PolicyKey.Form {
  /// Reads a value strictly.
  func read(_ node: YAMLNode) throws(DocumentProblem) -> PolicyValue {
    switch self {
    case .flag: return .flag(try node.choice([("true", true), ("false", false)]))
    case .count(let range): return .count(try node.integer(in: range))
    case .number(let range): return .number(try node.number(in: range))
    case .choice(let words): return .word(try node.choice(words.map { ($0, $0) }))
    case .choiceOrCount(let words, let range):
      if let word = node.word, Int(word) == nil {
        guard words.contains(word) else {
          throw node.invalid(
            "must be one of \(words), or a whole number from \(range.lowerBound) to \(range.upperBound), not \(word.debugDescription)\(NearestWord.hint(word, among: words))"
          )
        }
        return .word(word)
      }
      return .count(try node.integer(in: range))
    case .words(let words, let alone):
      if let alone, let word = node.word {
        guard word == alone else { throw node.invalid("must be \(alone), or a list of some of \(words)") }
        return .word(word)
      }
      for element in try node.elements() { _ = try element.choice(words.map { ($0, $0) }) }
      return .words(try node.texts())
    case .names: return .words(try node.texts())
    case .text(let byteCount):
      let text = try node.text()
      guard text.utf8.count <= byteCount else {
        throw node.invalid("has \(text.utf8.count) bytes; \(byteCount) are allowed")
      }
      return .word(text)
    case .uses(let kind): return .uses(try Self.uses(node, kind))
    case .exceptions: return .exceptions(try Self.exceptions(node))
    }
  }

  private static func uses(_ node: YAMLNode, _ kind: ListUse.Kind) throws(DocumentProblem) -> [ListUse] {
    var uses: [ListUse] = []
    for element in try node.elements() {
      let use: ListUse
      if element.isMapping {
        try element.allow([kind.key, "suggestion"] + (kind == .pictures ? ["distance"] : []))
        use = ListUse(
          kind: kind, name: try element.required(kind.key).text(),
          suggestion: try element.optional("suggestion").map { node throws(DocumentProblem) in try node.suggestion() },
          distanceBits: try element.optional("distance").map { node throws(DocumentProblem) in
            try node.integer(in: 0...FingerprintIndex.maximumDistanceBits)
          })
      } else {
        use = ListUse(kind: kind, name: try element.text())
      }
      guard !uses.contains(where: { $0.name == use.name }) else {
        throw element.invalid("names \(use.name.debugDescription) again")
      }
      uses.append(use)
    }
    return uses
  }

  private static func exceptions(_ node: YAMLNode) throws(DocumentProblem) -> [FindingException] {
    var exceptions: [FindingException] = []
    for element in try node.elements() {
      try element.allow(["name", "detector", "label", "subLabel", "keyword", "list"])
      func text(_ key: String) throws(DocumentProblem) -> String? {
        guard let value = element.optional(key) else { return nil }
        return try value.text()
      }
      let exception = FindingException(
        name: try element.required("name").text(), detector: try text("detector"),
        label: try text("label").map(Label.init(rawValue:)),
        subLabel: try text("subLabel").map(SubLabel.init(rawValue:)),
        keyword: try text("keyword"), list: try text("list"))
      guard exception != FindingException(name: exception.name) else {
        throw element.invalid("excepts nothing: give detector, label, subLabel, keyword or list")
      }
      exceptions.append(exception)
    }
    return exceptions
  }
}

extension YAMLNode {
  fileprivate func suggestion() throws(DocumentProblem) -> Suggestion {
    try choice(Suggestion.allCases.map { ($0.description, $0) })
  }
}
