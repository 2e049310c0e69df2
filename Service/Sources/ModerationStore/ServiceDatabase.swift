import GRDB
import Glibc

/// The file of what outlives the service, `service.sqlite`: its tables and the ways to open it.
///
/// Write-ahead log: other processes read while the service writes. What was committed is on the disk
/// (`synchronous=FULL`): it outlives the process and the machine's power. What is removed is overwritten with zeros
/// (`secure_delete`), also in pages that become free; the log's pages keep it until they are written anew or the service
/// ends, and copies of the file, snapshots and the disk itself may have older states.
enum ServiceDatabase {
  /// Tables by version. A new version adds a migration here and changes none that was published.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("usage-1") { database in
      try database.execute(
        sql: """
          CREATE TABLE usage (
            day TEXT NOT NULL, account TEXT NOT NULL, interface TEXT NOT NULL, scene TEXT NOT NULL, key TEXT NOT NULL,
            answered INTEGER NOT NULL, rejected INTEGER NOT NULL, failed INTEGER NOT NULL,
            PRIMARY KEY (day, account, interface, scene, key)
          ) WITHOUT ROWID;
          CREATE TABLE peak (
            day TEXT NOT NULL, account TEXT NOT NULL, service TEXT NOT NULL, calls INTEGER NOT NULL,
            PRIMARY KEY (day, account, service)
          ) WITHOUT ROWID;
          """)
    }
    FaceTables.register(in: &migrator)
    TaskTables.register(in: &migrator)
    RecordTables.register(in: &migrator)
    LibraryTables.register(in: &migrator)
    return migrator
  }

  /// The seconds that a connection waits for another process's lock.
  private static let busyTimeoutSeconds = 5.0

  /// Opens the file for the service, makes it where there is none, and brings its tables up to date.
  static func open(_ path: String) throws(StoreError) -> DatabasePool {
    try FileAccess.check(path)
    try refuseLater(path)
    // SQLite gives its two other files the mode of the first. A file that is there is not touched: closing it would end
    // the locks that SQLite may hold on it elsewhere in this process.
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
    } else if errno != EEXIST {
      throw StoreError(.cannotOpen, path, "cannot be opened: \(String(cString: strerror(errno)))")
    }
    do {
      var configuration = Configuration()
      configuration.busyMode = .timeout(busyTimeoutSeconds)
      configuration.label = "service"
      // GRDB's own setting for a write-ahead log is NORMAL, which a loss of power takes back.
      // SQLite as some systems build it overwrites nothing by itself. FAST would leave whole free pages, where pictures
      // and texts lie, as they are. Removing 1,000 pictures of 200 kB, each in a transaction, took 0.6 to 1.1 s in place
      // of 0.2 to 0.4 s.
      configuration.prepareDatabase {
        try $0.execute(sql: "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
      }
      let pool = try DatabasePool(path: path, configuration: configuration)
      if try pool.read({ try migrator.hasBeenSuperseded($0) }) { throw later(path) }
      try migrator.migrate(pool)
      return pool
    } catch let error as StoreError {
      throw error
    } catch {
      let isFull = (error as? DatabaseError)?.resultCode == .SQLITE_FULL
      throw StoreError(isFull ? .cannotWrite : .cannotOpen, path, "cannot be opened: \(reason(error))")
    }
  }

  /// Opens the file to read it, whatever version wrote it, while the service may be running.
  static func openAnyVersion(_ path: String) throws(StoreError) -> DatabaseQueue {
    guard access(path, F_OK) == 0 else {
      throw StoreError(.cannotOpen, path, "cannot be opened: \(String(cString: strerror(errno)))")
    }
    do {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(busyTimeoutSeconds)
      return try DatabaseQueue(path: path, configuration: configuration)
    } catch {
      let result = (error as? DatabaseError)?.resultCode
      let isDamaged = result == .SQLITE_NOTADB || result == .SQLITE_CORRUPT
      throw StoreError(isDamaged ? .damaged : .cannotOpen, path, "cannot be opened: \(reason(error))")
    }
  }

  /// Refuses a later version's file before anything touches it: opening to write leaves traces.
  private static func refuseLater(_ path: String) throws(StoreError) {
    guard let queue = try? openAnyVersion(path), (try? queue.read(migrator.hasBeenSuperseded)) == true else { return }
    throw later(path)
  }

  /// Opens the file to read it, while the service may be running.
  static func openToRead(_ path: String) throws(StoreError) -> DatabaseQueue {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw StoreError(.cannotOpen, path, "cannot be opened: \(String(cString: strerror(errno)))")
    }
    do {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(busyTimeoutSeconds)
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      let (isLater, isComplete) = try queue.read {
        (try migrator.hasBeenSuperseded($0), try migrator.hasCompletedMigrations($0))
      }
      if isLater { throw later(path) }
      if !isComplete {
        throw StoreError(
          .earlierVersion, path, "was written by an earlier version: start this version's service with it once")
      }
      return queue
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.cannotOpen, path, "cannot be opened: \(reason(error))")
    }
  }

  /// The same, for what is read through a pool.
  static func openPoolToRead(_ path: String) throws(StoreError) -> DatabasePool {
    _ = try openToRead(path)
    do {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(busyTimeoutSeconds)
      return try DatabasePool(path: path, configuration: configuration)
    } catch {
      throw StoreError(.cannotOpen, path, "cannot be opened: \(reason(error))")
    }
  }

  private static func later(_ path: String) -> StoreError {
    StoreError(
      .laterVersion, path, "was written by a later version of the service: use that version, or another file")
  }

  /// What SQLite says, without the statement and its values, and what to do about it.
  static func reason(_ error: any Error) -> String {
    guard let error = error as? DatabaseError else { return "\(error)" }
    let advice =
      switch error.resultCode {
      case .SQLITE_FULL: ": free space on its disk; nothing of this was done"
      case .SQLITE_READONLY: ": the file or its folder may not be written by this user"
      case .SQLITE_CANTOPEN: ": the file, and beside it -wal and -shm, must be there for this user to open and make"
      case .SQLITE_CORRUPT: ": the file is damaged; `moderate store check` tells more; restore the last backup"
      case .SQLITE_NOTADB: ": the file is not a store, or its beginning is damaged; name another, or restore a backup"
      case .SQLITE_BUSY: ": another process holds the file; end it, or wait for it"
      default: ""
      }
    // A backup's own failures have no text.
    let said = error.message.flatMap { $0 == "not an error" ? nil : $0 } ?? "\(error.resultCode)"
    return "\(said) (\(error.extendedResultCode.rawValue))\(advice)"
  }
}
