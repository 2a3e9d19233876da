/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile-json.h"
#include "model/profile/willow-profile-secrets.h"

#include <string.h>

#include "lib/packet-builder.h"
#include "lib/profile-settings.h"

/* CONNECT of what a profile says, against bytes that were written by hand, and
 * the same once more after the way through the file. */

static GBytes *
encode (WillowProfile *profile, const char *password)
{
  g_autoptr (GBytes) secret =
      password != NULL ? g_bytes_new (password, strlen (password)) : NULL;
  g_autoptr (WillowClientOptions) options =
      willow_profile_build_options (profile, secret);

  return willow_client_options_encode_connect (options);
}

static void
assert_bytes (WillowProfile *profile, const char *password, const char *hex)
{
  g_autoptr (GBytes) bytes = encode (profile, password);
  g_autoptr (GByteArray) expected = pb_hex (hex);

  g_assert_nonnull (bytes);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL),
                   g_bytes_get_size (bytes),
                   expected->data,
                   expected->len);
}

/* (transfer full): what the file makes of it. Secrets are not in it. */
static WillowProfile *
reload (WillowProfile *profile)
{
  g_autoptr (JsonNode) node = willow_profile_to_json (profile);
  g_autoptr (JsonNode) copy = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = json_to_string (node, TRUE);
  WillowProfile   *loaded;

  copy = json_from_string (text, &error);
  g_assert_no_error (error);
  loaded = willow_profile_from_json (json_node_get_object (copy), &error);
  g_assert_no_error (error);
  return loaded;
}

static void
assert_connect (guint       version,
                const char *settings,
                const char *password,
                const char *hex)
{
  g_autoptr (WillowProfile) profile = profile_settings_new (version, settings);
  g_autoptr (WillowProfile) loaded = NULL;
  g_autoptr (WillowProfile) copy = willow_profile_duplicate (profile, "Copy");
  g_autoptr (GBytes) secrets = willow_profile_dup_secrets (profile);

  assert_bytes (profile, password, hex);
  assert_bytes (copy, password, hex);
  loaded = reload (profile);
  if (secrets != NULL)
    willow_profile_load_secrets (loaded, secrets);
  assert_bytes (loaded, password, hex);
}

/* Each property of CONNECT alone: present is not the same as absent, also where
 * it says what its absence means. */
static void
test_properties (void)
{
  static const struct
  {
    const char *settings;
    const char *properties;
  } rows[] = {
    { "", "" },
    { "session-expiry-seconds=9|receive-maximum=9|topic-alias-maximum=9|"
      "maximum-packet-size=9|request-response-information=1|"
      "request-problem-information=0|authentication-method=m",
      "" },
    { "use-session-expiry=1", "11 00000000" },
    { "use-session-expiry=1|session-expiry-seconds=4294967295", "11 ffffffff" },
    { "use-receive-maximum=1", "21 ffff" },
    { "use-receive-maximum=1|receive-maximum=258", "21 0102" },
    { "use-maximum-packet-size=1|maximum-packet-size=16909060", "27 01020304" },
    { "use-topic-alias-maximum=1", "22 0000" },
    { "use-topic-alias-maximum=1|topic-alias-maximum=10", "22 000a" },
    { "use-request-response-information=1", "19 00" },
    { "use-request-response-information=1|request-response-information=1",
      "19 01" },
    { "use-request-problem-information=1", "17 01" },
    { "use-request-problem-information=1|request-problem-information=0",
      "17 00" },
    { "user= a:b |user=a:|user=:c",
      "26 \" a\" \"b \" 26 \"a\" \"\" "
      "26 \"\" \"c\"" },
    { "authentication=2|authentication-method=M|authentication-data=d ",
      "15 \"M\" 16 \"d \"" },
    { "authentication=2|authentication-data=00 fF|"
      "authentication-data-encoding=1",
      "15 \"\" 16 0002 00ff" },
    { "authentication=2|authentication-method=M", "15 \"M\"" },
    { "use-topic-alias-maximum=1|use-receive-maximum=1|user=k:v|"
      "use-session-expiry=1",
      "11 00000000 21 ffff 22 0000 26 \"k\" \"v\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *hex = g_strdup_printf (
          "10 (0004 'MQTT' 05 02 003c (%s) \"t\")", rows[i].properties);

      assert_connect (5, rows[i].settings, NULL, hex);
      /* 3.x has none of them. */
      assert_connect (
          4, rows[i].settings, NULL, "10 (0004 'MQTT' 04 02 003c \"t\")");
    }
}

static void
test_will_properties (void)
{
  static const struct
  {
    const char *settings;
    const char *properties;
  } rows[] = {
    { "will-delay-seconds=4|will-format=1|will-expiry-seconds=4|"
      "will-content-type=x|will-response-topic=x|will-correlation-data=x",
      "" },
    { "use-will-delay=1", "18 00000000" },
    { "use-will-delay=1|will-delay-seconds=258", "18 00000102" },
    { "use-will-format=1", "01 00" },
    { "use-will-format=1|will-format=1", "01 01" },
    { "use-will-expiry=1|will-expiry-seconds=4294967295", "02 ffffffff" },
    { "use-will-content-type=1|will-content-type= text/plain",
      "03 \" text/plain\"" },
    { "use-will-response-topic=1|will-response-topic=r/t", "08 \"r/t\"" },
    { "use-will-correlation-data=1", "09 0000" },
    { "use-will-correlation-data=1|will-correlation-data=AP8=|"
      "will-correlation-data-encoding=2",
      "09 0002 00ff" },
    { "will-user=k:v|will-user=k:v", "26 \"k\" \"v\" 26 \"k\" \"v\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *settings =
          g_strconcat ("use-will=1|will-topic=w|will-payload=x|will-qos=1|",
                       rows[i].settings,
                       NULL);
      g_autofree char *hex =
          g_strdup_printf ("10 (0004 'MQTT' 05 0e 003c () \"t\" (%s) \"w\" "
                           "\"x\")",
                           rows[i].properties);

      assert_connect (5, settings, NULL, hex);
      assert_connect (
          4, settings, NULL, "10 (0004 'MQTT' 04 0e 003c \"t\" \"w\" \"x\")");
      /* Without a will there are none. */
      assert_connect (
          5, rows[i].settings, NULL, "10 (0004 'MQTT' 05 02 003c () \"t\")");
    }
}

/* Texts that stand for bytes. */
static void
test_encodings (void)
{
  assert_connect (4,
                  "client-id=00 61\tfF|client-id-encoding=1",
                  NULL,
                  "10 (0004 'MQTT' 04 02 003c 0003 0061ff)");
  assert_connect (4,
                  "use-user-name=1|user-name=|user-name-encoding=1|"
                  "use-password=1|password-encoding=1",
                  "0001 ff",
                  "10 (0004 'MQTT' 04 c2 003c \"t\" 0000 0003 0001ff)");
  assert_connect (4,
                  "use-user-name=1|user-name=YQ==|user-name-encoding=2|"
                  "use-password=1|password-encoding=2",
                  "/+8 =",
                  "10 (0004 'MQTT' 04 c2 003c \"t\" \"a\" 0002 ffef)");
  assert_connect (3,
                  "use-will=1|will-topic=7700|will-topic-encoding=1|"
                  "will-payload=c0 80|will-payload-encoding=1",
                  NULL,
                  "10 (0006 'MQIsdp' 03 06 003c \"t\" 0002 7700 0002 c080)");
}

/* Nothing is sent where a text is not what it says: least of all a part. */
static void
test_wrong_encodings (void)
{
  static const char *const wrong[] = {
    "client-id=0|client-id-encoding=1",
    "client-id=0 0|client-id-encoding=1",
    "client-id=0g|client-id-encoding=1",
    "client-id=YQ=|client-id-encoding=2",
    "client-id=YQ|client-id-encoding=2",
    "client-id=Y===|client-id-encoding=2",
    "client-id=YQ==YQ==|client-id-encoding=2",
    "client-id=YQ-_|client-id-encoding=2",
    "use-user-name=1|user-name=x|user-name-encoding=1",
    "use-will=1|will-topic=w|will-payload=x|will-payload-encoding=1",
    "use-will=1|will-topic=x|will-topic-encoding=1",
    "use-will=1|will-topic=w|use-will-correlation-data=1|"
    "will-correlation-data=x|will-correlation-data-encoding=1",
    "authentication=2|authentication-data=x|authentication-data-encoding=1",
    "practice=1|extra-properties=x",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (WillowProfile) profile = profile_settings_new (5, wrong[i]);
      g_autoptr (GBytes) bytes = encode (profile, NULL);
      WillowProfileNote obstacle;

      if (bytes != NULL ||
          !willow_profile_find_obstacle (profile, NULL, &obstacle))
        g_error ("%s", wrong[i]);
    }
}

static void
test_wrong_password (void)
{
  g_autoptr (WillowProfile) profile = profile_settings_new (
      5, "use-password=1|use-user-name=1|password-encoding=1");
  g_autoptr (GBytes) password = g_bytes_new_static ("hunter2", 7);
  g_autoptr (GBytes) bytes = encode (profile, "hunter2");
  WillowProfileNote obstacle;

  g_assert_null (bytes);
  g_assert_false (willow_profile_find_obstacle (profile, NULL, &obstacle));
  g_assert_true (willow_profile_find_obstacle (profile, password, &obstacle));
  g_assert_cmpstr (obstacle.property, ==, "password");
}

/* What only practice mode sends. */
static void
test_practice (void)
{
  static const char settings[] =
      "use-protocol-name=1|protocol-name=mqtt |use-protocol-level=1|"
      "protocol-level=9|use-connect-flags=1|connect-flags=219|"
      "extra-properties=21 0001 21 0002|";
  g_autofree char *practice = g_strconcat (settings, "practice=1", NULL);

  assert_connect (5, settings, NULL, "10 (0004 'MQTT' 05 02 003c () \"t\")");
  assert_connect (
      5, practice, NULL, "10 (\"mqtt \" 09 db 003c (21 0001 21 0002) \"t\")");
  assert_connect (4, practice, NULL, "10 (\"mqtt \" 09 db 003c \"t\")");
  assert_connect (3, "practice=1", NULL, "10 (\"MQIsdp\" 03 02 003c \"t\")");
  /* A level of 0 is one that was asked for. */
  assert_connect (4,
                  "practice=1|use-protocol-level=1|protocol-level=0",
                  NULL,
                  "10 (\"MQTT\" 00 02 003c \"t\")");
  assert_connect (5,
                  "practice=1|use-will=1|will-topic=w|"
                  "extra-will-properties=0102",
                  NULL,
                  "10 (\"MQTT\" 05 06 003c () \"t\" (0102) \"w\" \"\")");
}

static gboolean
contains (GBytes *bytes, const char *part, gsize part_len)
{
  gsize         len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  for (gsize i = 0; i + part_len <= len; i++)
    if (memcmp (data + i, part, part_len) == 0)
      return TRUE;
  return FALSE;
}

/* The message has the nonce of the next connect, known before it is sent. */
static void
test_scram (void)
{
  g_autoptr (WillowProfile) profile = profile_settings_new (
      5, "authentication=1|use-user-name=1|user-name=u|use-password=1");
  g_autoptr (GBytes) one = encode (profile, "p");
  g_autoptr (GBytes) again = encode (profile, "p");
  g_autoptr (GByteArray) start = pb_hex ("0004 'MQTT' 05 02 003c");
  const guint8 *data = g_bytes_get_data (one, NULL);

  g_assert_true (g_bytes_equal (one, again));
  g_assert_true (contains (one, "n,,n=u,r=", 9));
  g_assert_false (contains (one, "\0\1p", 3));
  g_assert_cmpmem (data + 2, start->len, start->data, start->len);
  g_object_set (profile, "version", MQTT_VERSION_3_1_1, NULL);
  g_bytes_unref (again);
  again = encode (profile, "p");
  g_assert_null (again);
}

/* The data of one's own method is no part of the file. */
static void
test_secret (void)
{
  g_autoptr (WillowProfile) profile = profile_settings_new (
      5,
      "authentication=2|authentication-method=M|authentication-data=hunter2");
  g_autoptr (JsonNode) node = willow_profile_to_json (profile);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autofree char *data = NULL;

  g_assert_null (strstr (text, "hunter2"));
  g_assert_nonnull (strstr (text, "\"authentication-method\":\"M\""));
  g_assert_true (willow_profile_needs_secrets (profile));
  g_object_get (profile, "authentication-data", &data, NULL);
  g_assert_cmpstr (data, ==, "hunter2");
}

/* Files of earlier versions: the same bytes as then. */
static void
test_old_file (void)
{
  static const struct
  {
    const char *text;
    const char *hex;
  } rows[] = {
    { "{\"client-id\":\"t\",\"session-expiry-seconds\":0}",
      "10 (0004 'MQTT' 05 02 003c () \"t\")" },
    { "{\"client-id\":\"t\",\"session-expiry-seconds\":258}",
      "10 (0004 'MQTT' 05 02 003c (11 00000102) \"t\")" },
    { "{\"client-id\":\"t\",\"session-expiry-seconds\":258,"
      "\"use-session-expiry\":false}",
      "10 (0004 'MQTT' 05 02 003c () \"t\")" },
    { "{\"client-id\":\"t\",\"session-expiry-seconds\":0,"
      "\"use-session-expiry\":true}",
      "10 (0004 'MQTT' 05 02 003c (11 00000000) \"t\")" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (rows[i].text, NULL);
      g_autoptr (WillowProfile) profile =
          willow_profile_from_json (json_node_get_object (node), NULL);
      g_autoptr (WillowProfile) loaded = reload (profile);

      assert_bytes (profile, NULL, rows[i].hex);
      assert_bytes (loaded, NULL, rows[i].hex);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/profile-connect/properties", test_properties);
  g_test_add_func ("/model/profile-connect/will-properties",
                   test_will_properties);
  g_test_add_func ("/model/profile-connect/encodings", test_encodings);
  g_test_add_func ("/model/profile-connect/wrong-encodings",
                   test_wrong_encodings);
  g_test_add_func ("/model/profile-connect/wrong-password",
                   test_wrong_password);
  g_test_add_func ("/model/profile-connect/practice", test_practice);
  g_test_add_func ("/model/profile-connect/scram", test_scram);
  g_test_add_func ("/model/profile-connect/secret", test_secret);
  g_test_add_func ("/model/profile-connect/old-file", test_old_file);
  return g_test_run ();
}
