/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/practice/willow-broker-log-page.h"

#include "app/widget/willow-cell-table.h"
#include "app/widget/willow-file-choice.h"
#include "app/window/willow-window.h"

#include <glib/gi18n.h>
#include <string.h>

struct _WillowBrokerLogPage
{
  AdwBin parent_instance;

  WillowBrokerEvents *events;

  WillowCellTable *table;
  GtkLabel        *lost_label;
  GtkWidget       *save_button;
  GtkWidget       *clear_button;
};

G_DEFINE_FINAL_TYPE (WillowBrokerLogPage, willow_broker_log_page, ADW_TYPE_BIN)

static const WillowCellColumn columns[] = {
  { N_ ("Time"), 12, FALSE, FALSE },  { N_ ("What"), 22, FALSE, FALSE },
  { N_ ("Client"), 14, TRUE, FALSE }, { N_ ("Address"), 15, FALSE, FALSE },
  { N_ ("Reason"), 24, TRUE, FALSE },
};

static void
update (WillowBrokerLogPage *self)
{
  guint64  n_lost = willow_broker_events_get_n_lost (self->events);
  gboolean empty = g_list_model_get_n_items (
                       willow_broker_events_get_rows (self->events)) == 0;
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, n_lost);
  g_autofree char *text =
      g_strdup_printf (ngettext ("%s older entry is not kept",
                                 "%s older entries are not kept",
                                 (gulong)n_lost),
                       number);

  gtk_label_set_label (self->lost_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->lost_label), n_lost > 0);
  gtk_widget_set_sensitive (self->save_button, !empty);
  gtk_widget_set_sensitive (self->clear_button, !empty);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowBrokerLogPage) self = user_data;
  g_autoptr (GError) error = NULL;
  GtkWidget *window =
      gtk_widget_get_ancestor (GTK_WIDGET (self), WILLOW_TYPE_WINDOW);

  if (willow_file_choice_save_finish (result, &error) || window == NULL ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  willow_window_say (WILLOW_WINDOW (window), error->message);
}

static void
save_cb (WillowBrokerLogPage *self)
{
  char *text = willow_broker_events_dup_text (self->events);
  g_autoptr (GBytes) content = g_bytes_new_take (text, strlen (text));

  willow_file_choice_save_async (GTK_WIDGET (self),
                                 _ ("Save the Log"),
                                 "willow-broker.log",
                                 content,
                                 saved_cb,
                                 g_object_ref (self));
}

static void
clear_cb (WillowBrokerLogPage *self)
{
  willow_broker_events_clear (self->events);
  update (self);
}

static void
willow_broker_log_page_dispose (GObject *object)
{
  WillowBrokerLogPage *self = WILLOW_BROKER_LOG_PAGE (object);

  G_OBJECT_CLASS (willow_broker_log_page_parent_class)->dispose (object);
  g_clear_object (&self->events);
}

static void
willow_broker_log_page_class_init (WillowBrokerLogPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_broker_log_page_dispose;
}

static GtkWidget *
add_button (WillowBrokerLogPage *self,
            GtkWidget           *box,
            const char          *label,
            GCallback            callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_sensitive (button, FALSE);
  g_signal_connect_object (
      button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
new_bar (WillowBrokerLogPage *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *lost = gtk_label_new (NULL);

  gtk_widget_set_margin_start (bar, 12);
  gtk_widget_set_margin_end (bar, 12);
  gtk_widget_set_margin_bottom (bar, 6);
  gtk_widget_set_halign (bar, GTK_ALIGN_END);
  gtk_label_set_ellipsize (GTK_LABEL (lost), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (lost, "dim-label");
  gtk_widget_set_visible (lost, FALSE);
  self->lost_label = GTK_LABEL (lost);
  gtk_box_append (GTK_BOX (bar), lost);
  self->save_button =
      add_button (self, bar, _ ("_Save as Text…"), G_CALLBACK (save_cb));
  self->clear_button =
      add_button (self, bar, _ ("C_lear"), G_CALLBACK (clear_cb));
  return bar;
}

static void
willow_broker_log_page_init (WillowBrokerLogPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *table = willow_cell_table_new ();

  self->table = WILLOW_CELL_TABLE (table);
  willow_cell_table_set_columns (self->table, columns, G_N_ELEMENTS (columns));
  willow_cell_table_set_texts (
      self->table,
      _ ("Log of the broker"),
      _ ("Nobody has come yet. Run the broker, and connect a client to it."));
  willow_cell_table_follow_tail (self->table);
  gtk_widget_set_vexpand (table, TRUE);
  gtk_box_append (GTK_BOX (box), new_bar (self));
  gtk_box_append (GTK_BOX (box), table);
  adw_bin_set_child (ADW_BIN (self), box);
}

void
willow_broker_log_page_set_broker (WillowBrokerLogPage  *self,
                                   WillowPracticeBroker *broker)
{
  GListModel *rows;

  g_return_if_fail (self->events == NULL);

  self->events = g_object_ref (willow_practice_broker_get_events (broker));
  rows = willow_broker_events_get_rows (self->events);
  willow_cell_table_set_rows (self->table, rows);
  g_signal_connect_object (
      rows, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
