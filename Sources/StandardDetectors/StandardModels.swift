import CodeDetection
public import ImageModeration
import Inference
import Lists
import ManifestDetection
import PoliticsDetection
import PornDetection
import TerrorDetection
import TextDetection
import TextMatching

/// The loaded models of the first-party detectors, apart from the lists that they compare with.
///
///     let models = try StandardModels(isolation: worker)
///     var lists = OperatorLists(words: [list])
///     let rules = try Ruleset(detectors: try models.detectors(lists: lists))
///
/// Loading takes seconds and hundreds of megabytes and is done once; `detectors` makes a set of them with lists as
/// often as a list changes, at the cost of the list. All sets share the models. From any thread.
public struct StandardModels: Sendable {
  private let porn: [any Detector]
  private let terror: [any Detector]
  private let tags: [any Detector]
  private let faces: FaceModels?
  private let recognizer: (any TextRecognizer)?
  private let textDetectors: [any TextDetector]
  private let codes: [any Detector]
  private let custom: [any Detector]
  /// The scenes that models were loaded for.
  private let scenes: Set<Scene>
  private let runtime: InferenceRuntime?

  /// How many models the runtime has compiled for this value. For tests.
  package var compiledModelCount: Int { runtime?.compiledModelCount ?? 0 }

  /// Loads the models of some scenes.
  ///
  /// - Parameters:
  ///   - scenes: The scenes wanted; nil for porn, terror, politics and text. A manifest's scene need not be among them.
  ///     Without any scene and manifest nothing is opened.
  ///   - modelsDirectory: A folder that `./run setup --into DIR` filled; nil looks in the environment variable
  ///     `IMAGE_MODERATION_MODELS` and then in this checkout's own folder.
  ///   - isolation: Where foreign code works on strangers' pixels that has no bound of its own, the reader of codes;
  ///     the `Moderator`'s. In process a picture made for it holds one of the moderator's threads for minutes.
  ///   - options: Which models, and how they calculate.
  ///   - concurrency: How many images will be looked at at a time; as many as the `Moderator` works on.
  /// - Throws: `HostFailure`: a scene that there is no detector for, a missing or altered model, no runtime, a missing
  ///   language pack, a manifest that is wrong.
  public init(
    scenes: [Scene]? = nil, modelsDirectory: String? = nil, isolation: Isolation,
    options: ModelOptions = ModelOptions(), concurrency: Int = Moderator.Capacity.standard.concurrentImages
  ) throws(HostFailure) {
    let wanted = Set(scenes ?? [.porn, .terror, .politics, .text])
    try Self.check(wanted, options)
    self.scenes = wanted
    guard !wanted.isEmpty || !options.manifests.isEmpty else {
      (porn, terror, tags, faces, recognizer, textDetectors, codes, custom) = ([], [], [], nil, nil, [], [], [])
      runtime = nil
      return
    }
    let loader = try ModelLoader(directory: modelsDirectory, options: options, concurrency: concurrency)
    runtime = loader.runtime
    let classifier = try loader.safetyClassifier(wanted)
    porn = if let classifier, wanted.contains(.porn) { try loader.porn(classifier) } else { [] }
    let gore = if let classifier, wanted.contains(.terror) { [loader.gore(classifier)] } else { [] as [any Detector] }
    let others: [any Detector]
    (others, tags) = try loader.imageNet(wanted)
    terror = others + gore
    faces = wanted.contains(.politics) && options.comparesFaces ? try loader.faces() : nil
    let readsText = wanted.contains(.text)
    recognizer = readsText ? try loader.recognizer() : nil
    textDetectors =
      readsText
      ? [
        TextPatternDetector(), try EnglishAbuseDetector(store: loader.store),
        try TextClassesDetector(store: loader.store),
      ] : []
    codes = readsText ? try loader.codes(isolation) : []
    custom = try options.manifests.map { path throws(HostFailure) in try loader.detector(manifest: path) }
  }

  /// A set of detectors that compare with some lists.
  ///
  /// - Parameters:
  ///   - scenes: The scenes wanted, of those that models were loaded for; nil for all of them, politics where there is
  ///     something to compare with. Manifests' detectors are always among them.
  ///   - lists: What to compare with.
  /// - Throws: `HostFailure.Code.invalidComposition`: a scene without its models, politics without gallery and
  ///   fingerprints, lists that are too large together.
  public func detectors(
    scenes: [Scene]? = nil, lists: OperatorLists = OperatorLists()
  ) throws(HostFailure) -> DetectorSet {
    let wanted =
      scenes.map(Set.init) ?? (lists.servePolitics ? self.scenes : self.scenes.subtracting([.politics]))
    for scene in wanted.subtracting(self.scenes).sorted() {
      throw HostFailure(.invalidComposition, message: "no models were loaded for the scene \(scene)")
    }
    var set = DetectorSet()
    if wanted.contains(.porn) { set.detectors += porn }
    if wanted.contains(.terror) { set.detectors += terror }
    if wanted.contains(.tags) { set.detectors += tags }
    if wanted.contains(.politics) { set.detectors += try politics(lists) }
    if wanted.contains(.text) {
      set.textRecognizers += recognizer.map { [$0] } ?? []
      set.textDetectors += [try Self.wordListDetector(lists)] + textDetectors
      set.detectors += codes
    }
    set.detectors += custom
    return set
  }

  private func politics(_ lists: OperatorLists) throws(HostFailure) -> [any Detector] {
    guard lists.servePolitics else {
      throw HostFailure(
        .invalidComposition,
        message: "the politics scene has nothing to compare with: give a gallery of faces or a fingerprint list")
    }
    var detectors: [any Detector] = []
    if let gallery = lists.gallery {
      guard let faces else {
        throw HostFailure(.invalidComposition, message: "a gallery was given, and no face models were loaded")
      }
      detectors.append(FaceGalleryDetector(models: faces, gallery: gallery))
    }
    if !lists.fingerprints.isEmpty { detectors.append(try FingerprintDetector(lists: lists.fingerprints)) }
    return detectors
  }

  private static func wordListDetector(_ lists: OperatorLists) throws(HostFailure) -> WordListDetector {
    do {
      return try WordListDetector(lists: lists.words)
    } catch {
      throw HostFailure(.invalidComposition, message: error.description)
    }
  }

  private static func check(_ scenes: Set<Scene>, _ options: ModelOptions) throws(HostFailure) {
    for scene in scenes.sorted() where !StandardDetectors.scenes.contains(scene) {
      throw HostFailure(
        .invalidComposition,
        message:
          "this version has no detector for the scene \(scene); it has \(StandardDetectors.scenes.map(\.rawValue))")
    }
    if options.findsBodyParts, !scenes.contains(.porn) {
      throw HostFailure(.invalidComposition, message: "body parts are looked for in the porn scene, which is left out")
    }
  }
}
