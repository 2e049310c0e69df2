public import ImageModeration
import Inference
import PornDetection
import TextDetection
import TextMatching

/// The first-party detectors as a value.
public enum StandardDetectors {
  /// The scenes that this version can look at.
  public static let scenes: [Scene] = [.porn, .text]

  /// How the detectors that are used by default want their pixels, known without loading any model.
  public static let wishes = [OpenNSFWDetector.wish, PPOCRRecognizer.wish, BarcodeDetector.wish]

  /// Loads the detectors of some scenes.
  ///
  /// - Parameters:
  ///   - scenes: The scenes wanted; all that there are by default.
  ///   - modelsDirectory: A folder that `./run setup --into DIR` filled; nil looks in the environment variable
  ///     `IMAGE_MODERATION_MODELS` and then in this checkout's own folder.
  ///   - text: How the text scene reads and what it looks for.
  ///   - concurrency: How many images will be looked at at a time; as many as the `Moderator` works on.
  /// - Throws: `HostFailure`: a scene that this version does not have, a missing or altered model, no runtime, a missing
  ///   language pack, word lists that are too large together.
  public static func load(
    scenes: [Scene] = Self.scenes, modelsDirectory: String? = nil, text: TextReading = TextReading(),
    concurrency: Int = Moderator.Capacity.standard.concurrentImages
  ) throws(HostFailure) -> DetectorSet {
    for scene in scenes where !Self.scenes.contains(scene) {
      throw HostFailure(
        .invalidComposition,
        message: "this version has no detector for the scene \(scene); it has \(Self.scenes.map(\.rawValue))")
    }
    var set = DetectorSet()
    let models = try LoadedModels(directory: modelsDirectory, concurrency: concurrency)
    if scenes.contains(.porn) {
      set.detectors.append(
        try OpenNSFWDetector(store: models.store, runtime: models.runtime, concurrency: concurrency))
    }
    if scenes.contains(.text) {
      set.textRecognizers.append(try models.recognizer(text.recognizer))
      set.textDetectors.append(try wordListDetector(text.wordLists))
      set.detectors.append(BarcodeDetector())
    }
    return set
  }

  private static func wordListDetector(_ lists: [WordList]) throws(HostFailure) -> WordListDetector {
    do {
      return try WordListDetector(lists: lists)
    } catch {
      throw HostFailure(.invalidComposition, message: error.description)
    }
  }
}

/// The models folder and the runtime, opened once for all detectors.
private struct LoadedModels {
  let store: ModelStore
  let runtime: InferenceRuntime
  let concurrency: Int

  init(directory: String?, concurrency: Int) throws(HostFailure) {
    store = try ModelStore(directory: directory)
    runtime = try InferenceRuntime(store)
    self.concurrency = concurrency
  }

  func recognizer(_ choice: TextReading.Recognizer) throws(HostFailure) -> any TextRecognizer {
    switch choice {
    case .ppOCRSmall:
      try PPOCRRecognizer(store: store, runtime: runtime, models: .small, concurrency: concurrency)
    case .ppOCRTiny:
      try PPOCRRecognizer(store: store, runtime: runtime, models: .tiny, concurrency: concurrency)
    case .tesseract(let languages):
      try TesseractRecognizer(languages: languages, concurrency: concurrency)
    }
  }
}
