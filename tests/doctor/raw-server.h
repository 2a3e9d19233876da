/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How a connection ends after what was said. */
typedef enum
{
  RAW_HOLD, /* until the other side closes */
  RAW_CLOSE,
  RAW_RESET,
} RawEnd;

/**
 * RawScript:
 * @greeting: (nullable): said at once
 * @answer: (nullable): said when something has come
 * @answer_4: (nullable): in its place to a CONNECT of 3.1.1, and the connection
 *   is held
 * @mqtt_only: TRUE: what is no CONNECT is closed without a word
 *
 * What a server says, to everybody who comes. Text as it is; "hex:" in front of
 * it: as pb_hex() has it.
 */
typedef struct
{
  const char *greeting;
  const char *answer;
  const char *answer_4;
  gboolean    mqtt_only;
  RawEnd      end;
} RawScript;

/* Listens on a free port of 127.0.0.1, a thread for each connection; needs the
 * main loop to accept. */
typedef struct _RawServer RawServer;

RawServer *raw_server_new (const RawScript *script);
guint16    raw_server_get_port (RawServer *server);
/* That came so far. */
guint raw_server_get_n_connections (RawServer *server);
void  raw_server_free (RawServer *server);

G_END_DECLS
