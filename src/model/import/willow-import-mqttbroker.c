/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/import/willow-import-private.h"

#include <glib/gi18n-lib.h>

#define FILE_VERSION 1u

static WillowProfile *
get_profile (WillowImportReader *reader)
{
  return willow_import_item_get_profile (reader->item);
}

/* Which of two names a member has; the first where it has none. */
static gboolean
is_second (WillowImportReader *reader,
           const char         *member,
           const char         *first,
           const char         *second)
{
  const char *text = willow_import_read_text (reader, member);

  if (text == NULL || g_str_equal (text, first))
    return FALSE;
  if (g_str_equal (text, second))
    return TRUE;
  willow_import_refuse (
      reader,
      "unknown-value",
      member,
      g_strdup_printf (_ ("“%s” is neither %s nor %s: %s is used"),
                       member,
                       first,
                       second,
                       first));
  return FALSE;
}

static void
read_place (WillowImportReader *reader)
{
  gboolean web_socket =
      is_second (reader, "protocolMethod", "mqtt", "websocket");
  gboolean    is_5 = is_second (reader, "protocolVersion", "mqtt3", "mqtt5");
  gboolean    ssl = FALSE;
  const char *path = willow_import_read_text (reader, "basePath");
  guint       scheme, port;
  g_autofree char *absolute = NULL;

  willow_import_read_boolean (reader, "ssl", &ssl);
  if (web_socket)
    scheme = ssl ? WILLOW_SCHEME_WSS : WILLOW_SCHEME_WS;
  else
    scheme = ssl ? WILLOW_SCHEME_MQTTS : WILLOW_SCHEME_MQTT;
  port = willow_scheme_get_default_port ((WillowScheme)scheme);
  if (!willow_import_read_number (reader, "port", 1, G_MAXUINT16, &port))
    willow_import_item_add (
        reader->item,
        WILLOW_IMPORT_DIFFERS,
        "port-missing",
        reader->path,
        g_strdup_printf (_ ("There is no usable port: %u is used"), port));
  g_object_set (get_profile (reader),
                "scheme",
                scheme,
                "port",
                port,
                "version",
                (guint)(is_5 ? MQTT_VERSION_5_0 : MQTT_VERSION_3_1_1),
                NULL);
  if (!web_socket)
    return;
  absolute = g_strconcat (path != NULL && *path == '/' ? "" : "/", path, NULL);
  g_object_set (get_profile (reader), "path", absolute, NULL);
}

/* none, usernamePassword, certificate, both */
static void
read_login (WillowImportReader *reader)
{
  const char      *kind = willow_import_read_text (reader, "authType");
  const char      *user_name = willow_import_read_text (reader, "username");
  const char      *password = willow_import_read_text (reader, "password");
  g_autofree char *path = willow_import_reader_dup_path (reader, "password");

  if (g_strcmp0 (kind, "usernamePassword") != 0 &&
      g_strcmp0 (kind, "both") != 0)
    {
      if (kind != NULL && !g_str_equal (kind, "none") &&
          !g_str_equal (kind, "certificate"))
        willow_import_refuse (
            reader,
            "unknown-value",
            "authType",
            g_strdup_printf (_ ("“%s” is not known"), "authType"));
      return;
    }
  g_object_set (get_profile (reader),
                "use-user-name",
                user_name != NULL && *user_name != '\0',
                "user-name",
                user_name != NULL ? user_name : "",
                NULL);
  willow_import_item_set_password (reader->item, password);
  if (willow_import_item_get_password (reader->item) != NULL)
    return;
  g_object_set (get_profile (reader), "use-password", TRUE, NULL);
  willow_import_item_want_secret (
      reader->item,
      WILLOW_IMPORT_WANT_PASSWORD,
      "password",
      path,
      g_strdup (_ ("The password is not in the file")));
}

/* Returns: WILLOW_IMPORT_WANT_NOTHING where the type is not known */
static WillowImportWant
find_want (const char *type)
{
  if (g_strcmp0 (type, "serverCA") == 0)
    return WILLOW_IMPORT_WANT_AUTHORITIES;
  if (g_strcmp0 (type, "client") == 0 || g_strcmp0 (type, "p12") == 0)
    return WILLOW_IMPORT_WANT_CERTIFICATE;
  if (g_strcmp0 (type, "clientKey") == 0)
    return WILLOW_IMPORT_WANT_KEY;
  return WILLOW_IMPORT_WANT_NOTHING;
}

static void
read_certificate (WillowImportReader *reader, const char *passphrase)
{
  const char      *name = willow_import_read_text (reader, "name");
  const char      *type = willow_import_read_text (reader, "type");
  const char      *data = willow_import_read_text (reader, "data");
  WillowImportWant want = find_want (type);

  if (want == WILLOW_IMPORT_WANT_NOTHING)
    {
      willow_import_refuse (reader,
                            "unknown-value",
                            "type",
                            g_strdup (_ ("It is not said what this certificate "
                                         "is for")));
      return;
    }
  if (want == WILLOW_IMPORT_WANT_AUTHORITIES)
    g_object_set (
        get_profile (reader), "tls-trust", (guint)WILLOW_TRUST_OWN, NULL);
  if (data != NULL)
    willow_import_item_take_base64 (
        reader->item, want, reader->path, data, passphrase);
  else
    willow_import_item_want_file (
        reader->item, want, reader->path, name != NULL ? name : "");
}

static void
read_certificates (WillowImportReader *reader)
{
  const char *passphrase =
      willow_import_read_text (reader, "certClientKeyPassword");
  JsonArray *array = willow_import_read_list (reader, "certificates");
  guint      n = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonNode          *node = json_array_get_element (array, i);
      g_autofree char   *name = g_strdup_printf ("certificates[%u]", i);
      g_autofree char   *path = willow_import_reader_dup_path (reader, name);
      WillowImportReader inner;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          willow_import_refuse (
              reader,
              "wrong-type",
              name,
              g_strdup_printf (_ ("“%s” is not an object"), name));
          continue;
        }
      willow_import_reader_init (
          &inner, reader->item, json_node_get_object (node), path);
      read_certificate (&inner, passphrase);
      willow_import_reader_finish (&inner);
    }
}

static void
read_tls (WillowImportReader *reader)
{
  gboolean    untrusted = FALSE;
  gboolean    use_tls;
  const char *alpn = willow_import_read_text (reader, "alpn");

  willow_import_read_boolean (reader, "untrustedSSL", &untrusted);
  g_object_get (get_profile (reader), "use-tls", &use_tls, NULL);
  g_object_set (get_profile (reader),
                "tls-verify",
                !untrusted,
                "tls-alpn",
                alpn != NULL ? alpn : "",
                NULL);
  willow_import_item_warn_unverified (reader->item, !untrusted || !use_tls);
  read_certificates (reader);
}

static void
read_subscriptions (WillowImportReader *reader)
{
  JsonArray *array = willow_import_read_list (reader, "subscriptions");
  guint      n = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonNode        *node = json_array_get_element (array, i);
      g_autofree char *name = g_strdup_printf ("subscriptions[%u]", i);
      g_autofree char *path = willow_import_reader_dup_path (reader, name);
      const char      *filter = NULL;
      guint            qos = 0;

      if (JSON_NODE_HOLDS_OBJECT (node))
        {
          WillowImportReader inner;

          willow_import_reader_init (
              &inner, reader->item, json_node_get_object (node), path);
          filter = willow_import_read_text (&inner, "topic");
          willow_import_read_number (&inner, "qos", 0, MQTT_QOS_2, &qos);
          willow_import_reader_finish (&inner);
        }
      if (filter != NULL && *filter != '\0')
        willow_profile_add_subscription (
            get_profile (reader), filter, (MqttQos)qos);
      else
        willow_import_refuse (reader,
                              "no-topic",
                              name,
                              g_strdup (_ ("There is no Topic Filter")));
    }
}

static void
report_limits (WillowImportReader *reader)
{
  JsonNode *topics = willow_import_read_node (reader, "limitTopic");
  JsonNode *batch = willow_import_read_node (reader, "limitMessagesBatch");

  if (topics == NULL && batch == NULL)
    return;
  willow_import_item_add (
      reader->item,
      WILLOW_IMPORT_DIFFERS,
      "limits-left-out",
      reader->path,
      g_strdup (_ ("MQTTAnalyzer stops at a number of messages; Willow has no "
                   "such limit for a connection")));
}

static void
read_broker (WillowImportReader *reader, const char *host)
{
  WillowProfile   *profile = willow_profile_new ("");
  const char      *id = willow_import_read_text (reader, "clientID");
  const char      *group = willow_import_read_text (reader, "category");
  g_autofree char *origin = NULL;

  g_object_set (profile, "host", host, NULL);
  willow_import_item_take_profile (reader->item, profile);
  if (id != NULL && *id != '\0')
    g_object_set (profile, "client-id", id, NULL);
  if (group != NULL)
    willow_import_item_set_group (reader->item, group);
  /* The file has no identifier: what it names is the nearest to one. */
  origin = g_strdup_printf (
      "%s@%s", willow_import_item_get_name (reader->item), host);
  willow_import_item_set_origin (reader->item, "mqttbroker", origin);
  read_place (reader);
  read_login (reader);
  read_tls (reader);
  read_subscriptions (reader);
  report_limits (reader);
  willow_import_item_add (
      reader->item,
      WILLOW_IMPORT_DIFFERS,
      "session-not-said",
      reader->path,
      g_strdup (_ ("The file does not say how the session begins and how long "
                   "the keep alive is: Willow's defaults are taken")));
}

static void
check_version (JsonObject *root, WillowImportItem *item)
{
  WillowImportReader reader;
  guint              version = FILE_VERSION;

  willow_import_reader_init (&reader, item, root, "");
  willow_import_read_number (&reader, "version", 0, G_MAXUINT16, &version);
  willow_import_reader_ignore (&reader, "broker");
  willow_import_reader_finish (&reader);
  if (version > FILE_VERSION)
    willow_import_item_add (
        item,
        WILLOW_IMPORT_DIFFERS,
        "newer-version",
        "version",
        g_strdup (_ ("It was written by a newer version: look it through")));
}

void
willow_import_read_mqttbroker (JsonNode *root, GListStore *items)
{
  JsonObject *object =
      json_object_get_object_member (json_node_get_object (root), "broker");
  g_autoptr (WillowImportItem) item =
      willow_import_item_new (willow_import_peek_text (object, "alias"));
  WillowImportReader reader;
  const char        *host;

  willow_import_reader_init (&reader, item, object, "broker");
  host = willow_import_read_text (&reader, "hostname");
  if (host != NULL && *host != '\0')
    {
      willow_import_read_text (&reader, "alias");
      check_version (json_node_get_object (root), item);
      read_broker (&reader, host);
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
