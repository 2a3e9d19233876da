/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the glass walls show of one Session and of the retained messages, and
 * the orders that are given through them. */
#include "broker-peer.h"

#include "broker/glass/willow-broker-acts.h"

#include <string.h>

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static WillowBrokerSessionView *
view_session (Fixture *fixture, const char *client_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  WillowBrokerSessionView *view;

  willow_broker_view_session_async (
      fixture->broker, client_id, store_result_cb, &result);
  fixture_until (result != NULL);
  view = willow_broker_view_session_finish (fixture->broker, result, &error);
  g_assert_no_error (error);
  return view;
}

static WillowBrokerRetainedView *
view_retained (Fixture *fixture, const char *filter, guint max)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  WillowBrokerRetainedView *view;

  willow_broker_view_retained_async (
      fixture->broker, filter, max, store_result_cb, &result);
  fixture_until (result != NULL);
  view = willow_broker_view_retained_finish (fixture->broker, result, &error);
  g_assert_no_error (error);
  return view;
}

static gboolean
disconnect_client (Fixture *fixture, const char *client_id, gboolean ends)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean found;

  willow_broker_disconnect_client_async (
      fixture->broker, client_id, ends, store_result_cb, &result);
  fixture_until (result != NULL);
  found =
      willow_broker_disconnect_client_finish (fixture->broker, result, &error);
  g_assert_no_error (error);
  return found;
}

static void
assert_bytes (GBytes *bytes, const char *hex)
{
  g_autoptr (GByteArray) expected = pb_hex (hex);
  gsize         len;
  gconstpointer data = g_bytes_get_data (bytes, &len);

  g_assert_cmpmem (data, len, expected->data, expected->len);
}

/* CONNECT as it came, but for the password; the will that it armed. */
static void
test_connect (Fixture *fixture)
{
  const char *connect = "10 23 0004 'MQTT' 04 f6 003c 0001 'w' 0003 'w/t' "
                        "0003 'bye' 0002 'me' 0006 'secret'";
  const char *shown = "10 23 0004 'MQTT' 04 f6 003c 0001 'w' 0003 'w/t' "
                      "0003 'bye' 0002 'me' 0006 '******'";
  g_autoptr (GByteArray) bytes = pb_hex (connect);
  g_autoptr (WillowBrokerSessionView) view = NULL;
  g_autofree char *url = NULL;
  Peer            *peer;

  fixture_start (fixture);
  g_assert_null (view_session (fixture, "w"));
  peer = peer_connect_bytes (fixture, bytes);
  view = view_session (fixture, "w");
  g_assert_true (view->connected);
  assert_bytes (view->connect, shown);
  url = willow_broker_dup_url (fixture->broker, WILLOW_SCHEME_MQTT);
  g_assert_cmpstr (view->listener_url, ==, url);
  g_assert_null (view->tls);
  g_assert_cmpint (view->will, ==, WILLOW_WILL_ARMED);
  g_assert_cmpstr (view->will_topic, ==, "w/t");
  assert_bytes (view->will_payload, "'bye'");
  g_assert_cmpint (view->will_qos, ==, MQTT_QOS_2);
  g_assert_true (view->will_retain);
  g_assert_cmpint (view->will_left_us, ==, -1);
  peer_free (peer);
}

static void
test_subscriptions (Fixture *fixture)
{
  Peer *peer;
  g_autoptr (WillowBrokerSessionView) view = NULL;
  const WillowBrokerSubscriptionView *row;

  fixture_start (fixture);
  peer = peer_connect (fixture, "s", TRUE);
  peer_subscribe (peer, "b/+", 1);
  peer_subscribe (peer, "a/#", fixture->version == 5 ? 0x0e : 2);
  view = view_session (fixture, "s");
  g_assert_cmpuint (view->subscriptions->len, ==, 2);
  row = g_ptr_array_index (view->subscriptions, 0);
  g_assert_cmpstr (row->filter, ==, "a/#");
  g_assert_cmpint (row->qos, ==, MQTT_QOS_2);
  g_assert_cmpint (row->no_local, ==, fixture->version == 5);
  g_assert_cmpint (row->retain_as_published, ==, fixture->version == 5);
  row = g_ptr_array_index (view->subscriptions, 1);
  g_assert_cmpstr (row->filter, ==, "b/+");
  g_assert_cmpint (row->qos, ==, MQTT_QOS_1);
  g_assert_false (row->no_local);
  peer_free (peer);
}

/* Of two messages for one who is away, one is in flight when it is back and
 * answers nothing. */
static void
test_deliveries (Fixture *fixture)
{
  g_autoptr (GByteArray) again =
      build_connect_expiry (fixture->version, "r", FALSE, 1000);
  Peer *receiver, *sender;
  g_autoptr (WillowBrokerSessionView) away = NULL;
  g_autoptr (WillowBrokerSessionView) back = NULL;
  const WillowBrokerDeliveryView *row;

  fixture_start (fixture);
  receiver = peer_connect_bytes (fixture, again);
  peer_subscribe (receiver, "t/#", 1);
  peer_free (receiver);
  sender = peer_connect (fixture, "p", TRUE);
  peer_publish (sender, 1, FALSE, "t/1", "one");
  peer_publish (sender, 2, FALSE, "t/2", "two");
  away = view_session (fixture, "r");
  g_assert_false (away->connected);
  g_assert_null (away->listener_url);
  g_assert_cmpuint (away->n_deliveries, ==, 2);
  row = g_ptr_array_index (away->deliveries, 0);
  g_assert_cmpint (row->state, ==, MQTT_DELIVERY_QUEUED);
  g_assert_true (mqtt_slice_equal (mqtt_message_get_topic (row->message),
                                   mqtt_slice_from_string ("t/1")));
  g_assert_cmpint (row->expiry_left_us, ==, -1);
  receiver = peer_connect_bytes (fixture, again);
  g_assert_cmphex (peer_read (receiver) & 0xf0, ==, 0x30);
  back = view_session (fixture, "r");
  row = g_ptr_array_index (back->deliveries, 0);
  g_assert_cmpint (row->state, ==, MQTT_DELIVERY_PUBLISH);
  g_assert_cmpuint (row->packet_id, ==, 1);
  peer_free (receiver);
  peer_free (sender);
}

/* PUBREL has not come yet. */
static void
test_incoming (Fixture *fixture)
{
  Peer *peer;
  g_autoptr (GByteArray) publish = g_byte_array_new ();
  g_autoptr (WillowBrokerSessionView) view = NULL;

  fixture_start (fixture);
  peer = peer_connect (fixture, "p", TRUE);
  pb_publish (publish, fixture->version, 2, FALSE, 77, "t", "x", 1);
  peer_send (peer, publish);
  g_assert_cmphex (peer_read (peer), ==, 0x50);
  view = view_session (fixture, "p");
  g_assert_cmpuint (view->incoming->len, ==, 1);
  g_assert_cmpuint (g_array_index (view->incoming, guint16, 0), ==, 77);
  peer_free (peer);
}

static void
test_retained (Fixture *fixture)
{
  Peer *peer;
  g_autoptr (WillowBrokerRetainedView) all = NULL;
  g_autoptr (WillowBrokerRetainedView) some = NULL;

  fixture_start (fixture);
  peer = peer_connect (fixture, "p", TRUE);
  peer_publish (peer, 1, TRUE, "b", "2");
  peer_publish (peer, 1, TRUE, "a/x", "1");
  peer_publish (peer, 1, TRUE, "c", "3");
  peer_publish (peer, 1, FALSE, "d", "not retained");
  all = view_retained (fixture, "#", 2);
  g_assert_cmpuint (all->n_matched, ==, 3);
  g_assert_cmpuint (all->messages->len, ==, 2);
  g_assert_true (mqtt_slice_equal (
      mqtt_message_get_topic (g_ptr_array_index (all->messages, 0)),
      mqtt_slice_from_string ("a/x")));
  some = view_retained (fixture, "a/#", 100);
  g_assert_cmpuint (some->n_matched, ==, 1);
  peer_free (peer);
}

static gssize
clear_retained (Fixture *fixture, const char *filter, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  willow_broker_clear_retained_async (
      fixture->broker, filter, store_result_cb, &result);
  fixture_until (result != NULL);
  return willow_broker_clear_retained_finish (fixture->broker, result, error);
}

static void
test_clear_retained (Fixture *fixture)
{
  Peer *peer, *watcher;
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowBrokerRetainedView) left = NULL;

  fixture_start (fixture);
  peer = peer_connect (fixture, "p", TRUE);
  peer_publish (peer, 1, TRUE, "a/1", "1");
  peer_publish (peer, 1, TRUE, "b", "2");
  watcher = peer_connect (fixture, "w", TRUE);
  peer_subscribe (watcher, "a/#", 0);
  peer_expect_publish (watcher, 0, TRUE, "a/1", "1");
  g_assert_cmpint (clear_retained (fixture, "a/#", &error), ==, 1);
  g_assert_no_error (error);
  peer_expect_publish (watcher, 0, FALSE, "a/1", "");
  left = view_retained (fixture, "#", 10);
  g_assert_cmpuint (left->n_matched, ==, 1);
  g_assert_cmpint (clear_retained (fixture, "a/#/b", &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  peer_free (watcher);
  peer_free (peer);
}

/* 5.0: 0x98 Administrative action. The will is due, the Session stays or goes.
 */
static void
test_disconnect (Fixture *fixture)
{
  g_autoptr (GByteArray) again =
      build_connect_expiry (fixture->version, "k", FALSE, 1000);
  Peer *peer;

  fixture_start (fixture);
  g_assert_false (disconnect_client (fixture, "k", FALSE));
  peer = peer_connect_bytes (fixture, again);
  g_assert_true (disconnect_client (fixture, "k", FALSE));
  if (fixture->version == 5)
    peer_expect_disconnect (peer, 0x98);
  peer_expect_end (peer);
  peer_free (peer);
  peer = peer_connect_bytes (fixture, again);
  if (fixture->version > 3)
    g_assert_true (peer_get_session_present (peer));
  g_assert_true (disconnect_client (fixture, "k", TRUE));
  peer_free (peer);
  g_assert_null (view_session (fixture, "k"));
  g_assert_false (disconnect_client (fixture, "k", TRUE));
}

static void
publish (Fixture *fixture, const char *topic, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) payload = g_bytes_new_static ("hello", 5);
  g_autoptr (MqttMessage) message = mqtt_message_new (
      mqtt_slice_from_string (topic), payload, 1, TRUE, MQTT_SLICE_NONE, 0);

  willow_broker_publish_async (
      fixture->broker, message, store_result_cb, &result);
  fixture_until (result != NULL);
  willow_broker_publish_finish (fixture->broker, result, error);
}

static void
test_publish (Fixture *fixture)
{
  Peer *peer;
  g_autoptr (GError) bad = NULL;
  g_autoptr (GError) system = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowBrokerRetainedView) kept = NULL;

  fixture_start (fixture);
  peer = peer_connect (fixture, "p", TRUE);
  peer_subscribe (peer, "from/#", 2);
  publish (fixture, "from/broker", &error);
  g_assert_no_error (error);
  peer_expect_publish (peer, 1, FALSE, "from/broker", "hello");
  kept = view_retained (fixture, "from/broker", 1);
  g_assert_cmpuint (kept->n_matched, ==, 1);
  publish (fixture, "from/+", &bad);
  g_assert_error (bad, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  publish (fixture, "$SYS/broker/version", &system);
  g_assert_error (system, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  peer_free (peer);
}

static void
test_not_running (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  publish (fixture, "t", &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add_3_1_1 ("/broker/view/connect", test_connect);
  fixture_add ("/broker/view/subscriptions", test_subscriptions);
  fixture_add ("/broker/view/deliveries", test_deliveries);
  fixture_add ("/broker/view/incoming", test_incoming);
  fixture_add ("/broker/view/retained", test_retained);
  fixture_add ("/broker/view/clear-retained", test_clear_retained);
  fixture_add ("/broker/view/disconnect", test_disconnect);
  fixture_add ("/broker/view/publish", test_publish);
  fixture_add_5_0 ("/broker/view/not-running", test_not_running);
  return g_test_run ();
}
