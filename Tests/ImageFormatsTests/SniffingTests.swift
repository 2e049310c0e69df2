import ModerationCore
import Testing

@testable import ImageFormats

@Suite(.timeLimit(.minutes(20)))
struct SniffingTests {
  @Test(
    "A fixture's format is known by its bytes",
    arguments: [
      ("generated/still/s_bmp.bmp", .bmp), ("bmp-bad/shortfile.bmp", .bmp), ("generated/hostile/b_rle.bmp", .bmp),
      ("generated/still/s_ico.ico", .ico), ("generated/still/s_ico_png.ico", .ico), ("ico/hopper.ico", .ico),
      ("hostile/decompression_bomb.ico", .ico), ("generated/still/s_jpeg.jpg", .jpeg),
      ("generated/hostile/h_poly_jpg_zip.jpg", .jpeg), ("generated/still/s_jng.jng", .jng),
      ("generated/variant/alpha.jng", .jng), ("generated/still/s_png.png", .png),
      ("generated/boundary/h_16bytes.png", .png), ("generated/still/s_tiff.tif", .tiff),
      ("tiff/gray.bigtiff.u1.tif", .tiff), ("generated/still/s_raw.dng", .raw), ("generated/still/s_svg.svg", .svg),
      ("generated/still/s_svg_longcomment.svg", .svg), ("generated/hostile/b_lol.svg", .svg),
      ("generated/hostile/b_xxe.svg", .svg), ("generated/still/s_gif.gif", .gif),
      ("generated/hostile/h_poly_gif_js.gif", .gif), ("generated/still/s_webp.webp", .webp),
      ("generated/animated/a_webp.webp", .webp), ("generated/still/s_heic.heic", .heic),
      ("generated/animated/a_heics_ff.heics", .heic), ("heif/L_8__128x128.heif", .heic),
      ("heif-corrupted/corrupted.hif", .heic), ("generated/still/s_avif.avif", .avif),
      ("generated/animated/a_avifs.avif", .avif),
    ] as [(String, ImageFormat)])
  func knows(path: String, format: ImageFormat) throws {
    #expect(sniff(try Fixtures.bytes(path)) == format)
  }

  @Test(
    "A file that is no picture is not taken for one, whatever its name",
    arguments: [
      "generated/hostile/h_wrongext_html.gif", "generated/hostile/h_text.jpg", "generated/hostile/h_zero.jpg",
      "generated/still/s_svgz.svgz", "heif-corrupted/empty.heic",
    ])
  func refuses(path: String) throws {
    #expect(sniff(try Fixtures.bytes(path)) == nil)
  }

  @Test(
    "An SVG root is found behind what XML allows before it",
    arguments: [
      "<svg>", "<svg/>", "<svg\nwidth='1'>", "\u{FEFF}<svg >", " \r\n\t<svg >", "<?xml version='1.0'?><svg >",
      "<!-- <html> --><svg >", "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x\"><svg >",
      "<!DOCTYPE svg [<!ENTITY a \"]>\"> ]>\n<svg >", "<svg:svg xmlns:svg='x'>",
    ])
  func svg(document: String) {
    #expect(sniff(text(document)) == .svg)
  }

  @Test(
    "Another root element, or none within the scan, is no SVG",
    arguments: [
      "", "svg", "<svg", "<svgx>", "<SVG>", "<html><svg>", "<!doctype html><svg>", "<!-- <svg>", "<?xml <svg>",
      "<!DOCTYPE svg [<svg>", "<a:b:svg>", String(repeating: " ", count: 65_536) + "<svg>",
    ])
  func notSVG(document: String) {
    #expect(sniff(text(document)) == nil)
  }

  @Test(
    "Camera makers' own signatures are raw files",
    arguments: [
      "FUJIFILMCCD-RAW 0201", "IIRO\u{8}\0\0\0", "IIU\0\u{18}\0\0\0", "\0MRM\0\0\0\0", "FOVb\0\0\0\0",
      "II*\0\u{10}\0\0\0CR\u{2}\0", "II\u{1A}\0\0\0HEAPCCDR", "\0\0\0\u{18}ftypcrx \0\0\0\u{1}",
    ])
  func cameraRaw(file: String) {
    #expect(sniff(text(file)) == .raw)
  }

  @Test("A TIFF is raw when it carries DNGVersion, a colour filter mosaic or a maker's compression")
  func rawByTag() {
    #expect(sniff(tiff([(256, 3, 9), (257, 3, 9)])) == .tiff)
    #expect(sniff(tiff([(256, 3, 9), (50706, 4, 0x0401)])) == .raw)
    #expect(sniff(tiff([(262, 3, 32803)], bigEndian: true)) == .raw)
    #expect(sniff(tiff([(259, 3, 34713)])) == .raw)
    // A directory at 26 behind a first one whose only entry points to it.
    let mosaic = little16(1) + little16(262) + little16(3) + little32(1) + little32(32803)
    #expect(sniff(tiff([(330, 4, 26)]) + mosaic) == .raw)
    #expect(sniff(tiff([(330, 4, 8)])) == .tiff, "a directory that is its own sub-directory")
  }

  @Test("Brands decide between HEIC and AVIF, the major one first")
  func brands() {
    func file(_ brands: String...) -> [UInt8] { fileType(brands) }
    #expect(sniff(file("heic", "mif1", "avif")) == .heic)
    #expect(sniff(file("mif1", "avif", "heic")) == .avif)
    #expect(sniff(file("msf1", "hevc")) == .heic)
    #expect(sniff(file("avis")) == .avif)
    #expect(sniff(file("mif1")) == nil)
    #expect(sniff(file("isom", "mp42")) == nil)
  }

  @Test("Where brands leave the codec open, the primary item decides", arguments: [("hvc1", "HEIC"), ("av01", "AVIF")])
  func openBrands(type: String, format: String) {
    let single = heif(brands: ["mif1"], items: [BuiltItem(id: 1, type: type)], properties: [])
    #expect(sniff(single)?.rawValue == format)
    let grid = heif(
      brands: ["mif1"], items: [BuiltItem(id: 1, type: "grid"), BuiltItem(id: 2, type: type)], properties: [])
    #expect(sniff(grid)?.rawValue == format)
    #expect(sniff(heif(brands: ["mif1"], items: [BuiltItem(id: 1, type: "jpeg")], properties: [])) == nil)
  }

  @Test("A cursor, an implausible icon and an implausible bitmap are refused")
  func windows() {
    let entry: [UInt8] = [16, 16, 0, 0, 1, 0, 32, 0] + little32(40) + little32(22)
    let picture = [UInt8](repeating: 0, count: 40)
    #expect(sniff([0, 0, 1, 0, 1, 0] + entry + picture) == .ico)
    #expect(sniff([0, 0, 2, 0, 1, 0] + entry + picture) == nil)
    #expect(sniff([0, 0, 1, 0, 0, 0] + entry + picture) == nil)
    #expect(sniff([0, 0, 1, 0, 2, 0] + entry + picture) == nil, "the data would begin inside the directory")
    #expect(sniff(text("BM") + [UInt8](repeating: 0, count: 12) + little32(40)) == .bmp)
    #expect(sniff(text("BMW is a maker of cars")) == nil)
  }

  @Test("A format that this library does not know is refused by name")
  func notDecodable() {
    let error = #expect(throws: InputRejection.self) { try header([], as: ImageFormat(rawValue: "PCX")) }
    #expect(error?.code == .formatNotDecodable)
    #expect(error?.message == "PCX is recognised but not decodable in this version")
  }
}
