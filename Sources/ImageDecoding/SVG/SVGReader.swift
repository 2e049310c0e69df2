import CVips
import ImageFormats
import ModerationCore

/// Draws SVG with librsvg through libvips, from memory and never from a path.
///
/// The size is the one that librsvg finds, checked before anything is drawn. A document is drawn no larger than the
/// wishes need, so that the cost is bounded by what is asked and not by what the document claims; text and lines come
/// out as from a larger drawing that is shrunk. libvips' `unlimited` stays off: librsvg then refuses over 10 MB of text
/// in one node and too deep nesting.
struct SVGReader: FormatReader {
  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    let outcome = bytes.withUnsafeBytes { buffer in
      Result { () throws(DecodingFailure) in
        for index in request.frameIndices {
          guard index == 0 else { throw DecodingFailure.undecodable(index) }
          guard try Self.draw(buffer, request, deliver) else { return }
        }
      }
    }
    try outcome.get()
    return .allShown
  }

  private static func draw(
    _ bytes: UnsafeRawBufferPointer, _ request: DecodeRequest, _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    let pixelsPerUnit: Double
    do {
      pixelsPerUnit = try SVGDocument.check(bytes, limits: request.size)
    } catch {
      throw .rejected(error)
    }
    // librsvg applies style sheets and may measure the drawing when it opens a document.
    let claimed: PixelSize
    do {
      claimed = try ImageHeader(of: RawSpan(_unsafeBytes: bytes), as: .svg).size
    } catch {
      // Nothing is opened whose size, and so whose work, is not known.
      throw .damaged(0, error.message)
    }
    try check(claimed, request.size)
    try checkWork(bytes, original: claimed, request.wishes)
    guard let full = VipsPicture(bytes, loader: MODERATION_LOADER_SVG) else { throw VipsReader.failure(0) }
    let facts = full.facts
    let original = PixelSize(
      width: Int((Double(facts.width) * pixelsPerUnit).rounded()),
      height: Int((Double(facts.height) * pixelsPerUnit).rounded()))
    try check(original, request.size)
    if original != claimed { try checkWork(bytes, original: original, request.wishes) }
    let scale = scale(for: original, request.wishes) * pixelsPerUnit
    let pixels: VipsPixels?
    var look = AlphaLook()
    if scale != 1 {
      guard let scaled = VipsPicture(bytes, loader: MODERATION_LOADER_SVG, scale: scale) else {
        throw VipsReader.failure(0)
      }
      pixels = scaled.render(horizontalShrink: 1, verticalShrink: 1, look: &look)
    } else {
      pixels = full.render(horizontalShrink: 1, verticalShrink: 1, look: &look)
    }
    guard let pixels else { throw VipsReader.failure(0) }
    let frame = DecodedFrame(
      index: 0, size: pixels.size, strideBytes: pixels.strideBytes, originalSize: original, hasAlpha: true)
    return pixels.withBytes { deliver($0, frame) }
  }

  private static func check(_ size: PixelSize, _ limits: SizeLimits) throws(DecodingFailure) {
    do throws(InputRejection) {
      try limits.check(size)
    } catch {
      throw .rejected(error)
    }
  }

  /// Refuses a document that would take too long to draw as large as the wishes need it.
  private static func checkWork(
    _ bytes: UnsafeRawBufferPointer, original: PixelSize, _ wishes: [InputWish]
  ) throws(DecodingFailure) {
    let scale = scale(for: original, wishes)
    func side(_ length: Int) -> Int { max(1, Int((Double(length) * scale).rounded(.up))) }
    do throws(InputRejection) {
      try SVGWork.check(
        bytes, drawnAt: PixelSize(width: side(original.width), height: side(original.height)), scale: scale)
    } catch {
      throw .rejected(error)
    }
  }

  /// The smallest scale that all wishes allow, at most 1.
  static func scale(for original: PixelSize, _ wishes: [InputWish]) -> Double {
    let scales = wishes.map { wish in
      let least = wish.leastDecodedSize(of: original)
      return max(Double(least.width) / Double(original.width), Double(least.height) / Double(original.height))
    }
    return min(1, scales.max() ?? 1)
  }
}
