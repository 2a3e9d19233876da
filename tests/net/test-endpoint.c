/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-endpoint.h"

static const struct
{
  const char  *text;
  WillowScheme scheme;
  const char  *host;
  guint16      port;
  const char  *path;
  const char  *user_name;
  const char  *password;
  const char  *as_url;
} good[] = {
  { "mqtt://broker.example",
    WILLOW_SCHEME_MQTT,
    "broker.example",
    1883,
    NULL,
    NULL,
    NULL,
    "mqtt://broker.example:1883" },
  { "mqtt://broker.example:11883/",
    WILLOW_SCHEME_MQTT,
    "broker.example",
    11883,
    NULL,
    NULL,
    NULL,
    "mqtt://broker.example:11883" },
  { "MQTT://h",
    WILLOW_SCHEME_MQTT,
    "h",
    1883,
    NULL,
    NULL,
    NULL,
    "mqtt://h:1883" },
  { "mqtts://h",
    WILLOW_SCHEME_MQTTS,
    "h",
    8883,
    NULL,
    NULL,
    NULL,
    "mqtts://h:8883" },
  { "ws://h",
    WILLOW_SCHEME_WS,
    "h",
    8083,
    "/mqtt",
    NULL,
    NULL,
    "ws://h:8083/mqtt" },
  { "ws://h/", WILLOW_SCHEME_WS, "h", 8083, "/", NULL, NULL, "ws://h:8083/" },
  { "wss://h/mqtt?x=1",
    WILLOW_SCHEME_WSS,
    "h",
    8084,
    "/mqtt?x=1",
    NULL,
    NULL,
    "wss://h:8084/mqtt?x=1" },
  { "localhost",
    WILLOW_SCHEME_MQTT,
    "localhost",
    1883,
    NULL,
    NULL,
    NULL,
    "mqtt://localhost:1883" },
  { "  192.0.2.7:2883 ",
    WILLOW_SCHEME_MQTT,
    "192.0.2.7",
    2883,
    NULL,
    NULL,
    NULL,
    "mqtt://192.0.2.7:2883" },
  { "[::1]:1884",
    WILLOW_SCHEME_MQTT,
    "::1",
    1884,
    NULL,
    NULL,
    NULL,
    "mqtt://[::1]:1884" },
  { "::1",
    WILLOW_SCHEME_MQTT,
    "::1",
    1883,
    NULL,
    NULL,
    NULL,
    "mqtt://[::1]:1883" },
  { "mqtt://[2001:db8::2]",
    WILLOW_SCHEME_MQTT,
    "2001:db8::2",
    1883,
    NULL,
    NULL,
    NULL,
    "mqtt://[2001:db8::2]:1883" },
  { "mqtt://ann:s%40cret%3A@h:1",
    WILLOW_SCHEME_MQTT,
    "h",
    1,
    NULL,
    "ann",
    "s@cret:",
    "mqtt://h:1" },
  { "ann@h",
    WILLOW_SCHEME_MQTT,
    "h",
    1883,
    NULL,
    "ann",
    NULL,
    "mqtt://h:1883" },
  { "mqtt://h:65535",
    WILLOW_SCHEME_MQTT,
    "h",
    65535,
    NULL,
    NULL,
    NULL,
    "mqtt://h:65535" },
};

static const struct
{
  const char         *text;
  WillowEndpointError code;
} bad[] = {
  { "", WILLOW_ENDPOINT_ERROR_INVALID },
  { "   ", WILLOW_ENDPOINT_ERROR_INVALID },
  { "mqtt://", WILLOW_ENDPOINT_ERROR_INVALID },
  { ":1883", WILLOW_ENDPOINT_ERROR_INVALID },
  { "mqtt://[::1", WILLOW_ENDPOINT_ERROR_INVALID },
  { "mqtt://a b", WILLOW_ENDPOINT_ERROR_INVALID },
  { "mqtt://h/topic", WILLOW_ENDPOINT_ERROR_INVALID },
  { "mqtt://h?x", WILLOW_ENDPOINT_ERROR_INVALID },
  { "mqtt://u:%ff@h", WILLOW_ENDPOINT_ERROR_INVALID },
  { "http://h", WILLOW_ENDPOINT_ERROR_SCHEME },
  { "mqtt+unix://", WILLOW_ENDPOINT_ERROR_INVALID },
  { "mqtt+unix:///", WILLOW_ENDPOINT_ERROR_INVALID },
  { "mqtt+unix://run/x", WILLOW_ENDPOINT_ERROR_INVALID },
  { "mqtt+unix:///a%00b", WILLOW_ENDPOINT_ERROR_INVALID },
  { "mqttx://h", WILLOW_ENDPOINT_ERROR_SCHEME },
  { "h:0", WILLOW_ENDPOINT_ERROR_PORT },
  { "h:65536", WILLOW_ENDPOINT_ERROR_PORT },
  { "h:-1", WILLOW_ENDPOINT_ERROR_PORT },
  { "h:mqtt", WILLOW_ENDPOINT_ERROR_PORT },
  { "h:", WILLOW_ENDPOINT_ERROR_PORT },
  { "[::1]:99999999999", WILLOW_ENDPOINT_ERROR_PORT },
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WillowEndpoint) parsed =
          willow_endpoint_parse (good[i].text, &error);
      g_autoptr (WillowEndpoint) endpoint = NULL;
      g_autofree char *url = NULL;

      g_test_message ("%s", good[i].text);
      g_assert_no_error (error);
      endpoint = willow_endpoint_copy (parsed);
      g_assert_cmpint (endpoint->scheme, ==, good[i].scheme);
      g_assert_cmpstr (endpoint->host, ==, good[i].host);
      g_assert_cmpuint (endpoint->port, ==, good[i].port);
      g_assert_cmpstr (endpoint->path, ==, good[i].path);
      g_assert_cmpstr (endpoint->user_name, ==, good[i].user_name);
      g_assert_cmpstr (endpoint->password, ==, good[i].password);
      url = willow_endpoint_to_string (endpoint);
      g_assert_cmpstr (url, ==, good[i].as_url);
    }
}

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WillowEndpoint) endpoint =
          willow_endpoint_parse (bad[i].text, &error);

      g_test_message (
          "%s: %s", bad[i].text, error != NULL ? error->message : "-");
      g_assert_null (endpoint);
      g_assert_error (error, WILLOW_ENDPOINT_ERROR, (int)bad[i].code);
    }
}

/* A zone id with and without the percent-encoding of RFC 6874; where it is
 * written as a URL it is encoded, and read back the same. */
static void
test_zone_id (void)
{
  static const char *const texts[] = {
    "mqtt://[fe80::1%25lo]:7", "[fe80::1%25lo]:7", "mqtt://[fe80::1%lo]:7",
    "[fe80::1%lo]:7",          "[fe80::1%eth0]:7", "[fe80::1%25eth0]:7",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *host = i < 4 ? "fe80::1%lo" : "fe80::1%eth0";
      g_autoptr (GError) error = NULL;
      g_autoptr (WillowEndpoint) endpoint =
          willow_endpoint_parse (texts[i], &error);
      g_autoptr (WillowEndpoint) again = NULL;
      g_autofree char *url = NULL;

      g_test_message ("%s", texts[i]);
      g_assert_no_error (error);
      g_assert_cmpstr (endpoint->host, ==, host);
      g_assert_cmpuint (endpoint->port, ==, 7);
      url = willow_endpoint_to_string (endpoint);
      g_assert_cmpstr (url,
                       ==,
                       i < 4 ? "mqtt://[fe80::1%25lo]:7"
                             : "mqtt://[fe80::1%25eth0]:7");
      again = willow_endpoint_parse (url, NULL);
      g_assert_cmpstr (again->host, ==, host);
    }
}

/* Without a port there are no brackets needed; [::1%lo] has no meaning for the
 * system, but is an address. */
static void
test_bare_zone_id (void)
{
  g_autoptr (WillowEndpoint) endpoint =
      willow_endpoint_parse ("fe80::1%lo", NULL);

  g_assert_nonnull (endpoint);
  g_assert_cmpstr (endpoint->host, ==, "fe80::1%lo");
  g_assert_cmpuint (endpoint->port, ==, 1883);
}

/* Whatever a user name and a password are: encoded they stand in a URL, and
 * come out of it as they were. */
static void
test_credentials (void)
{
  static const char *const words[] = {
    "a@b",   "a:b", "100%", "%41",   "a/b?c#d", "\xc3\xa4\xe6\x9f\xb3",
    "a b+c", "",    "@:%/", "[::1]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *word = g_uri_escape_string (words[i], NULL, FALSE);
      g_autofree char *url =
          g_strdup_printf ("mqtt://%s:%s@host:1883", word, word);
      g_autoptr (GError) error = NULL;
      g_autoptr (WillowEndpoint) endpoint = willow_endpoint_parse (url, &error);
      g_autofree char *shown = NULL;

      g_test_message ("%s", url);
      g_assert_no_error (error);
      g_assert_cmpstr (endpoint->user_name, ==, words[i]);
      g_assert_cmpstr (endpoint->password, ==, words[i]);
      g_assert_cmpstr (endpoint->host, ==, "host");
      shown = willow_endpoint_to_string (endpoint);
      g_assert_cmpstr (shown, ==, "mqtt://host:1883");
    }
}

static void
test_unix (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowEndpoint) parsed =
      willow_endpoint_parse ("mqtt+unix:///run/a%20b/w.sock", &error);
  g_autoptr (WillowEndpoint) endpoint = NULL;
  g_autofree char *url = NULL;
  g_autofree char *place = NULL;

  g_assert_no_error (error);
  endpoint = willow_endpoint_copy (parsed);
  g_assert_cmpint (endpoint->scheme, ==, WILLOW_SCHEME_MQTT);
  g_assert_cmpstr (endpoint->socket_path, ==, "/run/a b/w.sock");
  g_assert_cmpstr (endpoint->host, ==, "");
  url = willow_endpoint_to_string (endpoint);
  g_assert_cmpstr (url, ==, "mqtt+unix:///run/a%20b/w.sock");
  place = willow_endpoint_dup_place (endpoint);
  g_assert_cmpstr (place, ==, "/run/a b/w.sock");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/endpoint/good", test_good);
  g_test_add_func ("/net/endpoint/bad", test_bad);
  g_test_add_func ("/net/endpoint/zone-id", test_zone_id);
  g_test_add_func ("/net/endpoint/zone-id/bare", test_bare_zone_id);
  g_test_add_func ("/net/endpoint/credentials", test_credentials);
  g_test_add_func ("/net/endpoint/unix", test_unix);
  return g_test_run ();
}
