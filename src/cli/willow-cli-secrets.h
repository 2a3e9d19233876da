/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/profile/willow-profile.h"

G_BEGIN_DECLS

/* The secret service, for commands: each waits for its answer, and says on
 * standard error what it cannot do. */

/* (transfer full) (nullable): the password of @profile */
GBytes *willow_cli_secrets_load_password (WillowProfile *profile);
/* Those of the way to the broker, into @profile. */
void willow_cli_secrets_load_transport (WillowProfile *profile);
/* All that @profile has, and @password: (nullable). %FALSE: they are not kept
 */
gboolean willow_cli_secrets_save (WillowProfile *profile, GBytes *password);

G_END_DECLS
