/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "mqtt/mqtt-describe.h"

G_BEGIN_DECLS

/* A packet's field tree for people: offset, bytes, name, value; rules that are
 * broken stand below the field. Passwords are masked unless @show_secrets. */
void willow_packet_print (GString    *out,
                          MqttVersion version,
                          MqttRole    sender,
                          MqttSlice   frame,
                          gboolean    show_secrets);

/* The same for programs: an object, described in docs/cli.md. (transfer full)
 */
JsonNode *willow_packet_to_json (MqttVersion version,
                                 MqttRole    sender,
                                 MqttSlice   frame,
                                 gboolean    show_secrets);

G_END_DECLS
