/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-client-io.h"

G_BEGIN_DECLS

/* Shared by willow-client*.c only. All of the owner's thread. */
struct _WillowClient
{
  GObject parent_instance;

  WillowIoThread *io_thread;
  WillowMailbox  *mailbox; /* NULL once disposed */
  WillowClientIo *io;      /* of the I/O thread; here only to be passed on */

  WillowPhaseFunc phase_func;
  gpointer        phase_data;

  /* Pending answers */
  GTask      *connect_task;
  gulong      cancelled_id;
  guint       attempt;
  GPtrArray  *disconnect_tasks; /* GTask */
  GHashTable *tasks;            /* token -> GTask */
  guint       last_token;

  /* What is known */
  WillowClientState    state;
  WillowClientOptions *options; /* (nullable) */
  gboolean             is_leaving;
  gboolean             is_silent;
  gboolean             was_cancelled;
  gboolean             session_present;
  guint8               connack_code;
  gint64               connected_since_us;
  GBytes              *connect;    /* (nullable) */
  GBytes              *connack;    /* (nullable) */
  GBytes              *disconnect; /* (nullable): the server's */
  WillowTlsFacts      *tls_facts;  /* (nullable) */
  gboolean             has_ending;
  WillowEnding         ending;
  GError              *error;  /* behind ending.error, or the connector's */
  WillowEndingRecord  *record; /* (nullable): of the last one that ended */
};

/* willow-client-state.c */
/* A GSourceFunc for WillowClientNews. */
gboolean willow_client_hear (gpointer news);
void     willow_client_set_state (WillowClient *self, WillowClientState state);
void     willow_client_forget_last (WillowClient *self);

/* willow-client-tasks.c */
/* Fails or finishes everything that waits for an answer. */
void willow_client_fail_tasks (WillowClient *self);
/* Returns: the token under which @task (transfer full) will be answered */
guint willow_client_keep_task (WillowClient *self, GTask *task);
void  willow_client_answer (WillowClient *self, WillowClientNews *news);
/* @error: (transfer full) (nullable): NULL for success */
void willow_client_finish_connect (WillowClient *self, GError *error);
void willow_client_finish_disconnects (WillowClient *self);

/* Calls on the I/O thread: willow-client-calls.c; properties are nullable. */
void willow_client_call_trace (WillowClient *self, WillowTraceQueue *trace);
void willow_client_call_keep_messages (WillowClient *self, gboolean keep);
void willow_client_call_message_func (WillowClient           *self,
                                      WillowClientMessageFunc func,
                                      gpointer                user_data,
                                      GDestroyNotify          destroy);
void willow_client_call_connect (WillowClient *self);
/* Of any thread, given the I/O parts. */
void willow_client_call_abort (WillowIoThread *io_thread,
                               WillowClientIo *io,
                               guint           attempt);
void willow_client_call_disconnect (WillowClient        *self,
                                    WillowDisconnectMode mode,
                                    GBytes              *properties,
                                    guint                token);
void willow_client_call_publish (WillowClient *self,
                                 MqttMessage  *message,
                                 guint         token);
void willow_client_call_subscribe (WillowClient *self,
                                   GBytes       *filters,
                                   GBytes       *properties,
                                   gboolean      subscribe,
                                   guint         token);
void willow_client_call_reauthenticate (WillowClient *self, guint token);
void willow_client_call_free (WillowClient *self);

G_END_DECLS
