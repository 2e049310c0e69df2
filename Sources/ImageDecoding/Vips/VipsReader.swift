import CVips
import ImageFormats
import ModerationCore

/// Reads still pictures with libvips.
struct VipsReader: FormatReader {
  /// Opens the bytes: as one format and as nothing else.
  let loader: moderation_loader
  /// How the pictures lie, as EXIF numbers it, so that one reading of a header decides; nil for as libvips reads it.
  var orientation: Int?
  /// The page of every frame; nil where pages are numbered as frames are.
  var page: Int?

  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    if loader == MODERATION_LOADER_PNG, let ranges = PNGText.rangesWithoutText(of: bytes) {
      return try decode(bytes.joined(ranges).span.bytes, loader, request, deliver)
    }
    return try decode(bytes, loader, request, deliver)
  }

  private func decode(
    _ bytes: RawSpan, _ loader: moderation_loader, _ request: DecodeRequest,
    _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    let outcome = bytes.withUnsafeBytes { buffer in
      Result { () throws(DecodingFailure) in
        var report = DecodingReport.allShown
        for index in request.frameIndices {
          do throws(DecodingFailure) {
            guard try decodeFrame(index, of: buffer, loader, request, &report, deliver) else { return report }
          } catch .rejected where index != request.frameIndices.first {
            report.add(undecoded: index)
          }
        }
        return report
      }
    }
    return try outcome.get()
  }

  /// A JPEG that libvips does not decode in peace is inspected: shown with a warning where all of it is there.
  private func decodeFrame(
    _ index: Int, of bytes: UnsafeRawBufferPointer, _ loader: moderation_loader, _ request: DecodeRequest,
    _ report: inout DecodingReport, _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    if loader == MODERATION_LOADER_TIFF { return try decodePage(index, of: bytes, request, &report, deliver) }
    do throws(DecodingFailure) {
      return try decodeFrame(index, of: bytes, loader, request, warnings: nil, &report, deliver)
    } catch {
      guard loader == MODERATION_LOADER_JPEG, case .rejected(let rejection) = error, rejection.code == .decodingFailed
      else { throw error }
      let inspection = JPEGInspection(of: bytes)
      let repaired = try inspection.repaired(bytes, frame: index, after: error)
      let outcome = repaired.withUnsafeBytes { buffer in
        Result { () throws(DecodingFailure) in
          try decodeFrame(index, of: buffer, loader, request, warnings: inspection.warnings, &report, deliver)
        }
      }
      return try outcome.get()
    }
  }

  /// A page of a TIFF is decoded from a copy of the file that has no other, so that libtiff takes the directory that
  /// was checked here.
  private func decodePage(
    _ index: Int, of bytes: UnsafeRawBufferPointer, _ request: DecodeRequest, _ report: inout DecodingReport,
    _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    let span = RawSpan(_unsafeBytes: bytes)
    guard let pages = TIFFPages(span), let page = pages.page(index, span) else { throw .undecodable(index) }
    do throws(InputRejection) { try page.check() } catch { throw .rejected(error) }
    report.holds.formUnion(pages.holds)
    let loader = MODERATION_LOADER_TIFF
    if index == 0 { return try decodeFrame(index, of: bytes, loader, request, warnings: nil, &report, deliver) }
    guard let file = pages.file(ofPage: index, span) else { throw .undecodable(index) }
    let outcome = file.withUnsafeBytes { buffer in
      Result { () throws(DecodingFailure) in
        try decodeFrame(index, of: buffer, loader, request, warnings: nil, &report, deliver)
      }
    }
    return try outcome.get()
  }

  /// - Parameter warnings: What is known to be wrong with a JPEG; nil to accept nothing of the kind.
  private func decodeFrame(
    _ index: Int, of bytes: UnsafeRawBufferPointer, _ loader: moderation_loader, _ request: DecodeRequest,
    warnings: [String]?, _ report: inout DecodingReport, _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    // A page of a TIFF comes as a file of its own.
    let page = page ?? (loader == MODERATION_LOADER_TIFF ? 0 : index)
    let stopsAtWarnings = warnings == nil
    let isHeard = stopsAtWarnings && loader == MODERATION_LOADER_JPEG
    if isHeard { _ = VipsLibrary.takeError() }
    let takeCount = VipsLibrary.takeCount
    guard let full = VipsPicture(bytes, loader: loader, page: page, stopsAtWarnings: stopsAtWarnings) else {
      throw Self.failure(index)
    }
    var facts = full.facts
    facts.orientation = orientation.map { Int32(clamping: $0) } ?? facts.orientation
    let original = Self.uprightSize(facts)
    do {
      try request.sizeLimits(ofFrame: index).check(original)
    } catch {
      throw .rejected(error)
    }
    var look = AlphaLook()
    let pixels = Self.render(
      full, bytes, loader, page: page, original: original, orientation: Int(facts.orientation), request.wishes,
      stopsAtWarnings: stopsAtWarnings, look: &look)
    guard let pixels else { throw Self.failure(index) }
    // libvips looks at warnings before it reads rows: those of the last rows it only writes down.
    if isHeard {
      let words = VipsLibrary.takeError()
      // Where other threads took words meanwhile, ours may have been among them: then the inspection says.
      if !words.isEmpty || VipsLibrary.takeCount != takeCount + 1 { throw Self.failure(index) }
    }
    let backgrounds = look.renditions(for: request).dropFirst().map { rendition in
      var reading = full.reading
      reading.rendition = rendition
      return reading
    }
    let others = backgrounds + full.otherReadings
    report.add(full.unseen)
    if look.hidesColor { report.holds.insert(.colorUnderZeroAlpha) }
    var frame = DecodedFrame(
      index: index, size: pixels.size, strideBytes: pixels.strideBytes, originalSize: original,
      hasAlpha: facts.has_alpha, isLastRendition: others.isEmpty, warnings: warnings ?? [])
    guard pixels.withBytes({ deliver($0, frame) }) else { return false }
    for (place, reading) in others.enumerated() {
      try request.checkDeadline()
      frame.rendition = reading.rendition
      frame.isLastRendition = place == others.count - 1
      let orientation = Int(facts.orientation)
      guard try Self.show(frame, of: bytes, loader, reading, page: page, orientation: orientation, request, deliver)
      else {
        return false
      }
    }
    return true
  }

  /// Decodes a frame once more, for another rendition.
  private static func show(
    _ frame: DecodedFrame, of bytes: UnsafeRawBufferPointer, _ loader: moderation_loader, _ reading: PictureReading,
    page: Int, orientation: Int, _ request: DecodeRequest, _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    var look = AlphaLook()
    guard let full = VipsPicture(bytes, loader: loader, page: page, reading: reading),
      let pixels = render(
        full, bytes, loader, page: page, original: frame.originalSize, orientation: orientation, request.wishes,
        on: Background(frame.rendition), look: &look), pixels.size == frame.size
    else { throw failure(frame.index) }
    return pixels.withBytes { deliver($0, frame) }
  }

  /// Decodes a picture that was opened whole, shrunk as far as the wishes allow.
  ///
  /// - Parameters:
  ///   - original: The upright size.
  ///   - orientation: How the picture lies; overrides what its own bytes say.
  ///   - stopsAtWarnings: Whether a JPEG of which libjpeg warns does not decode.
  ///   - look: Filled where the picture has alpha.
  static func render(
    _ full: borrowing VipsPicture, _ bytes: UnsafeRawBufferPointer, _ loader: moderation_loader, page: Int = 0,
    original: PixelSize, orientation: Int, _ wishes: [InputWish], stopsAtWarnings: Bool = false,
    on background: Background = .white, look: inout AlphaLook
  ) -> VipsPixels? {
    let shrink = ShrinkPlan(for: original, wishes: wishes, loaderShrinks: loader.shrinksOnLoad)
    guard shrink.onLoad > 1 else {
      full.setOrientation(orientation)
      return shrink.render(full, transposed: orientation >= 5, on: background, look: &look)
    }
    guard
      let small = VipsPicture(
        bytes, loader: loader, page: page, scale: 1 / Double(shrink.onLoad), stopsAtWarnings: stopsAtWarnings,
        reading: full.reading)
    else { return nil }
    small.setOrientation(orientation)
    return shrink.render(small, transposed: orientation >= 5, on: background, look: &look)
  }

  /// The size after orientation: values 5…8 lie on their side.
  private static func uprightSize(_ facts: moderation_picture_facts) -> PixelSize {
    let stored = PixelSize(width: Int(facts.width), height: Int(facts.height))
    return facts.orientation >= 5 ? stored.transposed : stored
  }

  /// The image's fault, unless libvips ran out of memory.
  ///
  /// libvips' words are not quoted: it keeps one text for the whole process, so that under concurrency they may be
  /// about another image, and the same image must give the same answer.
  static func failure(_ index: Int) -> DecodingFailure {
    if VipsLibrary.takeError().contains("out of memory") {
      return .failed(HostFailure(.decoderFailed, message: "libvips is out of memory"))
    }
    return .rejected(
      InputRejection(.decodingFailed, message: "frame \(index) does not decode", frameIndex: index))
  }
}

extension moderation_loader {
  /// Whether the loader can give a smaller picture for less work.
  var shrinksOnLoad: Bool { self == MODERATION_LOADER_JPEG || self == MODERATION_LOADER_WEBP }
}
