import Foundation
import ImageModeration
import StandardDetectors
import TextMatching

// RulesPerCall MODELS WORKER LIST < IMAGE: one image by the site's rules, and by a forum's with words of its own.
let arguments = CommandLine.arguments
let worker = Isolation.worker(executable: arguments[2])

// Once, in seconds: models, workers, threads.
let models = try StandardModels(scenes: [.text], modelsDirectory: arguments[1], isolation: worker)
let site = try Ruleset(detectors: try models.detectors())
let moderator = try Moderator(rules: site, isolation: worker)

/// As often as the list changes, at the cost of the list. An image that is being judged keeps the rules it began with.
func forum(_ models: StandardModels, words path: String) throws -> Ruleset {
  let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
  let list = try WordList(parsing: bytes, name: "forum")
  return try Ruleset(
    detectors: try models.detectors(lists: OperatorLists(words: [list])),
    policy: Policy(name: "forum", version: list.version, sampling: .firstFrame))
}

let upload = [UInt8](FileHandle.standardInput.readDataToEndOfFile())
for rules in [site, try forum(models, words: arguments[3])] {
  let result = try await moderator.moderate(.bytes(upload, .local), under: rules)
  guard case .verdict(let verdict) = result.outcome else { continue }
  print(result.rules.policy, verdict.suggestion, verdict.reason)
}
