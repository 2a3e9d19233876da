/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/willow-broker.h"
#include "lib/packet-builder.h"

G_BEGIN_DECLS

/* A broker on loopback, and raw sockets as its Clients: what goes over them is
 * literal bytes. Reads block, with a limit; nothing here sleeps. */

typedef struct
{
  WillowBroker      *broker;
  WillowBrokerConfig config;  /* may be changed before fixture_start() */
  WillowClock       *clock;   /* manual, if fixture_use_manual_clock() */
  guint8             version; /* 3, 4 or 5: the one under test */
  char              *folder;  /* of its store, if it has one */
} Fixture;

void fixture_init (Fixture *fixture, guint8 version);
/* Of the listener */
void fixture_set_address (Fixture *fixture, const char *address);
void fixture_use_manual_clock (Fixture *fixture);
/* Makes it durable. Every test is with WILLOW_TEST_STORE in the environment. */
void fixture_use_store (Fixture *fixture);
void fixture_start (Fixture *fixture);
void fixture_stop (Fixture *fixture);
void fixture_clear (Fixture *fixture);

WillowBrokerSnapshot *fixture_snapshot (Fixture *fixture);
/* (transfer none): of @snapshot */
const WillowBrokerClient *fixture_find_client (WillowBrokerSnapshot *snapshot,
                                               const char           *client_id);
/* Moves the manual clock and lets the broker see it. */
void fixture_advance (Fixture *fixture, double seconds);

/* Runs the main context until @condition holds. */
#define fixture_until(condition)                                               \
  G_STMT_START                                                                 \
  {                                                                            \
    while (!(condition))                                                       \
      g_main_context_iteration (NULL, TRUE);                                   \
  }                                                                            \
  G_STMT_END

/* The same body for "3.1", "3.1.1" and "5.0": @path gets the version's name.
 * The fixture is not started yet. */
typedef void (*FixtureFunc) (Fixture *fixture);
void fixture_add (const char *path, FixtureFunc func);
void fixture_add_5_0 (const char *path, FixtureFunc func);
void fixture_add_3_1_1 (const char *path, FixtureFunc func);
void fixture_add_3_x (const char *path, FixtureFunc func);

G_END_DECLS
