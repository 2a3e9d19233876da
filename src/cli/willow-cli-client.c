/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-client.h"

#include "cli/willow-cli-tls.h"
#include "cli/willow-cli.h"

#include <glib/gi18n.h>

gboolean
willow_cli_client_init (WillowCliClient *self, gboolean show_packets)
{
  g_autoptr (GError) error = NULL;

  *self = (WillowCliClient){ .code = WILLOW_EXIT_OK };
  self->io_thread = willow_io_thread_new ("client", &error);
  if (self->io_thread == NULL)
    {
      willow_cli_complain ("%s", error->message);
      return FALSE;
    }
  self->loop = g_main_loop_new (NULL, FALSE);
  self->cancellable = g_cancellable_new ();
  self->client = willow_client_new (self->io_thread);
  if (show_packets)
    {
      self->log = willow_packet_log_new ();
      willow_client_set_trace (self->client,
                               willow_packet_log_get_queue (self->log));
    }
  return TRUE;
}

void
willow_cli_client_clear (WillowCliClient *self)
{
  g_clear_object (&self->client);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->io_thread, willow_io_thread_unref);
  g_clear_pointer (&self->log, willow_packet_log_free);
  g_clear_pointer (&self->loop, g_main_loop_unref);
}

int
willow_cli_client_code_for (const GError *error)
{
  if (error->domain != WILLOW_CLIENT_ERROR)
    return WILLOW_EXIT_NETWORK;
  switch ((WillowClientError)error->code)
    {
    case WILLOW_CLIENT_ERROR_REFUSED:
    case WILLOW_CLIENT_ERROR_NOT_SUPPORTED:
    case WILLOW_CLIENT_ERROR_AUTHENTICATION:
      return WILLOW_EXIT_REFUSED;
    case WILLOW_CLIENT_ERROR_NOT_CONNECTED:
      return WILLOW_EXIT_NETWORK;
    case WILLOW_CLIENT_ERROR_INVALID:
      return WILLOW_EXIT_USAGE;
    case WILLOW_CLIENT_ERROR_LOST:
    default:
      return WILLOW_EXIT_LOST;
    }
}

void
willow_cli_client_quit (WillowCliClient *self, int code)
{
  if (self->done)
    return;
  self->done = TRUE;
  self->code = code;
  g_main_loop_quit (self->loop);
}

static void
state_changed_cb (WillowCliClient *self)
{
  g_autofree char *sentence = NULL;

  if (self->done ||
      willow_client_get_state (self->client) != WILLOW_CLIENT_LOST)
    return;
  sentence = willow_client_explain_state (self->client);
  willow_cli_complain ("%s", sentence);
  willow_cli_client_quit (self, WILLOW_EXIT_LOST);
}

/* Said each time: whoever switched it off may have forgotten. */
static void
tell_tls (WillowCliClient *self)
{
  const WillowTlsFacts *facts = willow_client_get_tls_facts (self->client);

  if (facts == NULL || self->done)
    return;
  if (self->log != NULL)
    willow_cli_tls_print (facts);
  if (!facts->is_verified)
    willow_cli_complain (
        _ ("Warning: nobody checks who the server is (--insecure)"));
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WillowCliClient *self = user_data;
  g_autoptr (GError) error = NULL;

  tell_tls (self);
  if (willow_client_connect_finish (self->client, result, &error))
    {
      if (!self->done)
        self->connected (self);
      return;
    }
  if (!self->done)
    {
      g_autofree char *sentence = willow_client_explain_state (self->client);

      willow_cli_complain ("%s", sentence);
    }
  willow_cli_client_quit (self, willow_cli_client_code_for (error));
  /* When interrupted while connecting, somebody waits for this very answer. */
  g_main_loop_quit (self->loop);
}

static void
disconnected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WillowCliClient *self = user_data;

  willow_client_disconnect_finish (self->client, result, NULL);
  g_main_loop_quit (self->loop);
}

/* Nothing is left in the air: the socket is closed when this returns. */
static void
leave (WillowCliClient *self)
{
  switch (willow_client_get_state (self->client))
    {
    case WILLOW_CLIENT_CONNECTED:
      willow_client_disconnect_async (
          self->client, WILLOW_DISCONNECT_CLEAN, disconnected_cb, self);
      g_main_loop_run (self->loop);
      break;
    case WILLOW_CLIENT_CONNECTING:
      g_cancellable_cancel (self->cancellable);
      g_main_loop_run (self->loop);
      break;
    case WILLOW_CLIENT_DISCONNECTED:
    case WILLOW_CLIENT_REFUSED:
    case WILLOW_CLIENT_FAILED:
    case WILLOW_CLIENT_LOST:
    default:
      break;
    }
}

int
willow_cli_client_run (WillowCliClient       *self,
                       WillowClientOptions   *options,
                       WillowCliConnectedFunc connected)
{
  self->connected = connected;
  g_signal_connect_swapped (
      self->client, "notify::state", G_CALLBACK (state_changed_cb), self);
  willow_client_connect_async (
      self->client, options, self->cancellable, connected_cb, self);
  if (willow_cli_run_loop (self->loop))
    self->done = TRUE;
  leave (self);
  g_signal_handlers_disconnect_by_data (self->client, self);
  if (self->log != NULL)
    willow_packet_log_flush (self->log);
  return self->code;
}
