/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Disconnecting a client, and ending its Session. */
#include "config.h"

#include "app/practice/willow-session-details.h"

#include "app/window/willow-window.h"
#include "broker/glass/willow-broker-acts.h"
#include "model/practice/willow-broker-text.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkWidget            *widget; /* weak */
  WillowPracticeBroker *broker;
  char                 *client_id;
  gboolean              ends_session;
} Order;

static Order *
order_new (GtkWidget             *widget,
           WillowPracticeBroker  *broker,
           WillowBrokerClientRow *row,
           gboolean               ends_session)
{
  Order *order = g_new0 (Order, 1);

  g_set_weak_pointer (&order->widget, widget);
  order->broker = g_object_ref (broker);
  order->client_id =
      g_strdup (willow_broker_client_row_get_client (row)->client_id);
  order->ends_session = ends_session;
  return order;
}

static void
order_free (gpointer data)
{
  Order *order = data;

  g_clear_weak_pointer (&order->widget);
  g_object_unref (order->broker);
  g_free (order->client_id);
  g_free (order);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Order, order_free)

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Order) order = user_data;
  g_autoptr (GError) error = NULL;
  gboolean found = willow_broker_disconnect_client_finish (
      WILLOW_BROKER (source), result, &error);
  GtkWidget  *window = NULL;
  const char *text =
      order->ends_session ? _ ("Session ended") : _ ("Client disconnected");

  if (order->widget != NULL)
    window = gtk_widget_get_ancestor (order->widget, WILLOW_TYPE_WINDOW);
  if (error != NULL)
    text = error->message;
  else if (!found)
    text = _ ("The client had already gone");
  if (window != NULL)
    willow_window_say (WILLOW_WINDOW (window), text);
}

/* Takes @order. */
static void
carry_out (Order *order)
{
  willow_broker_disconnect_client_async (
      willow_practice_broker_get_broker (order->broker),
      order->client_id,
      order->ends_session,
      done_cb,
      order);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Order *order = g_object_steal_data (G_OBJECT (dialog), "order");

  if (g_str_equal (response, "go"))
    carry_out (order);
  else
    order_free (order);
}

static void
append_sentence (GString *body, const char *sentence)
{
  if (body->len > 0)
    g_string_append_c (body, ' ');
  g_string_append (body, sentence);
}

/* (transfer full): what is lost or happens by it; "" for nothing */
static char *
tell_consequences (const WillowBrokerClient *client, gboolean ends_session)
{
  GString *body = g_string_new (NULL);
  guint    n = client->n_queued + client->n_in_flight_out;
  gboolean is_lost = ends_session || (client->session_expiry_left_us == 0);

  if (is_lost && n > 0)
    {
      g_autofree char *lost =
          g_strdup_printf (ngettext ("%u message that waits for it is lost.",
                                     "%u messages that wait for it are lost.",
                                     n),
                           n);

      append_sentence (body, lost);
    }
  if (ends_session && client->n_subscriptions > 0)
    {
      g_autofree char *lost =
          g_strdup_printf (ngettext ("%u subscription is forgotten.",
                                     "%u subscriptions are forgotten.",
                                     client->n_subscriptions),
                           client->n_subscriptions);

      append_sentence (body, lost);
    }
  if (client->will == WILLOW_WILL_ARMED ||
      (ends_session && client->will == WILLOW_WILL_WAITING))
    append_sentence (body, _ ("Its will is published."));
  return g_string_free (body, FALSE);
}

static void
ask (Order *order, const char *body)
{
  GtkRoot          *root = gtk_widget_get_root (order->widget);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (root), NULL, NULL));
  g_autofree char *id = willow_broker_text_client_id (order->client_id);

  adw_message_dialog_format_heading (dialog,
                                     order->ends_session
                                         ? _ ("End the Session of “%s”?")
                                         : _ ("Disconnect “%s”?"),
                                     id);
  adw_message_dialog_set_body (dialog, body);
  adw_message_dialog_add_responses (dialog,
                                    "cancel",
                                    _ ("_Cancel"),
                                    "go",
                                    order->ends_session ? _ ("_End Session")
                                                        : _ ("_Disconnect"),
                                    NULL);
  adw_message_dialog_set_response_appearance (
      dialog, "go", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "order", order, order_free);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
willow_session_orders_disconnect (GtkWidget             *widget,
                                  WillowPracticeBroker  *broker,
                                  WillowBrokerClientRow *row,
                                  gboolean               ends_session)
{
  g_autofree char *body = tell_consequences (
      willow_broker_client_row_get_client (row), ends_session);
  Order *order = order_new (widget, broker, row, ends_session);

  if (*body != '\0' && gtk_widget_get_root (widget) != NULL)
    ask (order, body);
  else
    carry_out (order);
}
