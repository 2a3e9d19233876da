/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker-peer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

/* A broker that answers late is broken; a machine that is busy is not. */
#define READ_TIMEOUT_SECONDS 20

Peer *
peer_new (Fixture *fixture)
{
  Peer *peer = g_new0 (Peer, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (
      "127.0.0.1",
      willow_broker_get_port (fixture->broker, WILLOW_SCHEME_MQTT));

  peer->version = fixture->version;
  peer->packet = g_byte_array_new ();
  peer->held = g_byte_array_new ();
  peer->socket = g_socket_new (G_SOCKET_FAMILY_IPV4,
                               G_SOCKET_TYPE_STREAM,
                               G_SOCKET_PROTOCOL_TCP,
                               &error);
  g_assert_no_error (error);
  /* Else an acknowledgement waits for that of the one before. */
  g_socket_set_option (peer->socket, IPPROTO_TCP, TCP_NODELAY, 1, &error);
  g_assert_no_error (error);
  g_socket_set_timeout (peer->socket, READ_TIMEOUT_SECONDS);
  g_socket_connect (peer->socket, address, NULL, &error);
  g_assert_no_error (error);
  return peer;
}

void
peer_free (Peer *peer)
{
  g_clear_object (&peer->socket);
  g_byte_array_unref (peer->packet);
  g_byte_array_unref (peer->held);
  g_free (peer);
}

void
peer_close (Peer *peer)
{
  g_socket_close (peer->socket, NULL);
}

void
peer_reset (Peer *peer)
{
  struct linger linger = { .l_onoff = 1, .l_linger = 0 };

  g_assert_cmpint (setsockopt (g_socket_get_fd (peer->socket),
                               SOL_SOCKET,
                               SO_LINGER,
                               &linger,
                               sizeof linger),
                   ==,
                   0);
  peer_close (peer);
}

/* A broker that has closed already is not an error: what it said is read. */
void
peer_send (Peer *peer, const GByteArray *bytes)
{
  gsize sent = 0;

  while (sent < bytes->len)
    {
      gssize n = g_socket_send (peer->socket,
                                (const char *)bytes->data + sent,
                                bytes->len - sent,
                                NULL,
                                NULL);

      if (n <= 0)
        return;
      sent += (gsize)n;
    }
}

void
peer_send_hex (Peer *peer, const char *hex)
{
  g_autoptr (GByteArray) bytes = pb_hex (hex);

  peer_send (peer, bytes);
}

static void
receive (Peer *peer, guint8 *data, gsize len)
{
  g_autoptr (GError) error = NULL;
  guint from_held = (guint)MIN (len, peer->held->len);

  if (from_held > 0)
    {
      memcpy (data, peer->held->data, from_held);
      g_byte_array_remove_range (peer->held, 0, from_held);
      data += from_held;
      len -= from_held;
    }

  while (len > 0)
    {
      gssize n =
          g_socket_receive (peer->socket, (char *)data, len, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (n, >, 0);
      data += n;
      len -= (gsize)n;
    }
}

static void
assert_same (const GByteArray *got, const GByteArray *expected)
{
  g_autoptr (GString) text = g_string_new ("expected");

  if (got->len == expected->len &&
      (got->len == 0 || memcmp (got->data, expected->data, got->len) == 0))
    return;
  for (guint i = 0; i < MIN (expected->len, 200u); i++)
    g_string_append_printf (text, " %02x", expected->data[i]);
  g_string_append (text, ", got");
  for (guint i = 0; i < MIN (got->len, 200u); i++)
    g_string_append_printf (text, " %02x", got->data[i]);
  g_test_message ("%s", text->str);
  g_assert_not_reached ();
}

void
peer_expect (Peer *peer, const GByteArray *bytes)
{
  g_autoptr (GByteArray) got = g_byte_array_new ();

  g_byte_array_set_size (got, bytes->len);
  receive (peer, got->data, got->len);
  assert_same (got, bytes);
}

void
peer_expect_hex (Peer *peer, const char *hex)
{
  g_autoptr (GByteArray) bytes = pb_hex (hex);

  peer_expect (peer, bytes);
}

guint8
peer_read (Peer *peer)
{
  guint8 byte;
  gsize  remaining = 0;
  guint  shift = 0;
  guint  header_len;

  g_byte_array_set_size (peer->packet, 0);
  receive (peer, &byte, 1);
  g_byte_array_append (peer->packet, &byte, 1);
  do
    {
      receive (peer, &byte, 1);
      g_byte_array_append (peer->packet, &byte, 1);
      remaining |= (gsize)(byte & 0x7f) << shift;
      shift += 7;
    }
  while ((byte & 0x80) != 0);
  header_len = peer->packet->len;
  g_byte_array_set_size (peer->packet, header_len + (guint)remaining);
  receive (peer, peer->packet->data + header_len, remaining);
  return peer->packet->data[0];
}

void
peer_expect_disconnect (Peer *peer, guint8 reason)
{
  g_assert_cmphex (peer_read (peer), ==, 0xe0);
  g_assert_cmphex (peer->packet->data[2], ==, reason);
}

void
peer_expect_end (Peer *peer)
{
  g_autoptr (GError) error = NULL;
  char   byte;
  gssize n = g_socket_receive (peer->socket, &byte, 1, NULL, &error);

  if (n < 0 &&
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
    return;
  g_assert_no_error (error);
  g_assert_cmpint (n, ==, 0);
}

void
peer_expect_nothing (Peer *peer)
{
  peer_send_hex (peer, "c000");
  peer_expect_hex (peer, "d000");
}

Peer *
peer_connect_bytes (Fixture *fixture, const GByteArray *connect)
{
  Peer *peer = peer_new (fixture);

  peer_send (peer, connect);
  g_assert_cmphex (peer_read (peer), ==, 0x20);
  g_assert_cmphex (peer->packet->data[3], ==, 0);
  return peer;
}

Peer *
peer_connect (Fixture *fixture, const char *client_id, gboolean clean)
{
  g_autoptr (GByteArray) connect = g_byte_array_new ();

  pb_connect (connect, fixture->version, client_id, clean, 0);
  return peer_connect_bytes (fixture, connect);
}

gboolean
peer_get_session_present (Peer *peer)
{
  return peer->packet->data[2] == 1;
}

void
peer_disconnect (Peer *peer)
{
  peer_send_hex (peer, "e000");
  peer_expect_end (peer);
}

void
peer_subscribe (Peer *peer, const char *filter, guint8 options)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  pb_subscribe (bytes, peer->version, ++peer->last_id, filter, options);
  peer_send (peer, bytes);
  g_byte_array_set_size (bytes, 0);
  pb_suback (bytes, peer->version, peer->last_id, options & 3);
  peer_expect (peer, bytes);
}

void
peer_unsubscribe (Peer *peer, const char *filter)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  pb_unsubscribe (bytes, peer->version, ++peer->last_id, filter);
  peer_send (peer, bytes);
  g_byte_array_set_size (bytes, 0);
  pb_unsuback (bytes, peer->version, peer->last_id, 0);
  peer_expect (peer, bytes);
}

static void
send_ack (Peer *peer, guint8 first_byte, guint16 packet_id)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  pb_ack (bytes, first_byte, packet_id);
  peer_send (peer, bytes);
}

/* Returns its Reason Code. What comes before it, messages for the same Client,
 * stays to be read. */
static guint8
expect_ack (Peer *peer, guint8 first_byte, guint16 packet_id)
{
  g_autoptr (GByteArray) before = g_byte_array_new ();

  while (peer_read (peer) != first_byte)
    {
      g_assert_cmphex (peer->packet->data[0] >> 4, ==, 3);
      g_byte_array_append (before, peer->packet->data, peer->packet->len);
    }
  g_byte_array_append (before, peer->held->data, peer->held->len);
  g_byte_array_set_size (peer->held, 0);
  g_byte_array_append (peer->held, before->data, before->len);
  g_assert_cmpuint (
      peer->packet->data[2] << 8 | peer->packet->data[3], ==, packet_id);
  return peer->packet->len > 4 ? peer->packet->data[4] : 0;
}

guint8
peer_publish (Peer       *peer,
              guint8      qos,
              gboolean    retain,
              const char *topic,
              const char *payload)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint16 id = ++peer->last_id;
  guint8  reason;

  pb_publish (
      bytes, peer->version, qos, retain, id, topic, payload, strlen (payload));
  peer_send (peer, bytes);
  if (qos == 0)
    return 0;
  reason = expect_ack (peer, qos == 1 ? 0x40 : 0x50, id);
  if (qos == 1 || reason >= 0x80)
    return reason;
  send_ack (peer, 0x62, id);
  g_assert_cmphex (expect_ack (peer, 0x70, id), ==, 0);
  return reason;
}

static guint16
find_packet_id (const GByteArray *packet)
{
  guint position = 1;
  guint topic_len;

  while ((packet->data[position++] & 0x80) != 0)
    ;
  topic_len = (guint)(packet->data[position] << 8 | packet->data[position + 1]);
  position += 2 + topic_len;
  return (guint16)(packet->data[position] << 8 | packet->data[position + 1]);
}

void
peer_expect_publish_properties (Peer       *peer,
                                guint8      qos,
                                gboolean    retain,
                                const char *topic,
                                const char *properties_hex,
                                const char *payload)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) properties = pb_hex (properties_hex);
  guint8  first_byte = (guint8)(0x30 | qos << 1 | (retain ? 1 : 0));
  guint   mark = pb_begin (bytes, first_byte);
  guint16 id = 0;

  g_assert_cmphex (peer_read (peer), ==, first_byte);
  if (qos > 0)
    id = find_packet_id (peer->packet);
  pb_str (bytes, topic);
  if (qos > 0)
    pb_u16 (bytes, id);
  if (peer->version == 5)
    {
      pb_vbi (bytes, properties->len);
      pb_raw (bytes, properties->data, properties->len);
    }
  pb_raw (bytes, payload, strlen (payload));
  pb_end (bytes, mark);
  assert_same (peer->packet, bytes);
  if (qos == 1)
    send_ack (peer, 0x40, id);
  if (qos < 2)
    return;
  send_ack (peer, 0x50, id);
  expect_ack (peer, 0x62, id);
  send_ack (peer, 0x70, id);
}

void
peer_expect_publish (Peer       *peer,
                     guint8      qos,
                     gboolean    retain,
                     const char *topic,
                     const char *payload)
{
  peer_expect_publish_properties (peer, qos, retain, topic, "", payload);
}
