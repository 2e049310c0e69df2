import CVips
import ImageFormats
import ModerationCore

/// Reads the pictures of a HEIF file with libheif, as the file lists their crop, turn and mirroring, and once more where
/// browsers read these otherwise.
struct HEIFReader: FormatReader {
  /// Whether the file is an image sequence, beside which the primary picture alone is read.
  var isBesideSequence = false

  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    guard let first = request.frameIndices.first else { return .allShown }
    let file: HEIFPictures?
    do throws(InputRejection) { file = try HEIFPictures(bytes, as: request.format) } catch { throw .rejected(error) }
    guard let file else { throw .undecodable(first) }
    var report = DecodingReport(unseen: [], holds: file.holds)
    if isBesideSequence, file.count > 1 {
      report.add([Unseen(.picture, "\(file.count - 1) pictures beside an image sequence")])
    }
    for index in request.frameIndices {
      var isShown = false
      do throws(DecodingFailure) {
        let more = try decode(index, of: file, bytes, request, &report) { pixels, frame in
          isShown = true
          return deliver(pixels, frame)
        }
        guard more else { return report }
      } catch {
        // A picture of which one reading has been shown cannot be called one that does not decode.
        guard case .rejected = error, index != first, !isShown else { throw error }
        report.add(undecoded: index)
      }
    }
    return report
  }

  private func decode(
    _ index: Int, of file: HEIFPictures, _ bytes: RawSpan, _ request: DecodeRequest, _ report: inout DecodingReport,
    _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    let picture: HEIFPictures.Picture?
    do throws(InputRejection) { picture = try file.picture(index, bytes) } catch { throw .rejected(error) }
    guard let picture else { throw .undecodable(index) }
    let geometry = picture.geometry
    if geometry.hasTurnedParts { report.add([Unseen(.geometry, "tiles that are cropped or turned by themselves")]) }
    var readings = [picture.bitsPerChannel > 8 ? geometry.standard : nil]
    if picture.bitsPerChannel > 8, !geometry.isDecodableBeyond8Bits {
      report.add([Unseen(.geometry, "a crop of what is turned already, at more than 8 bits")])
      readings = []
    }
    if let other = geometry.other { readings.append(other) }
    var otherCount = -1
    var isShortened = false
    for (place, reading) in readings.enumerated() {
      let source = Self.source(bytes, as: request.format, reading)
      let span = source.isEmpty ? bytes : source.span.bytes
      let vips = VipsReader(
        loader: MODERATION_LOADER_HEIF, orientation: reading?.orientation ?? 1,
        page: try Self.page(of: index, picture, in: file, span))
      var part = request
      part.frameIndices = [0]
      part.size = request.sizeLimits(ofFrame: index)
      var more = true
      report.add(
        try vips.decode(span, part) { pixels, frame in
          var shown = frame.numbered(index)
          if place > 0 { shown.rendition = .otherReading }
          shown.isLastRendition = frame.isLastRendition && place == readings.count - 1
          // One place is kept for the last rendition, which has to come.
          guard shown.isLastRendition || otherCount < DecodedFrame.maximumRenditionCount - 1 else {
            isShortened = true
            return true
          }
          otherCount += 1
          more = deliver(pixels, shown)
          return more
        })
      guard more else { return false }
    }
    if isShortened { report.add([Unseen(.geometry, "some colours of a picture that browsers turn otherwise")]) }
    return true
  }

  /// The page that libheif gives the picture. That of the primary one it names itself.
  private static func page(
    of index: Int, _ picture: HEIFPictures.Picture, in file: HEIFPictures, _ bytes: RawSpan
  ) throws(DecodingFailure) -> Int {
    let facts = bytes.withUnsafeBytes { buffer -> moderation_picture_facts? in
      guard let first = VipsPicture(buffer, loader: MODERATION_LOADER_HEIF) else { return nil }
      return first.facts
    }
    guard let facts else { throw VipsReader.failure(index) }
    if index == 0 { return Int(facts.primary_page) }
    guard facts.pages == file.pageCount else { throw .undecodable(index) }
    return picture.page
  }

  /// A copy in which libheif finds a brand that it knows and does not find the properties that are hidden from it; empty
  /// where the file will do.
  private static func source(
    _ bytes: RawSpan, as format: ImageFormat, _ reading: HEIFGeometry.Reading?
  ) -> [UInt8] {
    let brands = HEIFFileType.brandsUnknownToLibheif(bytes)
    let hidden = reading?.hidden ?? []
    guard !brands.isEmpty || !hidden.isEmpty else { return [] }
    var copy = bytes.withUnsafeBytes { [UInt8]($0) }
    for offset in brands { copy.replaceFourBytes(at: offset, with: format == .avif ? "avif" : "heic") }
    for offset in hidden { copy.replaceFourBytes(at: offset, with: "free") }
    return copy
  }
}

extension [UInt8] {
  /// Puts another name in the place of one; beyond the end nothing.
  mutating func replaceFourBytes(at offset: Int, with name: StaticString) {
    guard offset >= 0, offset <= count - 4, name.utf8CodeUnitCount == 4 else { return }
    for place in 0..<4 { self[offset + place] = name.utf8Start[place] }
  }
}
