/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening the file of a durable broker, or saying why not. */
#include "config.h"

#include "broker/store/willow-broker-store-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* "Wilw", and the version of the tables. */
#define APPLICATION_ID 0x57696c77
#define VERSION 2
#define VERSION_WITHOUT_LOG 1

/* What came with version 2. */
#define LOG_SCHEMA                                                             \
  "CREATE TABLE IF NOT EXISTS log (id INTEGER PRIMARY KEY,"                    \
  " checksum INTEGER NOT NULL, records BLOB NOT NULL);"

static const char schema[] =
    "CREATE TABLE state (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;"
    "CREATE TABLE session (id INTEGER PRIMARY KEY, client_id TEXT NOT NULL,"
    " version INTEGER, clean_start INTEGER, expiry_seconds INTEGER,"
    " keep_alive_seconds INTEGER, user_name TEXT, connected_since_us INTEGER,"
    " away_since_us INTEGER, will INTEGER, will_topic TEXT, will_payload BLOB,"
    " will_properties BLOB, will_qos INTEGER, will_retain INTEGER,"
    " will_delay_seconds INTEGER, will_due_us INTEGER);"
    "CREATE TABLE subscription (session INTEGER NOT NULL, filter TEXT NOT NULL,"
    " qos INTEGER, no_local INTEGER, retain_as_published INTEGER,"
    " identifier INTEGER, PRIMARY KEY (session, filter)) WITHOUT ROWID;"
    "CREATE TABLE message (id INTEGER PRIMARY KEY, topic BLOB, payload BLOB,"
    " properties BLOB, qos INTEGER, retain INTEGER, stored_us INTEGER,"
    " expires_us INTEGER, checksum INTEGER);"
    "CREATE TABLE delivery (id INTEGER PRIMARY KEY, session INTEGER NOT NULL,"
    " message INTEGER NOT NULL, qos INTEGER, retain INTEGER, state INTEGER,"
    " packet_id INTEGER, reason INTEGER, position INTEGER, identifiers BLOB);"
    "CREATE TABLE received (session INTEGER NOT NULL,"
    " packet_id INTEGER NOT NULL, PRIMARY KEY (session, packet_id))"
    " WITHOUT ROWID;"
    "CREATE TABLE retained (topic BLOB PRIMARY KEY, message INTEGER NOT NULL)"
    " WITHOUT ROWID;" LOG_SCHEMA;

static const char *const statements[WILLOW_STORE_N_STATEMENTS] = {
  [WILLOW_STORE_STATEMENT_SESSION_PUT] = "INSERT OR REPLACE INTO session VALUES"
                                         " (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
  [WILLOW_STORE_STATEMENT_SESSION_DROP] = "DELETE FROM session WHERE id=?",
  [WILLOW_STORE_STATEMENT_SUBSCRIPTIONS_DROP] =
      "DELETE FROM subscription WHERE session=?",
  [WILLOW_STORE_STATEMENT_ALL_RECEIVED_DROP] =
      "DELETE FROM received WHERE session=?",
  [WILLOW_STORE_STATEMENT_SUBSCRIPTION_PUT] =
      "INSERT OR REPLACE INTO subscription VALUES (?,?,?,?,?,?)",
  [WILLOW_STORE_STATEMENT_SUBSCRIPTION_DROP] =
      "DELETE FROM subscription WHERE session=? AND filter=?",
  [WILLOW_STORE_STATEMENT_DELIVERY_ADD] =
      "INSERT OR REPLACE INTO delivery VALUES (?,?,?,?,?,?,?,?,?,?)",
  [WILLOW_STORE_STATEMENT_DELIVERY_MOVE] =
      "UPDATE delivery SET state=?, packet_id=?, reason=?, position=?"
      " WHERE id=?",
  [WILLOW_STORE_STATEMENT_DELIVERY_DROP] = "DELETE FROM delivery WHERE id=?",
  [WILLOW_STORE_STATEMENT_RECEIVED_ADD] =
      "INSERT OR REPLACE INTO received VALUES (?,?)",
  [WILLOW_STORE_STATEMENT_RECEIVED_DROP] =
      "DELETE FROM received WHERE session=? AND packet_id=?",
  [WILLOW_STORE_STATEMENT_RETAINED_PUT] =
      "INSERT OR REPLACE INTO retained VALUES (?,?)",
  [WILLOW_STORE_STATEMENT_RETAINED_DROP] = "DELETE FROM retained WHERE topic=?",
  [WILLOW_STORE_STATEMENT_MESSAGE_PUT] =
      "INSERT OR REPLACE INTO message VALUES (?,?,?,?,?,?,?,?,?)",
  [WILLOW_STORE_STATEMENT_MESSAGE_DROP] = "DELETE FROM message WHERE id=?",
  [WILLOW_STORE_STATEMENT_LOG_PUT] = "INSERT INTO log VALUES (NULL,?,?)",
  [WILLOW_STORE_STATEMENT_LOG_DROP] = "DELETE FROM log",
  [WILLOW_STORE_STATEMENT_ALIVE] =
      "INSERT OR REPLACE INTO state VALUES ('alive_us', ?)",
};

gboolean
willow_store_file_fail_damaged (const char *path,
                                const char *what,
                                GError    **error)
{
  g_set_error (error,
               G_IO_ERROR,
               G_IO_ERROR_INVALID_DATA,
               _ ("“%s” is damaged (%s). It was left as it is. Bring it back "
                  "from a backup, or move it away to begin with an empty one."),
               path,
               what);
  return FALSE;
}

/* @sentence: with one %s, for the path */
static gboolean
fail_refused (const char *path, const char *sentence, int code, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_auto (GStrv) parts = g_strsplit (sentence, "%s", 2);
  g_autofree char *text = g_strjoinv (name, parts);

  g_set_error_literal (error, G_IO_ERROR, code, text);
  return FALSE;
}

gboolean
willow_store_file_fail (WillowStoreFile *file, GError **error)
{
  const char *text = sqlite3_errmsg (file->db);

  switch (sqlite3_errcode (file->db) & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail_refused (file->path,
                           _ ("“%s” is in use by another broker."),
                           G_IO_ERROR_BUSY,
                           error);
    case SQLITE_FULL:
      return fail_refused (file->path,
                           _ ("There is no space left for “%s”."),
                           G_IO_ERROR_NO_SPACE,
                           error);
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return fail_refused (
          file->path,
          _ ("“%s” is read-only: a broker cannot keep its sessions there."),
          G_IO_ERROR_READ_ONLY,
          error);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return willow_store_file_fail_damaged (file->path, text, error);
    default:
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_FAILED,
                   _ ("“%s” cannot be used: %s"),
                   file->path,
                   text);
      return FALSE;
    }
}

static gboolean
execute (WillowStoreFile *file, const char *sql, GError **error)
{
  return sqlite3_exec (file->db, sql, NULL, NULL, NULL) == SQLITE_OK ||
         willow_store_file_fail (file, error);
}

static gboolean
get_number (WillowStoreFile *file,
            const char      *sql,
            gint64          *number,
            GError         **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean      ok;

  ok = sqlite3_prepare_v2 (file->db, sql, -1, &statement, NULL) == SQLITE_OK &&
       sqlite3_step (statement) == SQLITE_ROW;
  if (ok)
    *number = sqlite3_column_int64 (statement, 0);
  else
    willow_store_file_fail (file, error);
  sqlite3_finalize (statement);
  return ok;
}

static gboolean
open_database (WillowStoreFile *file,
               const char      *path,
               int              flags,
               GError         **error)
{
  if (sqlite3_open_v2 (path,
                       &file->db,
                       flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                           SQLITE_OPEN_EXRESCODE,
                       NULL) != SQLITE_OK)
    return willow_store_file_fail (file, error);
  sqlite3_db_config (file->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (file->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  return TRUE;
}

/* Whole under another name first: a file under the right one is never half a
 * store, whenever the power fails. */
static gboolean
create (WillowStoreFile *file, GError **error)
{
  g_autofree char *path = g_strconcat (file->path, ".new", NULL);
  g_autofree char *pragmas =
      g_strdup_printf ("PRAGMA synchronous=FULL; PRAGMA application_id=%d;"
                       "PRAGMA user_version=%d; BEGIN; %s COMMIT;",
                       APPLICATION_ID,
                       VERSION,
                       schema);
  gboolean ok;

  g_unlink (path);
  ok = open_database (
           file, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error) &&
       execute (file, pragmas, error);
  sqlite3_close (g_steal_pointer (&file->db));
  if (ok && g_rename (path, file->path) == 0)
    return TRUE;
  if (ok)
    g_set_error_literal (
        error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
  g_unlink (path);
  return FALSE;
}

/* Before SQLite looks, which would take an empty file for an empty database. */
static gboolean
check_file (const char *path, gboolean *exists, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  char             magic[16] = { 0 };
  GStatBuf         info;
  FILE            *stream;

  *exists = g_stat (path, &info) == 0;
  if (!*exists && !g_file_test (folder, G_FILE_TEST_IS_DIR))
    return fail_refused (folder,
                         _ ("The folder “%s” does not exist."),
                         G_IO_ERROR_NOT_FOUND,
                         error);
  if (!*exists)
    return g_access (folder, W_OK) == 0 ||
           fail_refused (folder,
                         _ ("Nothing can be written into the folder “%s”."),
                         G_IO_ERROR_PERMISSION_DENIED,
                         error);
  if (!S_ISREG (info.st_mode))
    return fail_refused (
        path, _ ("“%s” is no file."), G_IO_ERROR_INVALID_DATA, error);
  if (g_access (path, R_OK | W_OK) != 0)
    return fail_refused (
        path,
        errno == EROFS || g_access (path, R_OK) == 0
            ? _ ("“%s” is read-only: a broker cannot keep its sessions there.")
            : _ ("“%s” may not be read."),
        errno == EROFS ? G_IO_ERROR_READ_ONLY : G_IO_ERROR_PERMISSION_DENIED,
        error);
  if (info.st_size == 0)
    return fail_refused (
        path,
        _ ("“%s” is empty: it was cut off, or is no store of a broker. "
           "Remove it to begin with an empty one."),
        G_IO_ERROR_INVALID_DATA,
        error);
  stream = g_fopen (path, "rb");
  if (stream == NULL ||
      fread (magic, 1, sizeof magic, stream) != sizeof magic ||
      memcmp (magic, "SQLite format 3", sizeof magic) != 0)
    fail_refused (path,
                  _ ("“%s” is no store of a broker. It was left as it is."),
                  G_IO_ERROR_INVALID_DATA,
                  error);
  if (stream != NULL)
    fclose (stream);
  return memcmp (magic, "SQLite format 3", sizeof magic) == 0;
}

static gboolean
check_kind (WillowStoreFile *file, GError **error)
{
  gint64 application_id = 0;
  gint64 version = 0;

  if (!get_number (file, "PRAGMA application_id", &application_id, error) ||
      !get_number (file, "PRAGMA user_version", &version, error))
    return FALSE;
  if (application_id != APPLICATION_ID)
    return fail_refused (
        file->path,
        _ ("“%s” is no store of a broker. It was left as it is."),
        G_IO_ERROR_INVALID_DATA,
        error);
  if (version > VERSION)
    return fail_refused (file->path,
                         _ ("“%s” was made by a newer version of Willow."),
                         G_IO_ERROR_NOT_SUPPORTED,
                         error);
  return version == VERSION || version == VERSION_WITHOUT_LOG ||
         willow_store_file_fail_damaged (file->path, "version", error);
}

/* All of the file: what is wrong shows now, not when a session is missed. */
static gboolean
check_content (WillowStoreFile *file, GError **error)
{
  sqlite3_stmt    *statement = NULL;
  gboolean         ok = FALSE;
  g_autofree char *found = NULL;

  if (sqlite3_prepare_v2 (
          file->db, "PRAGMA integrity_check(1)", -1, &statement, NULL) !=
          SQLITE_OK ||
      sqlite3_step (statement) != SQLITE_ROW)
    willow_store_file_fail (file, error);
  else
    {
      found = g_strdup ((const char *)sqlite3_column_text (statement, 0));
      ok = g_strcmp0 (found, "ok") == 0;
      if (!ok)
        {
          g_strdelimit (found, "\n", ' ');
          willow_store_file_fail_damaged (file->path, found, error);
        }
    }
  sqlite3_finalize (statement);
  return ok;
}

static gboolean
prepare (WillowStoreFile *file, GError **error)
{
  for (guint i = 0; i < WILLOW_STORE_N_STATEMENTS; i++)
    if (sqlite3_prepare_v3 (file->db,
                            statements[i],
                            -1,
                            SQLITE_PREPARE_PERSISTENT,
                            &file->statements[i],
                            NULL) != SQLITE_OK)
      return willow_store_file_fail_damaged (
          file->path, sqlite3_errmsg (file->db), error);
  return TRUE;
}

/* The older version had no log; nothing else is different. */
static gboolean
upgrade (WillowStoreFile *file, GError **error)
{
  return execute (file,
                  "BEGIN IMMEDIATE;" LOG_SCHEMA
                  "PRAGMA user_version=2; COMMIT;",
                  error);
}

static int
wal_hook (void *data, sqlite3 *db, const char *name, int n_pages)
{
  ((WillowStoreFile *)data)->n_wal_pages = (guint)n_pages;
  return SQLITE_OK;
}

/* WAL with FULL: each commit is on the disk when it returns. EXCLUSIVE keeps
 * other processes out until the end, also that of a kill. The pages go to the
 * file itself when nobody waits: willow_store_file_tidy(). */
static gboolean
open_existing (WillowStoreFile *file, GError **error)
{
  if (!open_database (file, file->path, SQLITE_OPEN_READWRITE, error))
    return FALSE;
  sqlite3_wal_hook (file->db, wal_hook, file);
  if (sqlite3_db_readonly (file->db, "main") == 1)
    return fail_refused (
        file->path,
        _ ("“%s” is read-only: a broker cannot keep its sessions there."),
        G_IO_ERROR_READ_ONLY,
        error);
  return execute (file,
                  "PRAGMA locking_mode=EXCLUSIVE; PRAGMA cell_size_check=ON;",
                  error) &&
         check_kind (file, error) &&
         execute (
             file,
             "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
             "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-16384;"
             "PRAGMA secure_delete=OFF; BEGIN IMMEDIATE; COMMIT;",
             error) &&
         check_content (file, error) && upgrade (file, error) &&
         prepare (file, error) && willow_store_file_fold (file, error);
}

WillowStoreFile *
willow_store_file_open (const char *path, GError **error)
{
  g_autoptr (WillowStoreFile) file = g_new0 (WillowStoreFile, 1);
  gboolean exists = FALSE;

  file->path = g_strdup (path);
  if (!check_file (path, &exists, error) ||
      (!exists && !create (file, error)) || !open_existing (file, error))
    return NULL;
  return g_steal_pointer (&file);
}

void
willow_store_file_close (WillowStoreFile *file)
{
  for (guint i = 0; i < WILLOW_STORE_N_STATEMENTS; i++)
    sqlite3_finalize (file->statements[i]);
  sqlite3_close (file->db);
  g_free (file->path);
  g_free (file);
}
