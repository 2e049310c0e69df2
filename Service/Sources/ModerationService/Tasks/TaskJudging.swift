import ImageFetching
import ImageModeration
import ModerationStore
import ServiceAccounts

/// Judges the picture of one task, as a call is judged, but behind all calls.
struct TaskJudging: Sendable {
  /// What becomes of a task.
  enum Outcome: Sendable {
    /// The callback's body.
    case body([UInt8])
    /// It is to be tried again.
    case again(ServiceFailure)
  }

  let store: any TaskStoring
  let judge: any ImageJudging
  let accounting: any Accounting
  let accounts: @Sendable () -> AccountDirectory
  /// How often a picture is begun.
  let attempts: Int

  /// - Parameter attempt: The attempt's number, from 1 on.
  /// - Throws: `TaskStoreError` where the picture cannot be read.
  func outcome(of task: KeptTask, attempt: Int) async throws(TaskStoreError) -> Outcome {
    let order = task.order
    guard let account = accounts().accounts[order.account] else {
      let failure = ServiceFailure(.notOpened, "the account \(order.account) is not there any more")
      return .body(CallbackBody.text(failure, dataID: order.dataID, taskID: order.id))
    }
    // Whether it may call was asked when the task came.
    let caller = Caller(account: account, keyID: order.keyID, grants: .call)
    do throws(ServiceFailure) {
      let question = Self.question(order, try await picture(order), caller)
      let judged = try await judge.judge(question)
      let result = try IMSImageModeration.result(
        of: judged, isCurrent: true, dataID: order.dataID, bizType: order.policy)
      note(caller, order, .answered)
      return .body(CallbackBody.text(fields: result.fields, taskID: order.id))
    } catch {
      if case .cancelled = error.kind { return .again(error) }
      if Self.isWorthAnotherAttempt(error), attempt < attempts { return .again(error) }
      note(caller, order, error.isSendersFault ? .rejected : .failed)
      return .body(CallbackBody.text(error, dataID: order.dataID, taskID: order.id))
    }
  }

  private func note(_ caller: Caller, _ order: NewTask, _ outcome: CallOutcome) {
    accounting.note(
      caller, interface: order.interface, scenes: [], count: 1, callsInSecond: 0, outcome: outcome)
  }

  private func picture(_ order: NewTask) async throws(ServiceFailure) -> Question.Picture {
    if case .address(let address) = order.source { return .address(address, followsRedirects: false) }
    let kept: [UInt8]?
    do throws(TaskStoreError) {
      kept = try await store.picture(of: order.id)
    } catch {
      throw ServiceFailure(.overloaded, "the picture cannot be read at present")
    }
    guard let kept else { throw ServiceFailure(.noImage, "the picture is not there any more") }
    return .bytes(kept, .inline(base64Length: (kept.count + 2) / 3 * 4))
  }

  private static func question(_ order: NewTask, _ picture: Question.Picture, _ caller: Caller) -> Question {
    var time = Limits.ims20201229.deadline
    if case .address = picture { time += TaskSettings.downloadTime }
    var question = Question(
      picture: picture, caller: caller, interface: order.interface, policy: order.policy, limits: .ims20201229,
      deadline: .now + time, needsMD5: true, dataID: order.dataID, sceneName: order.policy, requestID: order.id)
    question.downloadTime = TaskSettings.downloadTime
    if order.frameInterval != nil || order.maximumFrames != nil {
      question.sampling = FrameSampling(
        interval: order.frameInterval ?? IMSImageModeration.documentedInterval,
        maximumFrames: order.maximumFrames ?? IMSImageModeration.maximumFrameCount)
    }
    question.isTask = true
    return question
  }

  /// Whether the fault is the moment's and not the picture's.
  static func isWorthAnotherAttempt(_ failure: ServiceFailure) -> Bool {
    if case .download(let download) = failure.kind { return download.code == .busy || download.code == .shutDown }
    return failure.isTransient
  }
}
