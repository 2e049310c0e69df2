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
    id: "text.small-codes/3", scene: .text, covers: [SubLabel(rawValue: "QRCode")], doesNotCover: [],
    bands: [.ad: TextTypeRule.bands(for: .ad)])

  public var descriptor: DetectorDescriptor { Self.descriptor }

  /// Pictures are read at this size at most, in pixels of the longer side.
  public static let longestSide = 4096

  public static let wish = InputWish(asDecodedUpTo: Self.longestSide)

  public var inputWish: InputWish { Self.wish }

  private let read: CodeReader.Answer

  /// Makes a reader that works in this process.
  public init(library: CodeLibrary) { read = CodeReader(library: library).read }

  /// Makes one that asks a `CodeReader` elsewhere, as `BarcodeDetector` does.
  public init(asking read: @escaping CodeReader.Answer) { self.read = read }

  /// Pictures of which `BarcodeDetector` has seen every pixel are not looked at again.
  public func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    guard frame.size.longerSide > BarcodeDetector.longestSide else { return [] }
    let luminance = try Luminance(checking: pixels, frame)
    let regions = luminance.smallQRRegions
    guard !regions.isEmpty else { return [] }
    return try read(CodeQuestion(regions, of: luminance).bytes.span.bytes, frame)
  }
}
