/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A TCP server, or client, that does literally what the test says. All calls
 * block, for ten seconds at most; then the test fails. What is tested must run
 * on another thread, or in another process. */
typedef struct _ScriptedPeer ScriptedPeer;

/* Listens on a free port of 127.0.0.1. */
ScriptedPeer *scripted_peer_new (void);
/* Connects to a port of 127.0.0.1. */
ScriptedPeer *scripted_peer_new_client (guint16 port);
void          scripted_peer_free (ScriptedPeer *peer);
guint16       scripted_peer_get_port (ScriptedPeer *peer);

/* The next connection; the one before is closed. */
void scripted_peer_accept (ScriptedPeer *peer);

/* Reads as many bytes as are expected, and compares. Hex as for pb_hex(). */
void scripted_peer_expect (ScriptedPeer *peer, const GByteArray *bytes);
void scripted_peer_expect_hex (ScriptedPeer *peer, const char *hex);
/* Reads @len bytes. (transfer full) */
GByteArray *scripted_peer_read (ScriptedPeer *peer, gsize len);
/* The other side closes: FIN and no more bytes; or RST. */
void scripted_peer_expect_end (ScriptedPeer *peer);
void scripted_peer_expect_reset (ScriptedPeer *peer);

void scripted_peer_send (ScriptedPeer *peer, const GByteArray *bytes);
void scripted_peer_send_hex (ScriptedPeer *peer, const char *hex);
void scripted_peer_close (ScriptedPeer *peer);
void scripted_peer_reset (ScriptedPeer *peer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScriptedPeer, scripted_peer_free)

G_END_DECLS
