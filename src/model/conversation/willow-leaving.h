/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/conversation/willow-conversation.h"

G_BEGIN_DECLS

/* What DISCONNECT of 5.0 can say when a person leaves. */
typedef struct
{
  gboolean    with_will;  /* 0x04 in place of 0x00 */
  gboolean    has_expiry; /* Session Expiry Interval */
  guint32     expiry_seconds;
  const char *reason_string; /* empty: none */
  const char *name;          /* of a User Property; empty: none */
  const char *value;
} WillowLeaving;

/* Whether the Server would take it for a Protocol Error: a Session that CONNECT
 * gave no time cannot be given one (5.0 section 3.14.2.2.2). */
gboolean willow_leaving_is_illegal (const WillowLeaving *leaving,
                                    WillowConversation  *conversation);
void     willow_leaving_send (const WillowLeaving *leaving,
                              WillowConversation  *conversation);

G_END_DECLS
