/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-stage.h"

#include "net/willow-http-head.h"
#include "net/willow-websocket-request.h"
#include "net/willow-websocket-transport.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

/* Of a page that is no upgrade, as evidence. */
#define BODY_MAX_BYTES 512u

/* How long its first bytes are waited for. */
#define BODY_US (300 * G_TIME_SPAN_MILLISECOND)

/* The HTTP upgrade of a client. */
typedef struct
{
  WillowStage             base;
  WillowTransport        *transport; /* (nullable): handed on */
  WillowWebsocketRequest *request;
  gsize                   sent;
  GByteArray             *answer;
  WillowTimer             body_timer;
} UpgradeStage;

/* (transfer full): the head masked, with what of the body is kept */
static GBytes *
dup_answer (UpgradeStage *self)
{
  gsize head_len =
      willow_websocket_find_head_end (self->answer->data, self->answer->len);
  g_autoptr (GBytes) head = NULL;
  g_autoptr (GBytes) masked = NULL;
  GByteArray *answer = g_byte_array_new ();

  if (head_len == 0)
    head_len = self->answer->len;
  head = g_bytes_new (self->answer->data, head_len);
  masked = willow_http_head_mask (head);
  g_byte_array_append (answer,
                       g_bytes_get_data (masked, NULL),
                       (guint)g_bytes_get_size (masked));
  g_byte_array_append (
      answer,
      self->answer->data + head_len,
      (guint)MIN (self->answer->len - head_len, BODY_MAX_BYTES));
  return g_byte_array_free_to_bytes (answer);
}

static void
report (UpgradeStage *self, WillowPhaseOutcome outcome, const char *evidence)
{
  g_autoptr (GBytes) sent = NULL;
  g_autoptr (GBytes) received = NULL;
  WillowPhase phase = {
    .kind = WILLOW_PHASE_UPGRADE,
    .outcome = outcome,
    .subject = self->base.context.endpoint->path != NULL
                   ? self->base.context.endpoint->path
                   : "/",
    .evidence = evidence,
  };

  if (outcome != WILLOW_PHASE_RUNNING)
    {
      sent = willow_http_head_mask (
          willow_websocket_request_get_head (self->request));
      phase.sent = sent;
      if (self->answer->len > 0)
        received = dup_answer (self);
      phase.received = received;
    }
  willow_stage_report (&self->base, &phase);
}

static void
upgrade_stage_free (WillowStage *stage, const char *reason)
{
  UpgradeStage *self = (UpgradeStage *)stage;

  willow_timer_clear (&self->body_timer);
  if (self->transport != NULL)
    {
      report (self, WILLOW_PHASE_FAILED, reason);
      willow_transport_free (self->transport);
    }
  willow_websocket_request_free (self->request);
  g_byte_array_unref (self->answer);
  g_free (self);
}

static GError *
upgrade_stage_explain_silence (WillowStage *stage)
{
  return g_error_new_literal (
      WILLOW_WEBSOCKET_ERROR,
      WILLOW_WEBSOCKET_ERROR_SILENT,
      _ ("the server took the connection, but did not finish its answer to the "
         "HTTP request in time"));
}

/* @error: (transfer full) */
static void
fail (UpgradeStage *self, GError *error)
{
  const WillowStageContext *context = &self->base.context;
  g_autoptr (GError) owned = error;

  context->func (&self->base, NULL, owned, context->user_data);
}

static void
fail_with (UpgradeStage *self, WillowWebsocketError code, const char *sentence)
{
  fail (self,
        g_error_new_literal (WILLOW_WEBSOCKET_ERROR, (int)code, sentence));
}

static void
succeed (UpgradeStage *self,
         gsize         head_len,
         gboolean      has_compression,
         GHashTable   *params)
{
  const WillowStageContext *context = &self->base.context;
  const char               *protocol =
      willow_connector_settings_get_subprotocol (context->settings);
  const WillowWebsocketOptions options = {
    .protocol = protocol,
    .early = self->answer->data + head_len,
    .n_early = self->answer->len - head_len,
    .has_compression = has_compression,
    .compression_params = params,
  };
  g_autofree char *evidence = g_strdup_printf (
      has_compression ? _ ("subprotocol %s, compressed") : _ ("subprotocol %s"),
      protocol);
  WillowTransport *inner = self->transport;

  report (self, WILLOW_PHASE_DONE, evidence);
  self->transport = NULL;
  context->func (
      &self->base,
      willow_transport_new_websocket (context->reactor, inner, &options),
      NULL,
      context->user_data);
}

/* With the whole head there, and of a refusal as much of the body as comes. */
static void
judge (UpgradeStage *self, gsize head_len)
{
  GError     *error = NULL;
  gboolean    has_compression;
  GHashTable *params = NULL;

  if (!willow_websocket_request_check (self->request,
                                       self->answer->data,
                                       head_len,
                                       self->answer->data + head_len,
                                       self->answer->len - head_len,
                                       &has_compression,
                                       &params,
                                       &error))
    {
      fail (self, error);
      return;
    }
  succeed (self, head_len, has_compression, params);
  g_clear_pointer (&params, soup_header_free_param_list);
}

static gboolean
body_cb (gpointer user_data)
{
  UpgradeStage *self = user_data;

  judge (
      self,
      willow_websocket_find_head_end (self->answer->data, self->answer->len));
  return G_SOURCE_REMOVE;
}

/* Returns: whether more is to be waited for; else the stage is gone */
static gboolean
look_at_answer (UpgradeStage *self)
{
  const guint8 *data = self->answer->data;
  gsize         len = self->answer->len;
  gsize         head_len = willow_websocket_find_head_end (data, len);
  GError       *error = NULL;

  if (!willow_websocket_request_check_start (data, len, &error))
    {
      fail (self, error);
      return FALSE;
    }
  if (head_len > WILLOW_WEBSOCKET_HEAD_MAX_BYTES ||
      (head_len == 0 && len > WILLOW_WEBSOCKET_HEAD_MAX_BYTES))
    {
      fail_with (self,
                 WILLOW_WEBSOCKET_ERROR_TOO_LONG,
                 _ ("the head of the server's answer does not end within 16 "
                    "KiB"));
      return FALSE;
    }
  if (head_len == 0)
    return TRUE;
  if (willow_http_head_get_status ((const char *)data, head_len) == 101 ||
      len - head_len >= BODY_MAX_BYTES)
    {
      judge (self, head_len);
      return FALSE;
    }
  if (self->body_timer.position == 0)
    willow_timer_set (&self->body_timer, g_get_monotonic_time () + BODY_US);
  return TRUE;
}

static void
end_of_answer (UpgradeStage *self)
{
  gsize head_len =
      willow_websocket_find_head_end (self->answer->data, self->answer->len);

  if (head_len > 0)
    judge (self, head_len);
  else if (self->answer->len > 0)
    fail_with (
        self,
        WILLOW_WEBSOCKET_ERROR_INCOMPLETE,
        _ ("the server closed the connection in the middle of its answer "
           "to the HTTP request"));
  else
    fail_with (self,
               WILLOW_WEBSOCKET_ERROR_NO_ANSWER,
               _ ("the server closed the connection without an answer to the "
                  "HTTP request: as an MQTT broker without WebSocket does on "
                  "this port, or a server that expects TLS (wss)"));
}

/* What is there at once, and no more than is looked at. Returns: as
 * look_at_answer() */
static gboolean
read_answer (UpgradeStage *self)
{
  for (;;)
    {
      g_autoptr (GError) error = NULL;
      guint8 buffer[4096];
      gssize n = willow_transport_read (
          self->transport, buffer, sizeof buffer, &error);

      if (n > 0)
        {
          g_byte_array_append (self->answer, buffer, (guint)n);
          if (!look_at_answer (self))
            return FALSE;
          continue;
        }
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return TRUE;
      if (n == 0 ||
          g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
        end_of_answer (self);
      else
        fail (self, g_steal_pointer (&error));
      return FALSE;
    }
}

/* Where it cannot be written, what can be read says why. */
static void
write_request (UpgradeStage *self)
{
  gsize         len;
  const guint8 *data = g_bytes_get_data (
      willow_websocket_request_get_head (self->request), &len);
  GOutputVector vector = { data + self->sent, len - self->sent };
  gssize        n;

  if (self->sent == len)
    return;
  n = willow_transport_writev (self->transport, &vector, 1, NULL);
  if (n > 0)
    self->sent += (gsize)n;
  willow_transport_set_condition (self->transport,
                                  G_IO_IN | (self->sent < len ? G_IO_OUT : 0));
}

static void
ready_cb (WillowTransport *transport,
          GIOCondition     condition,
          gpointer         user_data)
{
  UpgradeStage *self = user_data;

  if ((condition & G_IO_OUT) != 0)
    write_request (self);
  if ((condition & (G_IO_IN | G_IO_HUP | G_IO_ERR)) != 0)
    read_answer (self);
}

static const WillowStageClass upgrade_stage_class = {
  .free = upgrade_stage_free,
  .explain_silence = upgrade_stage_explain_silence,
};

WillowStage *
willow_upgrade_stage_new (const WillowStageContext *context,
                          WillowTransport          *transport)
{
  UpgradeStage *self = g_new0 (UpgradeStage, 1);

  self->base.klass = &upgrade_stage_class;
  self->base.context = *context;
  self->transport = transport;
  self->answer = g_byte_array_new ();
  self->request =
      willow_websocket_request_new (context->endpoint, context->settings, NULL);
  willow_timer_init (&self->body_timer, context->reactor, body_cb, self);
  report (self, WILLOW_PHASE_RUNNING, NULL);
  willow_transport_set_func (transport, ready_cb, self);
  willow_transport_set_condition (transport, G_IO_IN | G_IO_OUT);
  return &self->base;
}
