import ImageModeration

/// What Huawei Cloud's answers say of single findings.
enum HuaweiDetail {
  /// The most findings that are told.
  static let maximumCount = 100
  /// The most bytes of text that are told.
  static let maximumTextBytes = 5_000

  private static let codes = Set(SubLabel.matrixCodes + SubLabel.goodsCodes)

  /// `pass`, `review` or `block`.
  static func word(for suggestion: Suggestion) -> String { suggestion.rawValue.lowercased() }

  /// The documented category of a scene, or else of a label; our own label where there is none.
  static func category(scene: Scene, label: Label) -> String {
    if let category = HuaweiDialect.scenes.first(where: { $0.value == scene })?.key { return category }
    return switch label {
    case .porn, .sexy: "porn"
    case .terror: "terrorism"
    case .polity: "politics"
    default: label.rawValue
    }
  }

  /// Everything that counts, worst first.
  static func values(of verdict: Verdict) -> [JSONValue] {
    verdict.evidence.filter { $0.suppressedBy == nil && $0.meaning.suggestion > .pass }.prefix(maximumCount).map(value)
  }

  private static func value(of evidence: Verdict.Evidence) -> JSONValue {
    let (finding, judged) = (evidence.finding, evidence.judged)
    let isCode = judged.subLabel.map(codes.contains) == true
    let place = finding.locations.first.map { location(of: $0.box) }
    return .object([
      "suggestion": .string(word(for: evidence.meaning.suggestion)),
      "category": .string(category(scene: evidence.scene, label: judged.label)),
      "label": .string((judged.subLabel?.rawValue) ?? judged.label.rawValue),
      "confidence": .number(finding.score),
      "face_location": judged.subLabel == .galleryFace ? place : nil,
      "qr_location": isCode ? place : nil,
      "qr_content": isCode ? finding.text.map(JSONValue.string) : nil,
      "segments": evidence.scene == .text && !finding.keywords.isEmpty
        ? .array(
          finding.keywords.map {
            .object(["segment": .string($0), "glossary_name": finding.list.map(JSONValue.string)])
          })
        : nil,
    ])
  }

  private static func location(of box: PixelRectangle) -> JSONValue {
    .object([
      "top_left_x": pixel(box.x), "top_left_y": pixel(box.y), "bottom_right_x": pixel(box.x + box.width),
      "bottom_right_y": pixel(box.y + box.height),
    ])
  }

  private static func pixel(_ value: Double) -> JSONValue { .integer(Int64(exactly: value.rounded()) ?? 0) }

  /// The text that was read, whole lines up to `maximumTextBytes`; nil where none was.
  static func text(_ lines: [RecognizedLine]) -> String? {
    var text = ""
    for line in lines where !line.text.isEmpty {
      guard text.utf8.count + line.text.utf8.count < maximumTextBytes else { break }
      text += (text.isEmpty ? "" : "\n") + line.text
    }
    return text.isEmpty ? nil : text
  }
}
