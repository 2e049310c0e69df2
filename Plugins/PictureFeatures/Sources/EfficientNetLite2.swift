public import ModerationCore
public import Inference
import CPixels
import Synchronization

/// EfficientNet-lite2 with the classes of ImageNet-1k: the one network behind the terror scene, the tags and every head
/// that was trained on its features.
///
/// Terror, tags and the heads of manifests may hold the same object. Made with `isShared: true` it remembers its last few answers, so that
/// pixels that both are shown are run through the network once. Safe to use from any thread.
public final class EfficientNetLite2: Sendable {
  /// The model file, pinned. Set-up makes it of the package's checkpoint with
  /// Scripts/conversions/efficientnet_lite2.py.
  public static let modelFile = ModelStore.File(
    path: "terror/efficientnet-lite2.onnx",
    sha256: "8b6782cae87ed5a7e2b904aceda90e5f6b1e26f1d5b8a395901bdc0ded899853")

  /// The model's identity in results.
  package static let model = DetectorDescriptor.Model(name: "efficientnet-lite2", sha256: modelFile.sha256)

  /// The side of the square picture that the network takes, in pixels.
  package static let side = 260
  /// How many classes ImageNet-1k has.
  package static let classCount = 1000
  /// How many pooled features the classes are a linear function of.
  package static let featureCount = 1280

  /// The whole picture squashed to a square, which is how every threshold of this plugin was measured; very long
  /// pictures also in tiles.
  package static let wish = InputWish(
    fit: .exact(PixelSize(width: side, height: side)), filter: .bicubic, channelOrder: .rgb, oversampling: 4,
    tiling: tiling)

  /// From 3:1 on, tiles as long as they are wide; up to 6.9:1 the eight tiles do not have to grow. Squashed to a
  /// square, what such a picture shows is thinner than anything the thresholds were measured on, and a weapon in a long
  /// screenshot is lost. The price: each tile is one more chance of a false alarm.
  static let tiling = Tiling(fromAspectRatio: 3, minimumLengthPixels: side, overlap: 0.15, maximumTileCount: 8)

  /// What the network says of one picture. All numbers are finite.
  package struct Answer: Hashable, Sendable {
    /// One number for each class, before softmax.
    package let logits: [Float]
    /// The pooled features.
    package let features: [Float]

    package init(logits: [Float], features: [Float]) {
      self.logits = logits
      self.features = features
    }
  }

  /// (value − mean) / scale is what the network was trained with.
  private static let mean: Float = 127
  private static let scale: Float = 128

  private let session: InferenceSession
  private let memo: AnswerMemo<Answer>?
  private let runs = Atomic<Int>(0)

  /// Reads, checks and compiles the model.
  ///
  /// - Parameters:
  ///   - concurrency: How many frames may be looked at at a time.
  ///   - isShared: Whether several detectors will hold this object. Answers are then remembered by the SHA-256 of their
  ///     pixels, which takes less than 1 ms a picture.
  /// - Throws: `HostFailure` when the model is missing, altered or refused by the runtime.
  public init(
    store: ModelStore, runtime: InferenceRuntime, concurrency: Int, isShared: Bool = false
  ) throws(HostFailure) {
    session = try InferenceSession(
      Self.modelFile, of: store, runtime: runtime, concurrency: concurrency)
    memo = isShared ? AnswerMemo(concurrency: concurrency) : nil
  }

  /// How many pictures have gone through the network.
  package var runCount: Int { runs.load(ordering: .relaxed) }

  /// What the network says of a picture that was made by `wish`.
  ///
  /// - Throws: `unexpectedInput` for other pixels than asked for, `inferenceFailed`.
  package func answer(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> Answer {
    let picture = try Self.packed(pixels, frame)
    guard let memo else { return try run(picture) }
    return try memo.answer(for: picture) { () throws(DetectorFailure) in try run(picture) }
  }

  /// The pixels row by row without anything between.
  package static func packed(_ pixels: RawSpan, _ frame: FrameDescription) throws(DetectorFailure) -> [UInt8] {
    let rowBytes = side * 3
    let (lastRow, overflow) = frame.strideBytes.multipliedReportingOverflow(by: side - 1)
    guard frame.size == PixelSize(width: side, height: side), frame.channelOrder == .rgb, frame.strideBytes >= rowBytes,
      !overflow, pixels.byteCount - rowBytes >= lastRow
    else {
      throw DetectorFailure(
        .unexpectedInput,
        message: """
          EfficientNet-lite2 takes \(side)x\(side) RGB pixels, not \(frame.size) in \(pixels.byteCount) bytes with rows \
          of \(frame.strideBytes)
          """)
    }
    return pixels.withUnsafeBytes { bytes in
      if frame.strideBytes == rowBytes { return [UInt8](bytes.prefix(side * rowBytes)) }
      var picture: [UInt8] = []
      picture.reserveCapacity(side * rowBytes)
      for y in 0..<side { picture += bytes[(y * frame.strideBytes)..<(y * frame.strideBytes + rowBytes)] }
      return picture
    }
  }

  private func run(_ picture: [UInt8]) throws(DetectorFailure) -> Answer {
    runs.add(1, ordering: .relaxed)
    let outputs = try session.run(
      Self.planes(of: picture), shape: [1, 3, Self.side, Self.side], outputs: ["logits", "features"])
    guard outputs.count == 2, outputs[0].elements.count == Self.classCount,
      outputs[1].elements.count == Self.featureCount
    else {
      throw DetectorFailure(
        .inferenceFailed, message: "EfficientNet-lite2 gave outputs of the shapes \(outputs.map(\.shape))")
    }
    return Answer(logits: outputs[0].elements, features: outputs[1].elements)
  }

  /// A plane for each of red, green and blue.
  ///
  /// - Parameter picture: As `packed` gives it.
  static func planes(of picture: [UInt8]) -> [Float] {
    let plane = side * side
    precondition(picture.count == 3 * plane)
    return [Float](unsafeUninitializedCapacity: 3 * plane) { planes, count in
      guard let red = planes.baseAddress else { return }
      moderation_planes_row(picture, plane, mean, scale, red, red + plane, red + 2 * plane)
      count = 3 * plane
    }
  }
}
