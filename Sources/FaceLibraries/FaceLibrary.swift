public import ModerationCore
import Glibc
import Synchronization

/// Groups, persons and faces in one file: a database of SQLite that holds no picture.
///
/// What `write` returned from is on the disk and outlives a killed program. Several programs may read and one writes at
/// a time; readers see the state before a change until it is whole. The file's log (`-wal`) and index (`-shm`) lie beside
/// it. A library is of one model: numbers of different models cannot be compared. A file may come from elsewhere: all
/// that is read of it is checked. Used from any thread.
public final class FaceLibrary: Sendable {
  /// What a library is opened for.
  public enum Access: Hashable, Sendable {
    case reading
    case writing
    /// Made if it is missing.
    case making
  }

  /// How much is in a library.
  public struct Counts: Hashable, Sendable {
    public let groups: Int
    public let persons: Int
    public let faces: Int
  }

  /// The most groups: what the API that this stands in for allows.
  public static let maximumGroupCount = 100_000
  /// The most faces of all persons, and so of a group: what that API allows a group. 2.1 GB on the disk.
  public static let maximumFaceCount = 3_000_000
  /// The most persons: one a face.
  public static let maximumPersonCount = maximumFaceCount
  /// The most groups that a person is in: what that API allows.
  public static let maximumGroupsPerPerson = 100
  /// The most faces of one person: our own bound, as for a gallery's folder. That API allows 5.
  public static let maximumFacesPerPerson = 1_000
  /// How long another program's writing is waited for unless said otherwise: longer than a batch of 10,000 faces takes.
  public static let usualWait = Duration.seconds(5)

  /// Where it lies.
  public let path: String
  /// 32 hexadecimal digits by which this library is told from every other; a copy has the same.
  public let id: String
  /// The model that made its faces.
  public let model: DetectorDescriptor.Model

  private let connection: SQLiteConnection
  /// Held while the connection is used.
  private let lock = Mutex(())

  /// Opens a library.
  ///
  /// - Parameters:
  ///   - model: The model whose faces it is to hold.
  ///   - wait: How long another program's writing is waited for.
  /// - Throws: `HostFailure`: `libraryUnreadable` for a missing file or a folder, `invalidLibrary` for a file that is no
  ///   library, is damaged, of a newer version or of another model, `libraryBusy`, `libraryUnwritable`.
  public init(
    path: String, for access: Access, model: DetectorDescriptor.Model, wait: Duration = usualWait
  ) throws(HostFailure) {
    try Self.refuseFolder(path, access)
    let opened = try Self.open(path, access, wait)
    if access == .making { try LibrarySchema.make(in: opened, model: model) }
    let identity = try LibrarySchema.check(opened)
    guard identity.model.sha256 == model.sha256 else {
      throw HostFailure(
        .invalidLibrary,
        message: """
          \(path) was made with another model (\(identity.model.name.prefix(64)), SHA-256 \
          \(identity.model.sha256.prefix(64))) than \(model.name): its numbers cannot be compared; add the pictures \
          again
          """)
    }
    self.path = path
    (id, self.model) = (identity.id, model)
    connection = opened
  }

  private static func refuseFolder(_ path: String, _ access: Access) throws(HostFailure) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      // An empty path would be a library that is gone when it is closed.
      if access == .making, !path.isEmpty { return }
      throw HostFailure(
        .libraryUnreadable, message: "cannot open the library \(path): \(String(cString: strerror(errno)))")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw HostFailure(.libraryUnreadable, message: "\(path) is a folder or a device, and a library is a file")
    }
  }

  private static func open(_ path: String, _ access: Access, _ wait: Duration) throws(HostFailure) -> SQLiteConnection {
    switch access {
    case .making, .writing:
      guard !cannotBeWrittenBeside(path) else {
        throw HostFailure(.libraryUnwritable, message: "cannot write \(path): its folder is read-only")
      }
      if access == .making {
        // Faces are personal data: readable to nobody else. The log gets the file's mode.
        let made = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if made >= 0 { close(made) }
      }
      return try SQLiteConnection(path, access == .making ? .making : .writing, wait: wait)
    case .reading:
      // Log and index are made even for reading, unless they are there. Where they cannot be, nobody writes either.
      var (log, index) = (stat(), stat())
      let hasLog = stat(path + "-wal", &log) == 0
      guard cannotBeWrittenBeside(path), !hasLog || stat(path + "-shm", &index) != 0 else {
        return try SQLiteConnection(path, .reading, wait: wait)
      }
      guard !hasLog || log.st_size == 0 else {
        throw HostFailure(
          .libraryUnreadable,
          message:
            "\(path) lies in a read-only folder with changes in \(path)-wal: open it once where it can be written")
      }
      return try SQLiteConnection(path, .unchanging, wait: wait)
    }
  }

  private static func cannotBeWrittenBeside(_ path: String) -> Bool {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    return access(folder, W_OK) != 0 && (errno == EROFS || errno == EACCES)
  }

  /// Changes the library: all that `body` does is done, or nothing where it throws. `body` uses the writer alone and not
  /// the library, which waits for it.
  ///
  /// - Throws: `libraryBusy` when another program writes for longer than was waited, `libraryUnwritable` when the file is
  ///   read-only or the disk is full, and what `body` throws.
  public func write<Result: Sendable>(
    _ body: (FaceLibraryWriter) throws(HostFailure) -> Result
  ) throws(HostFailure) -> Result {
    try lock.withLock { _ throws(HostFailure) in
      try connection.transaction("IMMEDIATE") { () throws(HostFailure) in
        let writer = FaceLibraryWriter(connection)
        let result = try body(writer)
        if writer.changed { try connection.execute("UPDATE library SET changes = changes + 1") }
        return result
      }
    }
  }

  /// Moves what the log beside the file holds into the file, so that the file alone is the library. To be called before
  /// a process ends that does not let go of it; while other programs use the library the log stays, and nothing is lost.
  public func settle() {
    lock.withLock { _ in
      do throws(HostFailure) { try connection.run("PRAGMA wal_checkpoint(TRUNCATE)") } catch {}
    }
  }

  /// Does something with one state of the library.
  func read<Result: Sendable>(
    _ body: (SQLiteConnection) throws(HostFailure) -> Result
  ) throws(HostFailure) -> Result {
    try lock.withLock { _ throws(HostFailure) in
      try connection.transaction("DEFERRED") { () throws(HostFailure) in try body(connection) }
    }
  }

  /// How often the library was changed: a state of it has one number.
  public func changeCount() throws(HostFailure) -> Int64 {
    try read { connection throws(HostFailure) in try Self.changeCount(in: connection) }
  }

  static func changeCount(in connection: SQLiteConnection) throws(HostFailure) -> Int64 {
    try connection.integer("SELECT changes FROM library") ?? 0
  }
}
