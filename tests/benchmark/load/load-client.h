/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LoadClient:
 *
 * One MQTT 3.1.1 client of the load generator: a socket, the packets that came
 * in, the answers that QoS 1 and 2 want. It knows nothing of the code under
 * test. Errors end the program: a benchmark has no use for half a result.
 */
typedef struct _LoadClient LoadClient;

typedef struct
{
  /* @payload: of a PUBLISH; a message sent again has @is_duplicate */
  void (*message) (LoadClient   *client,
                   const guint8 *payload,
                   gsize         len,
                   gboolean      is_duplicate);
  /* PUBACK or PUBCOMP */
  void (*acknowledged) (LoadClient *client);
  /* Everything else: first byte of the packet */
  void (*other) (LoadClient *client, guint8 first_byte);
} LoadClientFuncs;

struct _LoadClient
{
  int                    fd;
  guint                  index; /* the user's */
  gpointer               data;  /* the user's */
  const LoadClientFuncs *funcs;
  gboolean               is_mute; /* sends no acknowledgements */
  guint16                packet_id;
  gboolean               is_closed;

  /*< private >*/
  guint8     *in;
  gsize       in_size;
  gsize       in_len;
  GByteArray *out; /* not written yet */
  gsize       out_done;
};

int load_socket (guint16 port, gboolean is_blocking);

/* Connects and waits for CONNACK; non-blocking from then on. */
void load_client_init (LoadClient            *client,
                       guint16                port,
                       const char            *id,
                       gboolean               clean,
                       const LoadClientFuncs *funcs,
                       gpointer               data);
void load_client_clear (LoadClient *client);
/* Subscribes and waits for SUBACK; nothing else may come in meanwhile. */
void load_client_subscribe (LoadClient *client, const char *filter, guint8 qos);

/* Reads once and handles what is whole; then writes the answers. Returns:
 * whether there was something */
gboolean load_client_read (LoadClient *client);
/* Reads until there is nothing. */
void load_client_read_all (LoadClient *client);
/* Goes on writing. Returns: whether all of it is out */
gboolean load_client_flush (LoadClient *client);
/* Writes @data, or what can be written of it now, the rest later. */
void load_client_write (LoadClient *client, const guint8 *data, gsize len);
/* Bytes that wait to be written */
gsize load_client_get_backlog (const LoadClient *client);
/* 1 to 65535, in turn */
guint16 load_client_next_packet_id (LoadClient *client);

G_END_DECLS
