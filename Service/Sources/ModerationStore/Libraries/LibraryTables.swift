import GRDB

/// The tables of what callers keep in lists: groups of pictures, and libraries of words.
enum LibraryTables {
  /// Adds what makes them.
  static func register(in migrator: inout DatabaseMigrator) {
    migrator.registerMigration("libraries-1") { database in
      try database.execute(
        sql: """
          CREATE TABLE pictureGroup (
            id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL,
            brief TEXT NOT NULL, capacity INTEGER NOT NULL, callsPerSecond INTEGER NOT NULL, pictures INTEGER NOT NULL,
            revision INTEGER NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL, author TEXT NOT NULL,
            UNIQUE (account, name)
          ) STRICT;
          CREATE TABLE picture (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            inGroup INTEGER NOT NULL REFERENCES pictureGroup (id) ON DELETE CASCADE,
            entity TEXT NOT NULL, name TEXT NOT NULL, pdq BLOB NOT NULL, quality INTEGER NOT NULL,
            sha256 TEXT NOT NULL, content TEXT NOT NULL, tags TEXT NOT NULL, added INTEGER NOT NULL,
            author TEXT NOT NULL, UNIQUE (inGroup, name)
          ) STRICT;
          CREATE INDEX pictureEntity ON picture (inGroup, entity);
          CREATE TABLE wordLibrary (
            id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL,
            brief TEXT NOT NULL, suggestion TEXT NOT NULL, words INTEGER NOT NULL, created INTEGER NOT NULL,
            updated INTEGER NOT NULL, author TEXT NOT NULL, UNIQUE (account, name)
          ) STRICT;
          CREATE TABLE word (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            inLibrary INTEGER NOT NULL REFERENCES wordLibrary (id) ON DELETE CASCADE,
            content TEXT NOT NULL, normalized TEXT NOT NULL, label TEXT NOT NULL, kind TEXT NOT NULL,
            remark TEXT NOT NULL, added INTEGER NOT NULL, author TEXT NOT NULL, UNIQUE (inLibrary, content),
            UNIQUE (inLibrary, normalized)
          ) STRICT;
          """)
    }
  }

  /// What holds of them.
  static let invariants = [
    StoreInvariant(
      name: "a group has as many pictures as it counts, and no more than its capacity",
      sql: """
        SELECT id FROM pictureGroup WHERE pictures > capacity
          OR pictures <> (SELECT count(*) FROM picture WHERE inGroup = pictureGroup.id)
        """),
    StoreInvariant(
      name: "a picture's hash has 32 bytes", sql: "SELECT id FROM picture WHERE length(pdq) <> 32"),
    StoreInvariant(
      name: "a library has as many words as it counts",
      sql: """
        SELECT id FROM wordLibrary WHERE words <> (SELECT count(*) FROM word WHERE inLibrary = wordLibrary.id)
        """),
  ]
}
