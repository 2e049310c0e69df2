import GRDB

/// The tables of tasks that were accepted, and their callbacks.
enum TaskTables {
  /// Adds what makes them.
  static func register(in migrator: inout DatabaseMigrator) {
    migrator.registerMigration("tasks-1") { database in
      // Pictures lie apart: a list reads none of their pages. Triggers keep the sums that acceptance looks at.
      try database.execute(
        sql: """
          CREATE TABLE task (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, key TEXT NOT NULL,
            interface TEXT NOT NULL, policy TEXT, data TEXT, interval INTEGER, frames INTEGER, callback TEXT NOT NULL,
            host TEXT NOT NULL, address TEXT, state INTEGER NOT NULL, bytes INTEGER NOT NULL,
            attempts INTEGER NOT NULL, paused INTEGER NOT NULL, next INTEGER NOT NULL, scheduled INTEGER NOT NULL,
            error TEXT, accepted INTEGER NOT NULL, judged INTEGER, ended INTEGER, body BLOB
          ) STRICT;
          CREATE TABLE task_picture (
            task INTEGER PRIMARY KEY REFERENCES task (number) ON DELETE CASCADE, bytes BLOB NOT NULL
          ) STRICT;
          CREATE TABLE task_load (
            account TEXT NOT NULL, state INTEGER NOT NULL, tasks INTEGER NOT NULL, bytes INTEGER NOT NULL,
            PRIMARY KEY (account, state)
          ) STRICT, WITHOUT ROWID;
          CREATE INDEX task_waiting ON task (account, next, number) WHERE state = 0;
          CREATE INDEX task_due ON task (next, number, host, account, id) WHERE state = 1;
          CREATE INDEX task_scheduled ON task (scheduled) WHERE state < 2;
          CREATE INDEX task_accepted ON task (accepted) WHERE state < 2;
          CREATE INDEX task_ended ON task (state, ended) WHERE state > 1;
          CREATE INDEX task_account ON task (account, state, number);
          CREATE INDEX task_state ON task (state, number);
          CREATE TRIGGER task_added AFTER INSERT ON task BEGIN
            INSERT INTO task_load VALUES (new.account, new.state, 1, new.bytes)
            ON CONFLICT DO UPDATE SET tasks = tasks + 1, bytes = bytes + excluded.bytes;
          END;
          CREATE TRIGGER task_changed AFTER UPDATE OF state, bytes ON task BEGIN
            UPDATE task_load SET tasks = tasks - 1, bytes = bytes - old.bytes
            WHERE account = old.account AND state = old.state;
            INSERT INTO task_load VALUES (new.account, new.state, 1, new.bytes)
            ON CONFLICT DO UPDATE SET tasks = tasks + 1, bytes = bytes + excluded.bytes;
          END;
          CREATE TRIGGER task_removed AFTER DELETE ON task BEGIN
            UPDATE task_load SET tasks = tasks - 1, bytes = bytes - old.bytes
            WHERE account = old.account AND state = old.state;
          END;
          """)
    }
  }
}
