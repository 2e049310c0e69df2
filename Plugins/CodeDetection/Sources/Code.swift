import CZXing
import ModerationCore
import TextMatching

/// A kind of code as ZXing numbers it: the letter of its symbology, and that of its variant 8 bits higher.
struct CodeFormat: Hashable {
  let number: UInt32

  private init(_ symbology: Character, _ variant: Character = " ") {
    number = UInt32(symbology.asciiValue ?? 0) | UInt32(variant.asciiValue ?? 0) << 8
  }

  /// QR codes of every kind, small ones and rectangular ones included.
  static let qrCode = CodeFormat("Q")
  /// Ordinary QR codes alone.
  static let ordinaryQRCode = CodeFormat("Q", "2")

  /// The others that are made of squares and not of bars: DataMatrix and Aztec.
  static let otherSquares = [CodeFormat("d"), CodeFormat("z", "c")]

  /// Bars in rows.
  static let pdf417 = CodeFormat("L")
  /// The same without MicroPDF417.
  static let largePDF417 = CodeFormat("L", "c")

  /// The linear codes that people meet in pictures. ITF, Codabar, DataBar and Aztec's runes are left out: they carry no
  /// check that keeps stripes in a photograph from being read as one, or too little.
  static let linear = [
    CodeFormat("E", "1"), CodeFormat("E", "8"), CodeFormat("E", "a"), CodeFormat("E", "e"), CodeFormat("C"),
  ]
}

/// One code that was read.
struct Code {
  let name: SubLabel
  let text: String
  let isMatrix: Bool
  /// Where it is, in pixels of the picture that was read.
  private(set) var box: PixelRectangle

  /// nil for a kind that nobody asked for, and for noise.
  init?(_ code: moderation_code) {
    guard var name = Self.name(of: code.format) else { return nil }
    var text = String(decoding: UnsafeRawBufferPointer(start: code.text, count: code.text_count), as: UTF8.self)
    // Every UPC-A is an EAN-13 with a 0 before it, and ZXing says so where both are sought.
    if name == "EAN-13", text.utf8.count == 13, text.hasPrefix("0") { name = "UPC-A" }
    if name == "UPC-A", text.utf8.count == 13, text.hasPrefix("0") { text.removeFirst() }
    self.name = SubLabel(rawValue: name)
    self.text = text
    isMatrix = SubLabel.matrixCodes.contains(self.name)
    let x = [code.x.0, code.x.1, code.x.2, code.x.3]
    let y = [code.y.0, code.y.1, code.y.2, code.y.3]
    let (left, top) = (x.min() ?? 0, y.min() ?? 0)
    box = PixelRectangle(
      x: Double(left), y: Double(top), width: Double((x.max() ?? 0) - left), height: Double((y.max() ?? 0) - top))
    if isMatrix, max(box.width, box.height) < Self.minimumMatrixSide { return nil }
  }

  /// Two-dimensional codes smaller than this are noise that was read as one, in pixels: the smallest there is, of 11
  /// modules, would have less than two for each.
  static let minimumMatrixSide = 20.0

  /// The same code in a picture of which a part was read, or a part in a smaller size.
  func placed(in region: CodeRegion.Box, scale: Double) -> Code {
    var code = self
    code.box = PixelRectangle(
      x: Double(region.x.lowerBound) + box.x * scale, y: Double(region.y.lowerBound) + box.y * scale,
      width: box.width * scale, height: box.height * scale)
    return code
  }

  /// Whether another is this one, read once more.
  func isSame(as other: Code) -> Bool {
    name == other.name && text == other.text
      && box.x < other.box.x + other.box.width && other.box.x < box.x + box.width
      && box.y < other.box.y + other.box.height && other.box.y < box.y + box.height
  }

  func finding(in frame: FrameDescription) -> Finding {
    Finding(
      label: .ad, subLabel: name,
      // A phone opens a two-dimensional code; a number on a package is no more than a plain contact.
      score: isMatrix ? TextTypeRule.deliberateContactScore : TextTypeRule.plainContactScore,
      locations: [.init(frameIndex: frame.frameIndex, box: box)],
      text: String(text.prefix(BarcodeDetector.maximumContentCharacters)), keywords: [isMatrix ? "二维码" : "条形码"])
  }

  private static func name(of format: UInt32) -> String? {
    let (symbology, variant) = (UInt8(truncatingIfNeeded: format), UInt8(truncatingIfNeeded: format >> 8))
    switch (Character(Unicode.Scalar(symbology)), Character(Unicode.Scalar(variant))) {
    case ("Q", "m"): return "MicroQRCode"
    case ("Q", _): return "QRCode"
    case ("d", _): return "DataMatrix"
    case ("z", _): return "Aztec"
    case ("L", _): return "PDF417"
    case ("E", "1"): return "EAN-13"
    case ("E", "8"): return "EAN-8"
    case ("E", "a"): return "UPC-A"
    case ("E", "e"): return "UPC-E"
    case ("C", _): return "Code128"
    default: return nil
    }
  }
}
