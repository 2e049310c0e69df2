import ImageModeration
import ModerationJudging

/// A verdict in the fields of IMS.
///
/// Every classifier, object and text scene that was looked at has its entry, clean or not. `Score` is 0 where a label
/// has no score: rules and lists say yes or no. What nobody looked at is never said to be Normal.
struct IMSAnswer {
  /// The most bytes of `OcrResults.Text`. Source: LIMITS.md §A, row 19.
  static let maximumTextBytes = 5_000
  /// The label of a suggestion that rests on a gap alone: nothing was seen to name, and not everything was looked at.
  static let gapLabel = "Incomplete"
  /// The labels of pictures, with the scene that looks for each.
  private static let pictureLabels: [(Label, Scene)] = [(.porn, .porn), (.sexy, .porn), (.terror, .terror)]

  let suggestion: Suggestion
  private let judged: Judged
  private let verdict: Verdict
  private let isCurrent: Bool
  private let dataID: String?
  private let bizType: String?

  /// - Parameter judged: A picture with a verdict.
  init(_ judged: Judged, isCurrent: Bool, dataID: String?, bizType: String?) {
    self.judged = judged
    self.isCurrent = isCurrent
    self.dataID = dataID
    self.bizType = bizType
    // A picture that was refused is a failure and does not come here; were it to, it must not read as clean.
    verdict =
      judged.verdict
      ?? Verdict(suggestion: .review, label: nil, subLabel: nil, score: 0, reason: "", scenes: [], evidence: [])
    suggestion = verdict.suggestion
  }

  var fields: [JSONValue.Member] {
    let deciding = verdict.evidence.first {
      $0.suppressedBy == nil && $0.meaning.suggestion == suggestion && $0.meaning.label == verdict.label
    }
    var fields: KeyValuePairs<String, JSONValue?> {
      [
        "HitFlag": isCurrent ? nil : .integer(suggestion == .pass ? 0 : 1),
        "Suggestion": .string(suggestion.ims),
        "Label": .string(label(verdict.label, suggestion)),
        "SubLabel": .string(Self.name(verdict.subLabel)),
        "Score": .integer(suggestion == .pass ? 0 : deciding?.percent ?? 0),
        "LabelResults": .array(labelResults),
        "ObjectResults": .array(objectResults),
        "OcrResults": .array(textResults),
        "LibResults": .array(libraryResults),
        "RecognitionResults": .array(recognitionResults),
        "DataId": .string(dataID ?? ""),
        "BizType": .string(bizType ?? ""),
        "Extra": .string(extra),
        "FileMD5": isCurrent ? judged.md5.map { .string($0) } : nil,
        "StoreUrl": isCurrent ? "" : nil,
        "Reason": isCurrent ? .string(verdict.reason) : nil,
      ]
    }
    guard case .object(let members) = JSONValue.object(fields) else { return [] }
    return members
  }

  private func label(_ label: Label?, _ suggestion: Suggestion) -> String {
    suggestion == .pass ? "Normal" : label?.rawValue ?? Self.gapLabel
  }

  /// A scene that was asked for and looked at, or has a gap; nil where something graver had decided before.
  private func scene(_ scene: Scene) -> SceneResult? {
    verdict.scenes.first { $0.scene == scene && !verdict.leftOut($0) }
  }

  /// What a scene's gap says beside what was seen.
  private func suggestion(of evidence: [Verdict.Evidence], in scene: Scene) -> Suggestion {
    let seen = evidence.map(\.meaning.suggestion).max() ?? .pass
    guard let result = self.scene(scene), result.status.isGap, result.label == nil || result.label == .normal else {
      return seen
    }
    return max(seen, result.suggestion)
  }

  private func head(
    _ name: String, _ evidence: [Verdict.Evidence], in scene: Scene, details: [JSONValue]
  ) -> [JSONValue.Member] {
    let suggestion = suggestion(of: evidence, in: scene)
    let worst = evidence.max {
      ($0.meaning.suggestion, $0.finding.score) < ($1.meaning.suggestion, $1.finding.score)
    }
    return [
      JSONValue.Member(name: "Scene", value: .string(name)),
      JSONValue.Member(name: "Suggestion", value: .string(suggestion.ims)),
      JSONValue.Member(name: "Label", value: .string(label(worst?.meaning.label, suggestion))),
      JSONValue.Member(name: "SubLabel", value: .string(Self.name(worst?.meaning.subLabel ?? worst?.finding.subLabel))),
      JSONValue.Member(name: "Score", value: .integer(worst?.percent ?? 0)),
      JSONValue.Member(name: "Details", value: .array(details)),
    ]
  }

  private var labelResults: [JSONValue] {
    let counted = verdict.counted(.picture)
    var results = Self.pictureLabels.filter { scene($0.1) != nil }.map { label, scene in
      labelResult("\(label)", counted.filter { $0.scene == scene && $0.meaning.label == label }, scene)
    }
    // Labels that are an operator's own, and scenes of plugins and manifests.
    let others = counted.filter { evidence in
      !Self.pictureLabels.contains { $0.0 == evidence.meaning.label && $0.1 == evidence.scene }
    }
    let known: Set<Scene> = [.porn, .terror, .politics, .text, .tags]
    for result in verdict.scenes where !known.contains(result.scene) && !verdict.leftOut(result) {
      results.append(
        labelResult(result.scene.rawValue, others.filter { $0.scene == result.scene }, result.scene))
    }
    for label in Set(others.filter { known.contains($0.scene) }.map(\.meaning.label)).sorted() {
      let own = others.filter { known.contains($0.scene) && $0.meaning.label == label }
      if let first = own.first { results.append(labelResult("\(label)", own, first.scene)) }
    }
    return results
  }

  private func labelResult(_ name: String, _ evidence: [Verdict.Evidence], _ scene: Scene) -> JSONValue {
    .object(
      head(
        name, evidence, in: scene,
        details: evidence.enumerated().map { index, one in
          .object([
            "Id": .integer(Int64(index)), "Name": .string(Self.name(one.meaning.subLabel ?? one.finding.subLabel)),
            "Score": .integer(one.percent),
          ])
        }))
  }

  /// Whether the politics scene has faces to compare with.
  private var comparesFaces: Bool {
    scene(.politics).map { !$0.notCovered.contains(.galleryFace) } ?? false
  }

  private var objectResults: [JSONValue] {
    var results: [JSONValue] = []
    if scene(.text) != nil { results.append(objectResult("QrCode", verdict.counted(.code), .text)) }
    let faces = verdict.counted(.face)
    for scene in Set(faces.map(\.scene)).union(comparesFaces ? [.politics] : []).sorted() {
      results.append(
        objectResult(scene == .politics ? "PolityFace" : "Face", faces.filter { $0.scene == scene }, scene))
    }
    return results
  }

  private func objectResult(_ name: String, _ evidence: [Verdict.Evidence], _ scene: Scene) -> JSONValue {
    let details = evidence.enumerated().map { index, one -> JSONValue in
      .object([
        "Id": .integer(Int64(index)), "Name": .string(Self.objectName(one)),
        "Value": .string(one.finding.text ?? ""), "Score": .integer(one.percent),
        "Location": one.finding.locations.first.map(Self.location),
        "SubLabel": .string(Self.name(one.meaning.subLabel ?? one.finding.subLabel)),
        "ObjectId": isCurrent ? "" : nil, "GroupId": isCurrent ? nil : "",
      ])
    }
    var names: [String] = []
    for one in evidence.map(Self.objectName) where !names.contains(one) { names.append(one) }
    return .object(
      head(name, evidence, in: scene, details: details)
        + [JSONValue.Member(name: "Names", value: .array(names.map { .string($0) }))])
  }

  private static func objectName(_ evidence: Verdict.Evidence) -> String {
    evidence.finding.candidates.first?.name ?? name(evidence.meaning.subLabel ?? evidence.finding.subLabel)
  }

  private var textResults: [JSONValue] {
    guard scene(.text) != nil else { return [] }
    let evidence = verdict.counted(.text)
    let details = evidence.map { one -> JSONValue in
      let line = one.finding.text.flatMap { text in judged.result.text.first { $0.text == text } }
      return .object([
        "Text": .string(one.finding.text ?? ""), "Label": .string("\(one.meaning.label)"),
        "LibId": .string(one.finding.list ?? ""), "LibName": .string(one.finding.list ?? ""),
        "Keywords": .array(one.finding.keywords.map { .string($0) }), "Score": .integer(one.percent),
        "Location": one.finding.locations.first.map(Self.location),
        "Rate": line.map { .integer(Int64(($0.confidence * 100).rounded())) },
        "SubLabel": .string(Self.name(one.meaning.subLabel ?? one.finding.subLabel)),
        "HitInfos": isCurrent ? .array(Self.hits(one)) : nil,
      ])
    }
    let text = judged.result.text.map(\.text).joined(separator: " ")
    var result = head("OCR", evidence, in: .text, details: details)
    result.append(JSONValue.Member(name: "Text", value: .string(Self.cut(text))))
    if !isCurrent {
      result.append(JSONValue.Member(name: "HitFlag", value: .integer(evidence.isEmpty ? 0 : 1)))
    }
    return [.object(result)]
  }

  private static func hits(_ evidence: Verdict.Evidence) -> [JSONValue] {
    let places = evidence.finding.keywordRanges.map { range -> JSONValue in
      .object(["Start": .integer(Int64(range.lowerBound)), "End": .integer(Int64(range.upperBound - 1))])
    }
    guard evidence.basis != .model else {
      return [
        .object([
          "Type": "Model", "Keyword": "", "LibName": "", "Positions": .array(places),
          "Label": .string("\(evidence.meaning.label)"),
        ])
      ]
    }
    // Which place belongs to which of several words is not known: each word is told all of them.
    return evidence.finding.keywords.map { word in
      .object([
        "Type": "Keyword", "Keyword": .string(word), "LibName": .string(evidence.finding.list ?? ""),
        "Positions": .array(places), "Label": .string("\(evidence.meaning.label)"),
      ])
    }
  }

  private var libraryResults: [JSONValue] {
    let evidence = verdict.counted(.library)
    let isCompared = scene(.politics)?.supplied["fingerprints"] != nil
    guard isCompared || !evidence.isEmpty else { return [] }
    let details = evidence.enumerated().map { index, one -> JSONValue in
      .object([
        "Id": .integer(Int64(index)), "LibId": .string(one.finding.list ?? ""),
        "LibName": .string(one.finding.list ?? ""), "ImageId": .string(one.finding.keywords.first ?? ""),
        "Label": .string("\(one.meaning.label)"), "Tag": .string(Self.name(one.meaning.subLabel)),
        "Score": .integer(one.percent),
      ])
    }
    return [.object(head("Similar", evidence, in: .politics, details: details))]
  }

  private var recognitionResults: [JSONValue] {
    guard scene(.tags) != nil else { return [] }
    let tags = verdict.evidence.filter { EvidenceKind($0) == .tag }.map { one -> JSONValue in
      .object(["Name": .string(one.finding.details["tag"] ?? ""), "Score": .integer(one.percent)])
    }
    return [.object(["Label": "Scene", "Tags": .array(tags)])]
  }

  /// What the documented fields have no place for, as JSON in a text.
  private var extra: String {
    let rules = judged.result.rules
    let codes = verdict.counted(.code).map { one -> JSONValue in
      .object([
        "HitInfo": .string(Self.name(one.finding.subLabel)), "Label": .string("\(one.meaning.label)"),
        "Value": .string(one.finding.text ?? ""),
      ])
    }
    let gaps = judged.gaps.map { gap -> JSONValue in
      Self.gap(gap)
    }
    return JSONValue.object([
      "QRcodeInfo": codes.isEmpty ? nil : .array(codes),
      "Policy": .string(rules.policy), "PolicyVersion": rules.policyVersion.map { .string($0) },
      "Gaps": gaps.isEmpty ? nil : .array(gaps),
      "NotCovered": .array(
        Set(verdict.scenes.flatMap(\.notCovered)).sorted().map { .string($0.rawValue) }),
    ]).text
  }

  private static func gap(_ scene: SceneResult) -> JSONValue {
    let (code, reason): (String?, String) =
      switch scene.status {
      case .notEvaluated(let reason, let code): (code, reason)
      case .failed(let failure): ("\(failure.code)", "a detector failed")
      case .notNeeded(let reason): (nil, reason)
      case .evaluated: (nil, "")
      }
    return .object([
      "Scene": .string(scene.scene.rawValue), "Code": code.map { .string($0) }, "Reason": .string(reason),
    ])
  }

  private static func location(_ location: Finding.Location) -> JSONValue {
    .object([
      "X": .integer(Int64(location.box.x)), "Y": .integer(Int64(location.box.y)),
      "Width": .integer(Int64(location.box.width)), "Height": .integer(Int64(location.box.height)), "Rotate": 0,
    ])
  }

  private static func name(_ subLabel: SubLabel?) -> String {
    switch subLabel {
    case nil: ""
    // Theirs is in capitals.
    case SubLabel(rawValue: "QRCode"): "QRCODE"
    case let other?: other.rawValue
    }
  }

  /// At most so many bytes, and no half character.
  private static func cut(_ text: String) -> String {
    guard text.utf8.count > maximumTextBytes else { return text }
    var kept = Substring(text)
    while kept.utf8.count > maximumTextBytes { kept = kept.dropLast(max(1, (kept.utf8.count - maximumTextBytes) / 4)) }
    return String(kept)
  }
}

extension Suggestion {
  /// As IMS writes it.
  var ims: String {
    switch self {
    case .pass: "Pass"
    case .review: "Review"
    case .block: "Block"
    }
  }
}
