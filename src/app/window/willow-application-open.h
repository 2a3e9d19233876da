/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window/willow-application.h"

G_BEGIN_DECLS

/* What a command line asks for, in the process that has the windows: names to
 * connect, URLs to open. Returns: exit status of whoever asked; nothing is done
 * where something of it cannot be. */
int willow_application_run_line (WillowApplication       *self,
                                 GApplicationCommandLine *line);

/* Opens a URL in a window, which says what is wrong with it. */
void willow_application_open_url (WillowApplication *self, const char *url);

G_END_DECLS
