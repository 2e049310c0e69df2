import GRDB

/// The open file, for everything that is kept in it: one writer, readers beside it, failures in our own words.
struct StorePool: Sendable {
  let path: String
  let pool: DatabasePool

  /// Does something in one transaction that is on the disk when this returns. Cancelling the task does not stop it.
  ///
  /// - Throws: `cannotWrite`: then nothing of it was done.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StoreError) -> Value {
    let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
      pool.asyncWrite(body) { _, result in continuation.resume(returning: result) }
    }
    do {
      return try result.get()
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.cannotWrite, path, "cannot be written: \(ServiceDatabase.reason(error))")
    }
  }

  /// As `write`, for a body that may refuse: where it throws a `Refusal`, nothing of it is done.
  func write<Value: Sendable, Refusal: Error>(
    refusing refusal: Refusal.Type, _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StoreError) -> Result<Value, Refusal> {
    let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
      pool.asyncWrite(body) { _, result in continuation.resume(returning: result) }
    }
    switch result {
    case .success(let value): return .success(value)
    case .failure(let error as Refusal): return .failure(error)
    case .failure(let error as StoreError): throw error
    case .failure(let error):
      throw StoreError(.cannotWrite, path, "cannot be written: \(ServiceDatabase.reason(error))")
    }
  }

  /// Reads one state of the file.
  ///
  /// - Throws: `cannotRead`.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(StoreError) -> Value {
    let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
      pool.asyncRead { database in
        continuation.resume(returning: database.flatMap { database in Result { try body(database) } })
      }
    }
    do {
      return try result.get()
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.cannotRead, path, "cannot be read: \(ServiceDatabase.reason(error))")
    }
  }
}
