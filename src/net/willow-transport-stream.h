/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-transport.h"

G_BEGIN_DECLS

/**
 * WillowTransportStream:
 *
 * A pollable GIOStream over a transport, for a library that wants one. Input is
 * read only while it is allowed. Output is always taken, and waits here until
 * the transport takes it: whoever writes stops when something waits. Closing
 * the stream does nothing to the transport.
 *
 * Whoever waits for input does so in the reactor's side context.
 */
#define WILLOW_TYPE_TRANSPORT_STREAM (willow_transport_stream_get_type ())
G_DECLARE_FINAL_TYPE (WillowTransportStream,
                      willow_transport_stream,
                      WILLOW,
                      TRANSPORT_STREAM,
                      GIOStream)

typedef struct
{
  /* Bytes have come. Returns: how many of them may be handed on; fewer than
   * @len ends the input there. */
  gsize (*filter) (const guint8 *data, gsize len, gpointer user_data);
  /* All of them were, and there will be no more. */
  void (*stopped) (gpointer user_data);
  /* G_IO_OUT: nothing waits any more; G_IO_HUP: as of a transport. Only what
   * willow_transport_stream_set_condition() wants. */
  void (*ready) (GIOCondition condition, gpointer user_data);
} WillowTransportStreamFuncs;

/**
 * willow_transport_stream_new:
 * @transport: (transfer none): outlives the stream, or its
 *   willow_transport_stream_detach()
 *
 * Returns: (transfer full): not reading yet
 */
WillowTransportStream *
willow_transport_stream_new (WillowReactor                    *reactor,
                             WillowTransport                  *transport,
                             const WillowTransportStreamFuncs *funcs,
                             gpointer                          user_data);

/* The transport and the functions are not used any more. */
void willow_transport_stream_detach (WillowTransportStream *stream);

/* Bytes that were read from the transport before; filtered, too. */
void willow_transport_stream_add_input (WillowTransportStream *stream,
                                        const guint8          *data,
                                        gsize                  len);
void willow_transport_stream_set_reading (WillowTransportStream *stream,
                                          gboolean               is_reading);
/* @condition: of G_IO_OUT and G_IO_HUP */
void willow_transport_stream_set_condition (WillowTransportStream *stream,
                                            GIOCondition           condition);

/* Returns: whether everything that was written has gone out */
gboolean willow_transport_stream_flush (WillowTransportStream *stream);
/* (transfer none) (nullable): why nothing goes out any more */
const GError *
willow_transport_stream_get_write_error (WillowTransportStream *stream);

G_END_DECLS
