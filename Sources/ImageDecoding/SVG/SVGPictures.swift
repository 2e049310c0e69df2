import ImageFormats
import ModerationCore

/// The pictures inside an SVG document, and the document that librsvg is given in its place.
///
/// librsvg hands embedded pictures to GdkPixbuf's plug-ins, which obey no limit: a 60×60 document with a PNG of 9999×9999
/// inside took 700 MB and 0.9 s, with an SVG of that size inside 800 MB and 1.4 s (librsvg 2.54.7, measured 2026-11-21).
/// So it is given PNG and JPEG alone, within a budget and by their right names, and nothing in the place of others; all
/// are read by their formats' own readers, too.
///
/// References to other files and hosts stay as they are. A document from memory has no place that they could be relative
/// to, and librsvg opens none of them (seen by strace for `image`, `use`, `@import`, `xml-stylesheet`, XInclude and for
/// the same within an embedded SVG).
struct SVGPictures {
  /// One picture that is judged by itself.
  struct Picture: Hashable {
    let format: ImageFormat
    let bytes: [UInt8]
  }

  /// The most pixels of all embedded pictures together: 175 MB while they are drawn.
  static let maximumEmbeddedPixels = 25_000_000
  /// What librsvg draws is seen in the drawing; it is judged by itself, too, if its sides have so many pixels: what
  /// IMS 2020-12-29 takes a picture to be at least.
  static let leastSideOfDrawn = 51
  /// What is smaller shows nothing to anybody: one pixel is a colour, and pages count visits with it.
  static let leastSideOfUndrawn = 8

  /// In the order of the document, each once.
  private(set) var pictures: [Picture] = []
  private(set) var unseen: [Unseen] = []
  /// The document for librsvg.
  private(set) var text: [UInt8] = []

  /// A PNG of one transparent pixel.
  private static let emptyPicture = Array(
    """
    data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5E\
    rkJggg==
    """.utf8)

  private var known: Set<Picture> = []
  private var pixelCount = 0
  private let pixelLimit: Int

  /// - Parameters:
  ///   - text: The document that was inspected.
  ///   - limits: Embedded pictures count towards `maximumFramePixels`, each and all together.
  /// - Throws: `pixelBudgetExceeded`.
  init(_ text: [UInt8], _ inspection: SVGInspection, limits: SizeLimits) throws(InputRejection) {
    pixelLimit = min(Self.maximumEmbeddedPixels, limits.maximumFramePixels)
    var changes = inspection.changes.map { (value: $0.range, text: $0.text) }
    for reference in inspection.pictures {
      if let shown = try shown(reference) { changes.append((reference.value, shown)) }
    }
    changes.sort { $0.value.lowerBound < $1.value.lowerBound }
    var end = 0
    self.text.reserveCapacity(text.count)
    for change in changes {
      self.text += text[end..<change.value.lowerBound]
      self.text += change.text
      end = change.value.upperBound
    }
    self.text += text[end...]
  }

  /// What librsvg is given in the place of a reference; nil for the reference itself.
  private mutating func shown(_ reference: SVGInspection.Picture) throws(InputRejection) -> [UInt8]? {
    guard let url = DataURL(reference.reference), !url.bytes.isEmpty else { return Self.emptyPicture }
    let bytes = url.bytes
    guard let format = ImageFormat.sniff(bytes.span.bytes) else {
      unseen.append(Unseen(.picture, "an embedded picture in no known format"))
      return Self.emptyPicture
    }
    let size: PixelSize
    do throws(InputRejection) {
      size = try ImageHeader(of: bytes.span.bytes, as: format).codedSize
    } catch {
      unseen.append(Unseen(.picture, "an embedded picture (\(format)): \(error.message)"))
      return Self.emptyPicture
    }
    pixelCount = checkedSum(pixelCount, size.pixelCount ?? .max) ?? .max
    guard pixelCount <= pixelLimit else {
      throw InputRejection(
        .pixelBudgetExceeded, message: "pictures embedded in the SVG are over the decode budget",
        limit: "maximumEmbeddedPixels", measured: .count(pixelCount), allowed: .count(pixelLimit))
    }
    let isDrawn = format == .png || format == .jpeg
    let picture = Picture(format: format, bytes: bytes)
    if size.shorterSide >= (isDrawn ? Self.leastSideOfDrawn : Self.leastSideOfUndrawn), known.insert(picture).inserted {
      if pictures.count < DecodedFrame.maximumEmbeddedCount {
        pictures.append(picture)
      } else if !isDrawn {
        unseen.append(Unseen(.picture, "more than \(DecodedFrame.maximumEmbeddedCount) embedded pictures"))
      }
    }
    guard isDrawn else {
      // Judged by itself it is, but not with what the document draws beside and over it.
      if size.shorterSide >= Self.leastSideOfUndrawn {
        unseen.append(Unseen(.picture, "an embedded \(format) at its place in the SVG"))
      }
      return Self.emptyPicture
    }
    let name = format == .png ? "image/png" : "image/jpeg"
    return url.isPlain && url.mediaType == name ? nil : DataURL.plain(mediaType: name, bytes)
  }
}
