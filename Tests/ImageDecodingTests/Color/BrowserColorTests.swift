import ModerationCore
import TestFixtures
import Testing

@testable import ImageDecoding

/// Levels of ramps under colour descriptions, as Chromium 156 shows them on a white page: a name, and behind it places
/// with red, green and blue.
@Suite("Colours as browsers show them", .timeLimit(.minutes(20)))
struct BrowserColorTests {
  struct Ramp: Sendable, CustomStringConvertible {
    let name: String
    let places: [(x: Int, y: Int, color: [Int])]
    var description: String { name }
  }

  static func ramps() throws -> [Ramp] {
    let text = String(decoding: try Fixture.bytes("decoding/colour/chromium.tsv"), as: UTF8.self)
    return text.split(separator: "\n").map { line in
      let fields = line.split(separator: "\t")
      let places = fields.dropFirst().map { field in
        let numbers = field.split { $0 == "," || $0 == ":" }.compactMap { Int($0) }
        return (x: numbers[0], y: numbers[1], color: Array(numbers[2...]))
      }
      return Ramp(name: String(fields[0]), places: places)
    }
  }

  @Test("The standard rendition is what Chromium shows", arguments: try ramps())
  func standard(ramp: Ramp) throws {
    let decoded = try InProcessDecoderTests.decode(
      try Fixture.bytes("decoding/colour/\(ramp.name).png"), as: .png)
    #expect(decoded.frames[0].rendition == .standard)
    // PQ and HLG are met roughly: their tone mapping looks at all channels together.
    // Tables that lead to XYZ are scaled by lcms as the standard has it, and by half in Skia.
    let isRough = ["cicp-9-16", "cicp-1-18", "icc-table-over-matrix"].contains(ramp.name)
    let tolerance = isRough ? 40 : 3
    for place in ramp.places {
      let found = decoded.colour(x: place.x, y: place.y).map { Int($0) }
      let distance = zip(found, place.color).map { abs($0 - $1) }.max() ?? 255
      #expect(distance <= tolerance, "\(place.x),\(place.y): \(found) for \(place.color)")
    }
  }

  @Test(
    "Where viewers may differ, the picture comes without its description too",
    arguments: [
      ("gama-050000", 1), ("icc-curve-4", 2), ("icc-table-over-matrix", 3), ("cicp-9-16", 3), ("srgb-gama", 1),
    ])
  func renditions(name: String, count: Int) throws {
    let decoded = try InProcessDecoderTests.decode(
      try Fixture.bytes("decoding/colour/\(name).png"), as: .png, renditions: Set(Rendition.allCases))
    #expect(decoded.frames.count == count)
    #expect(decoded.frames.last?.isLastRendition == true)
    #expect(count == 1 || decoded.frames.last?.rendition == .withoutProfile)
  }

  @Test("CIELAB of 8 bits is the picture that it was made from")
  func lab() throws {
    let lab = try InProcessDecoderTests.decode(try Fixture.bytes("cases/tiff/public-hopper.Lab.tif"), as: .tiff)
    let original = try InProcessDecoderTests.decode("photos-faces/hopper.png", as: .png)
    #expect(InProcessDecoderTests.meanDifference(lab, original) < 6)
  }

  @Test("An extra sample of no stated kind is shown both ways")
  func extra() throws {
    let decoded = try InProcessDecoderTests.decode(
      try Fixture.bytes("cases/tiff/rgb-shape-in-extra.tif"), as: .tiff, renditions: Set(Rendition.allCases))
    try #require(decoded.frames.map(\.rendition) == [.standard, .otherReading])
    #expect(decoded.colour(x: 0, y: 0) == [0, 0, 0])
    #expect(Array(decoded.pixels[1][0..<3]) == [255, 255, 255])
  }

  @Test("Ink beside CMYK is no opacity, and clear CMYK is paper")
  func inks() throws {
    for name in ["cmyk-spot", "cmyk-spot-low", "cmyk-alpha"] {
      let decoded = try InProcessDecoderTests.decode(try Fixture.bytes("cases/tiff/\(name).tif"), as: .tiff)
      #expect(decoded.colour(x: 0, y: 0).allSatisfy { $0 > 240 }, "\(name)")
      #expect(decoded.pixels[0].min() ?? 255 < 80, "\(name)")
    }
  }
}
