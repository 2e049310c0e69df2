import CVips
import ModerationCore

/// Reads camera raw files: the camera's own preview where it shows enough, else the raw data developed by LibRaw.
///
/// A preview is a JPEG of the finished picture, costs a hundredth of developing, and is what most viewers show. It is
/// taken only when it has the raw picture's shape and at least the pixels that the wishes need; the frame's `origin`
/// says so. Otherwise the mosaic is developed, at half size where the wishes allow it.
struct RawReader: FormatReader {
  /// How far the preview's aspect ratio may be from the raw picture's: cameras crop a few rows off.
  static let aspectTolerance = 0.03
  /// A preview with this part of the raw picture's sides counts as full size: it lacks the sensor's border alone.
  static let fullSize = 0.95
  /// The mosaic's bytes for each pixel of the picture: 8 at most, and as much again for a masked border.
  static let mosaicBytesPerPixel = 16
  /// What the mosaic of a tiny picture may take, bytes.
  static let leastMosaicByteCount = 64 << 20

  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    guard let index = request.frameIndices.first else { return .allShown }
    guard index == 0 else { throw .undecodable(index) }
    let outcome = bytes.withUnsafeBytes { buffer in
      Result { () throws(DecodingFailure) in try Self.decode(buffer, request, deliver) }
    }
    let more = try outcome.get()
    if more, request.frameIndices.count > 1 { throw .undecodable(request.frameIndices[1]) }
    return .allShown
  }

  private static func decode(
    _ bytes: UnsafeRawBufferPointer, _ request: DecodeRequest, _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    let raw = try RawPicture(bytes, until: request.deadline)
    let size = raw.size
    do {
      try request.size.check(size)
    } catch {
      throw .rejected(error)
    }
    let orientation = raw.orientation
    let previewed = try raw.withPreview { preview throws(DecodingFailure) -> Bool? in
      guard let preview, !request.wishes.isEmpty else { return nil }
      return try show(preview, of: size, orientation: orientation, request, deliver)
    }
    if let previewed { return previewed }
    let needed = needed(of: size, request.wishes)
    let isHalf = needed.width <= size.width / 2 && needed.height <= size.height / 2
    let mosaic = max(leastMosaicByteCount, checkedProduct(size.width, size.height, mosaicBytesPerPixel) ?? 0)
    return try raw.develop(isHalf: isHalf, memoryByteCount: mosaic) { pixels, developed throws(DecodingFailure) in
      let original = try original(of: developed, isHalf: isHalf, claimed: size, request.size)
      return deliver(
        pixels,
        DecodedFrame(
          index: 0, size: developed, strideBytes: developed.width * 3, originalSize: original, hasAlpha: false))
    }
  }

  /// Delivers the preview; nil when it does not show enough or does not decode.
  private static func show(
    _ preview: UnsafeRawBufferPointer, of size: PixelSize, orientation: Int, _ request: DecodeRequest,
    _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool? {
    guard let picture = VipsPicture(preview, loader: MODERATION_LOADER_JPEG) else { return nil }
    let facts = picture.facts
    // A preview that says how it lies knows; most say nothing and lie as the raw data do.
    let lies = facts.orientation > 1 ? Int(facts.orientation) : orientation
    let stored = PixelSize(width: Int(facts.width), height: Int(facts.height))
    let upright = lies >= 5 ? stored.transposed : stored
    let needed = needed(of: size, request.wishes)
    guard hasSameShape(upright, size), upright.width >= needed.width, upright.height >= needed.height,
      (upright.pixelCount ?? .max) <= request.size.maximumFramePixels
    else { return nil }
    var look = AlphaLook()
    guard
      let pixels = VipsReader.render(
        picture, preview, MODERATION_LOADER_JPEG, original: upright, orientation: lies, request.wishes, look: &look)
    else { return nil }
    let frame = DecodedFrame(
      index: 0, size: pixels.size, strideBytes: pixels.strideBytes, originalSize: size, hasAlpha: false,
      origin: .embeddedPreview)
    return pixels.withBytes { deliver($0, frame) }
  }

  /// The pixels that the wishes need of a raw picture, or all but its border.
  private static func needed(of size: PixelSize, _ wishes: [InputWish]) -> PixelSize {
    let full = PixelSize(width: Int(Double(size.width) * fullSize), height: Int(Double(size.height) * fullSize))
    let least = wishes.map { $0.leastDecodedSize(of: size) }
    return PixelSize(
      width: min(full.width, least.map(\.width).max() ?? .max),
      height: min(full.height, least.map(\.height).max() ?? .max))
  }

  private static func hasSameShape(_ left: PixelSize, _ right: PixelSize) -> Bool {
    guard left.shorterSide > 0, right.shorterSide > 0 else { return false }
    let ratio = Double(left.width) / Double(left.height) / (Double(right.width) / Double(right.height))
    return abs(ratio - 1) <= aspectTolerance
  }

  /// The size that the developed pixels stand for. Sensors whose pixels stand on a corner are turned while they are
  /// developed, so that only then their size is known; the limits are applied to it again.
  private static func original(
    of developed: PixelSize, isHalf: Bool, claimed: PixelSize, _ limits: SizeLimits
  ) throws(DecodingFailure) -> PixelSize {
    let factor = isHalf ? 2 : 1
    let whole = PixelSize(width: developed.width * factor, height: developed.height * factor)
    if abs(whole.width - claimed.width) <= 2, abs(whole.height - claimed.height) <= 2 { return claimed }
    do {
      try limits.check(whole)
    } catch {
      throw .rejected(error)
    }
    return whole
  }
}
