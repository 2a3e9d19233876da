/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "mqtt/mqtt-packet.h"

G_BEGIN_DECLS

/* What a SUBSCRIBE of "sub" asks for, the same for all its filters. */
typedef struct
{
  char   **filters;
  int      qos;
  gboolean no_local;
  gboolean retain_as_published;
  int      retain_handling;
  int      identifier; /* 0: none */
} WillowCliSubscribe;

/* (transfer full): the options of 5.0 */
GOptionGroup *willow_cli_subscribe_get_group (WillowCliSubscribe *self);

/* Complains about what cannot be sent. Returns: an exit code */
int willow_cli_subscribe_check (const WillowCliSubscribe *self,
                                MqttVersion               version);

/* (transfer full) (nullable): NULL if a filter is too long */
GBytes *willow_cli_subscribe_build_filters (const WillowCliSubscribe *self,
                                            MqttVersion               version);
/* (transfer full) (nullable) */
GBytes *willow_cli_subscribe_build_properties (const WillowCliSubscribe *self);

/* Says what was refused, and where less was granted than was asked for.
 * Returns: whether all were refused */
gboolean willow_cli_subscribe_tell (const WillowCliSubscribe *self,
                                    MqttVersion               version,
                                    GBytes                   *codes);

G_END_DECLS
