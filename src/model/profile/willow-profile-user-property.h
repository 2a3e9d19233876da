/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WILLOW_TYPE_PROFILE_USER_PROPERTY                                      \
  (willow_profile_user_property_get_type ())
G_DECLARE_FINAL_TYPE (WillowProfileUserProperty,
                      willow_profile_user_property,
                      WILLOW,
                      PROFILE_USER_PROPERTY,
                      GObject)

/**
 * WillowProfileUserProperty:
 *
 * A pair of CONNECT or of its will (5.0 section 3.1.2.11.8). The same name may
 * come more than once, and the order is kept.
 *
 * Properties (read-write, notify): "name" (string), "value" (string).
 */
WillowProfileUserProperty *willow_profile_user_property_new (const char *name,
                                                             const char *value);
const char *
willow_profile_user_property_get_name (WillowProfileUserProperty *self);
const char *
willow_profile_user_property_get_value (WillowProfileUserProperty *self);

G_END_DECLS
