#include "CSQLite.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

/// The most bytes of a text, a blob or a row that is read or written. The largest of ours, an embedding, has 512.
static const int maximum_length_bytes = 1 << 20;

static int answer(int code) {
  switch (code & 0xFF) {
    case SQLITE_OK:
    case SQLITE_DONE: return MODERATION_SQLITE_DONE;
    case SQLITE_ROW: return MODERATION_SQLITE_ROW;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL: return MODERATION_SQLITE_BUSY;
    case SQLITE_FULL: return MODERATION_SQLITE_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM: return MODERATION_SQLITE_READONLY;
    case SQLITE_CANTOPEN: return MODERATION_SQLITE_CANNOT_OPEN;
    case SQLITE_CONSTRAINT: return MODERATION_SQLITE_CONSTRAINT;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH: return MODERATION_SQLITE_INVALID;
    case SQLITE_IOERR: return MODERATION_SQLITE_INPUT_OUTPUT;
    default: return MODERATION_SQLITE_OTHER;
  }
}

/// The path as a URI, so that the file can be called unchanging; null when it does not fit.
static const char *uri(const char *path, const char *query, char *buffer, size_t room) {
  static const char digits[] = "0123456789ABCDEF";
  size_t length = (size_t)snprintf(buffer, room, "file:");
  for (const unsigned char *byte = (const unsigned char *)path; *byte; byte++) {
    if (length + 4 > room) return NULL;
    if (strchr("%?#", *byte)) {
      buffer[length++] = '%';
      buffer[length++] = digits[*byte >> 4];
      buffer[length++] = digits[*byte & 15];
    } else {
      buffer[length++] = (char)*byte;
    }
  }
  if (length + strlen(query) + 1 > room) return NULL;
  memcpy(buffer + length, query, strlen(query) + 1);
  return buffer;
}

int moderation_sqlite_open(const char *path, enum moderation_sqlite_mode mode, int busy_milliseconds,
                           moderation_sqlite **database) {
  char buffer[3 * 4096 + 64];
  int writing = mode == MODERATION_SQLITE_WRITING || mode == MODERATION_SQLITE_MAKING;
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI;
  flags |= writing ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  if (mode == MODERATION_SQLITE_MAKING) flags |= SQLITE_OPEN_CREATE;
  *database = NULL;
  const char *name =
      uri(path, mode == MODERATION_SQLITE_UNCHANGING ? "?immutable=1" : "", buffer, sizeof buffer);
  if (!name) return MODERATION_SQLITE_CANNOT_OPEN;
  int code = sqlite3_open_v2(name, database, flags, NULL);
  if (code != SQLITE_OK) return answer(code);
  sqlite3_busy_timeout(*database, busy_milliseconds);
  sqlite3_limit(*database, SQLITE_LIMIT_LENGTH, maximum_length_bytes);
  sqlite3_limit(*database, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_db_config(*database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config(*database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config(*database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config(*database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  // Whoever watches the folder sees no file come and go because somebody reads.
  int keeps = 1;
  sqlite3_file_control(*database, "main", SQLITE_FCNTL_PERSIST_WAL, &keeps);
  if (!writing) sqlite3_db_config(*database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  return answer(sqlite3_exec(*database,
                             "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA foreign_keys=ON;"
                             "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
                             // What was removed does not stay in the log.
                             "PRAGMA journal_size_limit=0",
                             NULL, NULL, NULL));
}

void moderation_sqlite_close(moderation_sqlite *database) { sqlite3_close(database); }

const char *moderation_sqlite_message(moderation_sqlite *database) { return sqlite3_errmsg(database); }

int moderation_sqlite_run(moderation_sqlite *database, const char *sql) {
  return answer(sqlite3_exec(database, sql, NULL, NULL, NULL));
}

int moderation_sqlite_is_in_transaction(moderation_sqlite *database) { return !sqlite3_get_autocommit(database); }

int64_t moderation_sqlite_changes(moderation_sqlite *database) { return sqlite3_changes64(database); }

int64_t moderation_sqlite_last_key(moderation_sqlite *database) { return sqlite3_last_insert_rowid(database); }

int moderation_statement_make(moderation_sqlite *database, const char *sql, moderation_statement **statement) {
  return answer(sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL));
}

void moderation_statement_finish(moderation_statement *statement) { sqlite3_finalize(statement); }

void moderation_statement_reset(moderation_statement *statement) {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
}

int moderation_statement_step(moderation_statement *statement) { return answer(sqlite3_step(statement)); }

int moderation_statement_bind_integer(moderation_statement *statement, int place, int64_t value) {
  return answer(sqlite3_bind_int64(statement, place, value));
}

int moderation_statement_bind_real(moderation_statement *statement, int place, double value) {
  return answer(sqlite3_bind_double(statement, place, value));
}

int moderation_statement_bind_text(moderation_statement *statement, int place, const char *bytes, size_t count) {
  return answer(sqlite3_bind_text64(statement, place, bytes, count, SQLITE_TRANSIENT, SQLITE_UTF8));
}

int moderation_statement_bind_blob(moderation_statement *statement, int place, const void *bytes, size_t count) {
  return answer(sqlite3_bind_blob64(statement, place, bytes, count, SQLITE_TRANSIENT));
}

int64_t moderation_statement_integer(moderation_statement *statement, int column) {
  return sqlite3_column_int64(statement, column);
}

double moderation_statement_real(moderation_statement *statement, int column) {
  return sqlite3_column_double(statement, column);
}

const void *moderation_statement_bytes(moderation_statement *statement, int column, size_t *count) {
  const void *bytes = sqlite3_column_blob(statement, column);
  *count = bytes ? (size_t)sqlite3_column_bytes(statement, column) : 0;
  return bytes;
}
