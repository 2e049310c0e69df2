public import ModerationCore
import TextMatching

/// Reads QR codes and barcodes. What a code holds cannot be seen by whoever looks at the picture, so a code is a
/// finding whatever it says: label Ad, keyword 二维码, as the documented text scene has it. A linear code, which stands on
/// all goods and parcels, is evidence and passes unless a policy's bands ask for it.
///
/// Reads with ZXing-C++. Codes made of squares are looked for in the parts of a picture where edges of both ways stand close
/// together; those made of bars everywhere, or, if `likely` ones are enough, where edges of one way do. Where nothing is found
/// there are two further tries, inverted and with the contrast stretched: light codes on dark ground, and pale ones.
/// The reader's work has no bound of its own, so strangers' pictures are read in a worker, which is shown those parts alone.
public struct BarcodeDetector: Detector {
  /// What the detector is, where all kinds are looked for.
  public static let descriptor = descriptor(of: .all)

  /// What the detector is.
  public static func descriptor(of kinds: CodeKinds) -> DetectorDescriptor {
    let known = Set(SubLabel.matrixCodes + SubLabel.goodsCodes)
    let covered = kinds != .qr ? known : known.intersection(["QRCode", "MicroQRCode"].map(SubLabel.init(rawValue:)))
    return DetectorDescriptor(
      id: "text.barcodes/5", scene: .text, covers: covered, doesNotCover: known.subtracting(covered),
      bands: [.ad: TextTypeRule.bands(for: .ad)],
      // Every package and parcel has one; a policy that asks for them sets bands for these sublabels.
      subLabelBands: Dictionary(
        uniqueKeysWithValues: SubLabel.goodsCodes.filter(covered.contains).map { ($0, TextTypeRule.evidenceBands) }))
  }

  public let descriptor: DetectorDescriptor

  public static let wish = InputWish(
    fit: .longestSide(Self.longestSide), filter: .bilinear, oversampling: 1,
    tiling: Tiling(fromAspectRatio: 3, minimumLengthPixels: 960, overlap: 0.3))

  public var inputWish: InputWish { Self.wish }

  /// Pictures are read at this size at most, in pixels of the longer side.
  public static let longestSide = 1280
  /// The most codes reported of one frame.
  public static let maximumCodes = 64
  /// The most characters reported of one code's content; a QR code holds up to 7,089.
  public static let maximumContentCharacters = 4096

  private let read: CodeReader.Answer
  private let kinds: CodeKinds

  /// Makes a reader that works in this process.
  public init(library: CodeLibrary, kinds: CodeKinds = .all) {
    self.init(asking: CodeReader(library: library).read, kinds: kinds)
  }

  /// Makes one that asks a `CodeReader` elsewhere: `SandboxedCodes` in PluginHost has it in a worker.
  public init(asking read: @escaping CodeReader.Answer, kinds: CodeKinds = .all) {
    (self.read, self.kinds, descriptor) = (read, kinds, Self.descriptor(of: kinds))
  }

  public func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    let luminance = try Luminance(checking: pixels, frame)
    let regions = luminance.regions(for: kinds)
    guard !regions.isEmpty else { return [] }
    return try read(CodeQuestion(regions, of: luminance).bytes.span.bytes, frame)
  }
}
