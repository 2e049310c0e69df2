/// How much a store keeps of tasks.
public struct TaskLimits: Sendable, Hashable {
  /// The most tasks that wait for being judged.
  public var waitingCount = 10_000
  /// Of these, the most of one account.
  public var waitingCountPerAccount = 10_000
  /// The most bytes of pictures that wait: 4 GiB.
  public var waitingBytes = 4 << 30
  /// Of these, the most of one account.
  public var waitingBytesPerAccount = 4 << 30
  /// The bytes that stay free on the disk of the store, beside twice the picture, which is written to the log and to
  /// the file: verdicts and records need them, by which the tasks that wait go. 64 MiB.
  public var reservedDiskBytes = 64 << 20
  /// The most tasks that are judged and not delivered; where there are so many, no further ones are accepted.
  public var undeliveredCount = 100_000
  /// Of these, the most of one account.
  public var undeliveredCountPerAccount = 100_000
  /// The most tasks that were given up; beyond it, those of the account that has most go, oldest first.
  public var deadCount = 100_000
  /// How long a task that was given up is kept, in milliseconds: 30 days.
  public var deadMilliseconds: Int64 = 30 * 86_400_000
  /// The most tasks that were delivered, and are kept to be looked at, without their bodies.
  public var deliveredCount = 100_000
  /// How long they are kept, in milliseconds: 24 hours.
  public var deliveredMilliseconds: Int64 = 86_400_000

  public init() {}

  /// The same where several accounts share the store: none may take more than three quarters.
  public var shared: TaskLimits {
    var limits = self
    limits.waitingCountPerAccount = max(1, waitingCount / 4 * 3)
    limits.waitingBytesPerAccount = max(1, waitingBytes / 4 * 3)
    limits.undeliveredCountPerAccount = max(1, undeliveredCount / 4 * 3)
    return limits
  }

  /// The most tasks of one list.
  public static let maximumListCount = 1_000

  /// Why a picture does not fit on the disk; nil where it does.
  ///
  /// - Parameter free: The bytes that are free; nil where nobody can say, and SQLite then finds out.
  func refusal(byteCount: Int, freeDiskBytes free: Int?) -> TaskStoreError? {
    let needed = reservedDiskBytes + 2 * byteCount
    guard let free, free < needed else { return nil }
    return .diskNearlyFull(freeByteCount: free, needed: needed)
  }

  /// Why a task does not fit beside what is kept already; nil where it does.
  func refusal(byteCount: Int, own: TaskLoad, all: TaskLoad) -> TaskStoreError? {
    let rows: [(TaskStoreError.Counted, Int, Int)] = [
      (.waiting, all.waiting + 1, waitingCount), (.waitingOfAccount, own.waiting + 1, waitingCountPerAccount),
      (.waitingBytes, all.waitingBytes + byteCount, waitingBytes),
      (.waitingBytesOfAccount, own.waitingBytes + byteCount, waitingBytesPerAccount),
      (.undelivered, all.judged + 1, undeliveredCount),
      (.undeliveredOfAccount, own.judged + 1, undeliveredCountPerAccount),
    ]
    return rows.first { $0.1 > $0.2 }.map { .full($0.0, count: $0.1, allowed: $0.2) }
  }
}

/// How many tasks there are, by how far they have come.
public struct TaskLoad: Sendable, Hashable {
  public internal(set) var waiting = 0
  public internal(set) var judged = 0
  public internal(set) var delivered = 0
  public internal(set) var dead = 0
  /// The bytes of pictures that are kept.
  public internal(set) var waitingBytes = 0
  /// When the oldest task that is not delivered was accepted, in milliseconds since 1970; nil where there is none.
  public internal(set) var oldestAccepted: Int64?

  public init() {}

  mutating func add(_ count: Int, _ state: KeptTask.State, byteCount: Int) {
    switch state {
    case .waiting: waiting += count
    case .judged: judged += count
    case .delivered: delivered += count
    case .dead: dead += count
    }
    waitingBytes += byteCount
  }
}
