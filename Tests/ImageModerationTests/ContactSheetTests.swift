import Foundation
import ImageDecoding
import ImageFormats
import TestFixtures
import Testing

@testable import ImageModeration

@Suite("Contact sheets", .timeLimit(.minutes(20)))
struct ContactSheetTests {
  static func cells(_ picture: SheetPicture) -> [SheetCell] {
    ContactSheet.cells(in: picture.pixels.span.bytes, size: picture.size, strideBytes: picture.size.width * 3)
  }

  /// How far a cell's edge may be from where it was painted, in pixels: JPEG blurs it.
  static func isClose(_ cell: SheetCell, x: Int, y: Int, side: Int, within tolerance: Int = 3) -> Bool {
    abs(cell.columns.lowerBound - x) <= tolerance && abs(cell.columns.upperBound - x - side) <= tolerance
      && abs(cell.rows.lowerBound - y) <= tolerance && abs(cell.rows.upperBound - y - side) <= tolerance
  }

  @Test(
    "a sheet's cells are found row by row, whatever its gutters",
    arguments: [(2, 2), (3, 4), (1, 3), (4, 1), (6, 6)], [[255, 255, 255], [0, 0, 0], [250, 0, 200]] as [[UInt8]])
  func sheets(shape: (Int, Int), ground: [UInt8]) throws {
    let (rows, columns) = shape
    for gutter in [2, 5, 20] {
      let cells = Self.cells(SheetPicture(rows: rows, columns: columns, gutter: gutter, ground: ground))
      try #require(cells.count == rows * columns, "gutter of \(gutter)")
      for (index, cell) in cells.enumerated() {
        let (x, y) = (gutter + index % columns * (90 + gutter), gutter + index / columns * (90 + gutter))
        #expect(Self.isClose(cell, x: x, y: y, side: 90))
      }
    }
  }

  @Test("no outer margin is needed", arguments: [(2, 2), (3, 4)])
  func noMargin(rows: Int, columns: Int) {
    #expect(Self.cells(SheetPicture(rows: rows, columns: columns, gutter: 6, margin: 0)).count == rows * columns)
  }

  @Test("JPEG noise does not hide the gutters", arguments: [90, 75, 50], [4, 6, 8, 13])
  func noise(quality: Int, gutter: Int) throws {
    for ground in [[255, 255, 255], [12, 12, 12], [250, 0, 200]] as [[UInt8]] {
      let picture = SheetPicture(rows: 3, columns: 4, gutter: gutter, ground: ground)
      let pixels = try picture.asJPEG(quality: quality)
      let cells = ContactSheet.cells(in: pixels.span.bytes, size: picture.size, strideBytes: picture.size.width * 3)
      try #require(cells.count == 12, "ground \(ground)")
      for (index, cell) in cells.enumerated() {
        #expect(
          Self.isClose(
            cell, x: gutter + index % 4 * (90 + gutter), y: gutter + index / 4 * (90 + gutter), side: 90, within: 6))
      }
    }
  }

  @Test("the last row may hold fewer cells, at the left or in the middle")
  func unevenLastRow() {
    #expect(Self.cells(SheetPicture(rows: 3, columns: 4, gutter: 8, count: 10)).count == 10)
    #expect(Self.cells(SheetPicture(rows: 3, columns: 3, gutter: 8, count: 7)).count == 7)
    var centred = SheetPicture(size: PixelSize(width: 310, height: 210))
    for x in [10, 110, 210] { centred.paint(x: x, y: 10, width: 90, height: 90) }
    for x in [60, 160] { centred.paint(x: x, y: 110, width: 90, height: 90) }
    #expect(Self.cells(centred).count == 5)
  }

  @Test("captions between the rows do no harm")
  func captions() {
    var sheet = SheetPicture(size: PixelSize(width: 640, height: 420))
    for row in 0..<2 {
      for column in 0..<3 {
        sheet.paint(x: 10 + column * 210, y: 10 + row * 210, width: 200, height: 160)
        for letter in 0..<12 {
          sheet.fill(x: 40 + column * 210 + letter * 11, y: 182 + row * 210, width: 6, height: 10, [0, 0, 0])
        }
      }
    }
    let cells = Self.cells(sheet)
    #expect(cells.count == 6)
    #expect(cells.allSatisfy { abs($0.rows.count - 160) <= 2 && abs($0.columns.count - 200) <= 2 })
  }

  @Test(
    "beyond 36 cells neighbours are shown two by two, and none is left out", arguments: [(7, 7), (8, 10), (11, 11)])
  func manyCells(rows: Int, columns: Int) {
    let picture = SheetPicture(rows: rows, columns: columns, cell: 60, gutter: 4)
    let cells = Self.cells(picture)
    #expect(cells.count == (rows + 1) / 2 * ((columns + 1) / 2))
    #expect(cells.count <= ContactSheet.maximumCellCount)
    for index in 0..<(rows * columns) {
      let (x, y) = (4 + index % columns * 64 + 30, 4 + index / columns * 64 + 30)
      #expect(cells.contains { $0.columns.contains(x) && $0.rows.contains(y) })
    }
  }

  @Test("one picture, framed or not, two far apart, and cells that are too small or too unlike are no sheet")
  func none() {
    var framed = SheetPicture(size: PixelSize(width: 300, height: 300))
    framed.paint(x: 20, y: 20, width: 260, height: 260)
    #expect(Self.cells(framed).isEmpty)
    var full = SheetPicture(size: PixelSize(width: 300, height: 300))
    full.paint(x: 0, y: 0, width: 300, height: 300)
    #expect(Self.cells(full).isEmpty)
    #expect(Self.cells(SheetPicture(size: PixelSize(width: 300, height: 300))).isEmpty)
    var apart = SheetPicture(size: PixelSize(width: 600, height: 200))
    apart.paint(x: 10, y: 10, width: 150, height: 180)
    apart.paint(x: 400, y: 10, width: 150, height: 180)
    #expect(Self.cells(apart).isEmpty)
    #expect(Self.cells(SheetPicture(rows: 5, columns: 5, cell: 40, gutter: 5)).isEmpty)
    #expect(Self.cells(SheetPicture(rows: 14, columns: 14, cell: 60, gutter: 6)).isEmpty, "below a twelfth")
    var unlike = SheetPicture(size: PixelSize(width: 600, height: 200))
    unlike.paint(x: 0, y: 0, width: 120, height: 200)
    unlike.paint(x: 130, y: 0, width: 470, height: 200)
    #expect(Self.cells(unlike).isEmpty)
  }

  @Test("a page of text is none: its lines are thin or mostly ground")
  func textPage() {
    var page = SheetPicture(size: PixelSize(width: 600, height: 800))
    var random = SplitMix(seed: 3)
    for line in 0..<30 where line % 6 != 5 {
      for letter in 0..<Int.random(in: 25...45, using: &random) {
        let height = Int.random(in: 8...14, using: &random)
        page.fill(x: 40 + letter * 11, y: 40 + line * 24 + 14 - height, width: 5, height: height, [20, 20, 20])
      }
    }
    #expect(Self.cells(page).isEmpty)
  }

  @Test("of large letters and bars, which look like cells, there are no more than the bound")
  func bounded() {
    var random = SplitMix(seed: 11)
    for _ in 0..<40 {
      var picture = SheetPicture(size: PixelSize(width: 700, height: 500))
      for _ in 0..<Int.random(in: 1...30, using: &random) {
        let width = Int.random(in: 1...300, using: &random)
        let height = Int.random(in: 1...300, using: &random)
        picture.fill(
          x: Int.random(in: 0...(700 - width), using: &random), y: Int.random(in: 0...(500 - height), using: &random),
          width: width, height: height, (0..<3).map { _ in UInt8.random(in: 0...255, using: &random) })
      }
      let cells = Self.cells(picture)
      #expect(cells.count != 1 && cells.count <= ContactSheet.maximumCellCount)
      for cell in cells {
        #expect(cell.rows.lowerBound >= 0 && cell.rows.upperBound <= 500 && cell.columns.upperBound <= 700)
        #expect(min(cell.rows.count, cell.columns.count) >= ContactSheet.minimumCellSidePixels)
      }
    }
  }

  @Test(
    "sizes that do not fit the bytes find nothing and do not trap",
    arguments: [(0, 0, 0), (-4, 90, 12), (100, 100, 0), (100, 100, 299), (100, 101, 300), (Int.max, Int.max, Int.max)])
  func nonsense(width: Int, height: Int, strideBytes: Int) {
    let pixels = [UInt8](repeating: 9, count: 30_000)
    let size = PixelSize(width: width, height: height)
    #expect(ContactSheet.cells(in: pixels.span.bytes, size: size, strideBytes: strideBytes).isEmpty)
  }

  @Test("cells of a frame that was shrunk while decoding are told in pixels of the original")
  func shrunkFrame() {
    let sheet = SheetPicture(rows: 2, columns: 2, gutter: 10)
    let original = PixelSize(width: sheet.size.width * 3 + 1, height: sheet.size.height * 3 + 2)
    let frame = DecodedFrame(
      index: 0, size: sheet.size, strideBytes: sheet.size.width * 3, originalSize: original, hasAlpha: false)
    let tiles = ContactSheet.tiles(in: sheet.pixels.span.bytes, of: frame)
    #expect(tiles.count == 4)
    for (tile, corner) in zip(tiles, [(10, 10), (110, 10), (10, 110), (110, 110)]) {
      #expect(abs(tile.x - corner.0 * 3) <= 3 && abs(tile.y - corner.1 * 3) <= 3)
      #expect(abs(tile.size.width - 270) <= 5 && abs(tile.size.height - 270) <= 5)
    }
  }

  static func files(in folder: String) throws -> [String] {
    let base = Fixture.folder.appending(path: folder)
    let found = try #require(FileManager.default.enumerator(atPath: base.path))
    return found.compactMap { $0 as? String }.filter { !base.appending(path: $0).hasDirectoryPath }.sorted()
      .map { "\(folder)/\($0)" }
  }

  @Test("photographs of the fixtures are not cut; few other pictures are")
  func fixtures() throws {
    let decoder = try InProcessDecoder()
    var (looked, cut) = (0, [String]())
    for file in try ["images", "ocr/pictures"].flatMap(Self.files) {
      guard let bytes = try? Fixture.bytes(file) else { continue }
      guard let format = ImageFormat.sniff(bytes.span.bytes), decoder.formats.contains(format),
        let header = try? ImageHeader(of: bytes.span.bytes, as: format), header.size.aspectRatio < 2,
        header.size.pixelCount ?? .max <= 13_000_000
      else { continue }
      let request = DecodeRequest(
        format: format, frameIndices: [0], wishes: [InputWish(fit: .exact(PixelSize(width: 256, height: 256)))],
        size: Limits.tiia20190529.size)
      // Some fixtures are there to be refused.
      _ = try? decoder.decode(bytes.span.bytes, request) { pixels, frame in
        looked += 1
        let count = ContactSheet.tiles(in: pixels, of: frame).count
        if count > 0 { cut.append("\(file) \(frame.size) \(count)") }
        if file.contains("/photos-") { #expect(count == 0, "\(file)") }
        return false
      }
    }
    print("contact sheets: \(cut.count) of \(looked) fixtures are cut: \(cut.sorted())")
    #expect(looked > 150)
    #expect(cut.count * 20 <= looked)
  }
}
