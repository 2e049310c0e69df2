import FaceLibraries
import GRDB

/// Groups, persons and faces in the service's file, and the search in them. Used from any task.
///
/// Each call is one transaction. Searches compare in memory: a mapped file beside the store, made of it, and what was
/// written since. A group's removal hides it at once; its rows are cleaned up a batch at a time, also after a restart.
public final class FaceStore: FaceStoring {
  /// The most groups of an account, and of the whole store: what one search file holds.
  public static let maximumGroupCount = FaceLibrary.maximumGroupCount
  /// The most groups that a person is in.
  public static let maximumGroupsPerPerson = FaceLibrary.maximumGroupsPerPerson
  /// The most faces of a person.
  public static let maximumFacesPerPerson = 5
  /// The most fields of a group.
  public static let maximumFieldsPerGroup = 5
  /// The most faces of the whole store, and so of persons, who have one each at least.
  public static let maximumFaceCount = FaceLibrary.maximumFaceCount
  /// The most persons that one list of a search has.
  public static let maximumNeighbourCount = FaceSearch.maximumMatchCount

  let database: StorePool
  let index: FaceIndex
  let cleaning: FaceCleaning

  /// - Parameters:
  ///   - minimumChangeCount: As `FaceIndex` has it.
  ///   - cleanedMemberCount: As `FaceCleaning` has it.
  ///   - removalTime: As `FaceIndex` has it.
  init(
    _ database: StorePool, minimumChangeCount: Int = FaceIndex.minimumChangeCount,
    cleanedMemberCount: Int = FaceCleaning.usualMemberCount, removalTime: Duration = FaceIndex.removalTime
  ) {
    self.database = database
    index = FaceIndex(database, minimumChangeCount: minimumChangeCount, removalTime: removalTime)
    cleaning = FaceCleaning(memberCount: cleanedMemberCount)
    cleaning.start(database)
  }

  /// Makes the search ready, which the first search else waits for.
  ///
  /// Takes as long as `FaceSearch` says for a library: a tenth of a second for a million faces where nothing has changed
  /// since a search was made, else seconds.
  public func prepareSearch() async throws(FaceStoreError) {
    do throws(StoreError) { try await index.prepare() } catch { throw .store(error) }
  }

  /// Does something in one transaction, and tells the search before anything else is written.
  func write<Value: Sendable>(
    _ account: String, _ body: @escaping @Sendable (inout FaceWriting) throws -> Value
  ) async throws(FaceStoreError) -> Value {
    let (index, path) = (index, database.path)
    let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
      database.pool.asyncWrite({ database in
        var writing = FaceWriting(
          rows: FaceRows(database: database, account: account, path: path), isFollowed: index.isFollowing)
        let value = try body(&writing)
        try writing.finish()
        return (value, writing.changes)
      }) { _, result in
        if case .success((_, let changes)) = result { index.apply(changes) }
        continuation.resume(returning: result.map { $0.0 })
      }
    }
    do {
      return try result.get()
    } catch let error as FaceStoreError {
      throw error
    } catch let error as StoreError {
      throw .store(error)
    } catch {
      throw .store(StoreError(.cannotWrite, path, "cannot be written: \(ServiceDatabase.reason(error))"))
    }
  }

  /// Reads one state.
  func read<Value: Sendable>(
    _ account: String, _ body: @escaping @Sendable (FaceRows) throws -> Value
  ) async throws(FaceStoreError) -> Value {
    let path = database.path
    let result: Result<Value, FaceStoreError>
    do throws(StoreError) {
      // A refusal is an answer, and not a failure of the file.
      result = try await database.read { database in
        do {
          return .success(try body(FaceRows(database: database, account: account, path: path)))
        } catch let error as FaceStoreError {
          return .failure(error)
        }
      }
    } catch {
      throw .store(error)
    }
    return try result.get()
  }
}
