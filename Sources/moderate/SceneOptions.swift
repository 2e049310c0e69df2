import ArgumentParser
import ImageMatching
import ImageModeration
import Inference
import Policies
import PoliticsDetection
import StandardDetectors

/// What to look for, and with what: the options that choose the detectors.
struct SceneOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      What to look for, with commas between: porn, terror, politics, text, tags. By default the first four, politics \
      only with --gallery, --fingerprints or those of a policy. The word none leaves all to plugins and manifests.
      """, valueName: "scene,…"))
  var scenes: SceneList?

  @Option(
    help: ArgumentHelp(
      "A list of words to look for in the text of the pictures: UTF-8, one entry a line. Can be given several times.",
      valueName: "file"))
  var words: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      A list of where codes and addresses may lead, or must not: sites, mail addresses, numbers. Can be given several \
      times.
      """, valueName: "file"))
  var codes: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      The recogniser of text: tiny or small (PP-OCRv6; small also knows Japanese kana, at three times the cost), \
      tiny-small, which has small read the lines again of which tiny doubts a character, or tesseract with Debian's \
      language packs, as in tesseract:chi_sim+eng. By default the policy's: tiny-small unless it says otherwise.
      """, valueName: "reader"))
  var ocr: TextReaderChoice?

  @Option(
    help: ArgumentHelp(
      "The politics scene's faces: a folder or library that `moderate faces add` filled.", valueName: "dir"))
  var gallery: String?

  @Option(
    help: ArgumentHelp(
      """
      Pictures that are known, also when they are altered, and files: a list that `moderate pictures import` or \
      `moderate fingerprints` made. Can be given several times.
      """, valueName: "file"))
  var fingerprints: [String] = []

  @Option(
    help: ArgumentHelp(
      "A model of your own, described by a manifest: Plugins/ManifestDetection/README.md. Can be given several times.",
      valueName: "file"))
  var manifest: [String] = []

  @Flag(
    help: """
      Look at parts of every picture, too: ten views for porn, five for terror. Finds what is small, and more that is not \
      there.
      """)
  var thorough = false

  @Flag(help: "Also look for body parts with NudeNet (AGPL-3.0; needs ./run setup --with nudenet).")
  var nudenet = false

  @Option(
    help: ArgumentHelp(
      """
      Which networks judge the porn scene: two-models, or open-nsfw alone, which is cheaper and reviews more that is \
      harmless. By default the policy's: two-models unless it says otherwise.
      """, valueName: "choice"))
  var pornModel: PornModelChoice?

  @Option(
    help: ArgumentHelp(
      """
      The arithmetic of the networks of porn and gore, and of those that find faces, find lines and read them: fp32, the \
      default, whose scores are the same on every CPU; bf16; or auto, bf16 on a CPU that has it: a fifth to a third \
      cheaper, scores of pictures differ by up to 0.032, and a few lines are read otherwise. Results name it.
      """, valueName: "choice"))
  var precision: PrecisionChoice = .fp32

  @Option(
    help: ArgumentHelp(
      """
      Folder that ./run setup --into DIR filled. Without it: the environment variable IMAGE_MODERATION_MODELS, then \
      models in the configuration file, then what was installed with this command or what ./run setup put into the checkout.
      """, valueName: "dir"))
  var models: String?

  @Option(
    help: ArgumentHelp(
      """
      Folder in which compiled models are kept, so that the next start takes a third of the time; a folder that others \
      can write to is not used. The word none for nowhere. By default swift-image-moderation/models in XDG_CACHE_HOME or \
      ~/.cache.
      """, valueName: "dir"))
  var compiledModels: String?

  func validate() throws {
    guard let scenes = scenes?.scenes else { return }
    guard words.isEmpty && codes.isEmpty || scenes.contains(.text) else {
      throw ValidationError("--words and --codes are of use to the scene text only, which --scenes leaves out.")
    }
    guard gallery == nil && fingerprints.isEmpty || scenes.contains(.politics) else {
      throw ValidationError(
        "--gallery and --fingerprints are of use to the scene politics only, which --scenes leaves out.")
    }
    guard !nudenet || scenes.contains(.porn) else {
      throw ValidationError("--nudenet is of use to the scene porn only, which --scenes leaves out.")
    }
  }

  /// Whether `--scenes none` was given and no manifest: others have to look.
  var looksAtNothing: Bool { scenes?.scenes.isEmpty == true && manifest.isEmpty }

  /// What the options change of a policy.
  func changes(in folder: PolicyFolder) -> [PolicyChange] {
    var changes: [PolicyChange] = []
    func set(_ key: String, _ value: String, _ option: String) {
      changes.append(PolicyChange(key: key, value: value, source: option, in: folder))
    }
    if let scenes = scenes?.scenes, !scenes.isEmpty {
      set("scenes", "[\(scenes.map(\.rawValue).joined(separator: ", "))]", "--scenes")
    }
    switch ocr?.recognizer {
    case .ppOCRSmall: set("reading.engine", "small", "--ocr")
    case .ppOCRTinySmall: set("reading.engine", "tiny-small", "--ocr")
    case .ppOCRTiny: set("reading.engine", "tiny", "--ocr")
    case .tesseract(let languages):
      set("reading.engine", "tesseract", "--ocr")
      set("reading.languages", "[\(languages.map { "\"\($0)\"" }.joined(separator: ", "))]", "--ocr")
    case nil: break
    }
    if let pornModel { set("models.porn", pornModel.rawValue, "--porn-model") }
    if thorough { set("thorough", "true", "--thorough") }
    if nudenet { set("bodyParts", "true", "--nudenet") }
    return changes
  }

  /// The policy with what the options change of it and with the lists that they name.
  func policy(
    named name: String, in folder: PolicyFolder, _ more: [PolicyChange]
  ) throws -> ResolvedPolicy {
    let words = try words.map { try WordListFile.read($0) }
    let pictures = try fingerprints.map(FingerprintFile.read)
    let codes = try codes.map(CodeListFile.read)
    let faces = try gallery.map { try FaceGallery(path: $0) }
    do throws(PolicyProblems) {
      return try folder.policy(
        named: name, changes: changes(in: folder) + more, words: words, pictures: pictures, codes: codes,
        gallery: faces)
    } catch {
      throw error.ended()
    }
  }

  /// Loads every model that a policy needs.
  func models(for policy: ResolvedPolicy, _ settings: CommandSettings, concurrency: Int, isolation: Isolation) throws
    -> (
      models: StandardModels, choice: DetectorChoice
    )
  {
    var choice = DetectorChoice(policy)
    if scenes?.scenes.isEmpty == true { choice.scenes = [] }
    let options = ModelOptions(
      isThorough: choice.isThorough, findsBodyParts: choice.findsBodyParts, precision: precision.arithmetic,
      comparesFaces: policy.gallery != nil, recognizer: choice.recognizer, textSearch: choice.textSearch,
      manifests: manifest, compiledLists: WordListFile.compiled, compiledModels: ModelsFolder.compiled(compiledModels),
      pornModel: choice.pornModel)
    let loaded = try StandardModels(
      scenes: choice.scenes, modelsDirectory: try ModelsFolder.chosen(models, settings), isolation: isolation,
      options: options, concurrency: concurrency)
    return (loaded, choice)
  }
}
