/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/practice/willow-session-facts.h"

#include "model/practice/willow-broker-text.h"
#include "model/practice/willow-cell-row.h"
#include "model/traffic/willow-payload.h"
#include "mqtt/mqtt-packet.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PREVIEW_CHARS 200

static GPtrArray *
new_list (void)
{
  return g_ptr_array_new_with_free_func (g_object_unref);
}

/* @value: (transfer full) (nullable): not said */
static void
take_fact (GPtrArray *facts, const char *name, char *value)
{
  char *cells[] = { (char *)name, value, NULL };

  if (value == NULL)
    return;
  g_ptr_array_add (facts, willow_cell_row_new (name, g_strdupv (cells), NULL));
  g_free (value);
}

/* Whether CONNECT itself named the user. */
static gboolean
is_from_connect (const WillowBrokerClient *client, GBytes *connect)
{
  MqttPacket  packet;
  gsize       len;
  const void *data = g_bytes_get_data (connect, &len);

  return mqtt_packet_decode (&packet,
                             MQTT_VERSION_UNKNOWN,
                             MQTT_ROLE_CLIENT,
                             (MqttSlice){ data, len },
                             NULL) &&
         packet.connect.user_name.data != NULL &&
         packet.connect.user_name.len == strlen (client->user_name) &&
         memcmp (packet.connect.user_name.data,
                 client->user_name,
                 packet.connect.user_name.len) == 0;
}

static char *
dup_user (const WillowBrokerClient *client, const WillowBrokerSessionView *view)
{
  if (client->user_name == NULL)
    return g_strdup (_ ("None: anonymous"));
  if (view == NULL || view->connect == NULL)
    return g_strdup (client->user_name);
  /* Translators: a User Name and where it comes from */
  return g_strdup_printf (is_from_connect (client, view->connect)
                              ? _ ("%s, from CONNECT")
                              : _ ("%s, proven by TLS or authentication"),
                          client->user_name);
}

static char *
dup_since (const WillowBrokerClient *client)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (
      client->connected_since_us / G_USEC_PER_SEC);

  if (client->connected_since_us == 0 || time == NULL)
    return NULL;
  return g_date_time_format (time, "%F %T");
}

static char *
dup_in_flight (const WillowBrokerClient *client)
{
  /* Translators: numbers of messages to and from a client */
  return g_strdup_printf (_ ("%u to it, %u from it"),
                          client->n_in_flight_out,
                          client->n_in_flight_in);
}

static char *
dup_counts (const WillowBrokerClient *client)
{
  g_autofree char *in =
      g_strdup_printf ("%" G_GUINT64_FORMAT, client->n_received);
  g_autofree char *out = g_strdup_printf ("%" G_GUINT64_FORMAT, client->n_sent);

  /* Translators: numbers of messages from and to a client */
  return g_strdup_printf (_ ("%s from it, %s to it"), in, out);
}

static void
list_will (GPtrArray *facts, const WillowBrokerSessionView *view)
{
  gsize         len = 0;
  gconstpointer data = NULL;

  if (view->will_topic == NULL)
    return;
  take_fact (facts,
             _ ("Will QoS, Retain"),
             g_strdup_printf (view->will_retain ? _ ("QoS %d, retained")
                                                : _ ("QoS %d, not retained"),
                              view->will_qos));
  if (view->will_delay_seconds > 0)
    take_fact (facts,
               _ ("Will Delay Interval"),
               g_strdup_printf (_ ("%u s"), view->will_delay_seconds));
  if (view->will_payload != NULL)
    data = g_bytes_get_data (view->will_payload, &len);
  take_fact (facts,
             _ ("Will Payload"),
             willow_payload_preview (data, len, PREVIEW_CHARS));
}

static void
list_tls (GPtrArray *facts, const WillowTlsFacts *tls)
{
  take_fact (facts, _ ("TLS"), willow_tls_facts_describe (tls));
  take_fact (
      facts,
      _ ("Client Certificate"),
      g_strdup (tls->chain != NULL && tls->chain->len > 0
                    ? ((WillowCertificate *)tls->chain->pdata[0])->subject
                    : _ ("None was shown")));
  if (tls->server_name != NULL)
    take_fact (
        facts, _ ("Server Name Indication"), g_strdup (tls->server_name));
}

static void
list_connection (GPtrArray                     *facts,
                 const WillowBrokerClient      *client,
                 const WillowBrokerSessionView *view)
{
  take_fact (facts, _ ("Address"), g_strdup (client->address));
  if (view != NULL)
    take_fact (facts, _ ("Listener"), g_strdup (view->listener_url));
  take_fact (facts, _ ("Connected Since"), dup_since (client));
  if (view != NULL && view->tls != NULL)
    list_tls (facts, view->tls);
}

GPtrArray *
willow_session_facts_list (const WillowBrokerClient      *client,
                           const WillowBrokerSessionView *view)
{
  GPtrArray *facts = new_list ();

  take_fact (facts,
             _ ("State"),
             g_strdup (client->connected ? _ ("Connected") : _ ("Away")));
  take_fact (
      facts, _ ("MQTT"), g_strdup (mqtt_version_get_name (client->version)));
  if (client->connected)
    list_connection (facts, client, view);
  take_fact (facts, _ ("User Name"), dup_user (client, view));
  take_fact (
      facts, _ ("Keep Alive Left"), willow_broker_text_keep_alive (client));
  take_fact (facts,
             client->version == MQTT_VERSION_5_0 ? _ ("Clean Start")
                                                 : _ ("Clean Session"),
             g_strdup (client->clean_start ? _ ("Yes") : _ ("No")));
  take_fact (facts, _ ("Session Ends"), willow_broker_text_expiry (client));
  take_fact (facts, _ ("Queued"), g_strdup_printf ("%u", client->n_queued));
  take_fact (facts, _ ("In Flight"), dup_in_flight (client));
  take_fact (facts, _ ("Messages"), dup_counts (client));
  take_fact (facts,
             _ ("Will"),
             willow_broker_text_will (client->will,
                                      client->will_topic,
                                      view != NULL ? view->will_left_us : -1));
  if (view != NULL)
    list_will (facts, view);
  return facts;
}

static char *
dup_options (const WillowBrokerSubscriptionView *subscription)
{
  GString *text = g_string_new (NULL);

  if (subscription->no_local)
    g_string_append (text, _ ("No Local"));
  if (subscription->retain_as_published)
    g_string_append_printf (
        text, "%s%s", text->len > 0 ? ", " : "", _ ("Retain As Published"));
  if (subscription->identifier != 0)
    {
      if (text->len > 0)
        g_string_append (text, ", ");
      g_string_append_printf (
          text, _ ("Subscription Identifier %u"), subscription->identifier);
    }
  if (text->len == 0)
    g_string_append (text, "–");
  return g_string_free (text, FALSE);
}

GPtrArray *
willow_session_facts_list_subscriptions (const WillowBrokerSessionView *view)
{
  GPtrArray *rows = new_list ();

  for (guint i = 0; i < view->subscriptions->len; i++)
    {
      const WillowBrokerSubscriptionView *subscription =
          view->subscriptions->pdata[i];
      char **cells = g_new0 (char *, 4);

      cells[0] = g_strdup (subscription->filter);
      cells[1] = g_strdup_printf ("%d", subscription->qos);
      cells[2] = dup_options (subscription);
      g_ptr_array_add (rows,
                       willow_cell_row_new (subscription->filter, cells, NULL));
    }
  return rows;
}

static const char *
get_state_text (const WillowBrokerDeliveryView *delivery)
{
  switch (delivery->state)
    {
    case MQTT_DELIVERY_QUEUED:
      return _ ("Queued");
    case MQTT_DELIVERY_PUBLISH:
      return delivery->qos == MQTT_QOS_2 ? _ ("PUBLISH sent, waits for PUBREC")
                                         : _ ("PUBLISH sent, waits for PUBACK");
    case MQTT_DELIVERY_PUBREL:
      return _ ("PUBREL sent, waits for PUBCOMP");
    default:
      g_assert_not_reached ();
    }
}

/* Fills the columns that tell of @message. */
static void
describe_message (const WillowBrokerDeliveryView *delivery, char **cells)
{
  MqttSlice topic, payload;

  if (delivery->message == NULL)
    {
      for (guint i = 3; i < 7; i++)
        cells[i] = g_strdup ("–");
      return;
    }
  topic = mqtt_message_get_topic (delivery->message);
  payload = mqtt_message_get_payload (delivery->message);
  cells[3] = willow_broker_text_visible (topic.data, topic.len);
  cells[4] = willow_broker_text_size (payload.len);
  cells[5] = delivery->expiry_left_us < 0
                 ? g_strdup (_ ("Never"))
                 : willow_broker_text_duration (delivery->expiry_left_us);
  cells[6] = willow_payload_preview (payload.data, payload.len, PREVIEW_CHARS);
}

static WillowCellRow *
new_delivery_row (const WillowBrokerDeliveryView *delivery, guint position)
{
  char           **cells = g_new0 (char *, 8);
  g_autofree char *key = delivery->packet_id != 0
                             ? g_strdup_printf ("out %u", delivery->packet_id)
                             : g_strdup_printf ("queued %u", position);

  cells[0] = g_strdup (get_state_text (delivery));
  cells[1] = delivery->packet_id != 0
                 ? g_strdup_printf ("%u", delivery->packet_id)
                 : g_strdup ("–");
  cells[2] = g_strdup_printf ("%d", delivery->qos);
  describe_message (delivery, cells);
  return willow_cell_row_new (
      key,
      cells,
      delivery->message != NULL
          ? mqtt_message_get_payload_bytes (delivery->message)
          : NULL);
}

static WillowCellRow *
new_incoming_row (guint16 packet_id)
{
  g_autofree char *key = g_strdup_printf ("in %u", packet_id);
  char           **cells = g_new0 (char *, 8);

  cells[0] = g_strdup (_ ("From the client: PUBREC sent, waits for PUBREL"));
  cells[1] = g_strdup_printf ("%u", packet_id);
  cells[2] = g_strdup ("2");
  for (guint i = 3; i < 7; i++)
    cells[i] = g_strdup ("–");
  return willow_cell_row_new (key, cells, NULL);
}

GPtrArray *
willow_session_facts_list_messages (const WillowBrokerSessionView *view)
{
  GPtrArray *rows = new_list ();

  for (guint i = 0; i < view->deliveries->len; i++)
    g_ptr_array_add (rows, new_delivery_row (view->deliveries->pdata[i], i));
  for (guint i = 0; i < view->incoming->len; i++)
    g_ptr_array_add (
        rows, new_incoming_row (g_array_index (view->incoming, guint16, i)));
  return rows;
}
