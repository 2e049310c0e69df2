import ImageFetching
import ImageModeration
import Testing

@testable import ModerationService

/// The one law of all dialects.
@Suite("No dialect tells a picture as clean that does not pass", .timeLimit(.minutes(20)))
struct NeverCleanTests {
  /// Every combination of what can be chosen, but for the two options whose very purpose is to let more through.
  static let everyOption: [DialectOptions] = {
    var all: [DialectOptions] = []
    let perhaps: [DialectOptions.Handling?] = [nil, .flag, .error]
    for review in DialectOptions.Handling.allCases {
      for gap in perhaps {
        for unmapped in perhaps {
          for unlooked in DialectOptions.UnlookedCategories.allCases {
            var options = DialectOptions()
            (options.review, options.gap, options.unmappedFindings) = (review, gap, unmapped)
            options.unlookedCategories = unlooked
            all.append(options)
          }
        }
      }
    }
    return all
  }()

  @Test("whatever the configuration says", arguments: SpokenDialect.allCases, everyOption)
  func whateverTheOptions(dialect: SpokenDialect, options: DialectOptions) async throws {
    for sample in Sample.allCases where !sample.passes {
      let answer = await dialect.ask(FixedJudge(sample), options)
      #expect(
        try !dialect.readsAsClean(answer), "\(sample): \(answer.status) \(String(decoding: answer.body, as: UTF8.self))"
      )
    }
  }

  @Test("and what passes is clean by default", arguments: SpokenDialect.allCases, Sample.allCases.filter(\.passes))
  func passingIsClean(dialect: SpokenDialect, sample: Sample) async throws {
    let answer = await dialect.ask(FixedJudge(sample))
    #expect(answer.status == 200)
    #expect(try dialect.readsAsClean(answer))
    #expect(answer.outcome == "PASS")
  }

  @Test("whatever was found", arguments: SpokenDialect.allCases, UInt64(1)...60)
  func whateverWasFound(dialect: SpokenDialect, seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<20 {
      let judged = Self.randomResult(&random)
      let options = Self.everyOption.randomElement(using: &random) ?? DialectOptions()
      guard judged.verdict.map({ $0.suggestion > .pass }) == true else { continue }
      let answer = await dialect.ask(FixedJudge(.success(judged)), options)
      #expect(try !dialect.readsAsClean(answer), "\(String(decoding: answer.body, as: UTF8.self))")
    }
  }

  @Test("nor one that was refused or not judged", arguments: SpokenDialect.allCases, DialectFailureTests.failures)
  func failuresAreNotClean(dialect: SpokenDialect, failure: NamedFailure) async throws {
    let answer = await dialect.ask(FixedJudge(.failure(failure.failure)))
    // Misskey reads every error as clean; whose key is wrong or not granted must be told nevertheless.
    if dialect == .misskey, [401, 403].contains(answer.status) || failure.name == "unknownPolicy" { return }
    #expect(try !dialect.readsAsClean(answer), "\(String(decoding: answer.body, as: UTF8.self))")
  }

  @Test("nor a result that holds a refusal", arguments: SpokenDialect.allCases)
  func refusalsAreNotClean(dialect: SpokenDialect) async throws {
    let rejection = InputRejection(.decodingFailed, message: "cut short")
    let answer = await dialect.ask(FixedJudge(.success(Sample.judged(.rejected(rejection)))))
    if dialect == .misskey {
      #expect(answer.status == 400)
    } else {
      #expect(try !dialect.readsAsClean(answer))
    }
  }

  /// Findings of known and unknown labels with any score, gaps of any gravity.
  private static func randomResult(_ random: inout SeededGenerator) -> Judged {
    let scenes: [Scene] = [.porn, .terror, .politics, .text, Scene(rawValue: "com.example.other")]
    let labels: [Label] = [.porn, .sexy, .terror, .polity, .ad, .abuse, .illegal, .custom, Label(rawValue: "Odd")]
    let subLabels: [SubLabel?] = [nil, .explicit, .firearm, .gore, .fire, .galleryFace, SubLabel(rawValue: "New")]
    let found = (0..<Int.random(in: 0...4, using: &random)).map { _ in
      Sample.Found(
        scenes.randomElement(using: &random) ?? .porn, labels.randomElement(using: &random) ?? .porn,
        subLabels.randomElement(using: &random) ?? nil, Suggestion.allCases.randomElement(using: &random) ?? .pass,
        Double.random(in: 0...1, using: &random),
        suppressedBy: Int.random(in: 0..<6, using: &random) == 0 ? "rule" : nil)
    }
    var gaps: [Scene: Suggestion] = [:]
    for scene in scenes where Int.random(in: 0..<5, using: &random) == 0 {
      gaps[scene] = Suggestion.allCases.randomElement(using: &random) ?? .review
    }
    return Sample.judged(found, gaps: gaps)
  }
}

/// SplitMix64, so that a failing case can be run again.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
