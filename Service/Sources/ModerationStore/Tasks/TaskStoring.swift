/// Keeps tasks from their acceptance to their callback, each account's apart.
///
/// What a call returned from is on the disk, whole; what threw changed nothing. Times are wall time in milliseconds
/// since 1970. Used from any task.
public protocol TaskStoring: Sendable {
  /// Keeps a task and the picture that came with it.
  ///
  /// - Parameter picture: The bytes, where the source is a picture; nil otherwise.
  /// - Throws: `full`, `exists`, `tooLarge`, `diskNearlyFull`, `store`.
  func accept(_ task: NewTask, picture: [UInt8]?, at now: Int64) async throws(TaskStoreError)

  /// Of each account, the tasks that are to be judged and due, oldest first.
  ///
  /// - Parameters:
  ///   - ids: Tasks to pass over, because they are being judged.
  ///   - count: The most of one account.
  func waiting(at now: Int64, except ids: Set<String>, countPerAccount count: Int) async throws(TaskStoreError)
    -> [KeptTask]

  /// The picture of a task that waits; nil where none is kept.
  func picture(of id: String) async throws(TaskStoreError) -> [UInt8]?

  /// Counts that judging begins. A task that ends the process is so not begun without end.
  ///
  /// - Returns: The attempt's number, from 1 on; nil where the task does not wait any more.
  func begin(_ id: String) async throws(TaskStoreError) -> Int?

  /// Has a waiting task wait, or a judged one be told again, after a pause.
  ///
  /// - Parameter milliseconds: The pause.
  func postpone(_ id: String, by milliseconds: Int64, because error: String, at now: Int64) async throws(TaskStoreError)

  /// Keeps the callback's body and removes the picture, in one step. The callback is due at once.
  func finish(_ id: String, body: [UInt8], at now: Int64) async throws(TaskStoreError)

  /// The callbacks that are due, oldest first.
  ///
  /// - Parameters:
  ///   - busy: What to pass over.
  ///   - count: The most.
  func due(at now: Int64, except busy: BusyCallbacks, count: Int) async throws(TaskStoreError) -> [KeptTask]

  /// Marks a callback as received.
  func deliver(_ id: String, at now: Int64) async throws(TaskStoreError)

  /// Gives a callback up.
  func bury(_ id: String, because error: String, at now: Int64) async throws(TaskStoreError)

  /// Makes due what was decided on at a later time than it is: the clock has gone back.
  func rewind(to now: Int64) async throws(TaskStoreError)

  /// Removes what was kept long enough.
  func sweep(at now: Int64) async throws(TaskStoreError)

  /// A task.
  ///
  /// - Parameter account: Whose it is to be; nil for anybody's.
  /// - Throws: `missing`.
  func task(_ id: String, of account: String?) async throws(TaskStoreError) -> KeptTask

  /// Some tasks in the order in which they were accepted, without their bodies.
  ///
  /// - Parameters:
  ///   - account: nil for everybody's.
  ///   - state: nil for every.
  ///   - after: The id after which to go on; nil for from the first.
  ///   - limit: The most, 1 to `TaskLimits.maximumListCount`.
  func tasks(of account: String?, in state: KeptTask.State?, after: String?, limit: Int) async throws(TaskStoreError)
    -> [KeptTask]

  /// Has a callback that was given up tried anew.
  ///
  /// - Throws: `missing`; `wrongState` for a task that was not given up.
  func resend(_ id: String, of account: String?, at now: Int64) async throws(TaskStoreError)

  /// Removes a task, whatever its state. A callback that is under way is not called back.
  func drop(_ id: String, of account: String?) async throws(TaskStoreError)

  /// How many tasks there are.
  ///
  /// - Parameter account: nil for everybody's.
  func load(of account: String?) async throws(TaskStoreError) -> TaskLoad
}

/// The callbacks that are under way, and whose turn it is not.
public struct BusyCallbacks: Sendable, Hashable {
  /// Tasks that are being told.
  public var ids: Set<String> = []
  /// Hosts that are told as much at a time as they may be.
  public var hosts: Set<String> = []
  /// Hosts that are told as much at a time as they may be by one account.
  public var places: Set<Place> = []
  /// Accounts that have as many callbacks under way as they may.
  public var accounts: Set<String> = []

  /// An account's callbacks to one host.
  public struct Place: Sendable, Hashable {
    public let account: String
    public let host: String

    public init(account: String, host: String) { (self.account, self.host) = (account, host) }
  }

  public init() {}
}
