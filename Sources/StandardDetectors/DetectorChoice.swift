public import CodeDetection
public import ImageModeration

/// Which of the detectors look, and how closely: what a policy chooses, where `ModelOptions` says what is loaded.
///
/// Any number of choices share one `StandardModels`: no network is loaded twice for them.
public struct DetectorChoice: Hashable, Sendable {
  /// The scenes wanted; nil for porn, terror and text, and politics where there is something to compare with.
  public var scenes: [Scene]?
  /// Whether pictures are also looked at in parts for porn and terror, so that what fills a small part is seen: several
  /// times the work.
  public var isThorough: Bool
  /// Whether NudeNet looks for body parts, too. Needs the porn scene, and weights that `./run setup --with nudenet`
  /// fetches.
  public var findsBodyParts: Bool
  /// Which networks judge the porn scene.
  public var pornModel: ModelOptions.PornModel
  /// The recogniser of text.
  public var recognizer: ModelOptions.Recognizer
  /// On how large a picture it looks for lines.
  public var textSearch: ModelOptions.TextSearch
  /// Which codes are looked for. With QR codes alone results name the others as not covered.
  public var codeKinds: CodeKinds
  /// Whether models judge text: abuse in English; advertising, fraud and abuse in Chinese. Without, words and patterns
  /// are all that is looked for in it, and results say so.
  public var usesTextModels: Bool
  /// Sublabels that are not looked for: they are in no result but among what its scene does not cover. A detector that
  /// looks for nothing else is left out, and what it would cost is saved.
  public var omits: Set<SubLabel>
  /// Manifests that look as well, beside those of `ModelOptions`: each by its path and the SHA-256 of its bytes.
  public var manifests: [Manifest]

  /// A manifest as it was read: a changed file is another one.
  public struct Manifest: Hashable, Sendable {
    /// The file.
    public let path: String
    /// SHA-256 of its bytes, 64 lower-case hexadecimal digits.
    public let sha256: String

    /// Names a manifest.
    public init(path: String, sha256: String) { (self.path, self.sha256) = (path, sha256) }
  }

  /// Makes a choice.
  public init(
    scenes: [Scene]? = nil, isThorough: Bool = false, findsBodyParts: Bool = false,
    recognizer: ModelOptions.Recognizer = .ppOCRTinySmall, textSearch: ModelOptions.TextSearch = .twoStage,
    usesTextModels: Bool = true, omits: Set<SubLabel> = [], manifests: [Manifest] = [],
    pornModel: ModelOptions.PornModel = .twoModels, codeKinds: CodeKinds = .all
  ) {
    self.scenes = scenes
    self.isThorough = isThorough
    self.findsBodyParts = findsBodyParts
    self.recognizer = recognizer
    self.textSearch = textSearch
    self.usesTextModels = usesTextModels
    self.omits = omits
    self.manifests = manifests
    self.pornModel = pornModel
    self.codeKinds = codeKinds
  }

  /// Refuses scenes that there is no detector for, and body parts without the scene that they are looked for in.
  static func check(_ scenes: Set<Scene>, findsBodyParts: Bool) throws(HostFailure) {
    for scene in scenes.sorted() where !StandardDetectors.scenes.contains(scene) {
      throw HostFailure(
        .invalidComposition,
        message:
          "this version has no detector for the scene \(scene); it has \(StandardDetectors.scenes.map(\.rawValue))")
    }
    if findsBodyParts, !scenes.contains(.porn) {
      throw HostFailure(.invalidComposition, message: "body parts are looked for in the porn scene, which is left out")
    }
  }
}
