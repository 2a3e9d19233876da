/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile.h"

#include <string.h>

static void
count_cb (guint *n_changes)
{
  (*n_changes)++;
}

static guint *
count_changes (WillowProfile *profile, guint *n_changes)
{
  *n_changes = 0;
  g_signal_connect_swapped (
      profile, "changed", G_CALLBACK (count_cb), n_changes);
  return n_changes;
}

static void
test_defaults (void)
{
  g_autoptr (WillowProfile) profile = willow_profile_new ("Test");
  g_autofree char *host = NULL;
  g_autofree char *client_id = NULL;
  guint            port, keep_alive, timeout, expiry;
  gboolean         clean_start, use_password;

  g_object_get (profile,
                "host",
                &host,
                "client-id",
                &client_id,
                "port",
                &port,
                "keep-alive-seconds",
                &keep_alive,
                "connect-timeout-seconds",
                &timeout,
                "session-expiry-seconds",
                &expiry,
                "clean-start",
                &clean_start,
                "use-password",
                &use_password,
                NULL);
  g_assert_true (g_uuid_string_is_valid (willow_profile_get_id (profile)));
  g_assert_cmpstr (willow_profile_get_name (profile), ==, "Test");
  g_assert_cmpint (willow_profile_get_version (profile), ==, MQTT_VERSION_5_0);
  g_assert_cmpstr (host, ==, "");
  g_assert_true (g_str_has_prefix (client_id, "willow-"));
  g_assert_cmpuint (strlen (client_id), <=, 23);
  g_assert_cmpuint (port, ==, 1883);
  g_assert_cmpuint (keep_alive, ==, 60);
  g_assert_cmpuint (timeout, ==, 10);
  g_assert_cmpuint (expiry, ==, 0);
  g_assert_true (clean_start);
  g_assert_false (use_password);
  g_assert_cmpuint (
      g_list_model_get_n_items (willow_profile_get_subscriptions (profile)),
      ==,
      0);
}

/* Whoever does not ask for it is not connected again; what is listed is
 * subscribed, as before there was a choice. */
static void
test_reconnect (void)
{
  g_autoptr (WillowProfile) profile = willow_profile_new ("Test");
  guint    delay_ms, maximum_ms, jitter_percent, resubscribe;
  gboolean reconnect, stops;

  g_object_get (profile,
                "reconnect",
                &reconnect,
                "reconnect-delay-ms",
                &delay_ms,
                "reconnect-maximum-ms",
                &maximum_ms,
                "reconnect-jitter-percent",
                &jitter_percent,
                "reconnect-stop-on-refusal",
                &stops,
                "resubscribe",
                &resubscribe,
                NULL);
  g_assert_false (reconnect);
  g_assert_cmpuint (delay_ms, ==, 1000);
  g_assert_cmpuint (maximum_ms, ==, 60000);
  g_assert_cmpuint (jitter_percent, ==, 20);
  g_assert_true (stops);
  g_assert_cmpuint (resubscribe, ==, WILLOW_RESUBSCRIBE_ALWAYS);
}

/* Nothing is trimmed; "changed" comes for a change and not without one. */
static void
test_changed (void)
{
  g_autoptr (WillowProfile) profile = willow_profile_new ("Test");
  g_autofree char *user_name = NULL;
  guint            n_changes;

  count_changes (profile, &n_changes);
  g_object_set (profile, "user-name", "  spaced \t", NULL);
  g_object_get (profile, "user-name", &user_name, NULL);
  g_assert_cmpstr (user_name, ==, "  spaced \t");
  g_assert_cmpuint (n_changes, ==, 1);
  g_object_set (profile, "user-name", "  spaced \t", "port", 1883, NULL);
  g_assert_cmpuint (n_changes, ==, 1);
  g_object_set (profile, "session-expiry-seconds", G_MAXUINT32, NULL);
  g_assert_cmpuint (n_changes, ==, 2);
  g_object_set (profile, "will-topic", NULL, "clean-start", TRUE, NULL);
  g_assert_cmpuint (n_changes, ==, 2);
}

static void
test_subscriptions (void)
{
  g_autoptr (WillowProfile) profile = willow_profile_new ("Test");
  GListModel                *model = willow_profile_get_subscriptions (profile);
  WillowProfileSubscription *subscription;
  guint                      n_changes;

  count_changes (profile, &n_changes);
  subscription = willow_profile_add_subscription (profile, "a/#", MQTT_QOS_1);
  g_assert_cmpuint (n_changes, ==, 1);
  g_object_set (subscription, "enabled", FALSE, NULL);
  g_assert_cmpuint (n_changes, ==, 2);
  g_object_set (subscription, "filter", "b/+", "qos", 2, NULL);
  g_assert_cmpuint (n_changes, ==, 4);
  g_object_set (subscription, "filter", "b/+", "qos", 2, NULL);
  g_assert_cmpuint (n_changes, ==, 4);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 1);
  willow_profile_remove_subscription (profile, 0);
  g_assert_cmpuint (n_changes, ==, 5);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);
}

static void
test_duplicate (void)
{
  g_autoptr (WillowProfile) profile = willow_profile_new ("Test");
  g_autoptr (WillowProfile) copy = NULL;
  g_autoptr (WillowProfileSubscription) item = NULL;
  g_autofree char *payload = NULL;
  g_autofree char *filter = NULL;
  g_autofree char *name = NULL;
  guint            qos, version, identifier;
  gboolean         enabled, no_local;

  g_object_set (
      profile, "will-payload", "bye", "version", MQTT_VERSION_3_1, NULL);
  g_object_set (willow_profile_add_subscription (profile, "a", MQTT_QOS_2),
                "enabled",
                FALSE,
                "no-local",
                TRUE,
                "identifier",
                9u,
                "name",
                "All",
                NULL);
  copy = willow_profile_duplicate (profile, "Copy");
  g_assert_cmpstr (willow_profile_get_name (copy), ==, "Copy");
  g_assert_cmpstr (
      willow_profile_get_id (copy), !=, willow_profile_get_id (profile));
  g_object_get (copy, "will-payload", &payload, "version", &version, NULL);
  g_assert_cmpstr (payload, ==, "bye");
  g_assert_cmpuint (version, ==, 3);
  item = g_list_model_get_item (willow_profile_get_subscriptions (copy), 0);
  g_object_get (item,
                "filter",
                &filter,
                "qos",
                &qos,
                "enabled",
                &enabled,
                "no-local",
                &no_local,
                "identifier",
                &identifier,
                "name",
                &name,
                NULL);
  g_assert_cmpstr (filter, ==, "a");
  g_assert_cmpuint (qos, ==, 2);
  g_assert_false (enabled);
  g_assert_true (no_local);
  g_assert_cmpuint (identifier, ==, 9);
  g_assert_cmpstr (name, ==, "All");
}

/* Level, property and id of each note, as "W client-id MQTT-3.1.3-8, …" */
static char *
dup_notes (WillowProfile *profile)
{
  g_autoptr (GArray) notes = willow_profile_dup_notes (profile);
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < notes->len; i++)
    {
      const WillowProfileNote *note =
          &g_array_index (notes, WillowProfileNote, i);

      g_assert_true (g_str_equal (note->property, "subscriptions") ||
                     g_object_class_find_property (G_OBJECT_GET_CLASS (profile),
                                                   note->property));
      g_assert_cmpuint (strlen (note->text), >, 20);
      g_string_append_printf (out,
                              "%s%c %s %s",
                              i == 0 ? "" : ", ",
                              "HWE"[note->level],
                              note -> property,
                              note -> id);
    }
  return g_string_free (out, FALSE);
}

static WillowProfile *
new_right_profile (MqttVersion version)
{
  WillowProfile *profile = willow_profile_new ("Test");

  g_object_set (profile,
                "host",
                "localhost",
                "client-id",
                "abc",
                "version",
                (guint)version,
                NULL);
  return profile;
}

static void
assert_notes (WillowProfile *profile, const char *expected)
{
  g_autofree char *notes = dup_notes (profile);

  g_assert_cmpstr (notes, ==, expected);
  g_object_unref (profile);
}

#define NOTES_OF(version, expected, ...)                                       \
  G_STMT_START                                                                 \
  {                                                                            \
    WillowProfile *noted = new_right_profile (version);                        \
                                                                               \
    g_object_set (noted, __VA_ARGS__, NULL);                                   \
    assert_notes (noted, expected);                                            \
  }                                                                            \
  G_STMT_END

/* client: [3.1-10] */
static void
test_notes_client_id (void)
{
  const char *long_id = "123456789012345678901234";

  assert_notes (new_right_profile (MQTT_VERSION_3_1), "");
  assert_notes (new_right_profile (MQTT_VERSION_3_1_1), "");
  assert_notes (new_right_profile (MQTT_VERSION_5_0), "");
  NOTES_OF (3, "E client-id ", "client-id", "");
  NOTES_OF (4, "H client-id ", "client-id", "");
  /* client, 3.1.1: [MQTT-3.1.3-7] */
  NOTES_OF (
      4, "E client-id MQTT-3.1.3-7", "client-id", "", "clean-start", FALSE);
  NOTES_OF (5, "H client-id ", "client-id", "");
  NOTES_OF (3, "E client-id ", "client-id", long_id);
  NOTES_OF (4, "H client-id MQTT-3.1.3-5", "client-id", long_id);
  NOTES_OF (5, "", "client-id", long_id);
  NOTES_OF (3, "", "client-id", "12345678901234567890123");
  NOTES_OF (5, "H client-id ", "client-id", "abc ");
}

static void
test_notes_password (void)
{
  /* client, 3.1.1: [MQTT-3.1.2-22]; 5.0 allows it. */
  NOTES_OF (4, "E use-password MQTT-3.1.2-22", "use-password", TRUE);
  NOTES_OF (3, "E use-password ", "use-password", TRUE);
  NOTES_OF (5, "", "use-password", TRUE);
  NOTES_OF (4, "", "use-password", TRUE, "use-user-name", TRUE);
  NOTES_OF (4, "H user-name ", "use-user-name", TRUE, "user-name", " a");
}

/* client: [MQTT-4.7.0-1] [MQTT-4.7.3-1], 3.1.1: [MQTT-4.7.1-1] */
static void
test_notes_will (void)
{
  NOTES_OF (5, "", "will-topic", "a/#");
  NOTES_OF (5, "", "use-will", TRUE, "will-topic", "a/b");
  NOTES_OF (5, "E will-topic MQTT-4.7.3-1", "use-will", TRUE);
  NOTES_OF (3, "E will-topic ", "use-will", TRUE);
  NOTES_OF (
      5, "E will-topic MQTT-4.7.0-1", "use-will", TRUE, "will-topic", "a/#");
  NOTES_OF (
      4, "E will-topic MQTT-4.7.1-1", "use-will", TRUE, "will-topic", "+");
  NOTES_OF (5, "H will-topic ", "use-will", TRUE, "will-topic", "$SYS/x");
}

static void
test_notes_session (void)
{
  NOTES_OF (5, "H keep-alive-seconds ", "keep-alive-seconds", 0);
  NOTES_OF (5, "H keep-alive-seconds ", "keep-alive-seconds", 65535);
  NOTES_OF (5, "", "keep-alive-seconds", 3600);
  NOTES_OF (5, "H session-expiry-seconds MQTT-3.1.2-23", "clean-start", FALSE);
  NOTES_OF (5,
            "H session-expiry-seconds MQTT-3.1.2-4",
            "use-session-expiry",
            TRUE,
            "session-expiry-seconds",
            9);
  NOTES_OF (5,
            "",
            "use-session-expiry",
            TRUE,
            "session-expiry-seconds",
            9,
            "clean-start",
            FALSE);
  NOTES_OF (4, "", "clean-start", FALSE);
  NOTES_OF (4, "H session-expiry-seconds ", "use-session-expiry", TRUE);
}

static void
test_notes_limits (void)
{
  g_autofree char *longest = g_strnfill (65535, 'x');
  g_autofree char *too_long = g_strnfill (65536, 'x');

  NOTES_OF (5, "E host ", "host", "");
  NOTES_OF (5, "W host ", "host", "a b");
  NOTES_OF (5, "W host ", "host", "mqtt://broker.example");
  NOTES_OF (5, "", "client-id", longest);
  NOTES_OF (5, "E client-id ", "client-id", too_long);
  NOTES_OF (5, "E user-name ", "use-user-name", TRUE, "user-name", too_long);
  NOTES_OF (5, "", "user-name", too_long);
  NOTES_OF (5,
            "E will-payload ",
            "use-will",
            TRUE,
            "will-topic",
            "a",
            "will-payload",
            too_long);
}

static void
assert_filter_note (MqttVersion version, const char *filter, const char *note)
{
  WillowProfile *profile = new_right_profile (version);

  willow_profile_add_subscription (profile, filter, MQTT_QOS_0);
  willow_profile_add_subscription (profile, filter, MQTT_QOS_0);
  assert_notes (profile, note);
}

static void
test_notes_filters (void)
{
  WillowProfile *profile = new_right_profile (MQTT_VERSION_5_0);

  assert_filter_note (5, "a/+/b/#", "");
  assert_filter_note (5, "$share/group/a", "");
  assert_filter_note (4, "$share/group/a", "H subscriptions ");
  assert_filter_note (5, "a/b#", "W subscriptions MQTT-4.7.1-1");
  assert_filter_note (5, "a+", "W subscriptions MQTT-4.7.1-2");
  assert_filter_note (5, "#/a", "W subscriptions MQTT-4.7.1-1");
  assert_filter_note (5, "", "W subscriptions MQTT-4.7.3-1");
  assert_filter_note (4, "a+", "W subscriptions ");
  assert_filter_note (5, "a ", "H subscriptions ");
  /* One that is switched off is not sent. */
  g_object_set (willow_profile_add_subscription (profile, "a+", MQTT_QOS_0),
                "enabled",
                FALSE,
                NULL);
  assert_notes (profile, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/profile/defaults", test_defaults);
  g_test_add_func ("/model/profile/reconnect", test_reconnect);
  g_test_add_func ("/model/profile/changed", test_changed);
  g_test_add_func ("/model/profile/subscriptions", test_subscriptions);
  g_test_add_func ("/model/profile/duplicate", test_duplicate);
  g_test_add_func ("/model/profile/notes/client-id", test_notes_client_id);
  g_test_add_func ("/model/profile/notes/password", test_notes_password);
  g_test_add_func ("/model/profile/notes/will", test_notes_will);
  g_test_add_func ("/model/profile/notes/session", test_notes_session);
  g_test_add_func ("/model/profile/notes/limits", test_notes_limits);
  g_test_add_func ("/model/profile/notes/filters", test_notes_filters);
  return g_test_run ();
}
