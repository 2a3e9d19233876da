/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/store/willow-broker-store-counts.h"

#include "broker/store/willow-broker-store-file.h"

#include <errno.h>
#include <glib/gstdio.h>

static guint64
count_rows (WillowStoreFile *file, const char *sql)
{
  sqlite3_stmt *row = NULL;
  guint64       n = 0;

  if (sqlite3_prepare_v2 (file->db, sql, -1, &row, NULL) == SQLITE_OK &&
      sqlite3_step (row) == SQLITE_ROW)
    n = (guint64)sqlite3_column_int64 (row, 0);
  sqlite3_finalize (row);
  return n;
}

gboolean
willow_broker_store_count (const char              *path,
                           WillowBrokerStoreCounts *counts,
                           GError                 **error)
{
  g_autoptr (WillowStoreFile) file = NULL;

  *counts = (WillowBrokerStoreCounts){ 0 };
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  file = willow_store_file_open (path, error);
  if (file == NULL)
    return FALSE;
  counts->n_sessions = count_rows (file, "SELECT count(*) FROM session");
  counts->n_messages = count_rows (file, "SELECT count(*) FROM message");
  counts->n_retained = count_rows (file, "SELECT count(*) FROM retained");
  return TRUE;
}

gboolean
willow_broker_store_delete (const char *path, GError **error)
{
  static const char *const suffixes[] = { "-wal", "-journal", ".new", "" };
  WillowBrokerStoreCounts  counts;

  if (!willow_broker_store_count (path, &counts, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      if (g_unlink (name) != 0 && errno != ENOENT)
        {
          g_set_error_literal (error,
                               G_IO_ERROR,
                               g_io_error_from_errno (errno),
                               g_strerror (errno));
          return FALSE;
        }
    }
  return TRUE;
}
