/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/conversation/willow-conversation.h"
#include "model/profile/willow-profile-json.h"
#include "model/profile/willow-profile-secrets.h"
#include "mqtt/mqtt-packet.h"

#include <string.h>

#include "lib/connect-spec.h"
#include "lib/packet-builder.h"
#include "lib/scripted-peer.h"

/* What the preview shows is what goes over the wire, for every combination of
 * version, flags and practice mode three times over, with odd values in
 * everything else. The server is a socket that knows nothing of Willow. */

/* 3 versions, Clean Start, user name, password, no will or one in six ways and
 * twice, practice mode or not. */
#define N_COMBINATIONS 864u
#define N_PROFILES (3u * N_COMBINATIONS)
#define N_LANES 48u
#define SEED 20261120u

typedef struct _Matrix Matrix;

/* One connection after the other: its port tells which one it is. */
typedef struct
{
  Matrix       *matrix;
  GSocket      *listener;
  GSocket      *peer; /* (nullable) */
  GSource      *source;
  WillowClient *client;
  guint16       port;
  guint         index;
  GBytes       *preview;
  GByteArray   *got;
  gboolean      is_read; /* the whole packet */
} Lane;

struct _Matrix
{
  WillowIoThread *io_thread;
  GRand          *rand;
  guint           next;
  guint           n_done;
  guint           n_sent;
  guint           n_noted;
  gsize           n_bytes;
};

static void lane_next (Lane *lane);

static void
assert_same (guint index, const char *what, GBytes *bytes, GByteArray *expected)
{
  if (bytes == NULL || g_bytes_get_size (bytes) != expected->len ||
      memcmp (g_bytes_get_data (bytes, NULL), expected->data, expected->len) !=
          0)
    g_error ("%s of profile %u is not what it has to be", what, index);
}

static void
assert_equal (guint index, const char *what, GBytes *bytes, GBytes *expected)
{
  if (bytes == NULL || !g_bytes_equal (bytes, expected))
    g_error ("%s of profile %u is not the preview", what, index);
}

/* (transfer full): what the file and the secret store make of it */
static WillowProfile *
reload (WillowProfile *profile)
{
  g_autoptr (JsonNode) node = willow_profile_to_json (profile);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (JsonNode) copy = json_from_string (text, NULL);
  g_autoptr (GBytes) secrets = willow_profile_dup_secrets (profile);
  g_autoptr (GError) error = NULL;
  WillowProfile *loaded =
      willow_profile_from_json (json_node_get_object (copy), &error);

  g_assert_no_error (error);
  if (secrets != NULL)
    willow_profile_load_secrets (loaded, secrets);
  return loaded;
}

static gboolean
is_scram (WillowProfile *profile)
{
  guint authentication;

  g_object_get (profile, "authentication", &authentication, NULL);
  return authentication == WILLOW_AUTHENTICATION_SCRAM_SHA_256;
}

/* A nonce is of one profile and of one connect. */
static void
check_copies (guint          index,
              WillowProfile *profile,
              GBytes        *password,
              GBytes        *preview)
{
  g_autoptr (WillowProfile) loaded = reload (profile);
  g_autoptr (WillowProfile) copy = willow_profile_duplicate (profile, "Copy");
  g_autoptr (GBytes) from_file =
      willow_profile_encode_connect (loaded, password);
  g_autoptr (GBytes) of_copy = willow_profile_encode_connect (copy, password);

  if (is_scram (profile))
    {
      g_assert_cmpuint (
          g_bytes_get_size (from_file), ==, g_bytes_get_size (preview));
      return;
    }
  assert_equal (index, "File", from_file, preview);
  assert_equal (index, "Copy", of_copy, preview);
}

static gboolean
has_note (WillowProfile *profile, GBytes *password, WillowNoteLevel level)
{
  g_autoptr (GArray) notes =
      willow_profile_dup_notes_with_password (profile, password);

  for (guint i = 0; i < notes->len; i++)
    if (g_array_index (notes, WillowProfileNote, i).level >= level)
      return TRUE;
  return FALSE;
}

/* Whatever a strict server refuses has been said before, and is sent only in
 * practice mode. */
static void
check_notes (Matrix            *matrix,
             const ConnectSpec *spec,
             WillowProfile     *profile,
             GBytes            *password,
             GBytes            *preview)
{
  MqttPacket      packet;
  MqttViolation   violation;
  WillowNoteLevel level =
      spec->practice ? WILLOW_NOTE_WARNING : WILLOW_NOTE_ERROR;

  if (mqtt_packet_decode (&packet,
                          MQTT_VERSION_UNKNOWN,
                          MQTT_ROLE_CLIENT,
                          mqtt_slice_from_bytes (preview),
                          &violation))
    return;
  matrix->n_noted++;
  if (!has_note (profile, password, level))
    g_error ("No note says “%s” [%s]", violation.text, violation.id);
}

/* The server has everything: it hangs up. */
static void
lane_close (Lane *lane)
{
  g_clear_pointer (&lane->source, g_source_unref);
  g_socket_close (lane->peer, NULL);
  g_clear_object (&lane->peer);
}

/* Bytes of the packet, from its own header; 0: not known yet. */
static gsize
get_packet_len (const GByteArray *got)
{
  gsize len = 0;

  for (guint i = 1; i < got->len && i <= 4; i++)
    {
      len |= (gsize)(got->data[i] & 127) << (7 * (i - 1));
      if (got->data[i] < 128)
        return 1 + i + len;
    }
  return 0;
}

static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Lane  *lane = user_data;
  guint8 buffer[65536];
  gssize n =
      g_socket_receive (socket, (char *)buffer, sizeof buffer, NULL, NULL);

  if (n <= 0)
    g_error ("Profile %u: the client hung up", lane->index);
  g_byte_array_append (lane->got, buffer, (guint)n);
  if (lane->got->len < 2 || get_packet_len (lane->got) == 0 ||
      lane->got->len < get_packet_len (lane->got))
    return G_SOURCE_CONTINUE;
  assert_same (lane->index, "Preview", lane->preview, lane->got);
  lane->matrix->n_bytes += lane->got->len;
  lane->is_read = TRUE;
  lane_close (lane);
  return G_SOURCE_REMOVE;
}

static void
watch (Lane *lane, GSocket *socket, GSocketSourceFunc func)
{
  g_clear_pointer (&lane->source, g_source_unref);
  lane->source = g_socket_create_source (socket, G_IO_IN, NULL);
  g_source_set_callback (lane->source, G_SOURCE_FUNC (func), lane, NULL);
  g_source_attach (lane->source, NULL);
}

static gboolean
accept_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Lane *lane = user_data;

  lane->peer = g_socket_accept (socket, NULL, NULL);
  g_assert_nonnull (lane->peer);
  g_socket_set_blocking (lane->peer, FALSE);
  watch (lane, lane->peer, readable_cb);
  return G_SOURCE_REMOVE;
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Lane *lane = user_data;
  g_autoptr (GError) error = NULL;

  g_assert_false (
      willow_client_connect_finish (WILLOW_CLIENT (source), result, &error));
  if (!lane->is_read)
    g_error ("Profile %u: %s", lane->index, error->message);
  lane->matrix->n_done++;
  lane_next (lane);
}

static void
lane_connect (Lane *lane, WillowProfile *profile, GBytes *password)
{
  g_autoptr (WillowClientOptions) options =
      willow_profile_build_options (profile, password);

  g_byte_array_set_size (lane->got, 0);
  lane->is_read = FALSE;
  lane->matrix->n_sent++;
  watch (lane, lane->listener, accept_cb);
  willow_client_connect_async (lane->client, options, NULL, connected_cb, lane);
}

static void
lane_next (Lane *lane)
{
  Matrix *matrix = lane->matrix;
  g_autoptr (ConnectSpec) spec = NULL;
  g_autoptr (WillowProfile) profile = NULL;
  g_autoptr (GBytes) password = NULL;
  g_autoptr (GByteArray) expected = NULL;

  if (matrix->next == N_PROFILES)
    return;
  lane->index = matrix->next++;
  spec = connect_spec_new (matrix->rand, lane->index);
  profile = connect_spec_make_profile (spec);
  password = connect_spec_dup_password (spec);
  g_object_set (profile, "port", (guint)lane->port, NULL);
  g_clear_pointer (&lane->preview, g_bytes_unref);
  lane->preview = willow_profile_encode_connect (profile, password);
  expected = connect_spec_expect (spec);
  if (expected != NULL)
    assert_same (lane->index, "Preview", lane->preview, expected);
  check_copies (lane->index, profile, password, lane->preview);
  check_notes (matrix, spec, profile, password, lane->preview);
  lane_connect (lane, profile, password);
}

static void
lane_start (Lane *lane, Matrix *matrix)
{
  g_autoptr (GSocketAddress) any =
      g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  lane->matrix = matrix;
  lane->got = g_byte_array_new ();
  lane->client = willow_client_new (matrix->io_thread);
  lane->listener = g_socket_new (G_SOCKET_FAMILY_IPV4,
                                 G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP,
                                 &error);
  g_assert_no_error (error);
  g_assert_true (g_socket_bind (lane->listener, any, TRUE, &error));
  g_assert_true (g_socket_listen (lane->listener, &error));
  bound = g_socket_get_local_address (lane->listener, &error);
  lane->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  lane_next (lane);
}

static void
lane_clear (Lane *lane)
{
  g_object_run_dispose (G_OBJECT (lane->client));
  g_object_unref (lane->client);
  g_socket_close (lane->listener, NULL);
  g_object_unref (lane->listener);
  g_byte_array_unref (lane->got);
  g_clear_pointer (&lane->preview, g_bytes_unref);
  g_clear_pointer (&lane->source, g_source_unref);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

static void
test_matrix (void)
{
  Matrix           matrix = { .rand = g_rand_new_with_seed (SEED) };
  g_autofree Lane *lanes = g_new0 (Lane, N_LANES);
  g_autoptr (GError) error = NULL;

  matrix.io_thread = willow_io_thread_new ("test", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_LANES; i++)
    lane_start (&lanes[i], &matrix);
  while (matrix.n_done < N_PROFILES)
    g_main_context_iteration (NULL, TRUE);
  g_test_message ("%u profiles, %" G_GSIZE_FORMAT
                  " bytes; a strict server refuses %u of them",
                  matrix.n_sent,
                  matrix.n_bytes,
                  matrix.n_noted);
  g_assert_cmpuint (matrix.n_sent, ==, N_PROFILES);
  g_assert_cmpuint (matrix.n_noted, >, N_PROFILES / 10);
  for (guint i = 0; i < N_LANES; i++)
    lane_clear (&lanes[i]);
  settle ();
  willow_io_thread_unref (matrix.io_thread);
  g_rand_free (matrix.rand);
  settle ();
}

/* A profile at work, as the window has it. */
typedef struct
{
  ScriptedPeer       *peer;
  WillowIoThread     *io_thread;
  WillowProfile      *profile;
  WillowConversation *conversation;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->peer = scripted_peer_new ();
  fixture->io_thread = willow_io_thread_new ("test", &error);
  g_assert_no_error (error);
  fixture->profile = willow_profile_new ("Test");
  g_object_set (fixture->profile,
                "host",
                "127.0.0.1",
                "port",
                (guint)scripted_peer_get_port (fixture->peer),
                NULL);
  fixture->conversation =
      willow_conversation_new (fixture->profile, fixture->io_thread);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_run_dispose (G_OBJECT (fixture->conversation));
  g_clear_object (&fixture->conversation);
  scripted_peer_free (fixture->peer);
  settle ();
  g_object_unref (fixture->profile);
  g_clear_pointer (&fixture->io_thread, willow_io_thread_unref);
  settle ();
}

/* (transfer full): what the preview showed when Connect was pressed, and what
 * came of it */
static GBytes *
connect_once (Fixture *fixture, GBytes *password)
{
  g_autoptr (GBytes) preview =
      willow_profile_encode_connect (fixture->profile, password);
  g_autoptr (GByteArray) got = NULL;

  willow_conversation_connect (fixture->conversation, password);
  scripted_peer_accept (fixture->peer);
  got = scripted_peer_read (fixture->peer, g_bytes_get_size (preview));
  assert_same (0, "Preview", preview, got);
  scripted_peer_close (fixture->peer);
  while (willow_conversation_get_state (fixture->conversation) ==
         WILLOW_CLIENT_CONNECTING)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (&preview);
}

/* Each connect has a nonce of its own, and the preview knows it before. */
static void
test_scram (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) password = g_bytes_new_static ("pencil", 6);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;

  g_object_set (fixture->profile,
                "authentication",
                WILLOW_AUTHENTICATION_SCRAM_SHA_256,
                "use-user-name",
                TRUE,
                "user-name",
                "u",
                "use-password",
                TRUE,
                NULL);
  first = connect_once (fixture, password);
  second = connect_once (fixture, password);
  g_assert_cmpuint (g_bytes_get_size (first), ==, g_bytes_get_size (second));
  g_assert_false (g_bytes_equal (first, second));
}

/* What breaks a rule is not sent, and the reason is said; in practice mode it
 * is. */
static void
test_obstacle (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) sent = NULL;
  const char *problem;

  g_object_set (fixture->profile,
                "version",
                MQTT_VERSION_3_1_1,
                "client-id",
                "",
                "clean-start",
                FALSE,
                NULL);
  willow_conversation_connect (fixture->conversation, NULL);
  settle ();
  problem = willow_conversation_get_problem (fixture->conversation);
  g_assert_nonnull (problem);
  g_assert_nonnull (strstr (problem, "[MQTT-3.1.3-7]"));
  g_assert_cmpint (willow_conversation_get_state (fixture->conversation),
                   ==,
                   WILLOW_CLIENT_DISCONNECTED);
  g_object_set (fixture->profile, "practice", TRUE, NULL);
  sent = connect_once (fixture, NULL);
}

/* Neither is what cannot be expressed, in practice mode either; also where
 * nobody looked at the notes. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (WillowClientOptions) options = NULL;
  g_autoptr (GBytes) preview = NULL;

  g_object_set (fixture->profile,
                "practice",
                TRUE,
                "client-id",
                "0",
                "client-id-encoding",
                WILLOW_TEXT_HEX,
                NULL);
  willow_conversation_connect (fixture->conversation, NULL);
  settle ();
  g_assert_nonnull (willow_conversation_get_problem (fixture->conversation));
  preview = willow_profile_encode_connect (fixture->profile, NULL);
  g_assert_null (preview);
  options = willow_profile_build_options (fixture->profile, NULL);
  g_assert_cmpstr (willow_client_options_get_refusal (options),
                   ==,
                   willow_encoded_text_get_rule (WILLOW_TEXT_HEX));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/connect-matrix/wire", test_matrix);
  g_test_add ("/model/connect-matrix/scram",
              Fixture,
              NULL,
              set_up,
              test_scram,
              tear_down);
  g_test_add ("/model/connect-matrix/obstacle",
              Fixture,
              NULL,
              set_up,
              test_obstacle,
              tear_down);
  g_test_add ("/model/connect-matrix/refused",
              Fixture,
              NULL,
              set_up,
              test_refused,
              tear_down);
  return g_test_run ();
}
