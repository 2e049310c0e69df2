import Foundation
import ImageModeration
import Inference
import InProcessDecoding
import PoliticsDetection
import PornDetection
import TerrorDetection
import TestFixtures
import Testing
import TextDetection

@testable import StandardDetectors

@Suite("Detector choice", .timeLimit(.minutes(20)))
struct DetectorChoiceTests {
  static let everything: [Scene] = [.porn, .terror, .politics, .text, .tags]

  /// Models of which nothing is loaded yet.
  static func models(_ directory: String? = nil) throws -> StandardModels {
    try StandardModels(scenes: [], modelsDirectory: directory, isolation: .inProcess, concurrency: 2)
  }

  static func ids(_ set: DetectorSet) -> Set<String> { Set(set.descriptors.map(\.name)) }

  @Test("sets for many choices compile no model that one set for all of them did not compile")
  func shared() throws {
    let lists = try TestLists.all()
    let one = try Self.models()
    _ = try one.detectors(DetectorChoice(scenes: Self.everything), lists: lists)
    let many = try Self.models()
    #expect(many.compiledModelCount == 0)
    for scenes in [[Scene.text], [.porn], [.terror], [.tags], [.porn, .terror], [.politics], nil, Self.everything] {
      for isThorough in [false, true] {
        for omits in [[], [SubLabel.gore, .phoneNumber]] as [Set<SubLabel>] {
          var choice = DetectorChoice(scenes: scenes, isThorough: isThorough, omits: omits)
          choice.usesTextModels = isThorough
          _ = try many.detectors(choice, lists: lists)
        }
      }
    }
    #expect(many.compiledModelCount == one.compiledModelCount && one.compiledModelCount >= 7)
  }

  @Test("callers at the same time load once")
  func atTheSameTime() async throws {
    let one = try Self.models()
    _ = try one.detectors(DetectorChoice(scenes: [.porn, .terror, .tags]))
    let models = try Self.models()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<8 {
        group.addTask {
          let scenes: [Scene] = index.isMultiple(of: 2) ? [.terror, .porn] : [.tags, .terror]
          _ = try models.detectors(DetectorChoice(scenes: scenes, isThorough: index > 3))
        }
      }
      try await group.waitForAll()
    }
    #expect(models.compiledModelCount == one.compiledModelCount)
  }

  @Test("a load that failed is tried again")
  func again() throws {
    let link = FileManager.default.temporaryDirectory.appending(path: "StandardDetectorsTests-\(UUID().uuidString)")
    let models = try Self.models(link.path)
    #expect(throws: HostFailure.self) { try models.detectors(DetectorChoice(scenes: [.tags])) }
    let directory = try ModelStore(directory: nil).directory
    try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: directory)
    defer { try? FileManager.default.removeItem(at: link) }
    #expect(try models.detectors(DetectorChoice(scenes: [.tags])).scenes == [.tags])
  }

  @Test("models of other scenes than those loaded at first are for choices alone")
  func onDemand() throws {
    let models = try StandardModels(scenes: [.tags], isolation: .inProcess, concurrency: 1)
    #expect(StandardModelsTests.failure { _ = try models.detectors(scenes: [.terror]) }?.code == .invalidComposition)
    #expect(try models.detectors(DetectorChoice(scenes: [.terror])).scenes == [.terror])
    #expect(StandardModelsTests.failure { _ = try models.detectors(scenes: [.terror]) }?.code == .invalidComposition)
    #expect(try models.detectors().scenes == [.tags])
  }

  @Test("a thorough choice wishes for parts of pictures, a plain one for whole pictures", arguments: [false, true])
  func wishes(isThorough: Bool) throws {
    let models = try Self.models()
    // Whatever was asked for before.
    _ = try models.detectors(DetectorChoice(scenes: [.porn, .terror], isThorough: !isThorough))
    let set = try models.detectors(DetectorChoice(scenes: [.porn, .terror], isThorough: isThorough))
    let wishes = Dictionary(uniqueKeysWithValues: set.detectors.map { ($0.descriptor.id, $0.inputWish) })
    #expect(
      wishes == [
        PornDetector.descriptor.id: isThorough ? PornDetector.thoroughWish : PornDetector.wish,
        TerrorDetector.descriptor.id: isThorough ? TerrorDetector.thoroughWish : TerrorDetector.wish,
        GoreDetector.descriptor.id: isThorough ? GoreDetector.thoroughWish : GoreDetector.wish,
      ])
  }

  @Test("a set on shared models finds what a set on models of its own finds", arguments: [false, true])
  func sameFindings(isThorough: Bool) async throws {
    let shared = try Self.models()
    _ = try shared.detectors(DetectorChoice(scenes: [.porn, .terror], isThorough: !isThorough))
    let own = try StandardModels(
      scenes: [.porn, .terror], isolation: .inProcess, options: .init(isThorough: isThorough), concurrency: 1)
    let sets = [
      try own.detectors(), try shared.detectors(DetectorChoice(scenes: [.porn, .terror], isThorough: isThorough)),
    ]
    let rules = try sets.map { try Ruleset(detectors: $0, limits: .unhurried) }
    let moderator = try Moderator(rules: rules[0], isolation: .inProcess)
    var seen: [[Finding]] = []
    for rules in rules {
      let result = try await moderator.moderate(
        .file(path: Fixture.path("images/photos-faces/hopper.png")), under: rules)
      guard case .verdict(let verdict) = result.outcome else { throw ChangingRulesTests.Refused() }
      seen.append(verdict.evidence.map(\.finding))
    }
    #expect(seen[0] == seen[1] && !seen[0].isEmpty)
  }

  @Test("without models of text, words and patterns stay, and the scene names what is not looked for")
  func withoutTextModels() async throws {
    let models = try Self.models()
    let with = try models.detectors(DetectorChoice(scenes: [.text]))
    let without = try models.detectors(DetectorChoice(scenes: [.text], usesTextModels: false))
    #expect(Self.ids(with).subtracting(Self.ids(without)) == ["text.english-abuse", "text.classes"])
    let notCovered = try await Self.notCovered(without, .text)
    #expect(
      notCovered.isSuperset(of: [
        .englishAbuse, .otherAbuse, .chineseAbuse, .chineseAdvertising, .chineseFraud, .chineseGambling,
      ]))
    #expect(notCovered.isDisjoint(with: [.phoneNumber, .webAddress]))
    #expect(try await Self.notCovered(with, .text).isDisjoint(with: [.englishAbuse, .chineseAbuse]))
  }

  /// What the scene's result names as not covered.
  static func notCovered(_ set: DetectorSet, _ scene: Scene) async throws -> Set<SubLabel> {
    let rules = try Ruleset(detectors: set, limits: .unhurried)
    let moderator = try Moderator(rules: rules, isolation: .inProcess)
    let result = try await moderator.moderate(.file(path: Fixture.path("images/photos-faces/hopper.png")))
    guard case .verdict(let verdict) = result.outcome else { throw ChangingRulesTests.Refused() }
    return Set(try #require(verdict.scenes.first { $0.scene == scene }).notCovered)
  }

  @Test("open_nsfw alone takes the place of the decision, in parts too, and the classifier is loaded only for gore")
  func openNSFWAlone() throws {
    let models = try Self.models()
    let choice = DetectorChoice(scenes: [.porn], pornModel: .openNSFW)
    #expect(Self.ids(try models.detectors(choice)) == ["porn.open-nsfw"])
    #expect(models.compiledModelCount == 1)
    var thorough = choice
    thorough.isThorough = true
    #expect(try models.detectors(thorough).detectors.map(\.inputWish) == [OpenNSFWDetector.thoroughWish])
    #expect(models.compiledModelCount == 1)
    _ = try models.detectors(DetectorChoice(scenes: [.porn]))
    #expect(models.compiledModelCount == 2)
  }

  @Test("a scene without a detector, and body parts without porn, are refused")
  func refused() throws {
    let models = try Self.models("/nonexistent")
    for choice in [
      DetectorChoice(scenes: [Scene(rawValue: "weather")]), DetectorChoice(scenes: [.text], findsBodyParts: true),
      DetectorChoice(scenes: [.politics]),
    ] {
      #expect(StandardModelsTests.failure { _ = try models.detectors(choice) }?.code == .invalidComposition)
    }
  }

  @Test("descriptors that are known without loading are those of the loaded detectors, but for lists")
  func descriptors() throws {
    let loaded = try Self.models().detectors(DetectorChoice(scenes: Self.everything), lists: TestLists.all())
    func withoutLists(_ descriptor: DetectorDescriptor) -> DetectorDescriptor {
      DetectorDescriptor(
        id: descriptor.id, scene: descriptor.scene, model: descriptor.model, covers: descriptor.covers,
        doesNotCover: descriptor.doesNotCover,
        bands: ["text.word-lists", "text.code-lists"].contains(descriptor.name) ? [:] : descriptor.bands,
        subLabelBands: descriptor.subLabelBands, basis: descriptor.basis)
    }
    let known = Set(StandardDetectors.descriptors)
    #expect(known.count == StandardDetectors.descriptors.count)
    #expect(
      Set(loaded.descriptors.map(withoutLists))
        == known.subtracting([NudeNetDetector.descriptor, OpenNSFWDetector.descriptor]))
    #expect(Set(known.map(\.scene)) == Set(StandardDetectors.scenes))
  }
}
