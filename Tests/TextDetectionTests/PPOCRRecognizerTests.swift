import InProcessDecoding
import Foundation
import ImageModeration
import Inference
import TestFixtures
import Testing

@testable import TextDetection

@Suite("PP-OCR recogniser", .serialized, .timeLimit(.minutes(20)))
struct PPOCRRecognizerTests {
  /// One for all tests of this suite: compiling the models takes a second.
  static let shared = Result { try PPOCRPictures.recognizer() }

  static func lines(_ name: String) throws -> [String] {
    try #require(try PPOCRPictures.truth()[name]).compactMap { $0 }
  }

  static func read(_ name: String) throws -> PPOCRReading {
    let bytes = try #require(try PPOCRPictures.bytes(name))
    return try PPOCRPictures.read(try shared.get(), bytes)
  }

  @Test("a page of Chinese and English is read in order, 99 % of characters right")
  func page() throws {
    let reading = try Self.read("page.png")
    let agreement = PPOCRPictures.agreement(
      try Self.lines("page.png").joined(), reading.lines.map(\.text).joined())
    print("PP-OCR page: \(agreement) of characters")
    #expect(agreement >= 0.99)
    #expect(reading.notRead == nil)
  }

  @Test(
    "turned, vertical and small text is read",
    arguments: [
      ("turned_30.png", 0.99), ("turned_90.png", 0.99), ("turned_180.png", 0.99), ("vertical.png", 0.95),
      ("small_print.png", 0.98), ("tiny_6px.png", 0.85),
    ])
  func hard(name: String, share: Double) throws {
    let reading = try Self.read(name)
    let read = PPOCRPictures.shareRead(try Self.lines(name), reading.lines.map(\.text))
    print("PP-OCR \(name): \(read) of characters")
    #expect(read >= share)
  }

  @Test("boxes lie around their text, also in a turned picture")
  func boxes() throws {
    let reading = try Self.read("turned_90.png")
    let size = PixelSize(width: 400, height: 560)
    for line in reading.lines {
      let box = line.box(in: size)
      #expect(box.isValid && box.height > 3 * box.width)
      #expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= 400 && box.y + box.height <= 560)
    }
    #expect(reading.lines.count == 4)
  }

  @Test("a picture without text reads as nothing", arguments: [0, 128, 255])
  func empty(grey: Int) throws {
    let pixels = [UInt8](repeating: UInt8(grey), count: 300 * 200 * 3)
    let text = try Self.shared.get().recognize(
      pixels.span.bytes, of: PPOCRPictures.frame(width: 300, height: 200))
    #expect(text.lines.isEmpty)
  }

  @Test(
    "pictures of one pixel, one row and one column are looked at",
    arguments: [(1, 1), (2000, 1), (1, 2000), (33, 8)])
  func slivers(width: Int, height: Int) throws {
    let pixels = [UInt8](repeating: 90, count: width * height * 3)
    let text = try Self.shared.get().recognize(
      pixels.span.bytes, of: PPOCRPictures.frame(width: width, height: height))
    #expect(text.lines.isEmpty)
  }

  @Test("2,000 words: as many as the limit are read, and the rest is an error and not silence")
  func dense() throws {
    var settings = PPOCRSettings.standard
    settings.maximumLineCount = 40
    let recognizer = try PPOCRPictures.recognizer(.small, settings)
    let bytes = try #require(try PPOCRPictures.bytes("dense_2000.png"))
    let reading = try PPOCRPictures.read(recognizer, bytes)
    #expect(reading.lines.count <= 40 && reading.lines.count >= 30)
    #expect(reading.linesBeyondLimit > 1000)
    #expect(reading.notRead?.contains("\(reading.linesBeyondLimit) lines") == true)
    do {
      let (pixels, frame) = try PPOCRPictures.pixels(of: bytes, as: recognizer.inputWish)
      _ = try recognizer.recognize(pixels.span.bytes, of: frame)
      Issue.record("no error")
    } catch let failure as DetectorFailure {
      #expect(failure.code == .tooMuchToLookAt)
      #expect(failure.lines.count == reading.lines.count)
    }
  }

  @Test("when the image's time is up, reading stops and what was read is handed over")
  func deadline() throws {
    let recognizer = try Self.shared.get()
    let bytes = try #require(try PPOCRPictures.bytes("page.png"))
    let (pixels, given) = try PPOCRPictures.pixels(of: bytes, as: recognizer.inputWish)
    var frame = given
    frame.deadline = .now
    let reading = try recognizer.read(pixels.span.bytes, of: frame)
    #expect(reading.lines.isEmpty && reading.linesBeyondDeadline > 5)
    do {
      _ = try recognizer.recognize(pixels.span.bytes, of: frame)
      Issue.record("no error")
    } catch {
      #expect(error.code == .deadline)
    }
    frame.deadline = .now + .seconds(3600)
    #expect(try recognizer.recognize(pixels.span.bytes, of: frame).lines.count > 5)
  }

  @Test("a line too long to be read is left out, the others are read, and the frame fails with them")
  func longLineAmongOthers() throws {
    var settings = PPOCRSettings.standard
    settings.maximumLineWidth = 340
    let recognizer = try PPOCRPictures.recognizer(.small, settings)
    let bytes = try Fixture.bytes("images/text/turned-0.png")
    let reading = try PPOCRPictures.read(recognizer, bytes)
    #expect(reading.linesTooLong >= 1 && reading.lines.count >= 2)
    #expect(reading.linesTooLong + reading.lines.count == 4)
    let (pixels, frame) = try PPOCRPictures.pixels(of: bytes, as: recognizer.inputWish)
    do {
      _ = try recognizer.recognize(pixels.span.bytes, of: frame)
      Issue.record("no error")
    } catch {
      #expect(error.code == .tooMuchToLookAt)
      #expect(error.lines.map(\.text) == reading.lines.map(\.text))
    }
  }

  @Test("of a very long screenshot shown whole it is known that small text may be missed")
  func longScreenshot() throws {
    let reading = try Self.read("chat_1080x9000.png")
    #expect(reading.smallestReliableLetter > 36)
    #expect(try Self.read("page.png").smallestReliableLetter < 12)
  }

  @Test("in tiles a very long screenshot is read at full size, each line once")
  func tiledScreenshot() async throws {
    let moderator = try Moderator(
      detectors: DetectorSet(
        textRecognizers: [try PPOCRPictures.recognizer()], textDetectors: [WordListDetector(lists: [])]),
      isolation: .inProcess, limits: .unhurried)
    let bytes = try #require(try PPOCRPictures.bytes("chat_1080x9000.png"))
    let result = try await moderator.moderate(.bytes(bytes, .local))
    guard case .verdict(let verdict) = result.outcome else {
      Issue.record("\(result.outcome)")
      return
    }
    #expect(verdict.scenes.map(\.status) == [.evaluated])
    #expect(verdict.scenes[0].notCovered.contains(.smallText) == false)
    let wanted = try Self.lines("chat_1080x9000.png")
    let share = PPOCRPictures.shareRead(wanted, result.text.map(\.text))
    print("PP-OCR chat_1080x9000.png in tiles: \(share) of characters, \(result.text.count) lines of \(wanted.count)")
    #expect(share > 0.97)
    #expect(result.text.count <= wanted.count + wanted.count / 20)
  }

  @Test("a line too long for its height is not read, and a reading that lacks it says so")
  func longLine() throws {
    let store = try ModelStore()
    let file = PPOCRModels.small.angle
    // Any model will do: the line must be refused before one runs.
    let recognition = LineRecognition(
      session: try ShapedSession(
        file, of: store, runtime: try InferenceRuntime(store), shapes: [], maximumAliveCount: 1, concurrency: 1),
      decoder: CTCDecoder(dictionary: try CharacterDictionary(lines: Array("a".utf8))))
    #expect(try recognition.read(PictureBuffer(width: 1300, height: 12)) == nil)
    #expect(PPOCRReading(linesTooLong: 1).notRead != nil)
    #expect(PPOCRReading().notRead == nil)
  }

  @Test("equal pixels give equal text, also from several threads and with padded rows")
  func deterministic() async throws {
    let recognizer = try PPOCRPictures.recognizer(concurrency: 2)
    let bytes = try #require(try PPOCRPictures.bytes("turned_30.png"))
    let (pixels, frame) = try PPOCRPictures.pixels(of: bytes, as: recognizer.inputWish)
    let first = try recognizer.read(pixels.span.bytes, of: frame)
    #expect(first.lines.count == 4)
    try await withThrowingTaskGroup(of: PPOCRReading.self) { group in
      for _ in 0..<4 { group.addTask { try recognizer.read(pixels.span.bytes, of: frame) } }
      for try await reading in group { #expect(reading == first) }
    }
    let row = frame.size.width * 3
    var padded: [UInt8] = []
    for y in 0..<frame.size.height {
      padded += pixels[(y * frame.strideBytes)..<(y * frame.strideBytes + row)] + [9, 9, 9, 9, 9]
    }
    let description = PPOCRPictures.frame(width: frame.size.width, height: frame.size.height, strideBytes: row + 5)
    #expect(try recognizer.read(padded.span.bytes, of: description) == first)
  }

  @Test("too few bytes and a wrong channel order are errors")
  func unexpectedInput() throws {
    let recognizer = try Self.shared.get()
    let pixels = [UInt8](repeating: 0, count: 100)
    let frame = PPOCRPictures.frame(width: 20, height: 20)
    let bgr = FrameDescription(
      size: PixelSize(width: 2, height: 2), strideBytes: 6, channelOrder: .bgr, frameIndex: 0,
      originalSize: frame.originalSize, originalRegion: frame.originalRegion)
    for description in [frame, bgr] {
      do {
        _ = try recognizer.recognize(pixels.span.bytes, of: description)
        Issue.record("no error for \(description)")
      } catch {
        #expect(error.code == .unexpectedInput)
      }
    }
  }

  @Test("the files pinned in the source are the ones that the lock names")
  func lock() throws {
    let lock = try String(
      contentsOf: Fixture.folder.deletingLastPathComponent().appending(path: "Models/models.lock"), encoding: .utf8)
    for models in [PPOCRModels.small, .tiny] {
      var files = [models.detection, models.angle, models.recognition]
      if case .file(let file) = models.characters { files.append(file) }
      for file in files {
        #expect(lock.contains("\"install\": \"\(file.path)\"") && lock.contains(file.sha256))
      }
    }
  }
}
