/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "trace/willow-trace-store.h"

G_BEGIN_DECLS

/**
 * WillowPcapngWriter:
 *
 * Writes records as a pcapng file that Wireshark and tshark read: each Network
 * Connection becomes one TCP connection from the Client to port 1883. The TCP
 * framing is made up (the comment of the file says so), the bytes in it are the
 * Control Packets without TLS and WebSocket. Notes become comments of packets
 * without content.
 *
 * Streaming: what is kept is the place in the sequence of each connection.
 * After an error nothing more should be written.
 */
typedef struct _WillowPcapngWriter WillowPcapngWriter;

/* @stream: referenced, and closed by nobody here
 * @application: what made the records, "Willow 1.0" */
WillowPcapngWriter *willow_pcapng_writer_new (GOutputStream *stream,
                                              const char    *application);
/* What was not flushed is lost. */
void willow_pcapng_writer_free (WillowPcapngWriter *writer);

/* Where a connection really goes; before its first record, else without effect.
 * Without it, or for addresses that are not of IP, they are made up: the Client
 * in 10.0.0.0/8 by its number, the Server 192.0.2.1. A server port other than
 * 1883 stands in a comment, because programs tell MQTT by the port. */
void willow_pcapng_writer_set_addresses (WillowPcapngWriter *writer,
                                         guint32             connection,
                                         GSocketAddress     *client,
                                         GSocketAddress     *server);

/* Errors: those of the stream. They write when enough has come together. */
gboolean willow_pcapng_writer_add_record (WillowPcapngWriter *writer,
                                          const WillowRecord *record,
                                          GError            **error);
gboolean willow_pcapng_writer_add_view (WillowPcapngWriter    *writer,
                                        const WillowTraceView *view,
                                        GError               **error);

/* FIN of @by and the answer to it, or its RST; the writer forgets the
 * connection. Without effect for one that never had a record. */
gboolean willow_pcapng_writer_end_connection (WillowPcapngWriter *writer,
                                              guint32             connection,
                                              gint64              wall_us,
                                              WillowDirection     by,
                                              gboolean            is_reset,
                                              GError            **error);
gboolean willow_pcapng_writer_flush (WillowPcapngWriter *writer,
                                     GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowPcapngWriter, willow_pcapng_writer_free)

G_END_DECLS
