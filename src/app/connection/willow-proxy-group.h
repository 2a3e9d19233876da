/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/library/willow-secret-keeper.h"

G_BEGIN_DECLS

/* The proxy on the way to the broker, if any. */
#define WILLOW_TYPE_PROXY_GROUP (willow_proxy_group_get_type ())
G_DECLARE_FINAL_TYPE (WillowProxyGroup,
                      willow_proxy_group,
                      WILLOW,
                      PROXY_GROUP,
                      AdwPreferencesGroup)

/* @profile: (nullable) */
void willow_proxy_group_set_profile (WillowProxyGroup *self,
                                     WillowProfile    *profile);

G_END_DECLS
