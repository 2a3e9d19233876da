/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-client.h"

#include "cli/willow-cli-tls.h"
#include "cli/willow-cli.h"
#include "model/conversation/willow-ending-text.h"

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
  g_clear_pointer (&self->reconnector, willow_reconnector_free);
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

/* Beside the packets there is room for all that is on record. */
static void
tell_facts (WillowCliClient *self)
{
  WillowEndingRecord *record = willow_client_get_ending_record (self->client);
  g_autoptr (GPtrArray) facts = NULL;

  if (self->log == NULL || record == NULL)
    return;
  willow_packet_log_flush (self->log);
  facts = willow_ending_text_dup_facts (record);
  for (guint i = 0; i < facts->len; i++)
    {
      const WillowEndingFact *fact = g_ptr_array_index (facts, i);

      g_printerr ("  %s: %s\n", fact->title, fact->text);
    }
}

static void
tell_ending (WillowCliClient *self)
{
  g_autofree char *sentence = willow_client_explain_state (self->client);

  willow_cli_complain ("%s", sentence);
  tell_facts (self);
}

static void
tell_takeover (WillowCliClient *self)
{
  const WillowTakeoverWatch *watch =
      willow_reconnector_get_takeover (self->reconnector);
  WillowEndingRecord *record = willow_client_get_ending_record (self->client);
  WillowTakeover      verdict = willow_takeover_watch_get_verdict (watch);
  const gint64       *intervals_us;
  g_autofree char    *text = NULL;
  guint               n;

  if (verdict == WILLOW_TAKEOVER_NONE || record == NULL)
    return;
  intervals_us = willow_takeover_watch_get_intervals_us (watch, &n);
  text =
      willow_ending_text_dup_takeover (record, verdict, NULL, intervals_us, n);
  willow_cli_complain ("%s", text);
}

/* What comes of an end. Returns: whether it is tried again */
static gboolean
try_again (WillowCliClient *self)
{
  WillowReconnectState state = willow_reconnector_hear (self->reconnector);
  const char          *stop = willow_ending_text_get_stop (state);
  g_autofree char     *text = NULL;

  tell_takeover (self);
  if (stop != NULL)
    willow_cli_complain ("%s", stop);
  if (state != WILLOW_RECONNECT_WAITING)
    return FALSE;
  text = willow_ending_text_dup_waiting (
      willow_reconnector_get_rest_us (self->reconnector),
      willow_reconnector_get_attempt (self->reconnector));
  willow_cli_complain ("%s", text);
  return TRUE;
}

static gboolean
is_bad_end (WillowClientState state)
{
  return state == WILLOW_CLIENT_LOST || state == WILLOW_CLIENT_FAILED ||
         state == WILLOW_CLIENT_REFUSED;
}

/* An attempt that fails is told when it has finished, unless there are to be
 * more. */
static void
state_changed_cb (WillowCliClient *self)
{
  WillowClientState state = willow_client_get_state (self->client);

  if (self->done || !is_bad_end (state) ||
      (self->reconnector == NULL && state != WILLOW_CLIENT_LOST))
    return;
  tell_ending (self);
  if (self->reconnector != NULL && try_again (self))
    return;
  if (state == WILLOW_CLIENT_LOST)
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
  if (self->reconnector != NULL && !self->done &&
      willow_reconnector_get_state (self->reconnector) ==
          WILLOW_RECONNECT_WAITING)
    return;
  if (!self->done && self->reconnector == NULL)
    tell_ending (self);
  willow_cli_client_quit (self, willow_cli_client_code_for (error));
  /* When interrupted while connecting, somebody waits for this very answer. */
  g_main_loop_quit (self->loop);
}

static void
attempt_cb (gpointer user_data)
{
  WillowCliClient *self = user_data;

  if (!self->done)
    willow_client_connect_async (
        self->client, self->options, self->cancellable, connected_cb, self);
}

void
willow_cli_client_set_reconnect (WillowCliClient *self)
{
  static const WillowReconnectorFuncs funcs = { attempt_cb, NULL };

  self->reconnector = willow_reconnector_new (self->client, &funcs, self);
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
  static const WillowReconnectSettings settings = {
    .enabled = TRUE,
    .delay_ms = 1000,
    .maximum_ms = 60000,
    .jitter_percent = 20,
    .stop_on_refusal = TRUE,
  };

  self->connected = connected;
  self->options = options;
  if (self->reconnector != NULL)
    willow_reconnector_begin (self->reconnector, &settings, options);
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
