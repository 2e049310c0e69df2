import ImageFormats
import ModerationCore

/// Reads BMP files: all of Windows' and OS/2's variants but those that hold a picture of another format.
///
/// Colour profiles are not applied.
struct BMPReader: FormatReader {
  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    for index in request.frameIndices {
      guard index == 0 else { throw .undecodable(index) }
      let bitmap: BitmapStructure
      do throws(InputRejection) {
        bitmap = try BMPHeader.structure(of: bytes)
      } catch {
        throw .rejected(error)
      }
      let more = try BitmapPicture(bitmap, isIcon: false).decode(bytes, index, request, deliver)
      guard more else { return .allShown }
    }
    return .allShown
  }
}

/// One bitmap, from a file or from an icon.
struct BitmapPicture {
  private let bitmap: BitmapStructure
  private let isIcon: Bool

  init(_ bitmap: BitmapStructure, isIcon: Bool) {
    self.bitmap = bitmap
    self.isIcon = isIcon
  }

  /// Checks the size, decodes and delivers.
  func decode(
    _ bytes: RawSpan, _ index: Int, _ request: DecodeRequest, _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    do throws(InputRejection) {
      try request.sizeLimits(ofFrame: index).check(bitmap.size)
      if bitmap.encoding == .runs { try checkDensity(bytes.byteCount - bitmap.pixelsOffset) }
    } catch {
      throw .rejected(error)
    }
    let plan = ShrinkPlan(for: bitmap.size, wishes: request.wishes, loaderShrinks: false)
    let outcome = bytes.withUnsafeBytes { buffer in
      Result { () throws(DecodingFailure) in
        bitmap.encoding == .runs
          ? try decodeRuns(buffer, index, plan, deliver) : try decodeRows(buffer, index, plan, request, deliver)
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

  private func decodeRows(
    _ bytes: UnsafeRawBufferPointer, _ index: Int, _ plan: ShrinkPlan, _ request: DecodeRequest,
    _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    let rows: BitmapRows
    do throws(BitmapRows.Truncated) {
      rows = try BitmapRows(bitmap, bytes, isIcon: isIcon)
    } catch {
      throw .undecodable(index)
    }
    let look = rows.hasAlpha ? rows.look() : AlphaLook()
    let renditions = look.renditions(for: request)
    for rendition in renditions {
      var collector = RowCollector(bitmap.size, plan: plan)
      for y in 0..<bitmap.size.height { collector.add(row: y) { rows.read(y, on: Background(rendition), into: $0) } }
      let more = collector.deliver(
        index: index, originalSize: bitmap.size, hasAlpha: rows.hasAlpha, rendition: rendition,
        isLastRendition: rendition == renditions.last, to: deliver)
      guard more else { return false }
    }
    return true
  }

  private func decodeRuns(
    _ bytes: UnsafeRawBufferPointer, _ index: Int, _ plan: ShrinkPlan, _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    var collector = RowCollector(bitmap.size, plan: plan)
    let isSparse: Bool
    do throws(BitmapRuns.Fault) {
      isSparse = try BitmapRuns.read(bitmap, bytes, into: &collector)
    } catch {
      throw .undecodable(index)
    }
    return collector.deliver(index: index, originalSize: bitmap.size, hasAlpha: isSparse, to: deliver)
  }
}
