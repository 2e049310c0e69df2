import ArgumentParser
import ImageMatching
import ImageModeration
import Inference
import PoliticsDetection
import StandardDetectors

/// What to look for, and with what: the options that choose the detectors.
struct SceneOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      What to look for, with commas between: porn, terror, politics, text, tags. By default the first four, politics \
      only with --gallery or --fingerprints. The word none leaves all to plugins and manifests.
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
      Who reads text: small or tiny (PP-OCRv6; tiny needs ./run setup --with text-tiny), or tesseract with Debian's \
      language packs, as in tesseract:chi_sim+eng.
      """, valueName: "reader"))
  var ocr = TextReaderChoice(recognizer: .ppOCRSmall)

  @Option(
    help: ArgumentHelp(
      "The faces that the politics scene looks for: a folder that `moderate faces add` filled.", valueName: "dir"))
  var gallery: String?

  @Option(
    help: ArgumentHelp(
      """
      Pictures that the politics scene knows, also when they are altered: a list that `moderate fingerprints` printed. \
      Can be given several times.
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

  @Flag(
    help: """
      Let the porn model calculate in bf16 on a CPU that has it: up to four times as fast with AMX, scores move by up to \
      0.011.
      """)
  var bf16 = false

  @Option(
    help: ArgumentHelp(
      """
      Folder that ./run setup --into DIR filled. Without it: the environment variable IMAGE_MODERATION_MODELS, then \
      what was installed with this command or what ./run setup put into the checkout.
      """, valueName: "dir"))
  var models: String?

  func validate() throws {
    guard let scenes = scenes?.scenes else { return }
    guard words.isEmpty || scenes.contains(.text) else {
      throw ValidationError("--words is of use to the scene text only, which --scenes leaves out.")
    }
    let hasPolitics = gallery != nil || !fingerprints.isEmpty
    guard hasPolitics == scenes.contains(.politics) else {
      throw ValidationError(
        hasPolitics
          ? "--gallery and --fingerprints are of use to the scene politics only, which --scenes leaves out."
          : "The scene politics has nothing to compare with: give --gallery or --fingerprints.")
    }
    guard !nudenet || scenes.contains(.porn) else {
      throw ValidationError("--nudenet is of use to the scene porn only, which --scenes leaves out.")
    }
  }

  /// Whether `--scenes none` was given and no manifest: others have to look.
  var looksAtNothing: Bool { scenes?.scenes.isEmpty == true && manifest.isEmpty }

  /// Whether a recogniser reads text, for detectors that judge it.
  var readsText: Bool { scenes?.scenes.contains(.text) ?? true }

  /// Reads every list and loads every model.
  func detectors(concurrency: Int, isolation: Isolation) throws -> DetectorSet {
    var lists = OperatorLists(
      words: try words.map(WordListFile.read), fingerprints: try fingerprints.map(FingerprintFile.read))
    if let gallery { lists.gallery = try FaceGallery(directory: gallery) }
    return try StandardDetectors.load(
      scenes: scenes?.scenes, modelsDirectory: ModelsFolder.chosen(models), isolation: isolation,
      options: ModelOptions(
        isThorough: thorough, findsBodyParts: nudenet, precision: bf16 ? .bf16 : .fp32, recognizer: ocr.recognizer,
        manifests: manifest),
      lists: lists, concurrency: concurrency)
  }
}
