import ModerationCore

extension DecodingFailure {
  /// A frame's bytes are damaged, cut short or not there.
  static func undecodable(_ index: Int) -> DecodingFailure {
    .rejected(InputRejection(.decodingFailed, message: "frame \(index) does not decode", frameIndex: index))
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
