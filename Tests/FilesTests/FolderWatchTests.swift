import Dispatch
import Foundation
import Synchronization
import Testing

@testable import Files

/// A folder `rules` in a folder of its own, and what the tests do to it.
final class WatchedFolder {
  let base: String
  var path: String { "\(base)/rules" }

  init() throws {
    var template = Array("/tmp/watch-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    base = String(cString: made)
    try make("rules/lists")
    try write("one", to: "rules/policy.yaml")
    try write("one", to: "rules/lists/words.txt")
  }

  deinit { try? FileManager.default.removeItem(atPath: base) }

  func make(_ folder: String) throws {
    try FileManager.default.createDirectory(atPath: "\(base)/\(folder)", withIntermediateDirectories: true)
  }

  /// Writes into a file as it is.
  func write(_ text: String, to file: String) throws {
    let stream = try #require(fopen("\(base)/\(file)", "w"))
    fputs(text, stream)
    fclose(stream)
  }

  func move(_ from: String, to: String) throws {
    try #require(rename("\(base)/\(from)", "\(base)/\(to)") == 0)
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(base)/\(name)") }

  /// Makes a link, or puts it in the place of another at once.
  func link(_ name: String, to target: String) throws {
    try #require(symlink(target, "\(base)/\(name).new") == 0)
    try move("\(name).new", to: name)
  }
}

/// One way in which a folder changes.
struct FolderChange: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// The folder that is watched, below the base.
  var watched = "rules"
  var before: @Sendable (WatchedFolder) throws -> Void = { _ in }
  let change: @Sendable (WatchedFolder) throws -> Void

  static let all: [FolderChange] = [
    FolderChange(testDescription: "a file is written") { try $0.write("two", to: "rules/policy.yaml") },
    FolderChange(testDescription: "a file in a folder of it is written") {
      try $0.write("two", to: "rules/lists/words.txt")
    },
    FolderChange(testDescription: "a file is renamed over") {
      try $0.write("two", to: "new.yaml")
      try $0.move("new.yaml", to: "rules/policy.yaml")
    },
    FolderChange(testDescription: "a file comes") { try $0.write("new", to: "rules/lists/more.txt") },
    FolderChange(testDescription: "a file goes") { try $0.remove("rules/lists/words.txt") },
    FolderChange(testDescription: "a folder with a file comes") {
      try $0.make("rules/more/lists")
      try $0.write("new", to: "rules/more/lists/words.txt")
    },
    FolderChange(testDescription: "a checkout puts files in the place of others") { folder in
      for name in ["policy.yaml", "lists/words.txt"] {
        try folder.remove("rules/\(name)")
        try folder.write("two", to: "rules/\(name)")
      }
    },
    FolderChange(
      testDescription: "a link to the data of a config map is swapped",
      before: { folder in
        for version in ["..2026_1", "..2026_2"] {
          try folder.make("rules/\(version)")
          try folder.write(version, to: "rules/\(version)/words.txt")
        }
        try folder.link("rules/..data", to: "..2026_1")
        try folder.link("rules/words.txt", to: "..data/words.txt")
      }
    ) { try $0.link("rules/..data", to: "..2026_2") },
    FolderChange(
      testDescription: "the folder is a link, which is swapped", watched: "current",
      before: { folder in
        try folder.make("other")
        try folder.link("current", to: "rules")
      }
    ) { try $0.link("current", to: "other") },
    FolderChange(
      testDescription: "a link on the way to the folder is swapped", watched: "releases/current/rules",
      before: { folder in
        try folder.make("releases/1/rules")
        try folder.make("releases/2/rules")
        try folder.link("releases/current", to: "\(folder.base)/releases/1")
      }
    ) { try $0.link("releases/current", to: "2") },
    FolderChange(testDescription: "the folder is moved away") { try $0.move("rules", to: "gone") },
    FolderChange(
      testDescription: "a folder that was not there is made", watched: "later/rules", before: { try $0.remove("rules") }
    ) { try $0.make("later/rules") },
  ]
}

/// Counts calls, and lets a test wait for them.
final class Calls: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  private let made = Atomic(0)

  var count: Int { made.load(ordering: .sequentiallyConsistent) }

  func note() {
    made.add(1, ordering: .sequentiallyConsistent)
    semaphore.signal()
  }

  /// Whether there is another call, for which a hung watch is given up at last.
  func another() -> Bool { semaphore.wait(timeout: .now() + .seconds(60)) == .success }
}

@Suite("folder watch", .timeLimit(.minutes(20)))
struct FolderWatchTests {
  static let sources: [FolderWatch.Source] = [.news, .state(every: .milliseconds(10))]

  /// A watch that never compares the state beside the news.
  static func watch(
    _ path: String, _ source: FolderWatch.Source, quiet: Duration = .milliseconds(20),
    _ onChange: @escaping @Sendable () -> Void
  ) throws -> FolderWatch {
    try FolderWatch(path, quiet: quiet, interval: .seconds(3600), source: source, onChange: onChange)
  }

  @Test("every way of change is told, and what changes afterwards, too", arguments: FolderChange.all, sources)
  func told(change: FolderChange, source: FolderWatch.Source) throws {
    let folder = try WatchedFolder()
    try change.before(folder)
    let calls = Calls()
    let watched = "\(folder.base)/\(change.watched)"
    let watch = try Self.watch(watched, source) { calls.note() }
    try change.change(folder)
    #expect(calls.another())
    // Gone and made again.
    if FileManager.default.fileExists(atPath: watched) {
      try FileManager.default.removeItem(atPath: watched)
      #expect(calls.another())
    }
    try FileManager.default.createDirectory(atPath: watched, withIntermediateDirectories: true)
    #expect(calls.another())
    try Data("three".utf8).write(to: URL(filePath: "\(watched)/policy.yaml"))
    #expect(calls.another())
    watch.stop()
  }

  @Test("many changes together are told of once", arguments: sources)
  func once(source: FolderWatch.Source) throws {
    let folder = try WatchedFolder()
    let calls = Calls()
    let watch = try Self.watch(folder.path, source, quiet: .seconds(1)) { calls.note() }
    for index in 0..<50 { try folder.write("new", to: "rules/list\(index).txt") }
    #expect(calls.another())
    #expect(calls.count == 1)
    watch.stop()
  }

  @Test("changes that never end are told of all the same", arguments: sources)
  func stream(source: FolderWatch.Source) throws {
    let folder = try WatchedFolder()
    let calls = Calls()
    let watch = try Self.watch(folder.path, source) { calls.note() }
    let deadline = ContinuousClock.now + .seconds(60)
    var index = 0
    while calls.count == 0, ContinuousClock.now < deadline {
      index += 1
      try folder.write(String(repeating: "x", count: index % 1000), to: "rules/policy.yaml")
      usleep(1000)
    }
    #expect(calls.count > 0)
    watch.stop()
  }

  @Test("what happens beside the folder, or in git's own files, is not told", arguments: sources)
  func beside(source: FolderWatch.Source) throws {
    let folder = try WatchedFolder()
    try folder.make("rules/.git/objects")
    let calls = Calls()
    let watch = try Self.watch(folder.path, source, quiet: .milliseconds(1)) { calls.note() }
    for index in 0..<20 {
      try folder.write("new", to: "beside\(index)")
      try folder.write("new", to: "rules/.git/objects/\(index)")
      usleep(5000)
    }
    #expect(calls.count == 0)
    try folder.write("two", to: "rules/policy.yaml")
    #expect(calls.another())
    watch.stop()
  }

  @Test("a change while the owner reads is told afterwards", arguments: sources)
  func whileReading(source: FolderWatch.Source) throws {
    let folder = try WatchedFolder()
    let calls = Calls()
    let path = "\(folder.path)/policy.yaml"
    let watch = try Self.watch(folder.path, source) {
      if calls.count == 0 { try? Data("while reading".utf8).write(to: URL(filePath: path)) }
      calls.note()
    }
    try folder.write("two", to: "rules/policy.yaml")
    #expect(calls.another())
    #expect(calls.another())
    watch.stop()
  }

  /// Something whose end can be waited for.
  final class Token: Sendable {
    let calls: Calls

    init(_ calls: Calls) { self.calls = calls }

    deinit { calls.note() }
  }

  @Test(
    "the thread ends when the watch is stopped, or gone, without waiting for an interval", arguments: [true, false])
  func ends(byStopping: Bool) throws {
    let folder = try WatchedFolder()
    let ended = Calls()
    func start() throws -> FolderWatch {
      let token = Token(ended)
      return try Self.watch(folder.path, .state(every: .seconds(3600))) { _ = token }
    }
    var watch: FolderWatch? = try start()
    if byStopping { watch?.stop() } else { watch = nil }
    // The thread, which runs the call, holds the token.
    watch = nil
    #expect(ended.another())
  }

  @Test("a watch may be stopped by its own call, and tells nothing more")
  func stoppedByCall() throws {
    let folder = try WatchedFolder()
    let calls = Calls()
    let held = Mutex<FolderWatch?>(nil)
    let box = Held(held)
    let watch = try Self.watch(folder.path, .news) {
      box.stop()
      calls.note()
    }
    box.hold(watch)
    try folder.write("two", to: "rules/policy.yaml")
    #expect(calls.another())
    try folder.write("three!", to: "rules/policy.yaml")
    usleep(100_000)
    #expect(calls.count == 1)
  }

  final class Held: Sendable {
    private let watch: Mutex<FolderWatch?>

    init(_ watch: consuming sending Mutex<FolderWatch?>) { self.watch = watch }

    func hold(_ watch: FolderWatch) { self.watch.withLock { $0 = watch } }

    func stop() { watch.withLock { $0?.stop() } }
  }
}
