import ModerationCore

/// Bounds what lies beside the picture in PNG and JNG: text, profiles, thumbnails and private chunks.
///
/// A decoder reads, checks and copies all of it before the first pixel: 200 MB cost 0.6 s (measured 2026-11-21). What a
/// chunk unpacks to is not known here: see `PNGText`.
struct AncillaryChunkBudget {
  /// The most bytes of one chunk beside the picture. CMYK profiles have up to 3 MB, drawing programs' private layers
  /// as much.
  static let maximumChunkByteCount = 8 << 20
  /// The most bytes of all of them together.
  static let maximumTotalByteCount = 16 << 20

  let format: ImageFormat
  private var totalByteCount = 0

  init(format: ImageFormat) { self.format = format }

  /// Counts a chunk if it is ancillary: if the first letter of its type is a small one (PNG third edition, 5.4).
  ///
  /// - Parameters:
  ///   - start: Where the chunk's content begins.
  ///   - byteCount: What it claims, whatever the file holds: libpng takes memory for the claim (298 bytes of a file had
  ///     it take 1 GB).
  mutating func spend(_ type: FourCC, from start: Int, byteCount: Int) throws(InputRejection) {
    guard type.code >> 24 & 0x20 != 0 else { return }
    guard byteCount <= Self.maximumChunkByteCount else {
      throw .unreadable(
        format, "a chunk \(type) of \(byteCount) bytes", limit: "maximumChunkByteCount", measured: byteCount,
        allowed: Self.maximumChunkByteCount, at: start)
    }
    totalByteCount += byteCount
    guard totalByteCount <= Self.maximumTotalByteCount else {
      throw .unreadable(
        format, "\(totalByteCount) bytes beside the picture", limit: "maximumTotalByteCount", measured: totalByteCount,
        allowed: Self.maximumTotalByteCount, at: start)
    }
  }
}
