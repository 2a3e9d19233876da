/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/practice/willow-client-columns.h"

#include "app/widget/willow-cell-table.h"
#include "app/window/willow-state.h"
#include "model/practice/willow-broker-text.h"
#include "model/practice/willow-practice-broker.h"

#include <glib/gi18n.h>

/* Below this part of the time, a client is about to be cut. */
#define NEARLY_OVER 0.2

typedef struct
{
  const char *title;
  guint       chars;
  gboolean    stretches;
  gboolean    is_number;
  void (*decorate) (GtkWidget *box, WillowBrokerClientRow *row); /* nullable */
  char *(*dup_text) (WillowBrokerClientRow *row);
} Column;

#define CLIENT(row) willow_broker_client_row_get_client (row)

static char *
dup_id (WillowBrokerClientRow *row)
{
  return willow_broker_text_client_id (CLIENT (row)->client_id);
}

static char *
dup_state (WillowBrokerClientRow *row)
{
  return g_strdup (CLIENT (row)->connected ? _ ("Connected") : _ ("Away"));
}

static char *
dup_keep_alive (WillowBrokerClientRow *row)
{
  const WillowBrokerClient *client = CLIENT (row);

  if (client->keep_alive_left_us < 0)
    return g_strdup (_ ("Off"));
  return willow_broker_text_duration (client->keep_alive_left_us);
}

static char *
dup_protocol (WillowBrokerClientRow *row)
{
  return g_strdup_printf ("%s · %s",
                          mqtt_version_get_name (CLIENT (row)->version),
                          willow_scheme_get_name (CLIENT (row)->scheme));
}

static char *
dup_address (WillowBrokerClientRow *row)
{
  const char *address = CLIENT (row)->address;

  return g_strdup (address != NULL ? address : "–");
}

static char *
dup_user (WillowBrokerClientRow *row)
{
  const char *user = CLIENT (row)->user_name;

  if (user != NULL && CLIENT (row)->user_name_from_certificate)
    /* Translators: the User Name that a client's certificate gave it */
    return g_strdup_printf (_ ("%s (certificate)"), user);
  return g_strdup (user != NULL ? user : "–");
}

static char *
dup_rate_in (WillowBrokerClientRow *row)
{
  return willow_broker_text_rate (willow_broker_client_row_get_rate_in (row));
}

static char *
dup_rate_out (WillowBrokerClientRow *row)
{
  return willow_broker_text_rate (willow_broker_client_row_get_rate_out (row));
}

static char *
dup_expiry (WillowBrokerClientRow *row)
{
  return willow_broker_text_expiry (CLIENT (row));
}

static char *
dup_subscriptions (WillowBrokerClientRow *row)
{
  return g_strdup_printf ("%u", CLIENT (row)->n_subscriptions);
}

static char *
dup_queued (WillowBrokerClientRow *row)
{
  return g_strdup_printf ("%u", CLIENT (row)->n_queued);
}

static char *
dup_in_flight (WillowBrokerClientRow *row)
{
  return g_strdup_printf (
      "%u", CLIENT (row)->n_in_flight_out + CLIENT (row)->n_in_flight_in);
}

static char *
dup_will (WillowBrokerClientRow *row)
{
  return willow_broker_text_will (
      CLIENT (row)->will, CLIENT (row)->will_topic, -1);
}

/* The state as a shape before the word. */
static void
show_state (GtkWidget *box, WillowBrokerClientRow *row)
{
  WillowClientState state = CLIENT (row)->connected
                                ? WILLOW_CLIENT_CONNECTED
                                : WILLOW_CLIENT_DISCONNECTED;
  GtkWidget        *image = gtk_widget_get_first_child (box);

  if (!GTK_IS_IMAGE (image))
    {
      image = gtk_image_new ();
      gtk_box_prepend (GTK_BOX (box), image);
    }
  gtk_image_set_from_icon_name (GTK_IMAGE (image),
                                willow_state_get_icon_name (state));
  willow_state_apply_style (image, state);
}

/* The time that is left, as a bar that shrinks. */
static void
show_keep_alive (GtkWidget *box, WillowBrokerClientRow *row)
{
  double     part = willow_broker_get_keep_alive_part (CLIENT (row));
  GtkWidget *bar = gtk_widget_get_first_child (box);

  if (!GTK_IS_PROGRESS_BAR (bar))
    {
      bar = gtk_progress_bar_new ();
      gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
      gtk_widget_set_size_request (bar, 40, -1);
      gtk_widget_set_hexpand (bar, TRUE);
      gtk_widget_add_css_class (bar, "keep-alive");
      gtk_accessible_update_property (GTK_ACCESSIBLE (bar),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ ("Keep Alive Left"),
                                      -1);
      gtk_box_prepend (GTK_BOX (box), bar);
    }
  gtk_widget_set_visible (bar, part >= 0);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), MAX (part, 0));
  if (part >= 0 && part < NEARLY_OVER)
    gtk_widget_add_css_class (bar, "nearly-over");
  else
    gtk_widget_remove_css_class (bar, "nearly-over");
}

static const Column client_columns[] = {
  { N_ ("Client Identifier"), 14, TRUE, FALSE, NULL, dup_id },
  { N_ ("State"), 9, FALSE, FALSE, show_state, dup_state },
  { N_ ("Keep Alive Left"), 7, FALSE, FALSE, show_keep_alive, dup_keep_alive },
  { N_ ("MQTT"), 11, FALSE, FALSE, NULL, dup_protocol },
  { N_ ("Address"), 15, FALSE, FALSE, NULL, dup_address },
  { N_ ("User Name"), 8, FALSE, FALSE, NULL, dup_user },
  /* Translators: messages per second from a client */
  { N_ ("In/s"), 5, FALSE, TRUE, NULL, dup_rate_in },
  /* Translators: messages per second to a client */
  { N_ ("Out/s"), 5, FALSE, TRUE, NULL, dup_rate_out },
};

static const Column session_columns[] = {
  { N_ ("Client Identifier"), 14, TRUE, FALSE, NULL, dup_id },
  { N_ ("State"), 9, FALSE, FALSE, show_state, dup_state },
  { N_ ("Session Ends"), 16, FALSE, FALSE, NULL, dup_expiry },
  { N_ ("Subscriptions"), 5, FALSE, TRUE, NULL, dup_subscriptions },
  { N_ ("Queued"), 5, FALSE, TRUE, NULL, dup_queued },
  { N_ ("In Flight"), 5, FALSE, TRUE, NULL, dup_in_flight },
  { N_ ("Will"), 14, FALSE, FALSE, NULL, dup_will },
};

static const Column *
get_column (GtkListItem *item)
{
  return g_object_get_data (G_OBJECT (item), "willow-column");
}

static void
update_cell (WillowBrokerClientRow *row, GParamSpec *pspec, GtkListItem *item)
{
  const Column    *column = get_column (item);
  GtkWidget       *box = gtk_list_item_get_child (item);
  g_autofree char *text = column->dup_text (row);

  if (column->decorate != NULL)
    column->decorate (box, row);
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_widget_get_last_child (box)),
                            text);
  gtk_widget_set_tooltip_text (box, text);
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const Column *column = user_data;
  GtkWidget    *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget    *cell =
      willow_cell_table_new_cell (column->chars, column->is_number);

  /* No minimum: with some fonts it is another for a given height, which a
   * GtkBox complains about. */
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), 0);
  gtk_widget_set_hexpand (cell, TRUE);
  gtk_box_append (GTK_BOX (box), cell);
  gtk_list_item_set_child (item, box);
  g_object_set_data (G_OBJECT (item), "willow-column", user_data);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  WillowBrokerClientRow *row = gtk_list_item_get_item (item);

  g_signal_connect_object (row, "notify", G_CALLBACK (update_cell), item, 0);
  update_cell (row, NULL, item);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  g_signal_handlers_disconnect_by_func (
      gtk_list_item_get_item (item), update_cell, item);
}

static void
add_columns (GtkColumnView *view, const Column *columns, guint n_columns)
{
  for (guint i = 0; i < n_columns; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column =
          gtk_column_view_column_new (_ (columns[i].title), factory);

      g_signal_connect (
          factory, "setup", G_CALLBACK (setup_cb), (gpointer)&columns[i]);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
      g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
      gtk_column_view_column_set_resizable (column, TRUE);
      gtk_column_view_column_set_expand (column, columns[i].stretches);
      gtk_column_view_append_column (view, column);
    }
}

void
willow_client_columns_add_for_clients (GtkColumnView *view)
{
  add_columns (view, client_columns, G_N_ELEMENTS (client_columns));
}

void
willow_client_columns_add_for_sessions (GtkColumnView *view)
{
  add_columns (view, session_columns, G_N_ELEMENTS (session_columns));
}
