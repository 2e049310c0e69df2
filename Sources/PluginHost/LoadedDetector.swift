import CModerationABI
import ModerationCore

/// A detector of a library that is opened in this process, behind its C table.
///
/// `@unchecked Sendable`: the interface allows concurrent calls, and the table is not written to.
final class LoadedTable: @unchecked Sendable {
  private let table: moderation_detector
  private let text: moderation_text_detector?
  /// What the detector may write its log to; must outlive it.
  private let host: AnyObject
  let id: String

  /// - Parameter table: As `create` returned it; destroyed with this object.
  init(_ table: moderation_detector, id: String, keeping host: AnyObject) {
    self.table = table
    self.host = host
    self.id = id
    let name = Array(MODERATION_TEXT_EXTENSION.utf8CString)
    let found = name.withUnsafeBufferPointer { name in
      table.extension?(table.context, moderation_text(bytes: name.baseAddress, count: name.count - 1))
    }
    text = found?.assumingMemoryBound(to: moderation_text_detector.self).pointee
  }

  deinit { table.destroy?(table.context) }

  /// Whether the library made what its description promised.
  var judgesText: Bool { text?.inspect != nil }
  var judgesPixels: Bool { table.inspect != nil }

  func inspect(_ pixels: RawSpan, _ frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    guard let inspect = table.inspect else {
      throw DetectorFailure(.pluginFailed, message: "\(id) has no function to inspect pixels")
    }
    return try pixels.withUnsafeBytes { bytes throws(DetectorFailure) in
      var given = moderation_pixels(bytes, frame)
      return try InspectionCollector(deadline: frame.deadline)
        .collect({ inspect(table.context, &given, $0) }, plugin: id)
    }
  }

  func inspect(_ lines: [RecognizedLine], of text: TextDescription) throws(DetectorFailure) -> [Finding] {
    guard let judge = self.text, let inspect = judge.inspect else {
      throw DetectorFailure(.pluginFailed, message: "\(id) has no function to judge text")
    }
    let bytes = lines.map { Array($0.text.utf8.map(CChar.init(bitPattern:))) }
    let joined = Array(bytes.joined())
    return try joined.withUnsafeBufferPointer { all throws(DetectorFailure) in
      var start = 0
      let given = zip(lines, bytes).map { line, bytes in
        defer { start += bytes.count }
        return moderation_line(
          text: moderation_text(
            bytes: bytes.isEmpty ? nil : all.baseAddress.map { $0 + start }, count: bytes.count),
          confidence: line.confidence, frame_index: UInt32(clamping: line.frameIndex), reserved: 0,
          box: moderation_box(x: line.box.x, y: line.box.y, width: line.box.width, height: line.box.height))
      }
      return try given.withUnsafeBufferPointer { given throws(DetectorFailure) in
        try InspectionCollector(deadline: text.deadline)
          .collect({ inspect(judge.context, given.count, given.baseAddress, $0) }, plugin: id)
      }
    }
  }
}

extension moderation_pixels {
  init(_ bytes: UnsafeRawBufferPointer, _ frame: FrameDescription) {
    let region = frame.originalRegion
    self.init(
      bytes: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), byte_count: bytes.count,
      width: UInt32(clamping: frame.size.width), height: UInt32(clamping: frame.size.height),
      stride_bytes: UInt32(clamping: frame.strideBytes), channel_order: frame.channelOrder == .bgr ? 1 : 0,
      frame_index: UInt32(clamping: frame.frameIndex), is_tile: frame.tile == nil ? 0 : 1,
      original_width: UInt32(clamping: frame.originalSize.width),
      original_height: UInt32(clamping: frame.originalSize.height),
      original_region: moderation_box(x: region.x, y: region.y, width: region.width, height: region.height))
  }
}

/// A library's detector of pixels, in this process.
struct LoadedDetector: Detector {
  let descriptor: DetectorDescriptor
  let inputWish: InputWish
  let table: LoadedTable

  func inspect(_ pixels: RawSpan, of frame: FrameDescription) throws(DetectorFailure) -> [Finding] {
    try table.inspect(pixels, frame)
  }
}

/// A library's detector of text, in this process.
struct LoadedTextDetector: TextDetector {
  let descriptor: DetectorDescriptor
  let table: LoadedTable

  func inspect(_ lines: [RecognizedLine], of text: TextDescription) throws(DetectorFailure) -> [Finding] {
    try table.inspect(lines, of: text)
  }
}
