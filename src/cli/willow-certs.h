/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What "willow-cli certs" does, each in a file of its own; arguments and result
 * as those of a command. */
int willow_certs_make (int argc, char *argv[]);
int willow_certs_inspect (int argc, char *argv[]);

G_END_DECLS
