import CodeDetection
import ImageModeration
import InProcessDecoding
import TestFixtures
import Testing
import TextDetection
import TextMatching

@testable import StandardDetectors

@Suite("Sublabels that are not looked for", .timeLimit(.minutes(20)))
struct OmissionTests {
  static let qrCode = SubLabel(rawValue: "QRCode")

  @Test(
    "a detector of which nothing is wanted is left out, and the scene names what it would have covered",
    arguments: [
      (Scene.text, [SubLabel.phoneNumber, .webAddress, .mailAddress, .messengerAccount], ["text.patterns"]),
      (.text, [qrCode], ["text.small-codes"]),
      (
        .text, Set(SubLabel.matrixCodes + SubLabel.goodsCodes),
        ["text.barcodes", "text.small-codes"]
      ),
      (.text, [.englishAbuse], ["text.english-abuse"]), (.text, [.chineseFraud], []),
      (.terror, [.gore], ["terror.gore"]),
      (.terror, [.firearm, .blade, .militaryVehicle, .fire], ["terror.efficientnet-lite2"]),
      (.terror, [.firearm], []), (.politics, [.galleryFace], ["politics.faces"]),
      (.politics, [.knownPicture], ["politics.fingerprints"]),
    ] as [(Scene, Set<SubLabel>, Set<String>)])
  func leftOut(scene: Scene, omits: Set<SubLabel>, names: Set<String>) throws {
    let models = try DetectorChoiceTests.models()
    let lists = try TestLists.all()
    let narrow = try models.detectors(DetectorChoice(scenes: [scene], omits: omits), lists: lists)
    let loaded = models.compiledModelCount
    let whole = try models.detectors(DetectorChoice(scenes: [scene]), lists: lists)
    #expect(DetectorChoiceTests.ids(whole).subtracting(DetectorChoiceTests.ids(narrow)) == names)
    // What is left out is not even loaded.
    let isSaved = !names.isDisjoint(with: ["terror.gore", "terror.efficientnet-lite2", "politics.faces"])
    #expect((models.compiledModelCount > loaded) == isSaved)
    func covered(_ set: DetectorSet) -> Set<SubLabel> { set.descriptors.reduce(into: []) { $0.formUnion($1.covers) } }
    func named(_ set: DetectorSet) -> Set<SubLabel> {
      set.descriptors.reduce(into: Set()) { $0.formUnion($1.doesNotCover) }.subtracting(covered(set))
    }
    #expect(covered(narrow) == covered(whole).subtracting(omits))
    #expect(named(narrow) == named(whole).union(omits))
  }

  @Test("the result of an image names what is omitted, and has no finding of it")
  func result() async throws {
    let models = try DetectorChoiceTests.models()
    let set = try models.detectors(DetectorChoice(scenes: [.text, .terror], omits: [.gore, Self.qrCode, .fire]))
    #expect(try await DetectorChoiceTests.notCovered(set, .text).contains(Self.qrCode))
    #expect(try await DetectorChoiceTests.notCovered(set, .terror).isSuperset(of: [.gore, .fire, .violence]))
    let rules = try Ruleset(detectors: set, limits: .unhurried)
    let result = try await Moderator(rules: rules, isolation: .inProcess).moderate(
      .file(path: Fixture.path("images/text/six-pixels.png")))
    guard case .verdict(let verdict) = result.outcome else { throw ChangingRulesTests.Refused() }
    #expect(verdict.evidence.contains { $0.finding.subLabel == .firearm })
    #expect(verdict.evidence.allSatisfy { $0.finding.subLabel != .fire && $0.finding.subLabel != .gore })
  }

  @Test("what only bands tell apart can be omitted together alone, and no scene can be left empty")
  func refused() throws {
    let models = try DetectorChoiceTests.models("/nonexistent")
    for (scene, omits) in [
      (Scene.porn, [SubLabel.suggestive]), (.porn, [.explicit]), (.porn, [.explicit, .suggestive]),
      (.terror, [.gore, .firearm, .blade, .militaryVehicle, .fire]),
    ] {
      let choice = DetectorChoice(scenes: [scene], omits: Set(omits))
      #expect(StandardModelsTests.failure { _ = try models.detectors(choice) }?.code == .invalidComposition)
    }
  }

  static let lines: [RecognizedLine] = ["电话13800138000", "info@example.com", "微信：abc12345"].enumerated().map {
    RecognizedLine(
      frameIndex: 0, text: $0.element, confidence: 1,
      box: PixelRectangle(x: 0, y: Double($0.offset) * 40, width: 100, height: 30))
  }

  @Test("findings of omitted sublabels are dropped, those of others stay, also where a detector gives up")
  func dropped() throws {
    let narrow = NarrowedTextDetector(TextPatternDetector(), omitting: [.phoneNumber], naming: [.minor])
    #expect(try narrow.inspect(Self.lines, of: TextDescription()).map(\.subLabel) == [.messengerAccount, .mailAddress])
    #expect(narrow.descriptor.covers == [.webAddress, .mailAddress, .messengerAccount])
    #expect(narrow.descriptor.doesNotCover == [.phoneNumber, .minor])
    #expect(narrow.descriptor.id == TextPatternDetector.descriptor.id)
    let long = RecognizedLine(
      frameIndex: 0, text: String(repeating: "word ", count: 4000), confidence: 1,
      box: PixelRectangle(x: 0, y: 400, width: 100, height: 30))
    do {
      _ = try narrow.inspect(Self.lines + [long], of: TextDescription())
      Issue.record("no error")
    } catch {
      #expect(error.code == .tooMuchToLookAt)
      #expect(error.findings.map(\.subLabel) == [.messengerAccount, .mailAddress])
    }
  }

  @Test("where others may have been left out for those that are dropped, the image counts as not looked at whole")
  func full() throws {
    let numbers = (0..<300).map { index in
      RecognizedLine(
        frameIndex: 0, text: "电话1380013\(8000 + index)", confidence: 1,
        box: PixelRectangle(x: 0, y: Double(index) * 40, width: 100, height: 30))
    }
    func inspect(_ lines: [RecognizedLine], _ omitted: Set<SubLabel>) throws(DetectorFailure) -> [Finding] {
      try NarrowedTextDetector(
        TextPatternDetector(), omitting: omitted, mostFindings: TextPatterns.maximumHitCount
      ).inspect(lines, of: TextDescription())
    }
    #expect(try inspect(Array(numbers.prefix(200)) + Self.lines, [.phoneNumber]).count == 2)
    #expect(try inspect(numbers, [.webAddress]).count == TextPatterns.maximumHitCount)
    do {
      _ = try inspect(numbers + Self.lines, [.phoneNumber])
      Issue.record("no error")
    } catch {
      #expect(error.code == .tooMuchToLookAt && error.findings.map(\.subLabel) == [.messengerAccount])
    }
  }

  @Test("findings that get their sublabel of bands are dropped where all that the bands may give is omitted")
  func byBands() throws {
    let size = PixelSize(width: 1, height: 1)
    let frame = FrameDescription(
      size: size, strideBytes: 3, channelOrder: .rgb, frameIndex: 0, originalSize: size,
      originalRegion: PixelRectangle(x: 0, y: 0, width: 1, height: 1))
    let bands = ScoreBands(reviewFrom: 0.2, as: .sexy, .suggestive, blockAbove: 0.8, as: .porn, .explicit)
    let base = TwoFindings(
      descriptor: DetectorDescriptor(
        id: "two/1", scene: .porn, covers: [.explicit, .suggestive, .bodyParts], doesNotCover: [],
        bands: [.porn: bands]))
    func count(_ omitted: Set<SubLabel>) throws -> Int {
      try NarrowedDetector(base, omitting: omitted).inspect([0, 0, 0].span.bytes, of: frame).count
    }
    #expect(try count([]) == 2 && count([.minor]) == 2)
    #expect(try count([.explicit, .suggestive]) == 1)
    #expect(try count([.bodyParts]) == 1)
  }

  /// Claims porn, and a body part.
  struct TwoFindings: Detector {
    let descriptor: DetectorDescriptor
    let inputWish = InputWish(fit: .longestSide(64))

    func inspect(_ pixels: RawSpan, of frame: FrameDescription) -> [Finding] {
      [Finding(label: .porn, score: 0.9), Finding(label: .porn, subLabel: .bodyParts, score: 0.1)]
    }
  }
}
