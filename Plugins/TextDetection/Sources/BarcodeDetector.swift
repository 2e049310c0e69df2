import CZXing
public import ModerationCore
import TextMatching

/// Reads QR codes and barcodes. What a code holds cannot be seen by whoever looks at the picture, so a code is a finding
/// whatever it says: label Ad, keyword 二维码, as the documented text scene has it.
///
/// Reads with ZXing-C++, behind plain C. A code that is not found at once gets two further tries, inverted and with its
/// contrast stretched: light codes on dark ground, and pale ones.
public struct BarcodeDetector: Detector {
  /// What the detector is.
  public static let descriptor = DetectorDescriptor(
    id: "text.barcodes/1",
    scene: .text,
    covers: Set(Self.matrixCodes + Self.linearCodes),
    doesNotCover: [],
    bands: [.ad: TextTypeRule.bands(for: .ad)])

  public var descriptor: DetectorDescriptor { Self.descriptor }

  public static let wish = InputWish(
    fit: .longestSide(Self.longestSide), filter: .bilinear, oversampling: 1,
    tiling: Tiling(fromAspectRatio: 3, minimumLengthPixels: 960, overlap: 0.3))

  public var inputWish: InputWish { Self.wish }

  /// The two-dimensional codes that are read, by ZXing's names: a phone opens what they say.
  public static let matrixCodes = ["QRCode", "MicroQRCode", "DataMatrix", "Aztec", "PDF417"].map(
    SubLabel.init(rawValue:))
  /// The linear codes that are read: numbers on goods, mostly.
  public static let linearCodes = ["EAN-13", "EAN-8", "UPC-A", "UPC-E", "Code128"].map(SubLabel.init(rawValue:))

  /// Pictures are read at this size at most, in pixels of the longer side.
  public static let longestSide = 1280
  /// The most codes reported of one frame.
  public static let maximumCodes = 64
  /// The most characters reported of one code's content; a QR code holds up to 7,089.
  public static let maximumContentCharacters = 4096

  /// Makes a reader; it holds nothing.
  public init() {}

  public func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    guard frame.channelOrder == .rgb, frame.size.shorterSide > 0,
      pixels.byteCount >= (frame.size.height - 1) * frame.strideBytes + frame.size.width * 3
    else { throw DetectorFailure(.unexpectedInput, message: "\(frame.size) does not fit \(pixels.byteCount) bytes") }
    let luminance = Luminance(pixels, frame)
    var codes = try read(luminance, isThorough: true)
    if codes.isEmpty { codes = try read(luminance.inverted, isThorough: false) }
    if codes.isEmpty, let stretched = luminance.stretched { codes = try read(stretched, isThorough: false) }
    return codes.map { code in
      Finding(
        label: .ad, subLabel: SubLabel(rawValue: code.format),
        // A phone opens a two-dimensional code; a number on a package is for a person to judge.
        score: code.isMatrix ? TextTypeRule.score(of: .block) : TextTypeRule.plainContactScore,
        locations: [.init(frameIndex: frame.frameIndex, box: code.box)],
        text: String(code.text.prefix(Self.maximumContentCharacters)),
        keywords: [code.isMatrix ? "二维码" : "条形码"])
    }
  }

  private struct Code {
    let format: String
    let text: String
    let isMatrix: Bool
    let box: PixelRectangle

    init(_ barcode: moderation_barcode) {
      format = String(cString: barcode.format)
      text = String(
        decoding: UnsafeRawBufferPointer(start: barcode.text, count: barcode.text_count), as: UTF8.self)
      isMatrix = barcode.is_matrix != 0
      let x = [barcode.x.0, barcode.x.1, barcode.x.2, barcode.x.3]
      let y = [barcode.y.0, barcode.y.1, barcode.y.2, barcode.y.3]
      let (left, top) = (x.min() ?? 0, y.min() ?? 0)
      box = PixelRectangle(
        x: Double(left), y: Double(top), width: Double((x.max() ?? 0) - left), height: Double((y.max() ?? 0) - top))
    }
  }

  private func read(_ luminance: Luminance, isThorough: Bool) throws(DetectorFailure) -> [Code] {
    var codes: [Code] = []
    var error = [CChar](repeating: 0, count: 200)
    let status = withUnsafeMutablePointer(to: &codes) { codes in
      luminance.values.withUnsafeBufferPointer { values in
        values.baseAddress.map {
          moderation_read_barcodes(
            $0, Int32(luminance.width), Int32(luminance.height), Int32(luminance.width), Int32(Self.maximumCodes),
            isThorough ? 1 : 0,
            { context, barcode in
              context?.assumingMemoryBound(to: [Code].self).pointee.append(Code(barcode.pointee))
            }, codes, &error, error.count)
        }
      }
    }
    guard status == 0 else {
      let reason = String(decoding: error.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw DetectorFailure(.inferenceFailed, message: "ZXing failed: \(reason)")
    }
    // By place, so that the order of the reader's own search does not show.
    return codes.sorted { ($0.box.y, $0.box.x, $0.text) < ($1.box.y, $1.box.x, $1.text) }
  }
}
