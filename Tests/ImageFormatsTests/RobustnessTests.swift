import ModerationCore
import TestFixtures
import Testing

@testable import ImageFormats

/// Nothing here checks a result: a trap ends the test run.
@Suite(.timeLimit(.minutes(20)))
struct RobustnessTests {
  /// Sniffs, then reads the header as what was found and as what is said.
  private func look(_ bytes: RawSpan, as format: ImageFormat?) {
    let sniffed = ImageFormat.sniff(bytes)
    for format in Set([format, sniffed].compactMap(\.self)) {
      do throws(InputRejection) { _ = try ImageHeader(of: bytes, as: format) } catch { _ = error.message }
    }
  }

  @Test("Every prefix of every small fixture is survived")
  func prefixes() throws {
    for path in try Fixtures.all(upTo: 3000) {
      let bytes = try Fixtures.bytes(path)
      let format = sniff(bytes)
      for count in 0...bytes.count { look(bytes.span.bytes.extracting(first: count), as: format) }
    }
  }

  @Test(
    "2,000 changes of single bytes are survived",
    arguments: [
      "generated/variant/v_exif6.jpg", "generated/boundary/d_51x4589.png", "generated/variant/v_exif6.png",
      "generated/animated/a_disp_mix.gif", "generated/variant/v_exif6.webp", "generated/animated/a_webp.webp",
      "tiff/gray.u1.tif", "tiff/gray.bigtiff.u1.tif", "generated/still/s_raw.dng", "heif/RGBA_10__29x100.heif",
      "generated/animated/a_burst.heic", "generated/animated/a_heics_lh1.heics", "generated/variant/alpha.avif",
      "generated/animated/a_avifs.avif", "generated/still/s_svg.svg", "generated/still/s_ico.ico",
      "generated/still/s_ico_png.ico", "bmp-good/pal8os2.bmp", "bmp-questionable/rgba16-4444.bmp",
      "bmp-questionable/rgb24prof.bmp", "generated/variant/alpha.jng", "generated/still/s_svg_nosize.svg",
      "generated/hostile/b_loop.tif", "jpegxl/gradient.jxl", "jpegxl/gradient-boxes.jxl",
    ])
  func mutations(path: String) throws {
    var bytes = Array(try Fixtures.bytes(path).prefix(4096))
    let format = sniff(bytes)
    var generator = SplitMix(seed: 2026)
    for _ in 0..<2000 {
      let index = Int.random(in: 0..<bytes.count, using: &generator)
      let original = bytes[index]
      // Lengths and counts break at these values sooner than at others.
      let anything = UInt8.random(in: 0...255, using: &generator)
      bytes[index] = [0, 0xFF, 0x7F, 0x80, anything].randomElement(using: &generator) ?? anything
      look(bytes.span.bytes, as: format)
      bytes[index] = original
    }
  }

  @Test(
    "Every length and count of a file made by hand is survived at its largest",
    arguments: [
      (ImageFormat.raw, rawTIFF()), (.raw, canonMovie(width: 30, height: 20)), (.raw, fuji(width: 30, height: 20)),
      (.raw, minolta(width: 30, height: 20)), (.heic, gridFile()),
    ] as [(ImageFormat, [UInt8])])
  func extremes(format: ImageFormat, file: [UInt8]) {
    for count in 0...file.count { look(file.span.bytes.extracting(first: count), as: format) }
    var bytes = file
    for index in file.indices {
      for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
        bytes[index] = value
        look(bytes.span.bytes, as: format)
      }
      bytes[index] = file[index]
    }
  }

  @Test("Random bytes behind a valid beginning are survived")
  func noise() throws {
    let beginnings: [(ImageFormat, [UInt8])] = [
      (.jpeg, [0xFF, 0xD8]), (.png, png(width: 9, height: 9)), (.gif, text("GIF89a")),
      (.webp, text("RIFFxxxxWEBPVP8X")),
      (.tiff, text("II*\0") + little32(8)), (.tiff, text("MM\0+") + [0, 8, 0, 0]),
      (.bmp, text("BM") + [UInt8](repeating: 0, count: 12) + little32(40)), (.ico, [0, 0, 1, 0, 3, 0]),
      (.jng, [0x8B] + text("JNG\r\n\u{1A}\n") + big32(16) + text("JHDR")), (.svg, text("<svg width='")),
      (.jpegXL, [0xFF, 0x0A]),
      (.jpegXL, big32(12) + text("JXL ") + big32(0x0D0A_870A) + big32(99) + text("jxlc") + [0xFF, 0x0A]),
      (.raw, text("II*\0") + little32(8)), (.raw, text("IIRO") + little32(8)), (.raw, text("IIU\0") + little32(8)),
      (.raw, text("FUJIFILMCCD-RAW ")), (.raw, text("\0MRM")), (.raw, box("ftyp", text("crx "))),
      (.heic, box("ftyp", text("heic") + big32(0))), (.avif, box("ftyp", text("avis") + big32(0))),
    ]
    var generator = SplitMix(seed: 7)
    for (format, beginning) in beginnings {
      for _ in 0..<200 {
        let tail = (0..<200).map { _ in UInt8.random(in: 0...255, using: &generator) }
        look((beginning + tail).span.bytes, as: format)
      }
    }
  }

  @Test("Reading a number is total at every offset", arguments: [Int.min, -9, -1, 0, 1, 7, 8, 9, Int.max - 1, Int.max])
  func offsets(offset: Int) {
    let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
    let span = bytes.span.bytes
    #expect((span.uint8(at: offset) == nil) == !(0..<8).contains(offset))
    #expect((span.uint16(at: offset, .big) == nil) == !(0..<7).contains(offset))
    #expect((span.uint24LittleEndian(at: offset) == nil) == !(0..<6).contains(offset))
    #expect((span.uint32(at: offset, .little) == nil) == !(0..<5).contains(offset))
    #expect((span.uint64(at: offset, .big) == nil) == (offset != 0))
    #expect(span.has("ab", at: offset) == false)
  }

  @Test("Turning and mirroring agree with EXIF's eight ways", arguments: 1...8)
  func orientations(value: Int) {
    let orientation = ImageOrientation(exifValue: value)
    #expect(orientation.exifValue == value)
    #expect(orientation.followed(by: ImageOrientation()) == orientation)
    var turned = orientation
    for _ in 0..<4 { turned.turn(quarterTurnsClockwise: 1) }
    turned.mirrorTopBottom()
    turned.mirrorTopBottom()
    #expect(turned == orientation)
    #expect(orientation.exchangesSides == (value >= 5))
  }
}
