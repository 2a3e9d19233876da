/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/client-fixture.h"
#include "lib/packet-builder.h"
#include "lib/scripted-peer.h"
#include "mqtt/mqtt-filter-list.h"

#include <string.h>

/* Properties that the facade passes on, and what the server says for people in
 * its own; against bytes. */

#define PAIRS "26 \"k\" \"2\" 26 \"k\" \"1\" 26 \"k\" \"1\""

typedef struct
{
  ClientFixture base;
  ScriptedPeer *peer;
  guint8        version;
  gboolean      is_done;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) connect = g_byte_array_new ();
  g_autoptr (GByteArray) connack = g_byte_array_new ();
  g_autoptr (GByteArray) sent = NULL;

  fixture->version = (guint8)GPOINTER_TO_UINT (data);
  fixture->peer = scripted_peer_new ();
  client_fixture_set_up (
      &fixture->base, fixture->version, scripted_peer_get_port (fixture->peer));
  client_fixture_connect (&fixture->base, NULL);
  scripted_peer_accept (fixture->peer);
  pb_connect (connect, fixture->version, "t", TRUE, 0);
  sent = scripted_peer_read (fixture->peer, connect->len);
  pb_connack (connack, fixture->version, FALSE, 0);
  scripted_peer_send (fixture->peer, connack);
  client_fixture_succeed (&fixture->base);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  client_fixture_tear_down (&fixture->base);
  scripted_peer_free (fixture->peer);
}

static GBytes *
bytes_of (const char *hex)
{
  return g_byte_array_free_to_bytes (pb_hex (hex));
}

/* Of either: both give the codes. */
static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) codes =
      willow_client_subscribe_finish (WILLOW_CLIENT (source), result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (codes);
  fixture->is_done = TRUE;
}

/* What 3.x has no place for it leaves out. [5.0-P0B] [5.0-P26] */
static void
test_subscribe (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) filters = g_byte_array_new ();
  g_autoptr (GBytes) properties = bytes_of ("0b 07 " PAIRS);
  g_autoptr (GBytes) bytes = NULL;
  MqttSubscription subscription = { .filter = mqtt_slice_from_string ("a") };

  mqtt_filters_append_subscription (filters, fixture->version, &subscription);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&filters));
  willow_client_subscribe_with_properties_async (
      fixture->base.client, bytes, properties, answered_cb, fixture);
  if (fixture->version == 5)
    {
      scripted_peer_expect_hex (fixture->peer,
                                "82 ( 0001 ( 0b 07 " PAIRS " ) \"a\" 00 )");
      scripted_peer_send_hex (fixture->peer, "90 04 0001 00 00");
    }
  else
    {
      scripted_peer_expect_hex (fixture->peer, "82 ( 0001 \"a\" 00 )");
      scripted_peer_send_hex (fixture->peer, "90 03 0001 00");
    }
  client_fixture_until (fixture->is_done);
}

/* [5.0-P26] */
static void
test_unsubscribe (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) filters = g_byte_array_new ();
  g_autoptr (GBytes) properties = bytes_of (PAIRS);
  g_autoptr (GBytes) bytes = NULL;

  mqtt_filters_append_filter (filters, mqtt_slice_from_string ("a"));
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&filters));
  willow_client_unsubscribe_with_properties_async (
      fixture->base.client, bytes, properties, answered_cb, fixture);
  if (fixture->version == 5)
    {
      scripted_peer_expect_hex (fixture->peer,
                                "a2 ( 0001 ( " PAIRS " ) \"a\" )");
      scripted_peer_send_hex (fixture->peer, "b0 04 0001 00 00");
    }
  else
    {
      scripted_peer_expect_hex (fixture->peer, "a2 ( 0001 \"a\" )");
      scripted_peer_send_hex (fixture->peer, "b0 02 0001");
    }
  client_fixture_until (fixture->is_done);
}

static void
leave (Fixture *fixture, WillowDisconnectMode mode)
{
  g_autoptr (GBytes) properties = bytes_of ("1f \"why\" " PAIRS);

  willow_client_disconnect_with_properties_async (
      fixture->base.client, mode, properties, NULL, NULL);
}

/* [5.0-P1F] [5.0-P26] */
static void
test_disconnect (Fixture *fixture, gconstpointer data)
{
  leave (fixture, WILLOW_DISCONNECT_CLEAN);
  scripted_peer_expect_hex (
      fixture->peer,
      fixture->version == 5 ? "e0 ( 00 ( 1f \"why\" " PAIRS " ) )" : "e0 00");
  scripted_peer_expect_end (fixture->peer);
}

static void
test_disconnect_with_will (Fixture *fixture, gconstpointer data)
{
  leave (fixture, WILLOW_DISCONNECT_WITH_WILL);
  if (fixture->version == 5)
    scripted_peer_expect_hex (fixture->peer,
                              "e0 ( 04 ( 1f \"why\" " PAIRS " ) )");
  scripted_peer_expect_end (fixture->peer);
}

static char *
lose (Fixture *fixture, const char *disconnect)
{
  scripted_peer_send_hex (fixture->peer, disconnect);
  client_fixture_until (willow_client_get_state (fixture->base.client) ==
                        WILLOW_CLIENT_LOST);
  return willow_client_explain_state (fixture->base.client);
}

/* Why the server goes is part of the sentence, in one line. [5.0-P1F]
 * [5.0-P1C] */
static void
test_lost (Fixture *fixture, gconstpointer data)
{
  const char disconnect[] =
      "e0 ( 9c ( 26 \"n\" \"v\" 1f 0004 'a' 0a 'bc' 1c \"b.example\" ) )";
  g_autoptr (GBytes) wanted = bytes_of (disconnect);
  g_autofree char *said = lose (fixture, disconnect);
  GBytes          *kept = willow_client_get_disconnect (fixture->base.client);

  g_assert_nonnull (strstr (said, "DISCONNECT 0x9c)"));
  g_assert_nonnull (strstr (said, "It says: “a bc”"));
  g_assert_nonnull (strstr (said, "It names another server: b.example"));
  g_assert_true (g_bytes_equal (kept, wanted));
}

/* Not more of it than fits. [5.0-P1F] */
static void
test_lost_for_long (Fixture *fixture, gconstpointer data)
{
  g_autofree char *reason = g_strnfill (1000, 'x');
  g_autofree char *disconnect =
      g_strdup_printf ("e0 ( 8b ( 1f \"%s\" ) )", reason);
  g_autofree char *said = lose (fixture, disconnect);

  g_assert_nonnull (strstr (said, "xxx”"));
  g_assert_cmpuint (strlen (said), <, 400);
}

/* Nothing of the last connection stays for the next. */
static void
test_forgotten (Fixture *fixture, gconstpointer data)
{
  g_autofree char *said = lose (fixture, "e0 ( 8b ( 1f \"why\" ) )");

  g_assert_nonnull (willow_client_get_disconnect (fixture->base.client));
  client_fixture_connect (&fixture->base, NULL);
  g_assert_null (willow_client_get_disconnect (fixture->base.client));
}

typedef void (*TestFunc) (Fixture *fixture, gconstpointer data);

static void
add_from (guint first_version, const char *name, TestFunc func)
{
  for (guint version = first_version; version <= 5; version++)
    {
      g_autofree char *path = g_strdup_printf (
          "/client/properties/%s/%s", mqtt_version_get_name (version), name);

      g_test_add (
          path, Fixture, GUINT_TO_POINTER (version), set_up, func, tear_down);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_from (3, "subscribe", test_subscribe);
  add_from (3, "unsubscribe", test_unsubscribe);
  add_from (3, "disconnect", test_disconnect);
  add_from (3, "disconnect-with-will", test_disconnect_with_will);
  add_from (5, "lost", test_lost);
  add_from (5, "lost-for-long", test_lost_for_long);
  add_from (5, "forgotten", test_forgotten);
  return g_test_run ();
}
