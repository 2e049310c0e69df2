import GRDB

/// The tables of groups, persons and faces.
enum FaceTables {
  /// Adds what makes them.
  ///
  /// Keys are never given again, so that what was made of an earlier state names nothing that came later. Texts that
  /// people wrote are bytes: SQLite's texts end at a zero. Counts of a group are kept beside it, because counting a
  /// million rows takes a while. A removed group's row stays until its members are cleaned up.
  static func register(in migrator: inout DatabaseMigrator) {
    migrator.registerMigration("faces-1") { database in
      try database.execute(
        sql: """
          CREATE TABLE face_state (
            only INTEGER PRIMARY KEY CHECK (only = 1), identity TEXT NOT NULL, state INTEGER NOT NULL,
            groups INTEGER NOT NULL, faces INTEGER NOT NULL
          ) STRICT;
          INSERT INTO face_state VALUES (1, lower(hex(randomblob(16))), 0, 0, 0);
          CREATE TABLE face_accounts (account TEXT PRIMARY KEY, groups INTEGER NOT NULL) STRICT, WITHOUT ROWID;
          CREATE TABLE face_groups (
            key INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, id TEXT NOT NULL, name BLOB NOT NULL,
            tag BLOB NOT NULL, fields TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
            persons INTEGER NOT NULL, faces INTEGER NOT NULL, removed INTEGER NOT NULL
          ) STRICT;
          CREATE UNIQUE INDEX face_groups_by_id ON face_groups (account, id) WHERE removed = 0;
          CREATE UNIQUE INDEX face_groups_by_name ON face_groups (account, name) WHERE removed = 0;
          CREATE INDEX face_groups_in_order ON face_groups (account, key) WHERE removed = 0;
          CREATE INDEX face_groups_removed ON face_groups (key) WHERE removed = 1;
          CREATE TABLE face_persons (
            key INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, id TEXT NOT NULL, name BLOB NOT NULL,
            gender INTEGER NOT NULL, created INTEGER NOT NULL, UNIQUE (account, id)
          ) STRICT;
          CREATE TABLE face_members (
            key INTEGER PRIMARY KEY AUTOINCREMENT, person INTEGER NOT NULL REFERENCES face_persons (key),
            "group" INTEGER NOT NULL REFERENCES face_groups (key), fields TEXT NOT NULL, UNIQUE (person, "group")
          ) STRICT;
          CREATE INDEX face_members_of_group ON face_members ("group", key);
          CREATE TABLE face_faces (
            key INTEGER PRIMARY KEY AUTOINCREMENT, person INTEGER NOT NULL REFERENCES face_persons (key),
            norm REAL NOT NULL, direction BLOB NOT NULL
          ) STRICT;
          CREATE INDEX face_faces_of_person ON face_faces (person, key);
          """)
    }
  }
}
