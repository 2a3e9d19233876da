/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/willow-pcapng.h"

#include "trace/willow-pcapng-block.h"
#include "trace/willow-tcp-frame.h"

#include <string.h>

#define BYTE_ORDER_MAGIC 0x1a2b3c4du
#define LINK_TYPE_RAW_IP 101

/* What comes together before it is written. */
#define CHUNK_BYTES (256u * 1024u)

#define MQTT_PORT 1883
#define MADE_UP_CLIENT_PORT 49152

static const char FILE_COMMENT[] =
    "MQTT Control Packets as Willow saw them. The IP and TCP framing is made "
    "up; TLS and WebSocket are taken off. The port of the server is always "
    "1883; comments have the real one where it differs, and notes on what "
    "happened around the packets.";

typedef struct
{
  WillowTcpEnd ends[2]; /* by the WillowDirection in which they send */
  gboolean     is_ipv6;
  gboolean     is_open;
  guint16      real_port; /* 0: not known */
  guint16      n_notes;
} Connection;

struct _WillowPcapngWriter
{
  GOutputStream *stream;
  GByteArray    *chunk;
  GHashTable    *connections; /* number → Connection (owned) */
};

static void
append_head (GByteArray *out, const char *application)
{
  guint start =
      willow_pcapng_begin_block (out, WILLOW_PCAPNG_SECTION_HEADER_BLOCK);

  willow_pcapng_append_32 (out, BYTE_ORDER_MAGIC);
  willow_pcapng_append_16 (out, 1); /* version 1.0 */
  willow_pcapng_append_16 (out, 0);
  willow_pcapng_append_32 (out,
                           G_MAXUINT32); /* length of the section: not known */
  willow_pcapng_append_32 (out, G_MAXUINT32);
  willow_pcapng_append_option (out,
                               WILLOW_PCAPNG_OPTION_USER_APPLICATION,
                               application,
                               strlen (application));
  willow_pcapng_append_comment (out, FILE_COMMENT, strlen (FILE_COMMENT));
  willow_pcapng_append_option (out, WILLOW_PCAPNG_OPTION_END, "", 0);
  willow_pcapng_end_block (out, start);

  start = willow_pcapng_begin_block (out, WILLOW_PCAPNG_INTERFACE_BLOCK);
  willow_pcapng_append_16 (out, LINK_TYPE_RAW_IP);
  willow_pcapng_append_16 (out, 0);
  willow_pcapng_append_32 (out, 0); /* packets are whole */
  willow_pcapng_append_option (
      out, WILLOW_PCAPNG_OPTION_INTERFACE_NAME, "mqtt", 4);
  willow_pcapng_append_option (out, WILLOW_PCAPNG_OPTION_END, "", 0);
  willow_pcapng_end_block (out, start);
}

/**
 * willow_pcapng_writer_new:
 *
 * Returns: (transfer full): nothing is written before it is flushed or much has
 * come together
 */
WillowPcapngWriter *
willow_pcapng_writer_new (GOutputStream *stream, const char *application)
{
  WillowPcapngWriter *writer = g_new0 (WillowPcapngWriter, 1);

  writer->stream = g_object_ref (stream);
  writer->chunk = g_byte_array_new ();
  writer->connections = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  append_head (writer->chunk, application);
  return writer;
}

void
willow_pcapng_writer_free (WillowPcapngWriter *writer)
{
  g_hash_table_unref (writer->connections);
  g_byte_array_unref (writer->chunk);
  g_object_unref (writer->stream);
  g_free (writer);
}

gboolean
willow_pcapng_writer_flush (WillowPcapngWriter *writer, GError **error)
{
  gboolean is_written = g_output_stream_write_all (writer->stream,
                                                   writer->chunk->data,
                                                   writer->chunk->len,
                                                   NULL,
                                                   NULL,
                                                   error);

  g_byte_array_set_size (writer->chunk, 0);
  return is_written && g_output_stream_flush (writer->stream, NULL, error);
}

static gboolean
flush_when_much (WillowPcapngWriter *writer, GError **error)
{
  return writer->chunk->len < CHUNK_BYTES ||
         willow_pcapng_writer_flush (writer, error);
}

/* Programs take a SYN with another number for a new connection between the same
 * ends, so each begins at its own. */
static Connection *
add_connection (WillowPcapngWriter *writer, guint32 number)
{
  Connection   *connection = g_new0 (Connection, 1);
  WillowTcpEnd *client = &connection->ends[WILLOW_DIRECTION_TO_SERVER];
  WillowTcpEnd *server = &connection->ends[WILLOW_DIRECTION_TO_CLIENT];
  const guint8  made_up[] = {
     10, (guint8)(number >> 16), (guint8)(number >> 8), (guint8)number
  };
  const guint8 test_net[] = { 192, 0, 2, 1 };

  memcpy (client->address, made_up, sizeof made_up);
  memcpy (server->address, test_net, sizeof test_net);
  client->port = MADE_UP_CLIENT_PORT;
  server->port = MQTT_PORT;
  client->next_sequence = number * 2654435761u;
  server->next_sequence = ~client->next_sequence;
  g_hash_table_insert (
      writer->connections, GUINT_TO_POINTER (number), connection);
  return connection;
}

static Connection *
find_connection (WillowPcapngWriter *writer, guint32 number)
{
  return g_hash_table_lookup (writer->connections, GUINT_TO_POINTER (number));
}

void
willow_pcapng_writer_set_addresses (WillowPcapngWriter *writer,
                                    guint32             connection,
                                    GSocketAddress     *client,
                                    GSocketAddress     *server)
{
  GSocketAddress *const addresses[] = { client, server };
  Connection           *c;

  for (guint i = 0; i < 2; i++)
    if (!G_IS_INET_SOCKET_ADDRESS (addresses[i]))
      return;
  if (g_socket_address_get_family (client) !=
          g_socket_address_get_family (server) ||
      find_connection (writer, connection) != NULL)
    return;
  c = add_connection (writer, connection);
  c->is_ipv6 = g_socket_address_get_family (client) == G_SOCKET_FAMILY_IPV6;
  for (guint i = 0; i < 2; i++)
    {
      GInetSocketAddress *address = G_INET_SOCKET_ADDRESS (addresses[i]);
      GInetAddress       *ip = g_inet_socket_address_get_address (address);

      memcpy (c->ends[i].address,
              g_inet_address_to_bytes (ip),
              g_inet_address_get_native_size (ip));
    }
  c->ends[WILLOW_DIRECTION_TO_SERVER].port =
      g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (client));
  c->real_port =
      g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (server));
}

typedef struct
{
  WillowDirection direction;
  guint8          flags;
  gint64          wall_us;
  MqttSlice       payload;
  MqttSlice       comment;
} Segment;

static void
append_segment (GByteArray *out, Connection *connection, const Segment *segment)
{
  WillowTcpEnd        *from = &connection->ends[segment->direction];
  const WillowTcpFrame frame = {
    .from = from,
    .to = &connection->ends[!segment->direction],
    .is_ipv6 = connection->is_ipv6,
    .flags = segment->flags,
    /* Another one each time a note goes out, or it looks like a repetition. */
    .window = (guint16)(G_MAXUINT16 - connection->n_notes),
    .payload = segment->payload.data,
    .payload_len = (guint16)segment->payload.len,
  };
  guint32 len = (guint32)willow_tcp_frame_get_length (&frame);
  guint   start =
      willow_pcapng_begin_block (out, WILLOW_PCAPNG_ENHANCED_PACKET_BLOCK);

  willow_pcapng_append_32 (out, 0); /* the interface */
  willow_pcapng_append_32 (out, (guint32)((guint64)segment->wall_us >> 32));
  willow_pcapng_append_32 (out, (guint32)segment->wall_us);
  willow_pcapng_append_32 (out, len);
  willow_pcapng_append_32 (out, len);
  willow_tcp_frame_append (&frame, out);
  willow_pcapng_pad (out);
  if (segment->comment.len > 0)
    {
      willow_pcapng_append_comment (
          out, (const char *)segment->comment.data, segment->comment.len);
      willow_pcapng_append_option (out, WILLOW_PCAPNG_OPTION_END, "", 0);
    }
  willow_pcapng_end_block (out, start);
  from->next_sequence += (guint32)segment->payload.len;
  if ((segment->flags & (WILLOW_TCP_SYN | WILLOW_TCP_FIN)) != 0)
    from->next_sequence++;
}

static void
append_handshake (GByteArray *out, Connection *connection, gint64 wall_us)
{
  g_autofree char *port = NULL;
  Segment          segment = { .direction = WILLOW_DIRECTION_TO_SERVER,
                               .flags = WILLOW_TCP_SYN,
                               .wall_us = wall_us };

  connection->is_open = TRUE;
  if (connection->real_port != 0 && connection->real_port != MQTT_PORT)
    {
      port = g_strdup_printf ("The port of the server is really %u.",
                              connection->real_port);
      segment.comment = mqtt_slice_from_string (port);
    }
  append_segment (out, connection, &segment);
  segment.comment = MQTT_SLICE_NONE;
  segment.direction = WILLOW_DIRECTION_TO_CLIENT;
  segment.flags = WILLOW_TCP_SYN | WILLOW_TCP_ACK;
  append_segment (out, connection, &segment);
  segment.direction = WILLOW_DIRECTION_TO_SERVER;
  segment.flags = WILLOW_TCP_ACK;
  append_segment (out, connection, &segment);
}

static void
append_note (GByteArray *out, Connection *connection, Segment *segment)
{
  segment->flags = WILLOW_TCP_ACK;
  segment->comment = segment->payload;
  segment->payload = MQTT_SLICE_NONE;
  connection->n_notes = (guint16)((connection->n_notes + 1) % 4096);
  append_segment (out, connection, segment);
}

static gboolean
append_data (WillowPcapngWriter *writer,
             Connection         *connection,
             Segment            *segment,
             GError            **error)
{
  MqttSlice rest = segment->payload;

  segment->flags = WILLOW_TCP_ACK | WILLOW_TCP_PSH;
  while (rest.len > 0)
    {
      segment->payload.data = rest.data;
      segment->payload.len = MIN (rest.len, WILLOW_TCP_SEGMENT_MAX_BYTES);
      append_segment (writer->chunk, connection, segment);
      rest.data += segment->payload.len;
      rest.len -= segment->payload.len;
      if (!flush_when_much (writer, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add (WillowPcapngWriter *writer,
     guint32             number,
     WillowRecordKind    kind,
     Segment            *segment,
     GError            **error)
{
  Connection *connection = find_connection (writer, number);

  if (connection == NULL)
    connection = add_connection (writer, number);
  if (!connection->is_open)
    append_handshake (writer->chunk, connection, segment->wall_us);
  if (kind == WILLOW_RECORD_PACKET || kind == WILLOW_RECORD_FRAGMENT)
    return append_data (writer, connection, segment, error);
  append_note (writer->chunk, connection, segment);
  return flush_when_much (writer, error);
}

gboolean
willow_pcapng_writer_add_record (WillowPcapngWriter *writer,
                                 const WillowRecord *record,
                                 GError            **error)
{
  Segment segment = { .direction = record->direction,
                      .wall_us = record->wall_us,
                      .payload = { record->data, record->len } };

  return add (writer, record->connection, record->kind, &segment, error);
}

gboolean
willow_pcapng_writer_add_view (WillowPcapngWriter    *writer,
                               const WillowTraceView *view,
                               GError               **error)
{
  Segment segment = { .direction = view->direction,
                      .wall_us = view->wall_us,
                      .payload = view->data };

  return add (writer, view->connection, view->kind, &segment, error);
}

gboolean
willow_pcapng_writer_end_connection (WillowPcapngWriter *writer,
                                     guint32             connection,
                                     gint64              wall_us,
                                     WillowDirection     by,
                                     gboolean            is_reset,
                                     GError            **error)
{
  Connection *c = find_connection (writer, connection);
  Segment     segment = { .direction = by, .wall_us = wall_us };

  if (c != NULL && c->is_open)
    {
      segment.flags = WILLOW_TCP_ACK;
      segment.flags |= is_reset ? WILLOW_TCP_RST : WILLOW_TCP_FIN;
      append_segment (writer->chunk, c, &segment);
    }
  if (c != NULL && c->is_open && !is_reset)
    {
      segment.direction = !by;
      append_segment (writer->chunk, c, &segment);
      segment.direction = by;
      segment.flags = WILLOW_TCP_ACK;
      append_segment (writer->chunk, c, &segment);
    }
  g_hash_table_remove (writer->connections, GUINT_TO_POINTER (connection));
  return flush_when_much (writer, error);
}
