public import ModerationCore
import TextMatching

/// Reads QR codes and barcodes. What a code holds cannot be seen by whoever looks at the picture, so a code is a
/// finding whatever it says: label Ad, keyword 二维码, as the documented text scene has it. A linear code, which stands on
/// all goods and parcels, is evidence and passes unless a policy's bands ask for it.
///
/// Reads with ZXing-C++. A code that is not found at once gets two further tries, inverted and with its contrast
/// stretched: light codes on dark ground, and pale ones. Codes made of bars are looked for only where edges that run one
/// way stand close together, and codes made of squares only where edges of both ways do, which is measured first. The
/// reader's work has no bound of its own, so strangers' pictures are read in a worker: `SandboxedCodes` in PluginHost.
public struct BarcodeDetector: Detector {
  /// What the detector is, where all kinds are looked for.
  public static let descriptor = descriptor(of: .all)

  /// What the detector is.
  public static func descriptor(of kinds: CodeKinds) -> DetectorDescriptor {
    let known = Set(SubLabel.matrixCodes + SubLabel.goodsCodes)
    let covered = kinds == .all ? known : known.intersection(["QRCode", "MicroQRCode"].map(SubLabel.init(rawValue:)))
    return DetectorDescriptor(
      id: "text.barcodes/4", scene: .text, covers: covered, doesNotCover: known.subtracting(covered),
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

  private enum Reader {
    case library(CodeLibrary)
    case other(any Detector)
  }

  private let reader: Reader
  private let kinds: CodeKinds

  /// Makes a reader that works in this process.
  public init(library: CodeLibrary, kinds: CodeKinds = .all) {
    (reader, self.kinds, descriptor) = (.library(library), kinds, Self.descriptor(of: kinds))
  }

  /// Makes one that asks another, of the same kinds and in a worker, but for the pictures that can hold no code.
  public init(asking other: any Detector, kinds: CodeKinds = .all) {
    (reader, self.kinds, descriptor) = (.other(other), kinds, Self.descriptor(of: kinds))
  }

  public func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    let luminance = try Luminance(checking: pixels, frame)
    let formats = kinds.formats(in: luminance)
    guard !formats.isEmpty else { return [] }
    switch reader {
    case .other(let other): return try other.inspect(pixels, of: frame)
    case .library(let library): return try codes(luminance, formats, library).map { $0.finding(in: frame) }
    }
  }

  private func codes(
    _ luminance: Luminance, _ formats: [CodeFormat], _ library: CodeLibrary
  ) throws(DetectorFailure) -> [Code] {
    func read(_ luminance: Luminance, isThorough: Bool) throws(DetectorFailure) -> [Code] {
      try library.read(luminance, formats: formats, atMost: Self.maximumCodes, isThorough: isThorough)
    }
    var codes = try read(luminance, isThorough: true)
    if codes.isEmpty { codes = try read(luminance.inverted, isThorough: false) }
    if codes.isEmpty, let stretched = luminance.stretched { codes = try read(stretched, isThorough: false) }
    return codes
  }
}
