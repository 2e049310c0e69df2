import Foundation
import ImageModeration
import Inference
import TestFixtures
import Testing

@testable import TextDetection

@Suite("English abuse", .timeLimit(.minutes(20)))
struct EnglishAbuseTests {
  struct Row: Decodable {
    let text: String
    let probability: Double
  }

  static let shared = Result { try EnglishAbuseDetector(store: try ModelStore()) }

  static func model() throws -> EnglishAbuseModel {
    try EnglishAbuseModel(try ModelStore().read(EnglishAbuseDetector.file))
  }

  static func lines(_ texts: [String]) -> [RecognizedLine] {
    texts.enumerated().map { index, text in
      RecognizedLine(
        frameIndex: 0, text: text, confidence: 0.9,
        box: PixelRectangle(x: 10, y: Double(index * 30), width: 200, height: 24))
    }
  }

  @Test("the probabilities are those of alt-profanity-check")
  func parity() throws {
    let model = try Self.model()
    let rows: [Row] = try Fixture.json("text/english-abuse.json")
    let differences = rows.map { abs(model.answer(to: $0.text).probability - $0.probability) }
    print("English abuse: \(rows.count) sentences, largest difference \(differences.max() ?? 0)")
    #expect(rows.count >= 60)
    for (row, difference) in zip(rows, differences) { #expect(difference <= 1e-4, "\(row.text)") }
  }

  @Test(
    "rude lines ask for a person and never block",
    arguments: [
      ["you are such an idiot"], ["YOU STUPID MORON"], ["ｙｏｕ ａｒｅ ａｎ ｉｄｉｏｔ"], ["you are an i d i o t"],
      ["y o u are an i.d.i.o.t"], ["shut up, you are", "an idiot"], ["I will kill you, bitch, and your server"],
      ["kill yourself idiot"], ["go to hell you idiot"],
      ["kill the process, you stupid moron"], ["weekly report", "you are an idiot", "see you"],
    ])
  func rude(texts: [String]) throws {
    let detector = try Self.shared.get()
    let findings = try detector.inspect(Self.lines(texts))
    let finding = try #require(findings.first)
    let bands = try #require(detector.descriptor.bands[.abuse])
    #expect(bands.meaning(of: finding.score) == .init(.review, .abuse))
    #expect(bands.meaning(of: 1).suggestion == .review)
    #expect(finding.subLabel == .englishAbuse && !finding.locations.isEmpty)
  }

  @Test(
    "polite lines and text in other languages give nothing",
    arguments: [
      "Good morning everyone", "Please keep the door closed", "Doctor Dickens will see you now",
      "Scunthorpe is a town in England", "你好，欢迎光临", "stupid", "Der Hund ist dick und die Nacht ist hell",
      "La con cellent merci beaucoup", "a b c d e f g", "", "12 34 56", "Shut down the server and kill the process",
      "What the hell happened here?", "This damn weather is awful!", "Holy crap, that is huge!",
      "shut down the server", "kill the process", "kill all running processes", "The process was killed by the kernel",
      "Press Ctrl C to kill the app", "kill the old container and the dead pods", "the worker died and the job hangs",
      "Kills 99.9% of germs and bacteria", "master and slave nodes of the cluster", "execute the script on the server",
    ])
  func polite(text: String) throws {
    #expect(try Self.shared.get().inspect(Self.lines([text])).isEmpty)
  }

  @Test("what was read in the fixtures' pages gives no abuse and no deliberate contact")
  func fixtureTexts() throws {
    let read = try PPOCRPictures.referenceLines().values.flatMap { $0.values.joined() }.map(\.text)
    let truth = try PPOCRPictures.truth().values.joined().compactMap { $0 }
    let lines = Self.lines(read + truth)
    #expect(lines.count > 900)
    let detector = try Self.shared.get()
    let abuse = lines.filter { (detector.probability(of: $0.text) ?? 0) >= EnglishAbuseDetector.reviewFrom }
    let contacts = try TextPatternDetector().inspect(lines)
    print("fixtures' texts: \(lines.count) lines, \(abuse.count) abusive, contacts \(contacts.map(\.keywords))")
    #expect(abuse.isEmpty, "\(abuse.map(\.text))")
    #expect(contacts.allSatisfy { $0.score < 1 }, "\(contacts)")
  }

  @Test("too many lines and too long ones are an error that carries what was found")
  func bounds() throws {
    let detector = try Self.shared.get()
    let many = ["you are an idiot"] + [String](repeating: "weekly report", count: 4000)
    let long = "you are an idiot " + String(repeating: "report ", count: 1000)
    for texts in [many, ["you are an idiot", long]] {
      do {
        _ = try detector.inspect(Self.lines(texts))
        Issue.record("no error")
      } catch {
        #expect(error.code == .tooMuchToLookAt && !error.findings.isEmpty)
      }
    }
    let all = try detector.inspect(Self.lines([String](repeating: "you are an idiot", count: 500)))
    #expect(all.count == EnglishAbuseDetector.maximumFindingCount)
  }

  @Test("a file that is cut, longer, or holds other numbers is refused")
  func altered() throws {
    let bytes = try ModelStore().read(EnglishAbuseDetector.file)
    var wordCount = bytes
    wordCount.replaceSubrange(8..<12, with: [255, 255, 255, 255])
    var notANumber = bytes
    notANumber.replaceSubrange(20..<28, with: [255, 255, 255, 255, 255, 255, 255, 255])
    var unsorted = bytes
    let letterCount = bytes[16..<20].reversed().reduce(0) { $0 << 8 | Int($1) }
    unsorted[bytes.count - letterCount] = 0xFF
    for bad in [
      [], Array(bytes.prefix(19)), Array(bytes.dropLast()), bytes + [0], wordCount, notANumber, unsorted,
    ] {
      do {
        _ = try EnglishAbuseModel(bad)
        Issue.record("no error")
      } catch {
        #expect(error.code == .modelAltered)
      }
    }
  }

  @Test("the file pinned in the source is the one that the lock names")
  func lock() throws {
    let lock = try String(
      contentsOf: Fixture.folder.deletingLastPathComponent().appending(path: "Models/models.lock"), encoding: .utf8)
    let file = EnglishAbuseDetector.file
    #expect(lock.contains("\"install\": \"\(file.path)\"") && lock.contains(file.sha256))
  }
}
