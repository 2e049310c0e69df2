import Dispatch
import Foundation
import ImageModeration
import InProcessDecoding
import Policies
import StandardDetectors
import Synchronization
import TestFixtures
import Testing

/// A folder `policies` in a folder of its own, live, and what the tests do to it.
final class LiveFolder {
  /// What every folder begins with, besides what a test adds. No machine is too slow for its deadline.
  static let base = "scenes: [porn]\nlimits: {deadlineSeconds: 3600}\n"
  /// The porn score of the tests' picture is 0.695.
  static let picture = ImageSource.file(path: Fixture.path("safety_classifier/arcs.png"))
  static let (passes, asks, blocks) = (
    "images: {Porn: {review: 0.75}}\n", "stopsAtBlock: true\n", "images: {Porn: {block: 0.5}}\n"
  )
  /// Loaded once for all tests that need no other.
  private static let porn = Result { try StandardModels(scenes: [.porn], isolation: .inProcess, concurrency: 2) }

  let base: String
  let path: String
  let usual: String
  let models: StandardModels
  let reports = Reports()
  private(set) var live: LivePolicies
  private(set) var moderator: Moderator

  /// Makes a folder and makes it live.
  ///
  /// - Parameters:
  ///   - files: Path → text.
  ///   - watched: The way to the folder, below the base.
  ///   - prepare: Called before the folder is read.
  init(
    _ files: [String: String], watched: String = "policies", usual: String = "default", models: StandardModels? = nil,
    prepare: (Scratch) throws -> Void = { _ in }
  ) throws {
    let scratch = try Scratch()
    for (name, text) in files.merging(["default.yaml": Self.base], uniquingKeysWith: { own, _ in own }) {
      try scratch.write(text, to: "policies/\(name)")
    }
    try prepare(scratch)
    base = scratch.path
    path = "\(base)/\(watched)"
    self.usual = usual
    self.models = try models ?? Self.porn.get()
    let policies = try PolicyFolder(path, detectors: StandardDetectors.descriptors)
    live = try LivePolicies(policies, on: self.models, usual: usual) { [reports] in reports.add($0) }
    moderator = try Moderator(live: live.rules, isolation: .inProcess)
  }

  deinit {
    live.stop()
    try? FileManager.default.removeItem(atPath: base)
  }

  var scratch: Scratch { Scratch(at: base) }
  var statistics: LiveRules.Statistics { live.rules.statistics }

  /// Puts a file into the folder at once, so that nobody reads it half.
  func write(_ text: String, to name: String) throws { try scratch.put(text, to: "policies/\(name)") }

  /// What the picture is judged to be.
  func judge(_ policy: String? = nil) async throws -> ModerationResult {
    try await moderator.moderate(Self.picture, policy: policy)
  }

  /// Waits for reports until something holds; false when a minute passes without any.
  func until(_ holds: (LiveRules.Statistics) -> Bool) -> Bool {
    while !holds(statistics) {
      guard reports.another() else { return false }
    }
    return true
  }

  /// Waits until what the folder says is live.
  func isLive() throws -> Bool {
    let served = try PolicyFolder(path, detectors: StandardDetectors.descriptors).served(usual: usual)
    let versions = Dictionary(uniqueKeysWithValues: served.map { ($0.name, Optional($0.version)) })
    return until { $0.versions == versions && $0.problem == nil }
  }
}

/// A folder of a test's own.
struct Scratch {
  let path: String

  init() throws {
    var template = Array("/tmp/live-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    path = String(cString: made)
  }

  init(at path: String) { self.path = path }

  /// Writes into a file as it is; its folder is made.
  func write(_ text: String, to name: String) throws {
    let url = URL(filePath: "\(path)/\(name)")
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// Puts a file in the place of another at once.
  func put(_ text: String, to name: String) throws {
    let draft = ".draft-\(UUID().uuidString)"
    try write(text, to: draft)
    try move(draft, to: name)
  }

  func move(_ from: String, to: String) throws { try #require(rename("\(path)/\(from)", "\(path)/\(to)") == 0) }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

  /// Makes a link, or puts it in the place of another at once.
  func link(_ name: String, to target: String) throws {
    try #require(symlink(target, "\(path)/\(name).new") == 0)
    try move("\(name).new", to: name)
  }
}

/// What was reported, and a way to wait for more.
final class Reports: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  private let changes = Mutex<[LivePolicies.Change]>([])

  var all: [LivePolicies.Change] { changes.withLock { $0 } }

  var refused: [String] { all.compactMap { if case .refused(let problem) = $0 { problem } else { nil } } }

  func add(_ change: LivePolicies.Change) {
    changes.withLock { $0.append(change) }
    semaphore.signal()
  }

  /// Whether there is another report, for which a hung watch is given up at last.
  func another() -> Bool { semaphore.wait(timeout: .now() + .seconds(60)) == .success }
}
