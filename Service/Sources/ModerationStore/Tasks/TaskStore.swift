import Foundation
import GRDB

/// The tasks of a service's file.
public struct TaskStore: TaskStoring {
  let database: StorePool
  /// How much is kept.
  public var limits = TaskLimits()
  /// The bytes that are free where a file lies; nil where nobody can say.
  var freeBytes = DiskRoom.freeBytes

  init(database: StorePool, limits: TaskLimits = TaskLimits()) { (self.database, self.limits) = (database, limits) }

  /// Opens a store's file to read its tasks, while the service may be running. Whatever writes, throws.
  public init(reading path: String) throws(StoreError) {
    self.init(database: StorePool(path: path, pool: try ServiceDatabase.openPoolToRead(path)))
  }

  /// The same store with other bounds.
  public func limited(to limits: TaskLimits) -> TaskStore {
    var store = self
    store.limits = limits
    return store
  }

  public func accept(_ task: NewTask, picture: [UInt8]?, at now: Int64) async throws(TaskStoreError) {
    try Self.check(task, picture)
    let (limits, count) = (limits, picture?.count ?? 0)
    if let refusal = limits.refusal(byteCount: count, freeDiskBytes: freeBytes(database.path)) { throw refusal }
    try await write { database in
      let all = try Self.load(database, of: nil)
      let own = try Self.load(database, of: task.account)
      if let refusal = limits.refusal(byteCount: count, own: own, all: all) { throw refusal }
      if try Bool.fetchOne(database, sql: "SELECT 1 FROM task WHERE id = ?", arguments: [task.id]) != nil {
        throw TaskStoreError.exists
      }
      var address: String?
      if case .address(let text) = task.source { address = text }
      try database.execute(
        sql: """
          INSERT INTO task (id, account, key, interface, policy, data, interval, frames, callback, host, address,
            state, bytes, attempts, paused, next, scheduled, accepted)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0, 0, ?, ?, ?)
          """,
        arguments: [
          task.id, task.account, task.keyID, task.interface, task.policy, task.dataID, task.frameInterval,
          task.maximumFrames, task.callback, task.callbackHost, address, count, now, now, now,
        ])
      if let picture {
        try database.execute(
          sql: "INSERT INTO task_picture (task, bytes) VALUES (?, ?)",
          arguments: [database.lastInsertedRowID, Data(picture)])
      }
    }
  }

  /// What holds for every store.
  static func check(_ task: NewTask, _ picture: [UInt8]?) throws(TaskStoreError) {
    if let picture, picture.count > NewTask.maximumPictureBytes {
      throw .tooLarge(byteCount: picture.count, allowed: NewTask.maximumPictureBytes)
    }
    var texts = [task.id, task.account, task.keyID, task.interface, task.callback, task.callbackHost]
    texts += [task.policy, task.dataID].compactMap(\.self)
    if case .address(let address) = task.source { texts.append(address) }
    guard !texts.contains(where: { $0.utf8.contains(0) }) else { throw .unsuitable }
    if let long = texts.map(\.utf8.count).first(where: { $0 > NewTask.maximumTextBytes }) {
      throw .tooLarge(byteCount: long, allowed: NewTask.maximumTextBytes)
    }
  }

  public func waiting(
    at now: Int64, except ids: Set<String>, countPerAccount count: Int
  ) async throws(TaskStoreError) -> [KeptTask] {
    try await read { database in
      let accounts = try String.fetchAll(
        database, sql: "SELECT account FROM task_load WHERE state = 0 AND tasks > 0 ORDER BY account")
      return try accounts.flatMap { account in
        // As many more as may be passed over.
        let rows = try Row.fetchAll(
          database,
          sql: """
            SELECT \(Self.columns) FROM task WHERE state = 0 AND account = ? AND next <= ?
            ORDER BY next, number LIMIT ?
            """, arguments: [account, now, count + ids.count])
        return rows.map(KeptTask.init(row:)).filter { !ids.contains($0.id) }.prefix(count)
      }
    }
  }

  public func picture(of id: String) async throws(TaskStoreError) -> [UInt8]? {
    try await read { database in
      let data = try Data.fetchOne(
        database, sql: "SELECT p.bytes FROM task_picture p JOIN task t ON t.number = p.task WHERE t.id = ?",
        arguments: [id])
      return data.map { [UInt8]($0) }
    }
  }

  public func begin(_ id: String) async throws(TaskStoreError) -> Int? {
    try await write { database in
      try Int.fetchOne(
        database, sql: "UPDATE task SET attempts = attempts + 1 WHERE id = ? AND state = 0 RETURNING attempts",
        arguments: [id])
    }
  }

  public func postpone(
    _ id: String, by milliseconds: Int64, because error: String, at now: Int64
  ) async throws(TaskStoreError) {
    try await write { database in
      try database.execute(
        sql: """
          UPDATE task SET next = ?, scheduled = ?, paused = paused + ?, error = ?,
            attempts = attempts + (CASE state WHEN 1 THEN 1 ELSE 0 END)
          WHERE id = ? AND state < 2
          """, arguments: [now + milliseconds, now, milliseconds, KeptTask.shortened(error), id])
    }
  }

  public func finish(_ id: String, body: [UInt8], at now: Int64) async throws(TaskStoreError) {
    guard body.count <= KeptTask.maximumBodyBytes else {
      throw .tooLarge(byteCount: body.count, allowed: KeptTask.maximumBodyBytes)
    }
    try await write { database in
      try database.execute(
        sql: """
          DELETE FROM task_picture WHERE task = (SELECT number FROM task WHERE id = ? AND state = 0)
          """, arguments: [id])
      try database.execute(
        sql: """
          UPDATE task SET state = 1, bytes = 0, body = ?, judged = ?, attempts = 0, paused = 0, next = ?,
            scheduled = ?, error = NULL
          WHERE id = ? AND state = 0
          """, arguments: [Data(body), now, now, now, id])
    }
  }

  public func due(
    at now: Int64, except busy: BusyCallbacks, count: Int
  ) async throws(TaskStoreError) -> [KeptTask] {
    try await read { database in
      func none(_ column: String, of values: Set<String>) -> String {
        values.isEmpty ? "" : "AND \(column) NOT IN (\(databaseQuestionMarks(count: values.count))) "
      }
      let places =
        busy.places.isEmpty
        ? ""
        : "AND (account, host) NOT IN (VALUES \(busy.places.map { _ in "(?, ?)" }.joined(separator: ", "))) "
      let ids = try Int64.fetchAll(
        database,
        sql: "SELECT number FROM task WHERE state = 1 AND next <= ? " + none("id", of: busy.ids)
          + none("host", of: busy.hosts) + none("account", of: busy.accounts) + places
          + "ORDER BY next, number LIMIT ?",
        arguments: [now] + StatementArguments(busy.ids) + StatementArguments(busy.hosts)
          + StatementArguments(busy.accounts) + StatementArguments(busy.places.flatMap { [$0.account, $0.host] })
          + [count])
      return try ids.compactMap { number in
        try Row.fetchOne(
          database, sql: "SELECT \(Self.columns), body FROM task WHERE number = ?", arguments: [number]
        ).map(KeptTask.init(row:))
      }
    }
  }

  public func deliver(_ id: String, at now: Int64) async throws(TaskStoreError) {
    try await write { database in
      try database.execute(
        sql: "UPDATE task SET state = 2, ended = ?, body = NULL, error = NULL WHERE id = ? AND state = 1",
        arguments: [now, id])
    }
  }

  public func bury(_ id: String, because error: String, at now: Int64) async throws(TaskStoreError) {
    try await write { database in
      try database.execute(
        sql: "UPDATE task SET state = 3, ended = ?, attempts = attempts + 1, error = ? WHERE id = ? AND state = 1",
        arguments: [now, KeptTask.shortened(error), id])
    }
  }

  public func rewind(to now: Int64) async throws(TaskStoreError) {
    try await write { database in
      try database.execute(
        sql: "UPDATE task SET next = ?, scheduled = ? WHERE state < 2 AND scheduled > ?", arguments: [now, now, now])
    }
  }

  public func sweep(at now: Int64) async throws(TaskStoreError) {
    let limits = limits
    try await write { database in
      try database.execute(
        sql: "DELETE FROM task WHERE state = 2 AND ended < ?", arguments: [now - limits.deliveredMilliseconds])
      try database.execute(
        sql: "DELETE FROM task WHERE state = 3 AND ended < ?", arguments: [now - limits.deadMilliseconds])
      for (state, most) in [(2, limits.deliveredCount), (3, limits.deadCount)] {
        try Self.cut(database, state: state, to: most)
      }
      try database.execute(sql: "DELETE FROM task_load WHERE tasks = 0")
    }
  }

  /// Removes what is too much of one state, of whoever has most of it, oldest first.
  private static func cut(_ database: Database, state: Int, to most: Int) throws {
    var counts: [String: Int] = [:]
    for row in try Row.fetchAll(
      database, sql: "SELECT account, tasks FROM task_load WHERE state = ? AND tasks > 0", arguments: [state])
    { counts[row["account"]] = row["tasks"] }
    for (account, count) in TaskShares.surplus(of: counts, over: most) {
      try database.execute(
        sql: """
          DELETE FROM task WHERE number IN
            (SELECT number FROM task WHERE account = ? AND state = ? ORDER BY number LIMIT ?)
          """, arguments: [account, state, count])
    }
  }
}
