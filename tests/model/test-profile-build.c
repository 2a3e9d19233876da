/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/test-pki.h"

#include "model/profile/willow-profile-identity.h"
#include "net/willow-certificate.h"

#include <string.h>

#include "lib/packet-builder.h"

static WillowProfile *
new_profile (MqttVersion version)
{
  WillowProfile *profile = willow_profile_new ("Test");

  g_object_set (
      profile, "host", "h", "client-id", "t", "version", (guint)version, NULL);
  return profile;
}

static void
assert_bytes (GBytes *bytes, const char *hex)
{
  g_autoptr (GByteArray) expected = pb_hex (hex);

  g_assert_nonnull (bytes);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL),
                   g_bytes_get_size (bytes),
                   expected->data,
                   expected->len);
}

static void
assert_connect (WillowProfile *profile, const char *password, const char *hex)
{
  g_autoptr (GBytes) secret =
      password != NULL ? g_bytes_new (password, strlen (password)) : NULL;
  g_autoptr (WillowClientOptions) options =
      willow_profile_build_options (profile, secret);
  g_autoptr (GBytes) bytes = willow_client_options_encode_connect (options);

  assert_bytes (bytes, hex);
}

/* The CONNECT of a profile in which everything is set, byte for byte: nothing
 * is trimmed. */
static void
fill (WillowProfile *profile)
{
  g_object_set (profile,
                "clean-start",
                FALSE,
                "keep-alive-seconds",
                258,
                "use-user-name",
                TRUE,
                "user-name",
                " u ",
                "use-password",
                TRUE,
                "use-will",
                TRUE,
                "will-topic",
                "w/t",
                "will-payload",
                "bye ",
                "will-qos",
                2,
                "will-retain",
                TRUE,
                "use-session-expiry",
                TRUE,
                "session-expiry-seconds",
                G_MAXUINT32,
                NULL);
}

static void
test_full (void)
{
  g_autoptr (WillowProfile) three = new_profile (MQTT_VERSION_3_1);
  g_autoptr (WillowProfile) four = new_profile (MQTT_VERSION_3_1_1);
  g_autoptr (WillowProfile) five = new_profile (MQTT_VERSION_5_0);

  fill (three);
  fill (four);
  fill (five);
  assert_connect (three,
                  " p ",
                  "10 24 0006 'MQIsdp' 03 f4 0102 0001 't'"
                  "0003 'w/t' 0004 'bye ' 0003 ' u ' 0003 ' p '");
  assert_connect (four,
                  " p ",
                  "10 22 0004 'MQTT' 04 f4 0102 0001 't'"
                  "0003 'w/t' 0004 'bye ' 0003 ' u ' 0003 ' p '");
  assert_connect (five,
                  " p ",
                  "10 29 0004 'MQTT' 05 f4 0102 05 11 ffffffff 0001 't'"
                  "00 0003 'w/t' 0004 'bye ' 0003 ' u ' 0003 ' p '");
}

/* What is switched off is not sent, whatever is typed in it. */
static void
test_switched_off (void)
{
  g_autoptr (WillowProfile) profile = new_profile (MQTT_VERSION_3_1_1);

  fill (profile);
  g_object_set (profile,
                "use-user-name",
                FALSE,
                "use-password",
                FALSE,
                "use-will",
                FALSE,
                "clean-start",
                TRUE,
                NULL);
  assert_connect (profile, "p", "10 0d 0004 'MQTT' 04 02 0102 0001 't'");
  /* A password that is wanted, and was not given. */
  g_object_set (profile, "use-password", TRUE, NULL);
  assert_connect (profile, NULL, "10 0d 0004 'MQTT' 04 02 0102 0001 't'");
  /* An empty one is a password. */
  assert_connect (profile, "", "10 0f 0004 'MQTT' 04 42 0102 0001 't' 0000");
}

/* Risky and illegal combinations are noted elsewhere, and sent as they are. */
static void
test_literal (void)
{
  g_autoptr (WillowProfile) profile = new_profile (MQTT_VERSION_3_1);

  g_object_set (profile,
                "client-id",
                "",
                "clean-start",
                FALSE,
                "keep-alive-seconds",
                0,
                "use-will",
                TRUE,
                "will-topic",
                "a/#",
                NULL);
  assert_connect (
      profile, NULL, "10 15 0006 'MQIsdp' 03 04 0000 0000 0003 'a/#' 0000");
}

static void
test_timeout_and_place (void)
{
  g_autoptr (WillowProfile) profile = new_profile (MQTT_VERSION_5_0);
  g_autoptr (WillowClientOptions) options = NULL;
  const WillowEndpoint *endpoint;
  g_autofree char      *url = NULL;

  g_object_set (
      profile, "host", "::1", "port", 1884, "connect-timeout-seconds", 7, NULL);
  options = willow_profile_build_options (profile, NULL);
  endpoint = willow_client_options_get_endpoint (options);
  g_assert_cmpstr (endpoint->host, ==, "::1");
  g_assert_cmpuint (endpoint->port, ==, 1884);
  g_assert_cmpuint (
      willow_client_options_get_connect_timeout_ms (options), ==, 7000);
  url = willow_profile_dup_url (profile);
  g_assert_cmpstr (url, ==, "mqtt://[::1]:1884");
}

static void
test_filters (void)
{
  g_autoptr (WillowProfile) profile = new_profile (MQTT_VERSION_5_0);
  g_autoptr (GBytes) filters = NULL;

  g_assert_null (willow_profile_build_filters (profile));
  willow_profile_add_subscription (profile, "a/#", MQTT_QOS_1);
  g_object_set (willow_profile_add_subscription (profile, "b", MQTT_QOS_0),
                "enabled",
                FALSE,
                NULL);
  willow_profile_add_subscription (profile, " + ", MQTT_QOS_2);
  filters = willow_profile_build_filters (profile);
  assert_bytes (filters, "0003 'a/#' 01 0003 ' + ' 02");
}

static void
test_url (void)
{
  g_autoptr (WillowProfile) profile = new_profile (MQTT_VERSION_5_0);
  g_autoptr (GError) error = NULL;
  g_autofree char *password = NULL;
  g_autofree char *user_name = NULL;
  g_autofree char *url = NULL;
  gboolean         use_user_name, use_password;

  g_assert_true (willow_profile_set_url (
      profile, "mqtt://an%20na@broker.test", &password, &error));
  g_assert_no_error (error);
  g_object_get (profile,
                "user-name",
                &user_name,
                "use-user-name",
                &use_user_name,
                "use-password",
                &use_password,
                NULL);
  url = willow_profile_dup_url (profile);
  g_assert_cmpstr (url, ==, "mqtt://broker.test:1883");
  g_assert_cmpstr (user_name, ==, "an na");
  g_assert_true (use_user_name);
  g_assert_false (use_password);
  g_assert_null (password);
}

static void
test_wrong_url (void)
{
  g_autoptr (WillowProfile) profile = new_profile (MQTT_VERSION_5_0);
  g_autofree char *url = NULL;
  const char      *wrong[] = { "",
                               "mqtt://",
                               "http://h",
                               "mqtt://h:0",
                               "mqtt://h:99999",
                               "wss://",
                               "mqtt+unix:///run/broker.sock" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      char *password = (char *)"not set";

      g_assert_false (
          willow_profile_set_url (profile, wrong[i], &password, &error));
      g_assert_nonnull (error);
      g_assert_null (password);
    }
  url = willow_profile_dup_url (profile);
  g_assert_cmpstr (url, ==, "mqtt://h:1883");
}

/* The scheme and its port come from the URL, also where the port is the other
 * scheme's. */
static void
test_tls_url (void)
{
  static const char *const urls[] = {
    "mqtts://h:8883",   "mqtts://h:1883",          "mqtt://h:8883",
    "ws://h:8083/mqtt", "wss://h:443/a/b?token=1", "wss://[::1]:8084/",
    "mqtt://h:8084"
  };
  g_autoptr (WillowProfile) profile = new_profile (MQTT_VERSION_5_0);

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *url = NULL;

      g_assert_true (willow_profile_set_url (profile, urls[i], NULL, &error));
      url = willow_profile_dup_url (profile);
      g_assert_cmpstr (url, ==, urls[i]);
    }
}

static gboolean
has_note (WillowProfile *profile, const char *property)
{
  g_autoptr (GArray) notes = willow_profile_dup_notes (profile);

  for (guint i = 0; i < notes->len; i++)
    if (g_str_equal (g_array_index (notes, WillowProfileNote, i).property,
                     property))
      return TRUE;
  return FALSE;
}

static void
test_tls_note (void)
{
  g_autoptr (WillowProfile) profile = new_profile (MQTT_VERSION_5_0);

  g_object_set (profile, "tls-verify", FALSE, NULL);
  g_assert_false (has_note (profile, "tls-verify"));
  g_object_set (profile, "use-tls", TRUE, NULL);
  g_assert_true (has_note (profile, "tls-verify"));
  g_object_set (profile, "tls-verify", TRUE, NULL);
  g_assert_false (has_note (profile, "tls-verify"));
}

/* What is kept are the certificates and nothing else, least of all a key. */
static void
test_authorities (void)
{
  const TestCertificate spec = { .name = "Root", .is_authority = TRUE };
  g_autoptr (TestIdentity) root = test_pki_issue (NULL, &spec);
  g_autoptr (GBytes) certificate = test_pki_dup_certificate (root);
  g_autoptr (GBytes) key = test_pki_dup_key (root, NULL);
  g_autoptr (WillowProfile) profile = new_profile (MQTT_VERSION_5_0);
  g_autoptr (GError) error = NULL;
  g_autofree char *both =
      g_strdup_printf ("junk\r\n%.*s%.*s",
                       (int)g_bytes_get_size (key),
                       (const char *)g_bytes_get_data (key, NULL),
                       (int)g_bytes_get_size (certificate),
                       (const char *)g_bytes_get_data (certificate, NULL));
  g_autoptr (GBytes) content = g_bytes_new (both, strlen (both));
  g_autofree char *kept = NULL;
  g_autofree char *said = NULL;

  g_assert_false (willow_profile_import_authorities (profile, key, &error));
  g_assert_error (
      error, WILLOW_CERTIFICATE_ERROR, WILLOW_CERTIFICATE_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_true (willow_profile_import_authorities (profile, content, &error));
  g_object_get (profile, "tls-authorities", &kept, NULL);
  g_assert_cmpmem (kept,
                   strlen (kept),
                   g_bytes_get_data (certificate, NULL),
                   g_bytes_get_size (certificate));
  said = willow_profile_describe_authorities (profile);
  g_assert_nonnull (strstr (said, "Root"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/profile-build/full", test_full);
  g_test_add_func ("/model/profile-build/switched-off", test_switched_off);
  g_test_add_func ("/model/profile-build/literal", test_literal);
  g_test_add_func ("/model/profile-build/timeout-and-place",
                   test_timeout_and_place);
  g_test_add_func ("/model/profile-build/filters", test_filters);
  g_test_add_func ("/model/profile-build/url", test_url);
  g_test_add_func ("/model/profile-build/wrong-url", test_wrong_url);
  g_test_add_func ("/model/profile-build/tls-url", test_tls_url);
  g_test_add_func ("/model/profile-build/tls-note", test_tls_note);
  g_test_add_func ("/model/profile-build/authorities", test_authorities);
  return g_test_run ();
}
