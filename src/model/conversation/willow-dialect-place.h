/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/conversation/willow-dialects.h"
#include "mqtt/mqtt-describe.h"

G_BEGIN_DECLS

/* Inside src/model, and its tests: where the fields of CONNECT and CONNACK
 * stand beside each other. */

/**
 * WillowDialectPlace:
 * @parent: index of the place that it is in, or -1
 * @names: in the words of the versions (English); %NULL: it has none such
 * @is_anywhere: found by its name alone: what is wrong with a packet
 * @takes_others: for what else is in its parent: properties that have no
 *   business there
 */
typedef struct
{
  const char    *key;
  MqttPacketType packet;
  int            parent;
  guint          depth;
  gboolean       is_group;
  gboolean       is_anywhere;
  gboolean       takes_others;
  const char    *names[WILLOW_N_DIALECTS];
  guint          marks;
  const char    *remark; /* English, or "" */
} WillowDialectPlace;

/* The whole table, in order: children behind their parent. */
const WillowDialectPlace *willow_dialect_get_places (guint *n_places);

/**
 * willow_dialect_find_places:
 * @dialect: in whose words @description is
 * @own: (out caller-allocates): for each field whether it is that place itself,
 *   and not a part of it, such as the length of a text
 *
 * Returns: (transfer full): for each field of @description the index of its
 *   place; -1 for the packet as a whole; -2 if it has none
 */
int *willow_dialect_find_places (MqttPacketType         packet,
                                 guint                  dialect,
                                 const MqttDescription *description,
                                 gboolean              *own);

#define WILLOW_DIALECT_NOWHERE (-2)

G_END_DECLS
