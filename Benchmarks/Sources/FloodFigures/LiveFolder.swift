import Foundation
import ImageModeration
import Policies
import StandardDetectors

/// A live folder of many policies: how long an edit takes to be live, and what reading the folder costs.
struct LiveFolder {
  let models: String
  let worker: String
  let count: Int

  /// The edits that are timed.
  private static let edits = 20
  /// The entries of the word list that all policies share.
  private static let words = 100_000

  func run() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "policies-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder + "/words", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write("scenes: [porn]\n", folder, "default.yaml")
    for index in 1..<max(2, count) { try write(Self.policy(index, edit: 0), folder, "policy\(index).yaml") }
    let list = "# name: many\n" + (0..<Self.words).map { "entry\(String($0, radix: 36))x\n" }.joined()
    try write(list, folder, "words/many.txt")
    let isolation = Isolation.worker(executable: worker)
    let policies = try PolicyFolder(folder, detectors: StandardDetectors.descriptors)
    let loaded = try StandardModels(for: policies.served(), modelsDirectory: models, isolation: isolation)
    let live = try LivePolicies(policies, on: loaded)
    // Files that were just written are read again: their times cannot be trusted yet.
    try await Task.sleep(for: .seconds(4))
    live.reload()

    var waits: [Duration] = []
    for edit in 1...Self.edits {
      let before = try live.rules.rules(named: "policy1").policy.version
      let start = ContinuousClock.now
      try write(Self.policy(1, edit: edit), folder, "policy1.yaml")
      while try live.rules.rules(named: "policy1").policy.version == before {
        try await Task.sleep(for: .milliseconds(1))
      }
      waits.append(ContinuousClock.now - start)
    }
    waits.sort()
    print("\(count) policies that share a list of \(Self.words) entries, two cores at most")
    print(
      "from a rename to the edited policy being live: median \(waits[waits.count / 2]), worst \(waits.last ?? .zero)")
    for (name, change) in [
      ("nothing changed", {}), ("one policy edited", { try write(Self.policy(1, edit: 7), folder, "policy1.yaml") }),
      ("one word of the list changed", { try write(list + "another\n", folder, "words/many.txt") }),
    ] as [(String, () throws -> Void)] {
      live.stop()
      try change()
      let before = Usage.cpu
      live.reload()
      print("CPU of reading the folder, \(name): \(Usage.cpu - before)")
    }
  }

  private static func policy(_ index: Int, edit: Int) -> String {
    """
    scenes: [text]
    reading: {textModels: false}
    lists: {words: [words/many.txt]}
    texts: {Ad: {block: 0.\(75 + (index + edit) % 20)}}

    """
  }

  /// Puts a file in place at once.
  private func write(_ text: String, _ folder: String, _ name: String) throws {
    let draft = "\(folder)/.draft"
    try Data(text.utf8).write(to: URL(filePath: draft))
    guard rename(draft, "\(folder)/\(name)") == 0 else { throw CocoaError(.fileWriteUnknown) }
  }
}
