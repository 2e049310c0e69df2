import Synchronization
import Testing

@testable import ModerationService

@Suite("The queue", .timeLimit(.minutes(20)))
struct FairQueueTests {
  /// A door that work waits behind.
  private actor Door {
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var isOpen = false

    func pass() async {
      if isOpen { return }
      await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
      isOpen = true
      for one in waiting { one.resume() }
      waiting = []
    }
  }

  /// Who was served, in order.
  private final class Order: Sendable {
    private let names = Mutex<[String]>([])

    func note(_ name: String) { names.withLock { $0.append(name) } }

    var served: [String] { names.withLock { $0 } }
  }

  private static let far = ContinuousClock.now + .seconds(3600)

  private static func queue(slots: Int = 1, waiting: Int = 8, each: Int = 8) -> FairQueue {
    FairQueue(FairQueue.Bounds(slotCount: slots, waitingCount: waiting, waitingCountPerAccount: each))
  }

  /// Waits until so many wait.
  private static func until(_ queue: FairQueue, waiting count: Int) async {
    while queue.load.waiting < count { await Task.yield() }
  }

  @Test("serves tasks only where no call waits, whoever came first and used least")
  func tasksLast() async throws {
    let (queue, door) = (Self.queue(waiting: 100, each: 100), Door())
    let order = Order()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await queue.run(for: "busy", until: Self.far) { await door.pass() } }
      while queue.load.running == 0 { await Task.yield() }
      for index in 0..<2 {
        group.addTask { try await queue.run(for: "new", until: Self.far, isTask: true) { order.note("task") } }
        await Self.until(queue, waiting: index + 1)
      }
      for index in 0..<3 {
        group.addTask { try await queue.run(for: "busy", until: Self.far) { order.note("call") } }
        await Self.until(queue, waiting: index + 3)
      }
      await door.open()
      try await group.waitForAll()
    }
    #expect(order.served == ["call", "call", "call", "task", "task"])
  }

  @Test("leaves a slot to calls, for which no task waits, and has tasks take no places of theirs")
  func slotForCalls() async throws {
    let (queue, door) = (Self.queue(slots: 3, waiting: 1, each: 1), Door())
    let order = Order()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<5 {
        group.addTask {
          try await queue.run(for: "tasks", until: Self.far, isTask: true) {
            await door.pass()
            order.note("task")
          }
        }
        while queue.load.running + queue.load.waiting <= index { await Task.yield() }
      }
      #expect(queue.load.running == 2)
      #expect(queue.load.waiting == 3)
      try await queue.run(for: "calls", until: Self.far) { order.note("call") }
      #expect(order.served == ["call"])
      group.addTask { try await queue.run(for: "calls", until: Self.far) { await door.pass() } }
      while queue.load.running < 3 { await Task.yield() }
      group.addTask { try await queue.run(for: "calls", until: Self.far) { await door.pass() } }
      await Self.until(queue, waiting: 4)
      await #expect(throws: ServiceFailure.self) { try await queue.run(for: "calls", until: Self.far) {} }
      await door.open()
      try await group.waitForAll()
    }
    #expect(order.served.count == 6)
    #expect(queue.load.running == 0 && queue.load.waiting == 0)
  }

  @Test("serves the account that used least, whatever came first")
  func fairness() async throws {
    let (queue, door) = (Self.queue(waiting: 100, each: 100), Door())
    let order = Order()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await queue.run(for: "flood", until: Self.far) { await door.pass() } }
      while queue.load.running == 0 { await Task.yield() }
      for index in 0..<6 {
        group.addTask {
          try await queue.run(for: "flood", until: Self.far) { order.note("flood") }
        }
        await Self.until(queue, waiting: index + 1)
      }
      group.addTask { try await queue.run(for: "small", until: Self.far) { order.note("small") } }
      await Self.until(queue, waiting: 7)
      await door.open()
      try await group.waitForAll()
    }
    let served = order.served
    #expect(served.count == 7)
    #expect(served.firstIndex(of: "small") ?? 7 <= 1)
    #expect(queue.load.running == 0 && queue.load.waiting == 0)
  }

  @Test("refuses at once when it is full, and an account at its share")
  func full() async throws {
    let (queue, door) = (Self.queue(waiting: 3, each: 2), Door())
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await queue.run(for: "a", until: Self.far) { await door.pass() } }
      while queue.load.running == 0 { await Task.yield() }
      for _ in 0..<2 { group.addTask { try await queue.run(for: "a", until: Self.far) {} } }
      await Self.until(queue, waiting: 2)
      let share = await #expect(throws: ServiceFailure.self) { try await queue.run(for: "a", until: Self.far) {} }
      #expect(share?.code == "overloaded")
      group.addTask { try await queue.run(for: "b", until: Self.far) {} }
      await Self.until(queue, waiting: 3)
      await #expect(throws: ServiceFailure.self) { try await queue.run(for: "c", until: Self.far) {} }
      await door.open()
      try await group.waitForAll()
    }
    #expect(queue.load.refused == 2)
  }

  @Test("ends waiting at the deadline and when the caller leaves, and loses no slot")
  func leaving() async throws {
    let (queue, door) = (Self.queue(), Door())
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await queue.run(for: "a", until: Self.far) { await door.pass() } }
      while queue.load.running == 0 { await Task.yield() }
      let late = await #expect(throws: ServiceFailure.self) {
        try await queue.run(for: "a", until: .now + .milliseconds(20)) {}
      }
      #expect(late?.code == "deadlinePassed")
      let gone = Task { try await queue.run(for: "b", until: Self.far) {} }
      await Self.until(queue, waiting: 1)
      gone.cancel()
      let result = await gone.result
      #expect(throws: ServiceFailure.self) { try result.get() }
      #expect(queue.load.waiting == 0)
      await door.open()
      try await group.waitForAll()
    }
    try await queue.run(for: "c", until: Self.far) {}
    #expect(queue.load.running == 0)
  }

  @Test("of bytes gives back what goes, and holds no account more than its share")
  func bytes() throws {
    let budget = ByteBudget(byteCount: 100, byteCountPerAccount: 60)
    do {
      let first = try budget.reserve(50, for: "a")
      #expect(throws: ServiceFailure.self) { try budget.reserve(11, for: "a") }
      let second = try budget.reserve(40, for: "b")
      #expect(throws: ServiceFailure.self) { try second.grow(by: 11) }
      try second.grow(by: 10)
      #expect(budget.held == 100)
      withExtendedLifetime((first, second)) {}
    }
    #expect(budget.held == 0)
    _ = try budget.reserve(60, for: "a")
  }

  @Test("of bytes has an eighth for all whom nothing names before their body came")
  func unknown() throws {
    let budget = ByteBudget(byteCount: 80, byteCountPerAccount: 80)
    let room = try budget.reserve(10, for: "")
    #expect(throws: ServiceFailure.self) { try budget.reserve(1, for: "") }
    _ = try budget.reserve(70, for: "a")
    withExtendedLifetime(room) {}
  }
}
