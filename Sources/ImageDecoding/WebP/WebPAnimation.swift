import CWebP
import ModerationCore

/// libwebp's animation decoder. Owns the handle; reads the bytes given, which must outlive it.
struct WebPAnimation: ~Copyable {
  private let handle: OpaquePointer
  private let canvas: PixelSize

  /// Opens an animation of a known canvas; nil when libwebp finds another one, damage, or no memory.
  init?(_ bytes: UnsafeRawBufferPointer, canvas: PixelSize) {
    guard let start = bytes.baseAddress,
      let handle = moderation_webp_open(
        start, bytes.count, Int32(clamping: canvas.width), Int32(clamping: canvas.height))
    else { return nil }
    self.handle = handle
    self.canvas = canvas
  }

  deinit { moderation_webp_free(handle) }

  /// Decodes the next frame.
  ///
  /// - Returns: The canvas, RGBA8, valid until the next call. Nil when the frame is damaged, and after the last frame.
  func next() -> UnsafeRawBufferPointer? {
    moderation_webp_next(handle).map { UnsafeRawBufferPointer(start: $0, count: canvas.width * canvas.height * 4) }
  }
}
