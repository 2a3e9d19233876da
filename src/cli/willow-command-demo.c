/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "broker/willow-broker.h"
#include "cli/willow-cli.h"
#include "cli/willow-packet-printer.h"
#include "cli/willow-tree-printer.h"
#include "model/conversation/willow-conversation.h"
#include "model/fleet/willow-fleet-player.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FLEET_SEED 1u
#define REDRAW_MS 250
#define FALLBACK_ROWS 40u
#define FALLBACK_COLUMNS 100u

typedef struct
{
  GMainLoop          *loop;
  WillowBroker       *broker;
  WillowIoThread     *io_thread;
  WillowFleetPlayer  *player;
  WillowConversation *conversation;
  int                 n_devices;
  int                 seconds;
  int                 code;
  gboolean            shown[2]; /* CONNECT, CONNACK */
  gint64              end_us;
  guint               timer;
} Demo;

static void
quit (Demo *demo, int code)
{
  demo->code = code;
  g_main_loop_quit (demo->loop);
}

/* The first two packets of the conversation, with all their fields. */
static void
show_handshake (Demo *demo)
{
  WillowTraceStore *store = willow_conversation_get_store (demo->conversation);
  guint64           serial = willow_trace_store_get_first_serial (store);
  guint64           end = willow_trace_store_get_end_serial (store);

  for (; serial < end && !(demo->shown[0] && demo->shown[1]); serial++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      WillowTraceView view;
      guint           which;

      if (!willow_trace_store_get (store, serial, &view) ||
          view.kind != WILLOW_RECORD_PACKET || view.data.len == 0)
        continue;
      which = view.data.data[0] >> 4 == MQTT_PACKET_CONNECT ? 0 : 1;
      if (demo->shown[which])
        continue;
      demo->shown[which] = TRUE;
      g_string_append (text, which == 0 ? "→ " : "← ");
      willow_packet_print (text,
                           view.version,
                           willow_direction_get_sender (view.direction),
                           view.data,
                           FALSE);
      g_print ("%s\n", text->str);
    }
}

static void
show_tree (Demo *demo, gboolean whole)
{
  WillowTopicTree *tree = willow_conversation_get_topics (demo->conversation);
  g_autoptr (GString) text = g_string_new (NULL);
  guint64 n_messages =
      willow_topic_node_get_n_messages (willow_topic_tree_get_root (tree));
  struct winsize size = { 0 };
  gboolean       terminal =
      ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
  guint rows = terminal ? size.ws_row : FALLBACK_ROWS;
  guint columns = terminal ? size.ws_col : FALLBACK_COLUMNS;

  if (terminal && !whole)
    g_string_append (text, "\033[H\033[J");
  g_string_append_printf (text,
                          ngettext ("%u topic, %lu messages",
                                    "%u topics, %lu messages",
                                    willow_topic_tree_get_n_topics (tree)),
                          willow_topic_tree_get_n_topics (tree),
                          (gulong)n_messages);
  g_string_append (text, "\n\n");
  willow_tree_print (tree, whole ? 0 : MAX (rows, 8) - 4, columns, text);
  g_print ("%s", text->str);
  fflush (stdout);
}

static gboolean
tick_cb (gpointer user_data)
{
  Demo *demo = user_data;

  show_handshake (demo);
  if (demo->seconds > 0 && g_get_monotonic_time () >= demo->end_us)
    {
      quit (demo, WILLOW_EXIT_OK);
      return G_SOURCE_CONTINUE;
    }
  /* Redrawing is for a terminal; a file gets the tree once, at the end. */
  if (isatty (STDOUT_FILENO) && demo->shown[1])
    show_tree (demo, FALSE);
  return G_SOURCE_CONTINUE;
}

static void
state_cb (WillowConversation *conversation, GParamSpec *pspec, gpointer data)
{
  switch (willow_conversation_get_state (conversation))
    {
    case WILLOW_CLIENT_REFUSED:
    case WILLOW_CLIENT_FAILED:
    case WILLOW_CLIENT_LOST:
      willow_cli_complain ("%s", willow_conversation_get_status (conversation));
      quit (data, WILLOW_EXIT_NETWORK);
      break;
    case WILLOW_CLIENT_DISCONNECTED:
    case WILLOW_CLIENT_CONNECTING:
    case WILLOW_CLIENT_CONNECTED:
    default:
      break;
    }
}

static void
start_observer (Demo *demo, guint16 port)
{
  g_autoptr (WillowProfile) profile = willow_profile_new ("Demo");

  g_object_set (profile,
                "host",
                "127.0.0.1",
                "port",
                (guint)port,
                "version",
                (guint)MQTT_VERSION_5_0,
                "client-id",
                "willow-demo",
                NULL);
  willow_profile_add_subscription (profile, "#", MQTT_QOS_1);
  demo->conversation = willow_conversation_new (profile, demo->io_thread);
  g_signal_connect (
      demo->conversation, "notify::state", G_CALLBACK (state_cb), demo);
  willow_conversation_connect (demo->conversation, NULL);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Demo *demo = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowEndpoint) endpoint = NULL;
  g_autofree char *url = NULL;
  guint16          port;

  if (!willow_broker_start_finish (demo->broker, result, &error))
    {
      willow_cli_complain ("%s", error->message);
      quit (demo, WILLOW_EXIT_FAILURE);
      return;
    }
  port = willow_broker_get_port (demo->broker, WILLOW_SCHEME_MQTT);
  url = willow_broker_dup_url (demo->broker, WILLOW_SCHEME_MQTT);
  g_print (ngettext ("The bundled broker listens on %s; %d device publishes.",
                     "The bundled broker listens on %s; %d devices publish.",
                     (gulong)demo->n_devices),
           url,
           demo->n_devices);
  g_print ("\n\n");
  start_observer (demo, port);
  endpoint = willow_endpoint_new (WILLOW_SCHEME_MQTT, "127.0.0.1", port, NULL);
  demo->player = willow_fleet_player_new (
      willow_fleet_new (FLEET_SEED, (guint)demo->n_devices),
      demo->io_thread,
      endpoint,
      1.0);
  willow_fleet_player_start (demo->player);
  demo->end_us =
      g_get_monotonic_time () + (gint64)demo->seconds * G_USEC_PER_SEC;
  demo->timer = g_timeout_add (REDRAW_MS, tick_cb, demo);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Demo *demo = user_data;

  willow_broker_stop_finish (demo->broker, result, NULL);
  g_main_loop_quit (demo->loop);
}

static void
tear_down (Demo *demo)
{
  g_clear_handle_id (&demo->timer, g_source_remove);
  if (demo->player != NULL)
    willow_fleet_player_stop (demo->player);
  g_clear_object (&demo->player);
  if (demo->conversation != NULL)
    {
      g_signal_handlers_disconnect_by_data (demo->conversation, demo);
      willow_conversation_disconnect (demo->conversation,
                                      WILLOW_DISCONNECT_CLEAN);
    }
  if (willow_broker_get_running (demo->broker))
    {
      willow_broker_stop_async (demo->broker, stopped_cb, demo);
      g_main_loop_run (demo->loop);
    }
  g_clear_object (&demo->conversation);
  g_clear_object (&demo->broker);
  g_clear_pointer (&demo->io_thread, willow_io_thread_unref);
  g_main_loop_unref (demo->loop);
}

static int
play (Demo *demo, int port)
{
  g_autoptr (GError) error = NULL;
  g_auto (WillowBrokerConfig) config = { 0 };

  demo->io_thread = willow_io_thread_new ("client", &error);
  if (demo->io_thread == NULL)
    {
      willow_cli_complain ("%s", error->message);
      return WILLOW_EXIT_FAILURE;
    }
  demo->loop = g_main_loop_new (NULL, FALSE);
  demo->broker = willow_broker_new ();
  willow_broker_config_init (&config);
  willow_broker_config_get_listener (&config, 0)->port = (guint16)port;
  willow_broker_start_async (demo->broker, &config, started_cb, demo);
  willow_cli_run_loop (demo->loop);
  if (demo->conversation != NULL && demo->code == WILLOW_EXIT_OK)
    {
      show_handshake (demo);
      show_tree (demo, TRUE);
    }
  tear_down (demo);
  return demo->code;
}

int
willow_command_demo (int argc, char *argv[])
{
  Demo            demo = { .n_devices = 6, .seconds = 12 };
  int             port = 0;
  int             code = WILLOW_EXIT_OK;
  GOptionContext *context;
  /* clang-format off */
  GOptionEntry entries[] = {
    { "seconds", 0, 0, G_OPTION_ARG_INT, &demo.seconds,
      N_ ("How long (default 12; 0: until Ctrl+C)"), N_ ("SECONDS") },
    { "devices", 0, 0, G_OPTION_ARG_INT, &demo.n_devices,
      N_ ("How many simulated devices (default 6)"), N_ ("COUNT") },
    { "port", 'p', 0, G_OPTION_ARG_INT, &port,
      N_ ("Port of the broker (default: any free one)"), N_ ("PORT") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  context = g_option_context_new (_ ("— see it all at work"));
  g_option_context_set_summary (
      context,
      _ ("Starts the bundled broker on this computer only and some simulated "
         "devices, connects to it, shows CONNECT and CONNACK with all their "
         "fields, then the live topic tree."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!willow_cli_parse (context, &argc, &argv, &code))
    return code;
  if (argc > 1 || demo.seconds < 0 || demo.n_devices < 1 ||
      demo.n_devices > 1000 || port < 0 || port > 65535)
    {
      willow_cli_complain (_ ("These numbers make no sense; see --help."));
      return WILLOW_EXIT_USAGE;
    }
  return play (&demo, port);
}
