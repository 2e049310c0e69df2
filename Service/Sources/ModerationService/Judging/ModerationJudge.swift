import Digests
import Foundation
import ImageFetching
import ImageModeration
import ModerationJudging
import ServiceAccounts

/// The judge of all dialects: lets a call in, gets the picture, waits its turn, has it judged, counts it.
struct ModerationJudge: ImageJudging {
  let moderator: Moderator
  let rules: NarrowedRules
  let queue: FairQueue
  let budget: ByteBudget
  let fetcher: ImageFetcher
  let accounting: any Accounting
  let metrics: ServiceMetrics
  /// What takes note of pictures that were judged; nil for nobody.
  var records: (any RecordSink)?

  /// What is left of a caller's time for the way back: the moderator is late by a moment when a step at work ends.
  static let reserve = Duration.milliseconds(50)

  /// How long the picture of a task waits for its turn at a time, behind calls and other tasks.
  static let longestTaskWait = Duration.seconds(60)

  /// The same judge with other rules for downloads.
  func downloading(by fetcher: ImageFetcher) -> ModerationJudge {
    ModerationJudge(
      moderator: moderator, rules: rules, queue: queue, budget: budget, fetcher: fetcher, accounting: accounting,
      metrics: metrics, records: records)
  }

  func check(_ caller: Caller, for interface: String) throws(ServiceFailure) {
    try accounting.check(caller, for: interface)
  }

  func scenes(of policy: String?, for caller: Caller) throws(ServiceFailure) -> [Scene] {
    try rules.scenes(of: try accounting.policy(policy, of: caller))
  }

  func judge(_ question: Question) async throws(ServiceFailure) -> Judged {
    if question.isTask { return try await judgeAdmitted(question) }
    let callsInSecond = try accounting.admit(question.caller, to: question.interface, count: question.callCount)
    // From here on the call counts, whatever becomes of it.
    var outcome = CallOutcome.failed
    defer {
      accounting.note(
        question.caller, interface: question.interface,
        scenes: question.scenes.map { $0.map(\.rawValue).sorted() } ?? [], count: question.callCount,
        callsInSecond: callsInSecond, outcome: outcome)
    }
    do throws(ServiceFailure) {
      let judged = try await judgeAdmitted(question)
      outcome = judged.verdict == nil ? .rejected : .answered
      return judged
    } catch {
      if error.isSendersFault { outcome = .rejected }
      throw error
    }
  }

  private func judgeAdmitted(_ question: Question) async throws(ServiceFailure) -> Judged {
    let arrival = ContinuousClock.now
    let policy = try accounting.policy(question.policy, of: question.caller)
    // A wrong policy costs no download.
    let rules = try rules.rules(for: question, policy: policy)
    let picture = try await PictureIntake(fetcher: fetcher, budget: budget, metrics: metrics).bytes(
      of: question.picture, for: question.caller.account.id, maximumBytes: rules.limits.maximumFileBytes,
      deadline: question.deadline, downloadTime: question.downloadTime)
    let md5 = question.needsMD5 ? MD5Digest(of: picture.bytes.span.bytes)?.hexadecimal : nil
    let queued = ContinuousClock.now
    let until = question.isTask ? queued + Self.longestTaskWait : question.deadline
    let result = try await queue.run(for: question.caller.account.id, until: until, isTask: question.isTask) {
      () async throws(ServiceFailure) in
      let begin = ContinuousClock.now
      metrics.waited(queued.duration(to: begin))
      // A task's time stands still while it waits for its turn: nobody waits for the answer.
      let left = (question.isTask ? queued : begin).duration(to: question.deadline) - Self.reserve
      guard left > .zero else {
        throw ServiceFailure(.deadlinePassed, "the time was up before the picture was begun")
      }
      do throws(HostFailure) {
        return try await moderator.moderate(.bytes(picture.bytes, picture.origin), under: rules.within(left))
      } catch {
        throw ServiceFailure(error)
      }
    }
    metrics.judged(result)
    records?.note(
      JudgedPicture(
        question: question, result: result, bytes: picture.bytes, md5: md5, address: picture.address,
        duration: arrival.duration(to: .now), milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)))
    switch result.outcome {
    case .rejected(let rejection):
      guard question.takesRejections else {
        throw ServiceFailure(.rejected(rejection), rejection.publicMessage)
      }
    case .verdict(let verdict):
      if verdict.scenes.contains(where: { GapMeaning($0) == .deadline }) {
        throw ServiceFailure(.deadlinePassed, "the time was up before everything was looked at")
      }
    }
    return Judged(result: result, md5: md5, address: picture.address)
  }
}
