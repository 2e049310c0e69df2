import Digests
public import Documents
public import ImageMatching
public import Lists
public import ModerationCore
public import ModerationJudging
public import PoliticsDetection
public import TextMatching

/// A policy with everything that it inherits and the lists that it uses: what one image is judged by, as a value.
public struct ResolvedPolicy: Sendable {
  /// A recogniser of text.
  public enum Reader: Hashable, Sendable {
    case small
    case tiny
    /// Tiny, and small for lines that tiny is in doubt about.
    case tinySmall
    case tesseract(languages: [String])
  }

  /// On how large a picture PP-OCR looks for lines of text.
  public enum TextSearch: String, Hashable, Sendable {
    case whole
    case twoStage = "two-stage"
    case fast
  }

  /// The name, 3…32 letters, digits and underscores: what clients call BizType.
  public let name: String
  /// The first digits of the SHA-256 of all values and of the lists: another value or another list is another version.
  public let version: String
  /// Whether it comes with the library and the folder has no file of its name.
  public let isBuiltIn: Bool
  /// Every value with where it comes from, in the order in which a policy is shown; limits that follow from the profile
  /// among them.
  public let settings: [PolicySetting]
  /// The lists of words in use; entries suggest what the policy says.
  public let words: [WordList]
  /// The lists of pictures in use.
  public let pictures: [FingerprintList]
  /// The lists of where codes and addresses lead in use.
  public let codes: [CodeList]
  /// The faces in use; nil for none.
  public let gallery: FaceGallery?
  /// The models of the operator's own in use, beside those of the scenes.
  public let manifests: [PolicyManifest]
  /// What an image may be, and how long it may take.
  public let limits: Limits
  /// What findings and gaps mean. Its bands are of every detector that there is; `policy(for:)` has those in use.
  public let policy: Policy
  /// The scenes asked for; nil for the usual ones.
  public let scenes: [Scene]?
  /// The recogniser of text.
  public let reader: Reader
  /// On how large a picture it looks for lines.
  public let textSearch: TextSearch
  /// Whether models judge the text.
  public let usesTextModels: Bool
  /// Whether every picture is also looked at in parts.
  public let isThorough: Bool
  /// Whether open_nsfw alone judges the porn scene.
  public let usesOpenNSFWAlone: Bool
  /// Which codes are looked for.
  public let codeKinds: CodeKinds
  /// Whether NudeNet looks for body parts.
  public let findsBodyParts: Bool
  /// What is not looked for at all.
  public let omits: Set<SubLabel>
  /// What of it is hardly meant, though nothing is wrong with it.
  public let notices: [DocumentProblem]
  /// The policy that judges the same findings beside this one; nil for none.
  public let shadow: String?

  /// The values of `codes.kinds`.
  public enum CodeKinds: String, Hashable, Sendable {
    case all
    case likely
    case qr
  }

  /// The lists that a policy uses, read.
  struct Lists: Sendable {
    var words: [WordList] = []
    var pictures: [FingerprintList] = []
    var codes: [CodeList] = []
    var gallery: FaceGallery?
    var manifests: [PolicyManifest] = []
    /// What a match with a person of a group may suggest at most.
    var groups: [String: Suggestion] = [:]
    /// The labels that the lists of words claim.
    var labels: Set<String> = []

    var identities: [ListIdentity] {
      words.map(\.identity) + pictures.map(\.identity) + codes.map(\.identity) + (gallery.map { [$0.identity] } ?? [])
    }
  }

  init(
    name: String, isBuiltIn: Bool, settings: [PolicySetting], lists: Lists, notices: [DocumentProblem]
  ) {
    let resolvedLimits = LimitsOfPolicy(PolicyValues(settings))
    let values = PolicyValues(resolvedLimits.settings)
    self.name = name
    self.isBuiltIn = isBuiltIn
    self.notices = notices
    self.settings = values.settings
    manifests = lists.manifests
    version = Self.version(of: values.settings, lists.identities, lists.manifests)
    (words, pictures, codes, gallery) = (lists.words, lists.pictures, lists.codes, lists.gallery)
    limits = resolvedLimits.limits
    policy = PolicyMeaning(values, groups: lists.groups).policy(name: name, version: version)
    scenes = values.scenes
    reader =
      switch values.word("reading.engine") {
      case "small": .small
      case "tesseract": .tesseract(languages: values.words("reading.languages") ?? [])
      case "tiny": .tiny
      default: .tinySmall
      }
    textSearch = values.word("reading.detection").flatMap(TextSearch.init) ?? .twoStage
    usesTextModels = values.flag("reading.textModels") ?? true
    isThorough = values.flag("thorough") ?? false
    usesOpenNSFWAlone = values.word("models.porn") == "open-nsfw"
    codeKinds = values.word("codes.kinds").flatMap(CodeKinds.init) ?? .all
    findsBodyParts = values.flag("bodyParts") ?? false
    omits = Set(PatternKind.allCases.filter { values.use(of: $0) == "off" }.flatMap(\.subLabels))
    shadow = values.word("shadow")
  }

  /// The application and the scene that the policy belongs to.
  public var application: String? { PolicyValues(settings).word("application") }
  /// See `application`.
  public var sceneName: String? { PolicyValues(settings).word("sceneName") }

  /// Whether the politics scene has something to compare with.
  public var servesPolitics: Bool { gallery != nil || !pictures.isEmpty }

  /// The policy without bands of detectors that do not look.
  public func policy(for detectors: [DetectorDescriptor]) -> Policy {
    let names = Set(detectors.map(\.name))
    var policy = policy
    policy.bands = policy.bands.filter { names.contains($0.key) }
    policy.subLabelBands = policy.subLabelBands.filter { names.contains($0.key) }
    policy.thresholds.detectors = policy.thresholds.detectors.filter { names.contains($0.key) }
    policy.exceptions = policy.exceptions.filter { exception in
      exception.detector.map { names.contains($0) || $0 == PolicyVocabulary.knownFiles } ?? true
    }
    return policy
  }

  /// What changes no verdict is not of the version.
  private static let unversioned: Set<String> = ["description", "application", "sceneName"]

  /// The order of what is a set says nothing; that of languages does.
  private static func canonical(_ setting: PolicySetting) -> PolicyValue {
    guard case .words(let words) = setting.value, setting.key != "reading.languages" else { return setting.value }
    return .words(words.sorted())
  }

  private static func version(
    of settings: [PolicySetting], _ lists: [ListIdentity], _ manifests: [PolicyManifest]
  ) -> String {
    let lines =
      settings.filter { !unversioned.contains($0.key) }.map { "\($0.key)=\(canonical($0).yaml)\n" }
      + lists.map { "\($0.name)=\($0.version)\n" } + manifests.map { "\($0.name)=\($0.sha256)\n" }
    return SHA256Digest(of: Array(lines.joined().utf8).span.bytes)?.short ?? ""
  }
}
