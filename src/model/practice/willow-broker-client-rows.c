/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/practice/willow-broker-client-row.h"

/* (transfer full): client id → row, without references */
static GHashTable *
index_rows (GListModel *rows)
{
  GHashTable *by_id = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (WillowBrokerClientRow) row = g_list_model_get_item (rows, i);

      g_hash_table_insert (
          by_id, willow_broker_client_row_get_client (row)->client_id, row);
    }
  return by_id;
}

/* (transfer full) (element-type WillowBrokerClientRow): in the order of
 * @snapshot, not updated yet */
static GPtrArray *
arrange_rows (GListModel *rows, WillowBrokerSnapshot *snapshot, gint64 now_us)
{
  g_autoptr (GHashTable) by_id = index_rows (rows);
  GPtrArray *wanted = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < snapshot->clients->len; i++)
    {
      const WillowBrokerClient *client =
          g_ptr_array_index (snapshot->clients, i);
      WillowBrokerClientRow *row =
          g_hash_table_lookup (by_id, client->client_id);

      g_ptr_array_add (wanted,
                       row != NULL ? g_object_ref (row)
                                   : willow_broker_client_row_new (
                                         snapshot, client, now_us));
    }
  return wanted;
}

static gboolean
is_at (GListModel *rows, guint position, gconstpointer row)
{
  g_autoptr (GObject) item = g_list_model_get_item (rows, position);

  return item == row;
}

static void
replace_rows (GListStore *rows, GPtrArray *wanted, guint n_wanted)
{
  GListModel *model = G_LIST_MODEL (rows);
  guint       n_old = g_list_model_get_n_items (model);
  guint       n_new = n_wanted;
  guint       start = 0;

  while (start < MIN (n_old, n_new) &&
         is_at (model, start, g_ptr_array_index (wanted, start)))
    start++;
  while (n_old > start && n_new > start &&
         is_at (model, n_old - 1, g_ptr_array_index (wanted, n_new - 1)))
    n_old--, n_new--;
  if (n_old > start || n_new > start)
    g_list_store_splice (
        rows, start, n_old - start, wanted->pdata + start, n_new - start);
}

void
willow_broker_client_rows_update (GListStore           *rows,
                                  GListStore           *connected,
                                  WillowBrokerSnapshot *snapshot,
                                  gint64                now_us)
{
  g_autoptr (GPtrArray) wanted =
      arrange_rows (G_LIST_MODEL (rows), snapshot, now_us);
  guint n_connected = 0;

  /* They come first. */
  while (
      n_connected < snapshot->clients->len &&
      ((WillowBrokerClient *)snapshot->clients->pdata[n_connected])->connected)
    n_connected++;
  replace_rows (rows, wanted, wanted->len);
  replace_rows (connected, wanted, n_connected);
  for (guint i = 0; i < wanted->len; i++)
    willow_broker_client_row_update (g_ptr_array_index (wanted, i),
                                     snapshot,
                                     g_ptr_array_index (snapshot->clients, i),
                                     now_us);
}
