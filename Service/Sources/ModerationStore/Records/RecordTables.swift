import GRDB

/// The tables of records of what was judged.
enum RecordTables {
  /// Adds what makes them.
  ///
  /// `record` has what is filtered by, in narrow rows; `recordDetail` the rest. Words are in `recordText`, without the
  /// texts themselves: they are cut again from the details when a record is removed. Hashes of pictures are in the order
  /// in which they came, for readers that keep them in memory.
  static func register(in migrator: inout DatabaseMigrator) {
    migrator.registerMigration("records-1") { database in
      try database.execute(
        sql: """
          CREATE TABLE record (
            number INTEGER PRIMARY KEY, account TEXT NOT NULL, subAccount TEXT, key TEXT NOT NULL,
            interface TEXT NOT NULL, application TEXT NOT NULL, sceneName TEXT NOT NULL, dataID TEXT,
            requestID TEXT NOT NULL, suggestion TEXT, label TEXT, subLabel TEXT, score REAL, policy TEXT NOT NULL,
            policyVersion TEXT, sha256 BLOB, md5 BLOB, urlKey INTEGER, hasGaps INTEGER NOT NULL, rejection TEXT,
            correction TEXT
          ) STRICT;
          CREATE INDEX recordAccount ON record (account);
          CREATE INDEX recordSuggestion ON record (account, suggestion);
          CREATE INDEX recordLabel ON record (account, label) WHERE label IS NOT NULL;
          CREATE INDEX recordScene ON record (account, sceneName);
          CREATE INDEX recordSubLabel ON record (account, subLabel) WHERE subLabel IS NOT NULL;
          CREATE INDEX recordApplication ON record (account, application);
          CREATE INDEX recordInterface ON record (account, interface);
          CREATE INDEX recordPolicy ON record (account, policy);
          CREATE INDEX recordKey ON record (account, key);
          CREATE INDEX recordGaps ON record (account) WHERE hasGaps = 1;
          CREATE INDEX recordDataID ON record (dataID) WHERE dataID IS NOT NULL;
          CREATE INDEX recordSHA256 ON record (sha256) WHERE sha256 IS NOT NULL;
          CREATE INDEX recordMD5 ON record (md5) WHERE md5 IS NOT NULL;
          CREATE INDEX recordURL ON record (urlKey) WHERE urlKey IS NOT NULL;
          CREATE INDEX recordCorrected ON record (account) WHERE correction IS NOT NULL;
          CREATE TABLE recordDetail (
            number INTEGER PRIMARY KEY REFERENCES record (number) ON DELETE CASCADE,
            url TEXT, text TEXT NOT NULL, keywords TEXT NOT NULL, codes TEXT NOT NULL, scenes TEXT NOT NULL,
            models TEXT NOT NULL, width INTEGER, height INTEGER, format TEXT, durationMilliseconds INTEGER NOT NULL,
            result TEXT, isCut INTEGER NOT NULL, thumbnail BLOB
          ) STRICT;
          CREATE TABLE recordCorrection (
            number INTEGER PRIMARY KEY REFERENCES record (number) ON DELETE CASCADE,
            kind TEXT NOT NULL, label TEXT, subLabel TEXT, suggestion TEXT, by TEXT NOT NULL,
            milliseconds INTEGER NOT NULL, note TEXT NOT NULL
          ) STRICT;
          CREATE TABLE recordFingerprint (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            number INTEGER NOT NULL UNIQUE REFERENCES record (number) ON DELETE CASCADE,
            pdq BLOB NOT NULL, quality INTEGER NOT NULL
          ) STRICT;
          CREATE TABLE recordState (name TEXT PRIMARY KEY, milliseconds INTEGER NOT NULL) STRICT;
          CREATE VIRTUAL TABLE recordText USING fts5(body, content='', columnsize=0, tokenize='ascii');
          """)
    }
  }
}
