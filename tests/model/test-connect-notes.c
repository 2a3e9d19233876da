/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "lib/profile-settings.h"

/* Notes on CONNECT: what breaks a rule is an error, and a warning in practice
 * mode; what cannot be expressed is an error in both; what may surprise is said
 * and never stops anybody. */

static void
assert_notes (guint       version,
              const char *settings,
              const char *password,
              const char *expected)
{
  g_autoptr (WillowProfile) profile = profile_settings_new (version, settings);
  g_autoptr (GBytes) bytes =
      password != NULL ? g_bytes_new (password, strlen (password)) : NULL;
  g_autofree char *notes = profile_settings_dup_notes (profile, bytes);

  if (!g_str_equal (notes, expected))
    g_error ("%u %s: “%s” is not “%s”", version, settings, notes, expected);
}

#define WILL "use-will=1|will-topic=w|"
#define PRACTICE "|practice=1"

static const struct
{
  guint       version;
  const char *settings;
  const char *notes;
} rules[] = {
  /* client: [3.1-10], 3.1.1: [MQTT-3.1.3-7] */
  { 3, "client-id=", "E client-id " },
  { 3, "client-id=123456789012345678901234", "E client-id " },
  { 4, "client-id=|clean-start=0", "E client-id MQTT-3.1.3-7" },
  /* client, 3.1.1: [MQTT-3.1.2-22] */
  { 3, "use-password=1", "E use-password " },
  { 4, "use-password=1", "E use-password MQTT-3.1.2-22" },
  /* client: [MQTT-1.5.4-2], 3.1.1: [MQTT-1.5.3-2] */
  { 3, "client-id=6100|client-id-encoding=1", "E client-id " },
  { 4, "client-id=6100|client-id-encoding=1", "E client-id MQTT-1.5.3-2" },
  { 5, "client-id=6100|client-id-encoding=1", "E client-id MQTT-1.5.4-2" },
  /* client: [MQTT-1.5.4-1] [MQTT-3.1.3-12], 3.1.1: [MQTT-1.5.3-1] */
  { 4,
    "use-user-name=1|user-name=ff|user-name-encoding=1",
    "E user-name MQTT-1.5.3-1" },
  { 5,
    "use-user-name=1|user-name=/w==|user-name-encoding=2",
    "E user-name MQTT-1.5.4-1" },
  /* client: [MQTT-3.1.3-11] */
  { 5,
    "use-will=1|will-topic=eda080|will-topic-encoding=1",
    "E will-topic MQTT-1.5.4-1" },
  /* client: [MQTT-4.7.0-1] [MQTT-4.7.3-1], 3.1.1: [MQTT-4.7.1-1] */
  { 3, "use-will=1", "E will-topic " },
  { 4, "use-will=1", "E will-topic MQTT-4.7.3-1" },
  { 3, "use-will=1|will-topic=a/#", "E will-topic " },
  { 4, "use-will=1|will-topic=a/#", "E will-topic MQTT-4.7.1-1" },
  { 5, "use-will=1|will-topic=+/a", "E will-topic MQTT-4.7.0-1" },
  /* client: [MQTT-3.3.2-14] [MQTT-3.3.2-13] */
  { 5,
    WILL "use-will-response-topic=1|will-response-topic=a/+",
    "E will-response-topic MQTT-3.3.2-14" },
  { 5, WILL "use-will-response-topic=1", "E will-response-topic MQTT-4.7.3-1" },
  /* 5.0 sections 3.1.2.11.3 and 3.1.2.11.4 */
  { 5, "use-receive-maximum=1|receive-maximum=0", "E receive-maximum " },
  { 5,
    "use-maximum-packet-size=1|maximum-packet-size=0",
    "E maximum-packet-size " },
};

static void
test_rules (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autofree char *practice =
          g_strconcat (rules[i].settings, PRACTICE, NULL);
      g_autofree char *expected =
          g_strconcat ("W", rules[i].notes + 1, "|H practice ", NULL);

      assert_notes (rules[i].version, rules[i].settings, NULL, rules[i].notes);
      assert_notes (rules[i].version, practice, NULL, expected);
    }
}

/* The same in practice mode: there are no bytes that would be sent. */
static void
test_inexpressible (void)
{
  static const struct
  {
    guint       version;
    const char *settings;
    const char *note;
  } rows[] = {
    { 5, "client-id=6|client-id-encoding=1", "E client-id " },
    { 5, "use-user-name=1|user-name=a|user-name-encoding=2", "E user-name " },
    { 5, WILL "will-payload=0x|will-payload-encoding=1", "E will-payload " },
    { 4, "authentication=1", "E authentication " },
    { 5,
      "authentication=2|authentication-data=x|authentication-data-encoding=1",
      "E authentication-data |H authentication-method " },
    { 5,
      "authentication=1|use-user-name=1|use-password=1|user-name=\xee\x80\x80",
      "E user-name " },
    { 5, "authentication=1|use-user-name=1|use-password=1", "E user-name " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *practice =
          g_strconcat (rows[i].settings, PRACTICE, NULL);
      g_autofree char *expected =
          g_strconcat (rows[i].note, "|H practice ", NULL);

      assert_notes (rows[i].version, rows[i].settings, NULL, rows[i].note);
      assert_notes (rows[i].version, practice, NULL, expected);
    }
}

static void
test_long (void)
{
  static const char *const names[] = {
    "will-content-type", "will-response-topic", "authentication-method",
    "client-id",         "user-name",
  };
  g_autofree char *too_long = g_strnfill (65536, 'x');

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (WillowProfile) profile = profile_settings_new (
          5,
          "practice=1|" WILL "use-will-content-type=1|authentication=2|"
          "use-will-response-topic=1|will-response-topic=x|use-user-name=1");
      WillowProfileNote obstacle;

      g_assert_false (willow_profile_find_obstacle (profile, NULL, &obstacle));
      g_object_set (profile, names[i], too_long, NULL);
      g_assert_true (willow_profile_find_obstacle (profile, NULL, &obstacle));
      g_assert_cmpstr (obstacle.property, ==, names[i]);
    }
}

static const struct
{
  guint       version;
  const char *settings;
  const char *notes;
} surprises[] = {
  { 3, "client-id=größe", "H client-id " },
  { 4, "client-id=größe", "" },
  { 5, "client-id=a\xc2\xa0", "H client-id " },
  { 5, "client-id=a\tb", "H client-id " },
  { 5, "client-id=\xef\xbf\xbf", "H client-id " },
  { 5, "client-id=a b", "" },
  { 5,
    "clean-start=0|use-session-expiry=1|session-expiry-seconds=4294967295",
    "H session-expiry-seconds MQTT-3.1.2-23" },
  { 5,
    "use-request-problem-information=1|request-problem-information=0",
    "H request-problem-information MQTT-3.1.2-29" },
  { 5,
    "use-request-response-information=1|request-response-information=1",
    "H request-response-information " },
  { 4, "use-request-problem-information=1|request-problem-information=0", "" },
  { 5,
    "use-maximum-packet-size=1|maximum-packet-size=20",
    "H maximum-packet-size MQTT-3.1.2-25" },
  { 5, "user=a:b|user=a:c", "H user-properties " },
  { 5, "user=a:b|user=b:b", "" },
  { 5, "user=:b", "H user-properties " },
  { 4, "user=:b", "" },
  { 5, WILL "will-user=a:b|will-user=a:b", "H will-user-properties " },
  { 5, "will-user=a:b|will-user=a:b", "" },
  { 5,
    "use-will=1|will-topic=$SYS/x|will-retain=1|will-payload=x",
    "H will-topic |H will-retain " },
  { 4, WILL "will-retain=1", "H will-payload MQTT-3.3.1-10" },
  { 5, WILL "will-retain=1", "H will-payload MQTT-3.3.1-6" },
  { 3, WILL "will-payload=ff|will-payload-encoding=1", "W will-payload " },
  { 4, WILL "will-payload=ff|will-payload-encoding=1", "" },
  { 5,
    WILL "will-payload=ff|will-payload-encoding=1|use-will-format=1|"
         "will-format=1",
    "W will-format " },
  { 5,
    WILL "use-will-delay=1|will-delay-seconds=9",
    "H will-delay-seconds MQTT-3.1.2-8" },
  { 5,
    WILL "use-will-delay=1|will-delay-seconds=9|use-session-expiry=1|"
         "session-expiry-seconds=9|clean-start=0",
    "" },
  { 5, WILL "use-will-expiry=1", "H will-expiry-seconds " },
  { 5, WILL "use-will-correlation-data=1", "H will-correlation-data " },
  { 5,
    WILL "use-will-correlation-data=1|use-will-response-topic=1|"
         "will-response-topic=r",
    "" },
  { 5, "authentication=1", "W authentication " },
  { 5, "authentication=1|use-user-name=1|use-password=1|user-name=u", "" },
  { 5, "authentication=2", "H authentication-method " },
  { 4, "authentication=2", "" },
};

static void
test_surprises (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (surprises); i++)
    assert_notes (
        surprises[i].version, surprises[i].settings, NULL, surprises[i].notes);
}

static void
test_password (void)
{
  static const char settings[] = "use-user-name=1|use-password=1|";

  assert_notes (5, settings, " hunter2", "H password ");
  assert_notes (5, settings, "hunter2\n", "H password ");
  assert_notes (5, settings, "hunter2", "");
  assert_notes (5, "", " hunter2", "");
  assert_notes (5,
                "use-user-name=1|use-password=1|password-encoding=1",
                "hunter2",
                "E password ");
  assert_notes (
      5, "use-user-name=1|use-password=1|password-encoding=1", " 00 ff ", "");
  assert_notes (5,
                "use-user-name=1|use-password=1|user-name=u|authentication=1",
                "\xee\x80\x80",
                "E password ");
  assert_notes (3,
                "use-user-name=1|use-password=1|password-encoding=1",
                "ff",
                "W password ");
}

/* What only practice mode can say is judged by the bytes. */
static void
test_practice (void)
{
  static const struct
  {
    guint       version;
    const char *settings;
    const char *notes;
  } rows[] = {
    { 5, "", "" },
    { 4,
      "use-protocol-name=1|protocol-name=mqtt",
      "|W protocol-name MQTT-3.1.2-1" },
    { 4,
      "use-protocol-level=1|protocol-level=9",
      "|W protocol-level MQTT-3.1.2-2" },
    { 4,
      "use-connect-flags=1|connect-flags=3",
      "|W connect-flags MQTT-3.1.2-3" },
    { 4, "use-connect-flags=1|connect-flags=2", "" },
    { 4,
      "use-connect-flags=1|connect-flags=10",
      "|W connect-flags MQTT-3.1.2-13" },
    { 5,
      "use-connect-flags=1|connect-flags=10",
      "|W connect-flags MQTT-3.1.2-11" },
    { 5,
      "use-connect-flags=1|connect-flags=34",
      "|W connect-flags MQTT-3.1.2-13" },
    { 5,
      WILL "use-connect-flags=1|connect-flags=30",
      "|W connect-flags MQTT-3.1.2-12" },
    { 5,
      "use-connect-flags=1|connect-flags=130",
      "|W connect-flags MQTT-3.1.2-17" },
    { 5, "extra-properties=2100012100 01", "|W extra-properties " },
    { 5, "extra-properties=17 02", "|W extra-properties " },
    { 5, "extra-properties=11 00", "|W extra-properties " },
    { 5, "extra-properties=11 00000000", "" },
    { 5, WILL "extra-will-properties=18", "|W extra-will-properties " },
    { 4, "extra-properties=17 02", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *settings =
          g_strconcat (rows[i].settings, PRACTICE, NULL);
      g_autofree char *expected =
          g_strconcat ("H practice ", rows[i].notes, NULL);

      assert_notes (rows[i].version, settings, NULL, expected);
      /* Not in force without it. */
      assert_notes (rows[i].version, rows[i].settings, NULL, "");
    }
}

static void
test_refusal (void)
{
  const WillowProfileNote numbered = { .text = "Because.", .id = "MQTT-1-1" };
  const WillowProfileNote plain = { .text = "Because.", .id = "" };
  g_autofree char        *one = willow_profile_note_explain_refusal (&numbered);
  g_autofree char        *other = willow_profile_note_explain_refusal (&plain);

  g_assert_cmpstr (one, ==, "Not sent. Because. [MQTT-1-1]");
  g_assert_cmpstr (other, ==, "Not sent. Because.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/connect-notes/rules", test_rules);
  g_test_add_func ("/model/connect-notes/inexpressible", test_inexpressible);
  g_test_add_func ("/model/connect-notes/long", test_long);
  g_test_add_func ("/model/connect-notes/surprises", test_surprises);
  g_test_add_func ("/model/connect-notes/password", test_password);
  g_test_add_func ("/model/connect-notes/practice", test_practice);
  g_test_add_func ("/model/connect-notes/refusal", test_refusal);
  return g_test_run ();
}
