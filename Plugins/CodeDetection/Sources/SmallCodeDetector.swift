public import ModerationCore
import TextMatching

/// Looks once more for QR codes that are too small in what `BarcodeDetector` is shown: at the size at which the picture
/// was decoded, up to `longestSide`.
///
/// Nothing is decoded for it beyond what others need. Of a PNG and its kin that is every pixel; a JPEG or WebP of 4,000
/// pixels and more was halved by its codec. A code of 20 modules needs about 50 pixels.
public struct SmallCodeDetector: Detector {
  /// What the detector is.
  public static let descriptor = DetectorDescriptor(
    id: "text.small-codes/2", scene: .text, covers: [SubLabel(rawValue: "QRCode")], doesNotCover: [],
    bands: [.ad: TextTypeRule.bands(for: .ad)])

  public var descriptor: DetectorDescriptor { Self.descriptor }

  /// Pictures are read at this size at most, in pixels of the longer side.
  public static let longestSide = 4096

  public static let wish = InputWish(asDecodedUpTo: Self.longestSide)

  public var inputWish: InputWish { Self.wish }

  private enum Reader {
    case library(CodeLibrary)
    case other(any Detector)
  }

  private let reader: Reader

  /// Makes a reader that works in this process.
  public init(library: CodeLibrary) { reader = .library(library) }

  /// Makes one that asks another, in a worker, but for the pictures of which `BarcodeDetector` has seen every pixel, and for
  /// those that hold nothing like a code made of squares.
  public init(asking other: any Detector) { reader = .other(other) }

  public func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    guard frame.size.longerSide > BarcodeDetector.longestSide else { return [] }
    let luminance = try Luminance(checking: pixels, frame)
    guard luminance.mayHoldSquares else { return [] }
    return switch reader {
    case .other(let other): try other.inspect(pixels, of: frame)
    case .library(let library):
      try library.read(
        luminance, formats: [.ordinaryQRCode], atMost: BarcodeDetector.maximumCodes,
        isThorough: true,
        seeksLight: true
      ).map { $0.finding(in: frame) }
    }
  }
}
