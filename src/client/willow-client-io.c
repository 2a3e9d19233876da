/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-client-io-private.h"

#include "base/willow-secret-bytes.h"
#include "client/willow-client-note.h"
#include "client/willow-ending-private.h"

#include <glib/gi18n.h>

void
willow_client_io_post (WillowClientIo *self, WillowClientNews *news)
{
  willow_mailbox_post (
      self->mailbox, self->news, news, (GDestroyNotify)willow_client_news_free);
}

WillowClientNews *
willow_client_io_new_news (WillowClientIo *self, WillowClientNewsKind kind)
{
  return willow_client_news_new (kind, self->client);
}

/* @error: (transfer full) */
static void
post_failure (WillowClientIo *self, GError *error)
{
  WillowClientNews *news =
      willow_client_io_new_news (self, WILLOW_CLIENT_NEWS_FAILED);

  willow_client_note_take (
      self->trace,
      self->number,
      willow_connector_explain (
          willow_client_options_get_endpoint (self->options), error));
  news->error = error;
  willow_client_io_post (self, news);
}

void
willow_client_io_post_answer (WillowClientIo *self,
                              guint           token,
                              guint8          code,
                              MqttSlice       codes)
{
  WillowClientNews *news =
      willow_client_io_new_news (self, WILLOW_CLIENT_NEWS_ANSWER);

  news->token = token;
  news->code = code;
  news->bytes = g_bytes_new (codes.data, codes.len);
  willow_client_io_post (self, news);
}

static void
post_connack (WillowClientIo *self, const MqttEvent *event)
{
  WillowClientNews *news =
      willow_client_io_new_news (self, WILLOW_CLIENT_NEWS_CONNACK);

  news->code = event->packet->connack.code;
  news->session_present = event->packet->connack.session_present;
  news->bytes = g_bytes_new (event->frame.data, event->frame.len);
  news->connect = g_bytes_ref (self->connect);
  news->wall_us = g_get_real_time ();
  willow_client_io_post (self, news);
}

/* A CONNACK that breaks a rule is still what the Server said. */
static void
keep_connack (WillowClientIo *self, const MqttEvent *event)
{
  if (event->frame.len > 0 &&
      event->frame.data[0] >> 4 == MQTT_PACKET_CONNACK && self->connack == NULL)
    self->connack = g_bytes_new (event->frame.data, event->frame.len);
}

static void
event_cb (WillowLink *link, const MqttEvent *event, gpointer user_data)
{
  WillowClientIo *self = user_data;

  switch ((guint)event->type)
    {
    case MQTT_EVENT_CONNACK:
      willow_client_io_tell_connack (self, event);
      if (willow_client_io_check_connack (self, &event->packet->connack))
        post_connack (self, event);
      break;
    case MQTT_EVENT_VIOLATION:
      keep_connack (self, event);
      break;
    case MQTT_EVENT_DISCONNECT:
      self->disconnect = g_bytes_new (event->frame.data, event->frame.len);
      break;
    case MQTT_EVENT_AUTH:
      willow_client_io_hear_auth (self, &event->packet->reason);
      break;
    case MQTT_EVENT_PUBLISH:
      if (self->message_func != NULL)
        self->message_func (
            &event->packet->publish, event->topic, self->message_data);
      break;
    case MQTT_EVENT_SENT:
    case MQTT_EVENT_DELIVERED:
      willow_client_io_post_answer (
          self, GPOINTER_TO_UINT (event->token), event->code, MQTT_SLICE_NONE);
      break;
    case MQTT_EVENT_SUBACK:
    case MQTT_EVENT_UNSUBACK:
      willow_client_io_post_answer (self,
                                    GPOINTER_TO_UINT (event->token),
                                    0,
                                    event->packet->suback.codes);
      break;
    default:
      break;
    }
}

static void
ended_cb (WillowLink *link, const WillowEnding *ending, gpointer user_data)
{
  WillowClientIo   *self = user_data;
  WillowClientNews *news =
      willow_client_io_new_news (self, WILLOW_CLIENT_NEWS_ENDED);
  WillowEnding explained = *ending;

  willow_client_io_explain_auth (self, &explained);
  willow_client_news_set_ending (news, &explained);
  news->record = willow_ending_observe (self, &explained);
  news->bytes = g_steal_pointer (&self->disconnect);
  news->connect = g_steal_pointer (&self->connect);
  news->connack = g_steal_pointer (&self->connack);
  willow_client_io_clear_auth (self);
  g_clear_pointer (&self->link, willow_link_free);
  willow_client_io_post (self, news);
}

static const WillowLinkFuncs link_funcs = {
  .event = event_cb,
  .ended = ended_cb,
};

/* What is left of the time for everything, for CONNACK. 0: no limit. */
static gint64
get_rest_us (WillowClientIo *self)
{
  if (self->deadline_us == 0)
    return 0;
  return MAX (1, self->deadline_us - g_get_monotonic_time ());
}

static gboolean
submit_connect (WillowClientIo *self,
                MqttConnection *connection,
                gint64          now_us,
                GError        **error)
{
  MqttVersion version = willow_client_options_get_version (self->options);
  g_autoptr (GByteArray) properties = g_byte_array_new ();
  MqttConnect connect;

  willow_client_options_get_connect (self->options, &connect);
  if (willow_client_io_has_method (self))
    {
      /* Not without it, either: the password would go in clear. */
      if (version != MQTT_VERSION_5_0)
        {
          g_set_error_literal (error,
                               WILLOW_CLIENT_ERROR,
                               WILLOW_CLIENT_ERROR_AUTHENTICATION,
                               _ ("Only MQTT 5.0 has Authentication Methods"));
          return FALSE;
        }
      if (connect.properties.len > 0)
        g_byte_array_append (
            properties, connect.properties.data, (guint)connect.properties.len);
      if (!willow_client_io_begin_auth (self, properties, error))
        return FALSE;
      connect.properties = mqtt_properties_from_array (properties);
    }
  return mqtt_connection_submit_connect (
      connection, &connect, version, now_us, error);
}

/* What has been queued is CONNECT alone; it may have a password. */
static void
keep_connect (WillowClientIo *self, MqttConnection *connection)
{
  MqttSlice slice = MQTT_SLICE_NONE;

  mqtt_connection_peek_output (connection, &slice, 1);
  g_clear_pointer (&self->connect, g_bytes_unref);
  g_clear_pointer (&self->connack, g_bytes_unref);
  self->connect = willow_secret_bytes_new (slice.data, slice.len);
}

/* @transport: (transfer full) */
static void
start_link (WillowClientIo *self, WillowTransport *transport)
{
  MqttConnectionOptions options = {
    .auto_acknowledge = !self->keeps_messages,
    .outgoing_topic_alias_maximum =
        willow_client_options_get_topic_aliases (self->options),
    .connect_timeout_us = get_rest_us (self),
  };
  gint64 now_us = willow_clock_get_now_us (self->clock);
  g_autoptr (GError) error = NULL;
  MqttConnection *connection =
      mqtt_connection_new (MQTT_ROLE_CLIENT, &options, self->session, now_us);

  if (!submit_connect (self, connection, now_us, &error))
    {
      mqtt_connection_free (connection);
      willow_transport_free (transport);
      post_failure (self, g_steal_pointer (&error));
      return;
    }
  keep_connect (self, connection);
  self->link = willow_link_new (self->reactor,
                                transport,
                                connection,
                                self->clock,
                                self->trace,
                                self->number,
                                &link_funcs,
                                self);
  willow_client_io_begin_story (self);
  willow_link_watch_sent (self->link);
  willow_link_start (self->link);
}

static void
really_free (WillowClientIo *self)
{
  willow_client_io_set_message_func (self, NULL, NULL, NULL);
  willow_client_io_clear_auth (self);
  willow_client_io_clear_story (self);
  g_clear_pointer (&self->trace, willow_trace_queue_unref);
  g_clear_pointer (&self->options, willow_client_options_unref);
  g_clear_pointer (&self->disconnect, g_bytes_unref);
  g_clear_pointer (&self->connect, g_bytes_unref);
  g_clear_pointer (&self->connack, g_bytes_unref);
  mqtt_session_free (self->session);
  willow_clock_unref (self->clock);
  willow_mailbox_unref (self->mailbox);
  g_free (self);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WillowClientIo *self = user_data;
  g_autoptr (GError) error = NULL;
  WillowTransport *transport = willow_connector_connect_finish (result, &error);
  gboolean         is_cancelled = g_cancellable_is_cancelled (self->connector);

  g_clear_object (&self->connector);
  if (transport != NULL && is_cancelled)
    {
      g_clear_pointer (&transport, willow_transport_free);
      g_set_error_literal (
          &error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled"));
    }
  if (self->is_freed)
    really_free (self);
  else if (error != NULL)
    post_failure (self, g_steal_pointer (&error));
  else
    start_link (self, transport);
}

static void
phase_cb (const WillowPhase *phase, gpointer user_data)
{
  WillowClientIo   *self = user_data;
  WillowClientNews *news =
      willow_client_io_new_news (self, WILLOW_CLIENT_NEWS_PHASE);

  willow_client_note_phase (self->trace, self->number, phase);
  willow_client_news_set_phase (news, phase);
  willow_client_io_post (self, news);
}

WillowClientIo *
willow_client_io_new (WillowReactor *reactor,
                      WillowMailbox *mailbox,
                      GSourceFunc    news,
                      gpointer       client)
{
  WillowClientIo *self = g_new0 (WillowClientIo, 1);

  self->reactor = reactor;
  self->clock = willow_clock_new_monotonic ();
  self->session = mqtt_session_new ();
  self->mailbox = willow_mailbox_ref (mailbox);
  self->news = news;
  self->client = client;
  return self;
}

void
willow_client_io_free (WillowClientIo *self)
{
  g_clear_pointer (&self->link, willow_link_free);
  if (self->connector == NULL)
    {
      really_free (self);
      return;
    }
  self->is_freed = TRUE;
  g_cancellable_cancel (self->connector);
}

void
willow_client_io_set_trace (WillowClientIo *self, WillowTraceQueue *trace)
{
  g_clear_pointer (&self->trace, willow_trace_queue_unref);
  self->trace = trace != NULL ? willow_trace_queue_ref (trace) : NULL;
}

void
willow_client_io_set_keep_messages (WillowClientIo *self, gboolean keep)
{
  self->keeps_messages = keep;
}

void
willow_client_io_set_message_func (WillowClientIo         *self,
                                   WillowClientMessageFunc func,
                                   gpointer                user_data,
                                   GDestroyNotify          destroy)
{
  if (self->message_destroy != NULL)
    self->message_destroy (self->message_data);
  self->message_func = func;
  self->message_data = user_data;
  self->message_destroy = destroy;
}

void
willow_client_io_connect (WillowClientIo      *self,
                          WillowClientOptions *options,
                          guint                attempt)
{
  gint64 timeout_us =
      willow_client_options_get_connect_timeout_ms (options) * (gint64)1000;
  g_autoptr (WillowConnectorSettings) settings =
      willow_connector_settings_copy (
          willow_client_options_get_connector (options));

  /* 3.1 had a name of its own, before "mqtt" was registered
   * [MQTT-6.0.0-3] */
  willow_connector_settings_set_subprotocol (
      settings,
      willow_client_options_get_version (options) == MQTT_VERSION_3_1
          ? "mqttv3.1"
          : "mqtt");
  g_clear_pointer (&self->options, willow_client_options_unref);
  self->options = willow_client_options_ref (options);
  self->attempt = attempt;
  self->number = willow_link_next_number ();
  self->deadline_us = timeout_us > 0 ? g_get_monotonic_time () + timeout_us : 0;
  self->connector = g_cancellable_new ();
  willow_connector_connect_async (self->reactor,
                                  willow_client_options_get_endpoint (options),
                                  settings,
                                  timeout_us,
                                  phase_cb,
                                  self,
                                  self->connector,
                                  connected_cb,
                                  self);
}

gboolean
willow_client_io_is_connected (WillowClientIo *self)
{
  return self->link != NULL &&
         mqtt_connection_get_state (willow_link_get_connection (self->link)) ==
             MQTT_CONNECTION_CONNECTED;
}

void
willow_client_io_abort (WillowClientIo *self, guint attempt)
{
  if (attempt != self->attempt)
    return;
  if (self->connector != NULL)
    g_cancellable_cancel (self->connector);
  else if (self->link != NULL && !willow_client_io_is_connected (self))
    willow_link_close (self->link, WILLOW_CLOSE_GRACEFUL);
}

/* DISCONNECT, and the close when it has gone out. */
static void
say_goodbye (WillowClientIo *self,
             MqttReasonCode  reason,
             MqttProperties  properties)
{
  mqtt_connection_submit_disconnect (willow_link_get_connection (self->link),
                                     reason,
                                     properties,
                                     willow_link_get_now_us (self->link));
  willow_link_set_silent (self->link, FALSE);
  willow_link_flush (self->link);
}

static gboolean
has_disconnect_with_will (WillowClientIo *self)
{
  return willow_client_options_get_version (self->options) == MQTT_VERSION_5_0;
}

static void
leave (WillowClientIo      *self,
       WillowDisconnectMode mode,
       MqttProperties       properties)
{
  switch (mode)
    {
    case WILLOW_DISCONNECT_CLEAN:
      say_goodbye (self, MQTT_REASON_NORMAL_DISCONNECTION, properties);
      break;
    case WILLOW_DISCONNECT_WITH_WILL:
      if (has_disconnect_with_will (self))
        say_goodbye (
            self, MQTT_REASON_DISCONNECT_WITH_WILL_MESSAGE, properties);
      else
        willow_link_close (self->link, WILLOW_CLOSE_GRACEFUL);
      break;
    case WILLOW_DISCONNECT_RESET:
      willow_link_close (self->link, WILLOW_CLOSE_RESET);
      break;
    case WILLOW_DISCONNECT_SILENT:
      willow_link_set_silent (self->link, TRUE);
      break;
    case WILLOW_DISCONNECT_DROP:
    default:
      willow_link_close (self->link, WILLOW_CLOSE_GRACEFUL);
      break;
    }
}

void
willow_client_io_disconnect (WillowClientIo      *self,
                             WillowDisconnectMode mode,
                             MqttProperties       properties,
                             guint                token)
{
  willow_client_io_abort (self, self->attempt);
  if (self->link != NULL)
    {
      willow_client_io_tell_leaving (self, mode, properties);
      leave (self, mode, properties);
    }
  if (token != 0)
    willow_client_io_post_answer (self, token, 0, MQTT_SLICE_NONE);
}
