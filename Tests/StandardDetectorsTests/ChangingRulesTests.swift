import ImageModeration
import InProcessDecoding
import StandardDetectors
import Synchronization
import TestFixtures
import Testing
import TextDetection
import TextMatching

@Suite("Rules that change under load", .timeLimit(.minutes(20)))
struct ChangingRulesTests {
  /// One state of the rules: the word that its list has, and what its policy makes of a hit.
  struct Version: Sendable {
    let word: String
    let strict: Ruleset
    let mild: Ruleset
  }

  static let words = (0..<64).map { "word\($0)x" }

  static func version(_ index: Int, _ pixels: DetectorSet) throws -> Version {
    let word = words[index % words.count]
    let list = try WordList(parsing: Array("# suggestion: BLOCK\n\(word)\n".utf8), name: "list")
    var set = pixels
    set.textRecognizers = [
      FakeRecognizer { frame in
        [
          RecognizedLine(
            frameIndex: frame.frameIndex, text: words.joined(separator: " "), confidence: 1,
            box: PixelRectangle(x: 0, y: 0, width: 10, height: 10))
        ]
      }
    ]
    set.textDetectors = [try WordListDetector(lists: [list])]
    let mild = Policy(
      name: "mild", sampling: .standard,
      bands: ["text.word-lists": [.custom: ScoreBands(reviewFrom: 0, as: .custom, blockAbove: 1, as: .custom)]])
    return Version(
      word: word,
      strict: try Ruleset(detectors: set, limits: .unhurried, policy: Policy(name: "strict", sampling: .standard)),
      mild: try Ruleset(detectors: set, limits: .unhurried, policy: mild))
  }

  @Test("1,000 images by two rule sets in turn, while the list changes: each verdict is that of one version")
  func underLoad() async throws {
    let pixels = DetectorSet(detectors: [FakeDetector.scoring(0.1)])
    let current = Box(try Self.version(0, pixels))
    let rules = current.value.strict
    let moderator = try Moderator(
      rules: rules, isolation: .inProcess, capacity: .init(concurrentImages: 2, waitingImages: 8))
    let bytes = try Fixture.bytes("images/photos-faces/hopper.png")
    let changes = Atomic(0)
    let changing = Task {
      var index = 0
      while !Task.isCancelled {
        index += 1
        let next = try Self.version(index, pixels)
        current.update { $0 = next }
        changes.store(index, ordering: .relaxed)
        try await Task.sleep(for: .milliseconds(50))
      }
    }
    let seen = Box<Set<String>>([])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<1_000 {
        if index >= 8 { try await group.next() }
        group.addTask {
          let version = current.value
          let isStrict = index.isMultiple(of: 2)
          let result = try await moderator.moderate(
            .bytes(bytes, .local), under: isStrict ? version.strict : version.mild)
          guard case .verdict(let verdict) = result.outcome else { throw Refused() }
          let hits = verdict.evidence.filter { $0.scene == .text }
          #expect(hits.map(\.finding.keywords) == [[version.word]])
          #expect(verdict.suggestion == (isStrict ? .block : .review))
          #expect(result.rules.policy == (isStrict ? "strict" : "mild"))
          #expect(result.rules.lists == version.strict.detectors.descriptors.flatMap(\.lists))
          #expect(verdict.scenes.map(\.status) == [.evaluated, .evaluated])
          seen.update { $0.insert(version.word) }
        }
      }
      try await group.waitForAll()
    }
    changing.cancel()
    #expect(changes.load(ordering: .relaxed) > 2)
    #expect(seen.value.count > 2)
  }

  struct Refused: Error {}
}

@Suite("Standard models", .timeLimit(.minutes(20)))
struct StandardModelsTests {
  static func failure(_ body: () throws -> Void) -> HostFailure? {
    do {
      try body()
      return nil
    } catch {
      return error as? HostFailure
    }
  }

  @Test("a new word list costs a word list: no model is compiled again")
  func lists() throws {
    let models = try StandardModels(scenes: [.porn, .text], isolation: .inProcess, concurrency: 1)
    let compiled = models.compiledModelCount
    #expect(compiled >= 3)
    var identities: Set<ListIdentity> = []
    for index in 0..<50 {
      let list = try WordList(parsing: Array("word\(index)".utf8), name: "list")
      let set = try models.detectors(lists: OperatorLists(words: [list]))
      #expect(set.scenes == [.porn, .text])
      identities.formUnion(set.descriptors.flatMap(\.lists))
    }
    #expect(identities.count == 50)
    #expect(models.compiledModelCount == compiled)
  }

  @Test("rule sets of one moderator share the models, and judge by their own lists")
  func shared() async throws {
    let models = try StandardModels(scenes: [.porn, .text], isolation: .inProcess, concurrency: 1)
    func rules(_ word: String) throws -> Ruleset {
      let list = try WordList(parsing: Array("# suggestion: BLOCK\n\(word)".utf8), name: word)
      return try Ruleset(detectors: try models.detectors(lists: .init(words: [list])), limits: .unhurried)
    }
    let moderator = try Moderator(rules: try rules("nothing"), isolation: .inProcess)
    let source = ImageSource.file(path: Fixture.path("images/text/chat.png"))
    // Some models are loaded when they are first asked.
    let usual = try await moderator.moderate(source)
    let compiled = models.compiledModelCount
    let strict = try await moderator.moderate(source, under: try rules("weekly"))
    #expect([usual.suggestion, strict.suggestion] == [.pass, .block])
    #expect(usual.rules.lists.map(\.name) == ["nothing"])
    #expect(strict.rules.lists.map(\.name) == ["weekly"])
    #expect(models.compiledModelCount == compiled)
  }

  @Test("a scene without its models, and politics with nothing to compare with, are refused")
  func scenes() throws {
    let models = try StandardModels(
      scenes: [.porn, .politics], isolation: .inProcess, options: .init(comparesFaces: false))
    #expect(try models.detectors().scenes == [.porn])
    #expect(Self.failure { _ = try models.detectors(scenes: [.terror]) }?.code == .invalidComposition)
    #expect(Self.failure { _ = try models.detectors(scenes: [.politics]) }?.code == .invalidComposition)
  }

  @Test("without scenes and manifests nothing is opened")
  func nothing() throws {
    let models = try StandardModels(
      scenes: [], modelsDirectory: "/nonexistent", isolation: .inProcess)
    #expect(models.compiledModelCount == 0)
    #expect(try models.detectors().scenes.isEmpty)
  }
}
