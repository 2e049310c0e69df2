import ModerationCore
import ModerationJudging

/// What policies may name: what the detectors that there are say of themselves.
struct PolicyVocabulary {
  let detectors: [DetectorDescriptor]

  /// The labels that are published, whatever detectors there are.
  static let labels: [Label] = [.porn, .sexy, .terror, .polity, .ad, .abuse, .illegal, .custom]

  /// The scenes whose detectors are known to look at pictures or at text alone.
  static let scenes: Set<Scene> = [.porn, .terror, .politics, .text, .tags]

  /// What decides about files by their digest, as exceptions name it.
  static let knownFiles = "known-files"

  var detectorNames: [String] { detectors.map(\.name) }

  var labels: [String] {
    Set(detectors.flatMap { $0.bands.keys.map(\.rawValue) } + Self.labels.map(\.rawValue)).sorted()
  }

  var subLabels: [String] { Set(detectors.flatMap { $0.covers.map(\.rawValue) }).sorted() }

  /// The detectors whose findings a threshold is for.
  func detectors(in reach: ThresholdSetting.Reach) -> [DetectorDescriptor] {
    switch reach {
    case .images: detectors.filter { $0.scene != .text }
    // A stranger's detector of another scene may judge text: its findings tell.
    case .texts: detectors.filter { $0.scene == .text || !Self.scenes.contains($0.scene) }
    case .detector(let name): detectors.filter { $0.name == name }
    }
  }
}

extension DetectorDescriptor {
  /// A kind of finding that the detector may make, and what its score means unless a policy says otherwise.
  struct Outcome {
    let claim: Claim
    let bands: ScoreBands
    /// Whether the bands are others than those of the label: then only the claim's own key moves them.
    let isApart: Bool

    /// The keys by which a policy may set one of its thresholds, the finest first: what is claimed, then what is
    /// reported.
    func keys(for field: ThresholdField) -> [Claim] {
      let reported = field == .review ? bands.review : bands.block
      if isApart { return [claim] }
      return [claim, Claim(claim.label), Claim(reported.label, reported.subLabel), Claim(reported.label)]
    }
  }

  /// Every kind of finding that the detector may make.
  var outcomes: [Outcome] {
    // What judges nothing has no threshold.
    bands.filter { $0.key != .normal }.sorted { $0.key < $1.key }.flatMap { label, bands -> [Outcome] in
      // Where the bands name a sublabel, findings carry none of their own.
      let fine = bands.review.subLabel == nil ? covers.union(subLabelBands.keys) : Set(subLabelBands.keys)
      return [Outcome(claim: Claim(label), bands: bands, isApart: false)]
        + fine.sorted().map { subLabel in
          let own = subLabelBands[subLabel] ?? bands
          return Outcome(claim: Claim(label, subLabel), bands: own, isApart: own != bands || own.reviewFrom > 1)
        }
    }
  }
}
