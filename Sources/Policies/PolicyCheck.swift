import Documents
import ImageMatching
import Lists
import ModerationCore
import ModerationJudging
import TextMatching

/// Looks for what a policy says that cannot be meant: names that nothing has, thresholds that cross, lists that nobody
/// would look at.
struct PolicyCheck {
  let name: String
  let values: PolicyValues
  let lists: ResolvedPolicy.Lists
  /// Those of the lists that no policy names: of a caller's own.
  let added: ResolvedPolicy.Lists
  let vocabulary: PolicyVocabulary
  /// The policies that there are.
  let names: [String]
  private(set) var problems: [DocumentProblem] = []
  private(set) var notices: [DocumentProblem] = []
  private let byClaim: [ReachedClaim: [ThresholdSetting]]
  /// The layer of the policy's own values, or of those that a caller sets.
  private let topLayer: Int

  private struct ReachedClaim: Hashable {
    let reach: ThresholdSetting.Reach
    let claim: Claim
  }

  init(
    name: String, settings: [PolicySetting], lists: ResolvedPolicy.Lists, added: ResolvedPolicy.Lists,
    vocabulary: PolicyVocabulary, names: [String]
  ) {
    self.name = name
    values = PolicyValues(LimitsOfPolicy(PolicyValues(settings)).settings)
    (self.lists, self.added, self.vocabulary, self.names) = (lists, added, vocabulary, names)
    topLayer = values.settings.map(\.layer).max() ?? 0
    byClaim = Dictionary(grouping: values.thresholds) { ReachedClaim(reach: $0.reach, claim: $0.claim) }
    checkScenes()
    checkCodes()
    checkLists()
    checkLimits()
    checkThresholds()
    checkExceptions()
    checkShadow()
    checkGaps()
  }

  private mutating func refuse(_ setting: PolicySetting?, at index: Int? = nil, _ message: String) {
    guard let setting else { return problems.append(DocumentProblem(file: name, message: message)) }
    let origin = index.map(setting.origin(ofElement:)) ?? setting.origin
    problems.append(DocumentProblem(at: origin, message: "\(setting.key) \(message)"))
  }

  private mutating func notice(_ setting: PolicySetting, _ message: String) {
    notices.append(DocumentProblem(at: setting.origin, message: "\(setting.key) \(message)"))
  }

  // MARK: Scenes and limits

  private mutating func checkScenes() {
    guard let scenes = values.scenes.map(Set.init) else { return }
    guard !scenes.isEmpty else {
      return refuse(values.scenesSetting, "names no scene, so that nothing would be looked at; usual leaves them be")
    }
    let hasPolitics = !values.uses(.pictures).isEmpty || !values.uses(.faces).isEmpty
    if scenes.contains(.politics), !hasPolitics, lists.pictures.isEmpty, lists.gallery == nil {
      refuse(
        values.scenesSetting,
        "names politics, which has nothing to compare with: give lists.pictures or lists.faces, or --gallery or --fingerprints"
      )
    }
    if values.flag("bodyParts") == true, !scenes.contains(.porn) { noticeUnused("bodyParts", "scene porn") }
    if values.flag("thorough") == true, scenes.isDisjoint(with: [.porn, .terror, .politics]) {
      noticeUnused("thorough", "scenes porn, terror and politics")
    }
  }

  /// What can find nothing where QR codes alone are looked for.
  private mutating func checkCodes() {
    guard values.word("codes.kinds") == "qr", let kinds = values.setting("codes.kinds") else { return }
    if let setting = values.setting("patterns.goodsCode"), values.word(setting.key) != "off",
      setting.layer >= kinds.layer
    {
      notice(setting, "finds nothing, because codes.kinds looks for QR codes alone")
    }
    if !lists.codes.isEmpty {
      notice(kinds, "looks for QR codes alone: entries of lists for other codes match nothing")
    }
  }

  private mutating func checkLists() {
    for (kind, scene) in [
      (ListUse.Kind.words, Scene.text), (.codes, .text), (.pictures, .politics), (.faces, .politics),
    ]
    where values.scenes?.contains(scene) == false {
      if !values.uses(kind).isEmpty { noticeUnused("lists.\(kind.rawValue)", "scene \(scene)") }
    }
    if let setting = values.setting("lists.codes"), values.use(of: .matrixCode) == "off" {
      notice(setting, "is not asked about codes: patterns.matrixCode is off, and none is read")
    }
    if values.scenes?.contains(.text) == false, !added.words.isEmpty || !added.codes.isEmpty {
      refuse(values.scenesSetting, "leaves out the scene text, which alone would look for the lists that were given")
    }
    if values.scenes?.contains(.politics) == false, !added.pictures.isEmpty || added.gallery != nil {
      refuse(values.scenesSetting, "leaves out the scene politics, which alone would look for what was given")
    }
    for names in [lists.words.map(\.name), lists.pictures.map(\.name), lists.codes.map(\.name)] {
      var seen: Set<String> = []
      for name in names where !seen.insert(name).inserted {
        problems.append(
          DocumentProblem(
            file: self.name, message: "two lists call themselves \(name): results could not tell them apart"))
      }
    }
  }

  /// A value of this policy for a scene that does not look. What is inherited is of use to others, and what a caller
  /// sets is meant.
  private mutating func noticeUnused(_ key: String, _ scenes: String) {
    guard let setting = values.setting(key), setting.layer >= values.scenesSetting?.layer ?? 0 else { return }
    if case .place(let file, _, _) = setting.origin, file.hasPrefix("--") {
      refuse(setting, "is of use to the \(scenes) only, which scenes leaves out")
    } else {
      notice(setting, "is of use to the \(scenes) only, which scenes leaves out")
    }
  }

  private mutating func checkLimits() {
    for (least, most) in [
      ("limits.minimumFileBytes", "limits.maximumFileBytes"),
      ("limits.minimumSidePixels", "limits.maximumSidePixels"),
    ] {
      if let low = values.count(least), let high = values.count(most), low > high {
        let isOwn = values.setting(least)?.origin.isProfile == false
        refuse(
          values.setting(isOwn ? least : most),
          isOwn ? "is \(low), more than \(most), which is \(high)" : "is \(high), less than \(least), which is \(low)")
      }
    }
    let side = values.count("limits.minimumSidePixels") ?? 0
    for most in ["limits.maximumFramePixels", "limits.maximumSampledPixels"] {
      if let pixels = values.count(most), pixels < side * side {
        refuse(
          values.setting(most)?.origin.isProfile == false
            ? values.setting(most) : values.setting("limits.minimumSidePixels"),
          "leaves no picture to accept: of \(side) pixels a side it has \(side * side), and \(most) is \(pixels)")
      }
    }
    if values.words("limits.formats")?.isEmpty == true {
      refuse(values.setting("limits.formats"), "names no format, so that every image would be refused")
    }
  }

  // MARK: Thresholds

  private mutating func checkThresholds() {
    let before = problems.count
    for threshold in values.thresholds where !(isOff(threshold) && threshold.field == .block) { checkMeant(threshold) }
    guard problems.count == before else { return }
    var crossed: Set<ReachedClaim> = []
    for threshold in values.thresholds {
      let claim = ReachedClaim(reach: threshold.reach, claim: threshold.claim)
      if !crossed.contains(claim), checkCrossing(threshold) { crossed.insert(claim) }
    }
  }

  /// The labels that lists of words claim: a policy may turn them off.
  private var listLabels: Set<String> {
    lists.labels.union(values.words("labels") ?? []).union([Label.custom.rawValue])
  }

  private mutating func checkMeant(_ threshold: ThresholdSetting) {
    let detectors = vocabulary.detectors(in: threshold.reach)
    if case .detector(let detector) = threshold.reach, detectors.isEmpty {
      let hint = NearestWord.hint(detector, among: vocabulary.detectorNames)
      return refuse(
        threshold.setting,
        "is of a detector that there is not\(hint); there are \(vocabulary.detectorNames.joined(separator: ", "))")
    }
    let outcomes = detectors.flatMap(\.outcomes)
    let isOfList =
      threshold.reach == .texts && threshold.claim.subLabel == nil
      && (listLabels.contains(threshold.claim.label.rawValue)
        || PolicyVocabulary.labels.contains(threshold.claim.label))
    let keys = Set(outcomes.flatMap { $0.keys(for: threshold.field) })
    if keys.contains(threshold.claim) {
      if threshold.setting.layer == topLayer, !decides(threshold),
        !listLabels.contains(threshold.claim.label.rawValue)
      {
        notice(
          threshold.setting, "changes nothing: a stronger key holds, or what it is for does not look under this policy")
      }
      return
    }
    if isOfList {
      guard isOff(threshold) else {
        return refuse(
          threshold.setting,
          "moves no score: an entry of a list decides by its suggestion; off leaves its hits out, and the list's suggestion changes them"
        )
      }
      return
    }
    let other = ThresholdField.allCases.first { $0 != threshold.field }
    if let other, Set(outcomes.flatMap { $0.keys(for: other) }).contains(threshold.claim) {
      // `off` sets both.
      if isOff(threshold) { return }
      return refuse(
        threshold.setting,
        "changes nothing: no score is reported as \(threshold.claim) by its \(threshold.field) threshold, only by \(other)"
      )
    }
    refuseUnknown(threshold, among: outcomes)
  }

  /// Whether a threshold moves the score of any detector that looks.
  private func decides(_ threshold: ThresholdSetting) -> Bool {
    vocabulary.detectors(in: threshold.reach).contains { detector in
      (values.uses(detector) || lists.manifests.contains { $0.descriptor.name == detector.name })
        && detector.outcomes.contains { outcome in
          !isFixed(outcome, by: detector) && chosen(threshold.field, outcome, detector).0?.setting == threshold.setting
        }
    }
  }

  /// Whether the policy's word on a pattern holds whatever the score is.
  private func isFixed(_ outcome: DetectorDescriptor.Outcome, by detector: DetectorDescriptor) -> Bool {
    guard let subLabel = outcome.claim.subLabel else {
      // All that the detector finds has a sublabel, and each may be fixed.
      return detector.scene == .text && !detector.covers.isEmpty
        && detector.covers.allSatisfy { isFixed($0, by: detector) }
    }
    return isFixed(subLabel, by: detector)
  }

  private func isFixed(_ subLabel: SubLabel, by detector: DetectorDescriptor) -> Bool {
    PatternKind.allCases.contains { kind in
      kind.detectors.contains(detector.name) && kind.subLabels.contains(subLabel) && values.use(of: kind) != "scored"
    }
  }

  /// Names the claim that was meant, or else the labels that there are.
  private mutating func refuseUnknown(_ threshold: ThresholdSetting, among outcomes: [DetectorDescriptor.Outcome]) {
    let claims = Set(outcomes.flatMap { outcome in ThresholdField.allCases.flatMap { outcome.keys(for: $0) } })
    let labels = claims.filter { $0.subLabel == nil }.map(\.description)
    let known = claims.map(\.description) + (threshold.reach == .texts ? Array(listLabels) : [])
    let hint = NearestWord.hint("\(threshold.claim)", among: known)
    let all = (threshold.claim.subLabel == nil ? labels : known).sorted().joined(separator: ", ")
    let place =
      switch threshold.reach {
      case .images: " in pictures"
      case .texts: " in text"
      case .detector: " by this detector"
      }
    refuse(
      threshold.setting,
      "is of \(threshold.claim), which is not claimed\(place)\(hint.isEmpty ? "; there are \(all)" : hint)")
  }

  /// Whether both thresholds of the claim are never.
  private func isOff(_ threshold: ThresholdSetting) -> Bool {
    let own = byClaim[ReachedClaim(reach: threshold.reach, claim: threshold.claim)] ?? []
    return own.count == ThresholdField.allCases.count && own.allSatisfy { $0.value == .infinity }
  }

  /// What would be blocked is never less than what a person is asked about.
  private mutating func checkCrossing(_ threshold: ThresholdSetting) -> Bool {
    for detector in vocabulary.detectors(in: threshold.reach) where values.uses(detector) {
      for outcome in detector.outcomes where outcome.keys(for: threshold.field).contains(threshold.claim) {
        let (review, reviewFrom) = chosen(.review, outcome, detector)
        let (block, blockAbove) = chosen(.block, outcome, detector)
        guard reviewFrom.isFinite, blockAbove.isFinite, reviewFrom > blockAbove,
          (threshold.field == .review ? review : block)?.setting == threshold.setting
        else { continue }
        let other = threshold.field == .review ? block : review
        let number = threshold.field == .review ? blockAbove : reviewFrom
        let word = threshold.field == .review ? "above the block" : "below the review"
        let whose =
          other.map { "\($0.setting.key) sets at \($0.setting.origin)" } ?? "\(detector.name) has for \(outcome.claim)"
        refuse(threshold.setting, "is \(threshold.value), \(word) threshold \(number) that \(whose): give both")
        return true
      }
    }
    return false
  }

  /// The setting that decides about a number, number by number as judging does it, and the number.
  private func chosen(
    _ field: ThresholdField, _ outcome: DetectorDescriptor.Outcome, _ detector: DetectorDescriptor
  ) -> (ThresholdSetting?, Double) {
    let reaches: [ThresholdSetting.Reach] = [.detector(detector.name), detector.scene == .text ? .texts : .images]
    let first = reaches.lazy.flatMap { reach in
      outcome.keys(for: field).lazy.compactMap { key in
        byClaim[ReachedClaim(reach: reach, claim: key)]?.first { $0.field == field }
      }
    }.first
    return (first, first?.value ?? (field == .review ? outcome.bands.reviewFrom : outcome.bands.blockAbove))
  }

  // MARK: The rest

  private mutating func checkExceptions() {
    let setting = values.setting("exceptions")
    let labels = Set(vocabulary.labels).union(listLabels)
    let listNames = lists.words.map(\.name) + lists.pictures.map(\.name) + lists.codes.map(\.name)
    for (index, exception) in values.exceptions.enumerated() {
      let claims: [(String, String?, [String])] = [
        ("detector", exception.detector, vocabulary.detectorNames + [PolicyVocabulary.knownFiles]),
        ("label", exception.label?.rawValue, labels.sorted()),
        ("subLabel", exception.subLabel?.rawValue, vocabulary.subLabels),
        ("list", exception.list, listNames),
      ]
      for (kind, word, known) in claims {
        guard let word, !known.contains(word) else { continue }
        let hint = NearestWord.hint(word, among: known)
        let all = known.isEmpty ? "" : "; there are \(PolicyInheritance.listed(known))"
        refuse(
          setting, at: index,
          "\(exception.name.debugDescription) names the \(kind) \(word), which there is not\(hint.isEmpty ? all : hint)"
        )
      }
    }
  }

  private mutating func checkShadow() {
    guard let setting = values.setting("shadow"), let shadow = values.word("shadow") else { return }
    guard names.contains(shadow) else {
      return refuse(
        setting,
        "names \(shadow), which there is not\(NearestWord.hint(shadow, among: names)); there are \(PolicyInheritance.listed(names))"
      )
    }
    if shadow == name { refuse(setting, "names the policy itself, which would never differ") }
  }

  private mutating func checkGaps() {
    for setting in values.settings
    where setting.path.first == "gaps" && setting.value == .word(Suggestion.pass.rawValue) {
      notice(setting, "lets images pass that were not wholly looked at")
    }
  }
}

extension PolicySetting.Origin {
  /// Whether it is the profile's value.
  fileprivate var isProfile: Bool { if case .profile = self { true } else { false } }
}
