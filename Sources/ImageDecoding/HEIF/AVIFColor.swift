import CAvif
import ImageFormats

/// The colour description in numbers of an AVIF file as libavif finds it: in its boxes, or else in its bitstream.
enum AVIFColor {
  /// Nil for what is no AVIF file, for one with an ICC profile and for numbers that browsers do not apply.
  static func coding(of bytes: UnsafeRawBufferPointer) -> ColorCoding? {
    var primaries: Int32 = 0
    var transfer: Int32 = 0
    guard let start = bytes.baseAddress, moderation_avif_coding(start, bytes.count, &primaries, &transfer) else {
      return nil
    }
    return ColorCoding(primaries: Int(primaries), transfer: Int(transfer), isVideo: true)
  }
}
