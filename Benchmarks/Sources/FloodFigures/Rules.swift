import Foundation
import ImageModeration
import StandardDetectors
import TextMatching

/// One moderator, two rule sets in turn, and a word list that changes every 50 ms: is each verdict that of exactly one
/// version, and what does a change cost?
struct Rules {
  let models: String
  let worker: String
  let pictures: [Picture]
  let count: Int

  /// One state of the rules, and the only word that its list has.
  private struct Version: Sendable {
    let word: String
    let strict: Ruleset
    let mild: Ruleset
  }

  private static let words = ["微信", "优惠", "the", "a", "扫码", "e", "o", "1"]

  func run() async throws {
    let isolation = Isolation.worker(executable: worker)
    let loading = ContinuousClock.now
    let loaded = try StandardModels(modelsDirectory: models, isolation: isolation)
    let loadTime = ContinuousClock.now - loading
    let current = Shared(try Self.version(0, loaded))
    let moderator = try Moderator(rules: current.value.strict, isolation: isolation)
    let (changes, costs) = (Shared(0), Shared<[Duration]>([]))
    let changing = Task {
      var index = 0
      while !Task.isCancelled {
        index += 1
        let start = ContinuousClock.now
        let next = try Self.version(index, loaded)
        costs.update { $0.append(ContinuousClock.now - start) }
        current.update { $0 = next }
        changes.update { $0 += 1 }
        try await Task.sleep(for: .milliseconds(50))
      }
    }
    var memory: [Int] = []
    let wrong = Shared<[String]>([])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<count {
        if index >= 4 { try await group.next() }
        if index.isMultiple(of: max(1, count / 10)) { memory.append(Usage.residentMiB) }
        group.addTask {
          let (version, picture) = (current.value, pictures[index % pictures.count])
          let rules = index.isMultiple(of: 2) ? version.strict : version.mild
          let result = try await moderator.moderate(.bytes(picture.bytes, .local), under: rules)
          guard case .verdict(let verdict) = result.outcome else { return }
          let hits = verdict.evidence.filter { $0.detector.hasPrefix("text.word-lists") }
          let foreign = hits.filter { $0.finding.keywords != [version.word] }
          let isOwn = result.rules.lists.map(\.name) == [version.word] && result.rules.policy == rules.policy.name
          let wanted: Suggestion = rules.policy.name == "strict" ? .block : .review
          if !foreign.isEmpty || !isOwn || hits.contains(where: { $0.meaning.suggestion != wanted }) {
            wrong.update { $0.append(picture.name) }
          }
        }
      }
      try await group.waitForAll()
    }
    changing.cancel()
    let sorted = costs.value.sorted()
    print(
      "models loaded once in \(loadTime); \(changes.value) versions of the list, each made in \(sorted[sorted.count / 2])"
    )
    print("\(count) images by two rule sets in turn; verdicts that are not those of their version: \(wrong.value)")
    print("resident MiB, every tenth part: \(memory)")
  }

  private static func version(_ index: Int, _ models: StandardModels) throws -> Version {
    let word = words[index % words.count]
    let list = try WordList(parsing: Array("# suggestion: BLOCK\n\(word)\n".utf8), name: word)
    let set = try models.detectors(lists: OperatorLists(words: [list]))
    let asking = ScoreBands(reviewFrom: 0, as: .custom, blockAbove: 1, as: .custom)
    return Version(
      word: word, strict: try Ruleset(detectors: set, policy: Policy(name: "strict", sampling: .standard)),
      mild: try Ruleset(
        detectors: set,
        policy: Policy(name: "mild", sampling: .standard, bands: ["text.word-lists": [.custom: asking]])))
  }
}
