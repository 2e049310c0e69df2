import Foundation
import ImageMatching
import ImageModeration
import ModerationJudging
import ModerationStore
import ServiceAccounts

extension ModerationRecord {
  /// The record of a picture that was judged or refused.
  init(_ picture: JudgedPicture) {
    let (question, result) = (picture.question, picture.result)
    self.init(
      id: .new(at: picture.milliseconds), account: question.caller.account.id, key: question.caller.keyID,
      interface: question.interface)
    subAccount = question.caller.subAccount
    let named = question.sceneName.flatMap { question.caller.account.scenes[$0] }
    application = named?.application ?? ""
    sceneName = named?.name ?? question.sceneName ?? ""
    dataID = question.dataID
    requestID = question.requestID ?? ""
    text = result.text.map(\.text).joined(separator: "\n")
    switch picture.question.picture {
    case .address(let address, _): url = picture.address ?? address
    case .bytes: url = nil
    }
    (policy, policyVersion) = (result.rules.policy, result.rules.policyVersion)
    sha256 = result.image.sha256
    md5 = picture.md5
    (width, height) = (result.image.size?.width, result.image.size?.height)
    format = result.image.format.map { "\($0)" }
    durationMilliseconds = Int(picture.duration / .milliseconds(1))
    switch result.outcome {
    case .verdict(let verdict): note(verdict)
    case .rejected(let rejected): rejection = "\(rejected.code)"
    }
    let document = ResultDocument(result, source: "\(id)", requestID: question.requestID)
    (self.result, isCut) = Self.cut(document.jsonLine())
  }

  private mutating func note(_ verdict: Verdict) {
    suggestion = verdict.suggestion.rawValue
    (label, subLabel, score) = (verdict.label?.rawValue, verdict.subLabel?.rawValue, verdict.score)
    scenes = verdict.scenes.map { scene in
      let gap: String? =
        switch scene.status {
        case .evaluated, .notNeeded: nil
        case .notEvaluated(_, let code): code ?? "notEvaluated"
        case .failed(let failure): "\(failure.code)"
        }
      return SceneOutcome(scene: scene.scene.rawValue, suggestion: scene.suggestion.rawValue, gap: gap)
    }
    let used = Set(verdict.scenes.flatMap(\.models) + verdict.evidence.compactMap(\.model))
    models = used.map { Model(name: $0.name, sha256: $0.sha256) }.sorted { $0.name < $1.name }
    var (words, held): ([String], [String]) = ([], [])
    for evidence in verdict.evidence {
      for word in evidence.finding.keywords where !words.contains(word) { words.append(word) }
      if EvidenceKind(evidence) == .code, let text = evidence.finding.text, !held.contains(text) { held.append(text) }
      if fingerprint == nil, evidence.frameIndex ?? 0 == 0, let pdq = evidence.finding.details["pdq"],
        PDQHash(hexadecimal: pdq) != nil, let quality = evidence.finding.details["quality"].flatMap({ Int($0) })
      {
        // A list of pictures is in use, and this is the hash that it was asked for.
        fingerprint = Fingerprint(pdq: pdq, quality: quality)
      }
    }
    (keywords, codes) = (words, held)
  }

  /// A result within what is kept: of a longer one the last lines of text and the least grave findings are left out,
  /// whether something was left out.
  static func cut(_ line: String) -> (String?, isCut: Bool) {
    guard line.utf8.count > RecordBounds.maximumResultBytes else { return (line, false) }
    guard var document = try? JSONDecoder().decode(JSONValue.self, from: Data(line.utf8)) else { return (nil, true) }
    for name in ["text", "findings"] {
      while document.text.utf8.count > RecordBounds.maximumResultBytes, let elements = document[name]?.elements,
        !elements.isEmpty, case .object(let members) = document
      {
        let kept = JSONValue.array(Array(elements.prefix(elements.count / 2)))
        document = .object(members.map { $0.name == name ? JSONValue.Member(name: name, value: kept) : $0 })
      }
    }
    let text = document.text
    return (text.utf8.count <= RecordBounds.maximumResultBytes ? text : nil, true)
  }
}
