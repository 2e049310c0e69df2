package import ModerationCore
import Inference

extension FaceModels {
  /// Runs both networks once on grey, without a face: the second would never run on a picture that has none.
  ///
  /// - Throws: `inferenceFailed` when the runtime cannot run one of them on this machine.
  package func tryOut() throws(DetectorFailure) {
    let side = FaceFinder.side
    let grey = [Float](repeating: 128, count: 3 * side * side)
    _ = try finder.session.run(grey, shape: [1, 3, side, side], outputs: ["cls_8"])
    _ = try embedding(ofAligned: Array(grey.prefix(3 * FaceAlignment.side * FaceAlignment.side)))
  }
}
