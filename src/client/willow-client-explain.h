/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-client.h"

G_BEGIN_DECLS

/* What a sentence about the state of a client is made of. Only for
 * src/client. */
typedef struct
{
  WillowClientState     state;
  const WillowEndpoint *endpoint; /* (nullable): never connected */
  MqttVersion           version;
  gboolean              was_cancelled;
  gboolean              is_silent;
  gboolean              has_websocket_close; /* a Close frame came */
  const WillowEnding   *ending;              /* (nullable) */
  const GError         *error;               /* (nullable): of the connector */
  GBytes               *connack;             /* (nullable) */
  GBytes               *disconnect;          /* (nullable) */
} WillowClientStory;

/* (transfer full): one translated sentence */
char *willow_client_tell (const WillowClientStory *story);

G_END_DECLS
