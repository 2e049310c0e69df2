import Testing

@testable import ImageModeration

@Suite("Text in tiles", .timeLimit(.minutes(20)))
struct TiledTextTests {
  static let rule = Tiling(fromAspectRatio: 3, minimumLengthPixels: 1000, overlap: 0.2)
  static let tiles = rule.tiles(of: PixelSize(width: 500, height: 1800))

  static func line(_ text: String, y: Double, height: Double, width: Double = 400) -> RecognizedLine {
    RecognizedLine(
      frameIndex: 0, text: text, confidence: 0.9, box: PixelRectangle(x: 10, y: y, width: width, height: height))
  }

  @Test("a line that two tiles show is kept once, a cut one gives way to the whole one, whichever comes first")
  func overlap() {
    #expect(Self.tiles.map(\.y) == [0, 800])
    var text = TiledText(tiles: Self.tiles)
    text.add(
      [
        Self.line("once", y: 100, height: 30), Self.line("both", y: 850, height: 30),
        Self.line("cut below", y: 985, height: 15), Self.line("whole above", y: 785, height: 40),
      ], ofWhole: false)
    text.add(
      [
        Self.line("bove", y: 800, height: 25), Self.line("both", y: 851, height: 29),
        Self.line("cut below, whole", y: 985, height: 40), Self.line("last", y: 1700, height: 30),
      ], ofWhole: false)
    #expect(text.lines.map(\.text).sorted() == ["both", "cut below, whole", "last", "once", "whole above"])
  }

  @Test("the whole picture adds only lines that a tile may have cut")
  func whole() {
    var text = TiledText(tiles: Self.tiles)
    text.add([Self.line("piece", y: 500, height: 500, width: 40)], ofWhole: false)
    text.add(
      [Self.line("garbled", y: 100, height: 30), Self.line("column", y: 500, height: 900, width: 40)], ofWhole: true)
    #expect(text.lines.map(\.text) == ["piece", "column"])
  }

  @Test("an ordinary picture's lines stay as they were read")
  func untiled() {
    var text = TiledText(tiles: Self.rule.tiles(of: PixelSize(width: 100, height: 100)))
    text.add([Self.line("a", y: 0, height: 30), Self.line("b", y: 1, height: 30)], ofWhole: false)
    #expect(text.lines.map(\.text) == ["a", "b"])
  }

  @Test("a long picture is shown tile by tile, then whole; boxes and tiles come back in pixels of the original")
  func pipeline() async throws {
    let seen = Box<[FrameDescription]>([])
    let wish = InputWish(fit: .longestSide(100), tiling: Self.rule)
    let detector = FakeDetector(wish: wish) { frame in
      seen.update { $0.append(frame) }
      // The same thing at 850…950 of the original, in each view that shows it, and something without a place.
      let scale = Double(frame.size.height) / frame.originalRegion.height
      let box = PixelRectangle(x: 0, y: (850 - frame.originalRegion.y) * scale, width: 10, height: 100 * scale)
      return [Finding(label: .porn, score: 0.9, locations: [.init(frameIndex: 0, box: box)])]
        + (frame.tile?.y == 800 ? [Finding(label: .terror, score: 0.5)] : [])
    }
    let decoder = FakeDecoder(size: PixelSize(width: 500, height: 1800))
    let result = try await PipelineTests.moderate(DetectorSet(detectors: [detector]), decoder: decoder)
    let verdict = try PipelineTests.verdict(result)
    #expect(seen.value.map(\.tile?.y) == [0, 800, nil])
    #expect(
      seen.value.map(\.size) == [
        PixelSize(width: 50, height: 100), PixelSize(width: 50, height: 100), PixelSize(width: 28, height: 100),
      ])
    #expect(seen.value.allSatisfy { $0.originalSize == PixelSize(width: 500, height: 1800) })
    #expect(verdict.evidence.count { $0.finding.label == .porn } == 1, "seen three times, told once")
    let placeless = try #require(verdict.evidence.first { $0.finding.label == .terror })
    #expect(placeless.finding.locations.map(\.box) == [PixelRectangle(x: 0, y: 800, width: 500, height: 1000)])
  }
}
