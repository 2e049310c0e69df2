import ImageModeration
import Testing

@testable import ModerationService

@Suite("IMS answers", .timeLimit(.minutes(20)))
struct IMSAnswerTests {
  private static func answer(_ judged: Judged, isCurrent: Bool = true) -> JSONValue {
    .object(IMSAnswer(judged, isCurrent: isCurrent, dataID: "d-1", bizType: "live_chat").fields)
  }

  private static func answer(_ picture: SeenPicture, isCurrent: Bool = true) -> JSONValue {
    answer(picture.judged, isCurrent: isCurrent)
  }

  private static let lists = ["LabelResults", "ObjectResults", "OcrResults", "LibResults"]

  private static func results(_ answer: JSONValue) -> [JSONValue] {
    lists.flatMap { answer[$0]?.elements ?? [] }
  }

  private static func result(_ answer: JSONValue, _ list: String, _ scene: String) throws -> JSONValue {
    let found = (answer[list]?.elements ?? []).filter { $0["Scene"]?.string == scene }
    try #require(found.count == 1, "\(list) has \(found.count) of \(scene)")
    return found[0]
  }

  private static let gravity = ["Pass": 0, "Review": 1, "Block": 2]

  @Test("have every documented field in its type, and no other", arguments: SeenPicture.allCases)
  func documented(picture: SeenPicture) {
    #expect(DocumentedAnswer.ims.problems(Self.answer(picture), "Answer") == [])
    #expect(DocumentedAnswer.ims2020July.problems(Self.answer(picture, isCurrent: false), "Answer") == [])
  }

  @Test("are Normal if and only if they pass, in all and in each result", arguments: SeenPicture.allCases)
  func normalPasses(picture: SeenPicture) throws {
    let answer = Self.answer(picture)
    for one in [answer] + Self.results(answer) {
      #expect((one["Label"] == "Normal") == (one["Suggestion"] == "Pass"), "\(one.text)")
      if one["Suggestion"] == "Pass" { #expect(one["Score"] == 0) }
      #expect((0...100).contains(try #require(one["Score"]?.integerValue)))
    }
    #expect(answer["Suggestion"]?.string == picture.judged.verdict?.suggestion.ims)
  }

  @Test("say in one of the results what they say in all, and nothing graver", arguments: SeenPicture.allCases)
  func worstResult(picture: SeenPicture) throws {
    let answer = Self.answer(picture)
    let gravities = try Self.results(answer).map { try #require(Self.gravity[$0["Suggestion"]?.string ?? ""]) }
    #expect(gravities.max() == Self.gravity[answer["Suggestion"]?.string ?? ""])
  }

  @Test("echo DataId and BizType, and name the file and the rules")
  func echoes() throws {
    let answer = Self.answer(.clean)
    #expect(answer["DataId"] == "d-1")
    #expect(answer["BizType"] == "live_chat")
    #expect(answer["FileMD5"] == "0123456789abcdef0123456789abcdef")
    let extra = try JSONReading.value(of: Array(try #require(answer["Extra"]?.string).utf8))
    #expect(extra["Policy"] == "default")
    #expect(extra["PolicyVersion"] == "7")
    #expect(extra["Gaps"] == nil)
    let unnamed = JSONValue.object(
      IMSAnswer(SeenPicture.clean.judged, isCurrent: true, dataID: nil, bizType: nil).fields)
    #expect(unnamed["DataId"] == "")
    #expect(unnamed["BizType"] == "")
  }

  @Test("of a clean picture have every scene, empty and without a score")
  func clean() {
    let answer = Self.answer(.clean)
    #expect(answer["LabelResults"]?.elements?.map { $0["Scene"]?.string } == ["Porn", "Sexy", "Terror"])
    #expect(answer["ObjectResults"]?.elements?.map { $0["Scene"]?.string } == ["QrCode", "PolityFace"])
    #expect(answer["OcrResults"]?.elements?.map { $0["Scene"]?.string } == ["OCR"])
    #expect(answer["LibResults"] == [])
    #expect(answer["RecognitionResults"] == [])
    for result in Self.results(answer) {
      #expect(result["Details"] == [])
      #expect(result["SubLabel"] == "")
    }
  }

  @Test("compare with lists of pictures where there are some")
  func listsOfPictures() throws {
    let result = try Self.result(Self.answer(.cleanWithLists), "LibResults", "Similar")
    #expect(result["Suggestion"] == "Pass")
    #expect(result["Details"] == [])
  }

  /// Label, sublabel, score and scene of what a picture shows.
  static let shown: [(SeenPicture, String, String, String, Int64, scene: String)] = [
    (.porn, "Block", "Porn", "Explicit", 93, "Porn"), (.doubtfulPorn, "Review", "Porn", "Explicit", 51, "Porn"),
    (.sexy, "Review", "Sexy", "Suggestive", 40, "Sexy"), (.ownPornLabel, "Block", "Swimwear", "", 80, "Swimwear"),
    (.firearm, "Block", "Terror", "Firearm", 97, "Terror"), (.gore, "Block", "Terror", "Gore", 81, "Terror"),
    (.pluginScene, "Block", "Drugs", "", 80, "com.example.drugs"),
    (.severalFrames, "Block", "Terror", "Blade", 95, "Terror"), (.excepted, "Review", "Terror", "Fire", 30, "Terror"),
  ]

  @Test("name what a picture shows", arguments: shown)
  func pictures(
    picture: SeenPicture, suggestion: String, label: String, subLabel: String, score: Int64, scene: String
  ) throws {
    let answer = Self.answer(picture)
    for one in [answer, try Self.result(answer, "LabelResults", scene)] {
      #expect(one["Suggestion"]?.string == suggestion)
      #expect(one["Label"]?.string == label)
      #expect(one["SubLabel"]?.string == subLabel)
      #expect(one["Score"] == .integer(score))
    }
    let others = (answer["LabelResults"]?.elements ?? []).filter {
      $0["Scene"]?.string != scene && !(picture == .severalFrames && $0["Scene"] == "Sexy")
    }
    #expect(others.allSatisfy { $0["Suggestion"] == "Pass" })
  }

  @Test("have every hit of several frames")
  func severalFrames() throws {
    let answer = Self.answer(.severalFrames)
    let terror = try Self.result(answer, "LabelResults", "Terror")
    #expect(terror["Details"]?.elements?.map { $0["Score"] } == [95, 40])
    #expect(terror["Details"]?.elements?.map { $0["Id"] } == [0, 1])
    #expect(try Self.result(answer, "LabelResults", "Sexy")["Suggestion"] == "Review")
  }

  @Test("tell a QR code's content, place and kind, and no score")
  func qrCode() throws {
    let answer = Self.answer(.qrCode)
    #expect(answer["Label"] == "Ad")
    #expect(answer["SubLabel"] == "QRCODE")
    #expect(answer["Score"] == 0)
    let result = try Self.result(answer, "ObjectResults", "QrCode")
    #expect(result["Suggestion"] == "Block")
    #expect(result["Names"] == ["QRCODE"])
    let detail = try #require(result["Details"]?.elements?.first)
    #expect(detail["Value"] == "https://example.com/?a=\"b\"")
    #expect(
      detail["Location"]?.sorted
        == JSONValue.object(["Height": 42, "Rotate": 0, "Width": 31, "X": 10, "Y": 20]))
    // Not told as text besides.
    #expect(try Self.result(answer, "OcrResults", "OCR")["Suggestion"] == "Pass")
    let extra = try JSONReading.value(of: Array(try #require(answer["Extra"]?.string).utf8))
    #expect(extra["QRcodeInfo"]?.elements?.first?["HitInfo"] == "QRCODE")
  }

  @Test("name persons of the gallery with place and likeness")
  func faces() throws {
    let answer = Self.answer(.galleryFaces)
    let result = try Self.result(answer, "ObjectResults", "PolityFace")
    #expect(answer["Label"] == "Polity")
    #expect(result["Names"]?.elements == (0..<7).map { JSONValue.string("person \($0)") })
    let details = try #require(result["Details"]?.elements)
    #expect(details.map { $0["Score"] } == (0..<7).map { .integer(90 - $0) })
    #expect(details.map { $0["Location"]?["X"] } == (0..<7).map { .integer($0 * 50) })
    let terror = Self.answer(.terrorFace)
    #expect(terror["Label"] == "Terror")
    #expect(try Self.result(terror, "ObjectResults", "Face")["Names"] == ["person 0"])
    #expect(try Self.result(terror, "ObjectResults", "PolityFace")["Suggestion"] == "Pass")
  }

  @Test("name the list and entry of a known picture, with its likeness")
  func knownPicture() throws {
    let answer = Self.answer(.knownPicture)
    let result = try Self.result(answer, "LibResults", "Similar")
    let detail = try #require(result["Details"]?.elements?.first)
    #expect(detail["LibName"] == "flags")
    #expect(detail["ImageId"] == "flag 7")
    #expect(detail["Score"] == 95)
    #expect(answer["Score"] == 95)
  }

  @Test("name the list and entry of a known file, without a score")
  func knownFile() throws {
    let answer = Self.answer(.knownFile)
    #expect(answer["Label"] == "Illegal")
    #expect(answer["Score"] == 0)
    let result = try Self.result(answer, "LibResults", "Similar")
    #expect(result["Details"]?.elements?.first?["ImageId"] == "case 12")
    // The rest was looked at and is clean.
    #expect(try Self.result(answer, "LabelResults", "Porn")["Label"] == "Normal")
  }

  @Test("never say Normal of a scene that was not looked at", arguments: [SeenPicture.knownFileStops, .blockStops])
  func notLookedAt(picture: SeenPicture) {
    let answer = Self.answer(picture)
    #expect(answer["Suggestion"] == "Block")
    for result in Self.results(answer) where result["Label"] == "Normal" {
      // The scene that decided was looked at; a label of it that was not seen may be Normal.
      #expect(picture == .blockStops && result["Scene"] == "Sexy", "\(result.text)")
    }
  }

  @Test("tell a word's list, place in the text and line, and no score")
  func wordHit() throws {
    let answer = Self.answer(.wordHit)
    #expect(answer["Label"] == "Custom")
    let result = try Self.result(answer, "OcrResults", "OCR")
    #expect(result["Text"] == "加我微信 abc")
    let detail = try #require(result["Details"]?.elements?.first)
    #expect(detail["Keywords"] == ["微信"])
    #expect(detail["LibName"] == "house")
    #expect(detail["Score"] == 0)
    #expect(detail["Rate"] == 87)
    let hit = try #require(detail["HitInfos"]?.elements?.first)
    #expect(hit["Type"] == "Keyword")
    #expect(hit["Keyword"] == "微信")
    // First and last character.
    #expect(hit["Positions"]?.elements?.map(\.sorted) == [.object(["End": 3, "Start": 2])])
    let old = try Self.result(Self.answer(.wordHit, isCurrent: false), "OcrResults", "OCR")
    #expect(old["HitFlag"] == 1)
    #expect(old["Details"]?.elements?.first?["HitInfos"] == nil)
  }

  @Test("tell a pattern without a score, and a class of text with one")
  func patternsAndClasses() throws {
    let pattern = try #require(
      try Self.result(Self.answer(.pattern), "OcrResults", "OCR")["Details"]?.elements?.first)
    #expect(pattern["Score"] == 0)
    #expect(pattern["SubLabel"] == "PhoneNumber")
    #expect(pattern["Keywords"] == ["139 1234 5678", "13912345678"])
    let abuse = try #require(
      try Self.result(Self.answer(.textClass), "OcrResults", "OCR")["Details"]?.elements?.first)
    #expect(abuse["Score"] == 71)
    #expect(abuse["HitInfos"]?.elements?.first?["Type"] == "Model")
  }

  @Test("give the text that was read, at most 5000 bytes and no half character")
  func longText() throws {
    let line = RecognizedLine(
      frameIndex: 0, text: String(repeating: "审", count: 2_000), confidence: 1,
      box: PixelRectangle(x: 0, y: 0, width: 1, height: 1))
    let answer = Self.answer(SeenPicture.judged([], text: [line]))
    let text = try #require(try Self.result(answer, "OcrResults", "OCR")["Text"]?.string)
    #expect((4_900...5_000).contains(text.utf8.count))
    #expect(text.allSatisfy { $0 == "审" })
  }

  @Test("have tags apart from what is judged")
  func tags() throws {
    let answer = Self.answer(.tags)
    #expect(answer["Suggestion"] == "Pass")
    let result = try #require(answer["RecognitionResults"]?.elements?.first)
    #expect(result["Tags"]?.elements?.first?["Name"] == "tabby")
    #expect(result["Tags"]?.elements?.first?["Score"] == 62)
    #expect(answer["LabelResults"]?.elements?.contains { $0["Scene"] == "tags" } == false)
  }

  @Test("of a gap alone name it and have no score", arguments: [SeenPicture.gapAlone, .gravestGap])
  func gap(picture: SeenPicture) throws {
    let answer = Self.answer(picture)
    #expect(answer["Label"] == "Incomplete")
    #expect(answer["Score"] == 0)
    #expect(try Self.result(answer, "LabelResults", picture == .gapAlone ? "Porn" : "Terror")["Label"] == "Incomplete")
    let extra = try JSONReading.value(of: Array(try #require(answer["Extra"]?.string).utf8))
    #expect(extra["Gaps"]?.elements?.count == 1)
  }

  @Test("of a gap beside something seen name what was seen")
  func gapBeside() {
    let answer = Self.answer(.gapBesideFirearm)
    #expect(answer["Label"] == "Terror")
    #expect(answer["Suggestion"] == "Block")
  }

  @Test("do not count what an exception suppresses")
  func suppressed() throws {
    let answer = Self.answer(.suppressed)
    #expect(answer["Suggestion"] == "Pass")
    #expect(try Self.result(answer, "LabelResults", "Porn")["Details"] == [])
  }

  @Test("of 2020-07-13 have the flag of a hit", arguments: SeenPicture.allCases)
  func hitFlag(picture: SeenPicture) {
    let answer = Self.answer(picture, isCurrent: false)
    #expect((answer["HitFlag"] == 0) == (answer["Suggestion"] == "Pass"))
  }
}
