import ImageFormats
import ModerationCore

/// One bitmap, from a file or from an icon.
struct BitmapPicture {
  private let bitmap: BitmapStructure
  private let isIcon: Bool

  init(_ bitmap: BitmapStructure, isIcon: Bool) {
    self.bitmap = bitmap
    self.isIcon = isIcon
  }

  /// Checks the size, decodes and delivers every way to see it.
  func decode(
    _ bytes: RawSpan, _ index: Int, _ request: DecodeRequest, _ report: inout DecodingReport,
    _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    do throws(InputRejection) {
      try request.sizeLimits(ofFrame: index).check(bitmap.size)
      if bitmap.encoding == .runs { try checkDensity(bytes.byteCount - bitmap.pixelsOffset) }
    } catch {
      throw .rejected(error)
    }
    let outcome = bytes.withUnsafeBytes { buffer in
      Result { () throws(DecodingFailure) in
        let plan = ReadingPlan(for: bitmap.color, in: RawSpan(_unsafeBytes: buffer))
        report.add(plan.unseen)
        return try decode(buffer, index, plan, request, deliver)
      }
    }
    return try outcome.get()
  }

  /// Refuses a few bytes of code for a picture of many pixels: it would be empty for the most part.
  private func checkDensity(_ byteCount: Int) throws(InputRejection) {
    let pixels = bitmap.size.pixelCount ?? .max
    let allowed = max(0, byteCount).multipliedReportingOverflow(by: BitmapRuns.maximumPixelsPerByte).partialValue
    guard pixels <= max(BitmapRuns.maximumSparsePixelCount, allowed) else {
      throw InputRejection(
        .decodingFailed, message: "\(pixels) pixels in \(byteCount) bytes of run-length code",
        limit: "maximumPixelsPerByte", measured: .count(byteCount > 0 ? pixels / byteCount : pixels),
        allowed: .count(BitmapRuns.maximumPixelsPerByte), frameIndex: 0)
    }
  }

  private func decode(
    _ bytes: UnsafeRawBufferPointer, _ index: Int, _ plan: ReadingPlan, _ request: DecodeRequest,
    _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    let rows = bitmap.encoding == .runs ? nil : try rows(of: bytes, index)
    let look = rows.map { $0.hasAlpha ? $0.look() : AlphaLook() }
    var readings = plan.readings(on: renditions(look, request))
    var hasAlpha = rows?.hasAlpha ?? false
    var place = 0
    while place < readings.count {
      if place > 0 { try request.checkDeadline() }
      let reading = readings[place]
      var collector = RowCollector(
        bitmap.size, plan: ShrinkPlan(for: bitmap.size, wishes: request.wishes, loaderShrinks: false))
      if let rows {
        let background = Background(reading.rendition)
        for y in 0..<bitmap.size.height { collector.add(row: y) { rows.read(y, on: background, into: $0) } }
      } else if try readRuns(bytes, index, reading.rendition, into: &collector), place == 0 {
        hasAlpha = true
        let black: [Rendition] = request.showsOnBlack ? [.onBlack] : []
        readings = plan.readings(on: [.standard] + black + [.otherReading])
      }
      place += 1
      let frame = DecodedFrame(
        index: index, size: collector.size, strideBytes: collector.size.width * 3, originalSize: bitmap.size,
        hasAlpha: hasAlpha, rendition: reading.rendition, isLastRendition: place == readings.count)
      guard try Self.show(collector, frame, reading, deliver) else { return false }
    }
    return true
  }

  private func renditions(_ look: AlphaLook?, _ request: DecodeRequest) -> [Rendition] {
    guard let look else { return [.standard] }
    let renditions = look.renditions(for: request)
    guard bitmap.isAlphaDoubtful, look.hasTransparency, !renditions.contains(.withoutAlpha) else { return renditions }
    return renditions + [.withoutAlpha]
  }

  private func rows(of bytes: UnsafeRawBufferPointer, _ index: Int) throws(DecodingFailure) -> BitmapRows {
    do throws(BitmapRows.Truncated) {
      return try BitmapRows(bitmap, bytes, isIcon: isIcon)
    } catch {
      throw .undecodable(index)
    }
  }

  /// Whether the code leaves some pixel out.
  private func readRuns(
    _ bytes: UnsafeRawBufferPointer, _ index: Int, _ rendition: Rendition, into collector: inout RowCollector
  ) throws(DecodingFailure) -> Bool {
    let leftOut: BitmapRuns.LeftOut =
      switch rendition {
      case .onBlack: .black
      case .otherReading: .first
      case .standard, .withoutProfile, .withoutAlpha, .embedded: .white
      }
    do throws(BitmapRuns.Fault) {
      return try BitmapRuns.read(bitmap, bytes, leftOut: leftOut, into: &collector)
    } catch {
      throw .undecodable(index)
    }
  }

  /// Delivers what was collected, its colours understood as a reading says.
  private static func show(
    _ collector: borrowing RowCollector, _ frame: DecodedFrame, _ reading: PictureReading,
    _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    if case .usual = reading.color { return collector.withPixels { deliver(RawSpan(_unsafeBytes: $0), frame) } }
    var look = AlphaLook()
    let pixels = collector.withPixels { buffer in
      VipsPicture(rgb: buffer, frame.size, reading)?.render(horizontalShrink: 1, verticalShrink: 1, look: &look)
    }
    guard let pixels, pixels.size == frame.size else { throw VipsReader.failure(frame.index) }
    return pixels.withBytes { deliver($0, frame) }
  }
}

extension ReadingPlan {
  /// The standard reading as each rendition, and the others.
  fileprivate func readings(on renditions: [Rendition]) -> [PictureReading] {
    renditions.map { rendition in
      var reading = standard
      reading.rendition = rendition
      return reading
    } + others
  }
}
