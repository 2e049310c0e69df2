import CVips
import ImageFormats
import ModerationCore

/// Reads frames of an animated PNG. Each frame's chunks become a PNG file of their own, which libvips decodes;
/// disposing and blending happen here, in 8-bit sRGB.
struct APNGReader: FormatReader {
  /// How the canvas lies, as EXIF numbers it.
  let orientation: Int
  /// Whether IEND is there. Without it the last frame is decoded too, whichever are wanted.
  let isEndMarked: Bool

  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    guard let first = request.frameIndices.first, let last = request.frameIndices.last else { return .allShown }
    let file: APNGFrames
    do throws(APNGFrames.Fault) {
      file = try APNGFrames(bytes, maximumFrameCount: isEndMarked ? max(0, last) + 1 : .max)
    } catch {
      throw .damaged(first, error.message)
    }
    let animation = APNGAnimation(file: file, orientation: orientation)
    var report =
      isEndMarked
      ? try animation.play(bytes, request, deliver: deliver)
      : try animation.playWithoutEnd(bytes, request, deliver: deliver, warning: "no IEND at the end of the PNG")
    // Frames are shown once, as browsers show them.
    if PNGColor(bytes).isStrong { report.add([Unseen(.color, "an animation without its gAMA, cHRM or cICP")]) }
    return report
  }
}

/// The frames of an animated PNG on their canvas.
private struct APNGAnimation: CanvasAnimation {
  let file: APNGFrames
  let orientation: Int

  var canvasSize: PixelSize { file.canvas }

  var effects: [FrameEffect] {
    file.frames.map { frame in
      FrameEffect(
        coversCanvas: frame.area.width == file.canvas.width && frame.area.height == file.canvas.height,
        replacesPixels: !frame.isBlended || file.isOpaque,
        disposal: frame.disposal == .none ? .keep : frame.disposal == .background ? .clear : .restore)
    }
  }

  func area(of index: Int) -> CropArea { file.frames[index].area }

  func hasAlpha(_ canvas: borrowing AnimationCanvas) -> Bool { !file.isOpaque }

  func draw(
    _ index: Int, of bytes: RawSpan, on canvas: inout AnimationCanvas, asked: Int
  ) throws(DecodingFailure) {
    let frame = file.frames[index]
    guard frame.isIntact, !frame.data.isEmpty else { throw .undecodable(asked) }
    let png = bytes.withUnsafeBytes { PNGComposer.file(frame, of: file, $0) }
    let size = PixelSize(width: frame.area.width, height: frame.area.height)
    let isDrawn = png.withUnsafeBytes { buffer in
      guard let picture = VipsPicture(buffer, loader: MODERATION_LOADER_PNG),
        let pixels = picture.renderRGBA(size: size)
      else { return false }
      pixels.withBytes { $0.withUnsafeBytes { canvas.draw($0, at: frame.area, blended: frame.isBlended) } }
      return true
    }
    guard isDrawn else { throw VipsReader.failure(asked) }
  }
}

/// Puts the chunks of one frame together as a PNG file.
enum PNGComposer {
  static func file(_ frame: APNGFrames.Frame, of file: APNGFrames, _ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let dataByteCount = frame.data.reduce(0) { $0 + $1.count }
    let sharedByteCount = file.shared.reduce(0) { $0 + $1.count }
    var png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    png.reserveCapacity(dataByteCount + sharedByteCount + 128)
    var header = big(frame.area.width) + big(frame.area.height)
    header.append(contentsOf: bytes[file.header])
    header.withUnsafeBytes { append("IHDR", [$0], to: &png) }
    for chunk in file.shared { png.append(contentsOf: bytes[chunk]) }
    append("IDAT", frame.data.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) }, to: &png)
    append("IEND", [], to: &png)
    return png
  }

  private static func append(_ type: String, _ parts: [UnsafeRawBufferPointer], to png: inout [UInt8]) {
    png.append(contentsOf: big(parts.reduce(0) { $0 + $1.count }))
    var sum = PNGCheckSum()
    let name = Array(type.utf8)
    name.withUnsafeBytes { sum.add($0) }
    png.append(contentsOf: name)
    for part in parts {
      sum.add(part)
      png.append(contentsOf: part)
    }
    png.append(contentsOf: big(Int(sum.value)))
  }

  private static func big(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
