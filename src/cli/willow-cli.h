/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Exit codes, documented in docs/cli.md and by `willow-cli --help`. */
typedef enum
{
  WILLOW_EXIT_OK = 0,
  WILLOW_EXIT_FAILURE = 1,       /* a file, a port, the system */
  WILLOW_EXIT_USAGE = 2,         /* the command line makes no sense */
  WILLOW_EXIT_NETWORK = 3,       /* no connection: name, refused, silent */
  WILLOW_EXIT_REFUSED = 4,       /* CONNACK, SUBACK or PUBACK said no */
  WILLOW_EXIT_LOST = 5,          /* the connection ended before we were done */
  WILLOW_EXIT_TIMEOUT = 6,       /* -W has passed */
  WILLOW_EXIT_MALFORMED = 7,     /* decode: the bytes break a rule */
  WILLOW_EXIT_BUSY = 8,          /* broker: another program has the port */
  WILLOW_EXIT_CONFIGURATION = 9, /* broker: --config is wrong */
} WillowExit;

/**
 * WillowCommand:
 * @run: gets its own arguments, argv[0] being "willow-cli NAME"; returns a
 * WillowExit
 *
 * One subcommand, in a file of its own.
 */
typedef struct
{
  const char *name;
  const char *summary; /* translatable */
  int (*run) (int argc, char *argv[]);
} WillowCommand;

int willow_command_broker (int argc, char *argv[]);
int willow_command_certs (int argc, char *argv[]);
int willow_command_connect (int argc, char *argv[]);
int willow_command_decode (int argc, char *argv[]);
int willow_command_demo (int argc, char *argv[]);
int willow_command_dialects (int argc, char *argv[]);
int willow_command_doctor (int argc, char *argv[]);
int willow_command_faults (int argc, char *argv[]);
int willow_command_profiles (int argc, char *argv[]);
int willow_command_proxy (int argc, char *argv[]);
int willow_command_passwd (int argc, char *argv[]);
int willow_command_pub (int argc, char *argv[]);
int willow_command_sub (int argc, char *argv[]);

/* "willow-cli: MESSAGE" on standard error. */
void willow_cli_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);

/**
 * willow_cli_parse:
 * @context: (transfer full): help is "--help" only, so that -h stays free
 * @exit_code: (out): when %FALSE: what to exit with
 *
 * Returns: %FALSE if there is nothing more to do: help was shown, or the
 * options were wrong
 */
gboolean willow_cli_parse (GOptionContext *context,
                           int            *argc,
                           char         ***argv,
                           int            *exit_code);

/* Runs @loop until it quits or SIGINT/SIGTERM comes; TRUE if it was a signal.
 */
gboolean willow_cli_run_loop (GMainLoop *loop);

G_END_DECLS
