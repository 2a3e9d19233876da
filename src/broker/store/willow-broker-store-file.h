/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "broker/store/willow-broker-store-batch.h"

G_BEGIN_DECLS

/* Statements that are prepared once. */
typedef enum
{
  WILLOW_STORE_STATEMENT_SESSION_PUT,
  WILLOW_STORE_STATEMENT_SESSION_DROP,
  WILLOW_STORE_STATEMENT_SUBSCRIPTIONS_DROP,
  WILLOW_STORE_STATEMENT_ALL_RECEIVED_DROP,
  WILLOW_STORE_STATEMENT_SUBSCRIPTION_PUT,
  WILLOW_STORE_STATEMENT_SUBSCRIPTION_DROP,
  WILLOW_STORE_STATEMENT_DELIVERY_ADD,
  WILLOW_STORE_STATEMENT_DELIVERY_MOVE,
  WILLOW_STORE_STATEMENT_DELIVERY_DROP,
  WILLOW_STORE_STATEMENT_RECEIVED_ADD,
  WILLOW_STORE_STATEMENT_RECEIVED_DROP,
  WILLOW_STORE_STATEMENT_RETAINED_PUT,
  WILLOW_STORE_STATEMENT_RETAINED_DROP,
  WILLOW_STORE_STATEMENT_MESSAGE_PUT,
  WILLOW_STORE_STATEMENT_MESSAGE_DROP,
  WILLOW_STORE_STATEMENT_LOG_PUT,
  WILLOW_STORE_STATEMENT_LOG_DROP,
  WILLOW_STORE_STATEMENT_ALIVE,
  WILLOW_STORE_N_STATEMENTS
} WillowStoreStatement;

/**
 * WillowStoreFile:
 *
 * The SQLite file of a durable broker, open for this process alone. On one
 * thread at a time.
 */
typedef struct
{
  char         *path;
  sqlite3      *db;
  sqlite3_stmt *statements[WILLOW_STORE_N_STATEMENTS];
  gsize         log_bytes;     /* in the log, not yet in the tables */
  gsize         fold_at_bytes; /* when they are to go there */
  guint         n_wal_pages;   /* that have not gone to the file itself */
} WillowStoreFile;

/**
 * willow_store_file_open:
 * @path: made if nothing is there; what is there is a store, or it is refused
 *
 * Errors: of G_IO_ERROR, with a translated sentence: NOT_FOUND (no such
 * folder), READ_ONLY, PERMISSION_DENIED, BUSY (another broker has it),
 * NOT_SUPPORTED (a newer version), INVALID_DATA (no store, or damaged).
 */
WillowStoreFile *willow_store_file_open (const char *path, GError **error);
void             willow_store_file_close (WillowStoreFile *file);

/* From the last error of SQLite. Returns: %FALSE, to be returned */
gboolean willow_store_file_fail (WillowStoreFile *file, GError **error);
/* The same for rows that cannot be. @what: untranslated, for the brackets */
gboolean willow_store_file_fail_damaged (const char *path,
                                         const char *what,
                                         GError    **error);

/* All of it or nothing; may be tried again. */
gboolean willow_store_file_commit (WillowStoreFile        *file,
                                   const WillowStoreBatch *batch,
                                   GError                **error);

/* One row of the message table. */
gboolean willow_store_file_put_message (WillowStoreFile         *file,
                                        const WillowStoreRecord *record);
/* Binds one number and runs. */
gboolean willow_store_file_run_with (WillowStoreFile     *file,
                                     WillowStoreStatement which,
                                     guint64              number);
gboolean willow_store_file_run (WillowStoreFile     *file,
                                WillowStoreStatement which);
void     willow_store_file_bind_slice (sqlite3_stmt *statement,
                                       int           column,
                                       MqttSlice     slice);

/* What is left of the log goes to the tables, all of it or nothing. Errors:
 * INVALID_DATA, or those of writing. */
gboolean willow_store_file_fold (WillowStoreFile *file, GError **error);
/* Between batches: what takes its time, and nobody waits for. */
void willow_store_file_tidy (WillowStoreFile *file);

/* Over what a message is made of: SQLite does not see a bit that has turned
 * over in a value. */
guint32 willow_store_checksum (MqttSlice topic,
                               MqttSlice payload,
                               MqttSlice properties);
guint32 willow_store_log_checksum (MqttSlice log);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowStoreFile, willow_store_file_close)

G_END_DECLS
