import CodeDetection
public import ImageModeration
import PoliticsDetection
import PornDetection
import TerrorDetection
import TextDetection

/// The first-party detectors as a value.
public enum StandardDetectors {
  /// The scenes that there are detectors for.
  public static let scenes: [Scene] = [.porn, .terror, .politics, .text, .tags]

  /// How the detectors that are used by default want their pixels, known without loading any model.
  public static let wishes = [
    PornDetector.wish, TerrorDetector.wish, GoreDetector.wish, FaceGalleryDetector.wish, FingerprintDetector.wish,
    PPOCRRecognizer.wish, BarcodeDetector.wish,
  ]

  /// What every detector is that `StandardModels` may make a set of, known without loading any model or list: for
  /// checking the names, labels and sublabels of a policy. Those that compare with lists stand here without them, and
  /// lists of words and codes without the labels that they claim.
  public static let descriptors = [
    PornDetector.descriptor, OpenNSFWDetector.descriptor, NudeNetDetector.descriptor, TerrorDetector.descriptor,
    GoreDetector.descriptor,
    FaceGalleryDetector.descriptor, FingerprintDetector.descriptor, WordListDetector.descriptor,
    CodeListDetector.descriptor, TextPatternDetector.descriptor, EnglishAbuseDetector.descriptor,
    TextClassesDetector.descriptor, BarcodeDetector.descriptor, SmallCodeDetector.descriptor, TagsDetector.descriptor,
  ]

  /// The scenes that are looked at when none is named: porn, terror and text, and politics where there is something to
  /// compare with. Tags judge nothing and have to be asked for.
  public static func usualScenes(_ lists: OperatorLists = OperatorLists()) -> [Scene] {
    lists.servePolitics ? [.porn, .terror, .politics, .text] : [.porn, .terror, .text]
  }

  /// Loads the detectors of some scenes, with lists that stay as they are. Where lists change, or several rule sets
  /// share the models, load `StandardModels` and make sets of them.
  ///
  /// - Parameters:
  ///   - scenes: The scenes wanted; nil for the usual ones.
  ///   - lists: What to compare with.
  ///   - modelsDirectory, isolation, options, concurrency: As for `StandardModels`.
  /// - Throws: `HostFailure` as `StandardModels` and its `detectors` do.
  public static func load(
    scenes: [Scene]? = nil, modelsDirectory: String? = nil, isolation: Isolation,
    options: ModelOptions = ModelOptions(), lists: OperatorLists = OperatorLists(),
    concurrency: Int = Moderator.Capacity.standard.concurrentImages
  ) throws(HostFailure) -> DetectorSet {
    let scenes = scenes ?? usualScenes(lists)
    if scenes.contains(.politics), !lists.servePolitics {
      throw HostFailure(
        .invalidComposition,
        message: "the politics scene has nothing to compare with: give a gallery of faces or a fingerprint list")
    }
    var options = options
    options.comparesFaces = lists.gallery != nil
    return try StandardModels(
      scenes: scenes, modelsDirectory: modelsDirectory, isolation: isolation, options: options,
      concurrency: concurrency
    )
    .detectors(scenes: scenes, lists: lists)
  }

  /// Loads a recogniser of text alone, for text detectors that come from elsewhere.
  ///
  /// Parameters and errors as those of `load`; Tesseract needs no models folder.
  public static func textRecognizer(
    _ choice: ModelOptions.Recognizer, modelsDirectory: String? = nil,
    concurrency: Int = Moderator.Capacity.standard.concurrentImages
  ) throws(HostFailure) -> any TextRecognizer {
    if case .tesseract(let languages) = choice {
      return try TesseractRecognizer(languages: languages, concurrency: concurrency)
    }
    return try ModelLoader(directory: modelsDirectory, concurrency: concurrency).recognizer(choice)
  }
}
