/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/directives/willow-broker-file.h"

G_BEGIN_DECLS

/* Shared by willow-broker-file.c and willow-broker-directive*.c only. */

typedef struct
{
  WillowBrokerFile           *file;
  WillowBrokerFileListener   *listener; /* (nullable): the latest */
  WillowBrokerFileBridge     *bridge;   /* (nullable): the latest */
  WillowBrokerFileIncludeFunc include;
  gpointer                    user_data;
  const char                 *name;
  guint                       line;
  guint                       n_problems; /* also those that are not listed */
  gboolean                    is_included;
} WillowBrokerFileParser;

/* A directive of its own kind. @value: (not nullable), perhaps empty */
typedef void (*WillowBrokerDirectiveFunc) (WillowBrokerFileParser *parser,
                                           const char             *name,
                                           const char             *value);

/* @name: as it stands in the line. Whatever is wrong becomes a problem. */
void willow_broker_file_do_directive (WillowBrokerFileParser *parser,
                                      const char             *name,
                                      const char             *value);

/* What is about bridges; returns whether it is. */
gboolean willow_broker_file_do_bridge (WillowBrokerFileParser *parser,
                                       const char             *name,
                                       const char             *value);

/* They complain where they return %FALSE. */
gboolean willow_broker_file_parse_boolean (WillowBrokerFileParser *parser,
                                           const char             *name,
                                           const char             *value,
                                           gint64                 *result);
gboolean willow_broker_file_parse_number (WillowBrokerFileParser *parser,
                                          const char             *name,
                                          const char             *value,
                                          gint64                  minimum,
                                          gint64                  maximum,
                                          gint64                 *result);

/* What has one possible value only, and what is known and not done. They return
 * whether it is one of those. */
gboolean willow_broker_file_do_fixed (WillowBrokerFileParser *parser,
                                      const char             *name,
                                      const char             *value);
gboolean willow_broker_file_refuse (WillowBrokerFileParser *parser,
                                    const char             *name);

/* Adds “FILE, line N: SENTENCE”. */
void willow_broker_file_complain (WillowBrokerFileParser *parser,
                                  const char             *format,
                                  ...) G_GNUC_PRINTF (2, 3);

/* The listener that directives are about: the one that 1883 has where none was
 * named before. */
WillowBrokerFileListener *
willow_broker_file_need_listener (WillowBrokerFileParser *parser);
WillowBrokerFileListener *
willow_broker_file_add_listener (WillowBrokerFileParser *parser);

void willow_broker_file_include (WillowBrokerFileParser *parser,
                                 const char             *name,
                                 const char             *value);

G_END_DECLS
