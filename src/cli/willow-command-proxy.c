/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-faults.h"
#include "cli/willow-cli-tls.h"
#include "cli/willow-cli-websocket.h"
#include "cli/willow-cli.h"
#include "cli/willow-packet-log.h"
#include "fault/willow-fault-proxy.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#define DEFAULT_LISTENER "mqtt://127.0.0.1:1884"

typedef struct
{
  char           *listener;
  char           *to;
  gboolean        show_packets;
  WillowCliFaults faults;
  WillowCliTls    tls; /* of the way to the broker */
  WillowCliTls    own; /* of the listener: certificate and key */

  WillowCliWebsocket websocket; /* of the way to the broker */
} Options;

static gboolean
fail (GError **error, const char *sentence)
{
  g_set_error_literal (
      error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, sentence);
  return FALSE;
}

/* Port 0, which an address to connect to cannot have, is any free one. */
static WillowEndpoint *
parse_listener (const char *text, GError **error)
{
  g_autofree char *rest = g_strdup (text);
  WillowEndpoint  *endpoint;
  char            *end = strstr (rest, ":0/");
  gboolean         is_any = end != NULL || g_str_has_suffix (rest, ":0");

  if (end != NULL)
    memmove (end, end + strlen (":0"), strlen (end + strlen (":0")) + 1);
  else if (is_any)
    rest[strlen (rest) - strlen (":0")] = '\0';
  endpoint = willow_endpoint_parse (rest, error);
  if (endpoint != NULL && is_any)
    endpoint->port = 0;
  return endpoint;
}

static WillowEndpoint *
parse_to (const char *text, GError **error)
{
  if (text != NULL)
    return willow_endpoint_parse (text, error);
  fail (error, _ ("Give the broker with --to URL."));
  return NULL;
}

static gboolean
make_listener_tls (const Options        *options,
                   const WillowEndpoint *listener,
                   WillowTlsSettings   **tls,
                   GError              **error)
{
  if (listener->scheme == WILLOW_SCHEME_MQTT ||
      listener->scheme == WILLOW_SCHEME_WS)
    return TRUE;
  if (options->own.certificate_file == NULL)
    return fail (error,
                 _ ("To listen by TLS, say the certificate with "
                    "--listener-cert and its key with --listener-key."));
  *tls = willow_cli_tls_build (&options->own, error);
  return *tls != NULL &&
         willow_cli_faults_set_issuer (&options->faults, *tls, error);
}

static gboolean
is_websocket (const WillowEndpoint *endpoint)
{
  return endpoint->scheme == WILLOW_SCHEME_WS ||
         endpoint->scheme == WILLOW_SCHEME_WSS;
}

static WillowFaultProxy *
make_proxy (const Options *options, WillowTraceQueue *trace, GError **error)
{
  g_autoptr (WillowEndpoint) listener = NULL;
  g_autoptr (WillowEndpoint) to = NULL;
  g_autoptr (WillowTlsSettings) tls = NULL;
  g_autoptr (WillowTlsSettings) to_tls = NULL;
  g_autoptr (WillowFaultList) faults = NULL;
  g_autoptr (WillowConnectorSettings) settings =
      willow_connector_settings_new ();
  WillowFaultProxyConfig config;

  listener = parse_listener (
      options->listener != NULL ? options->listener : DEFAULT_LISTENER, error);
  if (listener == NULL)
    return NULL;
  to = parse_to (options->to, error);
  if (to == NULL || !make_listener_tls (options, listener, &tls, error))
    return NULL;
  if (willow_cli_tls_is_set (&options->tls))
    {
      to_tls = willow_cli_tls_build (&options->tls, error);
      if (to_tls == NULL)
        return NULL;
      willow_connector_settings_set_tls (settings, to_tls);
    }
  if (!willow_cli_websocket_apply (&options->websocket, settings, error))
    return NULL;
  faults = willow_cli_faults_build (&options->faults, error);
  if (faults == NULL)
    return NULL;
  config = (WillowFaultProxyConfig){
    .address = listener->host,
    .port = listener->port,
    .path = is_websocket (listener) ? listener->path : NULL,
    .tls = tls,
    .to = to,
    .settings = settings,
    .faults = faults,
    .trace = trace,
  };
  return willow_fault_proxy_new (&config, error);
}

/* In the loop: who waits for the line may send SIGTERM from then on. */
static gboolean
tell_cb (gpointer user_data)
{
  g_autofree char *url = willow_fault_proxy_dup_url (user_data);

  /* Not translated. */
  g_print ("listening on %s\n", url);
  fflush (stdout);
  return G_SOURCE_REMOVE;
}

static int
run (const Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowPacketLog) log =
      options->show_packets ? willow_packet_log_new () : NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  WillowFaultProxy *proxy = make_proxy (
      options, log != NULL ? willow_packet_log_get_queue (log) : NULL, &error);

  if (proxy == NULL)
    {
      willow_cli_complain ("%s", error->message);
      return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE)
                 ? WILLOW_EXIT_FAILURE
                 : WILLOW_EXIT_USAGE;
    }
  g_idle_add (tell_cb, proxy);
  willow_cli_run_loop (loop);
  willow_fault_proxy_free (proxy);
  if (log != NULL)
    willow_packet_log_flush (log);
  return WILLOW_EXIT_OK;
}

static gboolean
parse (Options *options, int *argc, char ***argv, int *code)
{
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "listener", 'L', 0, G_OPTION_ARG_STRING, &options->listener,
      N_ ("Where to listen (default mqtt://127.0.0.1:1884; port 0: any free one)"), N_ ("URL") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options->to,
      N_ ("The broker"), N_ ("URL") },
    { "packets", 0, 0, G_OPTION_ARG_NONE, &options->show_packets,
      N_ ("Print the packets of both sides, and what the faults do, on standard error"), NULL },
    { "listener-cert", 0, 0, G_OPTION_ARG_FILENAME, &options->own.certificate_file,
      N_ ("Certificate to show to clients, with mqtts and wss"), N_ ("FILE") },
    { "listener-key", 0, 0, G_OPTION_ARG_FILENAME, &options->own.key_file,
      N_ ("Its key"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */
  GOptionContext *context = g_option_context_new (
      _ ("— stand in front of a broker and break things"));

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  willow_cli_faults_add_options (&options->faults, context);
  g_option_context_add_group (context,
                              willow_cli_tls_get_client_group (&options->tls));
  g_option_context_add_group (
      context, willow_cli_websocket_get_group (&options->websocket));
  if (!willow_cli_parse (context, argc, argv, code))
    return FALSE;
  if (*argc == 1)
    return TRUE;
  willow_cli_complain (_ ("Too many arguments; see --help."));
  *code = WILLOW_EXIT_USAGE;
  return FALSE;
}

int
willow_command_proxy (int argc, char *argv[])
{
  Options options = { 0 };
  int     code = WILLOW_EXIT_OK;

  if (parse (&options, &argc, &argv, &code))
    code = run (&options);
  g_free (options.listener);
  g_free (options.to);
  willow_cli_faults_clear (&options.faults);
  willow_cli_tls_clear (&options.tls);
  willow_cli_tls_clear (&options.own);
  willow_cli_websocket_clear (&options.websocket);
  return code;
}
