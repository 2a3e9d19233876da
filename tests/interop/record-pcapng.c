/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines from standard input become records, and these the pcapng file that is
 * the argument: CONNECTION client|server HEX, CONNECTION note TEXT,
 * CONNECTION end|reset, CONNECTION from CLIENT-ADDRESS PORT SERVER-ADDRESS
 * PORT.
 */
#include "trace/willow-pcapng.h"

#include <stdio.h>
#include <string.h>

static gint64 now_us;

static GBytes *
parse_hex (const char *hex)
{
  GByteArray *bytes = g_byte_array_new ();

  for (; g_ascii_isxdigit (hex[0]); hex += 2)
    {
      guint8 byte = (guint8)(g_ascii_xdigit_value (hex[0]) << 4 |
                             g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (bytes, &byte, 1);
    }
  return g_byte_array_free_to_bytes (bytes);
}

static gboolean
add (WillowPcapngWriter *writer,
     guint32             connection,
     WillowRecordKind    kind,
     WillowDirection     direction,
     MqttSlice           data,
     GError            **error)
{
  g_autoptr (WillowRecord) record = willow_record_new (
      kind, direction, MQTT_VERSION_5_0, connection, now_us, data);

  record->wall_us = now_us;
  return willow_pcapng_writer_add_record (writer, record, error);
}

static void
set_addresses (WillowPcapngWriter *writer, guint32 connection, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  g_autoptr (GSocketAddress) client = g_inet_socket_address_new_from_string (
      words[0], (guint)g_ascii_strtoull (words[1], NULL, 10));
  g_autoptr (GSocketAddress) server = g_inet_socket_address_new_from_string (
      words[2], (guint)g_ascii_strtoull (words[3], NULL, 10));

  willow_pcapng_writer_set_addresses (writer, connection, client, server);
}

static gboolean
do_line (WillowPcapngWriter *writer, char *line, GError **error)
{
  g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", 3);
  guint32     connection = (guint32)g_ascii_strtoull (words[0], NULL, 10);
  const char *text = words[2] != NULL ? words[2] : "";
  g_autoptr (GBytes) bytes = NULL;

  now_us += 1500;
  if (g_str_equal (words[1], "from"))
    {
      set_addresses (writer, connection, text);
      return TRUE;
    }
  if (g_str_equal (words[1], "end") || g_str_equal (words[1], "reset"))
    return willow_pcapng_writer_end_connection (writer,
                                                connection,
                                                now_us,
                                                WILLOW_DIRECTION_TO_SERVER,
                                                g_str_equal (words[1], "reset"),
                                                error);
  if (g_str_equal (words[1], "note"))
    return add (writer,
                connection,
                WILLOW_RECORD_NOTE,
                WILLOW_DIRECTION_TO_SERVER,
                mqtt_slice_from_string (text),
                error);
  bytes = parse_hex (text);
  return add (
      writer,
      connection,
      WILLOW_RECORD_PACKET,
      g_str_equal (words[1], "client") ? WILLOW_DIRECTION_TO_SERVER
                                       : WILLOW_DIRECTION_TO_CLIENT,
      (MqttSlice){ g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes) },
      error);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GFile) file = g_file_new_for_path (argv[1]);
  g_autoptr (GFileOutputStream) out =
      g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL);
  g_autoptr (WillowPcapngWriter) writer =
      willow_pcapng_writer_new (G_OUTPUT_STREAM (out), "record-pcapng");
  g_autoptr (GError) error = NULL;
  char  *line = NULL;
  size_t size = 0;

  now_us = 1700000000 * (gint64)G_USEC_PER_SEC;
  while (error == NULL && getline (&line, &size, stdin) > 0)
    do_line (writer, line, &error);
  free (line);
  if (error == NULL)
    willow_pcapng_writer_flush (writer, &error);
  if (error != NULL)
    g_printerr ("%s\n", error->message);
  return error != NULL;
}
