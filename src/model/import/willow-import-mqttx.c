/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/import/willow-import-mqttx.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What MQTTX does before 1.7, where the file does not say. */
#define RECONNECT_PERIOD_MS 4000u
#define MIN_RECONNECT_PERIOD_MS 100u
#define MAX_RECONNECT_PERIOD_MS 86400000u
#define MAX_CONNECT_TIMEOUT_SECONDS 3600u

static WillowProfile *
get_profile (WillowImportReader *reader)
{
  return willow_import_item_get_profile (reader->item);
}

static gboolean
find_scheme (const char *name, WillowScheme *scheme)
{
  for (guint i = WILLOW_SCHEME_MQTT; i <= WILLOW_SCHEME_WSS; i++)
    if (g_str_equal (willow_scheme_get_name ((WillowScheme)i), name))
      {
        *scheme = (WillowScheme)i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
is_tls (WillowScheme scheme)
{
  return scheme == WILLOW_SCHEME_MQTTS || scheme == WILLOW_SCHEME_WSS;
}

/* "mqtt", and "mqtt://" */
static WillowScheme
read_scheme (WillowImportReader *reader)
{
  const char  *text = willow_import_read_text (reader, "protocol");
  gboolean     ssl = FALSE;
  gboolean     said = willow_import_read_boolean (reader, "ssl", &ssl);
  WillowScheme scheme = ssl ? WILLOW_SCHEME_MQTTS : WILLOW_SCHEME_MQTT;
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", "://", 2);
  g_autofree char *visible = NULL;

  if (text == NULL || find_scheme (parts[0] != NULL ? parts[0] : "", &scheme))
    {
      if (said && ssl != is_tls (scheme))
        willow_import_item_add (
            reader->item,
            WILLOW_IMPORT_DIFFERS,
            "ssl-contradicts",
            reader->path,
            g_strdup (_ ("“ssl” and “protocol” contradict each other: the "
                         "protocol decides, as in MQTTX")));
      return scheme;
    }
  visible = willow_import_dup_visible (text);
  willow_import_refuse (
      reader,
      "unknown-value",
      "protocol",
      g_strdup_printf (_ ("“%s” is not an MQTT protocol; %s is used"),
                       visible,
                       willow_scheme_get_name (scheme)));
  return scheme;
}

static void
read_place (WillowImportReader *reader)
{
  WillowScheme     scheme = read_scheme (reader);
  const char      *path = willow_import_read_text (reader, "path");
  guint            port = willow_scheme_get_default_port (scheme);
  g_autofree char *absolute = NULL;

  if (!willow_import_read_number (reader, "port", 1, G_MAXUINT16, &port))
    willow_import_item_add (
        reader->item,
        WILLOW_IMPORT_DIFFERS,
        "port-missing",
        reader->path,
        g_strdup_printf (_ ("There is no usable port: %u is used"), port));
  g_object_set (
      get_profile (reader), "scheme", (guint)scheme, "port", port, NULL);
  if (path == NULL || scheme == WILLOW_SCHEME_MQTT ||
      scheme == WILLOW_SCHEME_MQTTS)
    return;
  absolute = g_str_has_prefix (path, "/") ? g_strdup (path)
                                          : g_strconcat ("/", path, NULL);
  g_object_set (get_profile (reader), "path", absolute, NULL);
}

static void
read_version (WillowImportReader *reader)
{
  static const struct
  {
    const char *name;
    MqttVersion version;
  } versions[] = {
    { "3.1", MQTT_VERSION_3_1 },
    { "3.1.1", MQTT_VERSION_3_1_1 },
    { "5.0", MQTT_VERSION_5_0 },
  };
  const char      *text = willow_import_read_text (reader, "mqttVersion");
  MqttVersion      version = MQTT_VERSION_3_1_1;
  g_autofree char *visible = NULL;

  for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (versions); i++)
    if (g_str_equal (versions[i].name, text))
      {
        g_object_set (
            get_profile (reader), "version", (guint)versions[i].version, NULL);
        return;
      }
  if (text != NULL)
    {
      if (text[0] == '5')
        version = MQTT_VERSION_5_0;
      visible = willow_import_dup_visible (text);
      willow_import_refuse (
          reader,
          "unknown-value",
          "mqttVersion",
          g_strdup_printf (_ ("“%s” is not a version of MQTT; %s is used"),
                           visible,
                           version == MQTT_VERSION_5_0 ? "5.0" : "3.1.1"));
    }
  else
    willow_import_item_add (
        reader->item,
        WILLOW_IMPORT_DIFFERS,
        "version-missing",
        reader->path,
        g_strdup (_ ("The version of MQTT is not given: 3.1.1 is used")));
  g_object_set (get_profile (reader), "version", (guint)version, NULL);
}

static void
read_client (WillowImportReader *reader)
{
  const char *id = willow_import_read_text (reader, "clientId");
  const char *user_name = willow_import_read_text (reader, "username");
  gboolean    with_time = FALSE;

  if (id != NULL)
    g_object_set (get_profile (reader), "client-id", id, NULL);
  willow_import_read_boolean (reader, "clientIdWithTime", &with_time);
  if (with_time)
    willow_import_item_add (
        reader->item,
        WILLOW_IMPORT_DIFFERS,
        "client-id-with-time",
        reader->path,
        g_strdup (_ ("MQTTX appends the time to the Client Identifier at each "
                     "connect; Willow sends it as it stands here")));
  if (user_name != NULL && *user_name != '\0')
    g_object_set (get_profile (reader),
                  "use-user-name",
                  TRUE,
                  "user-name",
                  user_name,
                  NULL);
  willow_import_item_set_password (
      reader->item, willow_import_read_text (reader, "password"));
}

static void
read_session (WillowImportReader *reader)
{
  gboolean clean = TRUE;
  guint    seconds;

  willow_import_read_boolean (reader, "clean", &clean);
  g_object_set (get_profile (reader), "clean-start", clean, NULL);
  if (willow_import_read_number (reader, "keepalive", 0, G_MAXUINT16, &seconds))
    g_object_set (get_profile (reader), "keep-alive-seconds", seconds, NULL);
  if (willow_import_read_number (
          reader, "connectTimeout", 0, MAX_CONNECT_TIMEOUT_SECONDS, &seconds))
    g_object_set (
        get_profile (reader), "connect-timeout-seconds", seconds, NULL);
}

/* At the same distance each time, for ever. */
static void
read_reconnect (WillowImportReader *reader)
{
  gboolean reconnect = FALSE;
  guint    period_ms = RECONNECT_PERIOD_MS;

  willow_import_read_boolean (reader, "reconnect", &reconnect);
  willow_import_read_number (reader,
                             "reconnectPeriod",
                             MIN_RECONNECT_PERIOD_MS,
                             MAX_RECONNECT_PERIOD_MS,
                             &period_ms);
  g_object_set (get_profile (reader), "reconnect", reconnect, NULL);
  if (!reconnect)
    return;
  g_object_set (get_profile (reader),
                "reconnect-delay-ms",
                period_ms,
                "reconnect-maximum-ms",
                period_ms,
                "reconnect-jitter-percent",
                0u,
                NULL);
  willow_import_item_add (
      reader->item,
      WILLOW_IMPORT_DIFFERS,
      "reconnect-stops",
      reader->path,
      g_strdup (_ ("MQTTX connects again also when the server refused; Willow "
                   "stops then")));
}

static void
read_files (WillowImportReader *reader)
{
  static const struct
  {
    const char      *member;
    WillowImportWant want;
  } files[] = {
    { "ca", WILLOW_IMPORT_WANT_AUTHORITIES },
    { "cert", WILLOW_IMPORT_WANT_CERTIFICATE },
    { "key", WILLOW_IMPORT_WANT_KEY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      const char      *name = willow_import_read_text (reader, files[i].member);
      g_autofree char *path =
          willow_import_reader_dup_path (reader, files[i].member);

      if (name == NULL || *name == '\0')
        continue;
      if (files[i].want == WILLOW_IMPORT_WANT_AUTHORITIES)
        g_object_set (
            get_profile (reader), "tls-trust", (guint)WILLOW_TRUST_OWN, NULL);
      willow_import_item_want_file (reader->item, files[i].want, path, name);
    }
}

/* "[h2, mqtt]" and "h2,mqtt" */
static void
read_alpn (WillowImportReader *reader)
{
  const char *text = willow_import_read_text (reader, "ALPNProtocols");
  g_autoptr (GString) names = g_string_new (NULL);

  for (; text != NULL && *text != '\0'; text++)
    if (strchr ("[] \t", *text) == NULL)
      g_string_append_c (names, *text);
  g_object_set (get_profile (reader), "tls-alpn", names->str, NULL);
}

static void
read_tls (WillowImportReader *reader)
{
  const char      *kind = willow_import_read_text (reader, "certType");
  gboolean         verify = TRUE;
  g_autofree char *visible = NULL;
  guint            scheme;

  g_object_get (get_profile (reader), "scheme", &scheme, NULL);
  willow_import_read_boolean (reader, "rejectUnauthorized", &verify);
  read_alpn (reader);
  if (kind != NULL && *kind != '\0' && !g_str_equal (kind, "self") &&
      !g_str_equal (kind, "server"))
    {
      visible = willow_import_dup_visible (kind);
      willow_import_refuse (
          reader,
          "unknown-value",
          "certType",
          g_strdup_printf (_ ("“%s” is no kind of certificate"), visible));
    }
  if (is_tls ((WillowScheme)scheme))
    {
      g_object_set (get_profile (reader), "tls-verify", verify, NULL);
      willow_import_item_warn_unverified (reader->item, verify);
      if (g_strcmp0 (kind, "self") == 0)
        read_files (reader);
    }
  willow_import_reader_ignore (reader, "ca cert key");
}

/* The sieve left their number. */
static void
report_messages (WillowImportReader *reader)
{
  JsonArray *array = willow_import_read_list (reader, "messages");
  JsonNode  *node = NULL;
  gint64     n = 0;

  if (array != NULL && json_array_get_length (array) == 1)
    node = json_array_get_element (array, 0);
  if (node != NULL && json_node_get_value_type (node) == G_TYPE_INT64)
    n = json_node_get_int (node);
  if (n > 0)
    willow_import_item_add (
        reader->item,
        WILLOW_IMPORT_DIFFERS,
        "messages-left-out",
        reader->path,
        g_strdup_printf (
            ngettext ("%u recorded message was left out: MQTTX does not keep "
                      "its bytes as they were",
                      "%u recorded messages were left out: MQTTX does not keep "
                      "their bytes as they were",
                      (gulong)n),
            (guint)n));
}

static void
read_connection (WillowImportReader *reader, const char *host)
{
  WillowProfile *profile = willow_profile_new ("");

  g_object_set (profile, "host", host, NULL);
  willow_import_item_take_profile (reader->item, profile);
  willow_import_item_set_origin (
      reader->item, "mqttx", willow_import_read_text (reader, "id"));
  read_place (reader);
  read_version (reader);
  read_client (reader);
  read_session (reader);
  read_reconnect (reader);
  read_tls (reader);
  willow_import_mqttx_properties (reader);
  willow_import_mqttx_will (reader);
  willow_import_mqttx_subscriptions (reader);
  report_messages (reader);
  willow_import_reader_ignore (
      reader,
      "createAt updateAt parentId orderId isCollection unreadMessageCount");
}

static void
read_element (JsonNode *node, const char *path, GListStore *items)
{
  g_autoptr (WillowImportItem) item = NULL;
  WillowImportReader reader;
  JsonObject        *object;
  const char        *host;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      willow_import_append_unusable (
          items, path, g_strdup (_ ("It is not an object")));
      return;
    }
  object = json_node_get_object (node);
  item = willow_import_item_new (willow_import_peek_text (object, "name"));
  willow_import_reader_init (&reader, item, object, path);
  host = willow_import_read_text (&reader, "host");
  if (host != NULL && *host != '\0')
    {
      willow_import_read_text (&reader, "name");
      read_connection (&reader, host);
      willow_import_reader_finish (&reader);
      willow_import_item_summarise (item);
    }
  else
    {
      willow_import_item_take_problem (item, g_strdup (_ ("There is no host")));
      willow_import_reader_clear (&reader);
    }
  g_list_store_append (items, item);
}

void
willow_import_read_mqttx (JsonNode *root, GListStore *items)
{
  JsonArray *array;

  /* Versions before 1.9 wrote a single connection without a list. */
  if (JSON_NODE_HOLDS_OBJECT (root))
    {
      read_element (root, "", items);
      return;
    }
  array = json_node_get_array (root);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *path = g_strdup_printf ("[%u]", i);

      read_element (json_array_get_element (array, i), path, items);
    }
}
