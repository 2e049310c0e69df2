import CAvif
import ModerationCore

/// The sequence track of an AVIF file, opened by libavif. Owns the handle; reads the bytes given, which must outlive
/// it.
struct AVIFSequence: ~Copyable {
  /// Samples in a track at most, as in `SampleTable`.
  private static let maximumFrameCount: UInt32 = 65_536

  private let handle: OpaquePointer
  /// How many frames there are.
  let frameCount: Int
  /// Whether there is an alpha track.
  let hasAlpha: Bool

  /// Opens the track; decodes nothing.
  init(_ bytes: UnsafeRawBufferPointer, maximumPixelCount: Int) throws(DecodingFailure) {
    var opened: OpaquePointer?
    var facts = moderation_avif_facts()
    guard let start = bytes.baseAddress else { throw Self.failure(MODERATION_AVIF_DAMAGED, 0) }
    let status = moderation_avif_open(
      start, bytes.count, UInt32(clamping: maximumPixelCount), Self.maximumFrameCount, &opened, &facts)
    guard status == MODERATION_AVIF_OK, let opened else { throw Self.failure(status, 0) }
    handle = opened
    frameCount = Int(facts.frame_count)
    hasAlpha = facts.has_alpha
  }

  deinit { moderation_avif_free(handle) }

  /// Decodes one frame to RGBA8 with straight alpha, in the colours of the profile.
  ///
  /// - Parameter check: Judges the size that the frame really has, before its pixels are converted.
  func frame(
    _ index: Int, check: (PixelSize) throws(DecodingFailure) -> Void
  ) throws(DecodingFailure) -> (rgba: [UInt8], size: PixelSize) {
    var width: Int32 = 0
    var height: Int32 = 0
    guard (0..<frameCount).contains(index) else { throw .undecodable(index) }
    let status = moderation_avif_decode(handle, UInt32(clamping: index), &width, &height)
    guard status == MODERATION_AVIF_OK else { throw Self.failure(status, index) }
    let size = PixelSize(width: Int(width), height: Int(height))
    try check(size)
    guard let byteCount = checkedProduct(size.width, size.height, 4), size.shorterSide > 0 else {
      throw .undecodable(index)
    }
    var rgba = [UInt8](repeating: 0, count: byteCount)
    let converted = rgba.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return MODERATION_AVIF_DAMAGED }
      return moderation_avif_rgba(handle, start, size.width * 4)
    }
    guard converted == MODERATION_AVIF_OK else { throw Self.failure(converted, index) }
    return (rgba, size)
  }

  /// The profile of the frame that was decoded last; nil where it has none.
  var profile: UnsafeRawBufferPointer? {
    var byteCount = 0
    return moderation_avif_profile(handle, &byteCount).map { UnsafeRawBufferPointer(start: $0, count: byteCount) }
  }

  private static func failure(_ status: moderation_avif_status, _ index: Int) -> DecodingFailure {
    status == MODERATION_AVIF_OUT_OF_MEMORY
      ? .failed(HostFailure(.decoderFailed, message: "libavif is out of memory")) : .undecodable(index)
  }
}
