/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker-fixture.h"

G_BEGIN_DECLS

/* A Client made of one socket. */
typedef struct
{
  GSocket    *socket;
  guint8      version;
  guint16     last_id;
  GByteArray *packet; /* the last one read */
  GByteArray *held;   /* was read, is to be read again */
} Peer;

Peer *peer_new (Fixture *fixture);
void  peer_free (Peer *peer);
/* Closes with FIN, or with RST. */
void peer_close (Peer *peer);
void peer_reset (Peer *peer);

void peer_send (Peer *peer, const GByteArray *bytes);
void peer_send_hex (Peer *peer, const char *hex);

/* The next bytes, exactly. */
void peer_expect (Peer *peer, const GByteArray *bytes);
void peer_expect_hex (Peer *peer, const char *hex);
/* The next packet; its first byte is returned, all of it is in peer->packet. */
guint8 peer_read (Peer *peer);
/* DISCONNECT next, with this Reason Code. */
void peer_expect_disconnect (Peer *peer, guint8 reason);
/* FIN or RST next. */
void peer_expect_end (Peer *peer);
/* PINGREQ, PINGRESP: nothing else was on its way. */
void peer_expect_nothing (Peer *peer);

/* CONNECT accepted. */
Peer    *peer_connect (Fixture *fixture, const char *client_id, gboolean clean);
Peer    *peer_connect_bytes (Fixture *fixture, const GByteArray *connect);
gboolean peer_get_session_present (Peer *peer); /* after CONNACK */

/* CONNECT with a will; @expiry_seconds is for 5.0, -1 sends none. */
GByteArray *build_connect_expiry (guint8      version,
                                  const char *client_id,
                                  gboolean    clean,
                                  gint64      expiry_seconds);
/* With @user_name and @password, both (nullable). Clean unless it is to be
 * kept for ever. */
GByteArray *build_connect_login (guint8      version,
                                 const char *client_id,
                                 gboolean    clean,
                                 const char *user_name,
                                 const char *password);
GByteArray *build_connect_will (guint8      version,
                                const char *client_id,
                                guint8      will_flags,
                                const char *topic,
                                const char *payload);
/* 5.0 only */
GByteArray *build_connect_will_delay (const char *client_id,
                                      guint32     expiry_seconds,
                                      guint32     delay_seconds,
                                      const char *topic,
                                      const char *payload);

void peer_disconnect (Peer *peer);
void peer_subscribe (Peer *peer, const char *filter, guint8 options);
void peer_unsubscribe (Peer *peer, const char *filter);
/* The whole handshake of its QoS. In 5.0 the Reason Code of PUBACK or PUBREC is
 * returned. */
guint8 peer_publish (Peer       *peer,
                     guint8      qos,
                     gboolean    retain,
                     const char *topic,
                     const char *payload);
/* The next packet is this PUBLISH, without properties; acknowledges it. */
void peer_expect_publish (Peer       *peer,
                          guint8      qos,
                          gboolean    retain,
                          const char *topic,
                          const char *payload);
/* The same, with these properties in hexadecimal (5.0). */
void peer_expect_publish_properties (Peer       *peer,
                                     guint8      qos,
                                     gboolean    retain,
                                     const char *topic,
                                     const char *properties_hex,
                                     const char *payload);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Peer, peer_free)

G_END_DECLS
