import Foundation
import GRDB

extension TaskStore {
  /// The columns of a task, but for the callback's body.
  static let columns = """
    id, account, key, interface, policy, data, interval, frames, callback, host, address, state, bytes, attempts, \
    paused, next, scheduled, error, accepted, judged, ended
    """

  public func task(_ id: String, of account: String?) async throws(TaskStoreError) -> KeptTask {
    let row = try await read { database in
      try Row.fetchOne(
        database,
        sql: "SELECT \(Self.columns), body FROM task WHERE id = ? AND (account = ? OR ? IS NULL)",
        arguments: [id, account, account]
      ).map(KeptTask.init(row:))
    }
    guard let row else { throw .missing }
    return row
  }

  public func tasks(
    of account: String?, in state: KeptTask.State?, after: String?, limit: Int
  ) async throws(TaskStoreError) -> [KeptTask] {
    let limit = min(max(limit, 1), TaskLimits.maximumListCount)
    return try await read { database in
      var conditions: [String] = []
      var arguments: StatementArguments = []
      if let account {
        conditions.append("account = ?")
        arguments += [account]
      }
      if let state {
        conditions.append("state = ?")
        arguments += [state.code]
      }
      if let after {
        conditions.append("number > coalesce((SELECT number FROM task WHERE id = ?), 9223372036854775807)")
        arguments += [after]
      }
      let whole = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
      return try Row.fetchAll(
        database, sql: "SELECT \(Self.columns) FROM task\(whole) ORDER BY number LIMIT ?",
        arguments: arguments + [limit]
      ).map(KeptTask.init(row:))
    }
  }

  public func resend(_ id: String, of account: String?, at now: Int64) async throws(TaskStoreError) {
    try await write { database in
      let state = try Self.state(database, of: id, account)
      guard state == .dead else { throw TaskStoreError.wrongState(state) }
      try database.execute(
        sql: """
          UPDATE task SET state = 1, attempts = 0, paused = 0, next = ?, scheduled = ?, ended = NULL WHERE id = ?
          """, arguments: [now, now, id])
    }
  }

  public func drop(_ id: String, of account: String?) async throws(TaskStoreError) {
    try await write { database in
      _ = try Self.state(database, of: id, account)
      try database.execute(sql: "DELETE FROM task WHERE id = ?", arguments: [id])
    }
  }

  private static func state(_ database: Database, of id: String, _ account: String?) throws -> KeptTask.State {
    let code = try Int.fetchOne(
      database, sql: "SELECT state FROM task WHERE id = ? AND (account = ? OR ? IS NULL)",
      arguments: [id, account, account])
    guard let code else { throw TaskStoreError.missing }
    return KeptTask.State(code: code)
  }

  public func load(of account: String?) async throws(TaskStoreError) -> TaskLoad {
    try await read { database in
      var load = try Self.load(database, of: account)
      load.oldestAccepted =
        account == nil
        ? try Int64.fetchOne(database, sql: "SELECT min(accepted) FROM task WHERE state < 2")
        : try Int64.fetchOne(
          database, sql: "SELECT min(accepted) FROM task WHERE state < 2 AND account = ?", arguments: [account])
      return load
    }
  }

  static func load(_ database: Database, of account: String?) throws -> TaskLoad {
    var load = TaskLoad()
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT state, sum(tasks) AS tasks, sum(bytes) AS bytes FROM task_load WHERE account = ? OR ? IS NULL
        GROUP BY state
        """, arguments: [account, account])
    for row in rows { load.add(row["tasks"], KeptTask.State(code: row["state"]), byteCount: row["bytes"]) }
    return load
  }

  /// Writes in one transaction; what the body refuses changes nothing.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(TaskStoreError) -> Value {
    let result: Result<Value, TaskStoreError>
    do throws(StoreError) {
      result = try await database.write(refusing: TaskStoreError.self, body)
    } catch {
      throw .store(error)
    }
    return try result.get()
  }

  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(TaskStoreError) -> Value {
    do throws(StoreError) {
      return try await database.read(body)
    } catch {
      throw .store(error)
    }
  }
}

extension KeptTask {
  /// A row of ``TaskStore/columns``, with `body` or without.
  init(row: Row) {
    var order = NewTask(
      id: row["id"], account: row["account"], keyID: row["key"], interface: row["interface"],
      callback: row["callback"], callbackHost: row["host"],
      source: (row["address"] as String?).map { .address($0) } ?? .picture)
    order.policy = row["policy"]
    order.dataID = row["data"]
    order.frameInterval = row["interval"]
    order.maximumFrames = row["frames"]
    self.init(
      order: order, state: State(code: row["state"]), pictureByteCount: row["bytes"], attempts: row["attempts"],
      pausedMilliseconds: row["paused"], nextAttempt: row["next"], scheduled: row["scheduled"],
      lastError: row["error"], accepted: row["accepted"], judged: row["judged"], ended: row["ended"],
      body: row.hasColumn("body") ? (row["body"] as Data?).map { [UInt8]($0) } : nil)
  }
}

extension KeptTask.State {
  /// Of what stands in the file, where nothing else can stand.
  init(code: Int) { self = Self.allCases.first { $0.code == code } ?? .dead }
}
