/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/practice/willow-session-details.h"

#include "app/widget/willow-cell-table.h"
#include "app/traffic/willow-packet-view.h"
#include "model/practice/willow-broker-text.h"
#include "model/practice/willow-session-watch.h"

#include <glib/gi18n.h>

struct _WillowSessionDetails
{
  AdwBin parent_instance;

  WillowPracticeBroker *broker;
  WillowSessionWatch   *watch;
  GBytes               *connect; /* (nullable): that is shown */

  GtkLabel         *title_label;
  GtkWidget        *disconnect_button;
  GtkWidget        *end_button;
  WillowCellTable  *facts_table;
  GtkStack         *connect_stack;
  WillowPacketView *packet_view;
  GtkStackPage     *subscriptions_page;
  WillowCellTable  *subscriptions_table;
  GtkStackPage     *messages_page;
  WillowCellTable  *messages_table;
};

G_DEFINE_FINAL_TYPE (WillowSessionDetails, willow_session_details, ADW_TYPE_BIN)

static const WillowCellColumn fact_columns[] = {
  { N_ ("What"), 18, FALSE, FALSE },
  { N_ ("State"), 20, TRUE, FALSE },
};

static const WillowCellColumn subscription_columns[] = {
  { N_ ("Topic Filter"), 20, TRUE, FALSE },
  { N_ ("QoS granted"), 11, FALSE, TRUE },
  { N_ ("Options"), 24, TRUE, FALSE },
};

static const WillowCellColumn message_columns[] = {
  { N_ ("State"), 18, TRUE, FALSE },   { N_ ("Packet Id."), 8, FALSE, TRUE },
  { N_ ("QoS"), 4, FALSE, TRUE },      { N_ ("Topic"), 14, TRUE, FALSE },
  { N_ ("Size"), 8, FALSE, TRUE },     { N_ ("Expires"), 8, FALSE, FALSE },
  { N_ ("Payload"), 10, TRUE, FALSE },
};

static void
show_connect (WillowSessionDetails *self, WillowBrokerSessionView *view)
{
  GBytes *connect = view != NULL ? view->connect : NULL;

  gtk_stack_set_visible_child_name (self->connect_stack,
                                    connect != NULL ? "packet" : "none");
  if (connect == self->connect || (connect != NULL && self->connect != NULL &&
                                   g_bytes_equal (connect, self->connect)))
    return;
  g_clear_pointer (&self->connect, g_bytes_unref);
  self->connect = connect != NULL ? g_bytes_ref (connect) : NULL;
  willow_packet_view_set_packet (
      self->packet_view, connect, MQTT_VERSION_UNKNOWN, MQTT_ROLE_CLIENT);
}

static void
show_count (GtkStackPage *page, const char *title, guint n)
{
  g_autofree char *text = g_strdup_printf ("%s (%u)", title, n);

  gtk_stack_page_set_title (page, text);
}

static void
update (WillowSessionDetails *self)
{
  WillowBrokerClientRow    *row = willow_session_watch_get_row (self->watch);
  WillowBrokerSessionView  *view = willow_session_watch_get_view (self->watch);
  const WillowBrokerClient *client;
  g_autofree char          *title = NULL;

  if (row == NULL)
    return;
  client = willow_broker_client_row_get_client (row);
  title = willow_broker_text_client_id (client->client_id);
  gtk_label_set_label (self->title_label, title);
  gtk_widget_set_sensitive (self->disconnect_button, client->connected);
  show_connect (self, view);
  show_count (
      self->subscriptions_page, _ ("Subscriptions"), client->n_subscriptions);
  show_count (self->messages_page,
              _ ("Messages on Their Way"),
              client->n_queued + client->n_in_flight_out +
                  client->n_in_flight_in);
}

static void
disconnect_cb (WillowSessionDetails *self)
{
  willow_session_orders_disconnect (GTK_WIDGET (self),
                                    self->broker,
                                    willow_session_watch_get_row (self->watch),
                                    FALSE);
}

static void
end_cb (WillowSessionDetails *self)
{
  willow_session_orders_disconnect (GTK_WIDGET (self),
                                    self->broker,
                                    willow_session_watch_get_row (self->watch),
                                    TRUE);
}

/* Nobody looks at what is not on the screen. */
static void
willow_session_details_map (GtkWidget *widget)
{
  WillowSessionDetails *self = WILLOW_SESSION_DETAILS (widget);

  GTK_WIDGET_CLASS (willow_session_details_parent_class)->map (widget);
  if (self->watch != NULL)
    willow_session_watch_set_active (self->watch, TRUE);
}

static void
willow_session_details_unmap (GtkWidget *widget)
{
  WillowSessionDetails *self = WILLOW_SESSION_DETAILS (widget);

  if (self->watch != NULL)
    willow_session_watch_set_active (self->watch, FALSE);
  GTK_WIDGET_CLASS (willow_session_details_parent_class)->unmap (widget);
}

static void
willow_session_details_dispose (GObject *object)
{
  WillowSessionDetails *self = WILLOW_SESSION_DETAILS (object);

  G_OBJECT_CLASS (willow_session_details_parent_class)->dispose (object);
  g_clear_object (&self->watch);
  g_clear_object (&self->broker);
  g_clear_pointer (&self->connect, g_bytes_unref);
}

#define BIND(name)                                                             \
  gtk_widget_class_bind_template_child (                                       \
      widget_class, WillowSessionDetails, name)

static void
willow_session_details_class_init (WillowSessionDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_session_details_dispose;
  widget_class->map = willow_session_details_map;
  widget_class->unmap = willow_session_details_unmap;
  g_type_ensure (WILLOW_TYPE_CELL_TABLE);
  g_type_ensure (WILLOW_TYPE_PACKET_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/io/github/willowmqtt/Willow/ui/willow-session-details.ui");
  BIND (title_label);
  BIND (disconnect_button);
  BIND (end_button);
  BIND (facts_table);
  BIND (connect_stack);
  BIND (packet_view);
  BIND (subscriptions_page);
  BIND (subscriptions_table);
  BIND (messages_page);
  BIND (messages_table);
  gtk_widget_class_bind_template_callback (widget_class, disconnect_cb);
  gtk_widget_class_bind_template_callback (widget_class, end_cb);
}

static void
willow_session_details_init (WillowSessionDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  willow_cell_table_set_columns (
      self->facts_table, fact_columns, G_N_ELEMENTS (fact_columns));
  willow_cell_table_hide_titles (self->facts_table);
  willow_cell_table_set_texts (self->facts_table, _ ("About the client"), "");
  willow_cell_table_set_columns (self->subscriptions_table,
                                 subscription_columns,
                                 G_N_ELEMENTS (subscription_columns));
  willow_cell_table_set_texts (self->subscriptions_table,
                               _ ("Subscriptions"),
                               _ ("It has subscribed to nothing."));
  willow_cell_table_set_columns (
      self->messages_table, message_columns, G_N_ELEMENTS (message_columns));
  willow_cell_table_set_texts (
      self->messages_table,
      _ ("Messages on Their Way"),
      _ ("Nothing waits for it, and nothing is in flight."));
}

void
willow_session_details_set_broker (WillowSessionDetails *self,
                                   WillowPracticeBroker *broker)
{
  g_return_if_fail (self->broker == NULL);

  self->broker = g_object_ref (broker);
  self->watch = willow_session_watch_new (broker);
  g_signal_connect_object (
      self->watch, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  willow_cell_table_set_rows (self->facts_table,
                              willow_session_watch_get_facts (self->watch));
  willow_cell_table_set_rows (
      self->subscriptions_table,
      willow_session_watch_get_subscriptions (self->watch));
  willow_cell_table_set_rows (self->messages_table,
                              willow_session_watch_get_messages (self->watch));
  willow_session_watch_set_active (self->watch,
                                   gtk_widget_get_mapped (GTK_WIDGET (self)));
}

void
willow_session_details_set_row (WillowSessionDetails  *self,
                                WillowBrokerClientRow *row)
{
  willow_session_watch_set_row (self->watch, row);
}
