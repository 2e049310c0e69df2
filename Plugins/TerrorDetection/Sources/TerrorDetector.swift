public import ModerationCore
public import Inference
public import PictureFeatures

/// Firearms, blades, military vehicles and flames, as far as a classifier of whole pictures sees them.
///
/// EfficientNet-lite2 looks at the whole picture squashed to 260×260. Three sublabels are sums over classes of
/// ImageNet-1k, of which two count only with the consent of a linear layer on the features; fire is such a layer alone.
/// None counts in a flat picture. Scripts/training/heads.py trained the layers. Each call gives one finding for each of
/// the four, low scores too. Figures, biases and what it cannot see: MODEL_CARD.md.
public struct TerrorDetector: Detector {
  /// The fire head, pinned. All heads are kept in this repository, in Models/weights.
  public static let headFile = ModelStore.File(
    path: "terror/fire-head.f32", sha256: "881f96767b7e814f99b1481e53636be0c17946465fe934fca9ac0e7aa23da020")
  /// The second opinions on firearms and on blades, pinned.
  public static let secondOpinionFiles: [SubLabel: ModelStore.File] = [
    .firearm: ModelStore.File(
      path: "terror/firearm-head.f32", sha256: "4205af1b2825b68946dc425b1595fb21c76e10fcb9c998d2614d2f52280387c2"),
    .blade: ModelStore.File(
      path: "terror/blade-head.f32", sha256: "4d219712c8f5c9a75413c7cea12f2a04cfa39ab757d440bde6213ef34e5ca382"),
  ]

  /// Bands of what nobody should be blocked for: scissors, pens and kitchen knives look like blades.
  private static let reviewOnly = ScoreBands(
    reviewFrom: QuantileScore.review, as: .terror, blockAbove: 1, as: .terror)

  /// What the detector is, known without loading the model.
  public static let descriptor = DetectorDescriptor(
    id: "terror.efficientnet-lite2/2",
    scene: .terror,
    model: EfficientNetLite2.model,
    covers: [.firearm, .blade, .militaryVehicle, .fire],
    doesNotCover: [.gore, .extremistSymbol, .explosion, .violence, .drawnWeapon],
    bands: [
      .terror: ScoreBands(
        reviewFrom: QuantileScore.review, as: .terror, blockAbove: QuantileScore.block, as: .terror)
    ],
    subLabelBands: [.blade: Self.reviewOnly])

  public var descriptor: DetectorDescriptor { Self.descriptor }

  /// The whole picture, once; from 3:1 on also in tiles.
  public static let wish = EfficientNetLite2.wish

  /// The same, and every other picture also in four overlapping parts of 60 % of its width and height: five times the
  /// work. The thresholds stay those of whole pictures, so about five times as many benign pictures may reach them.
  public static let thoroughWish: InputWish = {
    var wish = EfficientNetLite2.wish
    wish.tiling?.grid = Tiling.Grid(count: 2, share: 0.6)
    return wish
  }()

  public private(set) var inputWish: InputWish

  private let backbone: EfficientNetLite2
  private let head: LinearHead
  private let secondOpinions: [SubLabel: LinearHead]
  private let judgements: TerrorGroups
  private let classes: ImageNetClasses

  /// Reads, checks and compiles the model, for this detector alone.
  ///
  /// - Parameters:
  ///   - concurrency: How many frames may be looked at at a time.
  ///   - thoroughly: Whether to look at parts of each picture, too.
  /// - Throws: `HostFailure` when a file is missing, altered or refused by the runtime.
  public init(
    store: ModelStore, runtime: InferenceRuntime, concurrency: Int, thoroughly: Bool = false
  ) throws(HostFailure) {
    let backbone = try EfficientNetLite2(store: store, runtime: runtime, concurrency: concurrency)
    try self.init(backbone: backbone, store: store, thoroughly: thoroughly)
  }

  /// Makes a detector on a network that another detector may hold as well.
  ///
  /// - Throws: `HostFailure` when a file is missing or altered.
  public init(backbone: EfficientNetLite2, store: ModelStore, thoroughly: Bool = false) throws(HostFailure) {
    self.backbone = backbone
    func read(_ file: ModelStore.File) throws(HostFailure) -> LinearHead {
      try LinearHead(try store.read(file), featureCount: EfficientNetLite2.featureCount, name: file.path)
    }
    head = try read(Self.headFile)
    var secondOpinions: [SubLabel: LinearHead] = [:]
    for (subLabel, file) in Self.secondOpinionFiles { secondOpinions[subLabel] = try read(file) }
    self.secondOpinions = secondOpinions
    judgements = try TerrorGroups()
    classes = try ImageNetClasses(store: store)
    inputWish = thoroughly ? Self.thoroughWish : Self.wish
  }

  /// The same detector on the same models, which also looks at parts of ordinary pictures, or does not.
  public func thoroughly(_ isThorough: Bool) -> Self {
    var copy = self
    copy.inputWish = isThorough ? Self.thoroughWish : Self.wish
    return copy
  }

  public func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    let answer = try backbone.answer(pixels, of: frame)
    // Detail only where it decides something: most pictures reach no threshold.
    let fire = try head.logit(answer.features)
    let isNear =
      fire >= judgements.fire.reviewLogit
      || judgements.groups.contains { $0.logOdds(answer.logits) >= $0.score.reviewLogit }
    return try findings(
      of: answer, detail: isNear ? PictureDetail.largest(try EfficientNetLite2.packed(pixels, frame)) : nil)
  }

  /// One finding for each group, and one for fire.
  ///
  /// - Parameter detail: What `PictureDetail` says of the picture, nil where nobody asked.
  func findings(
    of answer: EfficientNetLite2.Answer, detail: Double? = nil
  ) throws(DetectorFailure) -> [Finding] {
    let probabilities = Probabilities(logits: answer.logits)
    let shared = context(probabilities)
    var findings: [Finding] = []
    for group in judgements.groups {
      let logOdds = group.logOdds(answer.logits)
      var details = shared
      details["logOdds"] = logOdds.rounded3
      details["groupClass"] = group.likeliest(answer.logits).map { classes.entries[$0].name }
      if logOdds >= group.score.reviewLogit, let reason = try withheld(group, answer, detail) {
        details.merge(reason) { $1 }
        findings.append(Finding(label: .terror, subLabel: group.subLabel, score: 0, details: details))
        continue
      }
      findings.append(try finding(group.subLabel, group.score, logOdds, details))
    }
    let logit = try head.logit(answer.features)
    var details = shared
    details["logit"] = logit.rounded3
    details["head"] = Self.headFile.sha256
    if logit >= judgements.fire.reviewLogit, let detail, detail < PictureDetail.flatForFireBelow {
      details["flat"] = detail.rounded3
      findings.append(Finding(label: .terror, subLabel: .fire, score: 0, details: details))
    } else {
      findings.append(try finding(.fire, judgements.fire, logit, details))
    }
    return findings
  }

  /// Why log-odds that reach the threshold are no evidence, with the number that says so; nil where they are.
  private func withheld(
    _ group: ClassGroup, _ answer: EfficientNetLite2.Answer, _ detail: Double?
  ) throws(DetectorFailure) -> [String: String]? {
    if let detail, detail < PictureDetail.flatBelow { return ["flat": detail.rounded3] }
    if let least = group.leastSecondOpinion, let second = secondOpinions[group.subLabel] {
      let logit = try second.logit(answer.features)
      if logit < least { return ["secondOpinion": logit.rounded3] }
    }
    return nil
  }

  private func finding(
    _ subLabel: SubLabel, _ score: QuantileScore, _ logit: Double, _ details: [String: String]
  ) throws(DetectorFailure) -> Finding {
    guard logit.isFinite, let score = score(logit) else {
      throw DetectorFailure(.inferenceFailed, message: "the logit of \(subLabel) is \(logit)")
    }
    return Finding(label: .terror, subLabel: subLabel, score: score, details: details)
  }

  /// What a person who reads the evidence may want to know of the rest of the picture; never counted.
  private func context(_ probabilities: Probabilities) -> [String: String] {
    var details: [String: String] = [:]
    if let top = probabilities.top(1, from: 0).first {
      details["topClass"] = classes.entries[top].name
      details["topClassProbability"] = probabilities.values[top].rounded3
    }
    let seen = probabilities.top(
      TerrorGroups.maximumContextClasses, from: TerrorGroups.leastContextProbability,
      among: TerrorGroups.contextClasses)
    if !seen.isEmpty {
      details["context"] = seen.map { "\(classes.entries[$0].name) \(probabilities.values[$0].rounded3)" }
        .joined(separator: ", ")
    }
    return details
  }
}
