/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/connection-side.h"

#include <string.h>

#define START_US (1000 * G_USEC_PER_SEC)

static GBytes *
properties_from_hex (const char *hex)
{
  return g_byte_array_free_to_bytes (pb_hex (hex != NULL ? hex : ""));
}

Side *
side_new (MqttRole                     role,
          guint8                       version,
          const MqttConnectionOptions *options,
          MqttSession                 *session)
{
  MqttConnectionOptions plain = { .auto_acknowledge = TRUE };
  Side                 *side = g_new0 (Side, 1);

  side->role = role;
  side->version = version;
  side->now_us = START_US;
  side->session = session != NULL ? session : mqtt_session_new ();
  side->connection =
      mqtt_connection_new (role,
                           options != NULL ? options : &plain,
                           role == MQTT_ROLE_CLIENT ? side->session : NULL,
                           side->now_us);
  return side;
}

MqttSession *
side_free_keep_session (Side *side)
{
  MqttSession *session = side->session;

  mqtt_connection_free (side->connection);
  g_free (side->fed);
  g_free (side);
  return session;
}

void
side_free (Side *side)
{
  mqtt_session_free (side_free_keep_session (side));
}

static void
begin_server (Side    *side,
              gboolean clean,
              guint16  keep_alive,
              GBytes  *properties)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint packet = pb_begin (bytes, 0x10);

  pb_str (bytes, side->version == 3 ? "MQIsdp" : "MQTT");
  pb_u8 (bytes, side->version);
  pb_u8 (bytes, clean ? 0x02 : 0x00);
  pb_u16 (bytes, keep_alive);
  if (side->version == 5)
    {
      guint mark = pb_begin_length (bytes);

      pb_raw (bytes,
              g_bytes_get_data (properties, NULL),
              g_bytes_get_size (properties));
      pb_end_length (bytes, mark);
    }
  pb_str (bytes, "peer");
  pb_end (bytes, packet);
  side_feed (side, bytes);
  side_expect_event (side, MQTT_EVENT_CONNECT);
}

static void
begin_client (Side    *side,
              gboolean clean,
              guint16  keep_alive,
              GBytes  *properties)
{
  MqttConnect connect = { .clean_start = clean,
                          .keep_alive_seconds = keep_alive,
                          .client_id = mqtt_slice_from_string ("own") };
  g_autoptr (GError) error = NULL;

  connect.properties = mqtt_slice_from_bytes (properties);
  mqtt_connection_submit_connect (side->connection,
                                  &connect,
                                  (MqttVersion)side->version,
                                  side->now_us,
                                  &error);
  g_assert_no_error (error);
}

void
side_begin (Side       *side,
            gboolean    clean,
            guint16     keep_alive_seconds,
            const char *connect_properties)
{
  g_autoptr (GBytes) properties = properties_from_hex (connect_properties);

  if (side->role == MQTT_ROLE_SERVER)
    begin_server (side, clean, keep_alive_seconds, properties);
  else
    begin_client (side, clean, keep_alive_seconds, properties);
}

static void
complete_client (Side    *side,
                 gboolean session_present,
                 guint8   code,
                 GBytes  *properties)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint packet = pb_begin (bytes, 0x20);

  side_drop_output (side);
  pb_u8 (bytes, session_present && side->version != 3);
  pb_u8 (bytes, code);
  if (side->version == 5)
    {
      guint mark = pb_begin_length (bytes);

      pb_raw (bytes,
              g_bytes_get_data (properties, NULL),
              g_bytes_get_size (properties));
      pb_end_length (bytes, mark);
    }
  pb_end (bytes, packet);
  side_feed (side, bytes);
  side_expect_event (side, MQTT_EVENT_CONNACK);
}

void
side_complete (Side       *side,
               gboolean    session_present,
               guint8      code,
               const char *connack_properties)
{
  g_autoptr (GBytes) properties = properties_from_hex (connack_properties);
  g_autoptr (GError) error = NULL;
  MqttConnack connack = { .session_present = session_present, .code = code };

  if (side->role == MQTT_ROLE_CLIENT)
    {
      complete_client (side, session_present, code, properties);
      return;
    }
  connack.properties = mqtt_slice_from_bytes (properties);
  mqtt_connection_submit_connack (side->connection,
                                  &connack,
                                  code == 0 ? side->session : NULL,
                                  side->now_us,
                                  &error);
  g_assert_no_error (error);
}

static Side *
make_connected (Side       *side,
                gboolean    resumed,
                const char *connect_properties,
                const char *connack_properties)
{
  side_begin (side, !resumed, 60, connect_properties);
  side_complete (side, resumed, 0, connack_properties);
  g_assert_cmpint (mqtt_connection_get_state (side->connection),
                   ==,
                   MQTT_CONNECTION_CONNECTED);
  return side;
}

Side *
side_new_connected (MqttRole     role,
                    guint8       version,
                    MqttSession *session,
                    const char  *connect_properties,
                    const char  *connack_properties)
{
  Side *side = make_connected (side_new (role, version, NULL, session),
                               FALSE,
                               connect_properties,
                               connack_properties);

  side_expect_no_event (side);
  side_drop_output (side);
  return side;
}

/* A Server's CONNACK is cut off: what is looked at comes behind it. */
static void
drop_connack (Side *side)
{
  MqttSlice slices[8];

  if (side->role != MQTT_ROLE_SERVER)
    return;
  g_assert_cmpuint (
      mqtt_connection_peek_output (side->connection, slices, 8), >, 0);
  g_assert_cmphex (slices[0].data[0], ==, 0x20);
  mqtt_connection_consume_output (
      side->connection, 2u + slices[0].data[1], side->now_us);
}

Side *
side_new_resumed (MqttRole     role,
                  guint8       version,
                  MqttSession *session,
                  const char  *connect_properties,
                  const char  *connack_properties)
{
  Side *side = make_connected (side_new (role, version, NULL, session),
                               TRUE,
                               connect_properties,
                               connack_properties);

  drop_connack (side);
  return side;
}

void
side_feed (Side *side, const GByteArray *bytes)
{
  g_free (side->fed);
  side->fed = pb_dup_exact (bytes);
  mqtt_connection_feed (side->connection, side->fed, bytes->len, side->now_us);
}

void
side_feed_hex (Side *side, const char *hex)
{
  g_autoptr (GByteArray) bytes = pb_hex (hex);

  side_feed (side, bytes);
}

GByteArray *
side_take_output (Side *side)
{
  GByteArray *all = g_byte_array_new ();
  MqttSlice   slices[3];
  guint       n;

  while ((n = mqtt_connection_peek_output (side->connection, slices, 3)) > 0)
    {
      gsize taken = 0;

      for (guint i = 0; i < n; i++)
        {
          g_assert_cmpuint (slices[i].len, >, 0);
          g_byte_array_append (all, slices[i].data, (guint)slices[i].len);
          taken += slices[i].len;
        }
      mqtt_connection_consume_output (side->connection, taken, side->now_us);
    }
  g_assert_cmpuint (
      mqtt_connection_get_output_length (side->connection), ==, 0);
  return all;
}

void
side_drop_output (Side *side)
{
  g_byte_array_unref (side_take_output (side));
}

const MqttEvent *
side_expect_event_at (Side *side, MqttEventType wanted, const char *where)
{
  gboolean is_one = mqtt_connection_next_event (side->connection, &side->event);

  if (side->event.type == MQTT_EVENT_VIOLATION && wanted != side->event.type)
    g_test_message ("%s", side->event.violation.text);
  if (is_one != (wanted != MQTT_EVENT_NONE) || side->event.type != wanted)
    g_error ("%s: version %u: event %d instead of %d",
             where,
             side->version,
             (int)side->event.type,
             (int)wanted);
  if (!is_one)
    g_clear_pointer (&side->fed, g_free);
  return &side->event;
}

static char *
to_hex (const GByteArray *bytes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < bytes->len; i++)
    g_string_append_printf (text, "%02x ", bytes->data[i]);
  return g_string_free (text, FALSE);
}

void
side_expect_output_at (Side *side, const char *hex, const char *where)
{
  g_autoptr (GByteArray) wanted = pb_hex (hex);
  g_autoptr (GByteArray) output = side_take_output (side);
  g_autofree char *wanted_hex = to_hex (wanted);
  g_autofree char *output_hex = to_hex (output);

  if (!g_str_equal (wanted_hex, output_hex))
    g_error ("%s: version %u: output %s instead of %s",
             where,
             side->version,
             output_hex,
             wanted_hex);
}

void
side_expect_violation_at (Side       *side,
                          guint8      reason,
                          const char *id,
                          const char *where)
{
  const MqttEvent *event =
      side_expect_event_at (side, MQTT_EVENT_VIOLATION, where);

  g_assert_cmphex (event->violation.reason, ==, reason);
  if (id != NULL)
    g_assert_cmpstr (event->violation.id, ==, id);
  g_assert_nonnull (event->violation.text);
  g_assert_nonnull (event->violation.section);
  g_assert_true (mqtt_connection_is_finished (side->connection));
  g_assert_cmpint (
      mqtt_connection_get_expiry_us (side->connection), ==, MQTT_NEVER_US);
  side_expect_event_at (side, MQTT_EVENT_NONE, where);
}

gboolean
side_publish (Side       *side,
              const char *topic,
              const char *payload,
              MqttQos     qos,
              gpointer    token,
              GError    **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (payload, strlen (payload));
  g_autoptr (MqttMessage) message =
      mqtt_message_new (mqtt_slice_from_string (topic),
                        bytes,
                        qos,
                        FALSE,
                        MQTT_SLICE_NONE,
                        side->now_us);
  MqttDelivery delivery = { .qos = qos, .token = token };

  return mqtt_connection_submit_publish (
      side->connection, message, &delivery, side->now_us, error);
}

void
side_advance (Side *side, gint64 by_us)
{
  side->now_us += by_us;
  mqtt_connection_handle_expiry (side->connection, side->now_us);
}

char *
publish_hex (guint8      version,
             guint8      qos,
             gboolean    dup,
             guint16     id,
             const char *topic,
             const char *payload)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  pb_publish (bytes, version, qos, FALSE, id, topic, payload, strlen (payload));
  if (dup)
    bytes->data[0] |= 0x08;
  return to_hex (bytes);
}

static const struct
{
  guint8      version;
  const char *name;
} versions[] = { { 3, "3.1" }, { 4, "3.1.1" }, { 5, "5.0" } };

typedef struct
{
  void (*body) (guint8 version);
  guint8 version;
} Case;

static void
run_case (gconstpointer data)
{
  const Case *one = data;

  one->body (one->version);
}

static void
add_case (const char *name, void (*body) (guint8), guint index)
{
  Case            *one = g_new (Case, 1);
  g_autofree char *path =
      g_strdup_printf ("/mqtt/connection/%s/%s", versions[index].name, name);

  *one = (Case){ body, versions[index].version };
  g_test_add_data_func_full (path, one, run_case, g_free);
}

void
add_for_versions (const char *name, void (*body) (guint8 version))
{
  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    add_case (name, body, i);
}

void
add_for_5 (const char *name, void (*body) (guint8 version))
{
  add_case (name, body, 2);
}
