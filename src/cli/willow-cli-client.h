/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/willow-cli-options.h"
#include "cli/willow-packet-log.h"
#include "client/willow-reconnector.h"

G_BEGIN_DECLS

/**
 * WillowCliClient:
 *
 * What a subcommand needs to be one client: connects, calls @connected, runs
 * until quit() or a signal, says why it ended, leaves with DISCONNECT. Embedded
 * by value.
 */
typedef struct _WillowCliClient WillowCliClient;
typedef void (*WillowCliConnectedFunc) (WillowCliClient *self);

struct _WillowCliClient
{
  GMainLoop             *loop;
  WillowIoThread        *io_thread;
  WillowClient          *client;
  WillowPacketLog       *log;         /* (nullable) */
  WillowReconnector     *reconnector; /* (nullable): only if asked for */
  WillowClientOptions   *options;     /* while it runs; not owned */
  WillowCliConnectedFunc connected;
  GCancellable          *cancellable;
  int                    code;
  gboolean               done;
};

/* FALSE: said why. */
gboolean willow_cli_client_init (WillowCliClient *self, gboolean show_packets);
void     willow_cli_client_clear (WillowCliClient *self);

/* Before run(): a lost connection is made again, and an attempt that failed is
 * repeated, until an answer that will be the same again. */
void willow_cli_client_set_reconnect (WillowCliClient *self);

/* Returns the exit code. */
int willow_cli_client_run (WillowCliClient       *self,
                           WillowClientOptions   *options,
                           WillowCliConnectedFunc connected);

/* The first code counts. Main thread. */
void willow_cli_client_quit (WillowCliClient *self, int code);

/* Exit code for an error of the client. */
int willow_cli_client_code_for (const GError *error);

G_END_DECLS
