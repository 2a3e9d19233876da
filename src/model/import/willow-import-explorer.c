/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/import/willow-import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CONNECTIONS "ConnectionManager_connections"
#define AUTOMATIC_ID "mqtt-explorer-"
#define AUTOMATIC_DIGITS 8u
#define KEEP_ALIVE_SECONDS 60u

/* Brokers of others that are in the list of everybody. */
static const char *const default_hosts[] = { "mqtt.eclipseprojects.io",
                                             "test.mosquitto.org" };

static WillowProfile *
get_profile (WillowImportReader *reader)
{
  return willow_import_item_get_profile (reader->item);
}

static void
read_place (WillowImportReader *reader)
{
  const char      *protocol = willow_import_read_text (reader, "protocol");
  const char      *path = willow_import_read_text (reader, "basePath");
  gboolean         encryption = FALSE;
  gboolean         web_socket = g_strcmp0 (protocol, "ws") == 0;
  guint            scheme, port;
  g_autofree char *absolute = NULL;

  willow_import_read_boolean (reader, "encryption", &encryption);
  if (web_socket)
    scheme = encryption ? WILLOW_SCHEME_WSS : WILLOW_SCHEME_WS;
  else
    scheme = encryption ? WILLOW_SCHEME_MQTTS : WILLOW_SCHEME_MQTT;
  if (protocol != NULL && !web_socket && !g_str_equal (protocol, "mqtt"))
    willow_import_refuse (
        reader,
        "unknown-value",
        "protocol",
        g_strdup_printf (_ ("The protocol is neither mqtt nor ws; %s is used"),
                         willow_scheme_get_name ((WillowScheme)scheme)));
  port = willow_scheme_get_default_port ((WillowScheme)scheme);
  if (!willow_import_read_number (reader, "port", 1, G_MAXUINT16, &port))
    willow_import_item_add (
        reader->item,
        WILLOW_IMPORT_DIFFERS,
        "port-missing",
        reader->path,
        g_strdup_printf (_ ("There is no usable port: %u is used"), port));
  g_object_set (get_profile (reader), "scheme", scheme, "port", port, NULL);
  if (!web_socket)
    return;
  absolute = g_strconcat (path != NULL && *path == '/' ? "" : "/", path, NULL);
  g_object_set (get_profile (reader), "path", absolute, NULL);
}

/* "mqtt-explorer-1a2b3c4d" was made up for this installation. */
static gboolean
is_automatic_id (const char *id)
{
  if (!g_str_has_prefix (id, AUTOMATIC_ID) ||
      strlen (id) != strlen (AUTOMATIC_ID) + AUTOMATIC_DIGITS)
    return FALSE;
  for (const char *at = id + strlen (AUTOMATIC_ID); *at != '\0'; at++)
    if (!g_ascii_isxdigit (*at))
      return FALSE;
  return TRUE;
}

static void
read_client (WillowImportReader *reader)
{
  const char *id = willow_import_read_text (reader, "clientId");
  const char *user_name = willow_import_read_text (reader, "username");

  if (id != NULL && *id != '\0' && !is_automatic_id (id))
    g_object_set (get_profile (reader), "client-id", id, NULL);
  else
    willow_import_item_add (
        reader->item,
        WILLOW_IMPORT_DIFFERS,
        "client-id-automatic",
        reader->path,
        g_strdup (_ ("MQTT Explorer makes a Client Identifier up; the profile "
                     "has one of Willow's")));
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

/* { "name": "ca.pem", "data": Base64 } */
static void
read_certificate (WillowImportReader *reader,
                  const char         *member,
                  WillowImportWant    want)
{
  JsonObject        *object = willow_import_read_object (reader, member);
  g_autofree char   *path = willow_import_reader_dup_path (reader, member);
  WillowImportReader inner;
  const char        *data;

  if (object == NULL)
    return;
  if (want == WILLOW_IMPORT_WANT_AUTHORITIES)
    g_object_set (
        get_profile (reader), "tls-trust", (guint)WILLOW_TRUST_OWN, NULL);
  willow_import_reader_init (&inner, reader->item, object, path);
  willow_import_reader_ignore (&inner, "name");
  data = willow_import_read_text (&inner, "data");
  willow_import_item_take_base64 (
      reader->item, want, path, data != NULL ? data : "", NULL);
  willow_import_reader_finish (&inner);
}

static void
read_tls (WillowImportReader *reader)
{
  gboolean verify = TRUE;
  gboolean use_tls;

  willow_import_read_boolean (reader, "certValidation", &verify);
  g_object_get (get_profile (reader), "use-tls", &use_tls, NULL);
  g_object_set (get_profile (reader), "tls-verify", verify, NULL);
  willow_import_item_warn_unverified (reader->item, verify || !use_tls);
  read_certificate (
      reader, "selfSignedCertificate", WILLOW_IMPORT_WANT_AUTHORITIES);
  read_certificate (
      reader, "clientCertificate", WILLOW_IMPORT_WANT_CERTIFICATE);
  read_certificate (reader, "clientKey", WILLOW_IMPORT_WANT_KEY);
}

/* { "topic", "qos" }, or the filter alone where there is no configVersion. */
static void
read_subscription (WillowImportReader *reader, JsonNode *node, const char *name)
{
  const char      *filter = NULL;
  guint            qos = 0;
  g_autofree char *path = willow_import_reader_dup_path (reader, name);
  WillowProfileSubscription *subscription;

  if (json_node_get_value_type (node) == G_TYPE_STRING)
    filter = json_node_get_string (node);
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      WillowImportReader inner;

      willow_import_reader_init (
          &inner, reader->item, json_node_get_object (node), path);
      filter = willow_import_read_text (&inner, "topic");
      willow_import_read_number (&inner, "qos", 0, MQTT_QOS_2, &qos);
      willow_import_reader_finish (&inner);
    }
  if (filter == NULL || *filter == '\0')
    {
      willow_import_refuse (
          reader, "no-topic", name, g_strdup (_ ("There is no Topic Filter")));
      return;
    }
  subscription = willow_profile_add_subscription (
      get_profile (reader), filter, (MqttQos)qos);
  g_object_set (subscription, "enabled", FALSE, NULL);
}

static void
read_subscriptions (WillowImportReader *reader)
{
  JsonArray *array = willow_import_read_list (reader, "subscriptions");
  guint      n = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("subscriptions[%u]", i);

      read_subscription (reader, json_array_get_element (array, i), name);
    }
  n = g_list_model_get_n_items (
      willow_profile_get_subscriptions (get_profile (reader)));
  if (n > 0)
    willow_import_item_add (
        reader->item,
        WILLOW_IMPORT_DIFFERS,
        "subscriptions-off",
        reader->path,
        g_strdup (_ ("The subscriptions are switched off until you switch them "
                     "on: “#” and “$SYS/#” may be a flood")));
}

/* What the program does and has no setting for. */
static void
make_explicit (WillowImportReader *reader)
{
  g_object_set (get_profile (reader),
                "version",
                (guint)MQTT_VERSION_3_1_1,
                "clean-start",
                TRUE,
                "keep-alive-seconds",
                KEEP_ALIVE_SECONDS,
                "use-will",
                FALSE,
                NULL);
  willow_import_set_choice (get_profile (reader), "resubscribe", "always");
  willow_import_item_add (
      reader->item,
      WILLOW_IMPORT_DIFFERS,
      "implied-values",
      reader->path,
      g_strdup (_ ("MQTT Explorer has no settings for these; the profile now "
                   "states them: MQTT 3.1.1, Clean Session, keep alive 60 s, "
                   "no Will, subscribing again after each connect")));
}

static gboolean
is_default (const char *host)
{
  for (gsize i = 0; i < G_N_ELEMENTS (default_hosts); i++)
    if (g_ascii_strcasecmp (host, default_hosts[i]) == 0)
      return TRUE;
  return FALSE;
}

static void
read_connection (WillowImportReader *reader, const char *host, const char *id)
{
  WillowProfile *profile = willow_profile_new ("");
  guint          version = 0;

  g_object_set (profile, "host", host, NULL);
  willow_import_item_take_profile (reader->item, profile);
  willow_import_item_set_origin (reader->item, "mqtt-explorer", id);
  if (willow_import_read_number (
          reader, "configVersion", 0, G_MAXUINT16, &version) &&
      version > 1)
    willow_import_item_add (
        reader->item,
        WILLOW_IMPORT_DIFFERS,
        "newer-version",
        reader->path,
        g_strdup (_ ("It was written by a newer version: look it through")));
  make_explicit (reader);
  read_place (reader);
  read_client (reader);
  read_tls (reader);
  read_subscriptions (reader);
  if (!is_default (host))
    return;
  willow_import_item_set_selected (reader->item, FALSE);
  willow_import_item_add (reader->item,
                          WILLOW_IMPORT_DIFFERS,
                          "default-entry",
                          reader->path,
                          g_strdup (_ ("MQTT Explorer has put it there for "
                                       "everybody: it is not ticked")));
}

/* (transfer full) (nullable): why it is no connection of MQTT */
static char *
find_problem (WillowImportReader *reader, const char **host)
{
  const char *type = willow_import_read_text (reader, "type");

  *host = willow_import_read_text (reader, "host");
  if (type != NULL && !g_str_equal (type, "mqtt"))
    return g_strdup (_ ("It is not an MQTT connection"));
  if (*host == NULL || **host == '\0')
    return g_strdup (_ ("There is no host"));
  return NULL;
}

static void
read_member (JsonObject *connections, const char *id, GListStore *items)
{
  JsonNode        *node = json_object_get_member (connections, id);
  g_autofree char *visible = willow_import_dup_visible (id);
  g_autofree char *path = g_strdup_printf (CONNECTIONS ".%s", visible);
  g_autofree char *problem = NULL;
  g_autoptr (WillowImportItem) item = NULL;
  WillowImportReader reader;
  JsonObject        *object;
  const char        *host;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      willow_import_append_unusable (
          items, visible, g_strdup (_ ("It is not an object")));
      return;
    }
  object = json_node_get_object (node);
  item = willow_import_item_new (willow_import_peek_text (object, "name"));
  willow_import_reader_init (&reader, item, object, path);
  problem = find_problem (&reader, &host);
  if (problem == NULL)
    {
      willow_import_read_text (&reader, "name");
      willow_import_reader_ignore (&reader, "id");
      read_connection (&reader, host, id);
      willow_import_reader_finish (&reader);
      willow_import_item_summarise (item);
    }
  else
    {
      willow_import_item_take_problem (item, g_steal_pointer (&problem));
      willow_import_reader_clear (&reader);
    }
  g_list_store_append (items, item);
}

void
willow_import_read_mqtt_explorer (JsonNode *root, GListStore *items)
{
  JsonNode *node =
      json_object_get_member (json_node_get_object (root), CONNECTIONS);
  g_autoptr (GList) ids = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  ids = json_object_get_members (json_node_get_object (node));
  for (GList *l = ids; l != NULL; l = l->next)
    read_member (json_node_get_object (node), l->data, items);
}
