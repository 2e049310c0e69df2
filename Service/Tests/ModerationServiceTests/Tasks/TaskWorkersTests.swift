import Foundation
import ImageModeration
import ModerationStore
import ServiceAccounts
import Synchronization
import Testing

@testable import ModerationService

/// Fails as often as it is told, with the same failure, and keeps whose pictures came.
final class StubbornJudge: ImageJudging {
  private let left: Mutex<Int>
  private let failure: ServiceFailure
  private let asked = Mutex<[String]>([])

  var accounts: [String] { asked.withLock { $0 } }

  init(_ failure: ServiceFailure, times: Int) {
    self.failure = failure
    left = Mutex(times)
  }

  func judge(_ question: Question) async throws(ServiceFailure) -> Judged {
    asked.withLock { $0.append(question.caller.account.id) }
    let fails = left.withLock { left in
      left -= 1
      return left >= 0
    }
    if fails { throw failure }
    return Sample.clean.judged
  }

  func scenes(of policy: String?, for caller: Caller) -> [Scene] { [.porn] }
}

/// Holds the pictures of one account until it is told, as slow downloads do.
final class HeldJudge: ImageJudging {
  private struct State {
    var isOpen = false
    var count = 0
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let account: String
  private let state = Mutex(State())

  /// How many were ever held.
  var heldCount: Int { state.withLock(\.count) }

  init(holding account: String) { self.account = account }

  func judge(_ question: Question) async throws(ServiceFailure) -> Judged {
    if question.caller.account.id == account {
      await withCheckedContinuation { continuation in
        let isOpen = state.withLock { state in
          state.count += 1
          if !state.isOpen { state.waiting.append(continuation) }
          return state.isOpen
        }
        if isOpen { continuation.resume() }
      }
    }
    return Sample.clean.judged
  }

  func release() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for one in waiting { one.resume() }
  }

  func scenes(of policy: String?, for caller: Caller) -> [Scene] { [.porn] }
}

@Suite("Tasks are judged", .timeLimit(.minutes(20)))
struct TaskWorkersTests {
  private static let overloaded = ServiceFailure(.overloaded, "the queue is full (64 waiting); try again later")

  private static func body(_ rig: TaskRig, _ id: String) async throws -> JSONValue {
    let task = try await rig.store.task(id, of: nil)
    return try JSONDecoder().decode(JSONValue.self, from: Data(task.body ?? []))
  }

  @Test("with the fields of the synchronous answer", arguments: [Sample.clean, .porn])
  func fields(sample: Sample) async throws {
    let rig = try TaskRig(FixedJudge(sample), names: TaskRig.inside)
    rig.start()
    try await rig.accept(TencentRequest.id, "http://hooks.example.com/")
    #expect(await rig.reaches(.judged, TencentRequest.id))
    try await rig.stop()
    let answer = await TencentRequest(["FileContent": "bm90IGEgcGljdHVyZQ=="]).ask(FixedJudge(sample))
    #expect(try await Self.body(rig, TencentRequest.id).sorted == answer.response.sorted)
    #expect(rig.notes.all == Self.noted("answered"))
  }

  private static func noted(_ outcome: String) -> [String] {
    let call = "acct-1 ims.CreateImageModerationAsyncTask"
    return ["\(call) 0 answered", "\(call) 1 \(outcome)"]
  }

  @Test func `under the caller's account, as a task`() async throws {
    let judge = FixedJudge(.clean)
    let rig = try TaskRig(judge, names: TaskRig.inside)
    rig.start()
    try await rig.accept("t-1", "http://hooks.example.com/")
    #expect(await rig.reaches(.judged, "t-1"))
    try await rig.stop()
    let question = try #require(judge.questions.first)
    #expect(question.isTask)
    #expect(question.caller.account.id == "acct-1")
    #expect(question.needsMD5)
    guard case .bytes([1, 2, 3], .inline(base64Length: 4)) = question.picture else {
      throw WireFailure(description: "\(question.picture)")
    }
  }

  @Test func `and what the picture breaks is told by its code, at once`() async throws {
    let failure = ServiceFailure(.invalidBase64("FileContent"), "FileContent is not base64")
    let rig = try TaskRig(StubbornJudge(failure, times: 9), names: TaskRig.inside)
    rig.start()
    try await rig.accept("t-1", "http://hooks.example.com/")
    #expect(await rig.reaches(.judged, "t-1"))
    try await rig.stop()
    let body = try await Self.body(rig, "t-1")
    #expect(body["Error"]?["Code"] == "InvalidParameterValue.InvalidContent")
    #expect(body["Error"]?["Message"] == "FileContent is not base64")
    #expect(body["RequestId"] == "t-1")
    #expect(body["Suggestion"] == nil)
    #expect(rig.notes.all.count == 2)
  }

  @Test func `again after pauses that grow, while the moment is to blame`() async throws {
    let rig = try TaskRig(StubbornJudge(Self.overloaded, times: 2), names: TaskRig.inside)
    rig.start()
    try await rig.accept("t-1", "http://hooks.example.com/")
    for (attempt, pause) in [(1, Int64(1_000)), (2, 2_000)] {
      #expect(
        await eventually {
          let task = try? await rig.store.task("t-1", of: nil)
          return task?.attempts == attempt && task?.nextAttempt == rig.clock.now + pause
        })
      rig.advance(pause)
    }
    #expect(await rig.reaches(.judged, "t-1"))
    try await rig.stop()
    #expect(try await Self.body(rig, "t-1")["Suggestion"] == "Pass")
  }

  @Test func `so often and not oftener; then the callback tells the failure`() async throws {
    let rig = try TaskRig(StubbornJudge(Self.overloaded, times: 99), names: TaskRig.inside) {
      $0.judgingAttempts = 2
    }
    rig.start()
    try await rig.accept("t-1", "http://hooks.example.com/")
    #expect(await rig.attempts(1, "t-1"))
    #expect(await eventually { (try? await rig.store.task("t-1", of: nil).lastError) == "overloaded" })
    rig.advance(1_000)
    #expect(await rig.reaches(.judged, "t-1"))
    try await rig.stop()
    #expect(try await Self.body(rig, "t-1")["Error"]?["Code"] == "RequestLimitExceeded")
    #expect(rig.notes.all == Self.noted("failed"))
  }

  @Test func `not without end where the process dies each time`() async throws {
    let store = MemoryTaskStore()
    let judge = FixedJudge(.clean)
    let rig = try TaskRig(judge, store: store, names: TaskRig.inside) { $0.judgingAttempts = 3 }
    try await rig.accept("t-1", "http://hooks.example.com/")
    for attempt in 1...3 { #expect(await store.begin("t-1") == attempt) }
    rig.start()
    #expect(await rig.reaches(.judged, "t-1"))
    try await rig.stop()
    #expect(try await Self.body(rig, "t-1")["Error"]?["Code"] == "ResourceUnavailable.ModelCallFailed")
    #expect(judge.questions.isEmpty)
  }

  @Test func `of others while one account's downloads take their time, which has half the workers`() async throws {
    let judge = HeldJudge(holding: "acct-1")
    let rig = try TaskRig(judge, names: TaskRig.inside)
    for index in 0..<20 { try await rig.accept("slow-\(index)", "http://hooks.example.com/") }
    for index in 0..<6 { try await rig.accept("quick-\(index)", "http://hooks.example.com/", account: "other") }
    rig.start()
    for index in 0..<6 { #expect(await rig.reaches(.judged, "quick-\(index)")) }
    #expect(await eventually { judge.heldCount == 4 })
    rig.tasks.workers.loop.end()
    judge.release()
    try await rig.stop()
    #expect(judge.heldCount == 4)
  }

  @Test func `by turns of the accounts, each account's oldest first`() async throws {
    let judge = StubbornJudge(Self.overloaded, times: 0)
    let rig = try TaskRig(judge, names: TaskRig.inside) { $0.workerCount = 1 }
    for index in 0..<4 { try await rig.accept("a\(index)", "http://hooks.example.com/") }
    for index in 0..<2 { try await rig.accept("b\(index)", "http://hooks.example.com/", account: "other") }
    try await rig.accept("c0", "http://hooks.example.com/", account: "third")
    rig.start()
    #expect(await eventually { judge.accounts.count == 7 })
    try await rig.stop()
    #expect(judge.accounts == ["acct-1", "other", "third", "acct-1", "other", "acct-1", "acct-1"])
  }
}
