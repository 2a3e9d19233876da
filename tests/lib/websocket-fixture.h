/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lib/test-loop.h"

#include "net/willow-websocket-transport.h"

G_BEGIN_DECLS

/* On one side our transport, on the other nothing but bytes. */
typedef struct
{
  gboolean       is_server; /* what is tested */
  TestStreamKind stream;
} WebsocketKind;

typedef struct
{
  TestLoop         loop;
  WillowTransport *raw;
  WillowTransport *websocket;
  GByteArray      *heard; /* at the raw end */
  gboolean         raw_ended;
  GByteArray      *received; /* through the WebSocket */
  GError          *error;
  gboolean         at_end;
} WebsocketFixture;

/* @data: a WebsocketKind. Messages have 100,000 bytes at most. */
void websocket_fixture_set_up (WebsocketFixture *fixture, gconstpointer data);
void websocket_fixture_tear_down (WebsocketFixture *fixture,
                                  gconstpointer     data);

/* One frame as the peer of @kind sends it: a client masks, here with 1, 2, 3,
 * 4. @first: FIN, reserved bits and opcode */
void websocket_append_frame (GByteArray          *bytes,
                             const WebsocketKind *kind,
                             guint8               first,
                             const void          *payload,
                             gsize                len);
void websocket_fixture_send_raw (WebsocketFixture *fixture,
                                 const void       *data,
                                 gsize             len);
void websocket_fixture_send_frame (WebsocketFixture    *fixture,
                                   const WebsocketKind *kind,
                                   guint8               first,
                                   const void          *payload,
                                   gsize                len);

/* What we sent, as a frame of @first with @payload; ours are masked where we
 * are the client. Returns: bytes of it */
gsize websocket_assert_frame (const guint8        *data,
                              gsize                len,
                              const WebsocketKind *kind,
                              guint8               first,
                              const void          *payload,
                              gsize                payload_len);
void  websocket_fixture_until_end (WebsocketFixture *fixture);
void  websocket_fixture_assert_received (WebsocketFixture *fixture,
                                         const char       *text);

G_END_DECLS
