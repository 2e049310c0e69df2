public import ModerationCore
public import Inference
import SafetyClassification

/// NudeNet 320n: body parts, exposed and covered, each with a box. Opt-in, because its weights are under the AGPL.
///
/// Pre- and post-processing as the package `nudenet` 3.4.2 has them; of equal pixels it finds the same boxes. Pictures
/// come shrunk by this library's antialiased filter, where the package takes single pixels out: figures, and which
/// class means what, in MODEL_CARD.md.
public struct NudeNetDetector: Detector {
  /// The model file, pinned. Fetched only by `./run setup --with nudenet`.
  public static let modelFile = ModelStore.File(
    path: "nudenet/320n.onnx", sha256: "c15d8273adad2d0a92f014cc69ab2d6c311a06777a55545f2c4eb46f51911f0f")

  /// What the detector is, known without loading the model.
  public static let descriptor = DetectorDescriptor(
    id: "porn.nudenet-320n/1",
    scene: .porn,
    model: .init(name: "NudeNet 320n", sha256: Self.modelFile.sha256),
    covers: Set(SubLabel.bodyPartKinds).union([.explicit, .suggestive, .bodyParts]),
    doesNotCover: [.drawnNudity, .minor],
    bands: NudeNetClass.bands,
    subLabelBands: NudeNetClass.subLabelBands)

  public var descriptor: DetectorDescriptor { Self.descriptor }

  /// Every picture whole; long ones and contact sheets also part by part. Smaller pictures come as they are and are
  /// enlarged here.
  public static let wish = makeWish(tiling: .sceneParts)

  /// As `wish`, and every other picture also in nine parts: ten passes instead of one.
  public static let thoroughWish = makeWish(tiling: .thoroughSceneParts)

  public private(set) var inputWish: InputWish

  /// The most boxes of one view. More than this many body parts in 320×320 pixels are no picture of people; the frame
  /// then counts as not fully looked at, and what was found first counts.
  public static let maximumBoxes = 100

  private let session: InferenceSession

  private static func makeWish(tiling: Tiling) -> InputWish {
    // As of open_nsfw: 1280 decoded pixels leave each cell of a sheet of 6×6 some 200.
    InputWish(
      fit: .longestSide(NudeNetInput.side), filter: .bilinear, channelOrder: .rgb, oversampling: 4, tiling: tiling)
  }

  /// Reads, checks and compiles the model.
  ///
  /// - Parameters:
  ///   - concurrency: How many frames may be looked at at a time.
  ///   - thorough: Whether ordinary pictures are also looked at in parts. `inputWish` is then `thoroughWish`.
  /// - Throws: `HostFailure` when the model is missing, altered or refused by the runtime.
  public init(
    store: ModelStore, runtime: InferenceRuntime, concurrency: Int, thorough: Bool = false
  ) throws(HostFailure) {
    inputWish = thorough ? Self.thoroughWish : Self.wish
    session = try InferenceSession(
      onnx: try store.read(Self.modelFile), name: Self.modelFile.path, runtime: runtime, concurrency: concurrency)
  }

  /// The same detector on the same models, which also looks at parts of ordinary pictures, or does not.
  public func thoroughly(_ isThorough: Bool) -> Self {
    var copy = self
    copy.inputWish = isThorough ? Self.thoroughWish : Self.wish
    return copy
  }

  /// Finds the body parts of one frame: a finding for each box that claims something, surest first.
  ///
  /// - Throws: `unexpectedInput`, `inferenceFailed`, and `tooMuchToLookAt` beyond `maximumBoxes`.
  public func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    let boxes = try boxes(in: pixels, of: frame)
    let findings = boxes.prefix(Self.maximumBoxes).compactMap { Self.finding($0, frame) }
    guard boxes.count <= Self.maximumBoxes else {
      throw DetectorFailure(
        .tooMuchToLookAt, message: "NudeNet found \(boxes.count) boxes; \(Self.maximumBoxes) are allowed",
        findings: findings)
    }
    return findings
  }

  /// All boxes, faces and feet too.
  func boxes(in pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [NudeNetBox] {
    let input = try NudeNetInput(pixels, of: frame)
    let side = NudeNetInput.side
    return try session.run(input.elements, shape: [1, 3, side, side]) { output, shape throws(DetectorFailure) in
      guard shape == [1, NudeNetOutput.rowCount, NudeNetOutput.candidateCount] else {
        throw DetectorFailure(.inferenceFailed, message: "NudeNet's output has the shape \(shape)")
      }
      return NudeNetOutput.boxes(in: output, squareSide: input.squareSide, size: frame.size)
    }
  }

  private static func finding(_ box: NudeNetBox, _ frame: FrameDescription) -> Finding? {
    guard let claim = box.part.claim else { return nil }
    return Finding(
      label: claim.label, subLabel: claim.subLabel, score: box.score,
      locations: [.init(frameIndex: frame.frameIndex, box: box.rectangle)], details: ["class": box.part.rawValue])
  }
}
