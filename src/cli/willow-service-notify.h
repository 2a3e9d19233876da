/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tells the service manager that started us, as sd_notify(3) describes it; if
 * there is none, nothing happens. @state: "READY=1" and the like */
void willow_service_notify (const char *state);

G_END_DECLS
