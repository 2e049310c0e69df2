import Glibc
import ModerationCore

/// The tables of a library, and what tells a library from other files.
enum LibrarySchema {
  /// `FACE`, where SQLite keeps whose file it is.
  private static let application: Int64 = 0x4641_4345
  /// The version of the tables.
  private static let version: Int64 = 1

  struct Identity: Sendable {
    let id: String
    let model: DetectorDescriptor.Model
  }

  /// By name. Numbers of rows are never given out, but for those of faces.
  private static let statements = [
    "CREATE INDEX faces_of_person ON faces (person, source)",
    "CREATE INDEX groups_by_name ON groups (name)",
    "CREATE INDEX members_by_person ON members (person, \"group\")",
    "CREATE INDEX persons_by_name ON persons (name)",
    """
    CREATE TABLE faces (key INTEGER PRIMARY KEY, person INTEGER NOT NULL REFERENCES persons (key), \
    source BLOB NOT NULL, x REAL NOT NULL, y REAL NOT NULL, width REAL NOT NULL, height REAL NOT NULL, \
    norm REAL NOT NULL, embedding BLOB NOT NULL) STRICT
    """,
    """
    CREATE TABLE groups (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, \
    color INTEGER NOT NULL, scenes INTEGER NOT NULL) STRICT
    """,
    """
    CREATE TABLE library (id TEXT NOT NULL, model TEXT NOT NULL, sha256 TEXT NOT NULL, changes INTEGER NOT NULL) STRICT
    """,
    """
    CREATE TABLE members ("group" INTEGER NOT NULL REFERENCES groups (key), \
    person INTEGER NOT NULL REFERENCES persons (key), PRIMARY KEY ("group", person)) STRICT, WITHOUT ROWID
    """,
    "CREATE TABLE persons (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL) STRICT",
  ]

  /// Makes the tables in a file that has none.
  static func make(in connection: SQLiteConnection, model: DetectorDescriptor.Model) throws(HostFailure) {
    // A file of another program is not changed, not even in how it is written.
    guard try connection.integer("SELECT count(*) FROM sqlite_schema") == 0,
      try connection.integer("PRAGMA application_id") == 0
    else { return }
    try connection.run("PRAGMA journal_mode=WAL")
    try connection.transaction("EXCLUSIVE") { () throws(HostFailure) in
      // Somebody else may have made it meanwhile.
      guard try connection.integer("SELECT count(*) FROM sqlite_schema") == 0 else { return }
      for statement in statements.filter({ $0.hasPrefix("CREATE TABLE") })
        + statements.filter({
          $0.hasPrefix("CREATE INDEX")
        })
      {
        try connection.run(statement)
      }
      var random = SystemRandomNumberGenerator()
      let digits = Array("0123456789abcdef")
      let id = String((0..<32).map { _ in digits[Int.random(in: 0..<16, using: &random)] })
      try connection.execute(
        "INSERT INTO library VALUES (?, ?, ?, 0)", .text(id), .text(model.name), .text(model.sha256))
      try connection.run("PRAGMA application_id=\(application); PRAGMA user_version=\(version)")
    }
  }

  /// Sees that a file is a library of this version.
  static func check(_ connection: SQLiteConnection) throws(HostFailure) -> Identity {
    func failure(_ what: String) -> HostFailure {
      HostFailure(.invalidLibrary, message: "\(connection.path) \(what)")
    }
    guard try connection.integer("PRAGMA application_id") == application else {
      throw failure("is not a face library: it is empty or a database of another program")
    }
    let found = try connection.integer("PRAGMA user_version") ?? 0
    guard found == version else {
      throw failure("is of version \(found), and this program reads version \(version): update the program")
    }
    var tables: [String] = []
    try connection.rows("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name") {
      row throws(HostFailure) in
      tables.append(row.text(0) ?? "")
      return tables.count <= statements.count
    }
    guard tables == statements else { throw failure("is a face library with other tables than this program's") }
    var identity: Identity?
    try connection.rows("SELECT id, model, sha256 FROM library") { row throws(HostFailure) in
      guard let id = row.text(0), let model = row.text(1), let sha256 = row.text(2) else { return false }
      let isID = id.utf8.count == 32 && id.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
      if isID { identity = Identity(id: id, model: .init(name: model, sha256: sha256)) }
      return false
    }
    guard let identity else { throw failure("is a damaged face library: it does not say of which model it is") }
    return identity
  }
}
