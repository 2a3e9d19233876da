/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/library/willow-secret-keeper.h"

G_BEGIN_DECLS

/* What MQTT over WebSocket has besides: hidden for others. */
#define WILLOW_TYPE_WEB_SOCKET_GROUP (willow_web_socket_group_get_type ())
G_DECLARE_FINAL_TYPE (WillowWebSocketGroup,
                      willow_web_socket_group,
                      WILLOW,
                      WEB_SOCKET_GROUP,
                      AdwPreferencesGroup)

/* @profile: (nullable) */
void willow_web_socket_group_set_profile (WillowWebSocketGroup *self,
                                          WillowProfile        *profile);

G_END_DECLS
