/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/practice/willow-retained-orders.h"

#include "app/window/willow-window.h"
#include "broker/glass/willow-broker-acts.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  GtkWidget            *widget; /* weak */
  WillowPracticeBroker *broker;
  char                 *filter;
} Order;

static Order *
order_new (GtkWidget *widget, WillowPracticeBroker *broker, const char *filter)
{
  Order *order = g_new0 (Order, 1);

  g_set_weak_pointer (&order->widget, widget);
  order->broker = g_object_ref (broker);
  order->filter = g_strdup (filter);
  return order;
}

static void
order_free (gpointer data)
{
  Order *order = data;

  g_clear_weak_pointer (&order->widget);
  g_object_unref (order->broker);
  g_free (order->filter);
  g_free (order);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Order, order_free)

static void
say (Order *order, const char *text)
{
  GtkWidget *window =
      order->widget != NULL
          ? gtk_widget_get_ancestor (order->widget, WILLOW_TYPE_WINDOW)
          : NULL;

  if (window != NULL)
    willow_window_say (WILLOW_WINDOW (window), text);
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Order) order = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gssize           n = willow_broker_clear_retained_finish (
      WILLOW_BROKER (source), result, &error);

  if (n < 0)
    {
      say (order, error->message);
      return;
    }
  text = g_strdup_printf (ngettext ("%u retained message cleared",
                                    "%u retained messages cleared",
                                    (guint)n),
                          (guint)n);
  say (order, text);
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Order *order = g_object_steal_data (G_OBJECT (dialog), "order");

  if (!g_str_equal (response, "clear"))
    {
      order_free (order);
      return;
    }
  willow_broker_clear_retained_async (
      willow_practice_broker_get_broker (order->broker),
      order->filter,
      cleared_cb,
      order);
}

/* Takes @order. */
static void
ask (Order *order, guint n)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (order->widget)), NULL, NULL));

  adw_message_dialog_format_heading (
      dialog,
      ngettext ("Clear %u Retained Message?", "Clear %u Retained Messages?", n),
      n);
  adw_message_dialog_format_body (
      dialog,
      _ ("All that match “%s”. Whoever subscribes from now on does not get "
         "them "
         "any more; those who have them keep them."),
      order->filter);
  adw_message_dialog_add_responses (
      dialog, "cancel", _ ("_Cancel"), "clear", _ ("C_lear"), NULL);
  adw_message_dialog_set_response_appearance (
      dialog, "clear", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "order", order, order_free);
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Order) order = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowBrokerRetainedView) view =
      willow_broker_view_retained_finish (
          WILLOW_BROKER (source), result, &error);

  if (view == NULL)
    say (order, error->message);
  else if (view->n_matched == 0)
    say (order, _ ("No retained message matches"));
  else if (order->widget != NULL && gtk_widget_get_root (order->widget) != NULL)
    ask (g_steal_pointer (&order), view->n_matched);
}

void
willow_retained_orders_clear (GtkWidget            *widget,
                              WillowPracticeBroker *broker,
                              const char           *filter)
{
  willow_broker_view_retained_async (willow_practice_broker_get_broker (broker),
                                     filter,
                                     0,
                                     counted_cb,
                                     order_new (widget, broker, filter));
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Order) order = user_data;
  g_autoptr (GError) error = NULL;

  if (willow_broker_publish_finish (WILLOW_BROKER (source), result, &error))
    say (order, _ ("Published by the broker"));
  else
    say (order, error->message);
}

void
willow_retained_orders_publish (GtkWidget            *widget,
                                WillowPracticeBroker *broker,
                                const char           *topic,
                                const char           *payload,
                                guint                 qos,
                                gboolean              retain)
{
  g_autoptr (GBytes) bytes = g_bytes_new (payload, strlen (payload));
  g_autoptr (MqttMessage) message =
      mqtt_message_new (mqtt_slice_from_string (topic),
                        bytes,
                        (MqttQos)qos,
                        retain,
                        (MqttProperties){ 0 },
                        g_get_monotonic_time ());

  willow_broker_publish_async (willow_practice_broker_get_broker (broker),
                               message,
                               published_cb,
                               order_new (widget, broker, topic));
}
