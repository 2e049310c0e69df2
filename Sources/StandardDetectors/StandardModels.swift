import CodeDetection
public import ImageModeration
import Lists
public import PoliticsDetection
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
/// often as a list changes, at the cost of the list. All sets share the models, and what is compiled of the same lists.
/// From any thread.
public struct StandardModels: Sendable {
  /// The scenes that models were loaded for when this was made.
  private let scenes: Set<Scene>
  private let options: ModelOptions
  private let models: LoadedModels
  private let lists: CompiledLists

  /// How many models the runtime has compiled for this value. For tests.
  package var compiledModelCount: Int { models.compiledModelCount }

  /// How many times lists were compiled for this value. For tests.
  package var compiledListCount: Int { lists.compiledCount }

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
    try DetectorChoice.check(wanted, findsBodyParts: options.findsBodyParts)
    self.scenes = wanted
    self.options = options
    lists = CompiledLists(keepingIn: options.compiledLists)
    models = LoadedModels(
      directory: modelsDirectory, isolation: isolation, options: options, concurrency: concurrency)
    guard !wanted.isEmpty || !options.manifests.isEmpty else { return }
    _ = try models.loader()
    if wanted.contains(.porn) {
      switch options.pornModel {
      case .twoModels: _ = try models.porn()
      case .openNSFW: _ = try models.openNSFW()
      }
    }
    if wanted.contains(.porn), options.findsBodyParts { _ = try models.nudeNet() }
    if wanted.contains(.terror) { _ = (try models.terror(), try models.gore()) }
    if wanted.contains(.tags) { _ = try models.tags() }
    if wanted.contains(.politics), options.comparesFaces { _ = try models.faces() }
    if wanted.contains(.text) {
      _ = try models.recognizer(options.recognizer, options.textSearch)
      _ = (try models.englishAbuse(), try models.textClasses(), try models.codes(.all))
    }
    _ = try models.custom()
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
    if wanted.contains(.politics), lists.gallery != nil, !options.comparesFaces {
      throw HostFailure(.invalidComposition, message: "a gallery was given, and no face models were loaded")
    }
    let choice = DetectorChoice(
      scenes: wanted.sorted(), isThorough: options.isThorough,
      findsBodyParts: options.findsBodyParts && wanted.contains(.porn), recognizer: options.recognizer,
      textSearch: options.textSearch, pornModel: options.pornModel)
    return try detectors(choice, lists: lists)
  }

  /// A set of detectors as a policy chooses them.
  ///
  /// Every set shares what is loaded; what is not loaded yet is loaded now, once, and kept. Of the options that this
  /// was made with, precision and manifests hold; manifests' detectors are always in the set, those of the choice
  /// beside them.
  ///
  /// - Parameters:
  ///   - choice: Which detectors, and how closely they look.
  ///   - lists: What to compare with.
  /// - Throws: `HostFailure`: `invalidComposition` for a scene without a detector or with nothing left to look for,
  ///   politics without gallery and fingerprints, lists that are too large together, a sublabel that cannot be omitted
  ///   without another; and whatever loading throws. A load that failed is tried again the next time.
  public func detectors(
    _ choice: DetectorChoice, lists: OperatorLists = OperatorLists()
  ) throws(HostFailure) -> DetectorSet {
    let wanted = Set(choice.scenes ?? StandardDetectors.usualScenes(lists))
    try DetectorChoice.check(wanted, findsBodyParts: choice.findsBodyParts)
    var chosen = ChosenDetectors(omitting: choice.omits)
    if wanted.contains(.porn) { try addPorn(choice, to: &chosen) }
    if wanted.contains(.terror) { try addTerror(choice, to: &chosen) }
    if wanted.contains(.tags) {
      try chosen.add(TagsDetector.descriptor) { () throws(HostFailure) in try models.tags() }
    }
    if wanted.contains(.politics) { try addPolitics(choice, lists, to: &chosen) }
    if wanted.contains(.text) { try addText(choice, lists, to: &chosen) }
    for detector in try models.custom() { try chosen.add(detector.descriptor) { detector } }
    for manifest in choice.manifests {
      let detector = try models.custom(manifest)
      try chosen.add(detector.descriptor) { detector }
    }
    return try chosen.set()
  }

  /// What reads faces, on the models that the politics scene shares. Loads them where that was not done yet.
  ///
  /// - Throws: `HostFailure`: no runtime, a missing or altered model. A load that failed is tried again the next time.
  public func faceReader() throws(HostFailure) -> FaceReader { FaceReader(models: try models.faces()) }

  private func addPorn(_ choice: DetectorChoice, to chosen: inout ChosenDetectors) throws(HostFailure) {
    switch choice.pornModel {
    case .twoModels:
      try chosen.add(PornDetector.descriptor) { () throws(HostFailure) in
        try models.porn().thoroughly(choice.isThorough)
      }
    case .openNSFW:
      try chosen.add(OpenNSFWDetector.descriptor) { () throws(HostFailure) in
        try models.openNSFW().thoroughly(choice.isThorough)
      }
    }
    guard choice.findsBodyParts else { return }
    try chosen.add(NudeNetDetector.descriptor) { () throws(HostFailure) in
      try models.nudeNet().thoroughly(choice.isThorough)
    }
  }

  private func addTerror(_ choice: DetectorChoice, to chosen: inout ChosenDetectors) throws(HostFailure) {
    try chosen.add(TerrorDetector.descriptor) { () throws(HostFailure) in
      try models.terror().thoroughly(choice.isThorough)
    }
    try chosen.add(GoreDetector.descriptor) { () throws(HostFailure) in
      try models.gore().thoroughly(choice.isThorough)
    }
  }

  private func addPolitics(
    _ choice: DetectorChoice, _ lists: OperatorLists, to chosen: inout ChosenDetectors
  ) throws(HostFailure) {
    guard lists.servePolitics else {
      throw HostFailure(
        .invalidComposition,
        message: "the politics scene has nothing to compare with: give a gallery of faces or a fingerprint list")
    }
    if let gallery = lists.gallery {
      let detail: FaceDetail = choice.isThorough ? .small : .usual
      try chosen.add(FaceGalleryDetector.descriptor(of: detail)) { () throws(HostFailure) in
        FaceGalleryDetector(
          models: try models.faces(), gallery: gallery, detail: detail)
      }
    }
    if !lists.fingerprints.isEmpty {
      try chosen.add(FingerprintDetector.descriptor) { () throws(HostFailure) in
        try self.lists.detector(of: lists.fingerprints)
      }
    }
  }

  private func addText(
    _ choice: DetectorChoice, _ lists: OperatorLists, to chosen: inout ChosenDetectors
  ) throws(HostFailure) {
    chosen.add(try models.recognizer(choice.recognizer, choice.textSearch))
    try chosen.addText(WordListDetector.descriptor) { () throws(HostFailure) in
      try self.lists.detector(of: lists.words)
    }
    let codes = try self.lists.codes(lists.codes)
    if let codes { try chosen.addText(CodeListDetector.descriptor) { CodeListDetector(codes) } }
    try chosen.addText(TextPatternDetector.descriptor, mostFindings: TextPatterns.maximumHitCount) {
      CodeListDetector.allowing(codes, TextPatternDetector())
    }
    if choice.usesTextModels {
      try chosen.addText(EnglishAbuseDetector.descriptor) { () throws(HostFailure) in try models.englishAbuse() }
      try chosen.addText(
        TextClassesDetector.descriptor, mostFindings: TextClassesDetector.maximumFindingCount
      ) { () throws(HostFailure) in try models.textClasses() }
    } else {
      chosen.leaveOut(EnglishAbuseDetector.descriptor)
      chosen.leaveOut(TextClassesDetector.descriptor)
    }
    let kinds = choice.codeKinds
    try chosen.add(BarcodeDetector.descriptor(of: kinds), mostFindings: BarcodeDetector.maximumCodes) {
      () throws(HostFailure) in
      CodeListDetector.allowing(codes, try models.codes(kinds).barcodes)
    }
    try chosen.add(SmallCodeDetector.descriptor) { () throws(HostFailure) in
      CodeListDetector.allowing(codes, try models.codes(kinds).small)
    }
  }
}
