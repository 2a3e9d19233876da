/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile-identity.h"
#include "model/profile/willow-profile-secrets.h"
#include "model/profile/willow-profile-store.h"

#include <string.h>

static WillowProfile *
new_profile (const char *url)
{
  WillowProfile *profile = willow_profile_new ("Test");
  g_autoptr (GError) error = NULL;

  willow_profile_set_url (profile, url, NULL, &error);
  g_assert_no_error (error);
  return profile;
}

static void
assert_url (WillowProfile *profile, const char *expected)
{
  g_autofree char *url = willow_profile_dup_url (profile);

  g_assert_cmpstr (url, ==, expected);
}

/* The usual port follows the scheme, another one is left alone. */
static void
test_scheme (void)
{
  static const struct
  {
    WillowScheme scheme;
    const char  *url;
    const char  *other;
  } steps[] = {
    { WILLOW_SCHEME_MQTTS, "mqtts://h:8883", "mqtts://h:4711" },
    { WILLOW_SCHEME_WS, "ws://h:8083/mqtt", "ws://h:4711/mqtt" },
    { WILLOW_SCHEME_WSS, "wss://h:8084/mqtt", "wss://h:4711/mqtt" },
    { WILLOW_SCHEME_MQTT, "mqtt://h:1883", "mqtt://h:4711" },
  };
  g_autoptr (WillowProfile) usual = new_profile ("mqtt://h");
  g_autoptr (WillowProfile) other = new_profile ("mqtt://h:4711");

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      willow_profile_choose_scheme (usual, steps[i].scheme);
      willow_profile_choose_scheme (other, steps[i].scheme);
      assert_url (usual, steps[i].url);
      assert_url (other, steps[i].other);
    }
  g_object_set (usual, "use-tls", TRUE, NULL);
  assert_url (usual, "mqtts://h:1883");
}

/* A URL is taken apart; what is in it percent-encoded comes out decoded. */
static void
test_pasted (void)
{
  g_autoptr (WillowProfile) profile = willow_profile_new ("Test");
  g_autofree char *password = NULL;
  g_autofree char *user_name = NULL;
  g_autofree char *path = NULL;
  guint            scheme, port;

  g_assert_true (
      willow_profile_set_url (profile,
                              "wss://an%40na:p%3A%2Fw@broker.test:9001/a%20b?x",
                              &password,
                              NULL));
  g_object_get (profile,
                "scheme",
                &scheme,
                "port",
                &port,
                "path",
                &path,
                "user-name",
                &user_name,
                NULL);
  g_assert_cmpuint (scheme, ==, WILLOW_SCHEME_WSS);
  g_assert_cmpuint (port, ==, 9001);
  g_assert_cmpstr (path, ==, "/a%20b?x");
  g_assert_cmpstr (user_name, ==, "an@na");
  g_assert_cmpstr (password, ==, "p:/w");
  assert_url (profile, "wss://broker.test:9001/a%20b?x");
}

static void
test_subprotocol (void)
{
  g_autoptr (WillowProfile) profile = new_profile ("ws://h");

  g_assert_cmpstr (willow_profile_get_subprotocol (profile), ==, "mqtt");
  g_object_set (profile, "version", MQTT_VERSION_3_1, NULL);
  g_assert_cmpstr (willow_profile_get_subprotocol (profile), ==, "mqttv3.1");
}

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
set_secret (WillowProfile *profile, const char *name, const char *text)
{
  g_autoptr (GBytes) value = bytes_of (text);

  willow_profile_set_secret (profile, name, value);
}

static WillowConnectorSettings *
build (WillowProfile *profile)
{
  g_autoptr (WillowClientOptions) options =
      willow_profile_build_options (profile, NULL);

  return willow_connector_settings_ref (
      willow_client_options_get_connector (options));
}

static void
test_proxy (void)
{
  g_autoptr (WillowProfile) profile = new_profile ("mqtt://h");
  g_autoptr (WillowConnectorSettings) none = build (profile);
  g_autoptr (WillowConnectorSettings) socks = NULL;
  g_autoptr (GBytes) password = bytes_of ("hunter2");
  const WillowProxy *proxy = willow_connector_settings_get_proxy (none);

  g_assert_cmpint (proxy->kind, ==, WILLOW_PROXY_NONE);
  g_assert_null (willow_connector_settings_get_tls (none));
  g_object_set (profile,
                "proxy-kind",
                WILLOW_PROXY_SOCKS5,
                "proxy-host",
                "p.test",
                "proxy-port",
                1081,
                "proxy-user-name",
                "anna",
                NULL);
  set_secret (profile, WILLOW_SECRET_PROXY_PASSWORD, "hunter2");
  socks = build (profile);
  proxy = willow_connector_settings_get_proxy (socks);
  g_assert_cmpint (proxy->kind, ==, WILLOW_PROXY_SOCKS5);
  g_assert_cmpstr (proxy->host, ==, "p.test");
  g_assert_cmpuint (proxy->port, ==, 1081);
  g_assert_cmpstr (proxy->user_name, ==, "anna");
  g_assert_true (g_bytes_equal (proxy->password, password));
}

static void
test_headers (void)
{
  g_autoptr (WillowProfile) profile = new_profile ("wss://h");
  g_autoptr (WillowConnectorSettings) settings = NULL;
  g_autoptr (WillowConnectorSettings) plain = NULL;
  const char *value = NULL;

  willow_profile_add_header (profile, "X-Trace", "a b");
  willow_profile_add_header (profile, "no token", "left out");
  willow_profile_add_header (profile, "Cookie", "s=1");
  g_object_set (profile, "compression", TRUE, NULL);
  settings = build (profile);
  g_assert_cmpuint (willow_connector_settings_get_n_headers (settings), ==, 2);
  g_assert_cmpstr (
      willow_connector_settings_get_header (settings, 1, &value), ==, "Cookie");
  g_assert_cmpstr (value, ==, "s=1");
  g_assert_true (willow_connector_settings_get_compression (settings));
  g_assert_nonnull (willow_connector_settings_get_tls (settings));
  /* MQTT without WebSocket has no headers. */
  g_object_set (profile, "scheme", WILLOW_SCHEME_MQTTS, NULL);
  plain = build (profile);
  g_assert_cmpuint (willow_connector_settings_get_n_headers (plain), ==, 0);
}

static void
test_secret_names (void)
{
  static const char *const secret[] = { "Authorization",
                                        "cookie",
                                        "X-Api-Key",
                                        "X-Auth-Token",
                                        "Proxy-Authorization" };
  static const char *const open[] = { "X-Trace", "User-Agent", "Accept", "" };
  g_autoptr (WillowProfile) profile = new_profile ("ws://h");

  for (guint i = 0; i < G_N_ELEMENTS (secret); i++)
    g_assert_true (willow_profile_header_is_secret (
        willow_profile_add_header (profile, secret[i], "x")));
  for (guint i = 0; i < G_N_ELEMENTS (open); i++)
    g_assert_false (willow_profile_header_is_secret (
        willow_profile_add_header (profile, open[i], "x")));
}

static char *
save (WillowProfile *profile, GFile *file)
{
  g_autoptr (WillowProfileStore) store = willow_profile_store_new (file);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  willow_profile_store_load (store);
  willow_profile_store_add (store, profile);
  willow_profile_store_flush (store, &error);
  g_assert_no_error (error);
  g_file_load_contents (file, NULL, &text, NULL, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static WillowProfile *
load (GFile *file, const char *text)
{
  WillowProfileStore *store = willow_profile_store_new (file);
  WillowProfile      *profile;
  g_autoptr (GError) error = NULL;

  if (text != NULL)
    g_file_replace_contents (file,
                             text,
                             strlen (text),
                             NULL,
                             FALSE,
                             G_FILE_CREATE_NONE,
                             NULL,
                             NULL,
                             &error);
  g_assert_no_error (error);
  willow_profile_store_load (store);
  g_assert_null (willow_profile_store_get_problem (store));
  profile = g_list_model_get_item (G_LIST_MODEL (store), 0);
  g_object_unref (store);
  return profile;
}

static GFile *
new_file (char **folder)
{
  *folder = g_dir_make_tmp ("willow-XXXXXX", NULL);
  return g_file_new_build_filename (*folder, "profiles.json", NULL);
}

static void
remove_file (GFile *file, const char *folder)
{
  g_autoptr (GFile) parent = g_file_new_for_path (folder);

  g_file_delete (file, NULL, NULL);
  g_file_delete (parent, NULL, NULL);
}

/* Files of the versions before WebSocket and proxies. */
static void
test_old_files (void)
{
  static const struct
  {
    const char *members;
    const char *url;
    guint       trust;
  } olds[] = {
    { "\"port\":1883", "mqtt://h:1883", WILLOW_TRUST_SYSTEM },
    { "\"use-tls\":false,\"port\":1883", "mqtt://h:1883", WILLOW_TRUST_SYSTEM },
    { "\"use-tls\":true,\"port\":8884", "mqtts://h:8884", WILLOW_TRUST_SYSTEM },
    { "\"use-tls\":true,\"port\":8883,\"tls-authorities\":\"PEM\"",
      "mqtts://h:8883",
      WILLOW_TRUST_OWN },
    /* The scheme says it where both do. */
    { "\"use-tls\":true,\"scheme\":\"ws\",\"port\":80",
      "ws://h:80/mqtt",
      WILLOW_TRUST_SYSTEM },
  };
  g_autofree char *folder = NULL;
  g_autoptr (GFile) file = new_file (&folder);

  for (guint i = 0; i < G_N_ELEMENTS (olds); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{\"version\":1,\"profiles\":[{\"id\":\"x\",\"host\":\"h\",%s}]}",
          olds[i].members);
      g_autoptr (WillowProfile) profile = load (file, text);
      guint trust;

      assert_url (profile, olds[i].url);
      g_object_get (profile, "tls-trust", &trust, NULL);
      g_assert_cmpuint (trust, ==, olds[i].trust);
    }
  remove_file (file, folder);
}

static void
fill (WillowProfile *profile)
{
  g_object_set (profile,
                "compression",
                TRUE,
                "proxy-kind",
                WILLOW_PROXY_HTTP,
                "proxy-host",
                " p ",
                "proxy-port",
                3128,
                "proxy-user-name",
                "u",
                "tls-trust",
                WILLOW_TRUST_PINNED,
                "tls-pins",
                "AA:BB\nCC",
                "tls-send-sni",
                FALSE,
                "tls-sni",
                "sni.test",
                NULL);
  g_object_set (profile,
                "tls-certificate",
                "PEM",
                "tls-minimum",
                WILLOW_TLS_VERSION_1_1,
                "tls-maximum",
                WILLOW_TLS_VERSION_1_3,
                "tls-ciphers",
                "ECDHE+AESGCM",
                "tls-alpn",
                "mqtt, x",
                "tls-use-psk",
                TRUE,
                "tls-psk-identity",
                "me",
                NULL);
}

/* Each property of the one is that of the other. */
static void
assert_same (WillowProfile *a, WillowProfile *b)
{
  guint        n;
  GParamSpec **specs =
      g_object_class_list_properties (G_OBJECT_GET_CLASS (a), &n);

  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) one = G_VALUE_INIT;
      g_auto (GValue) two = G_VALUE_INIT;

      g_object_get_property (G_OBJECT (a), specs[i]->name, &one);
      g_object_get_property (G_OBJECT (b), specs[i]->name, &two);
      if (g_param_values_cmp (specs[i], &one, &two) != 0)
        g_error ("“%s” is another one", specs[i]->name);
    }
  g_free (specs);
}

static void
test_round_trip (void)
{
  g_autofree char *folder = NULL;
  g_autoptr (GFile) file = new_file (&folder);
  g_autoptr (WillowProfile) profile = new_profile ("wss://h:1/p?q");
  g_autoptr (WillowProfile) loaded = NULL;
  g_autoptr (WillowProfileHeader) header = NULL;
  g_autofree char *text = NULL;

  fill (profile);
  willow_profile_add_header (profile, "X-One", " 1 ");
  text = save (profile, file);
  g_assert_nonnull (strstr (text, "\"scheme\" : \"wss\""));
  g_assert_nonnull (strstr (text, "\"use-tls\" : true"));
  g_assert_nonnull (strstr (text, "\"tls-trust\" : \"pinned\""));
  g_assert_nonnull (strstr (text, "\"proxy-kind\" : \"http\""));
  loaded = load (file, NULL);
  assert_same (profile, loaded);
  header = g_list_model_get_item (willow_profile_get_headers (loaded), 0);
  g_assert_cmpstr (willow_profile_header_get_name (header), ==, "X-One");
  g_assert_cmpstr (willow_profile_header_get_value (header), ==, " 1 ");
  remove_file (file, folder);
}

static void
load_text (WillowProfile *profile, const char *text)
{
  g_autoptr (GBytes) bytes = bytes_of (text);

  willow_profile_load_secrets (profile, bytes);
}

/* None of them is in the file; all of them come back from the secret store's
 * text to the profile that was loaded. */
static void
test_secrets (void)
{
  static const char *const secrets[] = {
    "hunter2", "passphrase'\"\n", "0f1e2d3c", "Bearer abcdef"
  };
  g_autofree char *folder = NULL;
  g_autoptr (GFile) file = new_file (&folder);
  g_autoptr (WillowProfile) profile = new_profile ("wss://h");
  g_autoptr (WillowProfile) loaded = NULL;
  g_autoptr (WillowProfileHeader) header = NULL;
  g_autoptr (GBytes) kept = NULL;
  g_autoptr (GBytes) passphrase = bytes_of (secrets[1]);
  g_autofree char *text = NULL;

  g_assert_null (willow_profile_dup_secrets (profile));
  g_assert_false (willow_profile_needs_secrets (profile));
  set_secret (profile, WILLOW_SECRET_PROXY_PASSWORD, secrets[0]);
  set_secret (profile, WILLOW_SECRET_TLS_PASSPHRASE, secrets[1]);
  set_secret (profile, WILLOW_SECRET_TLS_PSK, secrets[2]);
  willow_profile_add_header (profile, "Authorization", secrets[3]);
  g_assert_true (willow_profile_needs_secrets (profile));
  text = save (profile, file);
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_null (strstr (text, secrets[i]));
  g_assert_null (strstr (text, "abcdef"));
  g_assert_nonnull (strstr (text, "Authorization"));

  kept = willow_profile_dup_secrets (profile);
  loaded = load (file, NULL);
  willow_profile_load_secrets (loaded, kept);
  g_assert_true (g_bytes_equal (
      willow_profile_get_secret (loaded, WILLOW_SECRET_TLS_PASSPHRASE),
      passphrase));
  header = g_list_model_get_item (willow_profile_get_headers (loaded), 0);
  g_assert_cmpstr (willow_profile_header_get_value (header), ==, secrets[3]);
  /* What is in a keyring may be anybody's. */
  load_text (loaded, "");
  load_text (loaded, "not a dictionary");
  load_text (loaded, "{'tls-key': <5>}");
  g_assert_null (willow_profile_get_secret (loaded, WILLOW_SECRET_TLS_KEY));
  remove_file (file, folder);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_signals (void)
{
  g_autoptr (WillowProfile) profile = new_profile ("ws://h");
  WillowProfileHeader *header;
  guint                n_changes = 0, n_secrets = 0;

  g_signal_connect_swapped (
      profile, "changed", G_CALLBACK (count_cb), &n_changes);
  g_signal_connect_swapped (
      profile, "secrets-changed", G_CALLBACK (count_cb), &n_secrets);
  set_secret (profile, WILLOW_SECRET_TLS_PSK, "00");
  set_secret (profile, WILLOW_SECRET_TLS_PSK, "00");
  g_assert_cmpuint (n_changes, ==, 0);
  g_assert_cmpuint (n_secrets, ==, 1);
  header = willow_profile_add_header (profile, "Cookie", "");
  g_object_set (header, "value", "a", NULL);
  g_assert_cmpuint (n_changes, ==, 2);
  g_assert_cmpuint (n_secrets, ==, 3);
  willow_profile_remove_header (profile, 0);
  g_assert_cmpuint (n_changes, ==, 3);
  g_object_set (profile, "scheme", WILLOW_SCHEME_WSS, NULL);
  g_assert_cmpuint (n_changes, ==, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add_func ("/model/profile-transport/" name, func)
  ADD ("scheme", test_scheme);
  ADD ("pasted", test_pasted);
  ADD ("subprotocol", test_subprotocol);
  ADD ("proxy", test_proxy);
  ADD ("headers", test_headers);
  ADD ("secret-names", test_secret_names);
  ADD ("old-files", test_old_files);
  ADD ("round-trip", test_round_trip);
  ADD ("secrets", test_secrets);
  ADD ("signals", test_signals);
#undef ADD
  return g_test_run ();
}
