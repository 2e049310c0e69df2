import Digests
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

  /// What is left of a caller's time for the way back: the moderator is late by a moment when a step at work ends.
  static let reserve = Duration.milliseconds(50)

  /// The same judge with other rules for downloads.
  func downloading(by fetcher: ImageFetcher) -> ModerationJudge {
    ModerationJudge(
      moderator: moderator, rules: rules, queue: queue, budget: budget, fetcher: fetcher, accounting: accounting,
      metrics: metrics)
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
    let policy = try accounting.policy(question.policy, of: question.caller)
    // A wrong policy costs no download.
    let rules = try rules.rules(for: question, policy: policy)
    let (bytes, origin, address) = try await picture(question, rules)
    let md5 = question.needsMD5 ? MD5Digest(of: bytes.bytes.span.bytes)?.hexadecimal : nil
    let queued = ContinuousClock.now
    let result = try await queue.run(
      for: question.caller.account.id, until: question.deadline, isTask: question.isTask
    ) {
      () async throws(ServiceFailure) in
      let begin = ContinuousClock.now
      metrics.waited(queued.duration(to: begin))
      let left = begin.duration(to: question.deadline) - Self.reserve
      guard left > .zero else {
        throw ServiceFailure(.deadlinePassed, "the time was up before the picture was begun")
      }
      do throws(HostFailure) {
        return try await moderator.moderate(.bytes(bytes.bytes, origin), under: rules.within(left))
      } catch {
        throw ServiceFailure(error)
      }
    }
    metrics.judged(result)
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
    return Judged(result: result, md5: md5, address: address)
  }

  /// The bytes with the room that they hold.
  private struct HeldBytes: Sendable {
    let bytes: [UInt8]
    let reservation: ByteBudget.Reservation?
  }

  private func picture(
    _ question: Question, _ rules: Ruleset
  ) async throws(ServiceFailure) -> (HeldBytes, ImageOrigin, address: String?) {
    switch question.picture {
    case .bytes(let bytes, let origin):
      return (HeldBytes(bytes: bytes, reservation: nil), origin, nil)
    case .address(let address, let followsRedirects):
      let maximum = rules.limits.maximumFileBytes
      let begin = ContinuousClock.now
      do throws(FetchFailure) {
        let image = try await fetcher.fetch(
          address, maximumBytes: maximum, followsRedirects: followsRedirects,
          deadline: question.downloadTime.map { min(question.deadline, begin + $0) } ?? question.deadline)
        metrics.fetched(begin.duration(to: .now), failure: nil)
        // While it came the fetcher's own bound held.
        let reservation: ByteBudget.Reservation
        do throws(ServiceFailure) {
          reservation = try budget.reserve(image.bytes.count, for: question.caller.account.id)
        } catch {
          throw FetchFailure(.busy, message: error.message)
        }
        return (HeldBytes(bytes: image.bytes, reservation: reservation), .fetched, image.url)
      } catch {
        metrics.fetched(begin.duration(to: .now), failure: "\(error.code)")
        if error.code == .timedOut, question.deadline <= .now {
          throw ServiceFailure(.deadlinePassed, "the time was up before the picture was downloaded")
        }
        throw ServiceFailure(.download(error), error.publicMessage)
      }
    }
  }
}
