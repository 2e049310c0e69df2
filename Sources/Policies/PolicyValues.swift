import ModerationCore
import ModerationJudging

/// The settings of one policy, to be asked for by key. Forms were checked when they were read; the built-in `default`
/// has every key that has to be there, which a test holds.
struct PolicyValues {
  let settings: [PolicySetting]
  /// The thresholds that were set, by detector or medium, in the order of the policy.
  let thresholds: [ThresholdSetting]
  private let byKey: [String: PolicySetting]

  init(_ settings: [PolicySetting]) {
    self.settings = settings
    thresholds = settings.compactMap(ThresholdSetting.init)
    byKey = Dictionary(settings.map { ($0.key, $0) }, uniquingKeysWith: { _, last in last })
  }

  func setting(_ key: String) -> PolicySetting? { byKey[key] }

  func flag(_ key: String) -> Bool? { if case .flag(let flag) = byKey[key]?.value { flag } else { nil } }

  func count(_ key: String) -> Int? { if case .count(let count) = byKey[key]?.value { count } else { nil } }

  func number(_ key: String) -> Double? { if case .number(let number) = byKey[key]?.value { number } else { nil } }

  func word(_ key: String) -> String? { if case .word(let word) = byKey[key]?.value { word } else { nil } }

  func words(_ key: String) -> [String]? { if case .words(let words) = byKey[key]?.value { words } else { nil } }

  func uses(_ kind: ListUse.Kind) -> [ListUse] {
    if case .uses(let uses) = byKey["lists.\(kind.rawValue)"]?.value { uses } else { [] }
  }

  var exceptions: [FindingException] {
    if case .exceptions(let exceptions) = byKey["exceptions"]?.value { exceptions } else { [] }
  }

  func suggestion(_ key: String) -> Suggestion? { word(key).flatMap(Suggestion.init(rawValue:)) }

  /// The scenes asked for; nil for the usual ones.
  var scenes: [Scene]? { words("scenes")?.map(Scene.init(rawValue:)) }

  /// Where a scene was asked for or left out.
  var scenesSetting: PolicySetting? { byKey["scenes"] }

  func use(of pattern: PatternKind) -> String { word("patterns.\(pattern.rawValue)") ?? "scored" }

  /// Whether a detector looks under the policy, as far as its values say.
  func uses(_ detector: DetectorDescriptor) -> Bool {
    // A scene that no policy can name is one of a plugin's or a manifest's, which look whatever the policy says.
    if let scenes, PolicyVocabulary.scenes.contains(detector.scene), !scenes.contains(detector.scene) { return false }
    switch detector.name {
    case "porn.two-models": return word("models.porn") != "open-nsfw"
    case "porn.open-nsfw": return word("models.porn") == "open-nsfw"
    case "porn.nudenet-320n": return flag("bodyParts") == true
    case "text.english-abuse", "text.classes": return flag("reading.textModels") == true
    default: return true
    }
  }
}
