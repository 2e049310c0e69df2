package import ModerationCore
import Inference

extension FaceModels {
  /// Runs the networks once on grey, without a face: the one that tells faces apart would never run on a picture that has none.
  ///
  /// - Throws: `inferenceFailed` when the runtime cannot run one of them on this machine.
  package func tryOut() throws(DetectorFailure) {
    for network in [finder.small, finder.large] {
      let grey = [Float](repeating: 128, count: 3 * network.side * network.side)
      _ = try network.session.run(grey, shape: [1, 3, network.side, network.side], outputs: ["cls_8"])
    }
    _ = try embedding(ofAligned: [Float](repeating: 128, count: 3 * FaceAlignment.side * FaceAlignment.side))
  }
}
