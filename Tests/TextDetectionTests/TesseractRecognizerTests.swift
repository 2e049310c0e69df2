@testable import ImageDrawing
import Foundation
import Glibc
import ImageModeration
import Testing

@testable import ImageDecoding
@testable import TextDetection

@Suite("Tesseract recogniser", .timeLimit(.minutes(20)))
struct TesseractRecognizerTests {
  /// Pixels with text drawn on them.
  struct Page {
    var size = PixelSize(width: 900, height: 320)
    /// Unused bytes at the end of each row.
    var padding = 0
    var ink = Colour.black
    var paper = Colour.white
    var lines: [(text: String, x: Int, y: Int)] = []

    func read(_ recognizer: TesseractRecognizer) throws -> [RecognizedLine] {
      let rows = try rows()
      return try recognizer.recognize(
        rows.span.bytes, of: Self.description(size, strideBytes: size.width * 3 + padding)
      ).lines
    }

    func rows() throws -> [UInt8] {
      try VipsLibrary.start()
      let canvas = try Canvas(size, paper)
      for line in lines {
        guard let lettering = Lettering(line.text, pixels: 40) else { continue }
        try canvas.write(
          lettering, in: PixelArea(left: line.x, top: line.y, width: size.width - line.x, height: 56), ink)
      }
      let jpeg = try canvas.jpeg(quality: 95)
      let limits = SizeLimits(
        minimumSidePixels: 1, maximumSidePixels: nil, aspectRatioBelow: .infinity, maximumFramePixels: 100_000_000)
      let request = DecodeRequest(format: .jpeg, frameIndices: [0], wishes: [], size: limits)
      var rows: [UInt8] = []
      _ = try InProcessDecoder().decode(jpeg.span.bytes, request) { pixels, frame in
        let bytes = pixels.withUnsafeBytes { [UInt8]($0) }
        for y in 0..<frame.size.height {
          rows += bytes[(y * frame.strideBytes)..<((y + 1) * frame.strideBytes)]
          rows += [UInt8](repeating: 77, count: padding)
        }
        return true
      }
      return rows
    }

    static func description(
      _ size: PixelSize, strideBytes: Int, order: InputWish.ChannelOrder = .rgb
    ) -> FrameDescription {
      FrameDescription(
        size: size, strideBytes: strideBytes, channelOrder: order, frameIndex: 4, originalSize: size,
        originalRegion: PixelRectangle(x: 0, y: 0, width: Double(size.width), height: Double(size.height)))
    }
  }

  static let twoLines = Page(lines: [("Wanted: 25 words", 60, 60), ("and no more", 60, 180)])

  /// Loaded once; several tests read with it at a time.
  static let english = Result { () throws(HostFailure) in
    try TesseractRecognizer(languages: ["eng"], concurrency: 2)
  }

  @Test(
    "lines are read with their boxes and confidences",
    arguments: [false, true])
  func lines(isWhiteOnBlack: Bool) throws {
    var page = Self.twoLines
    if isWhiteOnBlack { (page.ink, page.paper) = (.white, .black) }
    let lines = try page.read(try Self.english.get())
    #expect(lines.map(\.text) == ["Wanted: 25 words", "and no more"])
    for (line, top) in zip(lines, [60.0, 180]) {
      #expect(line.frameIndex == 4)
      #expect((0.6...1).contains(line.confidence))
      #expect(abs(line.box.x - 60) < 6)
      #expect(line.box.y >= top && line.box.y + line.box.height <= top + 56)
      #expect(line.box.width > 200 && line.box.width < 500)
    }
  }

  @Test("Chinese and Latin are read together")
  func chinese() throws {
    let recognizer = try TesseractRecognizer(concurrency: 1)
    let lines = try Page(lines: [("加微信领取优惠", 60, 60), ("hello world", 60, 180)]).read(recognizer)
    #expect(lines.map { $0.text.filter { $0 != " " } } == ["加微信领取优惠", "helloworld"])
  }

  @Test(
    "what cannot be read is named: scripts always, small text in a picture that was made much smaller",
    arguments: [(600, false), (601, true)])
  func notCovered(originalWidth: Int, isMuchSmaller: Bool) throws {
    let recognizer = try Self.english.get()
    #expect(recognizer.notCovered == SubLabel.unreadKinds.subtracting([.smallText, .unreadText, .cutText]))
    let original = PixelSize(width: originalWidth, height: 2)
    let frame = FrameDescription(
      size: PixelSize(width: 300, height: 1), strideBytes: 900, channelOrder: .rgb, frameIndex: 0,
      originalSize: original,
      originalRegion: PixelRectangle(x: 0, y: 0, width: Double(originalWidth), height: 2))
    let text = try recognizer.recognize([UInt8](repeating: 255, count: 900).span.bytes, of: frame)
    #expect(text == RecognizedText(lines: [], notCovered: isMuchSmaller ? [.smallText] : []))
  }

  @Test("padded rows make no difference", arguments: [1, 64])
  func stride(padding: Int) throws {
    var page = Self.twoLines
    let plain = try page.read(try Self.english.get())
    page.padding = padding
    #expect(try page.read(try Self.english.get()) == plain)
  }

  @Test(
    "no text is an answer, at any size",
    arguments: [
      PixelSize(width: 1, height: 1), PixelSize(width: 2, height: 900), PixelSize(width: 900, height: 2),
      PixelSize(width: 300, height: 300),
    ])
  func empty(size: PixelSize) throws {
    #expect(try Page(size: size).read(try Self.english.get()) == [])
  }

  @Test(
    "more callers than engines get the same answer again and again")
  func concurrency() async throws {
    let recognizer = try Self.english.get()
    let expected = try Self.twoLines.read(recognizer)
    let other = Page(lines: [("Something else", 100, 100)])
    let texts = try await withThrowingTaskGroup(of: [RecognizedLine].self) { group in
      for index in 0..<12 {
        group.addTask { try (index % 3 == 0 ? other : Self.twoLines).read(recognizer) }
      }
      return try await group.reduce(into: [[RecognizedLine]: Int]()) { $0[$1, default: 0] += 1 }
    }
    #expect(texts.count == 2)
    #expect(texts[expected] == 8)
  }

  @Test(
    "a frame that takes too long is a failure and not an empty page, and the engine works on")
  func timeLimit() throws {
    let engine = try TesseractEngine(languages: "eng", folder: TesseractRecognizer.debianLanguagesFolder)
    let rows = try Self.twoLines.rows()
    let frame = Page.description(Self.twoLines.size, strideBytes: Self.twoLines.size.width * 3)
    let failure = #expect(throws: DetectorFailure.self) {
      try engine.read(rows.span.bytes, of: frame, within: .zero)
    }
    #expect(failure?.code == .inferenceFailed)
    #expect(try engine.read(rows.span.bytes, of: frame, within: .seconds(10)).count == 2)
  }

  @Test("pixels that are not as wished are refused")
  func unexpectedInput() throws {
    let size = PixelSize(width: 10, height: 10)
    for frame in [
      Page.description(size, strideBytes: 30, order: .bgr), Page.description(size, strideBytes: 29),
      Page.description(PixelSize(width: 10, height: 11), strideBytes: 30),
    ] {
      let failure = #expect(throws: DetectorFailure.self) {
        try Self.english.get().recognize([UInt8](repeating: 0, count: 300).span.bytes, of: frame)
      }
      #expect(failure?.code == .unexpectedInput)
    }
  }

  static func failure(_ languages: [String], folder: String = TesseractRecognizer.debianLanguagesFolder) -> HostFailure?
  {
    do {
      _ = try TesseractRecognizer(languages: languages, folder: folder, concurrency: 1)
      return nil
    } catch {
      return error
    }
  }

  @Test("a language that is not there is named together with the package that has it")
  func missingLanguage() {
    let failure = Self.failure(["chi_tra_vert"], folder: "/nowhere")
    #expect(failure?.code == .modelMissing)
    #expect(failure?.message.contains("/nowhere/chi_tra_vert.traineddata") == true)
    #expect(failure?.message.contains("tesseract-ocr-chi-tra-vert") == true)
  }

  @Test(
    "what cannot be a language is refused",
    arguments: [[], [""], ["../eng"], ["eng+osd"], ["eng/x"], ["~eng"], ["Eng"], ["éng"]])
  func impossibleLanguage(languages: [String]) {
    #expect(Self.failure(languages)?.code == .invalidComposition)
  }

  @Test("a damaged language is the host's failure")
  func damagedLanguage() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tesseract-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("no language".utf8).write(to: folder.appending(path: "eng.traineddata"))
    #expect(Self.failure(["eng"], folder: folder.path)?.code == .runtimeUnavailable)
  }
}
