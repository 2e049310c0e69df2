/// One thing that a detector must do, by name. An open set: later releases check more.
public struct DetectorCheck: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
  /// The name as reports write it.
  public let rawValue: String

  /// Makes a name from its spelling in reports.
  public init(rawValue: String) { self.rawValue = rawValue }

  public var description: String { rawValue }

  /// The descriptor can be used: form of the identifier, bands, sublabels, the model's digest; the same for life.
  public static let descriptor = DetectorCheck(rawValue: "descriptor")
  /// The input wish can be met, and is the same for life. Detectors of pixels only.
  public static let inputWish = DetectorCheck(rawValue: "inputWish")
  /// What the wish allows is looked at: from 1×1 to very long pictures; for text from no line to very many.
  public static let shapes = DetectorCheck(rawValue: "shapes")
  /// Equal input gives equal findings, at once and after other input.
  public static let determinism = DetectorCheck(rawValue: "determinism")
  /// Threads at once get what each alone gets.
  public static let concurrency = DetectorCheck(rawValue: "concurrency")
  /// Rows with padding give what rows without give, whatever the padding holds. Detectors of pixels only.
  public static let padding = DetectorCheck(rawValue: "padding")
  /// Nothing behind the last pixel is read. Detectors of pixels only.
  public static let overread = DetectorCheck(rawValue: "overread")
  /// The pixels are not written to. Detectors of pixels only.
  public static let readOnly = DetectorCheck(rawValue: "readOnly")
  /// Pixels of another size or channel order than wished for do no harm. Detectors of pixels only.
  public static let unexpectedInput = DetectorCheck(rawValue: "unexpectedInput")
  /// Every score is a number in 0…1.
  public static let scores = DetectorCheck(rawValue: "scores")
  /// Every label claimed has bands.
  public static let labels = DetectorCheck(rawValue: "labels")
  /// Every sublabel claimed is one of those covered.
  public static let subLabels = DetectorCheck(rawValue: "subLabels")
  /// Every box is a rectangle inside the pixels; for text, the place of a line given.
  public static let boxes = DetectorCheck(rawValue: "boxes")
  /// No call gives more than `Finding.maximumPerCall` findings.
  public static let findingCount = DetectorCheck(rawValue: "findingCount")
  /// The author's own examples score as he expects.
  public static let examples = DetectorCheck(rawValue: "examples")
}
