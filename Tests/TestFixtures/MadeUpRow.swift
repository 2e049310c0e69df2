import Digests
package import ModerationCore
package import ModerationJudging

/// Rows of results without an image or a model.
package enum MadeUpRow {
  /// The digest that a model of made-up rows has.
  package static let model = DetectorDescriptor.Model(name: "made-up", sha256: String(repeating: "0", count: 64))

  /// A row with one scene and one finding.
  package static func verdict(
    _ source: String, score: Double, label: Label = .porn, status: SceneStatus = .evaluated,
    model: DetectorDescriptor.Model = model, bytes: [UInt8] = []
  ) -> ResultDocument {
    let suggestion: Suggestion = status.isGap ? .review : score < 0.3 ? .pass : score < 0.7 ? .review : .block
    let label = suggestion == .pass ? Label.normal : label
    let finding = Verdict.Evidence(
      scene: .porn, detector: "made-up/1", model: model, basis: .model, finding: Finding(label: .porn, score: score),
      frameIndex: 0, meaning: ScoreBands.Meaning(suggestion, label))
    let scene = SceneResult(
      scene: .porn, status: status, suggestion: suggestion, label: label, subLabel: nil, score: score,
      models: [model], notCovered: [])
    return document(
      source, bytes,
      .verdict(
        Verdict(
          suggestion: suggestion, label: label, subLabel: nil, score: score, reason: "made up", scenes: [scene],
          evidence: [finding])))
  }

  /// A row of an image that was refused.
  package static func refusal(_ source: String, bytes: [UInt8] = []) -> ResultDocument {
    document(source, bytes, .rejected(InputRejection(.formatUnknown, message: "made up")))
  }

  /// A row of an image that this machine failed on.
  package static func failure(_ source: String, _ code: HostFailure.Code = .decoderFailed) -> ResultDocument {
    ResultDocument(HostFailure(code, message: "made up"), source: source, limits: "made-up")
  }

  /// What a made-up judge says of a file: by its first byte it fails (`F`), refuses (`R`), or has a score of as many
  /// 255ths.
  package static func judged(_ source: String, _ bytes: [UInt8]) -> ResultDocument {
    switch bytes.first {
    case UInt8(ascii: "F"): failure(source)
    case UInt8(ascii: "R"), nil: refusal(source, bytes: bytes)
    case let byte?: verdict(source, score: Double(byte) / 255, bytes: bytes)
    }
  }

  private static func document(
    _ source: String, _ bytes: [UInt8], _ outcome: ModerationResult.Outcome
  ) -> ResultDocument {
    var facts = ImageFacts(byteCount: bytes.count)
    facts.sha256 = SHA256Digest(of: bytes.span.bytes)?.hexadecimal
    return ResultDocument(
      ModerationResult(
        image: facts, outcome: outcome, text: [], advisories: [], timing: ["made-up": .milliseconds(3)],
        rules: RulesIdentity(limits: "made-up", policy: "made-up", policyVersion: "1", lists: [])),
      source: source)
  }
}
