package import ModerationCore

/// The frames of an animated PNG, each as the chunks of a PNG file of its own (PNG third edition, 4.9, 11.3.6 and 13).
///
/// The order of the frame chunks is checked as far as it is read: their sequence numbers must count up from 0 without a
/// gap. Whatever stands behind the frames asked for is not looked at.
package struct APNGFrames {
  /// How a frame meets what is on the canvas.
  package enum Disposal: Int, Sendable {
    /// It stays when the next frame comes.
    case none = 0
    /// Its rectangle becomes transparent.
    case background = 1
    /// Its rectangle becomes what it was before.
    case previous = 2
  }

  /// One frame.
  package struct Frame {
    /// Where it lies on the canvas; inside it.
    package let area: CropArea
    /// What happens before the next frame.
    package let disposal: Disposal
    /// Whether it is blended over the canvas; otherwise it replaces the canvas.
    package let isBlended: Bool
    /// Its compressed pixels: the contents of IDAT chunks, or of fdAT chunks without their numbers.
    package fileprivate(set) var data: [Range<Int>] = []
    /// Whether each of its chunks has the check sum that it should have.
    package fileprivate(set) var isIntact = true
  }

  /// Why a file cannot be read as an animation.
  package struct Fault: Error {
    /// For logs.
    package let message: String
  }

  /// The canvas.
  package let canvas: PixelSize
  /// The contents of IHDR behind width and height: depth, colour type and methods.
  package let header: Range<Int>
  /// The chunks that all frames share, whole, in their order: palette, transparency and colour space.
  package private(set) var shared: [Range<Int>] = []
  /// Whether no pixel can be transparent.
  package private(set) var isOpaque: Bool
  /// The frames found.
  package private(set) var frames: [Frame] = []

  private var nextNumber = 0
  /// Whether fdAT chunks belong to the frame control read last.
  private var hasImageData = false
  /// Whether IDAT chunks belong to the first frame.
  private var isDefaultImageInAnimation = false

  /// Walks the chunks.
  ///
  /// - Parameter maximumFrameCount: Frames read at most, at least 1.
  package init(_ bytes: RawSpan, maximumFrameCount: Int) throws(Fault) {
    guard PNGHeader.hasSignature(bytes), bytes.fourCC(at: 12) == "IHDR", let width = bytes.uint32(at: 16, .big),
      let height = bytes.uint32(at: 20, .big), let colorType = bytes.uint8(at: 25), bytes.byteCount >= 33
    else { throw Fault(message: "no PNG header") }
    canvas = PixelSize(width: width, height: height)
    header = 24..<29
    isOpaque = colorType & 4 == 0
    var offset = 33
    for _ in 0..<PNGHeader.maximumChunkCount {
      guard let length = bytes.uint32(at: offset, .big), let type = bytes.fourCC(at: offset + 4),
        length <= bytes.byteCount - offset - 12
      else { return }
      let content = (offset + 8)..<(offset + 8 + length)
      if type == "IEND" || !type.isChunkType { return }
      if type == "fcTL", frames.count == maximumFrameCount { return }
      try note(type, content, bytes)
      offset = content.upperBound + 4
    }
  }

  private mutating func note(_ type: FourCC, _ content: Range<Int>, _ bytes: RawSpan) throws(Fault) {
    switch type {
    case "PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "cICP":
      guard !hasImageData else { return }
      shared.append((content.lowerBound - 8)..<(content.upperBound + 4))
      if type == "tRNS" { isOpaque = false }
    case "fcTL":
      try takeNumber(content, bytes)
      guard content.count == 26, PNGCheckSum.matches(content, bytes) else {
        throw Fault(message: "a damaged frame control chunk")
      }
      frames.append(try frame(content, bytes))
      if !hasImageData { isDefaultImageInAnimation = true }
    case "IDAT":
      hasImageData = true
      guard isDefaultImageInAnimation, frames.count == 1 else { return }
      append(content, checked: content, bytes)
    case "fdAT":
      try takeNumber(content, bytes)
      guard hasImageData, let count = frames.indices.last, count > 0 || !isDefaultImageInAnimation else {
        throw Fault(message: "frame data before a frame control chunk")
      }
      append((content.lowerBound + 4)..<content.upperBound, checked: content, bytes)
    default: return
    }
  }

  private mutating func append(_ data: Range<Int>, checked content: Range<Int>, _ bytes: RawSpan) {
    let last = frames.count - 1
    frames[last].data.append(data)
    if !PNGCheckSum.matches(content, bytes) { frames[last].isIntact = false }
  }

  private mutating func takeNumber(_ content: Range<Int>, _ bytes: RawSpan) throws(Fault) {
    guard content.count >= 4, let number = bytes.uint32(at: content.lowerBound, .big), number == nextNumber else {
      throw Fault(message: "a frame chunk that is not number \(nextNumber)")
    }
    nextNumber += 1
  }

  private func frame(_ content: Range<Int>, _ bytes: RawSpan) throws(Fault) -> Frame {
    let start = content.lowerBound
    guard let width = bytes.uint32(at: start + 4, .big), let height = bytes.uint32(at: start + 8, .big),
      let x = bytes.uint32(at: start + 12, .big), let y = bytes.uint32(at: start + 16, .big),
      let disposal = bytes.uint8(at: start + 24).flatMap(Disposal.init), let blend = bytes.uint8(at: start + 25),
      blend <= 1
    else { throw Fault(message: "a frame control chunk with unknown operations") }
    guard width > 0, height > 0, x <= canvas.width - width, y <= canvas.height - height else {
      throw Fault(message: "a frame beyond the canvas")
    }
    let area = CropArea(x: x, y: y, width: width, height: height)
    // The default image is as large as the canvas, and so is the frame that it is.
    if !hasImageData, area != CropArea(x: 0, y: 0, width: canvas.width, height: canvas.height) {
      throw Fault(message: "a first frame that is not the canvas")
    }
    return Frame(area: area, disposal: disposal, isBlended: blend == 1)
  }
}
