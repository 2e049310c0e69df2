import CVips
import ImageFormats
import ModerationCore

/// A document that was looked through and is ready to be drawn.
struct SVGDrawing {
  /// What the document holds that is not drawn, and its text.
  let report: DecodingReport
  /// The pictures that are judged by themselves, too.
  let pictures: [SVGPictures.Picture]
  /// The size that it is judged by.
  let originalSize: PixelSize

  /// The size that it is drawn with.
  let size: PixelSize

  private let document: [UInt8]

  /// Looks through a document.
  ///
  /// - Throws: What breaks a limit, before anything is drawn; `decodingFailed` for what nobody should draw.
  init(_ bytes: RawSpan, _ request: DecodeRequest) throws(InputRejection) {
    let text = try SVGText(bytes)
    let inspection = try SVGInspection(text)
    originalSize = try SVGRoot(text).drawnSize
    try request.size.check(originalSize)
    let pictures = try SVGPictures(text.bytes, inspection, limits: request.size)
    size = Self.size(for: originalSize, request.wishes)
    document = try SVGRoot(SVGText(pictures.text.span.bytes)).drawable(at: size)
    self.pictures = pictures.pictures
    report = DecodingReport(unseen: inspection.unseen.sorted() + pictures.unseen, texts: inspection.texts)
    // librsvg applies style sheets and may measure the drawing when it opens a document.
    let size = size
    try document.span.bytes.withUnsafeBytes { buffer throws(InputRejection) in
      _ = try SVGWork.check(buffer, drawnAt: size)
    }
  }

  /// Draws the document: RGBA8 pixels.
  func draw() throws(DecodingFailure) -> VipsPixels {
    let outcome = document.span.bytes.withUnsafeBytes { buffer -> VipsPixels? in
      // Nil, too, where the document's own styles outweigh the size that is set for it.
      VipsPicture(buffer, loader: MODERATION_LOADER_SVG)?.renderRGBA(size: size)
    }
    guard let outcome else { throw VipsReader.failure(0) }
    return outcome
  }

  /// The size to draw: the smallest that all wishes allow.
  private static func size(for original: PixelSize, _ wishes: [InputWish]) -> PixelSize {
    let scales = wishes.map { wish in
      let least = wish.leastDecodedSize(of: original)
      return max(Double(least.width) / Double(original.width), Double(least.height) / Double(original.height))
    }
    let scale = min(1, scales.max() ?? 1)
    func side(_ length: Int) -> Int { max(1, Int((Double(length) * scale).rounded())) }
    return PixelSize(width: side(original.width), height: side(original.height))
  }
}
