/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of tests/broker/hostile, each against a live broker: it answers as
 * the specification wants it, and the messages of two good Clients go on
 * meanwhile, each exactly once and in order. */
#include "broker-peer.h"

#include <string.h>
#include <sys/socket.h>

/* Small enough that rows can exceed them. */
#define MAXIMUM_PACKET_SIZE 1000
#define RECEIVE_MAXIMUM 4
#define N_COLUMNS 4

typedef struct
{
  GByteArray *bytes;
  gboolean    connects; /* first, by a CONNECT that is accepted */
  gboolean    starts_with_any;
  GByteArray *answer;     /* literal */
  guint8      first_byte; /* then: CONNACK, DISCONNECT, or 0 for none */
  char      **codes;      /* of that, in hexadecimal */
  char       *ending;
} Row;

typedef struct
{
  Peer *subscriber;
  Peer *publisher;
  guint n_sent;
  guint n_received;
} Others;

static void
row_clear (Row *row)
{
  g_byte_array_unref (row->bytes);
  g_byte_array_unref (row->answer);
  g_strfreev (row->codes);
  g_free (row->ending);
}

/* "CONNACK 81,82" or "DISCONNECT 82" at the end of @text is cut off. */
static void
parse_reason (Row *row, char *text)
{
  const char  *names[] = { "CONNACK", "DISCONNECT" };
  const guint8 first_bytes[] = { 0x20, 0xe0 };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      char *name = strstr (text, names[i]);

      if (name == NULL)
        continue;
      row->first_byte = first_bytes[i];
      g_strfreev (row->codes);
      row->codes = g_strsplit (g_strstrip (name + strlen (names[i])), ",", -1);
      *name = '\0';
    }
}

static void
row_init (Row *row, const char *bytes, const char *answer)
{
  g_autofree char *text = g_strdup (answer);
  char            *space = strrchr (text, ' ');

  *row = (Row){ .connects = bytes[0] == '+' };
  row->bytes = pb_hex (row->connects ? bytes + 1 : bytes);
  row->ending = g_strdup (space != NULL ? space + 1 : text);
  *(space != NULL ? space : text) = '\0';
  row->codes = g_new0 (char *, 1);
  parse_reason (row, text);
  row->starts_with_any = g_str_has_prefix (text, "any");
  row->answer = pb_hex (row->starts_with_any ? text + strlen ("any") : text);
}

static void
others_publish (Others *others)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *payload = g_strdup_printf ("%u", others->n_sent++);

  pb_publish (bytes,
              others->publisher->version,
              1,
              FALSE,
              (guint16)(others->n_sent % 65535 + 1),
              "good",
              payload,
              strlen (payload));
  peer_send (others->publisher, bytes);
}

/* All that was published has come and is acknowledged, and nothing else. */
static void
others_check (Others *others)
{
  for (; others->n_received < others->n_sent; others->n_received++)
    {
      g_autoptr (GByteArray) puback = g_byte_array_new ();
      g_autofree char *payload = g_strdup_printf ("%u", others->n_received);

      pb_ack (puback, 0x40, (guint16)((others->n_received + 1) % 65535 + 1));
      peer_expect (others->publisher, puback);
      peer_expect_publish (others->subscriber, 1, FALSE, "good", payload);
    }
  peer_expect_nothing (others->publisher);
  peer_expect_nothing (others->subscriber);
}

static void
others_init (Others *others, Fixture *fixture)
{
  *others = (Others){ 0 };
  others->subscriber = peer_connect (fixture, "good-s", TRUE);
  others->publisher = peer_connect (fixture, "good-p", TRUE);
  peer_subscribe (others->subscriber, "good", 1);
}

static void
others_clear (Others *others)
{
  peer_free (others->subscriber);
  peer_free (others->publisher);
}

/* The next packet, or FALSE at the end of the connection. */
static gboolean
read_or_end (Peer *peer)
{
  g_autoptr (GError) error = NULL;
  guint8 byte;
  gssize n = g_socket_receive (peer->socket, (char *)&byte, 1, NULL, &error);

  if (n <= 0)
    {
      g_assert_false (
          g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
      return FALSE;
    }
  g_byte_array_append (peer->held, &byte, 1);
  peer_read (peer);
  return TRUE;
}

static gboolean
has_code (const Row *row, guint8 code)
{
  g_autofree char *text = g_strdup_printf ("%02x", code);

  return g_strv_contains ((const char *const *)row->codes, text);
}

/* CONNACK of 3.x and 5.0 have theirs in the fourth byte, DISCONNECT in the
 * third. */
static void
expect_reason (Peer *peer, const Row *row)
{
  guint place = row->first_byte == 0x20 ? 3 : 2;

  g_assert_cmphex (peer->packet->data[0], ==, row->first_byte);
  g_assert_cmpuint (peer->packet->len, >, place);
  g_assert_true (has_code (row, peer->packet->data[place]));
}

static void
expect_end_after_any (Peer *peer, const Row *row)
{
  gboolean found = row->first_byte == 0;

  while (read_or_end (peer))
    {
      g_assert_false (found && row->first_byte != 0);
      if (peer->packet->data[0] != row->first_byte)
        continue;
      expect_reason (peer, row);
      found = TRUE;
    }
  g_assert_true (found);
}

static void
expect_stay (Peer *peer, const Row *row)
{
  peer_send_hex (peer, "c0 00");
  while (peer_read (peer) != 0xd0)
    g_assert_true (row->starts_with_any);
}

static void
expect_answer (Peer *peer, const Row *row)
{
  if (row->starts_with_any && g_str_equal (row->ending, "close"))
    {
      expect_end_after_any (peer, row);
      return;
    }
  peer_expect (peer, row->answer);
  if (row->first_byte != 0)
    {
      peer_read (peer);
      expect_reason (peer, row);
    }
  if (g_str_equal (row->ending, "stay"))
    expect_stay (peer, row);
  else if (g_str_equal (row->ending, "wait"))
    shutdown (g_socket_get_fd (peer->socket), SHUT_WR);
  else
    g_assert_cmpstr (row->ending, ==, "close");
  if (!g_str_equal (row->ending, "stay"))
    peer_expect_end (peer);
}

static void
run_row (Fixture *fixture, Others *others, const Row *row, gboolean bytewise)
{
  g_autoptr (Peer) peer =
      row->connects ? peer_connect (fixture, "bad", TRUE) : peer_new (fixture);

  others_publish (others);
  if (!bytewise)
    peer_send (peer, row->bytes);
  for (guint i = 0; bytewise && i < row->bytes->len; i++)
    {
      GByteArray part = { row->bytes->data + i, 1 };

      peer_send (peer, &part);
    }
  others_publish (others);
  expect_answer (peer, row);
  others_check (others);
}

/* Returns how many rows the file has. */
static guint
run_file (Fixture *fixture, Others *others, const char *path, gboolean bytewise)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) columns = g_strsplit (lines[i], " | ", -1);
      Row row;

      if (lines[i][0] == '#' || lines[i][0] == '\0')
        continue;
      g_test_message ("%s:%u %s", path, i + 1, columns[1]);
      g_assert_cmpuint (g_strv_length (columns), ==, N_COLUMNS);
      g_assert_cmpint (columns[0][0] - '0', ==, fixture->version);
      row_init (&row, columns[2], columns[3]);
      run_row (fixture, others, &row, bytewise);
      row_clear (&row);
      n++;
    }
  return n;
}

/* All files of the version under test. */
static guint
run_files (Fixture *fixture, Others *others, gboolean bytewise)
{
  const char *endings[] = {
    [3] = "-3.1.txt", [4] = "-3.1.1.txt", [5] = "-5.0.txt"
  };
  g_autofree char *folder =
      g_test_build_filename (G_TEST_DIST, "broker", "hostile", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;
  guint       n = 0;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_has_suffix (name, endings[fixture->version]))
        n += run_file (fixture, others, path, bytewise);
    }
  return n;
}

static void
start (Fixture *fixture, Others *others)
{
  fixture->config.maximum_packet_size = MAXIMUM_PACKET_SIZE;
  fixture->config.receive_maximum = RECEIVE_MAXIMUM;
  fixture_start (fixture);
  others_init (others, fixture);
}

/* Who breaks a rule is cut off, in 5.0 with a word. 5.0: [MQTT-4.13.1-1]
 * [MQTT-4.13.2-1], 3.1.1: [MQTT-4.8.0-1] */
static void
test_rows (Fixture *fixture)
{
  Others others;
  g_autoptr (WillowBrokerSnapshot) snapshot = NULL;

  start (fixture, &others);
  g_assert_cmpuint (run_files (fixture, &others, FALSE), >=, 300);
  /* The last one may still be on its way out. */
  do
    {
      g_clear_pointer (&snapshot, willow_broker_snapshot_unref);
      snapshot = fixture_snapshot (fixture);
    }
  while (snapshot->n_sessions > 2);
  g_assert_cmpuint (snapshot->n_subscriptions, ==, 1);
  others_clear (&others);
}

/* The same, each byte in a segment of its own. */
static void
test_bytewise (Fixture *fixture)
{
  Others others;

  start (fixture, &others);
  g_assert_cmpuint (run_files (fixture, &others, TRUE), >=, 300);
  others_clear (&others);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/broker/hostile/rows", test_rows);
  fixture_add ("/broker/hostile/bytewise", test_bytewise);
  return g_test_run ();
}
