import Inference
import ModerationCore

/// A network of the operator's own, with what its manifest says of it.
struct NetworkClassifier {
  let section: NetworkSection
  let classCount: Int
  let session: InferenceSession

  /// The probability of each class.
  func probabilities(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Double] {
    try section.probabilities(try output(pixels, of: frame))
  }

  /// What the model gives, before any activation.
  private func output(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Float] {
    let tensor = try section.input.tensor(of: pixels, frame)
    let output: [Float]
    if let name = section.outputName {
      output = try session.run(tensor, shape: section.input.shape, outputs: [name]).first?.elements ?? []
    } else {
      output = try session.run(tensor, shape: section.input.shape) { elements, _ throws(DetectorFailure) in
        elements.withUnsafeBufferPointer { Array($0) }
      }
    }
    guard output.count == classCount else {
      throw DetectorFailure(
        .inferenceFailed, message: "the model's output has \(output.count) values, output.classes \(classCount) names")
    }
    return output
  }

  /// Looks at two drawn pictures, so that a manifest that does not fit its model is refused before any image is read.
  func tryOut(_ path: String) throws(HostFailure) {
    let byteCount = section.input.size.width * section.input.size.height * 3
    let grey = [UInt8](repeating: 128, count: byteCount)
    // No two rows are equal, and no two channels.
    let slanted = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 977) }
    let problem: String?
    do throws(DetectorFailure) {
      problem = section.repeatedActivation([try tried(grey), try tried(slanted)])
    } catch {
      throw HostFailure(
        .invalidManifest,
        message: """
          \(path): the model does not fit input and output of the manifest, tried with the shape \
          \(section.input.shape): \(error.message)
          """)
    }
    if let problem { throw HostFailure(.invalidManifest, message: "\(path): output.activation: \(problem)") }
  }

  /// The output for a picture that fills the tensor, when the activation makes probabilities of it.
  private func tried(_ picture: [UInt8]) throws(DetectorFailure) -> [Float] {
    let size = section.input.size
    let output = try output(
      picture.span.bytes,
      of: FrameDescription(
        size: size, strideBytes: size.width * 3, channelOrder: section.input.wish.channelOrder, frameIndex: 0,
        originalSize: size,
        originalRegion: PixelRectangle(x: 0, y: 0, width: Double(size.width), height: Double(size.height))))
    _ = try section.probabilities(output)
    return output
  }
}
