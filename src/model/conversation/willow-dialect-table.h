/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/conversation/willow-dialect-place.h"
#include "mqtt/mqtt-property-table.h"

G_BEGIN_DECLS

/* Inside src/model: what a person has written about the fields of the versions;
 * the properties are added from their own table. */

/**
 * WillowDialectEntry:
 * @parent: (nullable): key of an entry before this one
 * @properties: behind this one come the properties of that MqttPropertyPlace,
 *   beside it; or -1
 */
typedef struct
{
  const char    *key;
  const char    *parent;
  MqttPacketType packet;
  gboolean       is_group;
  gboolean       is_anywhere;
  gboolean       takes_others;
  int            properties;
  const char    *names[WILLOW_N_DIALECTS];
  guint          marks;
  const char    *remark;
} WillowDialectEntry;

const WillowDialectEntry *willow_dialect_table_get (guint *n_entries);

/* Adds what is to be said about that property, if anything. */
void willow_dialect_table_remark (MqttPropertyId      id,
                                  int                 properties,
                                  WillowDialectPlace *place);

G_END_DECLS
