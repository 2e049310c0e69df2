import CodeDetection
public import ImageModeration
import Inference
import ManifestDetection
import Matching
import PoliticsDetection
import PornDetection
import TerrorDetection
import TextDetection
import TextMatching

/// The first-party detectors as a value.
public enum StandardDetectors {
  /// The scenes that there are detectors for.
  public static let scenes: [Scene] = [.porn, .terror, .politics, .text, .tags]

  /// How the detectors that are used by default want their pixels, known without loading any model.
  public static let wishes = [
    OpenNSFWDetector.wish, TerrorDetector.wish, FaceGalleryDetector.wish, FingerprintDetector.wish,
    PPOCRRecognizer.wish, BarcodeDetector.wish,
  ]

  /// The scenes that are looked at when none is named: porn, terror and text, and politics where there is something to
  /// compare with. Tags judge nothing and have to be asked for.
  public static func usualScenes(_ options: DetectorOptions = DetectorOptions()) -> [Scene] {
    let hasPolitics = options.gallery != nil || !options.fingerprints.isEmpty
    return hasPolitics ? [.porn, .terror, .politics, .text] : [.porn, .terror, .text]
  }

  /// Loads the detectors of some scenes.
  ///
  /// - Parameters:
  ///   - scenes: The scenes wanted; nil for the usual ones. A manifest's scene need not be among them. Without any scene and
  ///     manifest nothing is opened, and the set is empty.
  ///   - modelsDirectory: A folder that `./run setup --into DIR` filled; nil looks in the environment variable
  ///     `IMAGE_MODERATION_MODELS` and then in this checkout's own folder.
  ///   - isolation: Where foreign code works on strangers' pixels that has no bound of its own, the reader of codes; the
  ///     `Moderator`'s. With `inProcess` a picture made for it holds one of the moderator's threads for minutes.
  ///   - options: What the detectors are to be like.
  ///   - concurrency: How many images will be looked at at a time; as many as the `Moderator` works on.
  /// - Throws: `HostFailure`: a scene that there is no detector for, politics without gallery and fingerprints, a missing
  ///   or altered model, no runtime, a missing language pack, lists that are too large together, a manifest that is wrong.
  public static func load(
    scenes: [Scene]? = nil, modelsDirectory: String? = nil, isolation: Isolation,
    options: DetectorOptions = DetectorOptions(),
    concurrency: Int = Moderator.Capacity.standard.concurrentImages
  ) throws(HostFailure) -> DetectorSet {
    let scenes = scenes ?? usualScenes(options)
    try check(scenes, options)
    guard !scenes.isEmpty || !options.manifests.isEmpty else { return DetectorSet() }
    let models = try LoadedModels(directory: modelsDirectory, concurrency: concurrency)
    var set = DetectorSet()
    if scenes.contains(.porn) { set.detectors += try models.porn(options) }
    set.detectors += try models.imageNet(scenes, options)
    if scenes.contains(.politics) { set.detectors += try models.politics(options) }
    if scenes.contains(.text) {
      set.textRecognizers.append(try models.recognizer(options.text.recognizer))
      set.textDetectors += [
        try wordListDetector(options.text.wordLists), TextPatternDetector(),
        try EnglishAbuseDetector(store: models.store),
      ]
      set.detectors += try models.codes(isolation)
    }
    for path in options.manifests { set.detectors.append(try models.detector(manifest: path)) }
    return set
  }

  /// Loads who reads text alone, for text detectors that come from elsewhere.
  ///
  /// Parameters and errors as those of `load`; Tesseract needs no models folder.
  public static func textRecognizer(
    _ choice: TextReading.Recognizer, modelsDirectory: String? = nil,
    concurrency: Int = Moderator.Capacity.standard.concurrentImages
  ) throws(HostFailure) -> any TextRecognizer {
    if case .tesseract(let languages) = choice {
      return try TesseractRecognizer(languages: languages, concurrency: concurrency)
    }
    return try LoadedModels(directory: modelsDirectory, concurrency: concurrency).recognizer(choice)
  }

  private static func check(_ scenes: [Scene], _ options: DetectorOptions) throws(HostFailure) {
    for scene in scenes where !Self.scenes.contains(scene) {
      throw HostFailure(
        .invalidComposition,
        message: "this version has no detector for the scene \(scene); it has \(Self.scenes.map(\.rawValue))")
    }
    if scenes.contains(.politics), !usualScenes(options).contains(.politics) {
      throw HostFailure(
        .invalidComposition,
        message:
          "the politics scene has nobody and nothing to compare with: give a gallery of faces or a fingerprint list")
    }
    if options.findsBodyParts, !scenes.contains(.porn) {
      throw HostFailure(.invalidComposition, message: "body parts are looked for in the porn scene, which is left out")
    }
  }

  private static func wordListDetector(_ lists: [WordList]) throws(HostFailure) -> WordListDetector {
    do {
      return try WordListDetector(lists: lists)
    } catch {
      throw HostFailure(.invalidComposition, message: error.description)
    }
  }
}
