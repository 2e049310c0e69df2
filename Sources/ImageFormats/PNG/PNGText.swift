/// Compressed text in PNG files, which a decoder unpacks although nobody here reads it.
///
/// 190 KB of `zTXt` or `iTXt` unpack to 200 MB. libpng unpacks each chunk to its end to learn its length, and keeps up
/// to 1,000 of them of up to 8 MB: a file of 11.6 MB took 6 s and 2.3 GB (libpng 1.6.39, measured 2026-11-21).
package enum PNGText {
  /// Bytes of text chunks that are left in a file. They unpack to 68 MB at most, since deflate packs no more than 1032
  /// bytes into one.
  static let maximumByteCount = 65_536

  /// The parts of a PNG file that remain without its `zTXt` and `iTXt` chunks, or nil when there are few bytes of them.
  ///
  /// The parts are a PNG file with the same pixels, profile and orientation. Behind `PNGHeader.maximumChunkCount`
  /// chunks nothing remains.
  package static func rangesWithoutText(of bytes: RawSpan) -> [Range<Int>]? {
    var ranges: [Range<Int>] = []
    var textByteCount = 0
    var keptFrom = 0
    var offset = 8
    for _ in 0..<PNGHeader.maximumChunkCount {
      guard let length = bytes.uint32(at: offset, .big), let type = bytes.fourCC(at: offset + 4) else { break }
      let end = min(offset + 12 + length, bytes.byteCount)
      if type == "zTXt" || type == "iTXt" {
        if keptFrom < offset { ranges.append(keptFrom..<offset) }
        textByteCount += end - offset
        keptFrom = end
      }
      offset = end
      if type == "IEND" { break }
    }
    // What the walk did not reach may hold text as well.
    let isWalked = offset >= bytes.byteCount - 11 || bytes.fourCC(at: offset - 8) == "IEND"
    guard textByteCount > maximumByteCount || !isWalked else { return nil }
    if keptFrom < offset { ranges.append(keptFrom..<offset) }
    return ranges
  }
}
