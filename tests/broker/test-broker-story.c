/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the broker and our client record of how a connection came up, and what
 * they do not: secrets. */
#include "tls-world.h"

#include "net/willow-phase.h"

#include <string.h>

#define PATH "/mqtt"

static const char *const secrets[] = { "bearer-of-seven",
                                       "proxy-of-eight",
                                       "session-of-nine" };

/* A word for each record, as "accept+ tls+ http> http< up+ packet> …" */
static char *
dup_story (GPtrArray *records)
{
  static const char *const kinds[] = { "resolve", "tcp", "proxy",
                                       "tls",     "up",  "accept" };
  static const char *const outcomes[] = { "…", "+", "-" };
  GString                 *story = g_string_new (NULL);

  for (guint i = 0; i < records->len; i++)
    {
      const WillowRecord *record = records->pdata[i];
      const char         *way =
          record->direction == WILLOW_DIRECTION_TO_SERVER ? ">" : "<";

      if (record->kind == WILLOW_RECORD_PHASE)
        {
          g_autoptr (WillowPhase) phase =
              willow_phase_from_text ((const char *)record->data, record->len);

          g_assert_nonnull (phase);
          g_string_append_printf (
              story, "%s%s ", kinds[phase->kind], outcomes[phase->outcome]);
        }
      else if (record->kind == WILLOW_RECORD_HTTP)
        g_string_append_printf (story, "http%s ", way);
      else if (record->kind == WILLOW_RECORD_PACKET)
        g_string_append_printf (story, "packet%s ", way);
    }
  return g_string_free (story, FALSE);
}

/* (transfer full): of the first of that kind */
static WillowPhase *
find_phase (GPtrArray *records, WillowPhaseKind kind)
{
  for (guint i = 0; i < records->len; i++)
    {
      const WillowRecord *record = records->pdata[i];
      WillowPhase        *phase;

      if (record->kind != WILLOW_RECORD_PHASE)
        continue;
      phase = willow_phase_from_text ((const char *)record->data, record->len);
      if (phase->kind == kind)
        return phase;
      willow_phase_free (phase);
    }
  g_assert_not_reached ();
}

static void
assert_masked (GPtrArray *records)
{
  gboolean has_stars = FALSE;

  for (guint i = 0; i < records->len; i++)
    {
      const WillowRecord *record = records->pdata[i];
      const char         *data = (const char *)record->data;

      for (guint k = 0; k < G_N_ELEMENTS (secrets); k++)
        g_assert_null (g_strstr_len (data, record->len, secrets[k]));
      if (record->kind == WILLOW_RECORD_HTTP &&
          g_strstr_len (data, record->len, "Authorization: Bearer *") != NULL)
        has_stars = TRUE;
    }
  g_assert_true (has_stars);
}

/* The TLS listener of @world becomes one of @scheme. */
static void
use_scheme (World *world, WillowScheme scheme)
{
  WillowBrokerListenerConfig *listener =
      willow_broker_config_get_listener (&world->broker.config, 1);

  listener->scheme = scheme;
  g_free (listener->path);
  listener->path = g_strdup (
      scheme == WILLOW_SCHEME_WS || scheme == WILLOW_SCHEME_WSS ? PATH : NULL);
  world->broker.config.trace = willow_trace_queue_new (G_MAXINT);
}

static void
start (World *world, WillowScheme scheme, gboolean with_secrets)
{
  g_autoptr (WillowConnectorSettings) connector =
      willow_connector_settings_new ();
  g_autoptr (WillowEndpoint) endpoint = NULL;
  guint16 port;

  fixture_start (&world->broker);
  port = willow_broker_get_port (world->broker.broker, scheme);
  world_aim (world, scheme, port);
  endpoint = willow_endpoint_new (scheme, "127.0.0.1", port, PATH);
  willow_client_options_set_endpoint (world->client_side.options, endpoint);
  willow_connector_settings_set_tls (connector, world->tls);
  if (with_secrets)
    {
      willow_connector_settings_add_header (
          connector, "Authorization", "Bearer bearer-of-seven");
      willow_connector_settings_add_header (
          connector, "Proxy-Authorization", "Basic proxy-of-eight");
      willow_connector_settings_add_header (
          connector, "Cookie", "id=session-of-nine");
    }
  willow_client_options_set_connector (world->client_side.options, connector);
}

/* (transfer full) (element-type WillowRecord): both sides, when all is over */
static GPtrArray *
stop (World *world)
{
  fixture_stop (&world->broker);
  return willow_trace_queue_take (world->broker.config.trace, 0);
}

static void
test_story (gconstpointer data)
{
  WillowScheme scheme = GPOINTER_TO_UINT (data);
  gboolean     has_tls =
      scheme == WILLOW_SCHEME_MQTTS || scheme == WILLOW_SCHEME_WSS;
  gboolean has_http = scheme == WILLOW_SCHEME_WS || scheme == WILLOW_SCHEME_WSS;
  World    world = { 0 };
  g_autoptr (GPtrArray) theirs = NULL;
  g_autoptr (GPtrArray) ours = NULL;
  g_autofree char *story = NULL;
  g_autofree char *expected = g_strconcat ("accept+ ",
                                           has_tls ? "tls+ " : "",
                                           has_http ? "http> http< up+ " : "",
                                           "packet> packet< packet> ",
                                           NULL);

  world_init (&world, 5, &world_ordinary);
  use_scheme (&world, scheme);
  start (&world, scheme, has_http);
  world_connect (&world);
  g_assert_no_error (world.client_side.error);
  client_fixture_disconnect (&world.client_side, WILLOW_DISCONNECT_CLEAN);
  client_fixture_succeed (&world.client_side);
  theirs = stop (&world);
  ours = willow_trace_queue_take (world.client_side.trace, 0);
  story = dup_story (theirs);
  g_assert_cmpstr (story, ==, expected);
  if (has_tls)
    {
      g_autoptr (WillowPhase) tls = find_phase (theirs, WILLOW_PHASE_TLS);

      g_assert_cmpstr (tls->tls->version, ==, "TLSv1.3");
      /* A handshake takes more than a microsecond. */
      g_assert_cmpint (tls->duration_us, >, 10);
    }
  if (has_http)
    {
      g_autoptr (WillowPhase) upgrade =
          find_phase (theirs, WILLOW_PHASE_UPGRADE);

      g_assert_cmpint (upgrade->duration_us, >, 1);
      g_assert_cmpstr (
          upgrade->evidence, ==, "HTTP/1.1 101 Switching Protocols");
      assert_masked (theirs);
      assert_masked (ours);
    }
  willow_trace_queue_unref (g_steal_pointer (&world.broker.config.trace));
  world_clear (&world);
}

/* What is no WebSocket is told as well, with the reason. */
static void
test_refused (gconstpointer data)
{
  WillowScheme scheme = GPOINTER_TO_UINT (data);
  World        world = { 0 };
  g_autoptr (WillowEndpoint) elsewhere = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (WillowPhase) upgrade = NULL;
  g_autofree char *story = NULL;

  world_init (&world, 5, &world_ordinary);
  use_scheme (&world, scheme);
  start (&world, scheme, TRUE);
  elsewhere =
      willow_endpoint_new (scheme,
                           "127.0.0.1",
                           willow_broker_get_port (world.broker.broker, scheme),
                           "/elsewhere");
  willow_client_options_set_endpoint (world.client_side.options, elsewhere);
  world_connect (&world);
  g_assert_false (world.client_side.succeeded);
  records = stop (&world);
  story = dup_story (records);
  g_assert_cmpstr (story,
                   ==,
                   scheme == WILLOW_SCHEME_WSS ? "accept+ tls+ http> http< up- "
                                               : "accept+ http> http< up- ");
  upgrade = find_phase (records, WILLOW_PHASE_UPGRADE);
  g_assert_cmpint (upgrade->duration_us, >, 1);
  /* A reason, and not only the status line. */
  g_assert_false (g_str_has_prefix (upgrade->evidence, "HTTP/"));
  assert_masked (records);
  willow_trace_queue_unref (g_steal_pointer (&world.broker.config.trace));
  world_clear (&world);
}

/* Nobody trusts its certificate: TLS under the WebSocket never comes up. */
static void
test_untrusted (void)
{
  World world = { 0 };
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (WillowPhase) tls = NULL;
  g_autofree char *story = NULL;

  world_init (&world, 5, &world_ordinary);
  use_scheme (&world, WILLOW_SCHEME_WSS);
  willow_tls_settings_unref (world.tls);
  world.tls = willow_tls_settings_new ();
  start (&world, WILLOW_SCHEME_WSS, FALSE);
  world_connect (&world);
  g_assert_false (world.client_side.succeeded);
  /* Its alert is on its way. */
  records = willow_trace_queue_take (world.broker.config.trace, 0);
  while (records->len < 2)
    {
      g_thread_yield ();
      g_ptr_array_extend_and_steal (
          records, willow_trace_queue_take (world.broker.config.trace, 0));
    }
  story = dup_story (records);
  g_assert_cmpstr (story, ==, "accept+ tls- ");
  tls = find_phase (records, WILLOW_PHASE_TLS);
  g_assert_nonnull (tls->evidence);
  willow_trace_queue_unref (g_steal_pointer (&world.broker.config.trace));
  world_clear (&world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (WillowScheme s = WILLOW_SCHEME_MQTTS; s <= WILLOW_SCHEME_WSS; s++)
    {
      g_autofree char *path =
          g_strconcat ("/broker/story/", willow_scheme_get_name (s), NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (s), test_story);
    }
  g_test_add_data_func ("/broker/story/refused/ws",
                        GUINT_TO_POINTER (WILLOW_SCHEME_WS),
                        test_refused);
  g_test_add_data_func ("/broker/story/refused/wss",
                        GUINT_TO_POINTER (WILLOW_SCHEME_WSS),
                        test_refused);
  g_test_add_func ("/broker/story/untrusted", test_untrusted);
  return g_test_run ();
}
