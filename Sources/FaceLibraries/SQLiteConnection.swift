import CSQLite
import ModerationCore

/// An open database of SQLite: the one file that touches its shim.
///
/// `@unchecked`: its owner holds a lock while it is used.
final class SQLiteConnection: @unchecked Sendable {
  /// How a file is opened.
  enum Mode {
    case reading
    case writing
    /// Made if it is missing.
    case making
    /// Nothing can change it while it is read.
    case unchanging
  }

  /// A value of a statement.
  enum Value {
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
  }

  /// What to call the file in errors.
  let path: String
  private let wait: Duration
  private var handle: OpaquePointer?
  /// Made once each; a statement of a loop would else be read again for every row.
  private var statements: [String: OpaquePointer] = [:]

  /// Opens a file.
  ///
  /// - Parameter wait: How long another program's writing is waited for.
  init(_ path: String, _ mode: Mode, wait: Duration) throws(HostFailure) {
    self.path = path
    self.wait = wait
    let code: moderation_sqlite_mode =
      switch mode {
      case .reading: MODERATION_SQLITE_READING
      case .writing: MODERATION_SQLITE_WRITING
      case .making: MODERATION_SQLITE_MAKING
      case .unchanging: MODERATION_SQLITE_UNCHANGING
      }
    let milliseconds = max(0, min(wait / .milliseconds(1), Double(Int32.max)))
    let answer = path.utf8.contains(0) ? cannotOpen : moderation_sqlite_open(path, code, Int32(milliseconds), &handle)
    guard answer == done else {
      let failure = failure(answer)
      moderation_sqlite_close(handle)
      handle = nil
      throw failure
    }
  }

  deinit {
    for statement in statements.values { moderation_statement_finish(statement) }
    moderation_sqlite_close(handle)
  }

  /// Runs statements without values.
  func run(_ sql: String) throws(HostFailure) {
    guard let handle else { throw failure(cannotOpen) }
    let answer = moderation_sqlite_run(handle, sql)
    guard answer == done else { throw failure(answer) }
  }

  /// Runs a statement that gives no rows; says how many rows it changed.
  @discardableResult
  func execute(_ sql: String, _ values: Value...) throws(HostFailure) -> Int {
    try step(sql, values) { _ throws(HostFailure) in false }
    return handle.map { Int(moderation_sqlite_changes($0)) } ?? 0
  }

  /// Hands each row to `body`, until that says false.
  func rows(
    _ sql: String, _ values: [Value] = [], _ body: (Row) throws(HostFailure) -> Bool
  ) throws(HostFailure) {
    try step(sql, values, body)
  }

  /// The first number of the first row; nil for no row.
  func integer(_ sql: String, _ values: Value...) throws(HostFailure) -> Int64? {
    var result: Int64?
    try step(sql, values) { row throws(HostFailure) in
      result = row.integer(0)
      return false
    }
    return result
  }

  /// The key of the row that was added last.
  var lastKey: Int64 { handle.map { moderation_sqlite_last_key($0) } ?? 0 }

  /// Does something within one transaction: all of it, or none where it throws.
  func transaction<Result>(
    _ kind: String, _ body: () throws(HostFailure) -> Result
  ) throws(HostFailure) -> Result {
    try run("BEGIN \(kind)")
    do throws(HostFailure) {
      let result = try body()
      try run("COMMIT")
      return result
    } catch {
      if let handle, moderation_sqlite_is_in_transaction(handle) != 0 { try? run("ROLLBACK") }
      throw error
    }
  }

  private func step(
    _ sql: String, _ values: [Value], _ body: (Row) throws(HostFailure) -> Bool
  ) throws(HostFailure) {
    let statement = try statement(sql)
    defer { moderation_statement_reset(statement) }
    for (index, value) in values.enumerated() {
      let answer = Self.bind(value, to: statement, at: Int32(index + 1))
      guard answer == done else { throw failure(answer) }
    }
    while true {
      let answer = moderation_statement_step(statement)
      if answer == done { return }
      guard answer == row else { throw failure(answer) }
      guard try body(Row(statement: statement)) else { return }
    }
  }

  private func statement(_ sql: String) throws(HostFailure) -> OpaquePointer {
    if let known = statements[sql] { return known }
    guard let handle else { throw failure(cannotOpen) }
    var made: OpaquePointer?
    let answer = moderation_statement_make(handle, sql, &made)
    guard answer == done, let made else { throw failure(answer) }
    statements[sql] = made
    return made
  }

  private static func bind(_ value: Value, to statement: OpaquePointer, at place: Int32) -> Int32 {
    switch value {
    case .integer(let number): return moderation_statement_bind_integer(statement, place, number)
    case .real(let number): return moderation_statement_bind_real(statement, place, number)
    case .text(var text):
      return text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) { characters in
          // An empty text has no place in memory, and is one nevertheless.
          characters.baseAddress.map { moderation_statement_bind_text(statement, place, $0, bytes.count) }
            ?? moderation_statement_bind_text(statement, place, "", 0)
        }
      }
    case .blob(let bytes):
      return bytes.withUnsafeBytes { buffer in
        buffer.baseAddress.map { moderation_statement_bind_blob(statement, place, $0, buffer.count) }
          ?? moderation_statement_bind_blob(statement, place, "", 0)
      }
    }
  }

  /// One row of an answer, valid until the next.
  struct Row {
    fileprivate let statement: OpaquePointer

    func integer(_ column: Int32) -> Int64 { moderation_statement_integer(statement, column) }

    func real(_ column: Int32) -> Double { moderation_statement_real(statement, column) }

    /// Lends the bytes of a text or a blob; none for null.
    func bytes<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
      var count = 0
      let start = moderation_statement_bytes(statement, column, &count)
      return body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    /// A text; nil where it is not UTF-8.
    func text(_ column: Int32) -> String? { bytes(column) { String(validating: $0, as: UTF8.self) } }
  }

  private func failure(_ answer: Int32) -> HostFailure {
    let words = String(cString: moderation_sqlite_message(handle))
    switch answer {
    case Int32(MODERATION_SQLITE_BUSY.rawValue):
      return HostFailure(
        .libraryBusy,
        message: "another program is writing to \(path); waited \(wait / .seconds(1)) s. Try again when it is done")
    case Int32(MODERATION_SQLITE_FULL.rawValue):
      return HostFailure(.libraryUnwritable, message: "cannot write \(path): the disk is full; nothing was changed")
    case Int32(MODERATION_SQLITE_READONLY.rawValue):
      return HostFailure(.libraryUnwritable, message: "cannot write \(path): it is read-only; nothing was changed")
    case cannotOpen:
      return HostFailure(.libraryUnreadable, message: "cannot open \(path): \(words)")
    case Int32(MODERATION_SQLITE_INVALID.rawValue):
      return HostFailure(.invalidLibrary, message: "\(path) is not a face library, or is damaged: \(words)")
    default:
      return HostFailure(.libraryUnreadable, message: "cannot use \(path): \(words)")
    }
  }
}

private let done = Int32(MODERATION_SQLITE_DONE.rawValue)
private let row = Int32(MODERATION_SQLITE_ROW.rawValue)
private let cannotOpen = Int32(MODERATION_SQLITE_CANNOT_OPEN.rawValue)
