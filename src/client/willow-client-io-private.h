/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "auth/willow-scram-client.h"
#include "client/willow-client-io.h"

G_BEGIN_DECLS

/* Shared by willow-client-io*.c only. */
struct _WillowClientIo
{
  WillowReactor *reactor;
  WillowClock   *clock;
  MqttSession   *session;

  WillowMailbox *mailbox;
  GSourceFunc    news;
  gpointer       client; /* only passed on */

  WillowTraceQueue       *trace; /* (nullable) */
  WillowClientMessageFunc message_func;
  gpointer                message_data;
  GDestroyNotify          message_destroy;
  gboolean                keeps_messages; /* at the Server: no PUBACK, PUBREC */

  /* The attempt or the connection that is there */
  WillowClientOptions *options;
  guint                attempt;
  guint32              number;
  gint64               deadline_us; /* 0: none */
  GCancellable        *connector;   /* non-NULL while it works */
  WillowLink          *link;
  GBytes              *disconnect; /* (nullable): the server's, for the end */
  GBytes              *connect;    /* (nullable): as it was sent */
  GBytes              *connack;    /* (nullable): one that breaks a rule */
  gboolean             is_freed;   /* waits for the connector */

  /* For the record of its end: willow-ending-observe.c */
  gint64               started_us;
  gint64               accepted_us; /* CONNACK; 0: none that accepts */
  char                *local;       /* (nullable): address */
  char                *assigned_id; /* (nullable) */
  GBytes              *refusal;     /* (nullable): CONNACK */
  gboolean             has_server_keep_alive;
  gboolean             has_server_expiry;
  guint32              server_expiry_seconds;
  gboolean             has_left;
  WillowDisconnectMode left_by;
  gboolean             has_leaving_expiry;
  guint32              leaving_expiry_seconds;

  /* Enhanced authentication */
  WillowScramClient *scram;      /* (nullable): an exchange goes on */
  GError            *auth_error; /* (nullable): why it failed */
  guint              auth_token; /* of re-authentication, 0: none */
};

/* @news: (transfer full) */
void willow_client_io_post (WillowClientIo *self, WillowClientNews *news);
WillowClientNews *willow_client_io_new_news (WillowClientIo      *self,
                                             WillowClientNewsKind kind);
gboolean          willow_client_io_is_connected (WillowClientIo *self);
void              willow_client_io_post_answer (WillowClientIo *self,
                                                guint           token,
                                                guint8          code,
                                                MqttSlice       codes);

/* willow-client-io-story.c: what the record of the end will need */
void willow_client_io_begin_story (WillowClientIo *self);
void willow_client_io_tell_connack (WillowClientIo  *self,
                                    const MqttEvent *event);
void willow_client_io_tell_leaving (WillowClientIo      *self,
                                    WillowDisconnectMode mode,
                                    MqttProperties       properties);
void willow_client_io_clear_story (WillowClientIo *self);

/* willow-client-io-auth.c */
gboolean willow_client_io_has_method (WillowClientIo *self);
void     willow_client_io_clear_auth (WillowClientIo *self);
/* Adds what CONNECT needs to begin. */
gboolean willow_client_io_begin_auth (WillowClientIo *self,
                                      GByteArray     *properties,
                                      GError        **error);
void willow_client_io_hear_auth (WillowClientIo *self, const MqttReason *auth);
/* FALSE: the Server is not the right one; the connection ends. */
gboolean willow_client_io_check_connack (WillowClientIo    *self,
                                         const MqttConnack *connack);
void willow_client_io_explain_auth (WillowClientIo *self, WillowEnding *ending);
gboolean willow_client_io_submit_reauthenticate (WillowClientIo *self,
                                                 guint           token,
                                                 GError        **error);

G_END_DECLS
