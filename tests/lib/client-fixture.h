/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-client.h"

G_BEGIN_DECLS

/* A client with an I/O thread and a trace, owned by the thread of the test, and
 * what it told so far. */
typedef struct
{
  WillowIoThread      *io_thread;
  WillowClient        *client;
  WillowTraceQueue    *trace;
  WillowClientOptions *options;

  gboolean is_done; /* the last asynchronous call has finished */
  gboolean succeeded;
  GError  *error;
  guint8   reason; /* of a publish */
  GBytes  *codes;  /* of a subscribe or unsubscribe */

  GMutex     lock;
  GPtrArray *messages; /* "topic payload"; guarded by lock */
  gsize      last_payload_bytes;
  GString   *phases;
} ClientFixture;

/* Options for 127.0.0.1:@port: client id "t", Clean Start, no Keep Alive. */
void client_fixture_set_up (ClientFixture *fixture,
                            MqttVersion    version,
                            guint16        port);
void client_fixture_tear_down (ClientFixture *fixture);

/* Runs the owner's loop until @condition holds. */
#define client_fixture_until(condition)                                        \
  G_STMT_START                                                                 \
  {                                                                            \
    while (!(condition))                                                       \
      g_main_context_iteration (NULL, TRUE);                                   \
  }                                                                            \
  G_STMT_END

/* Each starts; client_fixture_wait() runs the loop until it has finished. */
void client_fixture_connect (ClientFixture *fixture, GCancellable *cancellable);
void client_fixture_disconnect (ClientFixture       *fixture,
                                WillowDisconnectMode mode);
void client_fixture_publish (ClientFixture *fixture,
                             const char    *topic,
                             GBytes        *payload,
                             MqttQos        qos,
                             gboolean       retain);
void client_fixture_subscribe (ClientFixture *fixture,
                               const char    *filter,
                               MqttQos        qos);
void client_fixture_unsubscribe (ClientFixture *fixture, const char *filter);
void client_fixture_wait (ClientFixture *fixture);
/* The same, and it must have succeeded. */
void client_fixture_succeed (ClientFixture *fixture);

/* Waits until that many messages have come. */
void client_fixture_wait_for_messages (ClientFixture *fixture, guint n);
/* (transfer full) */
char *client_fixture_dup_message (ClientFixture *fixture, guint i);

G_END_DECLS
