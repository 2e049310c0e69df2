import CVips
import ImageFormats
import ModerationCore

/// Reads JNG files: puts the chunks together to the JPEG file, and the JPEG or PNG file of alpha, that libvips decodes.
///
/// Without alpha the picture is decoded as any JPEG. With alpha both are box-shrunk alike before they are joined.
struct JNGReader: FormatReader {
  private let jpegReader: any FormatReader

  init(jpegReader: any FormatReader) { self.jpegReader = jpegReader }

  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    var report = DecodingReport.allShown
    for index in request.frameIndices {
      guard index == 0 else { throw .undecodable(index) }
      let file: JNGHeader.Structure
      let picture: [UInt8]
      let alpha: [UInt8]
      do throws(InputRejection) {
        file = try JNGHeader.structure(of: bytes)
        try request.size.check(file.size)
        picture = bytes.joined(file.pictureRanges)
        try Self.check(picture, against: file)
        switch file.alpha {
        case .none: alpha = []
        case .jpeg:
          alpha = bytes.joined(file.alphaRanges)
          try Self.check(alpha, against: file)
        case .png(let bitDepth):
          alpha = JNGParts.greyPNG(file.alphaRanges, of: bytes, size: file.size, bitDepth: bitDepth)
        }
      } catch {
        throw .rejected(error)
      }
      guard file.isWhole else { throw .undecodable(index) }
      if file.alpha == .none {
        var inner = request
        inner.format = .jpeg
        inner.frameIndices = [0]
        report.add(try jpegReader.decode(picture.span.bytes, inner, deliver: deliver))
      } else {
        let more = try Self.decode(picture, alpha, file, request, &report, deliver)
        guard more else { return report }
      }
    }
    return report
  }

  /// Refuses a JPEG that does not say of itself what JHDR says of it, or that would be turned before alpha is joined.
  private static func check(_ jpeg: [UInt8], against file: JNGHeader.Structure) throws(InputRejection) {
    let header = try ImageHeader(of: jpeg.span.bytes, as: .jpeg)
    guard header.codedSize == file.size, header.orientation == 1 else {
      throw InputRejection(
        .decodingFailed,
        message: "JNG of \(file.size) around a JPEG of \(header.codedSize) with orientation \(header.orientation)",
        frameIndex: 0)
    }
  }

  private static func decode(
    _ picture: [UInt8], _ alpha: [UInt8], _ file: JNGHeader.Structure, _ request: DecodeRequest,
    _ report: inout DecodingReport, _ deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> Bool {
    let plan = ShrinkPlan(for: file.size, wishes: request.wishes, loaderShrinks: false)
    let alphaLoader = file.alpha == .jpeg ? MODERATION_LOADER_JPEG : MODERATION_LOADER_PNG
    let outcome = picture.withUnsafeBytes { picture in
      alpha.withUnsafeBytes { alphaBytes in
        Result { () throws(DecodingFailure) in
          guard let colour = Self.render(picture, MODERATION_LOADER_JPEG, file.size, plan),
            let opacity = Self.render(alphaBytes, alphaLoader, file.size, plan), colour.size == opacity.size
          else { throw .undecodable(0) }
          return (Self.joined(colour, opacity), colour.size)
        }
      }
    }
    let (rgba, size) = try outcome.get()
    return rgba.withUnsafeBytes { pixels in
      RGBAPicture(pixels: pixels, size: size, hasAlpha: true)
        .deliver(as: 0, request, &report, finish: { _ in }) { deliver($0, $1.shrunk(from: file.size)) }
    }
  }

  /// Decodes one part; nil when it does not decode, has another size, or is a JPEG of which libjpeg warns.
  private static func render(
    _ part: UnsafeRawBufferPointer, _ loader: moderation_loader, _ size: PixelSize, _ plan: ShrinkPlan
  ) -> VipsPixels? {
    guard let picture = VipsPicture(part, loader: loader, stopsAtWarnings: true) else { return nil }
    let facts = picture.facts
    guard facts.width == size.width, facts.height == size.height, facts.orientation <= 1 else { return nil }
    var look = AlphaLook()
    return plan.render(picture, transposed: false, look: &look)
  }

  /// RGBA8 pixels of colour and the first channel of alpha. Both have the same size.
  private static func joined(_ colour: borrowing VipsPixels, _ alpha: borrowing VipsPixels) -> [UInt8] {
    let pixelCount = colour.size.height * colour.size.width
    return colour.withBytes { colour in
      alpha.withBytes { alpha in
        colour.withUnsafeBytes { colour in
          alpha.withUnsafeBytes { alpha in
            precondition(colour.count == pixelCount * 3 && alpha.count == pixelCount * 3)
            return [UInt8](unsafeUninitializedCapacity: pixelCount * 4) { output, filled in
              for pixel in 0..<pixelCount {
                for channel in 0..<3 { output[pixel * 4 + channel] = colour[pixel * 3 + channel] }
                output[pixel * 4 + 3] = alpha[pixel * 3]
              }
              filled = pixelCount * 4
            }
          }
        }
      }
    }
  }
}
