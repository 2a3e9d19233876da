/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/widget/willow-cell-table.h"

#include <glib/gi18n.h>

/* Columns give way down to this where the window is narrow. */
#define MIN_CHARS 3u

struct _WillowCellTable
{
  AdwBin parent_instance;

  GListModel *rows; /* (nullable) */
  gboolean    is_at_end;

  GtkStack           *stack;
  GtkLabel           *empty_label;
  GtkScrolledWindow  *scroller;
  GtkColumnView      *view;
  GtkSingleSelection *selection;
};

G_DEFINE_FINAL_TYPE (WillowCellTable, willow_cell_table, ADW_TYPE_BIN)

enum
{
  SELECTION_CHANGED,
  ROW_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

GtkWidget *
willow_cell_table_new_cell (guint chars, gboolean is_number)
{
  GtkWidget      *widget = gtk_inscription_new (NULL);
  GtkInscription *cell = GTK_INSCRIPTION (widget);

  gtk_inscription_set_text_overflow (cell,
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (cell, MIN (chars, MIN_CHARS));
  gtk_inscription_set_nat_chars (cell, chars);
  if (is_number)
    {
      gtk_inscription_set_xalign (cell, 1);
      gtk_widget_add_css_class (widget, "numeric");
    }
  return widget;
}

static guint
get_column (GtkListItem *item)
{
  return GPOINTER_TO_UINT (
      g_object_get_data (G_OBJECT (item), "willow-column"));
}

static void
update_cell (WillowCellRow *row, GtkListItem *item)
{
  GtkWidget  *cell = gtk_list_item_get_child (item);
  const char *text = willow_cell_row_get_cell (row, get_column (item));

  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
  gtk_widget_set_tooltip_text (cell, *text != '\0' ? text : NULL);
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const WillowCellColumn *column = user_data;
  gpointer number = g_object_get_data (G_OBJECT (factory), "willow-column");

  gtk_list_item_set_child (
      item, willow_cell_table_new_cell (column->chars, column->is_number));
  g_object_set_data (G_OBJECT (item), "willow-column", number);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  WillowCellRow *row = gtk_list_item_get_item (item);

  g_signal_connect_object (row, "changed", G_CALLBACK (update_cell), item, 0);
  update_cell (row, item);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  g_signal_handlers_disconnect_by_func (
      gtk_list_item_get_item (item), update_cell, item);
}

void
willow_cell_table_set_columns (WillowCellTable        *self,
                               const WillowCellColumn *columns,
                               guint                   n_columns)
{
  for (guint i = 0; i < n_columns; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column =
          gtk_column_view_column_new (_ (columns[i].title), factory);

      g_object_set_data (
          G_OBJECT (factory), "willow-column", GUINT_TO_POINTER (i));
      g_signal_connect (
          factory, "setup", G_CALLBACK (setup_cb), (gpointer)&columns[i]);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
      g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
      gtk_column_view_column_set_resizable (column, TRUE);
      gtk_column_view_column_set_expand (column, columns[i].stretches);
      gtk_column_view_append_column (self->view, column);
    }
}

void
willow_cell_table_set_texts (WillowCellTable *self,
                             const char      *label,
                             const char      *empty)
{
  gtk_label_set_label (self->empty_label, empty);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

void
willow_cell_table_hide_titles (WillowCellTable *self)
{
  gtk_widget_set_visible (gtk_widget_get_first_child (GTK_WIDGET (self->view)),
                          FALSE);
}

static void
update_stack (WillowCellTable *self)
{
  gboolean empty =
      self->rows == NULL || g_list_model_get_n_items (self->rows) == 0;

  gtk_stack_set_visible_child_name (self->stack, empty ? "empty" : "table");
}

void
willow_cell_table_set_rows (WillowCellTable *self, GListModel *rows)
{
  if (self->rows != NULL)
    g_signal_handlers_disconnect_by_func (self->rows, update_stack, self);
  g_set_object (&self->rows, rows);
  gtk_single_selection_set_model (self->selection, rows);
  if (rows != NULL)
    g_signal_connect_object (rows,
                             "items-changed",
                             G_CALLBACK (update_stack),
                             self,
                             G_CONNECT_SWAPPED);
  update_stack (self);
}

WillowCellRow *
willow_cell_table_get_selected (WillowCellTable *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

static void
selected_cb (WillowCellTable *self)
{
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static void
activated_cb (WillowCellTable *self, guint position)
{
  g_autoptr (WillowCellRow) row = g_list_model_get_item (self->rows, position);

  if (row != NULL)
    g_signal_emit (self, signals[ROW_ACTIVATED], 0, row);
}

/* The person scrolls. */
static void
scrolled_cb (WillowCellTable *self, GtkAdjustment *place)
{
  self->is_at_end =
      gtk_adjustment_get_value (place) + gtk_adjustment_get_page_size (place) >=
      gtk_adjustment_get_upper (place) - 2;
}

/* The list grows. */
static void
grown_cb (WillowCellTable *self, GtkAdjustment *place)
{
  if (self->is_at_end)
    gtk_adjustment_set_value (place,
                              gtk_adjustment_get_upper (place) -
                                  gtk_adjustment_get_page_size (place));
}

void
willow_cell_table_follow_tail (WillowCellTable *self)
{
  GtkAdjustment *place = gtk_scrolled_window_get_vadjustment (self->scroller);

  self->is_at_end = TRUE;
  g_signal_connect_object (place,
                           "value-changed",
                           G_CALLBACK (scrolled_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (
      place, "changed", G_CALLBACK (grown_cb), self, G_CONNECT_SWAPPED);
}

static void
willow_cell_table_dispose (GObject *object)
{
  WillowCellTable *self = WILLOW_CELL_TABLE (object);

  g_clear_object (&self->rows);
  G_OBJECT_CLASS (willow_cell_table_parent_class)->dispose (object);
}

static void
willow_cell_table_class_init (WillowCellTableClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_cell_table_dispose;
  signals[SELECTION_CHANGED] = g_signal_new ("selection-changed",
                                             type,
                                             G_SIGNAL_RUN_LAST,
                                             0,
                                             NULL,
                                             NULL,
                                             NULL,
                                             G_TYPE_NONE,
                                             0);
  signals[ROW_ACTIVATED] = g_signal_new ("row-activated",
                                         type,
                                         G_SIGNAL_RUN_LAST,
                                         0,
                                         NULL,
                                         NULL,
                                         NULL,
                                         G_TYPE_NONE,
                                         1,
                                         WILLOW_TYPE_CELL_ROW);
}

static GtkWidget *
new_view (WillowCellTable *self)
{
  GtkWidget *view;

  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_object (self->selection,
                           "notify::selected-item",
                           G_CALLBACK (selected_cb),
                           self,
                           G_CONNECT_SWAPPED);
  view = gtk_column_view_new (GTK_SELECTION_MODEL (self->selection));
  gtk_widget_add_css_class (view, "data-table");
  g_signal_connect_object (
      view, "activate", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  return view;
}

static GtkWidget *
new_empty_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 50);
  gtk_widget_set_margin_start (label, 18);
  gtk_widget_set_margin_end (label, 18);
  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static void
willow_cell_table_init (WillowCellTable *self)
{
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *empty = new_empty_label ();
  GtkWidget *view = new_view (self);

  self->stack = GTK_STACK (stack);
  self->scroller = GTK_SCROLLED_WINDOW (scroller);
  self->empty_label = GTK_LABEL (empty);
  self->view = GTK_COLUMN_VIEW (view);
  gtk_scrolled_window_set_policy (
      self->scroller, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (self->scroller, view);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_stack_add_named (self->stack, empty, "empty");
  gtk_stack_add_named (self->stack, scroller, "table");
  adw_bin_set_child (ADW_BIN (self), stack);
}

GtkWidget *
willow_cell_table_new (void)
{
  return g_object_new (WILLOW_TYPE_CELL_TABLE, NULL);
}
