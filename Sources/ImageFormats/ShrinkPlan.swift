package import ModerationCore

/// How far a picture is shrunk while it is decoded, so that big pictures cost little memory and time.
///
/// First by the codec itself (JPEG and WebP: 1/2, 1/4, 1/8), which is nearly free. What is still larger than
/// `maximumUnshrunkPixels` is then shrunk by whole factors of a box filter per axis, as rows stream in. Never further
/// than the wishes' oversampling allows; the exact size is made by `Resampler` afterwards.
package struct ShrinkPlan: Equatable, Sendable {
  /// Pictures up to this many pixels (48 MB) are handed on whole: libvips' box filter costs more than the decoding it
  /// would save (2400×1800 JPEG: 15 ms whole, 33 to 54 ms shrunk; measured 2026-11-21), and whole is exact.
  package static let maximumUnshrunkPixels = 16_000_000

  /// Asked of the codec: 1, 2, 4 or 8.
  package let onLoad: Int
  /// Box factors along the upright picture's axes, after the codec's shrink.
  package let horizontal: Int
  package let vertical: Int

  /// Plans for an upright picture. Without wishes nothing is shrunk.
  package init(for original: PixelSize, wishes: [InputWish], loaderShrinks: Bool) {
    let shrinks = wishes.map { $0.largestShrink(of: original) }
    let horizontal = shrinks.map(\.horizontal).min() ?? 1
    let vertical = shrinks.map(\.vertical).min() ?? 1
    let both = min(horizontal, vertical)
    let onLoad = loaderShrinks ? [8, 4, 2].first { $0 <= both } ?? 1 : 1
    let pixels = (original.pixelCount ?? .max) / (onLoad * onLoad)
    let needsBox = pixels > Self.maximumUnshrunkPixels
    self.onLoad = onLoad
    self.horizontal = needsBox ? max(1, horizontal / onLoad) : 1
    self.vertical = needsBox ? max(1, vertical / onLoad) : 1
  }
}
