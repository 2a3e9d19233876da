/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tshark makes of it is tested in tests/interop. */
#include "trace/willow-pcapng.h"

#include <string.h>

static WillowRecord *
make_pingreq (guint32 connection)
{
  static const guint8 pingreq[] = { 0xc0, 0x00 };

  return willow_record_new (WILLOW_RECORD_PACKET,
                            WILLOW_DIRECTION_TO_SERVER,
                            MQTT_VERSION_3_1_1,
                            connection,
                            1000,
                            (MqttSlice){ pingreq, sizeof pingreq });
}

static void
test_frame_bytes (void)
{
  /* SYN of connection 1 behind the block's head of 28 bytes; the sequence
   * number is 2654435761, the checksum of IP was worked out apart. */
  static const guint8 syn[] = {
    0x45, 0x00, 0x00, 0x28, 0x00, 0x00, 0x40, 0x00, 0x40, 0x06, 0x6e, 0xce,
    0x0a, 0x00, 0x00, 0x01, 0xc0, 0x00, 0x02, 0x01, 0xc0, 0x00, 0x07, 0x5b,
    0x9e, 0x37, 0x79, 0xb1, 0x00, 0x00, 0x00, 0x00, 0x50, 0x02, 0xff, 0xff,
  };
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (WillowPcapngWriter) writer =
      willow_pcapng_writer_new (stream, "test");
  g_autoptr (WillowRecord) record = make_pingreq (1);
  g_autoptr (GError) error = NULL;
  const guint8 *data;
  guint32       len;

  g_assert_true (willow_pcapng_writer_add_record (writer, record, &error));
  g_assert_no_error (error);
  g_assert_true (willow_pcapng_writer_flush (writer, &error));
  data = g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream));
  g_assert_cmphex (*(const guint32 *)data, ==, 0x0a0d0d0a);
  len = ((const guint32 *)data)[1];
  data += len;
  g_assert_cmpuint (((const guint32 *)data)[0], ==, 1);
  data += ((const guint32 *)data)[1];
  g_assert_cmpuint (((const guint32 *)data)[0], ==, 6);
  g_assert_cmpmem (data + 28, sizeof syn, syn, sizeof syn);
}

static void
test_full_stream (void)
{
  guint8 room[64];
  g_autoptr (GOutputStream) stream =
      g_memory_output_stream_new (room, sizeof room, NULL, NULL);
  g_autoptr (WillowPcapngWriter) writer =
      willow_pcapng_writer_new (stream, "test");
  g_autoptr (GError) error = NULL;

  g_assert_false (willow_pcapng_writer_flush (writer, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

/* What comes together is bounded. */
static void
test_writes_while_it_goes (void)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (WillowPcapngWriter) writer =
      willow_pcapng_writer_new (stream, "test");
  g_autoptr (WillowRecord) record = make_pingreq (1);

  for (guint i = 0; i < 10000; i++)
    g_assert_true (willow_pcapng_writer_add_record (writer, record, NULL));
  g_assert_cmpuint (
      g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)),
      >,
      400000);
}

static void
test_ends_what_it_does_not_know (void)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (WillowPcapngWriter) writer =
      willow_pcapng_writer_new (stream, "test");
  gsize len;

  g_assert_true (willow_pcapng_writer_flush (writer, NULL));
  len = g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream));
  g_assert_true (willow_pcapng_writer_end_connection (
      writer, 9, 1000, WILLOW_DIRECTION_TO_CLIENT, FALSE, NULL));
  g_assert_true (willow_pcapng_writer_flush (writer, NULL));
  g_assert_cmpuint (
      g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)),
      ==,
      len);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pcapng/frame-bytes", test_frame_bytes);
  g_test_add_func ("/pcapng/full-stream", test_full_stream);
  g_test_add_func ("/pcapng/writes-while-it-goes", test_writes_while_it_goes);
  g_test_add_func ("/pcapng/ends-what-it-does-not-know",
                   test_ends_what_it_does_not_know);
  return g_test_run ();
}
