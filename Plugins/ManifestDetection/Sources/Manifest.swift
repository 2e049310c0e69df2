import ModerationCore
import Inference
import PictureFeatures

/// What a manifest says, checked as far as it can be without its model.
struct Manifest {
  /// Where the model file lies.
  enum ModelPlace {
    /// Below the models folder.
    case store(String)
    /// Below the manifest's own folder.
    case file(String)
  }

  /// What looks at the pixels.
  enum Kind {
    /// A network of its own.
    case network(NetworkSection)
    /// Heads on features that other detectors compute as well.
    case head(HeadSection)
  }

  /// One thing that the detector claims: a label with its bands, and the classes that speak for it.
  struct Claim {
    let label: Label
    let subLabel: SubLabel?
    let bands: ScoreBands
    /// Places in the output.
    let classes: [Int]
  }

  let id: String
  let scene: Scene
  let modelPlace: ModelPlace
  let modelSHA256: String
  let modelName: String
  let kind: Kind
  let classNames: [String]
  let claims: [Claim]
  let covers: Set<SubLabel>
  let doesNotCover: Set<SubLabel>

  /// The pixels that are wished for.
  var wish: InputWish {
    switch kind {
    case .network(let network): network.input.wish
    case .head: EfficientNetLite2.wish
    }
  }

  var descriptor: DetectorDescriptor {
    DetectorDescriptor(
      id: id, scene: scene, model: .init(name: modelName, sha256: modelSHA256), covers: covers,
      doesNotCover: doesNotCover,
      // A label needs bands even when all its claims have sublabels with their own.
      bands: Dictionary(claims.map { ($0.label, $0.bands) }, uniquingKeysWith: { first, _ in first })
        .merging(claims.filter { $0.subLabel == nil }.map { ($0.label, $0.bands) }, uniquingKeysWith: { $1 }),
      subLabelBands: Dictionary(
        claims.compactMap { claim in claim.subLabel.map { ($0, claim.bands) } }, uniquingKeysWith: { first, _ in first }
      ))
  }
}
