import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

@Suite("In-process decoder", .timeLimit(.minutes(20)))
struct InProcessDecoderTests {
  /// Limits that let small fixtures through.
  static let anySize = SizeLimits(
    minimumSidePixels: 1, maximumSidePixels: nil, aspectRatioBelow: .infinity, maximumFramePixels: 100_000_000)

  struct Decoded {
    var frames: [DecodedFrame] = []
    var pixels: [[UInt8]] = []
    var report = DecodingReport.allShown

    /// Red, green, blue at a place of the first frame.
    func colour(x: Int, y: Int) -> [UInt8] {
      let start = y * frames[0].strideBytes + x * 3
      return Array(pixels[0][start..<(start + 3)])
    }
  }

  static func decode(
    _ name: String, as format: ImageFormat, frames: [Int] = [0], wishes: [InputWish] = [], size: SizeLimits = anySize
  ) throws -> Decoded {
    try decode(try Fixture.bytes("images/\(name)"), as: format, frames: frames, wishes: wishes, size: size)
  }

  static func decode(
    _ bytes: [UInt8], as format: ImageFormat, frames: [Int] = [0], wishes: [InputWish] = [], size: SizeLimits = anySize,
    renditions: Set<Rendition> = [.standard], onBlack: Bool = true, deadline: ContinuousClock.Instant? = nil
  ) throws -> Decoded {
    var decoded = Decoded()
    let request = DecodeRequest(
      format: format, frameIndices: frames, wishes: wishes, size: size, showsOnBlack: onBlack, deadline: deadline)
    decoded.report = try InProcessDecoder().decode(bytes.span.bytes, request) { pixels, frame in
      guard renditions.contains(frame.rendition) else { return true }
      decoded.frames.append(frame)
      decoded.pixels.append(pixels.withUnsafeBytes { [UInt8]($0) })
      return true
    }
    return decoded
  }

  /// The mean difference of a channel in the first frames.
  static func meanDifference(_ left: Decoded, _ right: Decoded) -> Double {
    let sum = zip(left.pixels[0], right.pixels[0]).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    return Double(sum) / Double(right.pixels[0].count)
  }

  static func failure(_ body: () throws -> Decoded) -> InputRejection? {
    do {
      _ = try body()
    } catch DecodingFailure.rejected(let rejection) {
      return rejection
    } catch {
      Issue.record("unexpected \(error)")
    }
    return nil
  }

  @Test(
    "each still format gives its own picture",
    arguments: [
      ("s_jpeg.jpg", ImageFormat.jpeg, 3.0), ("s_tiff.tif", .tiff, 0), ("s_gif.gif", .gif, 12),
      ("s_webp.webp", .webp, 4), ("s_webp_ll.webp", .webp, 0), ("s_heic.heic", .heic, 3), ("s_avif.avif", .avif, 4),
    ])
  func still(name: String, format: ImageFormat, tolerance: Double) throws {
    let original = try Self.decode("generated/still/s_png.png", as: .png)
    let decoded = try Self.decode("generated/still/\(name)", as: format)
    #expect(decoded.frames[0].size == original.frames[0].size)
    #expect(Self.meanDifference(decoded, original) <= tolerance)
  }

  @Test(
    "orientation is applied, in EXIF and in HEIF",
    arguments: [
      ("v_exif6.jpg", ImageFormat.jpeg), ("v_exif6.png", .png), ("v_exif6.webp", .webp), ("v_exif6.avif", .avif),
      ("v_exif8.jpg", .jpeg),
    ])
  func orientation(name: String, format: ImageFormat) throws {
    let upright = try Self.decode("generated/still/s_png.png", as: .png)
    let turned = try Self.decode("generated/variant/\(name)", as: format)
    #expect(turned.frames[0].originalSize == PixelSize(width: 640, height: 480))
    #expect(turned.frames[0].size == turned.frames[0].originalSize)
    #expect(Self.meanDifference(turned, upright) < 4)
  }

  @Test("every EXIF orientation gives the same upright picture", arguments: 2...8)
  func allOrientations(orientation: Int) throws {
    let upright = try Self.decode("photos-faces/hopper.png", as: .png)
    let turned = try Self.decode("orientation/hopper_orientation_\(orientation).jpg", as: .jpeg)
    #expect(turned.frames[0].size == upright.frames[0].size)
    #expect(Self.meanDifference(turned, upright) < 8)
  }

  @Test("alpha is flattened on white and reported", arguments: [("alpha.png", ImageFormat.png), ("alpha.webp", .webp)])
  func alpha(name: String, format: ImageFormat) throws {
    let decoded = try Self.decode("generated/variant/\(name)", as: format)
    #expect(decoded.frames[0].hasAlpha)
    #expect(decoded.pixels[0].count == decoded.frames[0].size.height * decoded.frames[0].strideBytes)
    #expect(decoded.colour(x: 0, y: 0) == [255, 255, 255])
  }

  @Test("an untagged picture's pixels are not touched by colour management")
  func untagged() throws {
    let pixels = try Self.decode("photos-faces/hopper.png", as: .png).pixels[0]
    #expect(pixels == (try Fixture.bytes("open_nsfw/pixels/hopper-128x128.rgb")))
  }

  @Test(
    "1 bit, grey, palette, 16 bit, CMYK and profiles all become RGB",
    arguments: [
      ("v_1bit.png", ImageFormat.png), ("v_1bit.tif", .tiff), ("v_gray.jpg", .jpeg), ("v_cmyk.jpg", .jpeg),
      ("v_icc.jpg", .jpeg), ("v_pal.png", .png), ("v_paltrans.png", .png), ("v_interlaced.png", .png),
    ])
  func modes(name: String, format: ImageFormat) throws {
    let frame = try Self.decode("generated/variant/\(name)", as: format).frames[0]
    #expect(frame.size == PixelSize(width: 640, height: 480))
    #expect(frame.strideBytes == 640 * 3)
  }

  @Test(
    "a truncated file is refused, not half shown",
    arguments: [
      ("h_trunc.jpg", ImageFormat.jpeg), ("h_trunc.png", .png), ("h_trunc_s.gif", .gif), ("h_trunc_s.webp", .webp),
      ("h_trunc_s.heic", .heic), ("h_trunc_s.avif", .avif),
    ])
  func truncated(name: String, format: ImageFormat) {
    let rejection = Self.failure { try Self.decode("generated/hostile/\(name)", as: format) }
    #expect(rejection?.code == .decodingFailed)
  }

  @Test("bytes are opened as the format asked for and as nothing else")
  func noGuessing() {
    let rejection = Self.failure { try Self.decode("generated/still/s_png.png", as: .jpeg) }
    #expect(rejection?.code == .decodingFailed)
  }

  @Test("a format without a decoder is refused by name")
  func undecodable() {
    let rejection = Self.failure { try Self.decode("generated/still/s_png.png", as: ImageFormat(rawValue: "XCF")) }
    #expect(rejection?.code == .formatNotDecodable)
  }

  @Test("limits are applied to what the file really holds, before its pixels are decoded")
  func limitsAgain() {
    let rejection = Self.failure {
      try Self.decode("generated/boundary/d_10000.png", as: .png, size: Limits.ims20201229.size)
    }
    #expect(rejection?.code == .sideTooLarge)
    #expect(rejection?.measured == .count(10000))
  }

  @Test("a huge legal picture is shrunk while it is decoded")
  func hugePicture() throws {
    let frame = try Self.decode(
      "generated/boundary/d_9999.png", as: .png,
      wishes: [InputWish(fit: .exact(PixelSize(width: 256, height: 256)), oversampling: 4)],
      size: Limits.ims20201229.size
    ).frames[0]
    #expect(frame.originalSize == PixelSize(width: 9999, height: 9999))
    #expect(frame.size == PixelSize(width: 1111, height: 1111))
  }

  @Test("sampled frames come in order, each its own, and the caller may stop")
  func animation() throws {
    let all = try Self.decode("generated/animated/a_webp.webp", as: .webp, frames: [0, 5, 10])
    #expect(all.frames.map(\.index) == [0, 5, 10])
    #expect(Set(all.pixels).count == 3)

    var seen = 0
    let bytes = try Fixture.bytes("images/generated/animated/a_webp.webp")
    _ = try InProcessDecoder().decode(
      bytes.span.bytes, DecodeRequest(format: .webp, frameIndices: [0, 5, 10], wishes: [], size: Self.anySize)
    ) { _, _ in
      seen += 1
      return false
    }
    #expect(seen == 1)
  }

  @Test("a frame that is not there is a refusal that names the frame")
  func missingFrame() {
    let rejection = Self.failure { try Self.decode("generated/still/s_gif.gif", as: .gif, frames: [7]) }
    #expect(rejection?.code == .decodingFailed)
    #expect(rejection?.frameIndex == 7)
  }

  @Test("a picture cut short at any point is refused or decodes, and never traps", arguments: 1...40)
  func cutAnywhere(part: Int) throws {
    let bytes = try Fixture.bytes("images/photos-faces/hopper.jpg")
    let cut = Array(bytes.prefix(bytes.count * part / 41))
    let rejection = Self.failure { try Self.decode(cut, as: .jpeg) }
    #expect(rejection?.code == .decodingFailed)
  }
}
