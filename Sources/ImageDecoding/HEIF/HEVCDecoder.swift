import CDe265
import ModerationCore

/// libde265, decoding on the calling thread. Owns the handle.
struct HEVCDecoder: ~Copyable {
  private let handle: OpaquePointer

  init() throws(DecodingFailure) {
    guard let handle = moderation_hevc_open() else {
      throw .failed(HostFailure(.decoderFailed, message: "libde265 is out of memory"))
    }
    self.handle = handle
  }

  deinit { moderation_hevc_free(handle) }

  /// Queues a NAL unit.
  func push(_ unit: UnsafeRawBufferPointer, sample: Int) throws(DecodingFailure) {
    guard let start = unit.baseAddress else { return }
    try Self.check(moderation_hevc_push(handle, start, unit.count, Int64(sample)), sample)
  }

  /// Decodes the sample that was pushed, and hands over its picture, and any that was held back before it.
  ///
  /// - Parameter body: Gets each picture and the sample it belongs to; the picture's planes are valid during the call.
  func finishPicture(
    ofSample sample: Int, _ body: (Int, moderation_hevc_picture) throws(DecodingFailure) -> Void
  ) throws(DecodingFailure) {
    moderation_hevc_end_picture(handle)
    var picture = moderation_hevc_picture()
    while true {
      let status = moderation_hevc_next(handle, &picture)
      if status == MODERATION_HEVC_NEEDS_INPUT { return }
      try Self.check(status, sample)
      try body(Int(picture.tag), picture)
    }
  }

  private static func check(_ status: moderation_hevc_status, _ sample: Int) throws(DecodingFailure) {
    switch status {
    case MODERATION_HEVC_PICTURE, MODERATION_HEVC_NEEDS_INPUT: return
    case MODERATION_HEVC_OUT_OF_MEMORY:
      throw .failed(HostFailure(.decoderFailed, message: "libde265 is out of memory"))
    default:
      throw .rejected(InputRejection(.decodingFailed, message: "sample \(sample) is damaged"))
    }
  }
}
