import Foundation
import ImageModeration
import Policies
import StandardDetectors
import Synchronization
import TestFixtures
import Testing

/// One way in which a policy `chat` that asks becomes one that blocks.
struct LiveChange: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// The way to the folder, below the base.
  var watched = "policies"
  var before: @Sendable (Scratch) throws -> Void = { _ in }
  let change: @Sendable (Scratch) throws -> Void

  static let all: [LiveChange] = [
    LiveChange(testDescription: "a file is written") { try $0.write(LiveFolder.blocks, to: "policies/chat.yaml") },
    LiveChange(testDescription: "a file is renamed over") {
      try $0.write(LiveFolder.blocks, to: "policies/.chat.yaml.draft")
      try $0.move("policies/.chat.yaml.draft", to: "policies/chat.yaml")
    },
    LiveChange(testDescription: "what it inherits is written") {
      try $0.write(LiveFolder.base + LiveFolder.blocks, to: "policies/default.yaml")
    },
    LiveChange(
      testDescription: "the data of a config map are swapped",
      before: { scratch in
        for (version, text) in [("..2026_1", LiveFolder.asks), ("..2026_2", LiveFolder.blocks)] {
          try scratch.write(text, to: "policies/\(version)/chat.yaml")
        }
        try scratch.link("policies/..data", to: "..2026_1")
        try scratch.link("policies/chat.yaml", to: "..data/chat.yaml")
      }
    ) { try $0.link("policies/..data", to: "..2026_2") },
    LiveChange(
      testDescription: "a link on the way to the folder is swapped", watched: "current/policies",
      before: { scratch in
        try scratch.write(LiveFolder.base, to: "next/policies/default.yaml")
        try scratch.write(LiveFolder.blocks, to: "next/policies/chat.yaml")
        try scratch.link("current", to: ".")
      }
    ) { try $0.link("current", to: "next") },
    LiveChange(testDescription: "a checkout puts files in the place of others") { scratch in
      for name in ["chat.yaml", "default.yaml"] { try scratch.remove("policies/\(name)") }
      try scratch.write(LiveFolder.base, to: "policies/default.yaml")
      try scratch.write("extends: strict\n", to: "policies/chat.yaml")
      try scratch.write(LiveFolder.blocks, to: "policies/strict.yaml")
    },
  ]
}

@Suite("Policies of a folder, live", .timeLimit(.minutes(20)))
struct LivePoliciesTests {
  @Test("every way of change is live for the next image", arguments: LiveChange.all)
  func seen(change: LiveChange) async throws {
    let folder = try LiveFolder(["chat.yaml": LiveFolder.asks], watched: change.watched, prepare: change.before)
    #expect(try await folder.judge("chat").suggestion == .review)
    try change.change(folder.scratch)
    #expect(try folder.isLive())
    let result = try await folder.judge("chat")
    #expect(result.suggestion == .block)
    #expect(result.rules.policyVersion == folder.statistics.versions["chat"])
  }

  @Test("policies come and go, and a report says which")
  func comesAndGoes() async throws {
    let folder = try LiveFolder(["chat.yaml": LiveFolder.asks])
    try folder.write(LiveFolder.blocks, to: "forum.yaml")
    #expect(try folder.isLive())
    #expect(try await folder.judge("forum").suggestion == .block)
    try folder.scratch.remove("policies/chat.yaml")
    #expect(try folder.isLive())
    let failure = await #expect(throws: HostFailure.self) { try await folder.judge("chat") }
    #expect(failure?.code == .unknownPolicy)
    #expect(
      folder.reports.all.map(\.description)
        == [
          "policies live: forum \(folder.statistics.versions["forum"]??.description ?? "")",
          "policies live: without chat",
        ])
  }

  @Test("what is hardly meant is noted when it comes, and not at every change after it")
  func notices() throws {
    let folder = try LiveFolder(["chat.yaml": LiveFolder.asks])
    try folder.write("gaps: {deadline: PASS}\n", to: "chat.yaml")
    #expect(try folder.isLive())
    try folder.write(LiveFolder.blocks, to: "forum.yaml")
    #expect(try folder.isLive())
    let notes = folder.reports.all.map { $0.description.split(separator: "\n").filter { $0.hasPrefix("note: ") } }
    #expect(notes.map(\.count) == [1, 0])
    #expect(notes.first?.first?.hasPrefix("note: chat.yaml:1:") == true)
  }

  @Test(
    "what is wrong changes nothing, is told once with its place, and is gone when it is mended",
    arguments: [
      ("chat.yaml", "stopsAtBlock: true\nimages: {Pron: {block: 0.5}}\n", "chat.yaml:2:", LiveFolder.blocks),
      ("chat.yaml", "images: [\n", "chat.yaml:2:", LiveFolder.blocks),
      ("pictures/a.tsv", "# name: a\nno fingerprint\n", "pictures/a.tsv:2:", String(repeating: "b", count: 64)),
    ])
  func broken(file: String, text: String, place: String, mended: String) async throws {
    let folder = try LiveFolder([
      "chat.yaml": LiveFolder.asks,
      "faces_off.yaml": "scenes: [porn, politics]\nlists: {pictures: [pictures/a.tsv]}\n",
      "pictures/a.tsv": String(repeating: "a", count: 64),
    ])
    let before = folder.statistics
    try folder.write(text, to: file)
    // A right one beside it waits for it.
    try folder.write(LiveFolder.blocks, to: "forum.yaml")
    #expect(folder.until { $0.problem != nil })
    for _ in 0..<3 { folder.live.reload() }
    #expect(folder.statistics.problem?.contains(place) == true, "\(folder.statistics.problem ?? "")")
    #expect(folder.statistics.versions == before.versions)
    #expect(try await folder.judge("chat").suggestion == .review)
    #expect(folder.reports.refused == [folder.statistics.problem])
    #expect(folder.statistics.refusals == 1)
    try folder.write(mended, to: file)
    #expect(try folder.isLive())
    #expect(folder.statistics.versions["forum"] != nil)
    #expect(folder.reports.refused.count == 1)
  }

  @Test("what was right before is right again when a broken file gets its old text back")
  func takenBack() throws {
    let folder = try LiveFolder(["chat.yaml": LiveFolder.asks])
    let before = folder.statistics
    try folder.write("nonsense\n", to: "chat.yaml")
    #expect(folder.until { $0.problem != nil })
    try folder.write(LiveFolder.asks, to: "chat.yaml")
    #expect(folder.until { $0.problem == nil })
    #expect(folder.statistics.versions == before.versions)
    #expect(folder.reports.all.last?.description == "policies live: unchanged")
  }

  @Test("a folder that goes changes nothing, and is live again when it comes back")
  func folderGoes() async throws {
    let folder = try LiveFolder(["chat.yaml": LiveFolder.asks])
    let before = folder.statistics
    try folder.scratch.move("policies", to: "gone")
    #expect(folder.until { $0.problem != nil })
    #expect(folder.statistics.problem?.contains(folder.path) == true)
    #expect(folder.statistics.versions == before.versions)
    #expect(try await folder.judge("chat").suggestion == .review)
    try folder.scratch.write(LiveFolder.blocks, to: "gone/chat.yaml")
    try folder.scratch.move("gone", to: "policies")
    #expect(try folder.isLive())
    #expect(try await folder.judge("chat").suggestion == .block)
  }

  @Test(
    "a folder that fills with more than is allowed changes nothing until there is less",
    arguments: [(1_001, "yaml", "1000 are allowed"), (10_001, "txt", "more than 10000 entries")])
  func fills(count: Int, ending: String, words: String) throws {
    let folder = try LiveFolder(["chat.yaml": LiveFolder.asks])
    let before = folder.statistics
    for index in 0..<count {
      try #require(FileManager.default.createFile(atPath: "\(folder.path)/file\(index).\(ending)", contents: nil))
    }
    #expect(folder.until { $0.problem?.contains(words) == true }, "\(folder.statistics.problem ?? "")")
    #expect(folder.statistics.versions["chat"] == before.versions["chat"])
    for index in 0..<count { try folder.scratch.remove("policies/file\(index).\(ending)") }
    #expect(try folder.isLive())
    #expect(folder.statistics.versions == before.versions)
  }

  @Test("fifty policies compile the list that they share once, and an edit of one of them none; an edited list is live")
  func sharedList() async throws {
    let models = try DetectorChoiceTests.models()
    var files = ["words/a.txt": "# suggestion: BLOCK\nnothing\n"]
    let text = "scenes: [text]\nreading: {textModels: false}\nlists: {words: [words/a.txt]}\n"
    for index in 0..<50 { files["chat\(index).yaml"] = text }
    let folder = try LiveFolder(files, models: models)
    #expect(models.compiledListCount == 1)
    try folder.write(text + LiveFolder.asks, to: "chat7.yaml")
    #expect(try folder.isLive())
    #expect(models.compiledListCount == 1)
    try folder.write("# suggestion: BLOCK\nweekly\n", to: "words/a.txt")
    #expect(try folder.isLive())
    #expect(models.compiledListCount == 2)
    let chat = ImageSource.file(path: Fixture.path("images/text/chat.png"))
    #expect(try await folder.moderator.moderate(chat, policy: "chat49").suggestion == .block)
  }

  @Test("twenty edits load no model")
  func edits() async throws {
    let folder = try LiveFolder(["chat.yaml": LiveFolder.asks], models: try DetectorChoiceTests.models())
    let compiled = folder.models.compiledModelCount
    for index in 0..<20 {
      try folder.write("images: {Porn: {block: 0.\(70 + index)}}\n", to: "chat.yaml")
      #expect(try folder.isLive())
    }
    #expect(folder.models.compiledModelCount == compiled)
    #expect(folder.statistics.replacements >= 20)
    #expect(try await folder.judge("chat").suggestion == .review)
  }

  @Test("a policy that needs models that no other needed gets them")
  func moreModels() async throws {
    let models = try DetectorChoiceTests.models()
    let folder = try LiveFolder(["chat.yaml": LiveFolder.asks], models: models)
    let compiled = models.compiledModelCount
    try folder.write("scenes: [porn, tags]\n", to: "chat.yaml")
    #expect(try folder.isLive())
    #expect(models.compiledModelCount > compiled)
    guard case .verdict(let verdict) = try await folder.judge("chat").outcome else {
      Issue.record("no verdict")
      return
    }
    #expect(Set(verdict.scenes.map(\.scene)) == [.porn, .tags])
  }

  @Test("the usual policy cannot go, whatever it is called, and all that changed with it waits")
  func usualGoes() async throws {
    let folder = try LiveFolder(["main.yaml": LiveFolder.asks, "chat.yaml": LiveFolder.asks], usual: "main")
    let before = folder.statistics
    try folder.scratch.remove("policies/main.yaml")
    #expect(folder.until { $0.problem != nil })
    folder.live.reload()
    #expect(folder.statistics.problem?.contains("main") == true)
    #expect(folder.statistics.versions == before.versions)
    #expect(folder.statistics.refusals == 1)
    #expect(folder.reports.refused.count == 1)
    #expect(try await folder.judge().rules.policy == "main")
    try folder.write(LiveFolder.blocks, to: "main.yaml")
    #expect(try folder.isLive())
    #expect(try await folder.judge().suggestion == .block)
  }

  @Test("a built-in policy may be the usual one, and a file of its name takes its place and goes again")
  func builtInUsual() async throws {
    let folder = try LiveFolder(["ims.yaml": LiveFolder.base], usual: "ims")
    try folder.write(LiveFolder.base + LiveFolder.blocks, to: "ims.yaml")
    #expect(try folder.isLive())
    #expect(try await folder.judge().suggestion == .block)
    #expect(folder.statistics.versions["ims"] != nil)
  }

  @Test("a shadow is judged as it was edited")
  func shadow() async throws {
    let folder = try LiveFolder(["chat.yaml": "shadow: trial\n", "trial.yaml": LiveFolder.passes])
    #expect(try await folder.judge("chat").shadow?.suggestion == .pass)
    let version = folder.statistics.versions["chat"]
    try folder.write(LiveFolder.blocks, to: "trial.yaml")
    #expect(try folder.isLive())
    let result = try await folder.judge("chat")
    #expect(result.suggestion == .review)
    #expect(result.shadow?.suggestion == .block)
    #expect(folder.statistics.versions["chat"] == version)
  }

  @Test("reload may be called at any time by anybody, even by a report; reports come one at a time, in order")
  func reloads() async throws {
    let scratch = try Scratch()
    try scratch.write(LiveFolder.base, to: "policies/default.yaml")
    let told = Mutex<[String]>([])
    let isTelling = Atomic(false)
    let overlaps = Atomic(0)
    let box = Box<LivePolicies?>(nil)
    let path = "\(scratch.path)/policies"
    let live = try LivePolicies(
      try PolicyFolder(path, detectors: StandardDetectors.descriptors), on: try LiveFolder(["a_a.yaml": ""]).models
    ) { change in
      if isTelling.exchange(true, ordering: .sequentiallyConsistent) { overlaps.add(1, ordering: .relaxed) }
      if case .live(let changed, _, _) = change { told.withLock { $0 += changed.values } }
      box.value?.reload()
      isTelling.store(false, ordering: .sequentiallyConsistent)
    }
    box.update { $0 = live }
    await withTaskGroup(of: Void.self) { group in
      for index in 0..<20 {
        group.addTask {
          try? scratch.put(LiveFolder.base + "sampling: \(index % 7 + 1)\n", to: "policies/default.yaml")
          live.reload()
        }
      }
    }
    live.reload()
    live.stop()
    box.update { $0 = nil }
    // What was told last is live.
    #expect(overlaps.load(ordering: .relaxed) == 0)
    #expect(told.withLock(\.last) == live.rules.statistics.versions["default"])
    try scratch.remove("policies")
  }

  @Test("it goes with its owner, and its thread holds it no longer than a change takes")
  func ends() throws {
    let scratch = try Scratch()
    try scratch.write(LiveFolder.base, to: "policies/default.yaml")
    let ended = Reports()
    weak var gone: LivePolicies?
    func start() throws {
      let token = Token { ended.add(.refused("ended")) }
      let live = try LivePolicies(
        try PolicyFolder("\(scratch.path)/policies", detectors: StandardDetectors.descriptors),
        on: try LiveFolder(["a_a.yaml": ""]).models
      ) { _ in withExtendedLifetime(token) {} }
      gone = live
    }
    try start()
    #expect(ended.another())
    #expect(gone == nil)
    try scratch.remove("policies")
  }

  /// Something whose end is told.
  final class Token: Sendable {
    private let end: @Sendable () -> Void

    init(_ end: @escaping @Sendable () -> Void) { self.end = end }

    deinit { end() }
  }
}
