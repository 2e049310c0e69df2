import ModerationCore
import TestFixtures
import Testing

@testable import ModerationHarness
@testable import ModerationJudging

/// A look that is closer than that of `Recorded.looking`.
struct CloserLook: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// The scenes that have a gap for it.
  let scenes: [String]
  let change: @Sendable (inout Looking) -> Void

  init(_ name: String, _ scenes: [String], _ change: @escaping @Sendable (inout Looking) -> Void) {
    (testDescription, self.scenes, self.change) = (name, scenes, change)
  }
}

@Suite("Replay", .timeLimit(.minutes(20)))
struct ReplayTests {
  static let box = PixelRectangle(x: 1, y: 1, width: 5, height: 5)

  /// Judged again, what was recorded under version 1 of the policy p being known.
  private func replayed(
    _ before: ResultDocument, _ rules: ReplayRules, then: Looking? = Recorded.looking
  ) -> ResultDocument {
    Replay(rules) { name, version in name == "p" && version == "1" ? then : nil }.judged(before)
  }

  private static func policy(_ change: (inout Policy) -> Void = { _ in }) -> Policy {
    var policy = Policy(name: "p", version: "2", sampling: .documented)
    change(&policy)
    return policy
  }

  private func gaps(_ document: ResultDocument) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: document.scenes.filter { $0.code == "notRecorded" }.map { ($0.scene, $0.reason ?? "") })
  }

  @Test("under the policy that it was made by, a result comes out as it was, to the letter")
  func unchanged() throws {
    var animated = Recorded.facts
    animated.frameCount = 30
    animated.sampledFrames = [0, 5, 10, 15, 20]
    let results = [
      Recorded.result(facts: animated) { ledger in
        for score in [0.1, 0.5, 0.9] {
          ledger.add([Finding(label: .porn, score: score)], from: Recorded.porn, frame: Recorded.frame)
        }
        ledger.record(.notEvaluated(reason: "late", code: "deadline"), for: .text)
        ledger.recordCoverage(looked: 5, of: 30, in: [.porn, .text])
      },
      Recorded.result { $0.record(.failed(DetectorFailure(.inferenceFailed, message: "m")), for: .porn) },
      Recorded.refused(InputRejection(.sideTooSmall, message: "m")),
      ResultDocument(HostFailure(.sourceUnreadable, message: "m"), source: "a", limits: "ims-2020-12-29"),
    ]
    for result in results {
      let again = replayed(try ResultDocument(jsonLine: result.jsonLine()), Recorded.rules())
      #expect(again.jsonLine() == result.jsonLine())
    }
  }

  @Test("scores get the meaning of the new policy, and the result its name and lists")
  func meaning() {
    let before = Recorded.result { ledger in
      ledger.add([Finding(label: .porn, score: 0.5)], from: Recorded.porn, frame: Recorded.frame)
    }
    let policy = Self.policy { $0.thresholds = LabelThresholds(images: [Claim(.porn): .init(review: 0.1, block: 0.4)]) }
    let list = ListIdentity(name: "z", version: "1")
    let after = replayed(before, Recorded.rules(policy, lists: [list]))
    #expect(before.suggestion == "REVIEW" && after.suggestion == "BLOCK" && after.label == "Porn")
    #expect(after.policy?.version == "2" && after.lists == [.init(name: "z", version: "1")])
    #expect(gaps(after).isEmpty)
  }

  @Test("a scene that was not looked at is a gap, whatever the policy says of gaps; one not asked for is gone")
  func scenes() {
    let before = Recorded.result { ledger in
      ledger.add([Finding(label: .porn, score: 0.9)], from: Recorded.porn, frame: Recorded.frame)
    }
    let after = replayed(before, Recorded.rules(Self.policy { $0.gapSuggestion = .pass }, scenes: [.terror, .text]))
    #expect(after.suggestion == "REVIEW" && after.findings.isEmpty)
    #expect(after.scenes.map(\.scene) == ["terror", "text"] && gaps(after).keys.sorted() == ["terror"])
  }

  @Test("what a certain BLOCK made unnecessary is a gap once it is none")
  func notNeeded() {
    let stopping = Policy(name: "p", version: "1", sampling: .documented, stopsAtBlock: true)
    let before = Recorded.result(stopping) { ledger in
      ledger.add([Finding(label: .porn, score: 0.9)], from: Recorded.porn, frame: Recorded.frame)
      ledger.record(.notNeeded(reason: "BLOCK was certain"), for: .text)
    }
    let mild = Self.policy { $0.thresholds = LabelThresholds(images: [Claim(.porn): .init(review: 1, block: 1)]) }
    let after = replayed(before, Recorded.rules(mild))
    #expect(after.suggestion == "REVIEW" && gaps(after).keys.sorted() == ["text"])
    #expect(before.judged(under: mild, descriptors: [Recorded.porn])?.suggestion == .review)
    let same = replayed(before, Recorded.rules(Self.policy()))
    #expect(same.suggestion == "BLOCK" && gaps(same).isEmpty)
  }

  @Test("files that a list excepts: an exception that is gone is a gap, a new one decides, and MD5 is not known")
  func knownFiles() {
    let sha256 = String(repeating: "a", count: 64)
    let allowing = KnownFiles(name: "own.tsv", suggestion: .pass, sha256: [sha256])
    let excepted = Recorded.result { ledger in
      _ = KnownFileRule([allowing], scenes: [.porn, .text]).run(
        FileDigest(sha256: sha256.utf8).map { [$0] } ?? [], into: &ledger)
    }
    #expect(excepted.suggestion == "PASS")
    #expect(replayed(excepted, Recorded.rules(Self.policy(), knownFiles: [allowing])).suggestion == "PASS")
    let gone = replayed(excepted, Recorded.rules(Self.policy()))
    #expect(gone.suggestion == "REVIEW" && gaps(gone).count == 2)
    let blocked = Recorded.result { ledger in
      ledger.add([Finding(label: .porn, score: 0.9)], from: Recorded.porn, frame: Recorded.frame)
    }
    let allowed = replayed(blocked, Recorded.rules(Self.policy(), knownFiles: [allowing]))
    #expect(allowed.suggestion == "PASS" && allowed.findings.map(\.detector) == ["known-files/1"])
    let blocking = KnownFiles(name: "bad.tsv", suggestion: .block, label: .terror, sha256: [sha256])
    #expect(replayed(Recorded.result(), Recorded.rules(Self.policy(), knownFiles: [blocking])).label == "Terror")
  }

  @Test(
    "a closer look than then is a gap of the scenes that it concerns",
    arguments: [
      CloserLook("parts", ["porn", "terror"]) { $0.isThorough = true },
      CloserLook("body parts", ["porn"]) { $0.findsBodyParts = true },
      CloserLook("another reader", ["text"]) { $0.reader = "tiny" },
      CloserLook("models for text", ["text"]) { $0.usesTextModels = true },
      CloserLook("on black", ["porn", "terror", "text"]) { $0.looksOnBlack = true },
      CloserLook("hidden colour", ["porn", "terror", "text"]) { $0.judgesHiddenColor = true },
      CloserLook("more frames", ["porn", "terror", "text"]) { $0.sampling = "standard" },
      CloserLook("codes", ["text"]) { $0.omits = ["PhoneNumber"] },
      CloserLook("numbers, which are in the text", []) { $0.omits = ["QRCode"] },
      CloserLook("nothing", []) { _ in },
    ])
  func closer(look: CloserLook) {
    var facts = Recorded.facts
    (facts.hasAlpha, facts.frameCount) = (true, 9)
    let before = Recorded.result(scenes: [.porn, .terror, .text], facts: facts)
    var rules = Recorded.rules(Self.policy(), scenes: [.porn, .terror, .text])
    look.change(&rules.looking)
    #expect(gaps(replayed(before, rules)).keys.sorted() == look.scenes)
  }

  @Test("what was looked at more closely than is asked for now leaves no gap")
  func lessClosely() {
    var then = Recorded.looking
    (then.isThorough, then.findsBodyParts, then.usesTextModels, then.looksOnBlack) = (true, true, true, true)
    (then.omits, then.judgesHiddenColor) = ([], true)
    let before = Recorded.result(scenes: [.porn, .terror, .text])
    #expect(gaps(replayed(before, Recorded.rules(Self.policy(), scenes: [.porn, .terror, .text]), then: then)).isEmpty)
  }

  @Test("an opaque picture with all its frames looked at has no gap for transparency and sampling")
  func stills() {
    var rules = Recorded.rules(Self.policy())
    rules.looking.looksOnBlack = true
    rules.looking.sampling = "standard"
    #expect(gaps(replayed(Recorded.result(), rules)).isEmpty)
  }

  @Test("how closely was looked under a policy that nobody knows is a gap of every scene")
  func unknown() {
    let after = replayed(Recorded.result(), Recorded.rules(Self.policy()), then: nil)
    #expect(after.suggestion == "REVIEW" && gaps(after).count == 2)
  }

  @Test("limits: what is refused now, what was and would not be, what is refused whatever they are")
  func limits() {
    var strict = Limits.ims20201229
    strict.size.minimumSidePixels = 100
    var rules = Recorded.rules(Self.policy(), limits: strict)
    rules.looking.limits = ["minimumSidePixels": "100"]
    let refused = replayed(Recorded.result(), rules)
    #expect(refused.suggestion == nil && refused.rejection?.code == "sideTooSmall" && refused.findings.isEmpty)
    #expect(refused.rejection?.profileCode == "InvalidParameterValue.ImageSizeTooSmall")

    var facts = Recorded.facts
    facts.size = PixelSize(width: 30, height: 30)
    let small = Recorded.refused(InputRejection(.sideTooSmall, message: "m"), facts: facts)
    #expect(replayed(small, rules).rejection?.code == "sideTooSmall")
    rules.limits.size.minimumSidePixels = 20
    let open = replayed(small, rules)
    #expect(open.suggestion == "REVIEW" && gaps(open).count == 2)
    let broken = Recorded.refused(InputRejection(.decodingFailed, message: "m"))
    #expect(replayed(broken, rules).rejection?.code == "decodingFailed")
    // The same limits refuse the same, though the facts do not tell.
    let heavy = Recorded.refused(InputRejection(.decodeMemoryExceeded, message: "m"))
    #expect(replayed(heavy, Recorded.rules(Self.policy())).rejection?.code == "decodeMemoryExceeded")
  }

  @Test("stored text and codes meet the lists of now, and what lists found then is gone")
  func text() {
    let line = RecognizedLine(frameIndex: 0, text: "buy now", confidence: 1, box: Self.box)
    let before = Recorded.result(text: [line]) { ledger in
      ledger.add(
        WordFinder(word: "buy").inspect([line], of: TextDescription()), from: WordFinder(word: "buy").descriptor,
        frame: nil)
      ledger.add(
        [
          Finding(
            label: .ad, subLabel: SubLabel(rawValue: "QRCode"), score: 0.5,
            locations: [.init(frameIndex: 0, box: Self.box)],
            text: "https://a.example")
        ],
        from: Recorded.codes, frame: Recorded.frame)
    }
    var rules = Recorded.rules(Self.policy(), text: [WordFinder(word: "now")])
    rules.looking.omits = []
    var then = Recorded.looking
    then.omits = []
    let now = replayed(before, rules, then: then)
    #expect(now.findings.filter { $0.list != nil }.map(\.keywords) == [["now"]])
    rules.textDetectors = [WordFinder(word: "a.example")]
    #expect(replayed(before, rules, then: then).findings.contains { $0.keywords == ["a.example"] })
    rules.textDetectors = [WordFinder(word: "nothing")]
    let without = replayed(before, rules, then: then)
    #expect(without.suggestion == "REVIEW" && without.findings.map(\.subLabel) == ["QRCode"])
    rules.allowanceOfCode = { $0.text == "https://a.example" ? "own.txt: a.example" : nil }
    let allowed = replayed(before, rules, then: then)
    #expect(allowed.suggestion == "PASS" && allowed.findings.map(\.suppressedBy) == ["own.txt: a.example"])
    #expect(allowed.scenes.first { $0.scene == "text" }?.supplied == ["wordLists": 1])
  }

  @Test("lists of pictures and faces: unchanged ones hold, others are a gap and their findings gone")
  func pictures() {
    let before = Recorded.result(scenes: [.politics], lists: [Recorded.knownPictures, Recorded.gallery]) { ledger in
      ledger.add(
        [Finding(label: .polity, score: 0.9, keywords: ["x"], list: "known.tsv")], from: Recorded.pictures,
        frame: Recorded.frame)
      ledger.add(
        [Finding(label: .polity, score: 0.9, candidates: [.init(name: "n", group: "g", score: 0.9)])],
        from: Recorded.faces, frame: Recorded.frame)
    }
    func found(_ rules: ReplayRules) -> ([String], Int) {
      let after = replayed(before, rules)
      return (after.findings.map(\.detector).sorted(), gaps(after).count)
    }
    let (kept, changed) = (Recorded.knownPictures, ListIdentity(name: "known.tsv", version: "2"))
    let both = ["politics.faces/3", "politics.fingerprints/2"]
    #expect(
      found(Recorded.rules(Self.policy(), scenes: [.politics], pictures: [kept], gallery: Recorded.gallery)) == (
        both, 0
      ))
    #expect(
      found(Recorded.rules(Self.policy(), scenes: [.politics], pictures: [changed], gallery: Recorded.gallery)) == (
        [both[0]], 1
      ))
    #expect(found(Recorded.rules(Self.policy(), scenes: [.politics], pictures: [kept])) == ([both[1]], 0))
    var used = Recorded.rules(Self.policy(), scenes: [.politics], pictures: [kept], gallery: Recorded.gallery)
    used.looking.uses["faces"] = "[{group: a, suggestion: REVIEW}]"
    #expect(found(used) == ([both[1]], 1))
  }

  @Test("a model that did not look then is a gap of its scene, also under the same policy")
  func models() {
    func model(_ sha256: String) -> DetectorDescriptor {
      DetectorDescriptor(
        id: "shapes/1", scene: Scene(rawValue: "shapes"), model: .init(name: "shapes", sha256: sha256), covers: [],
        doesNotCover: [], bands: [.custom: ScoreBands(reviewFrom: 0.4, as: .custom, blockAbove: 0.8, as: .custom)])
    }
    let before = Recorded.result(scenes: [.porn, .text])
    var rules = Recorded.rules(scenes: [.porn, .text, Scene(rawValue: "shapes")])
    rules.detectors.append(model("b"))
    let after = replayed(before, rules)
    #expect(after.suggestion == "REVIEW" && gaps(after).keys.sorted() == ["shapes"])
    // Learned anew under the same name.
    var ledger = SceneLedger(policy: Policy(name: "p", version: "1", sampling: .documented))
    ledger.add([Finding(label: .custom, score: 0.1)], from: model("a"), frame: Recorded.frame)
    let verdict = VerdictMerge(descriptors: [model("a")], scenes: [model("a").scene]).verdict(ledger)
    let old = ResultDocument(
      ModerationResult(
        image: Recorded.facts, outcome: .verdict(verdict), text: [], advisories: [], timing: [:],
        rules: RulesIdentity(limits: "ims-2020-12-29", policy: "p", policyVersion: "1", lists: [])), source: "a")
    rules.scenes = [model("b").scene]
    #expect(gaps(replayed(old, rules))["shapes"]?.contains("present model shapes did not look then") == true)
    rules.detectors[rules.detectors.count - 1] = model("a")
    #expect(replayed(old, rules).jsonLine() == old.jsonLine())
  }

  @Test("fewer pixels than a still has refuse it; than sampled frames may have are a gap; so is less memory")
  func budgets() {
    var limits = Limits.ims20201229
    limits.maximumSampledPixels = 6000
    var rules = Recorded.rules(Self.policy(), limits: limits)
    rules.looking.limits = ["maximumSampledPixels": "6000", "maximumDecodeMemoryBytes": "200"]
    var then = Recorded.looking
    then.limits = ["maximumSampledPixels": "60000", "maximumDecodeMemoryBytes": "200"]
    #expect(replayed(Recorded.result(), rules, then: then).rejection?.code == "pixelBudgetExceeded")
    var facts = Recorded.facts
    (facts.frameCount, facts.sampledFrames) = (2, [0, 1])
    let animated = replayed(Recorded.result(facts: facts), rules, then: then)
    #expect(animated.suggestion == "REVIEW" && gaps(animated)["porn"]?.contains("were allowed") == true)
    rules.limits = .ims20201229
    rules.looking.limits = ["maximumSampledPixels": "60000", "maximumDecodeMemoryBytes": "100"]
    #expect(gaps(replayed(Recorded.result(), rules, then: then))["porn"]?.contains("memory") == true)
  }

  @Test("lines that are no results are told in their place, and the others judged in order")
  func lines() async throws {
    let folder = try TemporaryFolder()
    let row = Recorded.result().jsonLine()
    let file = try folder.write(
      (Array(repeating: row, count: 200) + ["{}"] + Array(repeating: row, count: 99) + ["torn"]).joined(separator: "\n")
        .utf8, to: "rows.jsonl")
    var (numbers, wrong): ([Int], [Int?]) = ([], [])
    let replay = Replay(Recorded.rules()) { _, _ in nil }
    try await ReplayRun(replay, concurrency: 2, writesJSON: true).run(try ResultRows(path: file)) { row in
      numbers.append(row.line)
      #expect(row.json == Recorded.result().jsonLine())
    } problem: {
      wrong.append($0.line)
    }
    #expect(numbers == Array(1...200) + Array(202...300) && wrong == [201, 301])
  }

  @Test("scenes of detectors that are not this library's stay, as do their findings")
  func strangers() {
    let blue = DetectorDescriptor(
      id: "blue/1", scene: Scene(rawValue: "colours"), covers: [], doesNotCover: [],
      bands: [.custom: ScoreBands(reviewFrom: 0.4, as: .custom, blockAbove: 0.8, as: .custom)])
    let before = Recorded.result(scenes: [.porn, .text, blue.scene]) { ledger in
      ledger.add([Finding(label: .custom, score: 0.9)], from: blue, frame: Recorded.frame)
    }
    let after = replayed(before, Recorded.rules(Self.policy()))
    #expect(after.suggestion == "BLOCK" && after.scenes.map(\.scene).contains("colours") && gaps(after).isEmpty)
  }
}
