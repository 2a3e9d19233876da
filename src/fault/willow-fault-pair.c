/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault/willow-fault-pair.h"

#include "base/willow-byte-queue.h"
#include "fault/willow-fault-engine.h"
#include "link/willow-link-tap.h"
#include "link/willow-link.h"
#include "net/willow-connector.h"
#include "net/willow-websocket-transport.h"

#include <glib/gi18n.h>

#define CONNECT_TIMEOUT_US (30 * G_TIME_SPAN_SECOND)

/* Bytes kept back or unwritten at which the other side is not read any more. */
#define MAX_AHEAD_BYTES (256 * 1024)

/* How long one that does not read may keep the end from coming. */
#define FLUSH_US (2 * G_TIME_SPAN_SECOND)

typedef struct
{
  WillowFaultPair   *pair;
  WillowTransport   *transport; /* (nullable): not there (yet, any more) */
  WillowByteQueue    out;
  WillowLinkRecorder recorder;
  WillowLinkTap      received;
  WillowLinkTap      sent;
  WillowDirection    to; /* where what it says goes */
  gboolean           has_end;
} Side;

/* What the connector calls back; outlives the pair if need be. */
typedef struct
{
  WillowFaultPair *pair; /* (nullable) */
  GCancellable    *cancellable;
} Dial;

struct _WillowFaultPair
{
  const WillowFaultPairContext *context;
  Side                          client;
  Side                          server;
  WillowFaultEngine            *engine;
  Dial                         *dial; /* (nullable): on its way to the broker */
  WillowTask                    turn;
  WillowTimer                   give_up;
  gboolean                      is_ending;
  gboolean                      is_late; /* gave up */
  WillowCloseMode               close_mode;
};

static void
note (Side *side, const char *text)
{
  willow_link_recorder_take_note (
      &side->recorder, side->to, g_get_monotonic_time (), g_strdup (text));
}

static void
end (WillowFaultPair *pair, WillowCloseMode mode)
{
  if (pair->is_ending)
    return;
  pair->is_ending = TRUE;
  pair->close_mode = mode;
  willow_timer_set (&pair->give_up, g_get_monotonic_time () + FLUSH_US);
  willow_task_queue (&pair->turn);
}

static Side *
get_receiver (WillowFaultPair *pair, WillowDirection direction)
{
  return direction == WILLOW_DIRECTION_TO_CLIENT ? &pair->client
                                                 : &pair->server;
}

static void
forward (WillowDirection direction, MqttSlice bytes, gpointer user_data)
{
  WillowFaultPair *pair = user_data;

  willow_byte_queue_append (
      &get_receiver (pair, direction)->out, bytes.data, bytes.len);
  willow_task_queue (&pair->turn);
}

static void
fired (WillowDirection    direction,
       const WillowFault *fault,
       const char        *text,
       gpointer           user_data)
{
  WillowFaultPair *pair = user_data;

  willow_link_recorder_take_note (&pair->client.recorder,
                                  direction,
                                  g_get_monotonic_time (),
                                  g_strdup (text));
}

static void
close_pair (WillowCloseMode mode, gpointer user_data)
{
  end (user_data, mode);
}

static const WillowFaultEngineFuncs engine_funcs = { forward,
                                                     fired,
                                                     close_pair };

static void
read_side (Side *side)
{
  WillowFaultPair *pair = side->pair;
  gsize            size;
  guint8          *buffer =
      willow_reactor_get_read_buffer (pair->context->reactor, &size);
  g_autoptr (GError) error = NULL;
  gssize n = willow_transport_read (side->transport, buffer, size, &error);

  if (n > 0)
    {
      willow_link_tap_feed (&side->received,
                            &side->recorder,
                            buffer,
                            (gsize)n,
                            g_get_monotonic_time ());
      willow_fault_engine_feed (pair->engine, side->to, buffer, (gsize)n);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return;
  if (error != NULL)
    {
      note (side, error->message);
      end (pair, WILLOW_CLOSE_RESET);
      return;
    }
  side->has_end = TRUE;
  note (side,
        side == &pair->client ? _ ("The Client has closed the connection")
                              : _ ("The broker has closed the connection"));
  willow_fault_engine_end (pair->engine, side->to);
}

static void
ready_cb (WillowTransport *transport,
          GIOCondition     condition,
          gpointer         user_data)
{
  Side *side = user_data;

  if ((condition & ~G_IO_OUT) != 0 && !side->pair->is_ending && !side->has_end)
    read_side (side);
  willow_task_queue (&side->pair->turn);
}

static void
write_side (Side *side)
{
  gsize         len = willow_byte_queue_get_length (&side->out);
  gssize        n = 1;
  const guint8 *data;
  g_autoptr (GError) error = NULL;

  while (side->transport != NULL && len > 0 && n > 0)
    {
      GOutputVector vector;

      data = willow_byte_queue_peek (&side->out, &len);
      vector = (GOutputVector){ data, len };
      n = willow_transport_writev (side->transport, &vector, 1, &error);
      if (n <= 0)
        break;
      willow_link_tap_feed (&side->sent,
                            &side->recorder,
                            data,
                            (gsize)n,
                            g_get_monotonic_time ());
      willow_byte_queue_skip (&side->out, (gsize)n);
      len = willow_byte_queue_get_length (&side->out);
    }
  /* It has gone; reading says how. */
  if (error != NULL &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    willow_byte_queue_clear (&side->out);
}

/* Bytes from @side that have not gone out at the other one. */
static gsize
get_ahead (Side *side)
{
  return willow_fault_engine_get_held_bytes (
             side->pair->engine, side->to, NULL) +
         willow_byte_queue_get_length (
             &get_receiver (side->pair, side->to)->out);
}

static void
update_condition (Side *side)
{
  GIOCondition condition = 0;

  if (side->transport == NULL)
    return;
  if (willow_byte_queue_get_length (&side->out) > 0)
    condition |= G_IO_OUT;
  if (!side->has_end && !side->pair->is_ending)
    condition |= get_ahead (side) < MAX_AHEAD_BYTES ? G_IO_IN : G_IO_HUP;
  willow_transport_set_condition (side->transport, condition);
}

static void
check_end (WillowFaultPair *pair, Side *side)
{
  if (side->has_end && get_ahead (side) == 0)
    end (pair, WILLOW_CLOSE_GRACEFUL);
}

static void
turn_cb (gpointer data, gpointer user_data)
{
  WillowFaultPair *pair = data;

  write_side (&pair->client);
  write_side (&pair->server);
  check_end (pair, &pair->client);
  check_end (pair, &pair->server);
  if (pair->is_ending &&
      (pair->is_late || willow_byte_queue_get_length (&pair->client.out) == 0))
    {
      pair->context->ended (pair, pair->context->user_data);
      return;
    }
  update_condition (&pair->client);
  update_condition (&pair->server);
}

static gboolean
give_up_cb (gpointer user_data)
{
  WillowFaultPair *pair = user_data;

  pair->is_late = TRUE;
  willow_task_queue (&pair->turn);
  return G_SOURCE_REMOVE;
}

static void
side_init (Side                         *side,
           WillowFaultPair              *pair,
           const WillowFaultPairContext *context,
           WillowDirection               to)
{
  WillowDirection from = to == WILLOW_DIRECTION_TO_SERVER
                             ? WILLOW_DIRECTION_TO_CLIENT
                             : WILLOW_DIRECTION_TO_SERVER;

  side->pair = pair;
  side->to = to;
  side->recorder.queue = context->trace;
  side->recorder.connection = willow_link_next_number ();
  willow_link_tap_init (&side->received, to);
  willow_link_tap_init (&side->sent, from);
}

static void
side_open (Side *side, WillowTransport *transport)
{
  side->transport = transport;
  willow_transport_set_func (transport, ready_cb, side);
  update_condition (side);
}

static void
side_clear (Side *side, WillowCloseMode mode)
{
  gint64 now_us = g_get_monotonic_time ();

  if (side->transport != NULL)
    {
      willow_transport_close (side->transport, mode);
      willow_transport_free (side->transport);
    }
  willow_link_tap_clear (&side->received, &side->recorder, now_us);
  willow_link_tap_clear (&side->sent, &side->recorder, now_us);
  willow_byte_queue_clear (&side->out);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Dial *dial = user_data;
  g_autoptr (GError) error = NULL;
  WillowTransport *transport = willow_connector_connect_finish (result, &error);
  WillowFaultPair *pair = dial->pair;

  g_object_unref (dial->cancellable);
  g_free (dial);
  if (pair == NULL)
    {
      g_clear_pointer (&transport, willow_transport_free);
      return;
    }
  pair->dial = NULL;
  if (transport != NULL)
    side_open (&pair->server, transport);
  else
    {
      g_autofree char *why =
          willow_connector_explain (pair->context->to, error);

      note (&pair->server, why);
      end (pair, WILLOW_CLOSE_GRACEFUL);
    }
  willow_task_queue (&pair->turn);
}

/* The broker behind is asked for the subprotocol that the Client has.
 * (transfer full) (nullable) */
static WillowConnectorSettings *
dup_settings (const WillowFaultPairContext *context, WillowTransport *client)
{
  const char *protocol = willow_transport_get_websocket_protocol (client);
  WillowConnectorSettings *settings;

  if (protocol == NULL)
    return context->settings != NULL
               ? willow_connector_settings_ref (context->settings)
               : NULL;
  settings = willow_connector_settings_copy (context->settings);
  willow_connector_settings_set_subprotocol (settings, protocol);
  return settings;
}

WillowFaultPair *
willow_fault_pair_new (const WillowFaultPairContext *context,
                       WillowTransport              *client,
                       WillowFaultList              *list)
{
  WillowFaultPair *pair = g_new0 (WillowFaultPair, 1);
  g_autoptr (WillowConnectorSettings) settings = dup_settings (context, client);

  pair->context = context;
  willow_task_init (&pair->turn, context->reactor, turn_cb, pair);
  willow_timer_init (&pair->give_up, context->reactor, give_up_cb, pair);
  pair->engine =
      willow_fault_engine_new (context->reactor, &engine_funcs, pair);
  willow_fault_engine_set_list (pair->engine, list);
  side_init (&pair->client, pair, context, WILLOW_DIRECTION_TO_SERVER);
  side_init (&pair->server, pair, context, WILLOW_DIRECTION_TO_CLIENT);
  side_open (&pair->client, client);
  pair->dial = g_new0 (Dial, 1);
  pair->dial->pair = pair;
  pair->dial->cancellable = g_cancellable_new ();
  willow_connector_connect_async (context->reactor,
                                  context->to,
                                  settings,
                                  CONNECT_TIMEOUT_US,
                                  NULL,
                                  NULL,
                                  pair->dial->cancellable,
                                  connected_cb,
                                  pair->dial);
  return pair;
}

void
willow_fault_pair_free (WillowFaultPair *pair)
{
  if (pair->dial != NULL)
    {
      pair->dial->pair = NULL;
      g_cancellable_cancel (pair->dial->cancellable);
    }
  willow_fault_engine_free (pair->engine);
  willow_task_clear (&pair->turn);
  willow_timer_clear (&pair->give_up);
  side_clear (&pair->client, pair->close_mode);
  side_clear (&pair->server, pair->close_mode);
  g_free (pair);
}

void
willow_fault_pair_set_list (WillowFaultPair *pair, WillowFaultList *list)
{
  willow_fault_engine_set_list (pair->engine, list);
}

void
willow_fault_pair_note (WillowFaultPair *pair, const char *text)
{
  note (&pair->client, text);
}
