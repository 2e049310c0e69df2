import PixelConversion
import Digests
import ImageModeration

/// Decodes the frames worth showing once more and has their findings drawn on them.
struct Annotator {
  /// A picture with more pixels is reduced to about as many. By pixels and not by the longer side: a long banner has to
  /// keep the height that makes its text legible.
  static let maximumPixels = 1600.0 * 1600
  /// The longest side of a picture, in pixels.
  static let maximumSidePixels = 16_000.0

  private let engine: Engine
  private let size: SizeLimits
  private let pictures: PictureAnnotator

  init(_ engine: Engine, size: SizeLimits) throws(HostFailure) {
    self.engine = engine
    self.size = size
    pictures = try PictureAnnotator()
  }

  func run(
    _ bytes: [UInt8], _ result: ModerationResult, _ style: AnnotationStyle, _ cancellation: Cancellation
  ) throws(HostFailure) -> [AnnotatedPicture] {
    guard case .verdict(let verdict) = result.outcome, let format = result.image.format else { return [] }
    guard SHA256Digest(of: bytes.span.bytes)?.hexadecimal == result.image.sha256 else {
      throw HostFailure(.sourceUnreadable, message: "the bytes to annotate are not those that were judged")
    }
    let wish = Self.wish(for: result.image.size)
    let request = DecodeRequest(
      format: format, frameIndices: verdict.framesToShow, wishes: [wish], size: size)
    var drawn: [AnnotatedPicture] = []
    var failure: HostFailure?
    do throws(DecodingFailure) {
      _ = try engine.decoder.decode(bytes.span.bytes, request) { pixels, frame in
        guard frame.rendition == .standard else { return true }
        do throws(HostFailure) {
          if cancellation.wasCancelled { throw .cancelled }
          let content = FrameAnnotations(verdict: verdict, image: result.image, frameIndex: frame.index)
          let jpeg = try engine.converter.convert(pixels, of: frame, to: wish) { pixels, description in
            Result { () throws(HostFailure) in try draw(content, on: pixels, description, style) }
          }
          drawn.append(AnnotatedPicture(frameIndex: frame.index, jpeg: try jpeg.get()))
          return true
        } catch {
          failure = error
          return false
        }
      }
    } catch {
      switch error {
      case .failed(let failure): throw failure
      case .rejected(let rejection):
        // It decoded a moment ago, so the image is not to blame.
        throw HostFailure(.decoderFailed, message: "the image does not decode again: \(rejection.message)")
      case .late(let reason): throw HostFailure(.deadlinePassed, message: reason)
      }
    }
    if let failure { throw failure }
    return drawn
  }

  static func wish(for size: PixelSize?) -> InputWish {
    guard let size, size.shorterSide > 0 else { return InputWish(fit: .longestSide(1600)) }
    let area = Double(size.width) * Double(size.height)
    let scale = min(1, (maximumPixels / area).squareRoot())
    let side = min(Double(size.longerSide) * scale, maximumSidePixels)
    return InputWish(fit: .longestSide(max(1, Int(side))))
  }

  private func draw(
    _ content: FrameAnnotations, on pixels: RawSpan, _ frame: FrameDescription, _ style: AnnotationStyle
  ) throws(HostFailure) -> [UInt8] {
    try pictures.annotate(
      pixels, size: frame.size, strideBytes: frame.strideBytes, with: content.annotations(in: frame),
      blur: style.blursExplicit ? content.blur(in: frame) : .nothing)
  }
}
