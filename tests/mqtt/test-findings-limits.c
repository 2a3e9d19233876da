/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever comes, MqttFindings stays small; and it is told in whole packets
 * only, so the same packets make the same findings. */
#include "lib/packet-builder.h"
#include "mqtt/mqtt-findings.h"
#include "mqtt/mqtt-limits.h"

typedef struct
{
  MqttFindings *findings;
  GByteArray   *packet;
  guint64       serial;
} Talk;

static void
talk_init (Talk *talk, guint8 version)
{
  talk->findings = mqtt_findings_new (MQTT_ROLE_SERVER);
  talk->packet = g_byte_array_new ();
  talk->serial = 0;
  pb_connect (talk->packet, version, "c", TRUE, 60);
}

static void
talk_clear (Talk *talk)
{
  mqtt_findings_free (talk->findings);
  g_byte_array_unref (talk->packet);
}

/* What was built since the last call. */
static void
say (Talk *talk, MqttRole sender)
{
  MqttSlice frame = { talk->packet->data, talk->packet->len };

  mqtt_findings_feed (talk->findings, sender, frame, 0, talk->serial++);
  g_byte_array_set_size (talk->packet, 0);
}

static void
shake_hands (Talk *talk, guint8 version)
{
  say (talk, MQTT_ROLE_CLIENT);
  pb_connack (talk->packet, version, FALSE, 0);
  say (talk, MQTT_ROLE_SERVER);
}

static guint
count (const Talk *talk)
{
  guint n;

  mqtt_findings_get (talk->findings, &n);
  return n;
}

/* The same fault for ever. */
static void
test_one_rule (void)
{
  Talk talk;

  talk_init (&talk, 4);
  shake_hands (&talk, 4);
  for (guint i = 0; i < 5000; i++)
    {
      pb_empty (talk.packet, 0xd0);
      say (&talk, MQTT_ROLE_SERVER);
    }
  g_assert_cmpuint (count (&talk), ==, MQTT_FINDINGS_MAX_PER_RULE);
  g_assert_cmpuint (mqtt_findings_get_n_left_out (talk.findings),
                    ==,
                    5000 - MQTT_FINDINGS_MAX_PER_RULE);
  talk_clear (&talk);
}

/* Packets that cannot be decoded have no row to be counted by. */
static void
test_all (void)
{
  Talk talk;

  talk_init (&talk, 4);
  shake_hands (&talk, 4);
  for (guint i = 0; i < 5000; i++)
    {
      pb_empty (talk.packet, 0xc1);
      say (&talk, MQTT_ROLE_CLIENT);
    }
  g_assert_cmpuint (count (&talk), ==, MQTT_FINDINGS_MAX);
  g_assert_cmpuint (mqtt_findings_get_n_left_out (talk.findings),
                    ==,
                    5000 - MQTT_FINDINGS_MAX);
  talk_clear (&talk);
}

/* Above the limit it does not know any more who subscribed to what. */
static void
check_filters (guint n_filters, guint n_expected)
{
  Talk talk;

  talk_init (&talk, 4);
  shake_hands (&talk, 4);
  for (guint i = 0; i < n_filters; i++)
    {
      g_autofree char *filter = g_strdup_printf ("%u/+/+/+", i);

      pb_subscribe (talk.packet, 4, 1, filter, 0);
      say (&talk, MQTT_ROLE_CLIENT);
      pb_suback (talk.packet, 4, 1, 0);
      say (&talk, MQTT_ROLE_SERVER);
    }
  g_assert_cmpuint (count (&talk), ==, 0);
  pb_publish (talk.packet, 4, 0, FALSE, 0, "other", "x", 1);
  say (&talk, MQTT_ROLE_SERVER);
  g_assert_cmpuint (count (&talk), ==, n_expected);
  talk_clear (&talk);
}

static void
test_filters (void)
{
  check_filters (MQTT_FINDINGS_MAX_LEVELS / 4, 1);
  check_filters (MQTT_FINDINGS_MAX_LEVELS / 4 + 1, 0);
}

/* SUBSCRIBEs that are never answered. */
static void
test_requests (void)
{
  g_autofree char *filter = g_strnfill (60000, 'a');
  Talk             talk;

  talk_init (&talk, 4);
  shake_hands (&talk, 4);
  for (guint i = 1; i <= G_MAXUINT16; i++)
    {
      pb_subscribe (talk.packet, 4, (guint16)i, i < 100 ? filter : "a", 0);
      say (&talk, MQTT_ROLE_CLIENT);
    }
  pb_suback (talk.packet, 4, 7, 0);
  say (&talk, MQTT_ROLE_SERVER);
  pb_suback (talk.packet, 4, 60000, 0);
  say (&talk, MQTT_ROLE_SERVER);
  g_assert_cmpuint (count (&talk), ==, 0);
  talk_clear (&talk);
}

/* PUBLISH of the Server with a Topic Alias. */
static void
say_alias (Talk *talk, const char *topic, guint16 alias)
{
  guint packet = pb_begin (talk->packet, 0x30);
  guint properties;

  pb_str (talk->packet, topic);
  properties = pb_begin_length (talk->packet);
  pb_u8 (talk->packet, 0x23);
  pb_u16 (talk->packet, alias);
  pb_end_length (talk->packet, properties);
  pb_end (talk->packet, packet);
  say (talk, MQTT_ROLE_SERVER);
}

/* Many aliases with long names that nobody subscribed to: the first are known
 * by name, all are known. */
static void
test_aliases (void)
{
  const guint      n_aliases = 20;
  const guint      n_names = MQTT_FINDINGS_MAX_BYTES / 60000;
  g_autofree char *topic = g_strnfill (60000, 'a');
  Talk             talk;

  talk_init (&talk, 5);
  g_byte_array_unref (talk.packet);
  talk.packet = pb_hex ("10 ( \"MQTT\" 05 02 003c ( 22 ffff ) \"c\" )");
  shake_hands (&talk, 5);
  for (guint i = 1; i <= n_aliases; i++)
    {
      say_alias (&talk, topic, (guint16)i);
      g_assert_cmpuint (count (&talk), ==, i);
    }
  for (guint i = 1; i <= n_aliases; i++)
    say_alias (&talk, "", (guint16)i);
  g_assert_cmpuint (n_names, <, n_aliases);
  g_assert_cmpuint (count (&talk), ==, n_aliases + n_names);
  talk_clear (&talk);
}

/* All identifiers in flight, both ways. */
static void
test_identifiers (void)
{
  Talk talk;

  talk_init (&talk, 4);
  shake_hands (&talk, 4);
  pb_subscribe (talk.packet, 4, 1, "#", 2);
  say (&talk, MQTT_ROLE_CLIENT);
  pb_suback (talk.packet, 4, 1, 2);
  say (&talk, MQTT_ROLE_SERVER);
  for (MqttRole sender = MQTT_ROLE_CLIENT; sender <= MQTT_ROLE_SERVER; sender++)
    for (guint i = 1; i <= G_MAXUINT16; i++)
      {
        pb_publish (talk.packet, 4, 2, FALSE, (guint16)i, "t", "x", 1);
        say (&talk, sender);
      }
  g_assert_cmpuint (count (&talk), ==, 0);
  pb_publish (talk.packet, 4, 2, FALSE, 1, "t", "y", 1);
  say (&talk, MQTT_ROLE_CLIENT);
  g_assert_cmpuint (count (&talk), ==, 1);
  talk_clear (&talk);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mqtt/findings/limits/one-rule", test_one_rule);
  g_test_add_func ("/mqtt/findings/limits/all", test_all);
  g_test_add_func ("/mqtt/findings/limits/filters", test_filters);
  g_test_add_func ("/mqtt/findings/limits/requests", test_requests);
  g_test_add_func ("/mqtt/findings/limits/aliases", test_aliases);
  g_test_add_func ("/mqtt/findings/limits/identifiers", test_identifiers);
  return g_test_run ();
}
