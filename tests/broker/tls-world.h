/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker-fixture.h"
#include "lib/client-fixture.h"
#include "lib/test-pki.h"

G_BEGIN_DECLS

/* A PKI, our broker by TLS as its second listener, and our client. */
typedef struct
{
  TestIdentity *authority;
  TestIdentity *server;
  TestIdentity *client;

  Fixture            broker;
  ClientFixture      client_side;
  WillowTlsSettings *tls; /* of the client */
} World;

extern const TestCertificate world_ordinary; /* for 127.0.0.1 */

/* @server: what its certificate says */
void world_init (World *world, guint8 version, const TestCertificate *server);
void world_clear (World *world);
/* (transfer none): of the listener, before world_start() */
WillowTlsSettings *world_get_tls (World *world);
void               world_require_certificate (World *world);
void world_set_tls (ClientFixture *client, WillowTlsSettings *tls);

/* The client is to connect to the TLS listener, then. */
void world_start (World *world);
void world_aim (World *world, WillowScheme scheme, guint16 port);
void world_connect (World *world);
/* (transfer full): what the client says of it */
char *world_fail (World *world);
/* Messages of every QoS, and a large one. */
void world_exchange (World *world);

G_END_DECLS
