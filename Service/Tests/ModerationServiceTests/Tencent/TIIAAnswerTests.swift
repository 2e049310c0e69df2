import ImageModeration
import Testing

@testable import ModerationService

@Suite("TIIA answers", .timeLimit(.minutes(20)))
struct TIIAAnswerTests {
  static let everyScene: Set<Scene> = [.porn, .terror, .politics, .text]

  private static func answer(
    _ judged: Judged, _ scenes: Set<Scene> = everyScene, unavailable: Set<Scene> = [], isStrict: Bool = false,
    hasText: Bool = true, extra: String? = nil
  ) -> JSONValue {
    .object(
      TIIAAnswer(
        judged, scenes: scenes, unavailable: unavailable, isStrict: isStrict, hasText: hasText, extra: extra
      ).fields)
  }

  private static let names: KeyValuePairs<Scene, String> = [
    .porn: "PornResult", .terror: "TerrorismResult", .politics: "PoliticsResult", .text: "TextResult",
  ]

  private static func result(_ answer: JSONValue, _ scene: Scene) throws -> JSONValue {
    let name = try #require(names.first { $0.key == scene }?.value)
    let result = try #require(answer[name])
    try #require(result != .null)
    return result
  }

  private static let gravity = ["PASS": 0, "REVIEW": 1, "BLOCK": 2]

  /// Every choice of scenes.
  static let choices: [Set<Scene>] = (1..<16).map { bits in
    Set(names.enumerated().filter { bits & 1 << $0.offset != 0 }.map(\.element.key))
  }

  @Test("have every documented field in its type and its values", arguments: SeenPicture.allCases, choices)
  func documented(picture: SeenPicture, scenes: Set<Scene>) {
    let answer = Self.answer(picture.judged, scenes)
    #expect(DocumentedAnswer.tiia.problems(answer, "Answer") == [])
    for (scene, name) in Self.names {
      #expect((answer[name] == .null) == !scenes.contains(scene), "null where it was not asked for: \(name)")
    }
    #expect(answer["DisgustResult"] == .null)
  }

  @Test("of TICM are the same without text", arguments: SeenPicture.allCases)
  func ticm(picture: SeenPicture) {
    let answer = Self.answer(picture.judged, [.porn, .terror, .politics], hasText: false)
    #expect(DocumentedAnswer.ticm.problems(answer, "Answer") == [])
  }

  @Test("say in all what the worst of the scenes says", arguments: SeenPicture.allCases)
  func worst(picture: SeenPicture) throws {
    let answer = Self.answer(picture.judged)
    let gravities = try Self.names.map { scene, _ in
      try #require(Self.gravity[try Self.result(answer, scene)["Suggestion"]?.string ?? ""])
    }
    let all = try #require(Self.gravity[answer["Suggestion"]?.string ?? ""])
    #expect(all >= gravities.max() ?? 3)
    #expect(answer["Suggestion"]?.string == picture.judged.verdict.map { "\($0.suggestion)" })
    // Lists of files and plugins' scenes have no result of their own here.
    if ![.knownFile, .knownFileStops, .pluginScene].contains(picture) { #expect(gravities.max() == all) }
  }

  @Test("say PASS of no scene that was not looked at", arguments: [SeenPicture.knownFileStops, .blockStops])
  func notLookedAt(picture: SeenPicture) throws {
    let answer = Self.answer(picture.judged)
    #expect(answer["Suggestion"] == "BLOCK")
    for scene in picture.unneeded {
      let result = try Self.result(answer, scene)
      #expect(result["Suggestion"] == "REVIEW")
      #expect(result["Code"] == -2)
      #expect(result["Msg"] == "BLOCK was certain before")
    }
  }

  static let pornRows: [(SeenPicture, String, String, Int64)] = [
    (.clean, "NORMAL", "PASS", 100), (.porn, "PORN", "BLOCK", 93), (.doubtfulPorn, "PORN", "REVIEW", 51),
    (.sexy, "HOT", "REVIEW", 40), (.ownPornLabel, "PORN", "BLOCK", 80), (.suppressed, "NORMAL", "PASS", 100),
  ]

  @Test("tell porn with the confidence in the suggestion", arguments: pornRows)
  func porn(picture: SeenPicture, type: String, suggestion: String, confidence: Int64) throws {
    let result = try Self.result(Self.answer(picture.judged), .porn)
    #expect(result["Type"]?.string == type)
    #expect(result["Suggestion"]?.string == suggestion)
    #expect(result["Confidence"] == .integer(confidence))
    #expect(result["Code"] == 0)
  }

  static let textRows: [(SeenPicture, String, String, [JSONValue])] = [
    (.clean, "NOTEXT", "PASS", []), (.readableText, "NORMAL", "PASS", []), (.qrCode, "ADS", "BLOCK", ["二维码"]),
    (.wordHit, "OTHERS", "BLOCK", ["微信"]), (.pattern, "ADS", "REVIEW", ["139 1234 5678", "13912345678"]),
    (.textClass, "CURSE", "REVIEW", []),
  ]

  @Test("tell text by its type, with the words", arguments: textRows)
  func text(picture: SeenPicture, type: String, suggestion: String, words: [JSONValue]) throws {
    let result = try Self.result(Self.answer(picture.judged), .text)
    #expect(result["Type"]?.string == type)
    #expect(result["Suggestion"]?.string == suggestion)
    #expect(result["Keywords"]?.elements == words)
  }

  static let labels: [(Label, SubLabel?, String)] = [
    (.ad, nil, "ADS"), (.polity, nil, "POLITICS"), (.porn, nil, "PORN"), (.terror, nil, "TERRORISM"),
    (.abuse, nil, "CURSE"), (.illegal, SubLabel(rawValue: "Drugs"), "DRUGS"), (.illegal, nil, "OTHERS"),
    (.custom, nil, "OTHERS"), (Label(rawValue: "House"), nil, "OTHERS"),
  ]

  @Test("have the documented type for each label of text", arguments: labels)
  func textTypes(label: Label, subLabel: SubLabel?, type: String) throws {
    let finding = Finding(label: label, subLabel: subLabel, score: 1)
    let evidence = Verdict.Evidence(
      scene: .text, detector: "test/1", model: nil, basis: .operatorList, finding: finding, frameIndex: nil,
      meaning: ScoreBands.Meaning(.block, label, subLabel))
    let result = try Self.result(Self.answer(SeenPicture.judged([evidence])), .text)
    #expect(result["Type"]?.string == type)
  }

  @Test("name at most five persons, with place and the likeliest name")
  func faces() throws {
    let result = try Self.result(Self.answer(SeenPicture.galleryFaces.judged), .politics)
    #expect(result["Type"] == "FACE")
    let faces = try #require(result["FaceResults"]?.elements)
    #expect(faces.count == 5)
    #expect(faces.map { $0["Candidates"]?.elements?.map { $0["Name"]?.string } } == (0..<5).map { ["person \($0)"] })
    #expect(faces[1]["FaceRect"]?.sorted == .object(["Height": 44, "Width": 40, "X": 50, "Y": 5]))
    let terror = try Self.result(Self.answer(SeenPicture.terrorFace.judged), .terror)
    #expect(terror["Type"] == "FACE")
    #expect(terror["FaceResults"]?.elements?.count == 1)
  }

  @Test("tell a known picture by its fingerprint")
  func knownPicture() throws {
    let result = try Self.result(Self.answer(SeenPicture.knownPicture.judged), .politics)
    #expect(result["Type"] == "DNA")
    #expect(result["Suggestion"] == "BLOCK")
    #expect(result["FaceResults"] == [])
  }

  /// Where REVIEW and BLOCK begin, by scene and type, as documented.
  private static let bands = [
    "terror LABEL": (86, 91), "terror FACE": (70, 80), "politics DNA": (75, 90), "politics FACE": (70, 80),
  ]

  private static func isInBand(_ result: JSONValue, _ scene: Scene) throws -> Bool {
    let type = try #require(result["Type"]?.string)
    let (review, block) = try #require(bands["\(scene) \(type)"])
    let confidence = Int(try #require(result["Confidence"]?.integerValue))
    return switch result["Suggestion"] {
    case "PASS": (0..<review).contains(confidence)
    case "REVIEW": (review..<block).contains(confidence)
    default: result["Suggestion"] == "BLOCK" && (block...100).contains(confidence)
    }
  }

  @Test("keep Confidence in the documented band of its Suggestion", arguments: SeenPicture.allCases)
  func bands(picture: SeenPicture) throws {
    for answer in [
      Self.answer(picture.judged), Self.answer(picture.judged, unavailable: [.politics]),
    ] {
      #expect(try Self.isInBand(try Self.result(answer, .terror), .terror))
      #expect(try Self.isInBand(try Self.result(answer, .politics), .politics))
    }
  }

  @Test("keep it there whatever the score", arguments: UInt64(1)...200)
  func bandsOfRandomScores(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let scene = Bool.random(using: &random) ? Scene.terror : .politics
    let kinds: [(SubLabel?, [Finding.Candidate])] = [
      (.firearm, []), (.galleryFace, [Finding.Candidate(name: "n", group: "g", score: 0.5)]), (.knownPicture, []),
    ]
    let evidence = (0..<Int.random(in: 0...4, using: &random)).map { _ -> Verdict.Evidence in
      let (subLabel, candidates) = kinds.randomElement(using: &random) ?? kinds[0]
      let label = scene == .terror ? Label.terror : .polity
      return Verdict.Evidence(
        scene: scene, detector: "test/1", model: nil, basis: .model,
        finding: Finding(
          label: label, subLabel: subLabel, score: Double.random(in: 0...1, using: &random), candidates: candidates),
        frameIndex: 0,
        meaning: ScoreBands.Meaning(Suggestion.allCases.randomElement(using: &random) ?? .pass, label),
        suppressedBy: Int.random(in: 0..<5, using: &random) == 0 ? "rule" : nil)
    }
    var gaps: [Scene: (SceneStatus, Suggestion)] = [:]
    if Int.random(in: 0..<3, using: &random) == 0 {
      gaps[scene] = (
        .notEvaluated(reason: "r", code: "unseen"), Suggestion.allCases.randomElement(using: &random) ?? .pass
      )
    }
    let advice = Advisory(
      code: RejectionCode.sideTooSmall.rawValue, limit: "minimumSidePixels", measured: .count(40), allowed: .count(51))
    let answer = Self.answer(
      SeenPicture.judged(evidence, gaps: gaps, advisories: Bool.random(using: &random) ? [advice] : []), [scene],
      isStrict: Bool.random(using: &random))
    #expect(DocumentedAnswer.tiia.problems(answer, "Answer") == [])
    #expect(try Self.isInBand(try Self.result(answer, scene), scene), "\(answer.text)")
    for face in try Self.result(answer, scene)["FaceResults"]?.elements ?? [] {
      for candidate in face["Candidates"]?.elements ?? [] {
        #expect((0...100).contains(candidate["Confidence"]?.integerValue ?? -1))
      }
    }
  }

  @Test("of a gap have the code -2 and no PASS that the policy does not give")
  func gaps() throws {
    let review = try Self.result(Self.answer(SeenPicture.gapAlone.judged), .porn)
    #expect(review["Code"] == -2)
    #expect(review["Suggestion"] == "REVIEW")
    #expect(review["Type"] == "FAIL")
    #expect(review["Confidence"] == 0)
    let passing = try Self.result(Self.answer(SeenPicture.gapThatPasses.judged), .porn)
    #expect(passing["Code"] == -2)
    #expect(passing["Suggestion"] == "PASS")
    // Nobody looked: not NORMAL.
    #expect(passing["Type"] == "FAIL")
    #expect(passing["Confidence"] == 0)
    let failed = try Self.result(Self.answer(SeenPicture.modelFailed.judged), .porn)
    #expect(failed["Code"] == -2)
    #expect(failed["Msg"] == "a detector failed: inferenceFailed")
  }

  @Test("of a file that is too large for text alone have -1402 there, and the other scenes")
  func textTooLarge() throws {
    let answer = Self.answer(SeenPicture.textTooLarge.judged)
    #expect(try Self.result(answer, .text)["Code"] == -1402)
    #expect(try Self.result(answer, .text)["Suggestion"] == "REVIEW")
    #expect(try Self.result(answer, .porn)["Code"] == 0)
    #expect(answer["Suggestion"] == "REVIEW")
  }

  static let advisories: [(RejectionCode, MeasuredValue, MeasuredValue)] = [
    (.sideTooSmall, .count(50), .count(51)), (.aspectRatioTooLarge, .ratio(5), .ratio(5)),
  ]

  @Test("in strict use have -1401 for text and politics outside the advice", arguments: advisories)
  func strict(code: RejectionCode, measured: MeasuredValue, allowed: MeasuredValue) throws {
    let advisory = Advisory(code: code.rawValue, limit: "advised", measured: measured, allowed: allowed)
    let judged = SeenPicture.judged([], advisories: [advisory])
    let strict = Self.answer(judged, isStrict: true)
    for scene in [Scene.text, .politics] {
      #expect(try Self.result(strict, scene)["Code"] == -1401)
      #expect(try Self.result(strict, scene)["Suggestion"] == "REVIEW")
    }
    for scene in [Scene.porn, .terror] { #expect(try Self.result(strict, scene)["Code"] == 0) }
    #expect(strict["Suggestion"] == "REVIEW")
    #expect(Self.answer(judged, [.porn], isStrict: true)["Suggestion"] == "PASS")
    let usual = Self.answer(judged)
    #expect(usual["Suggestion"] == "PASS")
    #expect(try Self.result(usual, .text)["Code"] == 0)
  }

  @Test("of a scene that is not set up ask for a person")
  func unavailable() throws {
    let answer = Self.answer(SeenPicture.clean.judged, unavailable: [.politics])
    let politics = try Self.result(answer, .politics)
    #expect(politics["Code"] == -2)
    #expect(politics["Suggestion"] == "REVIEW")
    #expect(answer["Suggestion"] == "REVIEW")
    for scene in Self.everyScene {
      let answer = Self.answer(SeenPicture.clean.judged, unavailable: [scene])
      #expect(DocumentedAnswer.tiia.problems(answer, "Answer") == [])
    }
  }

  @Test("echo Extra", arguments: [nil, "caller's own", "\u{202E}\"\\\n"])
  func extra(text: String?) {
    #expect(Self.answer(SeenPicture.clean.judged, extra: text)["Extra"]?.string == text ?? "")
  }
}
