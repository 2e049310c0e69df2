import CVips
import ImageDecoding
import ModerationCore

/// A colour of three channels, sRGB.
struct Colour: Hashable {
  let red: UInt8
  let green: UInt8
  let blue: UInt8

  static let black = Colour(red: 0, green: 0, blue: 0)
  static let white = Colour(red: 255, green: 255, blue: 255)
  /// Behind text.
  static let plate = Colour(red: 24, green: 24, blue: 27)

  /// Far apart in brightness too, so that they differ for everybody.
  static func of(_ severity: Suggestion) -> Colour {
    switch severity {
    case .pass: Colour(red: 96, green: 165, blue: 250)
    case .review: Colour(red: 255, green: 193, blue: 7)
    case .block: Colour(red: 229, green: 40, blue: 45)
    }
  }

  fileprivate var raw: moderation_colour { moderation_colour(red: red, green: green, blue: blue) }
}

/// One line of rendered text. Owns the handle.
struct Lettering: ~Copyable {
  fileprivate let handle: OpaquePointer

  /// Renders a line; nil when it has no ink.
  init?(_ line: String, pixels: Int) {
    guard let handle = moderation_lettering_create(line, Int32(clamping: pixels)) else { return nil }
    self.handle = handle
  }

  /// Renders a line, cut short and ended with "…" where it would be wider than allowed. Nil when it has no ink.
  init?(_ line: String, pixels: Int, maximumWidth: Int) {
    guard var fitting = Lettering(line, pixels: pixels) else { return nil }
    var rest = line
    while fitting.width > maximumWidth, rest.count > 1 {
      // By proportion and then one by one: two or three tries.
      let proportion = Double(maximumWidth) / Double(fitting.width)
      rest = String(rest.prefix(max(1, min(rest.count - 1, Int(Double(rest.count) * proportion)))))
      guard let shorter = Lettering(rest + "…", pixels: pixels) else { return nil }
      fitting = shorter
    }
    self = fitting
  }

  deinit { moderation_lettering_free(handle) }

  /// Width of the ink in pixels.
  var width: Int { Int(moderation_lettering_width(handle)) }
}

/// RGB8 pixels that can be drawn on. Owns the handle; what lies outside is not drawn.
struct Canvas: ~Copyable {
  private let handle: OpaquePointer

  /// A canvas of one colour.
  init(_ size: PixelSize, _ colour: Colour) throws(HostFailure) {
    guard
      let handle = moderation_canvas_create(Int32(clamping: size.width), Int32(clamping: size.height), colour.raw)
    else { throw Self.failure() }
    self.handle = handle
  }

  deinit { moderation_canvas_free(handle) }

  /// Puts pixels at the top left corner, `zoom` times enlarged.
  func paste(_ pixels: RawSpan, size: PixelSize, strideBytes: Int, zoom: Int) throws(HostFailure) {
    precondition(size.shorterSide > 0 && strideBytes >= size.width * 3)
    precondition(pixels.byteCount >= (size.height - 1) * strideBytes + size.width * 3)
    let status: Int32 = pixels.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return -1 }
      return moderation_canvas_paste(
        handle, start, Int32(clamping: size.width), Int32(clamping: size.height), strideBytes, Int32(clamping: zoom))
    }
    try check(status)
  }

  func fill(_ area: PixelArea, _ colour: Colour) throws(HostFailure) {
    try check(moderation_canvas_fill(handle, area.raw, colour.raw))
  }

  /// A line along an area's inner edge.
  func frame(_ area: PixelArea, thickness: Int, _ colour: Colour) throws(HostFailure) {
    try check(moderation_canvas_frame(handle, area.raw, Int32(clamping: thickness), colour.raw))
  }

  /// Makes an area unrecognisable; `cells` samples along its longer side remain of it.
  func blur(_ area: PixelArea, cells: Int) throws(HostFailure) {
    try check(moderation_canvas_blur(handle, area.raw, Int32(clamping: cells)))
  }

  /// Writes a line, cut off at an area's edges.
  func write(_ lettering: borrowing Lettering, in area: PixelArea, _ colour: Colour) throws(HostFailure) {
    try check(moderation_canvas_letter(handle, lettering.handle, area.raw, colour.raw))
  }

  /// The canvas as a JPEG file.
  func jpeg(quality: Int) throws(HostFailure) -> [UInt8] {
    var count = 0
    guard let memory = moderation_canvas_encode(handle, Int32(clamping: quality), &count) else { throw Self.failure() }
    defer { moderation_vips_free(memory) }
    return [UInt8](UnsafeRawBufferPointer(start: memory, count: count))
  }

  private func check(_ status: Int32) throws(HostFailure) {
    guard status == 0 else { throw Self.failure() }
  }

  private static func failure() -> HostFailure {
    HostFailure(.decoderFailed, message: "the annotated picture cannot be drawn: \(VipsLibrary.takeError())")
  }
}
