/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/willow-byte-queue.h"
#include "net/willow-proxy-dialogue.h"

G_BEGIN_DECLS

/* Only for willow-http-proxy.c, willow-socks5.c and willow-proxy-*.c. */
typedef struct
{
  /* @self->answer has grown, @self->wanted is what is left to come */
  gboolean (*feed) (WillowProxyDialogue *self, GError **error);
  char *(*describe) (WillowProxyDialogue *self);
  GBytes *(*mask_received) (GBytes *received);
} WillowProxyDialogueClass;

/* @step: what is waited for, counted by the class
 * @answer: of the current step */
struct _WillowProxyDialogue
{
  const WillowProxyDialogueClass *klass;
  char                           *host; /* ASCII */
  guint16                         port;
  char                           *user_name; /* (nullable) */
  GBytes                         *password;  /* (nullable) */

  WillowByteQueue output;
  GByteArray     *answer;
  gsize           wanted;
  guint           step;
  gboolean        is_open;
  gboolean        is_broken;

  GByteArray *sent; /* masked */
  GByteArray *received;
};

WillowProxyDialogue *
willow_proxy_dialogue_new (const WillowProxyDialogueClass *klass,
                           const char                     *host,
                           guint16                         port,
                           const char                     *user_name,
                           GBytes                         *password,
                           GError                        **error);

/* @masked: of the same length, as it is shown */
void willow_proxy_dialogue_send (WillowProxyDialogue *self,
                                 const void          *data,
                                 const void          *masked,
                                 gsize                len);
/* (transfer full): HOST:PORT of the target */
char *willow_proxy_dialogue_dup_target (WillowProxyDialogue *self);

/* willow-proxy-explain.c; each returns %FALSE */
gboolean
willow_proxy_fail (GError **error, WillowProxyError code, const char *sentence);
gboolean willow_proxy_fail_status (WillowProxyDialogue *self,
                                   guint                status,
                                   GError             **error);
gboolean willow_proxy_fail_foreign (WillowProxyDialogue *self,
                                    const char          *expected,
                                    GError             **error);
gboolean willow_proxy_fail_reply (WillowProxyDialogue *self,
                                  guint8               reply,
                                  GError             **error);

G_END_DECLS
