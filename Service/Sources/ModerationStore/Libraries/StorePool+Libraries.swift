import GRDB

extension StorePool {
  /// As `write`, for libraries: what refuses undoes everything.
  func writeLibrary<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(LibraryError) -> Value {
    let result: Result<Value, LibraryError>
    do throws(StoreError) {
      result = try await write(refusing: LibraryError.self, body)
    } catch {
      throw .store(error)
    }
    return try result.get()
  }

  /// As `read`, for libraries.
  func readLibrary<Value: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws(LibraryError) -> Value {
    let result: Result<Value, LibraryError>
    do throws(StoreError) {
      result = try await read { database in
        do {
          return .success(try body(database))
        } catch let error as LibraryError {
          return .failure(error)
        }
      }
    } catch {
      throw .store(error)
    }
    return try result.get()
  }
}

extension StoreError {
  /// A row of a library that nothing here wrote.
  static func damagedLibrary(_ what: String) -> StoreError {
    StoreError(.damaged, "store", "\(what) cannot be read: `moderate store check` tells more; restore the last backup")
  }
}
