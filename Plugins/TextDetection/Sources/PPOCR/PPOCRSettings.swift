/// How PP-OCR looks for text, and how much of it it reads.
public struct PPOCRSettings: Hashable, Sendable {
  /// How large a picture is for the detection network.
  public enum DetectionSide: Hashable, Sendable {
    /// Shrunk until the longer side has at most this many pixels; never enlarged.
    case longer(atMost: Int)
    /// Enlarged until the shorter side has at least this many pixels; never shrunk. Cost grows with the picture.
    case shorter(atLeast: Int)
    /// Shrunk until the longer side has at most so many pixels and the whole at most so many; never enlarged.
    case bounded(longer: Int, pixelCount: Int)

    /// The longer side is never above this: nine megapixels would take gigabytes.
    static let maximumSide = 4000

    /// Width and height given to the network: aspect ratio kept, then each side rounded to a multiple of 32 where
    /// there are no canvases.
    func size(width: Int, height: Int, on canvases: Canvases? = nil) -> (width: Int, height: Int) {
      let scale =
        switch self {
        case .longer(let side): min(1, Double(side) / Double(max(width, height)))
        case .shorter(let side): max(1, Double(side) / Double(min(width, height)))
        case .bounded(let side, let pixelCount):
          min(1, Double(side) / Double(max(width, height)), (Double(pixelCount) / Double(width * height)).squareRoot())
        }
      let bounded = min(scale, Double(Self.maximumSide) / Double(max(width, height)))
      if let canvases { return canvases.size(width: width, height: height, scale: bounded) }
      return (
        Multiple.of32(Int(Double(width) * bounded)), Multiple.of32(Int(Double(height) * bounded))
      )
    }
  }

  /// Numbers of the detection step.
  public struct Detection: Hashable, Sendable {
    /// The size of its input.
    public var side: DetectionSide
    /// The size of a first look, which is enough where all letters are large; nil for none.
    public var firstSide: DetectionSide?
    /// What looks are shown on where there are two.
    var canvases: Canvases? {
      switch firstSide {
      case .bounded(let longer, _), .longer(let longer): Canvases.longer(longer)
      case .shorter, nil: nil
      }
    }
    /// A pixel above this probability is text, 0…1.
    public var pixelThreshold: Double
    /// A region with at least this mean probability is a line, 0…1.
    public var boxThreshold: Double
    /// A line's rectangle grows by its area times this divided by its perimeter.
    public var growth: Double

    /// Makes detection numbers; the defaults are rapidocr 3.10.0's.
    public init(
      side: DetectionSide, firstSide: DetectionSide? = nil,
      pixelThreshold: Double = 0.3, boxThreshold: Double = 0.5,
      growth: Double = 1.6
    ) {
      self.side = side
      self.firstSide = firstSide
      self.pixelThreshold = pixelThreshold
      self.boxThreshold = boxThreshold
      self.growth = growth
    }
  }

  /// The detection step.
  public var detection: Detection
  /// A line read with less certainty than this is dropped, 0…1.
  public var minimumConfidence: Double
  /// How many lines of one frame are read; the rest is an error that carries what was read.
  public var maximumLineCount: Int
  /// The length of a line that is still read, in pixels once it is 48 pixels high: 4,800 at most, which is the default.
  public var maximumLineWidth = 4800

  /// Makes settings. 0.5 and 1,000 are rapidocr 3.10.0's numbers.
  public init(detection: Detection, minimumConfidence: Double = 0.5, maximumLineCount: Int = 1000) {
    self.detection = detection
    self.minimumConfidence = minimumConfidence
    self.maximumLineCount = maximumLineCount
  }

  /// The longer side at most 960 pixels, everything else as rapidocr 3.10.0 has it.
  ///
  /// On the pictures in Fixtures/ocr it reads as much as `rapidOCR` at half the cost or less (measured 2026-11-21).
  public static let standard = PPOCRSettings(detection: Detection(side: .longer(atMost: 960)))

  /// A first look at 480 pixels, and one at 960 where that is not enough: two thirds of the cost of `standard`, and 0.97
  /// of its characters on photographs with text (measured 2026-11-27, MODEL_CARD.md).
  public static let twoStage = PPOCRSettings(
    detection: Detection(
      side: .bounded(longer: 960, pixelCount: 614_400), firstSide: .bounded(longer: 480, pixelCount: 230_400)))

  /// A first look at 320 pixels, and one at 640: half the cost, and 0.89 of the characters.
  public static let fast = PPOCRSettings(
    detection: Detection(
      side: .bounded(longer: 640, pixelCount: 307_200), firstSide: .bounded(longer: 320, pixelCount: 102_400)))

  /// What rapidocr 3.10.0 does when nothing is configured: the shorter side at least 736 pixels.
  public static let rapidOCR = PPOCRSettings(detection: Detection(side: .shorter(atLeast: 736)))
}
