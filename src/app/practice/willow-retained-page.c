/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/practice/willow-retained-page.h"

#include "app/widget/willow-cell-table.h"
#include "app/traffic/willow-payload-view.h"
#include "app/practice/willow-retained-orders.h"
#include "model/practice/willow-retained-watch.h"

#include <glib/gi18n.h>

struct _WillowRetainedPage
{
  AdwBin parent_instance;

  WillowPracticeBroker *broker;
  WillowRetainedWatch  *watch;
  char                 *shown; /* (nullable): topic of the payload */

  GtkEntry          *filter_entry;
  GtkLabel          *count_label;
  GtkWidget         *clear_all_button;
  WillowCellTable   *table;
  GtkWidget         *payload_box;
  GtkLabel          *topic_label;
  WillowPayloadView *payload_view;
  GtkEntry          *topic_entry;
  GtkEntry          *payload_entry;
  GtkDropDown       *qos_drop_down;
  GtkCheckButton    *retain_check;
  GtkWidget         *publish_button;
};

G_DEFINE_FINAL_TYPE (WillowRetainedPage, willow_retained_page, ADW_TYPE_BIN)

static const WillowCellColumn columns[] = {
  { N_ ("Topic"), 24, TRUE, FALSE },   { N_ ("Size"), 13, FALSE, TRUE },
  { N_ ("QoS"), 4, FALSE, TRUE },      { N_ ("Expires"), 9, FALSE, FALSE },
  { N_ ("Payload"), 20, TRUE, FALSE },
};

static void
update_count (WillowRetainedPage *self)
{
  const char      *problem = willow_retained_watch_get_problem (self->watch);
  guint            n = willow_retained_watch_get_n_matched (self->watch);
  g_autofree char *text = NULL;

  if (problem != NULL)
    text = g_strdup (problem);
  else if (n > WILLOW_RETAINED_WATCH_MAX)
    text = g_strdup_printf (
        _ ("%u match; the first %u are shown"), n, WILLOW_RETAINED_WATCH_MAX);
  else
    text = g_strdup_printf (ngettext ("%u matches", "%u match", n), n);
  gtk_label_set_label (self->count_label, text);
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->filter_entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->filter_entry), "error");
  gtk_widget_set_sensitive (self->clear_all_button, problem == NULL && n > 0);
}

static void
filter_changed_cb (WillowRetainedPage *self)
{
  const char *filter =
      gtk_editable_get_text (GTK_EDITABLE (self->filter_entry));

  if (self->watch != NULL)
    willow_retained_watch_set_filter (self->watch,
                                      *filter != '\0' ? filter : "#");
}

static void
selected_cb (WillowRetainedPage *self)
{
  WillowCellRow *row = willow_cell_table_get_selected (self->table);

  gtk_widget_set_visible (self->payload_box, row != NULL);
  if (row == NULL)
    return;
  gtk_label_set_label (self->topic_label, willow_cell_row_get_cell (row, 0));
  willow_payload_view_set_payload (
      self->payload_view,
      willow_cell_row_get_data (row),
      g_strcmp0 (self->shown, willow_cell_row_get_key (row)) != 0);
  g_free (self->shown);
  self->shown = g_strdup (willow_cell_row_get_key (row));
}

static void
clear_one_cb (WillowRetainedPage *self)
{
  WillowCellRow *row = willow_cell_table_get_selected (self->table);

  if (row != NULL)
    willow_retained_orders_clear (
        GTK_WIDGET (self), self->broker, willow_cell_row_get_key (row));
}

static void
clear_all_cb (WillowRetainedPage *self)
{
  willow_retained_orders_clear (GTK_WIDGET (self),
                                self->broker,
                                willow_retained_watch_get_filter (self->watch));
}

static void
publish_cb (WillowRetainedPage *self)
{
  willow_retained_orders_publish (
      GTK_WIDGET (self),
      self->broker,
      gtk_editable_get_text (GTK_EDITABLE (self->topic_entry)),
      gtk_editable_get_text (GTK_EDITABLE (self->payload_entry)),
      gtk_drop_down_get_selected (self->qos_drop_down),
      gtk_check_button_get_active (self->retain_check));
}

static void
update_publish (WillowRetainedPage *self)
{
  gboolean running =
      self->broker != NULL && willow_practice_broker_get_running (self->broker);
  const char *topic = gtk_editable_get_text (GTK_EDITABLE (self->topic_entry));

  gtk_widget_set_sensitive (self->publish_button, running && *topic != '\0');
}

/* Nobody looks at what is not on the screen. */
static void
willow_retained_page_map (GtkWidget *widget)
{
  WillowRetainedPage *self = WILLOW_RETAINED_PAGE (widget);

  GTK_WIDGET_CLASS (willow_retained_page_parent_class)->map (widget);
  if (self->watch != NULL)
    willow_retained_watch_set_active (self->watch, TRUE);
}

static void
willow_retained_page_unmap (GtkWidget *widget)
{
  WillowRetainedPage *self = WILLOW_RETAINED_PAGE (widget);

  if (self->watch != NULL)
    willow_retained_watch_set_active (self->watch, FALSE);
  GTK_WIDGET_CLASS (willow_retained_page_parent_class)->unmap (widget);
}

static void
willow_retained_page_dispose (GObject *object)
{
  WillowRetainedPage *self = WILLOW_RETAINED_PAGE (object);

  G_OBJECT_CLASS (willow_retained_page_parent_class)->dispose (object);
  g_clear_object (&self->watch);
  g_clear_object (&self->broker);
  g_clear_pointer (&self->shown, g_free);
}

#define BIND(name)                                                             \
  gtk_widget_class_bind_template_child (widget_class, WillowRetainedPage, name)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (filter_entry);
  BIND (count_label);
  BIND (clear_all_button);
  BIND (table);
  BIND (payload_box);
  BIND (topic_label);
  BIND (payload_view);
  BIND (topic_entry);
  BIND (payload_entry);
  BIND (qos_drop_down);
  BIND (retain_check);
  BIND (publish_button);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_one_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, publish_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_publish);
}

static void
willow_retained_page_class_init (WillowRetainedPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_retained_page_dispose;
  widget_class->map = willow_retained_page_map;
  widget_class->unmap = willow_retained_page_unmap;
  g_type_ensure (WILLOW_TYPE_CELL_TABLE);
  g_type_ensure (WILLOW_TYPE_PAYLOAD_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-retained-page.ui");
  bind_children (widget_class);
}

static void
willow_retained_page_init (WillowRetainedPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  willow_cell_table_set_columns (self->table, columns, G_N_ELEMENTS (columns));
  willow_cell_table_set_texts (
      self->table,
      _ ("Retained messages"),
      _ ("No retained message matches. Publish one with Retain, here or from a "
         "client."));
  update_publish (self);
}

void
willow_retained_page_set_broker (WillowRetainedPage   *self,
                                 WillowPracticeBroker *broker)
{
  g_return_if_fail (self->broker == NULL);

  self->broker = g_object_ref (broker);
  self->watch = willow_retained_watch_new (broker);
  g_signal_connect_object (self->watch,
                           "notify",
                           G_CALLBACK (update_count),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (broker,
                           "notify::running",
                           G_CALLBACK (update_publish),
                           self,
                           G_CONNECT_SWAPPED);
  willow_cell_table_set_rows (self->table,
                              willow_retained_watch_get_rows (self->watch));
  willow_retained_watch_set_active (self->watch,
                                    gtk_widget_get_mapped (GTK_WIDGET (self)));
  update_count (self);
  update_publish (self);
}
