import ImageFormats
import ModerationCore

extension DecodingFailure {
  /// A frame's bytes are damaged, cut short or not there.
  static func undecodable(_ index: Int) -> DecodingFailure {
    .rejected(InputRejection(.decodingFailed, message: "frame \(index) does not decode", frameIndex: index))
  }

  /// A file ends before its picture does.
  static func truncated(_ index: Int, _ fault: String) -> DecodingFailure {
    .rejected(InputRejection(.decodingFailed, message: "truncated: \(fault)", frameIndex: index))
  }

  /// The same failure, called a cut where the file's own structure says that it is one: whoever sent it may send it
  /// again.
  func namingCut(of bytes: RawSpan, as format: ImageFormat) -> DecodingFailure {
    guard case .rejected(let rejection) = self, rejection.code == .decodingFailed, rejection.limit == nil,
      !rejection.message.hasPrefix("truncated"), FileEnd(of: bytes, as: format) != .marked
    else { return self }
    return .rejected(
      InputRejection(
        .decodingFailed, message: "truncated: the file has no end; \(rejection.message)",
        frameIndex: rejection.frameIndex))
  }

  /// A frame is damaged in a way that can be told.
  static func damaged(_ index: Int, _ fault: String) -> DecodingFailure {
    .rejected(
      InputRejection(.decodingFailed, message: "frame \(index) does not decode: \(fault)", frameIndex: index))
  }
}

extension DecodeRequest {
  /// Refuses a stored size, turned upright, before memory is spent on its pixels.
  func check(_ size: PixelSize, orientation: Int) throws(DecodingFailure) {
    do throws(InputRejection) {
      try self.size.check(orientation >= 5 ? size.transposed : size)
    } catch {
      throw .rejected(error)
    }
  }

  /// Ends a walk over many frames when nobody waits for its end any more.
  func checkDeadline() throws(DecodingFailure) {
    guard let deadline, ContinuousClock.now >= deadline else { return }
    throw .late(reason: "the deadline passed between the frames")
  }
}
