import ImageMatching
public import ModerationCore
import ModerationJudging

/// The JSON Schema of a policy file, for editors: made of the table of keys, so that it says what the reader reads.
public enum PolicySchema {
  /// The schema's name.
  public static let name = "policy-1"

  /// The schema as JSON, its keys in the order of the table.
  ///
  /// - Parameter detectors: What there is to look with: gives the labels that editors complete.
  public static func json(detectors: [DetectorDescriptor]) -> String {
    let vocabulary = PolicyVocabulary(detectors: detectors)
    let claims: [(String, Node)] = [(PolicyKey.images, ThresholdSetting.Reach.images), (PolicyKey.texts, .texts)].map {
      key, reach in
      let about = key == PolicyKey.images ? "what is seen in pictures" : "what is written, codes among it"
      return (key, thresholds("Thresholds of \(about), by label or label/sublabel.", of: reach, vocabulary))
    }
    let byDetector: Node = .object([
      ("description", .text("Thresholds of one detector, by its name without the revision.")),
      ("type", .text("object")),
      (
        "additionalProperties",
        .object([("type", .text("object")), ("additionalProperties", .reference("thresholds"))])
      ),
    ])
    let root: Node = .object([
      ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
      ("$id", .text("urn:swift-image-moderation:\(name)")),
      ("title", .text(name)),
      ("description", .text("A policy: one file of a policy folder, called like the policy.")),
      ("type", .list([.text("object"), .text("null")])),
      ("additionalProperties", .flag(false)),
      ("properties", .object(properties(below: []) + claims + [(PolicyKey.detectors, byDetector)])),
      ("$defs", .object(definitions)),
    ])
    return root.written(indent: 0) + "\n"
  }

  private static func properties(below path: [String]) -> [(String, Node)] {
    let thresholds = [PolicyKey.images, PolicyKey.texts, PolicyKey.detectors]
    return PolicyKey.children(of: path).filter { !thresholds.contains($0) }.map { name in
      if let key = PolicyKey.at(path + [name]) {
        return (name, .object([("description", .text(key.about))] + form(key.form)))
      }
      return (
        name,
        .object([
          ("type", .text("object")), ("additionalProperties", .flag(false)),
          ("properties", .object(properties(below: path + [name]))),
        ])
      )
    }
  }

  private static func form(_ form: PolicyKey.Form) -> [(String, Node)] {
    switch form {
    case .flag: [("type", .text("boolean"))]
    case .count(let range): count(range)
    case .number(let range):
      [("type", .text("number")), ("minimum", .number(range.lowerBound)), ("maximum", .number(range.upperBound))]
    case .choice(let words): [("enum", .words(words))]
    case .choiceOrCount(let words, let range):
      [("anyOf", .list([.object([("enum", .words(words))]), .object(count(range))]))]
    case .words(let words, nil): list(of: .object([("enum", .words(words))]))
    case .words(let words, let alone?):
      [
        (
          "anyOf",
          .list([.object([("const", .text(alone))]), .object(list(of: .object([("enum", .words(words))])))])
        )
      ]
    case .names: list(of: .object([("type", .list([.text("string"), .text("number")]))]))
    case .text: [("type", .list([.text("string"), .text("number")]))]
    case .uses(let kind): list(of: .reference(definition(of: kind)))
    case .exceptions: list(of: .reference("exception"))
    }
  }

  private static func definition(of kind: ListUse.Kind) -> String {
    switch kind {
    case .words, .codes: "file"
    case .pictures: "pictures"
    case .faces: "group"
    }
  }

  private static func count(_ range: ClosedRange<Int>) -> [(String, Node)] {
    [("type", .text("integer")), ("minimum", .count(range.lowerBound)), ("maximum", .count(range.upperBound))]
  }

  private static func list(of item: Node) -> [(String, Node)] { [("type", .text("array")), ("items", item)] }

  private static func thresholds(
    _ about: String, of reach: ThresholdSetting.Reach, _ vocabulary: PolicyVocabulary
  ) -> Node {
    let outcomes = vocabulary.detectors(in: reach).flatMap(\.outcomes)
    let claims = Set(outcomes.flatMap { outcome in ThresholdField.allCases.flatMap { outcome.keys(for: $0) } })
    return .object([
      ("description", .text(about)), ("type", .text("object")),
      ("properties", .object(claims.map(\.description).sorted().map { ($0, .reference("thresholds")) })),
      ("additionalProperties", .reference("thresholds")),
    ])
  }

  private static var definitions: [(String, Node)] {
    let number: Node = .object([
      (
        "anyOf",
        .list([
          .object([("type", .text("number")), ("minimum", .count(0)), ("maximum", .count(1))]),
          .object([("const", .text(ThresholdField.never))]),
        ])
      )
    ])
    let fields = ThresholdField.allCases.map { ($0.rawValue, number) }
    func use(_ key: String, _ more: [(String, Node)] = []) -> Node {
      let suggestion: Node = .object([("enum", .words(Suggestion.allCases.map(\.description)))])
      let long: [(String, Node)] = [
        ("type", .text("object")), ("additionalProperties", .flag(false)), ("required", .words([key])),
        ("properties", .object([(key, .object([("type", .text("string"))])), ("suggestion", suggestion)] + more)),
      ]
      return .object([("anyOf", .list([.object([("type", .text("string"))]), .object(long)]))])
    }
    let exceptionKeys = ["name", "detector", "label", "subLabel", "keyword", "list"]
    return [
      (
        "thresholds",
        .object([
          ("description", .text("From review on a person is asked, above block it is blocked; off: neither.")),
          (
            "anyOf",
            .list([
              .object([("const", .text("off"))]),
              .object([
                ("type", .text("object")), ("additionalProperties", .flag(false)), ("properties", .object(fields)),
              ]),
            ])
          ),
        ])
      ),
      ("file", use("file")), ("group", use("group")),
      ("pictures", use("file", [("distance", .object(count(0...FingerprintIndex.maximumDistanceBits)))])),
      (
        "exception",
        .object([
          ("type", .text("object")), ("additionalProperties", .flag(false)), ("required", .words(["name"])),
          (
            "properties",
            .object(exceptionKeys.map { ($0, .object([("type", .list([.text("string"), .text("number")]))])) })
          ),
        ])
      ),
    ]
  }

  /// JSON whose keys keep their order.
  private indirect enum Node {
    case object([(String, Node)])
    case list([Node])
    case text(String)
    case number(Double)
    case count(Int)
    case flag(Bool)

    static func words(_ words: [String]) -> Node { .list(words.map(Node.text)) }

    static func reference(_ name: String) -> Node { .object([("$ref", .text("#/$defs/\(name)"))]) }

    func written(indent: Int) -> String {
      let space = String(repeating: " ", count: indent + 2)
      let end = String(repeating: " ", count: indent)
      switch self {
      case .object(let members) where members.isEmpty: return "{}"
      case .object(let members):
        let lines = members.map { "\(space)\(Self.quoted($0)): \($1.written(indent: indent + 2))" }
        return "{\n" + lines.joined(separator: ",\n") + "\n\(end)}"
      case .list(let items):
        let isFlat = items.allSatisfy { if case .object = $0 { false } else { true } }
        if isFlat { return "[" + items.map { $0.written(indent: 0) }.joined(separator: ", ") + "]" }
        return "[\n" + items.map { space + $0.written(indent: indent + 2) }.joined(separator: ",\n") + "\n\(end)]"
      case .text(let text): return Self.quoted(text)
      case .number(let number): return "\(number)"
      case .count(let count): return "\(count)"
      case .flag(let flag): return flag ? "true" : "false"
      }
    }

    /// The texts here are of this module: letters and signs, of which only the quote needs an escape.
    private static func quoted(_ text: String) -> String {
      "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
  }
}
