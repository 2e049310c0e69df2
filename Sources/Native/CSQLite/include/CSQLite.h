// SQLite, shown to Swift without its own header: what a file that may come from elsewhere is opened and asked with.
#ifndef MODERATION_CSQLITE_H
#define MODERATION_CSQLITE_H

#include <stddef.h>
#include <stdint.h>

typedef struct sqlite3 moderation_sqlite;
typedef struct sqlite3_stmt moderation_statement;

enum moderation_sqlite_mode {
  MODERATION_SQLITE_READING,
  MODERATION_SQLITE_WRITING,
  MODERATION_SQLITE_MAKING,
  /// For a file that nobody can change while it is read: on a file system without writing.
  MODERATION_SQLITE_UNCHANGING,
};

enum moderation_sqlite_answer {
  MODERATION_SQLITE_DONE,
  MODERATION_SQLITE_ROW,
  MODERATION_SQLITE_BUSY,
  MODERATION_SQLITE_FULL,
  MODERATION_SQLITE_READONLY,
  MODERATION_SQLITE_CANNOT_OPEN,
  MODERATION_SQLITE_CONSTRAINT,
  MODERATION_SQLITE_INVALID,
  MODERATION_SQLITE_INPUT_OUTPUT,
  MODERATION_SQLITE_OTHER,
};

/// Opens a file, hardened against what a stranger wrote into it. `*database` is to be closed also after a failure.
int moderation_sqlite_open(const char *_Nonnull path, enum moderation_sqlite_mode mode, int busy_milliseconds,
                           moderation_sqlite *_Nullable *_Nonnull database);
/// Closes; all statements are finished before.
void moderation_sqlite_close(moderation_sqlite *_Nullable database);
/// What went wrong last; valid until the next call.
const char *_Nonnull moderation_sqlite_message(moderation_sqlite *_Nullable database);
/// Runs one or more statements without values and without rows.
int moderation_sqlite_run(moderation_sqlite *_Nonnull database, const char *_Nonnull sql);
/// Whether a transaction is open.
int moderation_sqlite_is_in_transaction(moderation_sqlite *_Nonnull database);
/// How many rows the last statement changed.
int64_t moderation_sqlite_changes(moderation_sqlite *_Nonnull database);
/// The key of the row that was added last.
int64_t moderation_sqlite_last_key(moderation_sqlite *_Nonnull database);

int moderation_statement_make(moderation_sqlite *_Nonnull database, const char *_Nonnull sql,
                              moderation_statement *_Nullable *_Nonnull statement);
void moderation_statement_finish(moderation_statement *_Nullable statement);
/// Forgets rows and values, so that the statement can run again.
void moderation_statement_reset(moderation_statement *_Nonnull statement);
int moderation_statement_step(moderation_statement *_Nonnull statement);
int moderation_statement_bind_integer(moderation_statement *_Nonnull statement, int place, int64_t value);
int moderation_statement_bind_real(moderation_statement *_Nonnull statement, int place, double value);
/// Copies the bytes.
int moderation_statement_bind_text(moderation_statement *_Nonnull statement, int place, const char *_Nonnull bytes,
                                   size_t count);
/// Copies the bytes.
int moderation_statement_bind_blob(moderation_statement *_Nonnull statement, int place, const void *_Nonnull bytes,
                                   size_t count);
int64_t moderation_statement_integer(moderation_statement *_Nonnull statement, int column);
double moderation_statement_real(moderation_statement *_Nonnull statement, int column);
/// The bytes of a text or a blob, valid until the next step; null for none.
const void *_Nullable moderation_statement_bytes(moderation_statement *_Nonnull statement, int column,
                                                 size_t *_Nonnull count);

#endif
