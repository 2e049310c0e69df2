import GRDB
import Glibc

/// What a service remembers, in one file: `service.sqlite`.
///
/// One process writes at a time: who opens the store while another process writes is refused by that process's number.
/// Other processes may read meanwhile. Used from any thread.
public final class ServiceStore: Sendable {
  /// Counts of calls.
  public let usage: UsageStore
  /// Groups, persons and faces.
  public let faces: FaceStore
  /// What was judged.
  public let records: RecordStore
  /// Groups of pictures that callers keep.
  public let pictures: PictureLibraryStore
  /// Libraries of words that callers keep.
  public let words: WordLibraryStore
  /// What both are in the folder of policies.
  public let lists: LibraryLists
  /// Pictures to judge later, and their callbacks.
  public let tasks: TaskStore

  /// The file, for everything that is kept in it.
  let database: StorePool
  private let lock: WriterLock

  /// Opens the file, makes it with mode 0600 where there is none, and brings its tables up to date.
  ///
  /// - Throws: `StoreError`: `inUse` where another process writes it, `laterVersion`, `cannotOpen`.
  public init(path: String) throws(StoreError) {
    let path = try StorePath.real(path)
    lock = try WriterLock(of: path)
    try StorePath.checkOneName(path)
    database = StorePool(path: path, pool: try ServiceDatabase.open(path))
    if let last = try RecordStore.lastID(in: database) { RecordID.resume(from: last) }
    tasks = TaskStore(database: database)
    usage = UsageStore(database, maximumPendingCount: UsageStore.maximumPendingCount)
    faces = FaceStore(database)
    records = RecordStore(database)
    pictures = PictureLibraryStore(database: database)
    words = WordLibraryStore(database: database)
    lists = LibraryLists(database: database)
  }

  /// What is wrong with a store that a service is to open; nil also where there is none yet. Changes nothing.
  public static func problem(at path: String) -> StoreError? {
    guard access(path, F_OK) == 0 else { return nil }
    do throws(StoreError) {
      try StorePath.checkOneName(path)
      _ = try ServiceDatabase.openToRead(path)
      return nil
    } catch {
      // The service brings it up to date.
      return error.code == .earlierVersion ? nil : error
    }
  }
}
