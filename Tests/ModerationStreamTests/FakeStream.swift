import Foundation
import ModerationCore
import ModerationJudging
import Synchronization
import Testing

@testable import ModerationStream

/// Judges by the first word of an image: `pass`, `block`, `fail`; `hold` is PASS once `release` was called. Everything
/// else is no image. Takes 16 bytes at most and knows the policies default and strict.
///
/// The judge of the vectors in `Documentation/stream-vectors`.
final class FakeJudge: Sendable {
  static let limits: Limits = {
    var limits = Limits.ims20201229
    (limits.maximumFileBytes, limits.minimumFileBytes) = (16, 1)
    return limits
  }()

  private struct State {
    var held: [CheckedContinuation<Void, Never>] = []
    var isReleased = false
    var atWork = 0
    var mostAtWork = 0
    var images: [StreamJudge.Image] = []
    var deadlines: [Duration?] = []
  }

  private let state = Mutex(State())
  /// Called when an image has begun, with how many are at work.
  private let whenBegun: @Sendable (FakeJudge, Int) -> Void

  init(whenBegun: @escaping @Sendable (FakeJudge, Int) -> Void = { _, _ in }) { self.whenBegun = whenBegun }

  var images: [StreamJudge.Image] { state.withLock(\.images) }
  var deadlines: [Duration?] { state.withLock(\.deadlines) }
  var mostAtWork: Int { state.withLock(\.mostAtWork) }

  /// Lets what is held go, and holds nothing from now on.
  func release() {
    let held = state.withLock { state in
      state.isReleased = true
      defer { state.held = [] }
      return state.held
    }
    for continuation in held { continuation.resume() }
  }

  var judge: StreamJudge {
    StreamJudge(usualLimits: Self.limits.name) { [self] name throws(HostFailure) in
      guard ["default", "strict"].contains(name ?? "default") else {
        throw HostFailure(.unknownPolicy, message: "there is no policy \(name ?? "")")
      }
      let identity = RulesIdentity(limits: Self.limits.name, policy: name ?? "default", policyVersion: nil, lists: [])
      return StreamJudge.Rules(limits: Self.limits, identity: identity) { image, deadline throws(HostFailure) in
        try await self.judge(image, deadline, identity)
      }
    }
  }

  private func judge(
    _ image: StreamJudge.Image, _ deadline: Duration?, _ identity: RulesIdentity
  ) async throws(HostFailure) -> ModerationResult {
    let atWork = state.withLock { state in
      state.images.append(image)
      state.deadlines.append(deadline)
      state.atWork += 1
      state.mostAtWork = max(state.mostAtWork, state.atWork)
      return state.atWork
    }
    defer { state.withLock { $0.atWork -= 1 } }
    whenBegun(self, atWork)
    let bytes: [UInt8]
    switch image {
    case .bytes(let given): bytes = given
    case .file(let path): bytes = Array(FileManager.default.contents(atPath: path) ?? Data())
    }
    let word = String(decoding: bytes, as: UTF8.self)
    if word.hasPrefix("hold") { await hold() }
    if word.hasPrefix("fail") { throw HostFailure(.decoderFailed, message: "on order") }
    func result(_ outcome: ModerationResult.Outcome) -> ModerationResult {
      ModerationResult(
        image: ImageFacts(byteCount: bytes.count), outcome: outcome, text: [], advisories: [], timing: [:],
        rules: identity)
    }
    do throws(InputRejection) {
      try Self.limits.checkByteCount(bytes.count, from: .local)
    } catch {
      return result(.rejected(error))
    }
    let suggestion: Suggestion
    switch word.prefix(4) {
    case "pass", "hold": suggestion = .pass
    case "bloc": suggestion = .block
    default: return result(.rejected(InputRejection(.formatUnknown, message: "on order")))
    }
    return result(
      .verdict(
        Verdict(
          suggestion: suggestion, label: nil, subLabel: nil, score: 0, reason: "on order", scenes: [], evidence: [])))
  }

  private func hold() async {
    await withCheckedContinuation { continuation in
      let goesOn = state.withLock { state in
        if !state.isReleased { state.held.append(continuation) }
        return state.isReleased
      }
      if goesOn { continuation.resume() }
    }
  }
}

/// A session on two pipes.
struct FakeStream {
  let input = Pipe()
  let output = Pipe()
  let stop: StreamStop
  private let session: StreamSession
  private let ready: StreamReady

  init(
    _ judge: FakeJudge, window: Int = 4, isOrdered: Bool = false, paths: StreamPaths = .none, imageCount: Int = 64
  ) throws {
    stop = try StreamStop()
    let bounds = StreamBounds(window: window, isOrdered: isOrdered)
    session = StreamSession(
      judge: judge.judge, gate: StreamGate(imageCount: imageCount), bounds: bounds, paths: paths, stop: stop)
    ready = StreamReady(
      bounds: bounds, maximumBytes: FakeJudge.limits.maximumFileBytes, policy: "default",
      policies: ["default", "strict"], scenes: [], paths: paths)
  }

  /// Serves on a thread of its own, until the end.
  func run(whenRead: @escaping @Sendable () -> Void = {}) async throws -> StreamSession.End {
    let (reading, writing) = (
      input.fileHandleForReading.fileDescriptor, output.fileHandleForWriting.fileDescriptor
    )
    let end = try await onThread { [session, ready] in
      Result { () throws(HostFailure) in
        try session.run(input: reading, output: writing, ready: ready, whenRead: whenRead)
      }
    }.get()
    try output.fileHandleForWriting.close()
    return end
  }

  /// Sends bytes and ends the input; for what fits into a pipe.
  func send(_ bytes: some Sequence<UInt8>, ends: Bool = true) throws {
    try input.fileHandleForWriting.write(contentsOf: Data(bytes))
    if ends { try input.fileHandleForWriting.close() }
  }

  /// What was answered, once it has ended.
  func lines() throws -> [String] {
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

/// Does what blocks on a thread of its own.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
  await withCheckedContinuation { continuation in
    Thread { continuation.resume(returning: body()) }.start()
  }
}

/// A frame of bytes.
func frame(_ id: String, _ text: String) -> [UInt8] {
  Array("{\"id\":\"\(id)\",\"bytes\":\(text.utf8.count)}\n\(text)".utf8)
}

/// A member of a line of JSON, however deep: `failure.code`.
func member(_ path: String, of line: String) throws -> String? {
  var value: Any? = try JSONSerialization.jsonObject(with: Data(line.utf8))
  for key in path.split(separator: ".") { value = (value as? [String: Any])?[String(key)] }
  return switch value {
  case nil, is NSNull: nil
  case let text as String: text
  case let other?: "\(other)"
  }
}
