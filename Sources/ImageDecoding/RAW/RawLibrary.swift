import CRaw
import ModerationCore

/// A camera raw file opened by LibRaw. Owns the handle; reads the caller's bytes, which must outlive it.
struct RawPicture: ~Copyable {
  private let handle: OpaquePointer
  private let facts: moderation_raw_facts

  /// Reads the file's structure; unpacks nothing.
  init(_ bytes: UnsafeRawBufferPointer, until deadline: ContinuousClock.Instant?) throws(DecodingFailure) {
    guard let start = bytes.baseAddress else { throw .undecodable(0) }
    var opened: OpaquePointer?
    let outcome = moderation_raw_open(
      start, bytes.count, deadline.map { Int64(($0 - .now).milliseconds) } ?? -1, &opened)
    if let failure = Self.failure(outcome) { throw failure }
    guard let opened else { throw .undecodable(0) }
    handle = opened
    facts = moderation_raw_get_facts(opened)
  }

  deinit { moderation_raw_free(handle) }

  /// Width and height of the developed picture, upright.
  var size: PixelSize {
    let stored = PixelSize(width: Int(facts.width), height: Int(facts.height))
    return orientation >= 5 ? stored.transposed : stored
  }

  /// How the picture lies, as EXIF numbers it.
  var orientation: Int { Int(facts.orientation) }

  /// Lends the largest preview that the camera stored as JPEG; nil where there is none. Not checked.
  func withPreview<Result>(
    _ use: (UnsafeRawBufferPointer?) throws(DecodingFailure) -> Result
  ) throws(DecodingFailure) -> Result {
    var preview = moderation_raw_preview()
    if let failure = Self.failure(moderation_raw_get_preview(handle, &preview)) { throw failure }
    guard let start = preview.bytes else { return try use(nil) }
    return try use(UnsafeRawBufferPointer(start: start, count: preview.count))
  }

  /// Develops to upright sRGB, to be called once, and lends the pixels: RGB8, rows without padding.
  ///
  /// - Parameters:
  ///   - isHalf: One pixel of each 2 by 2 of the mosaic.
  ///   - memoryByteCount: The most that the unpacked mosaic may take.
  func develop<Result>(
    isHalf: Bool, memoryByteCount: Int, _ use: (RawSpan, PixelSize) throws(DecodingFailure) -> Result
  ) throws(DecodingFailure) -> Result {
    var pixels = moderation_raw_pixels()
    if let failure = Self.failure(moderation_raw_develop(handle, isHalf, max(0, memoryByteCount), &pixels)) {
      throw failure
    }
    let size = PixelSize(width: Int(pixels.width), height: Int(pixels.height))
    guard let start = pixels.bytes, let count = size.pixelCount, count > 0 else {
      throw .undecodable(0)
    }
    switch pixels.channels {
    case 3: return try use(RawSpan(_unsafeStart: start, byteCount: count * 3), size)
    case 1:
      let grey = UnsafeBufferPointer(start: start, count: count)
      let rgb = [UInt8](unsafeUninitializedCapacity: count * 3) { output, filled in
        for index in 0..<(count * 3) { output[index] = grey[index / 3] }
        filled = count * 3
      }
      return try use(rgb.span.bytes, size)
    default: throw .undecodable(0)
    }
  }

  /// Whose fault an outcome is; nil for success.
  private static func failure(_ outcome: moderation_raw_outcome) -> DecodingFailure? {
    switch outcome {
    case MODERATION_RAW_DONE: nil
    case MODERATION_RAW_TIME_EXCEEDED: .late(reason: "the deadline passed while the raw data were developed")
    case MODERATION_RAW_TOO_LARGE:
      .rejected(
        InputRejection(
          .decodeMemoryExceeded, message: "the raw data take more memory than a picture of this size needs",
          frameIndex: 0))
    case MODERATION_RAW_OUT_OF_MEMORY:
      .failed(HostFailure(.decoderFailed, message: "LibRaw is out of memory"))
    default: .undecodable(0)
    }
  }
}
