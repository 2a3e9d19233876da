/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/client-fixture.h"

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

/* On the I/O thread. */
static void
message_cb (const MqttPublish *publish, MqttSlice topic, gpointer user_data)
{
  ClientFixture   *fixture = user_data;
  g_autofree char *name = mqtt_slice_dup_string (topic);
  g_autofree char *payload = publish->payload.len < 1000
                                 ? mqtt_slice_dup_string (publish->payload)
                                 : g_strdup ("(large)");

  g_mutex_lock (&fixture->lock);
  g_ptr_array_add (
      fixture->messages,
      g_strdup_printf (
          "%s %s%s", name, payload, publish->retain ? " retained" : ""));
  fixture->last_payload_bytes = publish->payload.len;
  g_mutex_unlock (&fixture->lock);
  g_idle_add (wake_cb, NULL);
}

static void
phase_cb (const WillowPhase *phase, gpointer user_data)
{
  static const char *const kinds[] = { "resolve", "tcp", "proxy", "tls", "up" };
  static const char *const outcomes[] = { "…", "+", "-" };
  ClientFixture           *fixture = user_data;

  g_string_append_printf (
      fixture->phases, "%s%s ", kinds[phase->kind], outcomes[phase->outcome]);
}

void
client_fixture_set_up (ClientFixture *fixture,
                       MqttVersion    version,
                       guint16        port)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowEndpoint) endpoint =
      willow_endpoint_new (WILLOW_SCHEME_MQTT, "127.0.0.1", port, NULL);

  g_mutex_init (&fixture->lock);
  fixture->messages = g_ptr_array_new_with_free_func (g_free);
  fixture->phases = g_string_new (NULL);
  fixture->io_thread = willow_io_thread_new ("client I/O", &error);
  g_assert_no_error (error);
  fixture->client = willow_client_new (fixture->io_thread);
  fixture->trace = willow_trace_queue_new (64 * 1024 * 1024);
  willow_client_set_trace (fixture->client, fixture->trace);
  willow_client_set_phase_func (fixture->client, phase_cb, fixture);
  willow_client_set_message_func (fixture->client, message_cb, fixture, NULL);
  fixture->options = willow_client_options_new ();
  willow_client_options_set_endpoint (fixture->options, endpoint);
  willow_client_options_set_version (fixture->options, version);
  willow_client_options_set_client_id (fixture->options, "t");
  willow_client_options_set_keep_alive_seconds (fixture->options, 0);
}

/* The client may be gone already; its thread must come to an end. */
void
client_fixture_tear_down (ClientFixture *fixture)
{
  if (fixture->client != NULL)
    g_object_run_dispose (G_OBJECT (fixture->client));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (fixture->client != NULL)
    g_assert_finalize_object (fixture->client);
  g_clear_pointer (&fixture->io_thread, willow_io_thread_unref);
  willow_trace_queue_unref (fixture->trace);
  willow_client_options_unref (fixture->options);
  g_clear_error (&fixture->error);
  g_clear_pointer (&fixture->codes, g_bytes_unref);
  g_ptr_array_unref (fixture->messages);
  g_string_free (fixture->phases, TRUE);
  g_mutex_clear (&fixture->lock);
}

static void
begin (ClientFixture *fixture)
{
  fixture->is_done = FALSE;
  g_clear_error (&fixture->error);
  g_clear_pointer (&fixture->codes, g_bytes_unref);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ClientFixture *fixture = user_data;

  g_clear_error (&fixture->error);
  fixture->succeeded = willow_client_connect_finish (
      WILLOW_CLIENT (source), result, &fixture->error);
  fixture->is_done = TRUE;
}

void
client_fixture_connect (ClientFixture *fixture, GCancellable *cancellable)
{
  begin (fixture);
  willow_client_connect_async (
      fixture->client, fixture->options, cancellable, connected_cb, fixture);
}

static void
disconnected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ClientFixture *fixture = user_data;

  g_clear_error (&fixture->error);
  fixture->succeeded = willow_client_disconnect_finish (
      WILLOW_CLIENT (source), result, &fixture->error);
  fixture->is_done = TRUE;
}

void
client_fixture_disconnect (ClientFixture *fixture, WillowDisconnectMode mode)
{
  begin (fixture);
  willow_client_disconnect_async (
      fixture->client, mode, disconnected_cb, fixture);
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ClientFixture *fixture = user_data;

  g_clear_error (&fixture->error);
  fixture->succeeded = willow_client_publish_finish (
      WILLOW_CLIENT (source), result, &fixture->reason, &fixture->error);
  fixture->is_done = TRUE;
}

void
client_fixture_publish (ClientFixture *fixture,
                        const char    *topic,
                        GBytes        *payload,
                        MqttQos        qos,
                        gboolean       retain)
{
  g_autoptr (MqttMessage) message =
      mqtt_message_new (mqtt_slice_from_string (topic),
                        payload,
                        qos,
                        retain,
                        MQTT_SLICE_NONE,
                        g_get_monotonic_time ());

  begin (fixture);
  willow_client_publish_async (fixture->client, message, published_cb, fixture);
}

static void
subscribed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ClientFixture *fixture = user_data;

  g_clear_error (&fixture->error);
  fixture->codes = willow_client_subscribe_finish (
      WILLOW_CLIENT (source), result, &fixture->error);
  fixture->succeeded = fixture->codes != NULL;
  fixture->is_done = TRUE;
}

void
client_fixture_subscribe (ClientFixture *fixture,
                          const char    *filter,
                          MqttQos        qos)
{
  g_autoptr (GByteArray) filters = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  MqttSubscription subscription = {
    .filter = mqtt_slice_from_string (filter),
    .qos = qos,
  };

  begin (fixture);
  mqtt_filters_append_subscription (
      filters, willow_client_get_version (fixture->client), &subscription);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&filters));
  willow_client_subscribe_async (
      fixture->client, bytes, subscribed_cb, fixture);
}

static void
unsubscribed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ClientFixture *fixture = user_data;

  g_clear_error (&fixture->error);
  fixture->codes = willow_client_unsubscribe_finish (
      WILLOW_CLIENT (source), result, &fixture->error);
  fixture->succeeded = fixture->codes != NULL;
  fixture->is_done = TRUE;
}

void
client_fixture_unsubscribe (ClientFixture *fixture, const char *filter)
{
  g_autoptr (GByteArray) filters = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  begin (fixture);
  mqtt_filters_append_filter (filters, mqtt_slice_from_string (filter));
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&filters));
  willow_client_unsubscribe_async (
      fixture->client, bytes, unsubscribed_cb, fixture);
}

void
client_fixture_wait (ClientFixture *fixture)
{
  client_fixture_until (fixture->is_done);
}

void
client_fixture_succeed (ClientFixture *fixture)
{
  client_fixture_wait (fixture);
  g_assert_no_error (fixture->error);
  g_assert_true (fixture->succeeded);
}

static guint
count_messages (ClientFixture *fixture)
{
  guint n;

  g_mutex_lock (&fixture->lock);
  n = fixture->messages->len;
  g_mutex_unlock (&fixture->lock);
  return n;
}

void
client_fixture_wait_for_messages (ClientFixture *fixture, guint n)
{
  client_fixture_until (count_messages (fixture) >= n);
  g_assert_cmpuint (count_messages (fixture), ==, n);
}

char *
client_fixture_dup_message (ClientFixture *fixture, guint i)
{
  char *message;

  g_mutex_lock (&fixture->lock);
  message = g_strdup (g_ptr_array_index (fixture->messages, i));
  g_mutex_unlock (&fixture->lock);
  return message;
}
