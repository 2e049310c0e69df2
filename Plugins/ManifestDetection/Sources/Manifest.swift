import ModerationCore
import Inference

/// What a manifest says, checked as far as it can be without its model.
struct Manifest {
  /// Where the model file lies.
  enum ModelPlace {
    /// Below the models folder.
    case store(String)
    /// Below the manifest's own folder.
    case file(String)
  }

  /// The order of a tensor's axes.
  enum Layout { case nchw, nhwc }

  /// What is done to the model's output.
  enum Activation { case none, softmax, sigmoid }

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
  let wish: InputWish
  /// Width and height of the tensor; the pixels may be smaller, and are padded then.
  let inputSize: PixelSize
  /// The value of padding, in every channel; nil where the pixels fill the tensor.
  let padding: UInt8?
  let layout: Layout
  let normalization: Normalization
  let outputName: String?
  let activation: Activation
  let classNames: [String]
  let claims: [Claim]
  let covers: Set<SubLabel>
  let doesNotCover: Set<SubLabel>

  /// What pixels become: (pixel ÷ divisor − mean) ÷ deviation, for each channel in the order of the pixels.
  struct Normalization {
    let divisor: Float
    let mean: [Float]
    let deviation: [Float]
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
