/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/practice/willow-cell-row.h"

struct _WillowCellRow
{
  GObject parent_instance;

  char   *key;
  char  **cells;
  guint   n_cells;
  GBytes *data; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (WillowCellRow, willow_cell_row, G_TYPE_OBJECT)

static guint changed_signal;

static void
willow_cell_row_finalize (GObject *object)
{
  WillowCellRow *self = WILLOW_CELL_ROW (object);

  g_free (self->key);
  g_strfreev (self->cells);
  g_clear_pointer (&self->data, g_bytes_unref);
  G_OBJECT_CLASS (willow_cell_row_parent_class)->finalize (object);
}

static void
willow_cell_row_class_init (WillowCellRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = willow_cell_row_finalize;
  changed_signal = g_signal_new ("changed",
                                 WILLOW_TYPE_CELL_ROW,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 0);
}

static void
willow_cell_row_init (WillowCellRow *self)
{
}

WillowCellRow *
willow_cell_row_new (const char *key, char **cells, GBytes *data)
{
  WillowCellRow *self = g_object_new (WILLOW_TYPE_CELL_ROW, NULL);

  self->key = g_strdup (key);
  self->cells = cells;
  self->n_cells = g_strv_length (cells);
  self->data = data != NULL ? g_bytes_ref (data) : NULL;
  return self;
}

const char *
willow_cell_row_get_key (WillowCellRow *self)
{
  return self->key;
}

const char *
willow_cell_row_get_cell (WillowCellRow *self, guint column)
{
  return column < self->n_cells ? self->cells[column] : "";
}

GBytes *
willow_cell_row_get_data (WillowCellRow *self)
{
  return self->data;
}

static gboolean
is_same_data (GBytes *a, GBytes *b)
{
  return a == b || (a != NULL && b != NULL && g_bytes_equal (a, b));
}

/* Takes what @fresh says. */
static void
take_over (WillowCellRow *self, WillowCellRow *fresh)
{
  if (g_strv_equal ((const char *const *)self->cells,
                    (const char *const *)fresh->cells) &&
      is_same_data (self->data, fresh->data))
    return;
  g_strfreev (self->cells);
  self->cells = g_strdupv (fresh->cells);
  self->n_cells = fresh->n_cells;
  g_clear_pointer (&self->data, g_bytes_unref);
  self->data = fresh->data != NULL ? g_bytes_ref (fresh->data) : NULL;
  g_signal_emit (self, changed_signal, 0);
}

/* (transfer full): key → row, without references */
static GHashTable *
index_rows (GListModel *rows)
{
  GHashTable *by_key = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (WillowCellRow) row = g_list_model_get_item (rows, i);

      g_hash_table_insert (by_key, row->key, row);
    }
  return by_key;
}

static gboolean
is_at (GListModel *rows, guint position, gconstpointer row)
{
  g_autoptr (GObject) item = g_list_model_get_item (rows, position);

  return item == row;
}

static void
replace_rows (GListStore *rows, GPtrArray *arranged)
{
  GListModel *model = G_LIST_MODEL (rows);
  guint       n_old = g_list_model_get_n_items (model);
  guint       n_new = arranged->len;
  guint       start = 0;

  while (start < MIN (n_old, n_new) &&
         is_at (model, start, arranged->pdata[start]))
    start++;
  while (n_old > start && n_new > start &&
         is_at (model, n_old - 1, arranged->pdata[n_new - 1]))
    n_old--, n_new--;
  if (n_old > start || n_new > start)
    g_list_store_splice (
        rows, start, n_old - start, arranged->pdata + start, n_new - start);
}

void
willow_cell_rows_update (GListStore *rows, GPtrArray *wanted)
{
  g_autoptr (GHashTable) by_key = index_rows (G_LIST_MODEL (rows));
  g_autoptr (GPtrArray) arranged =
      g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < wanted->len; i++)
    {
      WillowCellRow *fresh = wanted->pdata[i];
      WillowCellRow *row = g_hash_table_lookup (by_key, fresh->key);

      g_ptr_array_add (arranged, g_object_ref (row != NULL ? row : fresh));
    }
  replace_rows (rows, arranged);
  for (guint i = 0; i < wanted->len; i++)
    if (arranged->pdata[i] != wanted->pdata[i])
      take_over (arranged->pdata[i], wanted->pdata[i]);
}
