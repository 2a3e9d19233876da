/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-client-options.h"

G_BEGIN_DECLS

/**
 * WillowCliProfile:
 * @version: (in): in place of its own; %MQTT_VERSION_UNKNOWN: its own
 * @options: what the profile connects with
 * @filters: (nullable): payload of a SUBSCRIBE
 * @names: (nullable) (array zero-terminated=1): the Topic Filters in it
 *
 * A profile of the window, as far as a command needs it.
 */
typedef struct
{
  MqttVersion          version;
  WillowClientOptions *options;
  GBytes              *filters;
  char               **names;
} WillowCliProfile;

/**
 * willow_cli_profile_load:
 * @name: as the window shows it
 * @password: (nullable): %NULL: that of the secret service, where there is one
 * @error: (out): a sentence
 *
 * Secrets come from the secret service; what it does not give is left out, and
 * said on standard error.
 */
gboolean willow_cli_profile_load (WillowCliProfile *profile,
                                  const char       *name,
                                  GBytes           *password,
                                  GError          **error);
void     willow_cli_profile_clear (WillowCliProfile *profile);

G_END_DECLS
