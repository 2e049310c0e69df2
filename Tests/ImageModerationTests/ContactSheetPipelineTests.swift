import TestFixtures
import ImageDecoding
import Testing

@testable import ImageModeration

/// Gives one picture, whatever the bytes are.
private struct SheetDecoder: Decoder {
  let formats: Set<ImageFormat> = [.png]
  let sheet: SheetPicture

  func decode(
    _ bytes: RawSpan, _ request: DecodeRequest, deliver: (RawSpan, DecodedFrame) -> Bool
  ) throws(DecodingFailure) -> DecodingReport {
    _ = deliver(sheet.pixels.span.bytes, sheet.frame)
    return .allShown
  }
}

@Suite("Contact sheets in the pipeline", .timeLimit(.minutes(20)))
struct ContactSheetPipelineTests {
  static func seen(_ sheet: SheetPicture, _ tiling: Tiling) async throws -> ([FrameDescription], Verdict) {
    let seen = Box<[FrameDescription]>([])
    let detector = FakeDetector(wish: InputWish(fit: .longestSide(64), tiling: tiling)) { frame in
      seen.update { $0.append(frame) }
      return [Finding(label: .porn, score: frame.tile?.x == 108 && frame.tile?.y == 10 ? 0.9 : 0.1)]
    }
    let result = try await PipelineTests.moderate(
      DetectorSet(detectors: [detector]), decoder: SheetDecoder(sheet: sheet))
    return (seen.value, try PipelineTests.verdict(result))
  }

  static let sheet = SheetPicture(rows: 2, columns: 3, cell: 90, gutter: 8, margin: 10)

  @Test("each cell is shown, then the whole, and evidence names the cell")
  func cellsThenWhole() async throws {
    let tiling = Tiling(fromAspectRatio: 2, minimumLengthPixels: 448, cutsContactSheets: true)
    let (seen, verdict) = try await Self.seen(Self.sheet, tiling)
    #expect(seen.count == 7)
    #expect(seen.last?.tile == nil)
    #expect(seen.dropLast().allSatisfy { $0.tile?.size == PixelSize(width: 90, height: 90) })
    #expect(verdict.suggestion == .block)
    #expect(
      verdict.evidence.first?.finding.locations
        == [.init(frameIndex: 0, box: PixelRectangle(x: 108, y: 10, width: 90, height: 90))])
  }

  @Test("a wish that does not ask for it is shown the whole only")
  func notAsked() async throws {
    let (seen, verdict) = try await Self.seen(Self.sheet, Tiling(fromAspectRatio: 2, minimumLengthPixels: 448))
    #expect(seen.map(\.tile) == [nil])
    #expect(verdict.suggestion == .pass)
  }

  @Test("a grid comes after the cells; without cells it comes alone")
  func grid() async throws {
    let tiling = Tiling(
      fromAspectRatio: 2, minimumLengthPixels: 448, grid: .init(count: 2, share: 0.6), cutsContactSheets: true)
    #expect(try await Self.seen(Self.sheet, tiling).0.count == 6 + 4 + 1)
    let plain = SheetPicture(size: PixelSize(width: 300, height: 300))
    #expect(try await Self.seen(plain, tiling).0.count == 4 + 1)
  }

  @Test("a long picture is cut as a long one, not as a sheet")
  func long() async throws {
    let strip = SheetPicture(rows: 8, columns: 1, cell: 90, gutter: 8)
    let tiling = Tiling(fromAspectRatio: 2, minimumLengthPixels: 448, cutsContactSheets: true)
    let (seen, _) = try await Self.seen(strip, tiling)
    #expect(seen.compactMap(\.tile).allSatisfy { $0.size.height == 448 })
    #expect(seen.count > 1)
  }

  @Test("text in a cell is read once; what lies in no cell is read in the whole")
  func text() {
    let cells = [(10, 10), (108, 10), (10, 108)].map {
      Tiling.Tile(x: $0.0, y: $0.1, size: PixelSize(width: 90, height: 90))
    }
    func line(_ text: String, x: Double, y: Double) -> RecognizedLine {
      RecognizedLine(
        frameIndex: 0, text: text, confidence: 0.9, box: PixelRectangle(x: x, y: y, width: 70, height: 20))
    }
    let (read, _) = TiledTextTests.read(
      [
        0: [line("in a cell", x: 15, y: 20)],
        3: [line("in a cell", x: 16, y: 21), line("caption", x: 120, y: 150)],
      ], tiles: cells, of: PixelSize(width: 208, height: 208))
    #expect(read.lines.map(\.text) == ["in a cell", "caption"])
  }
}
