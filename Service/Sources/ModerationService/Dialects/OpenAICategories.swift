import ImageModeration

/// OpenAI's thirteen categories, and which of them our labels say.
struct OpenAICategories {
  /// All, in their documented order.
  static let names = [
    "harassment", "harassment/threatening", "hate", "hate/threatening", "illicit", "illicit/violent", "self-harm",
    "self-harm/intent", "self-harm/instructions", "sexual", "sexual/minors", "violence", "violence/graphic",
  ]

  /// The categories that a finding is in; none where OpenAI has no word for it.
  static func names(for finding: CountedFinding) -> [String] {
    switch finding.label {
    case .porn, .sexy: ["sexual"]
    case .terror: finding.subLabel == .gore ? ["violence", "violence/graphic"] : ["violence"]
    case .abuse: ["harassment"]
    default: []
    }
  }

  private var scores: [String: Double] = [:]
  private var types: [String: Set<String>] = [:]

  /// Reads what was looked at and what was found.
  init(_ verdict: Verdict?, _ findings: [CountedFinding]) {
    if let verdict {
      if verdict.looked(at: .porn) { types["sexual"] = ["image"] }
      if verdict.looked(at: .terror) { types["violence"] = ["image"] }
      if verdict.looked(for: .gore, in: .terror) { types["violence/graphic"] = ["image"] }
    }
    for finding in findings {
      for name in Self.names(for: finding) {
        scores[name] = max(scores[name] ?? 0, finding.score)
        types[name, default: []].insert(finding.scene == .text ? "text" : "image")
      }
    }
  }

  /// Whether any category is true.
  var isEmpty: Bool { scores.isEmpty }

  /// The three objects of a result.
  func result(flagged: Bool) -> JSONValue {
    .object([
      "flagged": .bool(flagged),
      "categories": object { .bool(scores[$0] != nil) },
      "category_scores": object { .number(scores[$0] ?? 0) },
      "category_applied_input_types": object { .array((types[$0] ?? []).sorted().map(JSONValue.string)) },
    ])
  }

  private func object(_ value: (String) -> JSONValue) -> JSONValue {
    .object(Self.names.map { JSONValue.Member(name: $0, value: value($0)) })
  }
}
