import CTesseract
import ModerationCore

/// One engine of libtesseract: used by one thread at a time, which `TesseractRecognizer`'s pool sees to.
///
/// `@unchecked Sendable`: the handle is set once, and an engine may be used from any thread, one after another.
final class TesseractEngine: @unchecked Sendable {
  private let handle: OpaquePointer

  /// Opens the library and loads the languages, named with `+` between.
  init(languages: String, folder: String) throws(HostFailure) {
    let (handle, reason) = Self.withErrorText { moderation_reader_create(folder, languages, $0, $1) }
    guard let handle else {
      throw HostFailure(
        .runtimeUnavailable, message: "cannot start Tesseract (Debian package libtesseract5): \(reason)")
    }
    self.handle = handle
  }

  deinit { moderation_reader_free(handle) }

  /// Reads RGB8 pixels; boxes are in these pixels.
  func read(
    _ pixels: RawSpan, of frame: FrameDescription, within limit: Duration
  ) throws(DetectorFailure) -> [RecognizedLine] {
    // Tesseract takes 0 for no limit.
    let milliseconds = Int32(clamping: max(1, Int64(limit / .milliseconds(1))))
    let (count, reason) = Self.withErrorText { error, capacity in
      pixels.withUnsafeBytes { bytes -> Int in
        guard let start = bytes.baseAddress else { return -1 }
        return moderation_reader_read(
          handle, start, Int32(clamping: frame.size.width), Int32(clamping: frame.size.height), frame.strideBytes,
          milliseconds, error, capacity)
      }
    }
    guard count >= 0 else { throw DetectorFailure(.inferenceFailed, message: reason) }
    return (0..<count).compactMap { line(at: $0, frameIndex: frame.frameIndex) }
  }

  /// A line without the white space around it; nil when there is nothing else.
  private func line(at index: Int, frameIndex: Int) -> RecognizedLine? {
    let raw = moderation_reader_line(handle, index)
    var text = String(cString: raw.text)[...]
    while text.last?.isWhitespace == true { text.removeLast() }
    while text.first?.isWhitespace == true { text.removeFirst() }
    guard !text.isEmpty else { return nil }
    return RecognizedLine(
      frameIndex: frameIndex, text: String(text), confidence: min(max(Double(raw.confidence) / 100, 0), 1),
      box: PixelRectangle(
        x: Double(raw.left), y: Double(raw.top), width: Double(max(0, raw.right - raw.left)),
        height: Double(max(0, raw.bottom - raw.top))))
  }

  private static func withErrorText<Result>(
    _ body: (UnsafeMutablePointer<CChar>, Int) -> Result
  ) -> (Result, String) {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer in
      buffer.initialize(repeating: 0)
      guard let start = buffer.baseAddress else { fatalError("an allocation of 1024 bytes has an address") }
      let result = body(start, buffer.count)
      return (result, String(cString: start))
    }
  }
}
