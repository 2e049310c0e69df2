import CVips
package import ModerationCore
import Synchronization

/// libvips, started once per process. Drawing uses it, too.
package enum VipsLibrary {
  /// Starts libvips if nobody has yet.
  package static func start() throws(HostFailure) {
    guard moderation_vips_start() == 0 else {
      throw HostFailure(.decoderUnavailable, message: "libvips does not start: \(takeError())")
    }
  }

  private static let takes = Atomic(0)

  /// How often words were taken. libvips keeps one text per process: who finds none may find them taken by another
  /// thread.
  static var takeCount: Int { takes.load(ordering: .sequentiallyConsistent) }

  /// libvips' own words about the last failure, on one line, at most 500 characters; cleared by reading.
  package static func takeError() -> String {
    takes.add(1, ordering: .sequentiallyConsistent)
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 500) { buffer in
      buffer.initialize(repeating: 0)
      guard let start = buffer.baseAddress else { return "" }
      moderation_vips_take_error(start, buffer.count)
      return String(cString: start)
    }
    return text.split(whereSeparator: \.isNewline).joined(separator: "; ")
  }
}

/// An image opened by libvips. Owns the handle; reads the caller's bytes, which must outlive it.
struct VipsPicture: ~Copyable {
  private let handle: OpaquePointer
  /// How its samples are understood.
  let reading: PictureReading
  /// Further ways to understand them, by which some viewers may show something else.
  let otherReadings: [PictureReading]
  /// What no reading shows.
  let unseen: [Unseen]

  /// Opens one page. The bytes are opened as `loader` and nothing else.
  ///
  /// - Parameters:
  ///   - scale: Of the stored size; 1/2, 1/4 and 1/8 for JPEG, any for WebP and SVG, 1 for the others.
  ///   - stopsAtWarnings: Whether a JPEG of which libjpeg warns is an error when it is rendered.
  ///   - reading: How its samples are understood; nil for as browsers do it.
  init?(
    _ bytes: UnsafeRawBufferPointer, loader: moderation_loader, page: Int = 0, scale: Double = 1,
    stopsAtWarnings: Bool = false, reading: PictureReading? = nil
  ) {
    guard scale > 0, let start = bytes.baseAddress,
      let handle = moderation_picture_open(
        start, bytes.count, loader, Int32(clamping: page), scale, stopsAtWarnings)
    else { return nil }
    let plan = reading.map { ReadingPlan($0) } ?? ReadingPlan(for: UnreadPicture(handle: handle), of: bytes, loader)
    guard let understood = plan.standard.apply(to: handle) else { return nil }
    self.handle = understood
    self.reading = plan.standard
    otherReadings = plan.others
    unseen = plan.unseen
  }

  /// Wraps RGB8 pixels without padding, which must outlive it.
  init?(rgb pixels: UnsafeRawBufferPointer, _ size: PixelSize, _ reading: PictureReading) {
    precondition(pixels.count >= size.width * size.height * 3)
    guard let start = pixels.baseAddress,
      let handle = moderation_picture_from_rgb(start, Int32(clamping: size.width), Int32(clamping: size.height)),
      let understood = reading.apply(to: handle)
    else { return nil }
    self.handle = understood
    self.reading = reading
    (otherReadings, unseen) = ([], [])
  }

  deinit { moderation_picture_free(handle) }

  /// What the header says.
  var facts: moderation_picture_facts { moderation_picture_get_facts(handle) }

  /// Makes the picture lie as EXIF 1…8 says, whatever its own bytes say.
  func setOrientation(_ orientation: Int) {
    moderation_picture_set_orientation(handle, Int32(clamping: orientation))
  }

  /// Decodes to upright RGB8, box-shrunk along the stored axes.
  ///
  /// - Parameter look: Filled where the picture has alpha.
  func render(
    horizontalShrink: Int, verticalShrink: Int, on background: Background = .white, look: inout AlphaLook
  ) -> VipsPixels? {
    var width: Int32 = 0
    var height: Int32 = 0
    guard
      let memory = moderation_picture_render(
        handle, Int32(clamping: horizontalShrink), Int32(clamping: verticalShrink), background.inVips, &look.report,
        &width, &height)
    else { return nil }
    return VipsPixels(memory: memory, size: PixelSize(width: Int(width), height: Int(height)))
  }

  /// Decodes to RGBA8 with straight alpha, as stored. Nil also when the picture is not as large as expected.
  func renderRGBA(size: PixelSize) -> VipsPixels? {
    var width: Int32 = 0
    var height: Int32 = 0
    guard let memory = moderation_picture_render_rgba(handle, &width, &height) else { return nil }
    let found = PixelSize(width: Int(width), height: Int(height))
    let pixels = VipsPixels(memory: memory, size: found, channelCount: 4)
    guard found == size else { return nil }
    return pixels
  }
}

/// RGB8 or RGBA8 pixels in memory that libvips allocated, rows without padding.
struct VipsPixels: ~Copyable {
  private let memory: UnsafeMutableRawPointer
  /// Width and height.
  let size: PixelSize

  private let channelCount: Int

  init(memory: UnsafeMutableRawPointer, size: PixelSize, channelCount: Int = 3) {
    self.memory = memory
    self.size = size
    self.channelCount = channelCount
  }

  deinit { moderation_vips_free(memory) }

  /// Bytes from row to row.
  var strideBytes: Int { size.width * channelCount }

  /// Lends the pixels without copying them.
  func withBytes<Result>(_ body: (RawSpan) -> Result) -> Result {
    body(RawSpan(_unsafeStart: memory, byteCount: size.height * strideBytes))
  }
}
