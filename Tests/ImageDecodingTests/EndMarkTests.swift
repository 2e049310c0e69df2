import ImageFormats
import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

@Suite("Ends of files", .timeLimit(.minutes(20)))
struct EndMarkTests {
  private typealias Decoding = InProcessDecoderTests

  /// JPEG files of each kind: baseline, grey, CMYK, progressive, with restart markers.
  static let jpegs = [
    "images/photos-faces/hopper.jpg", "images/generated/still/s_jpeg.jpg", "images/generated/variant/v_gray.jpg",
    "images/generated/variant/v_cmyk.jpg", "images/jpeg/progressive.jpg", "cases/endmark/restart-markers.jpg",
  ]
  static let gifs = [
    "images/generated/still/s_gif.gif", "images/generated/animated/a_disp_None.gif",
    "images/generated/animated/a_disp_mix.gif", "images/animations/larger_than_screen.gif",
  ]
  static let pngs = [
    "images/generated/still/s_png.png", "images/generated/variant/v_interlaced.png", "images/apng/split_fdat.png",
    "images/apng/dispose_op_previous.png", "images/apng/single_frame_default.png",
  ]

  /// A JPEG file up to and without its end mark.
  private static func withoutEnd(_ name: String) throws -> [UInt8] {
    let bytes = try Fixture.bytes(name)
    let end = try #require(bytes.indices.last { $0 > 0 && bytes[$0 - 1] == 0xFF && bytes[$0] == 0xD9 })
    return Array(bytes[..<(end - 1)])
  }

  /// Where each scan of a JPEG file begins.
  private static func scans(_ bytes: [UInt8]) -> [Int] {
    bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
  }

  private static func expectTruncated(_ bytes: [UInt8], as format: ImageFormat, frames: [Int] = [0]) {
    let rejection = Decoding.failure { try Decoding.decode(bytes, as: format, frames: frames) }
    #expect(rejection?.code == .decodingFailed || rejection?.code == .headerUnreadable)
    #expect(rejection?.message.contains("truncated") == true, "\(rejection?.message ?? "decodes")")
  }

  @Test(
    "a file that lacks nothing but its end mark decodes, and says so",
    arguments: [
      ("apng-no-iend.png", ImageFormat.png, "no IEND at the end of the PNG"),
      ("jpeg-no-eoi.jpg", .jpeg, "Premature end of JPEG file"), ("jpg-no-eoi.jpg", .jpeg, "Premature end of JPEG file"),
    ])
  func cases(name: String, format: ImageFormat, warning: String) throws {
    let decoded = try Decoding.decode(try Fixture.bytes("cases/endmark/\(name)"), as: format)
    #expect(decoded.frames[0].warnings == [warning])
  }

  @Test("restart markers put behind a cut do not make a picture of it", arguments: [4, 2])
  func restartMarkersBehindACut(part: Int) throws {
    let bytes = try Fixture.bytes("cases/endmark/restart-markers.jpg")
    let marks = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && (0xD0...0xD7).contains(bytes[$0 + 1]) }
    let cut = marks[marks.count / part]
    var padded = Array(bytes[..<cut])
    for index in 0..<60 { padded += [0xFF, 0xD0 | (bytes[cut + 1] &+ UInt8(index)) & 7] }
    Self.expectTruncated(padded + [0xFF, 0xD9], as: .jpeg)
  }

  @Test(
    "data that lack their last bytes before the end mark are never shown without a word",
    arguments: ["images/generated/variant/v_gray.jpg", "images/photos-faces/hopper.jpg"], [2, 8, 20, 60])
  func lackingTail(name: String, count: Int) throws {
    let bytes = try Self.withoutEnd(name).dropLast(count) + [0xFF, 0xD9]
    do {
      let decoded = try Decoding.decode(Array(bytes), as: .jpeg)
      #expect(!decoded.frames[0].warnings.isEmpty)
    } catch DecodingFailure.rejected(let rejection) {
      #expect(rejection.message.contains("truncated"))
    }
  }

  @Test("a whole file gives no warning", arguments: jpegs)
  func whole(name: String) throws {
    #expect(try Decoding.decode(try Fixture.bytes(name), as: .jpeg).frames[0].warnings.isEmpty)
  }

  @Test("a JPEG without its end mark, or with half of it, or with other bytes, has the same pixels", arguments: jpegs)
  func jpegWithoutEnd(name: String) throws {
    let bytes = try Self.withoutEnd(name)
    let whole = try Decoding.decode(try Fixture.bytes(name), as: .jpeg)
    let garbage = (0..<300).map { UInt8($0 * 7 % 251) }
    for end in [[], [0xFF], [UInt8](repeating: 0, count: 300), garbage, Array("</html>".utf8)] {
      #expect(try Decoding.decode(bytes + end, as: .jpeg).pixels == whole.pixels)
    }
  }

  @Test(
    "a JPEG that is cut anywhere in its last scan is truncated, and never shown with pixels missing", arguments: jpegs)
  func jpegCut(name: String) throws {
    let bytes = try Self.withoutEnd(name)
    let whole = try Decoding.decode(try Fixture.bytes(name), as: .jpeg)
    let scan = try #require(Self.scans(bytes).last)
    let length = bytes.count - scan
    for part in stride(from: 5, through: 95, by: 5) {
      Self.expectTruncated(Array(bytes[..<(scan + length * part / 100)]), as: .jpeg)
    }
    for count in 1...20 {
      let cut = Array(bytes.dropLast(count))
      // The last byte may hold nothing but filling.
      if let decoded = try? Decoding.decode(cut, as: .jpeg) {
        #expect(decoded.pixels == whole.pixels)
      } else {
        Self.expectTruncated(cut, as: .jpeg)
      }
    }
  }

  @Test("an end mark behind half of the data does not make a picture of them", arguments: jpegs)
  func jpegClosedEarly(name: String) throws {
    let bytes = try Self.withoutEnd(name)
    let scan = try #require(Self.scans(bytes).first)
    let next = Self.scans(bytes).dropFirst().first ?? bytes.count
    Self.expectTruncated(Array(bytes[..<(scan + (next - scan) / 2)]) + [0xFF, 0xD9], as: .jpeg)
  }

  @Test("a progressive JPEG is whole without its last refining scan, and not without the first of a component")
  func refinement() throws {
    let bytes = try Self.withoutEnd("images/jpeg/progressive.jpg")
    let scans = Self.scans(bytes)
    let decoded = try Decoding.decode(Array(bytes[..<(try #require(scans.last))]), as: .jpeg)
    #expect(decoded.frames[0].warnings == ["Premature end of JPEG file"])
    Self.expectTruncated(Array(bytes[..<scans[2]]), as: .jpeg)
  }

  @Test("damage that libjpeg only warns of is judged as viewers show it, with a warning")
  func damage() throws {
    var bytes = try Fixture.bytes("cases/endmark/restart-markers.jpg")
    let restart = try #require(bytes.indices.first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xD2 })
    for offset in (restart - 20)..<restart { bytes[offset] = 0x55 }
    #expect(try Decoding.decode(bytes, as: .jpeg).frames[0].warnings.contains { $0.hasPrefix("Corrupt JPEG data") })
    let stray = try Decoding.decode("hostile/truncated_app14.jpg", as: .jpeg).frames[0].warnings
    #expect(stray == ["Corrupt JPEG data: 1 extraneous bytes before marker 0xdb"])
  }

  @Test("a JPEG without its end mark is shrunk while it is decoded as any other")
  func shrinks() throws {
    let bytes = try Self.withoutEnd("images/generated/still/s_jpeg.jpg")
    let wish = InputWish(fit: .longestSide(80))
    let whole = try Decoding.decode("generated/still/s_jpeg.jpg", as: .jpeg, wishes: [wish])
    let decoded = try Decoding.decode(bytes, as: .jpeg, wishes: [wish])
    #expect(decoded.pixels == whole.pixels)
    #expect(decoded.frames[0].size.width < 640)
  }

  @Test("a GIF without its trailer, or the byte that ends its last frame, has the same frames", arguments: gifs, 1...2)
  func gifWithoutEnd(name: String, count: Int) throws {
    let bytes = try Fixture.bytes(name)
    let whole = try Decoding.decode(bytes, as: .gif)
    let decoded = try Decoding.decode(Array(bytes.dropLast(count)), as: .gif)
    #expect(decoded.pixels == whole.pixels)
    #expect(decoded.frames[0].warnings == (bytes.last == 0x3B ? ["no trailer at the end of the GIF"] : []))
  }

  @Test("a GIF cut in its last frame is truncated, whichever frame is wanted", arguments: gifs)
  func gifCut(name: String) throws {
    let bytes = try Fixture.bytes(name)
    for count in [12, 40, 80] { Self.expectTruncated(Array(bytes.dropLast(count)), as: .gif) }
  }

  @Test("a GIF that ends behind what announces a frame is truncated")
  func gifAnnounces() throws {
    let bytes = try Fixture.bytes("images/generated/animated/a_disp_None.gif")
    let control: [UInt8] = [0x21, 0xF9, 4, 0, 10, 0, 0, 0]
    Self.expectTruncated(bytes.dropLast() + control, as: .gif)
    Self.expectTruncated(bytes.dropLast() + [0x2C, 0, 0], as: .gif)
    let comment: [UInt8] = [0x21, 0xFE, 2, 0x41, 0x42, 0]
    #expect(try Decoding.decode(bytes.dropLast() + comment, as: .gif).frames.count == 1)
  }

  @Test("a PNG without IEND or with a part of it has the same pixels", arguments: pngs, [12, 9, 4])
  func pngWithoutEnd(name: String, count: Int) throws {
    let bytes = try Fixture.bytes(name)
    let whole = try Decoding.decode(bytes, as: .png)
    #expect(try Decoding.decode(Array(bytes.dropLast(count)), as: .png).pixels == whole.pixels)
    #expect(try Decoding.decode(bytes.dropLast(12) + [1, 2, 3, 4, 5, 6, 7, 8, 9], as: .png).pixels == whole.pixels)
  }

  @Test("a PNG cut in its last pixels is truncated, whichever frame is wanted", arguments: pngs)
  func pngCut(name: String) throws {
    let bytes = try Fixture.bytes(name)
    let types = [Array("IDAT".utf8), Array("fdAT".utf8)]
    let last = try #require(bytes.indices.dropLast(4).last { types.contains(Array(bytes[$0..<($0 + 4)])) })
    for count in [2, 4, 8, 12, 20] { Self.expectTruncated(Array(bytes[..<(last + count)]), as: .png) }
  }

  @Test("an APNG that ends between two of its frames is truncated")
  func framesMissing() throws {
    let bytes = try Fixture.bytes("images/apng/dispose_op_previous.png")
    let last = try #require(
      bytes.indices.dropLast(4).last { Array(bytes[$0..<($0 + 4)]) == Array("fcTL".utf8) })
    Self.expectTruncated(Array(bytes[..<(last - 4)]), as: .png)
    Self.expectTruncated(Array(bytes[..<(last + 30)]), as: .png)
  }

  @Test(
    "other files that are cut say so", arguments: [("h_trunc_s.webp", ImageFormat.webp), ("h_trunc_s.heic", .heic)])
  func others(name: String, format: ImageFormat) throws {
    Self.expectTruncated(try Fixture.bytes("images/generated/hostile/\(name)"), as: format)
  }

  @Test("damage inside a file that has its end is not called a cut")
  func damaged() throws {
    var bytes = try Fixture.bytes("images/generated/still/s_png.png")
    bytes[bytes.count - 40] ^= 0xFF
    let rejection = Decoding.failure { try Decoding.decode(bytes, as: .png) }
    #expect(rejection?.message == "frame 0 does not decode")
  }
}
