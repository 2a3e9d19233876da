/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-packet.h"
#include "trace/willow-trace-store.h"

G_BEGIN_DECLS

/**
 * WillowAliasLog:
 *
 * Inside src/model: Topic Aliases as an onlooker resolves them (5.0 section
 * 3.3.2.3.4), and the topics of those records that name theirs by alias only. A
 * record does not say it, and the PUBLISH that set the alias may be evicted
 * long before the one that uses it.
 */
typedef struct _WillowAliasLog WillowAliasLog;

WillowAliasLog *willow_alias_log_new (void);
void            willow_alias_log_free (WillowAliasLog *log);
void            willow_alias_log_clear (WillowAliasLog *log);

/**
 * willow_alias_log_resolve:
 * @connection: aliases are those of one Network Connection and direction; a
 *   new number forgets the former ones
 * @serial: rises from call to call
 *
 * Returns: the topic, absent where the alias was never set; valid until the
 *   log is cleared
 */
MqttSlice willow_alias_log_resolve (WillowAliasLog    *log,
                                    guint32            connection,
                                    WillowDirection    direction,
                                    const MqttPublish *publish,
                                    guint64            serial);

/* (nullable): topic of the record, if it used an alias in place of it. */
const char *willow_alias_log_lookup (WillowAliasLog *log, guint64 serial);
/* Records below are gone. */
void willow_alias_log_evict (WillowAliasLog *log, guint64 first_serial);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowAliasLog, willow_alias_log_free)

G_END_DECLS
