import ImageFetching
import ImageModeration
import ModerationStore
import ServiceAccounts

/// Accepts tasks: what it returned from is on the disk.
struct TaskIntake: Sendable {
  let store: any TaskStoring
  let accounting: any Accounting
  /// Downloads the pictures later.
  let fetcher: ImageFetcher
  /// Tells the callbacks later.
  let sender: CallbackSender
  /// Wall time, in milliseconds since 1970.
  let now: @Sendable () -> Int64
  /// Has the workers look.
  let wake: @Sendable () -> Void

  /// Looks at the address of a callback.
  ///
  /// - Returns: Its host.
  func host(ofCallback address: String) throws(ServiceFailure) -> String {
    do throws(FetchFailure) {
      return try sender.check(address)
    } catch {
      throw ServiceFailure(.invalidValue("CallbackUrl"), "CallbackUrl: \(error.publicMessage)")
    }
  }

  /// Looks at the spelling of a picture's address.
  func check(address: String) throws(ServiceFailure) {
    do throws(FetchFailure) {
      try fetcher.check(address)
    } catch {
      throw ServiceFailure(.download(error), error.publicMessage)
    }
  }

  /// Keeps a task.
  ///
  /// - Throws: `ServiceFailure` of `rateLimited`, `notGranted`, `notOpened` or `notQueued`.
  func accept(_ task: NewTask, picture: [UInt8]?, of caller: Caller) async throws(ServiceFailure) {
    let callsInSecond = try accounting.admit(caller, to: task.interface, count: 1)
    // What becomes of the call is noted when it has; here only that one came.
    accounting.note(
      caller, interface: task.interface, scenes: [], count: 0, callsInSecond: callsInSecond, outcome: .answered)
    do throws(TaskStoreError) {
      try await store.accept(task, picture: picture, at: now())
    } catch {
      throw ServiceFailure(error)
    }
    wake()
  }
}

extension ServiceFailure {
  /// Of a task that is not kept.
  init(_ error: TaskStoreError) {
    switch error {
    case .store, .diskNearlyFull:
      // The message is for the operator, to whom the log tells it.
      self.init(
        .notQueued(HostFailure(.storeUnusable, message: "\(error)")),
        "the task cannot be kept at present; try again later")
    default: self.init(.notQueued(), "the task is not accepted: \(error); try again later")
    }
  }
}
