public import ModerationCore
import TextMatching

/// Reads QR codes and barcodes. What a code holds cannot be seen by whoever looks at the picture, so a code is a
/// finding whatever it says: label Ad, keyword 二维码, as the documented text scene has it. A linear code, which stands on
/// all goods and parcels, is evidence and passes unless a policy's bands ask for it.
///
/// Reads with ZXing-C++. A code that is not found at once gets two further tries, inverted and with its contrast
/// stretched: light codes on dark ground, and pale ones. Codes made of bars are looked for only where edges that run one
/// way stand close together, which is measured first. The reader's work has no bound of its own, so strangers'
/// pictures are read in a worker: `SandboxedCodes` in PluginHost.
public struct BarcodeDetector: Detector {
  /// What the detector is.
  public static let descriptor = DetectorDescriptor(
    id: "text.barcodes/3",
    scene: .text,
    covers: Set(SubLabel.matrixCodes + SubLabel.goodsCodes),
    doesNotCover: [],
    bands: [.ad: TextTypeRule.bands(for: .ad)],
    // Every package and parcel has one; a policy that asks for them sets bands for these sublabels.
    subLabelBands: Dictionary(uniqueKeysWithValues: SubLabel.goodsCodes.map { ($0, TextTypeRule.evidenceBands) }))

  public var descriptor: DetectorDescriptor { Self.descriptor }

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

  private let library: CodeLibrary

  /// Makes a reader that works in this process.
  public init(library: CodeLibrary) { self.library = library }

  public func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    let luminance = try Luminance(checking: pixels, frame)
    let formats = luminance.mayHoldBars ? CodeFormat.sought : CodeFormat.squares
    func read(_ luminance: Luminance, isThorough: Bool) throws(DetectorFailure) -> [Code] {
      try library.read(luminance, formats: formats, atMost: Self.maximumCodes, isThorough: isThorough)
    }
    var codes = try read(luminance, isThorough: true)
    if codes.isEmpty { codes = try read(luminance.inverted, isThorough: false) }
    if codes.isEmpty, let stretched = luminance.stretched { codes = try read(stretched, isThorough: false) }
    return codes.map { $0.finding(in: frame) }
  }
}
