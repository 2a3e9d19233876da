/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/fleet/willow-fleet.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define N_MESSAGES 2000

static char *
digest_of (guint32 seed, guint n_devices)
{
  g_autoptr (WillowFleet) fleet = willow_fleet_new (seed, n_devices);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  WillowFleetMessage message;

  for (guint i = 0; i < N_MESSAGES; i++)
    {
      willow_fleet_next (fleet, &message);
      g_checksum_update (sum, (const guchar *)message.topic, -1);
      g_checksum_update (
          sum, message.payload.data, (gssize)message.payload.len);
      g_checksum_update (
          sum, (const guchar *)&message.at_us, sizeof message.at_us);
    }
  return g_strdup (g_checksum_get_string (sum));
}

static void
test_same_seed_same_messages (void)
{
  g_autofree char *a = digest_of (7, 12);
  g_autofree char *b = digest_of (7, 12);
  g_autofree char *c = digest_of (8, 12);

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, c);
}

/* Every topic may be published, every device has an id, time never runs back.
 */
static void
test_messages_are_publishable (void)
{
  g_autoptr (WillowFleet) fleet = willow_fleet_new (1, 50);
  g_autoptr (GHashTable) ids =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  WillowFleetMessage message;
  gint64             last_us = 0;

  for (guint i = 0; i < N_MESSAGES; i++)
    {
      willow_fleet_next (fleet, &message);
      g_assert_true (g_utf8_validate (message.topic, -1, NULL));
      g_assert_null (strpbrk (message.topic, "+#"));
      g_assert_cmpuint (strlen (message.topic), >, 0);
      g_assert_cmpint (message.at_us, >=, last_us);
      g_assert_cmpint (message.qos, <=, MQTT_QOS_2);
      last_us = message.at_us;
    }
  for (guint i = 0; i < willow_fleet_get_n_devices (fleet); i++)
    g_assert_true (
        g_hash_table_add (ids, g_strdup (willow_fleet_get_device (fleet, i))));
}

/* The shapes that the demo promises, judged by programs that are not ours where
 * there is one. */
static void
test_shapes (void)
{
  static const guint8 png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  g_autoptr (WillowFleet) fleet = willow_fleet_new (1, 6);
  gboolean           zigbee = FALSE, discovery = FALSE, camera = FALSE;
  gboolean           sparkplug = FALSE, lwt = FALSE, bare = FALSE;
  WillowFleetMessage message;

  for (guint i = 0; i < 500; i++)
    {
      g_autoptr (JsonParser) parser = json_parser_new ();
      const char *payload;

      willow_fleet_next (fleet, &message);
      payload = (const char *)message.payload.data;
      if (g_str_has_prefix (message.topic, "zigbee2mqtt/kitchen"))
        {
          zigbee = TRUE;
          g_assert_true (json_parser_load_from_data (
              parser, payload, (gssize)message.payload.len, NULL));
        }
      else if (g_str_has_prefix (message.topic, "homeassistant/"))
        {
          discovery = TRUE;
          g_assert_true (message.retain);
          g_assert_true (g_str_has_suffix (message.topic, "/config"));
          g_assert_true (json_parser_load_from_data (
              parser, payload, (gssize)message.payload.len, NULL));
        }
      else if (g_str_has_prefix (message.topic, "cameras/"))
        {
          camera = TRUE;
          g_assert_cmpuint (message.payload.len, >, 190000);
          g_assert_cmpmem (message.payload.data, sizeof png, png, sizeof png);
        }
      else if (g_str_has_prefix (message.topic, "spBv1.0/"))
        {
          sparkplug = TRUE;
          /* field 1, a varint: the time stamp */
          g_assert_cmphex (message.payload.data[0], ==, 0x08);
          g_assert_false (
              g_utf8_validate (payload, (gssize)message.payload.len, NULL));
        }
      else if (g_str_has_suffix (message.topic, "/LWT"))
        lwt = message.retain;
      else if (g_str_has_suffix (message.topic, "/relay/0/power"))
        bare = g_ascii_strtod (payload, NULL) >= 0.0;
    }
  g_assert_true (zigbee && discovery && camera && sparkplug && lwt && bare);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fleet/same-seed", test_same_seed_same_messages);
  g_test_add_func ("/fleet/publishable", test_messages_are_publishable);
  g_test_add_func ("/fleet/shapes", test_shapes);
  return g_test_run ();
}
