/// Why a store of tasks refuses.
public enum TaskStoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There would be more than allowed.
  case full(Counted, count: Int, allowed: Int)
  /// A task has the id already.
  case exists
  /// The account has no task of that id.
  case missing
  /// The task has not come so far, or has gone further.
  case wrongState(KeptTask.State)
  /// A text, picture or body of a task is larger than is kept.
  case tooLarge(byteCount: Int, allowed: Int)
  /// A text holds a NUL, at which SQLite ends texts.
  case unsuitable
  /// The disk of the store has less room than stays free for what is accepted already.
  case diskNearlyFull(freeByteCount: Int, needed: Int)
  /// The file cannot be read or written.
  case store(StoreError)

  /// What is counted.
  public enum Counted: Hashable, Sendable {
    case waiting
    case waitingOfAccount
    case waitingBytes
    case waitingBytesOfAccount
    case undelivered
    case undeliveredOfAccount

    var words: String {
      switch self {
      case .waiting: "tasks waiting"
      case .waitingOfAccount: "tasks of the account waiting"
      case .waitingBytes: "bytes of pictures waiting"
      case .waitingBytesOfAccount: "bytes of the account's pictures waiting"
      case .undelivered: "callbacks not delivered"
      case .undeliveredOfAccount: "callbacks of the account not delivered"
      }
    }
  }

  public var description: String {
    switch self {
    case .full(let counted, let count, let allowed):
      "there would be \(count) \(counted.words); \(allowed) are allowed"
    case .exists: "a task has that id already"
    case .missing: "there is no task of that id"
    case .wrongState(let state): "the task is \(state.rawValue)"
    case .tooLarge(let count, let allowed): "a part of the task has \(count) bytes; \(allowed) are allowed"
    case .unsuitable: "a text of the task holds a NUL"
    case .diskNearlyFull(let free, let needed):
      "the disk of the store has \(free) bytes free; a task is accepted where there are \(needed)"
    case .store(let error): "\(error)"
    }
  }
}
