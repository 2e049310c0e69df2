import TestFixtures
import Foundation
import Testing

@testable import ImageModeration

@Suite("Text in tiles", .timeLimit(.minutes(20)))
struct TiledTextTests {
  static let rule = Tiling(fromAspectRatio: 3, minimumLengthPixels: 1000, overlap: 0.2)
  static let size = PixelSize(width: 500, height: 1800)
  static let tiles = rule.tiles(of: size)

  static func line(_ text: String, y: Double, height: Double, width: Double = 400) -> RecognizedLine {
    RecognizedLine(
      frameIndex: 0, text: text, confidence: 0.9, box: PixelRectangle(x: 10, y: y, width: width, height: height))
  }

  /// A line around a middle point, turned by an angle.
  static func tilted(_ text: String, x: Double, y: Double, length: Double, degrees: Double) -> RecognizedLine {
    let angle = degrees * .pi / 180
    let (along, across) = ((cos(angle) * length / 2, sin(angle) * length / 2), (-sin(angle) * 15, cos(angle) * 15))
    func corner(_ a: Double, _ b: Double) -> PixelPoint {
      PixelPoint(x: x + a * along.0 + b * across.0, y: y + a * along.1 + b * across.1)
    }
    let corners = PixelQuadrilateral(corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1))
    return RecognizedLine(frameIndex: 0, text: text, confidence: 0.9, box: corners.bounds, corners: corners)
  }

  /// Shows each look its lines, by number, until there is none left.
  static func read(
    _ lines: [Int: [RecognizedLine]], tiles: [Tiling.Tile] = Self.tiles, of size: PixelSize = Self.size
  ) -> (text: TiledText, views: [FrameView]) {
    var text = TiledText(tiles: tiles, of: size)
    var views: [FrameView] = []
    while let (number, view) = text.nextView() {
      views.append(view)
      text.add(lines[number] ?? [], of: view, number: number)
    }
    return (text, views)
  }

  @Test("a line that two tiles show is kept once, a cut one gives way to the whole one, whichever comes first")
  func overlap() {
    #expect(Self.tiles.map(\.y) == [0, 800])
    let (text, views) = Self.read([
      0: [
        Self.line("once", y: 100, height: 30), Self.line("both", y: 850, height: 30),
        Self.line("cut below", y: 985, height: 15), Self.line("whole above", y: 785, height: 40),
      ],
      1: [
        Self.line("bove", y: 800, height: 25), Self.line("both", y: 851, height: 29),
        Self.line("cut below, whole", y: 985, height: 40), Self.line("last", y: 1700, height: 30),
      ],
    ])
    #expect(text.lines.map(\.text).sorted() == ["both", "cut below, whole", "last", "once", "whole above"])
    #expect(views.map(\.kind) == [.part, .part, .whole], "what was cut is whole in the other tile")
    #expect(text.notCovered.isEmpty)
  }

  @Test("half a line, cut lengthwise and read as rubbish, gives way to the whole one")
  func slice() {
    let (text, _) = Self.read([
      0: [Self.line("tne quicx", y: 985, height: 15)], 1: [Self.line("the quick", y: 985, height: 30)],
    ])
    #expect(text.lines.map(\.text) == ["the quick"])
  }

  @Test("lines of one tile are all kept, whatever stands over them")
  func sameTile() {
    let (text, _) = Self.read([
      0: [
        Self.tilted("SAMPLE WATERMARK", x: 250, y: 500, length: 480, degrees: -30),
        Self.line("word", y: 480, height: 30),
        Self.line("word", y: 482, height: 30),
      ]
    ])
    #expect(text.lines.map(\.text) == ["SAMPLE WATERMARK", "word", "word"])
  }

  @Test("a tilted line drops nothing that the next tile reads beside it", arguments: [-60, -30, 20, 45])
  func tiltedLine(degrees: Double) {
    let watermark = Self.tilted("SAMPLE WATERMARK", x: 250, y: 900, length: 180, degrees: degrees)
    let box = watermark.box
    let word = Self.word("word", from: box.x, to: box.x + 60, y: degrees < 0 ? box.y : box.y + box.height - 30)
    #expect(box.coversMost(of: word.box), "the upright box says nothing")
    let (text, _) = Self.read([0: [watermark], 1: [watermark, word]])
    #expect(text.lines.map(\.text) == ["SAMPLE WATERMARK", "word"])
  }

  @Test("lines at one place that say different things are both kept, as long as neither is cut")
  func different() {
    let (text, _) = Self.read([0: [Self.line("word", y: 900, height: 30)], 1: [Self.line("ward", y: 900, height: 30)]])
    #expect(text.lines.map(\.text) == ["word", "ward"])
  }

  static let strip = PixelSize(width: 5000, height: 500)
  static let stripTiles = rule.tiles(of: strip)

  static func word(_ text: String, from: Double, to: Double, y: Double = 100) -> RecognizedLine {
    RecognizedLine(
      frameIndex: 0, text: text, confidence: 0.9, box: PixelRectangle(x: from, y: y, width: to - from, height: 30))
  }

  @Test("a word longer than two tiles share is read again where they meet; its halves go")
  func seam() {
    #expect(Self.stripTiles.prefix(3).map(\.x) == [0, 800, 1600])
    let halves = [0: [Self.word("FORBIDDENW", from: 700, to: 1000)], 1: [Self.word("DDENWORD", from: 800, to: 1100)]]
    let (cut, views) = Self.read(halves, tiles: Self.stripTiles, of: Self.strip)
    let seams = views.enumerated().filter { $0.element.kind == .seam }
    #expect(seams.map(\.element.tile) == [Tiling.Tile(x: 400, y: 0, size: PixelSize(width: 1000, height: 500))])
    #expect(views.last?.kind == .whole)
    #expect(cut.lines.map(\.text) == ["FORBIDDENW", "DDENWORD"])
    #expect(cut.notCovered == [.cutText], "still cut")
    var read = halves
    read[seams[0].offset] = [Self.word("FORBIDDENWORD", from: 700, to: 1100)]
    let (whole, _) = Self.read(read, tiles: Self.stripTiles, of: Self.strip)
    #expect(whole.lines.map(\.text) == ["FORBIDDENWORD"])
    #expect(whole.notCovered.isEmpty)
  }

  @Test("a word longer than a tile is shown in up to two")
  func longWord() {
    let (_, views) = Self.read(
      [0: [Self.word("FORBIDDEN", from: 300, to: 1000)], 1: [Self.word("DENWORD", from: 800, to: 1700)]],
      tiles: Self.stripTiles, of: Self.strip)
    let seam = views.first { $0.kind == .seam }?.tile.rectangle
    #expect(seam.map { $0.x <= 300 && $0.x + $0.width >= 1700 && $0.width <= 2000 } == true)
  }

  @Test("a word that ends at the edge of its tile is not read again when the next tile shows its end")
  func atTheEdge() {
    let (text, views) = Self.read(
      [0: [Self.word("FORBIDDENWORD", from: 600, to: 990)], 1: [Self.word("DENWORD", from: 800, to: 990)]],
      tiles: Self.stripTiles, of: Self.strip)
    #expect(!views.contains { $0.kind == .seam })
    #expect(text.lines.map(\.text) == ["FORBIDDENWORD"])
    #expect(text.notCovered.isEmpty)
  }

  @Test("of a line through the whole strip every seam is shown once, and nothing of it is dropped")
  func running() {
    let lines = Dictionary(
      uniqueKeysWithValues: Self.stripTiles.enumerated().map { index, tile in
        (index, [Self.word("part \(index)", from: Double(tile.x), to: Double(tile.x + 1000))])
      })
    let (text, views) = Self.read(lines, tiles: Self.stripTiles, of: Self.strip)
    #expect(views.count { $0.kind == .seam } == Self.stripTiles.count - 1)
    #expect(text.lines.count == Self.stripTiles.count)
    #expect(text.notCovered == [.cutText])
  }

  @Test("no more seams are shown than the limit, and the rest is named")
  func manySeams() {
    let size = PixelSize(width: 40_000, height: 500)
    let tiles = Tiling(fromAspectRatio: 3, minimumLengthPixels: 1000, overlap: 0.2, maximumTileCount: 64).tiles(
      of: size)
    let lines = Dictionary(
      uniqueKeysWithValues: tiles.enumerated().map { index, tile in
        (index, [Self.word("part \(index)", from: Double(tile.x), to: Double(tile.x + 1000))])
      })
    let (text, views) = Self.read(lines, tiles: tiles, of: size)
    #expect(tiles.count > 40 && views.count { $0.kind == .seam } == TiledText.maximumSeamCount)
    #expect(text.notCovered == [.cutText])
  }

  @Test("a cut line that is whole in the picture's overview is not named")
  func wholeHasIt() {
    let lines = [
      0: [Self.word("FORBIDDENW", from: 500, to: 1000)], 1: [Self.word("DDENWORD", from: 800, to: 1300)],
      Self.stripTiles.count + 1: [Self.word("FORBIDDENWORD", from: 500, to: 1300)],
    ]
    let (text, views) = Self.read(lines, tiles: Self.stripTiles, of: Self.strip)
    #expect(views[Self.stripTiles.count + 1].kind == .whole)
    #expect(text.lines.map(\.text) == ["FORBIDDENWORD"])
    #expect(text.notCovered.isEmpty)
  }

  @Test("the whole picture adds only lines that a tile may have cut")
  func whole() {
    let (text, _) = Self.read([
      0: [Self.line("piece", y: 500, height: 500, width: 40)],
      3: [Self.line("garbled", y: 100, height: 30), Self.line("column", y: 500, height: 900, width: 40)],
    ])
    #expect(text.lines.map(\.text) == ["piece", "column"])
  }

  @Test("an ordinary picture is shown once, and its lines stay as they were read")
  func untiled() {
    let size = PixelSize(width: 100, height: 100)
    let (text, views) = Self.read(
      [0: [Self.line("a", y: 0, height: 30), Self.line("b", y: 1, height: 30)]], tiles: Self.rule.tiles(of: size),
      of: size)
    #expect(views == [FrameView(kind: .part, tile: Tiling.Tile(x: 0, y: 0, size: size))])
    #expect(text.lines.map(\.text) == ["a", "b"])
  }

  @Test("parts of a grid and cells of a sheet have no seams")
  func grid() {
    let size = PixelSize(width: 1000, height: 1000)
    var rule = Self.rule
    rule.grid = Tiling.Grid(count: 2, share: 0.6)
    let cut = [0: [Self.word("FORBIDDENW", from: 300, to: 600)]]
    #expect(
      Self.read(cut, tiles: rule.tiles(of: size), of: size).views.map(\.kind) == [.part, .part, .part, .part, .whole])
    let cells = [0, 500].map { Tiling.Tile(x: $0, y: 0, size: PixelSize(width: 480, height: 1000)) }
    let (text, views) = Self.read([0: [Self.word("w", from: 300, to: 480)]], tiles: cells, of: size)
    #expect(views.map(\.kind) == [.part, .part, .whole])
    #expect(text.notCovered.isEmpty)
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

  @Test("a recogniser is shown the seam with the cut word, a detector with the same wish is not; a cut word is named")
  func seamPipeline() async throws {
    let seen = Box<[PixelRectangle]>([])
    let looked = Box<[PixelRectangle]>([])
    let wish = InputWish(fit: .longestSide(2000), tiling: Self.rule)
    let detector = FakeDetector(wish: wish) { frame in
      looked.update { $0.append(frame.originalRegion) }
      return []
    }
    let recognizer = FakeRecognizer(inputWish: wish) { frame in
      seen.update { $0.append(frame.originalRegion) }
      // One word at 700…1100, of which each look shows what lies in it.
      let (from, to) = (
        max(700, frame.originalRegion.x), min(1100, frame.originalRegion.x + frame.originalRegion.width)
      )
      guard to - from > 50, frame.tile != nil else { return [] }
      let box = PixelRectangle(x: from - frame.originalRegion.x, y: 100, width: to - from, height: 30)
      return [RecognizedLine(frameIndex: 0, text: to - from == 400 ? "word" : "half", confidence: 1, box: box)]
    }
    let set = DetectorSet(
      detectors: [detector], textRecognizers: [recognizer], textDetectors: [FakeTextDetector { _ in [] }])
    let result = try await PipelineTests.moderate(set, decoder: FakeDecoder(size: Self.strip))
    #expect(seen.value.count == looked.value.count + 1)
    #expect(seen.value.contains(PixelRectangle(x: 400, y: 0, width: 1000, height: 500)))
    #expect(result.text.map(\.text).contains("word"))
    #expect(try PipelineTests.verdict(result).scenes.allSatisfy { !$0.notCovered.contains(.cutText) })
  }
}
