import CJPEG
import ModerationCore

/// What libjpeg says of a JPEG file's compressed data: whether they are all there, and what is wrong with them.
///
/// libvips tells neither. Decompresses everything once more, so that it is asked only about files that libvips does not
/// decode in peace.
struct JPEGInspection {
  /// How the data end.
  enum End: Equatable {
    /// Each block has its data, which may be damaged: viewers show the whole picture.
    case whole
    /// Data are missing from a row of blocks on; viewers show grey there.
    case breaksOff(row: Int, rowCount: Int)
    /// libjpeg gave up.
    case unreadable
  }

  let end: End
  /// Whether libjpeg came to the end of the file before that of the picture: the end mark is missing, or more.
  let reachesFileEnd: Bool
  /// libjpeg's warnings in its own words, each kind once, the first four.
  let warnings: [String]

  init(of bytes: UnsafeRawBufferPointer) {
    var report = moderation_jpeg_report()
    guard let start = bytes.baseAddress else {
      (end, reachesFileEnd, warnings) = (.unreadable, true, [])
      return
    }
    moderation_jpeg_inspect(start, bytes.count, &report)
    reachesFileEnd = report.reaches_file_end
    warnings = withUnsafeBytes(of: report.warnings) { all in
      (0..<Int(report.warning_count)).map { index in
        let start = index * Int(MODERATION_JPEG_WARNING_BYTES)
        let text = all[start..<(start + Int(MODERATION_JPEG_WARNING_BYTES))].prefix { $0 != 0 }
        return String(decoding: text, as: UTF8.self)
      }
    }
    end =
      switch report.end {
      case MODERATION_JPEG_WHOLE: .whole
      case MODERATION_JPEG_BREAKS_OFF: .breaksOff(row: Int(report.row), rowCount: Int(report.rows))
      default: .unreadable
      }
  }

  /// The file to decode in spite of the warnings: with an end mark behind it, which does no harm where there is one.
  ///
  /// - Parameters:
  ///   - index: The frame that a rejection names.
  ///   - failure: What a reader that accepts no warning has said.
  /// - Throws: `decodingFailed`, naming the cut, for a picture that is not all there; `failure` for one that libjpeg
  ///   does not read.
  func repaired(
    _ bytes: UnsafeRawBufferPointer, frame index: Int, after failure: DecodingFailure
  ) throws(DecodingFailure) -> [UInt8] {
    switch end {
    case .breaksOff(let row, let rowCount):
      throw .truncated(index, "its data break off in row \(row + 1) of \(rowCount) rows of blocks")
    case .unreadable where reachesFileEnd: throw .truncated(index, "the file ends before its picture does")
    case .unreadable: throw failure
    // Also where libjpeg has nothing to say: what libvips said may have been of another picture, and what it cannot
    // read it refuses again.
    case .whole: return [UInt8](bytes) + [0xFF, 0xD9]
    }
  }
}
