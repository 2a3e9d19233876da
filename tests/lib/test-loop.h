/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-listener.h"
#include "net/willow-transport.h"

G_BEGIN_DECLS

/* A main context with a reactor, as an I/O thread has them, on the thread of
 * the test. */
typedef struct
{
  GMainContext  *context;
  WillowReactor *reactor;
} TestLoop;

/* Pushes the context as the thread's default one. */
void test_loop_set_up (TestLoop *loop);
void test_loop_tear_down (TestLoop *loop);

/* Runs the loop until @condition holds; the test's timeout is the limit. */
#define test_loop_until(loop, condition)                                       \
  G_STMT_START                                                                 \
  {                                                                            \
    while (!(condition))                                                       \
      g_main_context_iteration ((loop)->context, TRUE);                        \
  }                                                                            \
  G_STMT_END

/* Runs it as long as something is ready now. */
void test_loop_settle (TestLoop *loop);

typedef enum
{
  TEST_STREAM_MEMORY,
  TEST_STREAM_LOOPBACK,
} TestStreamKind;

/* Two connected transports. */
void test_loop_connect (TestLoop         *loop,
                        TestStreamKind    kind,
                        WillowTransport **a,
                        WillowTransport **b);

/* A port of 127.0.0.1 on which nobody listens. */
guint16 test_loop_find_closed_port (void);

G_END_DECLS
