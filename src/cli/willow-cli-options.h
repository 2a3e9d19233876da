/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cli/willow-cli-route.h"
#include "cli/willow-cli-tls.h"
#include "cli/willow-cli-websocket.h"
#include "client/willow-client-options.h"

G_BEGIN_DECLS

/**
 * WillowCliOptions:
 *
 * The options of a connection that pub, sub and their like share. Their letters
 * are those of mosquitto_pub and mosquitto_sub where the same thing exists.
 */
typedef struct
{
  char    *host;
  int      port;
  char    *client_id;
  char    *user_name;
  char    *password;
  char    *auth_method;
  char    *version;
  int      keep_alive_seconds;
  gboolean keep_session;
  gint64   session_expiry_seconds;
  char    *will_topic;
  char    *will_payload;
  int      will_qos;
  gboolean will_retain;
  int      connect_timeout_seconds;
  gboolean show_packets;

  WillowCliTls       tls;
  WillowCliRoute     route;
  WillowCliWebsocket websocket;
} WillowCliOptions;

void willow_cli_options_init (WillowCliOptions *options);
void willow_cli_options_clear (WillowCliOptions *options);

/* The group to add to a context; borrows @options. */
GOptionGroup *willow_cli_options_get_group (WillowCliOptions *options);

/**
 * willow_cli_options_build:
 * @url: (nullable): the positional argument; else -h and -p
 *
 * Returns: (transfer full) (nullable): %NULL with a sentence in @error
 */
WillowClientOptions *willow_cli_options_build (const WillowCliOptions *options,
                                               const char             *url,
                                               GError                **error);

/* "3.1", "31", "mqttv31", "3", "3.1.1", "311", "mqttv311", "4", "5", "5.0",
 * "mqttv5" … */
gboolean willow_cli_parse_version (const char *text, MqttVersion *version);

/* "-" is standard input; more than @max_bytes is an error. (transfer full) */
GBytes *
willow_cli_read_file (const char *path, gsize max_bytes, GError **error);

G_END_DECLS
