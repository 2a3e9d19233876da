/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "broker/bridge/willow-broker-bridge-config.h"
#include "broker/willow-broker-listener-config.h"

G_BEGIN_DECLS

/* What a file does not say. */
#define WILLOW_BROKER_FILE_UNSET (-1)

typedef enum
{
  WILLOW_BROKER_FILE_LOG_ERROR = 1 << 0,
  WILLOW_BROKER_FILE_LOG_WARNING = 1 << 1,
  WILLOW_BROKER_FILE_LOG_NOTICE = 1 << 2,
  WILLOW_BROKER_FILE_LOG_INFO = 1 << 3,
  WILLOW_BROKER_FILE_LOG_DEBUG = 1 << 4,
} WillowBrokerFileLogTypes;

/**
 * WillowBrokerFileListener:
 * @line: of its first directive
 * @address: (nullable): %NULL: all addresses of this computer
 * @port: 0 with @socket_path
 * @max_connections: #WILLOW_BROKER_FILE_UNSET: no limit of its own
 *
 * A listener as the file describes it, the files of TLS not read yet.
 */
typedef struct
{
  guint    line;
  char    *address;
  gint64   port;
  char    *socket_path;
  char    *socket_domain; /* (nullable): "ipv4" or "ipv6" */
  gboolean is_websocket;
  char    *websocket_path; /* (nullable) */
  char    *origins;        /* (nullable): with spaces between */
  char    *ca_file;
  char    *certificate_file;
  char    *key_file;
  char    *tls_version; /* (nullable): "1.2": that one and later ones */
  char    *ciphers;
  char    *ciphers_1_3;
  gint64   require_certificate; /* 0, 1 or unset, as what follows */
  gint64   use_identity;
  gint64   use_subject;
  gint64   max_connections;
} WillowBrokerFileListener;

/**
 * WillowBrokerFileBridge:
 * @config: without its connector: the files of TLS are not read yet
 *
 * A "connection" of the file.
 */
typedef struct
{
  guint                     line;
  WillowBrokerBridgeConfig *config;
  char                     *ca_file;
  char                     *certificate_file;
  char                     *key_file;
  gboolean                  is_insecure;
} WillowBrokerFileBridge;

/**
 * WillowBrokerFile:
 *
 * A configuration file in the syntax of mosquitto.conf, as docs/broker.md
 * describes it. Numbers are #WILLOW_BROKER_FILE_UNSET and texts %NULL where it
 * says nothing; 0 where it says “no limit”.
 */
typedef struct _WillowBrokerFile
{
  GPtrArray *listeners; /* (element-type WillowBrokerFileListener) */
  GPtrArray *bridges;   /* (element-type WillowBrokerFileBridge) */
  GPtrArray *problems;  /* (element-type utf8): sentences with file and line */

  gint64 allow_anonymous; /* 0, 1 or unset */
  char  *password_file;
  char  *acl_file;

  gint64 persistence; /* 0, 1 or unset */
  char  *persistence_location;
  char  *persistence_file;

  gint64 max_inflight_messages;
  gint64 max_queued_messages;
  gint64 max_queued_bytes;
  gint64 max_packet_size;
  gint64 message_size_limit;
  gint64 max_keep_alive_seconds;
  gint64 max_topic_alias;
  gint64 allow_duplicate_messages;

  guint  log_types; /* WillowBrokerFileLogTypes; 0: not said */
  char  *log_file;  /* (nullable) */
  gint64 log_to_stdout, log_to_stderr, log_to_nothing;
  gint64 log_timestamp;
  gint64 log_connections;
  char  *pid_file;
} WillowBrokerFile;

/* One file of a directory. */
typedef struct
{
  char   *name;
  GBytes *content;
} WillowBrokerFilePart;

/* Returns: (transfer full) (nullable) (element-type WillowBrokerFilePart): the
 * files *.conf in @directory, sorted by name; %NULL with @error */
typedef GPtrArray *(*WillowBrokerFileIncludeFunc) (const char *directory,
                                                   gpointer    user_data,
                                                   GError    **error);

/**
 * willow_broker_file_parse:
 * @name: for the sentences
 * @content: any bytes
 * @include: (nullable): reads what include_dir names, which is refused without
 *
 * Does no I/O of its own, and reads on behind a problem.
 *
 * Returns: (transfer full): to be used only where it has no problems
 */
WillowBrokerFile *willow_broker_file_parse (const char                 *name,
                                            GBytes                     *content,
                                            WillowBrokerFileIncludeFunc include,
                                            gpointer user_data);
void              willow_broker_file_free (WillowBrokerFile *file);

WillowBrokerFilePart *willow_broker_file_part_new (const char *name,
                                                   GBytes     *content);
void                  willow_broker_file_part_free (WillowBrokerFilePart *part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowBrokerFile, willow_broker_file_free)

G_END_DECLS
