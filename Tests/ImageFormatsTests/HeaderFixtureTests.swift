import ModerationCore
import Testing

@testable import ImageFormats

/// What a fixture's header has to say. Sizes, frames, orientation, profile and alpha were taken from Pillow 13 and
/// libvips 8.14, where they open the file; bits and channels from libvips.
struct ExpectedHeader: CustomTestStringConvertible, Sendable {
  let path: String
  private(set) var header: ImageHeader
  var testDescription: String { path }

  init(
    _ path: String, _ format: ImageFormat, _ width: Int, _ height: Int, upright: (Int, Int)? = nil, frames: Int = 1,
    _ kind: ImageHeader.FrameKind = .still, orientation: Int = 1, bits: Int = 8, channels: Int = 3, alpha: Bool = false,
    profile: Bool = false, still: Bool = false, primary: Int = 0, longest: Int = 0, progressive: Bool = false,
    others: [OtherReading] = []
  ) {
    self.path = path
    header = ImageHeader(
      format: format, codedSize: PixelSize(width: width, height: height),
      size: upright.map { PixelSize(width: $0.0, height: $0.1) }, frameCount: frames, frameKind: kind,
      orientation: orientation, bitsPerChannel: bits, channelCount: channels, hasAlpha: alpha, hasColorProfile: profile,
      hasStillBesideFrames: still, primaryFrame: primary, longestFrame: longest, isProgressive: progressive)
    header.otherReadings = others
  }

  static let jpeg: [ExpectedHeader] = [
    .init("generated/still/s_jpeg.jpg", .jpeg, 640, 480),
    .init("generated/variant/v_exif1.jpg", .jpeg, 640, 480),
    .init("generated/variant/v_exif6.jpg", .jpeg, 480, 640, upright: (640, 480), orientation: 6),
    .init("generated/variant/v_exif8.jpg", .jpeg, 480, 640, upright: (640, 480), orientation: 8),
    .init("generated/variant/v_gray.jpg", .jpeg, 640, 480, channels: 1),
    .init("generated/variant/v_cmyk.jpg", .jpeg, 640, 480, channels: 4),
    .init("generated/variant/v_icc.jpg", .jpeg, 640, 480, profile: true),
    .init("generated/hostile/h_trunc.jpg", .jpeg, 640, 480),
    .init("generated/hostile/h_corrupt.jpg", .jpeg, 640, 480),
    .init("generated/hostile/h_poly_jpg_zip.jpg", .jpeg, 640, 480),
    .init("generated/hostile/h_lie_60.jpg", .jpeg, 60, 60),
    .init("generated/hostile/h_lie_65000.jpg", .jpeg, 65000, 65000),
    .init("hostile/truncated_app14.jpg", .jpeg, 100, 100, profile: true),
    .init("jpeg/gray.u2.jpg", .jpeg, 31, 32, bits: 12, channels: 1),
    .init("photos-large/hopper-turned-4000x3000.jpg", .jpeg, 4000, 3000),
  ]

  static let png: [ExpectedHeader] = [
    .init("generated/still/s_png.png", .png, 640, 480),
    .init("generated/variant/alpha.png", .png, 640, 480, channels: 4, alpha: true),
    .init("generated/variant/v_1bit.png", .png, 640, 480, bits: 1, channels: 1),
    .init("generated/variant/v_exif6.png", .png, 480, 640, upright: (640, 480), orientation: 6),
    .init("generated/variant/v_interlaced.png", .png, 640, 480, progressive: true),
    .init("generated/variant/v_pal.png", .png, 640, 480),
    .init("generated/variant/v_paltrans.png", .png, 640, 480, channels: 4, alpha: true),
    .init("generated/boundary/d_50x50.png", .png, 50, 50),
    .init("generated/boundary/d_51x51.png", .png, 51, 51),
    .init("generated/boundary/d_51x4589.png", .png, 51, 4589),
    .init("generated/boundary/d_51x4590.png", .png, 51, 4590),
    .init("generated/boundary/d_51x4591.png", .png, 51, 4591),
    .init("generated/boundary/d_1x100000.png", .png, 1, 100_000),
    .init("generated/boundary/d_9999.png", .png, 9999, 9999),
    .init("generated/boundary/d_10000.png", .png, 10_000, 10_000),
    .init("generated/hostile/b_30000_1bit.png", .png, 30_000, 30_000, bits: 1, channels: 1),
    .init("generated/hostile/h_trunc.png", .png, 640, 480),
    .init("photos-faces/astronaut.png", .png, 512, 512, profile: true),
    .init("weapon-drawings/knife.png", .png, 171, 171, channels: 2, alpha: true),
  ]

  static let bmp: [ExpectedHeader] = [
    .init("generated/still/s_bmp.bmp", .bmp, 640, 480),
    .init("generated/variant/v_1bit.bmp", .bmp, 640, 480),
    .init("generated/hostile/b_lie.bmp", .bmp, 60_000, 60_000),
    .init("generated/hostile/b_rle.bmp", .bmp, 9999, 9999),
    .init("bmp-bad/reallybig.bmp", .bmp, 3_000_000, 2_000_000),
    .init("bmp-bad/shortfile.bmp", .bmp, 127, 64),
    .init("bmp-good/pal8os2.bmp", .bmp, 127, 64),
    .init("bmp-good/pal8topdown.bmp", .bmp, 127, 64),
    .init("bmp-good/rgb16.bmp", .bmp, 127, 64, bits: 5),
    .init("bmp-good/rgb16-565.bmp", .bmp, 127, 64, bits: 6),
    .init("bmp-questionable/pal8os2v2-16.bmp", .bmp, 127, 64),
    .init("bmp-questionable/rgb24lprof.bmp", .bmp, 127, 64),
    .init("bmp-questionable/rgb24prof.bmp", .bmp, 127, 64, profile: true),
    .init("bmp-questionable/rgb32-111110.bmp", .bmp, 127, 64, bits: 11),
    .init("bmp-questionable/rgb32fakealpha.bmp", .bmp, 127, 64),
    .init("bmp-questionable/rgba16-4444.bmp", .bmp, 127, 64, bits: 4, channels: 4, alpha: true),
    .init("bmp-questionable/rgba32abf.bmp", .bmp, 127, 64, channels: 4, alpha: true),
  ]

  static let ico: [ExpectedHeader] = [
    .init("generated/still/s_ico.ico", .ico, 256, 192, frames: 3, .sizes, channels: 4, alpha: true, primary: 2),
    .init("generated/still/s_ico_png.ico", .ico, 256, 256, frames: 2, .sizes, primary: 1),
    .init("generated/variant/alpha.ico", .ico, 128, 96, channels: 4, alpha: true),
    .init("ico/hopper_256x256.ico", .ico, 256, 256, channels: 4, alpha: true),
    .init("ico/hopper_mask.ico", .ico, 16, 16, channels: 4, alpha: true),
    // The directory says 16 × 16.
    .init("hostile/decompression_bomb.ico", .ico, 65_535, 32_767, channels: 4, alpha: true),
  ]

  static let others: [ExpectedHeader] = [
    .init("generated/still/s_jng.jng", .jng, 640, 480),
    .init("generated/variant/alpha.jng", .jng, 640, 480, channels: 4, alpha: true),
    .init("generated/still/s_svg.svg", .svg, 640, 480, channels: 4, alpha: true),
    .init("generated/still/s_svg_longcomment.svg", .svg, 640, 480, channels: 4, alpha: true),
    .init("generated/still/s_svg_nosize.svg", .svg, 500, 300, channels: 4, alpha: true),
    .init("generated/hostile/b_hugeview.svg", .svg, 1_000_000, 1_000_000, channels: 4, alpha: true),
    .init("generated/hostile/b_filter.svg", .svg, 5000, 5000, channels: 4, alpha: true),
    .init("generated/still/s_raw.dng", .raw, 640, 480, bits: 16),
  ]

  static let gif: [ExpectedHeader] = [
    .init("generated/still/s_gif.gif", .gif, 640, 480),
    .init("generated/variant/v_interlaced.gif", .gif, 640, 480),
    .init("generated/animated/a_disp_mix.gif", .gif, 100, 100, frames: 5, .animation, channels: 4, alpha: true),
    .init("generated/hostile/h_trunc_s.gif", .gif, 640, 480),
    // The frame measures one pixel; libvips says 1 × 1, Pillow and browsers show the logical screen.
    .init("generated/hostile/b_65535.gif", .gif, 65535, 65535),
    .init("hostile/decompression_bomb.gif", .gif, 65535, 66601, channels: 4, alpha: true),
    // The screen measures 100 × 100; the second frame lies 65,535 pixels away.
    .init(
      "hostile/decompression_bomb_extents.gif", .gif, 65635, 65635, frames: 2, .animation,
      others: [.cropped(CropArea(x: 0, y: 0, width: 100, height: 100))]),
    .init("gif/multiple_comments.gif", .gif, 100, 100, frames: 5, .animation, longest: 1),
    .init("gif/transparent.gif", .gif, 200, 150, channels: 4, alpha: true),
  ]

  static let webp: [ExpectedHeader] = [
    .init("generated/still/s_webp.webp", .webp, 640, 480),
    .init("generated/still/s_webp_ll.webp", .webp, 640, 480),
    .init("generated/variant/alpha.webp", .webp, 640, 480, channels: 4, alpha: true),
    .init(
      "generated/variant/v_exif6.webp", .webp, 480, 640, upright: (640, 480), orientation: 6,
      others: [.turned(1, from: 6)]),
    .init("generated/animated/a_webp.webp", .webp, 320, 240, frames: 30, .animation, channels: 4, alpha: true),
    .init("generated/boundary/d_10000.webp", .webp, 10_000, 10_000),
    .init("generated/hostile/b_16383.webp", .webp, 16_383, 16_383),
    .init("generated/hostile/h_trunc_s.webp", .webp, 640, 480),
    .init("webp/frames.webp", .webp, 31, 32, frames: 11, .animation),
    .init("webp/iss634.webp", .webp, 245, 245, frames: 42, .animation, channels: 4, alpha: true),
  ]

  static let tiff: [ExpectedHeader] = [
    .init("generated/still/s_tiff.tif", .tiff, 640, 480),
    .init("generated/variant/v_1bit.tif", .tiff, 640, 480, bits: 1, channels: 1),
    .init("generated/hostile/b_lie.tif", .tiff, 100_000, 100_000, channels: 1),
    .init("generated/hostile/b_loop.tif", .tiff, 100, 10, channels: 1),
    .init("tiff/gray.b1.tif", .tiff, 111, 83, frames: 2, .pages, bits: 1, channels: 1),
    .init("tiff/gray.bigtiff.u1.tif", .tiff, 111, 83, frames: 2, .pages, channels: 1),
    .init("tiff/gray.u2.tif", .tiff, 111, 83, frames: 2, .pages, bits: 16, channels: 1),
    .init("tiff/rgb.tiled.jpeg.u1.tif", .tiff, 111, 83, frames: 2, .pages),
    .init("tiff/rgba.separate.u1.tif", .tiff, 111, 83, frames: 2, .pages, channels: 4, alpha: true),
    .init(
      "hostile/crash-74d2a78403a5a59db1fb0a2b8735ac068a75f6e3.tif", .tiff, 88, 590, upright: (590, 88), orientation: 8,
      bits: 1, channels: 1),
  ]

  static let heif: [ExpectedHeader] = [
    .init("generated/still/s_heic.heic", .heic, 640, 480),
    .init("generated/variant/alpha.heic", .heic, 640, 480, channels: 4, alpha: true),
    // EXIF says 6 and no property says so: libheif does not turn it, and neither does anyone else.
    .init("generated/variant/v_exif6.heic", .heic, 480, 640),
    .init("generated/boundary/d_10000.heic", .heic, 10_000, 10_000),
    .init("generated/hostile/h_trunc_s.heic", .heic, 640, 480),
    .init("generated/animated/a_burst.heic", .heic, 320, 240, frames: 6, .burst),
    .init("generated/animated/a_heics_ff.heics", .heic, 320, 240, frames: 30, .sequence),
    .init("generated/animated/a_heics_lh1.heics", .heic, 320, 240, frames: 30, .sequence),
    .init("generated/animated/a_heics_lh2.heics", .heic, 320, 240, frames: 30, .sequence),
    .init("heif/LA_8__29x100.heif", .heic, 29, 100, channels: 2, alpha: true),
    .init("heif/RGB_12__29x100.heif", .heic, 29, 100, bits: 12),
    .init("heif/RGB_8_chroma444.heif", .heic, 64, 100, upright: (29, 100)),
    .init("heif/stereo_pair.heic", .heic, 64, 64, frames: 2, .burst),
    .init("heif/unsupported_depth_image.heic", .heic, 128, 128),
    .init("heif/zPug_3.heic", .heic, 64, 64, frames: 3, .burst, channels: 1),
    .init("generated/still/s_avif.avif", .avif, 640, 480),
    .init("generated/variant/alpha.avif", .avif, 640, 480, channels: 4, alpha: true),
    .init("generated/variant/v_exif6.avif", .avif, 480, 640, upright: (640, 480), orientation: 6),
    .init("generated/boundary/d_10000.avif", .avif, 10_000, 10_000),
    .init("generated/hostile/h_trunc_s.avif", .avif, 640, 480),
    .init(
      "generated/animated/a_avifs.avif", .avif, 320, 240, frames: 30, .sequence, channels: 4, alpha: true, still: true),
    .init("avif/rgba.u1.strict_disabled.avif", .avif, 31, 32, channels: 4, alpha: true),
  ]
}

@Suite(.timeLimit(.minutes(20)))
struct HeaderFixtureTests {
  @Test(
    "A fixture's header says what other readers find in the file",
    arguments: ExpectedHeader.jpeg + ExpectedHeader.png + ExpectedHeader.gif + ExpectedHeader.webp
      + ExpectedHeader.tiff + ExpectedHeader.heif + ExpectedHeader.bmp + ExpectedHeader.ico + ExpectedHeader.others)
  func header(expected: ExpectedHeader) throws {
    let bytes = try Fixtures.bytes(expected.path)
    let format = try #require(sniff(bytes))
    #expect(try ImageHeader(of: bytes.span.bytes, as: format) == expected.header)
  }

  @Test("All eight EXIF orientations are read", arguments: 2...8, ["jpg", "webp"])
  func orientations(orientation: Int, ending: String) throws {
    let bytes = try Fixtures.bytes("orientation/hopper_orientation_\(orientation).\(ending)")
    let header = try ImageHeader(of: bytes.span.bytes, as: try #require(sniff(bytes)))
    #expect(header.orientation == orientation)
    #expect(header.size == PixelSize(width: 128, height: 128))
  }

  @Test(
    "A file without a readable header is refused",
    arguments: [
      "generated/boundary/h_15bytes.png", "generated/boundary/h_16bytes.png", "generated/hostile/h_poly_gif_js.gif",
      "hostile/broken.png", "hostile/oom-225817ca0f8c663be7ab4b9e717b02c661e66834.tif", "heif-corrupted/corrupted.heic",
      "generated/hostile/b_lol.svg", "generated/hostile/b_xxe.svg", "bmp-bad/badwidth.bmp", "bmp-bad/badbitcount.bmp",
    ])
  func unreadable(path: String) throws {
    let bytes = try Fixtures.bytes(path)
    #expect(unreadableMessage(bytes, as: try #require(sniff(bytes)))?.contains(" at byte ") == true)
  }
}
