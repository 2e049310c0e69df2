import Foundation
import ImageModeration
import Inference
import TestFixtures
import Testing

@testable import TextDetection

@Suite("Text classes", .timeLimit(.minutes(20)))
struct TextClassesTests {
  struct Golden: Decodable, CustomTestStringConvertible {
    let text: String
    let normalized: String
    let count: Int
    let first: [UInt32]
    let scores: [String: Double]

    var testDescription: String { text }
  }

  static let shared = Result { try TextClassesDetector(store: try ModelStore()) }
  static let model = Result { try TextClassesModel(try ModelStore().read(TextClassesDetector.file)) }
  static let names: [TextClass: String] = [
    .abuse: "abuse", .advertising: "ads", .gambling: "gambling", .fraud: "fraud",
  ]

  static func golden() throws -> [Golden] { try Fixture.json("text/text-classes.json") }

  /// What the thresholds say of a text.
  static func classes(of text: String) throws -> Set<TextClass> {
    guard let scores = try shared.get().scores(of: text) else { return [] }
    return Set(TextClass.allCases.filter { $0.label != nil && scores[$0] >= $0.threshold })
  }

  @Test("form, buckets and scores are those of the training script")
  func parity() throws {
    let rows = try Self.golden()
    #expect(rows.count >= 18)
    let model = try Self.model.get()
    for row in rows {
      let text = ClassifiableText(row.text)
      let form = String(String.UnicodeScalarView(text.scalars.compactMap(Unicode.Scalar.init)))
      #expect(form == row.normalized)
      let buckets = GramBuckets.of(text.scalars, bits: TextClassesModel.bucketBits)
      #expect(buckets.count == row.count && buckets.starts(with: row.first), "\(row.text)")
      let scores = model.scores(of: text)
      for (textClass, name) in Self.names {
        #expect(abs(scores[textClass] - (row.scores[name] ?? .nan)) <= 1e-3, "\(row.text) \(name)")
      }
    }
  }

  @Test("innocent texts give nothing", arguments: TextClassesRows.innocent + TextClassesRows.laterInnocent)
  func innocent(text: String) throws {
    #expect(try Self.shared.get().inspect(EnglishAbuseTests.lines([text])).isEmpty)
  }

  @Test("what is found of bad texts, and what is missed", arguments: TextClassesRows.bad + TextClassesRows.falseAlarms)
  func bad(text: String, found: Set<TextClass>) throws {
    #expect(try Self.classes(of: text) == found)
  }

  @Test(
    "traditional characters and other widths say the same",
    arguments: [
      ("代开发票 全国各地均可 联系微信 abc12345", "代開發票 全國各地均可 聯繫微信 ａｂｃ１２３４５"),
      ("信用卡套现 秒到账", "信用卡套現 秒到賬"),
    ])
  func variants(simplified: String, other: String) throws {
    let detector = try Self.shared.get()
    #expect(detector.scores(of: simplified) == detector.scores(of: other))
  }

  @Test(
    "too little Chinese gives nothing",
    arguments: [
      "", "13812345678", "138 0013 8000", "一二三四五六七八九", "abc12345", "www.abc888.com", "加微信",
      "电话：13812345678", "QQ 123456789", "Win free spins at our online casino http://a.b/c 注册",
      "🔥🔥🔥", "①②③④⑤⑥⑦⑧⑨",
    ])
  func tooLittle(text: String) throws {
    #expect(try Self.shared.get().scores(of: text) == nil)
  }

  @Test("a finding asks for a person, never blocks, and says where and by how much")
  func finding() throws {
    let detector = try Self.shared.get()
    let lines = EnglishAbuseTests.lines(["今天天气很好 我们去公园", "棋牌送彩金 注册送88元 加V信abc123领取"])
    let finding = try #require(try detector.inspect(lines).first)
    #expect(finding.label == .ad && finding.subLabel == .chineseGambling && finding.text == lines[1].text)
    #expect(finding.locations == [.init(frameIndex: 0, box: lines[1].box)])
    #expect(finding.score > 0.5 && finding.score < 1)
    #expect(finding.details["threshold"] == "1.5")
    #expect(Double(finding.details["score"] ?? "").map { $0 > 1.5 } == true)
    for (label, bands) in detector.descriptor.bands {
      #expect(bands.meaning(of: TextClassesDetector.reviewFrom) == .init(.review, label))
      #expect(bands.meaning(of: 1).suggestion == .review)
    }
    #expect(Set(detector.descriptor.bands.keys) == [.ad, .illegal, .abuse])
  }

  @Test("an advertisement on several lines is found, alone and on a page, and its boxes are named")
  func severalLines() throws {
    let advertisement = ["代开各类", "增值税发票", "加微信abc88"]
    for line in advertisement { #expect(try Self.classes(of: line).isEmpty, "\(line)") }
    let page = ["今天的会议改到下午三点", "请大家带上材料"] + advertisement + ["散会以后一起吃饭", "明天见"]
    for texts in [advertisement, page] {
      let findings = try Self.shared.get().inspect(EnglishAbuseTests.lines(texts))
      let finding = try #require(findings.first { $0.label == .ad })
      #expect(advertisement.allSatisfy { finding.text?.contains($0) == true }, "\(findings)")
      #expect(finding.locations.count == 3)
    }
  }

  @Test("too many lines and too long ones are an error that carries what was found")
  func bounds() throws {
    let detector = try Self.shared.get()
    let advertisement = TextClassesRows.bad[0].text
    let many = [advertisement] + [String](repeating: "周报", count: TextClassesDetector.maximumLineCount)
    let long = String(repeating: "今天天气很好", count: 200)
    for texts in [many, [advertisement, long]] {
      do {
        _ = try detector.inspect(EnglishAbuseTests.lines(texts))
        Issue.record("no error")
      } catch {
        #expect(error.code == .tooMuchToLookAt && !error.findings.isEmpty)
      }
    }
    let all = try detector.inspect(EnglishAbuseTests.lines([String](repeating: advertisement, count: 500)))
    #expect(all.count == TextClassesDetector.maximumFindingCount)
  }

  @Test("what was read in the fixtures' pages gives nothing but their one advertisement")
  func fixtureTexts() throws {
    let pages = try PPOCRPictures.referenceLines().values.flatMap { $0.values.map { $0.map(\.text) } }
    let truth = try PPOCRPictures.truth().values.map { $0.compactMap { $0 } }
    let detector = try Self.shared.get()
    let findings = try (pages + truth).flatMap { try detector.inspect(EnglishAbuseTests.lines($0)) }
    print("fixtures' texts: \(pages.count + truth.count) pages, \(findings.map { "\($0.label) \($0.text ?? "")" })")
    #expect(findings.allSatisfy { $0.label == .ad && $0.text?.contains("扫码领取红包") == true })
  }

  @Test("a file that is cut, longer, or holds other numbers is refused")
  func altered() throws {
    let bytes = try ModelStore().read(TextClassesDetector.file)
    var bits = bytes
    bits[8] = 17
    var notANumber = bytes
    notANumber.replaceSubrange(16..<20, with: [255, 255, 255, 255])
    for bad in [[], Array(bytes.prefix(19)), Array(bytes.dropLast()), bytes + [0], bits, notANumber] {
      do {
        _ = try TextClassesModel(bad)
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
    let file = TextClassesDetector.file
    #expect(lock.contains("\"install\": \"\(file.path)\"") && lock.contains(file.sha256))
  }
}
