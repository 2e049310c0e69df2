import ImageFormats
import ModerationCore

/// Decodes the pictures inside a document by their formats' own readers and delivers each as a rendition of frame 0.
///
/// One frame, the drawing itself first, is held back until it is known whether another follows.
struct SVGEmbeddedFrames {
  /// The most documents in documents.
  private static let maximumDepth = 2
  /// The most frames of one animation inside a document, the first and the last among them.
  private static let maximumFrameCount = 5

  private(set) var report = DecodingReport.allShown

  private let request: DecodeRequest
  private let depth: Int
  private var held: (pixels: [UInt8], frame: DecodedFrame)?
  private var deliveredCount = 0
  private var isOver = false

  init(_ request: DecodeRequest, depth: Int) {
    self.request = request
    self.depth = depth
  }

  /// - Throws: This machine's failures; what is wrong with a picture is reported.
  mutating func decode(
    _ pictures: [SVGPictures.Picture], deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) {
    for picture in pictures where !isOver {
      do throws(DecodingFailure) {
        try request.checkDeadline()
        try decode(picture, deliver)
      } catch {
        guard case .rejected(let rejection) = error else { throw error }
        report.add([Unseen(.picture, "an embedded picture (\(picture.format)): \(rejection.message)")])
      }
    }
    release(isLast: true, deliver)
  }

  private mutating func decode(
    _ picture: SVGPictures.Picture, _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) {
    var inner = request
    inner.format = picture.format
    inner.size = request.sizeLimits(ofFrame: 0, rendition: .embedded)
    inner.size.maximumFramePixels = min(inner.size.maximumFramePixels, SVGPictures.maximumEmbeddedPixels)
    guard let row = DecodingTable.row(of: picture.format), picture.format != .svg || depth < Self.maximumDepth else {
      report.add([Unseen(.picture, "an embedded picture (\(picture.format))")])
      return
    }
    let bytes = picture.bytes
    do throws(InputRejection) {
      inner.frameIndices = frames(of: try ImageHeader(of: bytes.span.bytes, as: picture.format))
    } catch {
      throw .rejected(error)
    }
    let reader: any FormatReader =
      picture.format == .svg ? SVGReader(depth: depth + 1) : try row.reader.reader(of: bytes.span.bytes, as: row.format)
    var isFull = false
    let found = try reader.decode(bytes.span.bytes, inner) { pixels, frame in
      isFull = deliveredCount >= DecodedFrame.maximumEmbeddedCount
      guard !isFull else { return false }
      deliveredCount += 1
      var embedded = frame
      embedded.index = 0
      embedded.rendition = .embedded
      return hold(pixels, embedded, deliver)
    }
    report.add(found)
    if isFull { report.add([Unseen(.picture, "more than \(DecodedFrame.maximumEmbeddedCount) embedded pictures")]) }
  }

  /// The frames to look at: all of a few, and of many some from the first to the last.
  private mutating func frames(of header: ImageHeader) -> [Int] {
    guard header.frameKind == .animation || header.frameKind == .sequence else { return [0] }
    guard header.frameCount > Self.maximumFrameCount else { return Array(0..<header.frameCount) }
    report.add([Unseen(.frames, "\(header.frameCount - Self.maximumFrameCount) frames of an embedded animation")])
    return (0..<Self.maximumFrameCount).map { $0 * (header.frameCount - 1) / (Self.maximumFrameCount - 1) }
  }

  /// Delivers the frame before and keeps this one. Returns whether the caller wants more.
  mutating func hold(_ pixels: RawSpan, _ frame: DecodedFrame, _ deliver: (RawSpan, DecodedFrame) -> Bool) -> Bool {
    release(isLast: false, deliver)
    guard !isOver else { return false }
    held = (pixels.withUnsafeBytes { [UInt8]($0) }, frame)
    return true
  }

  private mutating func release(isLast: Bool, _ deliver: (RawSpan, DecodedFrame) -> Bool) {
    guard let (pixels, frame) = held else { return }
    held = nil
    var last = frame
    last.isLastRendition = isLast
    if !deliver(pixels.span.bytes, last) { isOver = true }
  }
}
