/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/glass/willow-broker-log.h"

G_BEGIN_DECLS

typedef enum
{
  WILLOW_LOG_ERROR,
  WILLOW_LOG_WARNING,
  WILLOW_LOG_NOTICE,
  WILLOW_LOG_INFO,
  WILLOW_LOG_DEBUG,
} WillowLogLevel;

const char *willow_log_level_get_name (WillowLogLevel level);
gboolean    willow_log_level_parse (const char *name, WillowLogLevel *level);

WillowLogLevel willow_broker_log_entry_get_level (WillowBrokerLogEvent event);

/* One line, for people or as an object of JSON, without its end. What programs
 * read is not translated. @with_time: of the text; JSON always has it.
 * (transfer full) */
char *willow_broker_log_entry_to_text (const WillowBrokerLogEntry *entry,
                                       gboolean                    with_time);
char *willow_broker_log_entry_to_json (const WillowBrokerLogEntry *entry);

G_END_DECLS
