/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "net/willow-tls-facts.h"

G_BEGIN_DECLS

/* Rows about what a handshake showed: the verdicts, the chain. (transfer full)
 * (element-type GtkWidget) */
GPtrArray *willow_tls_rows_new (const WillowTlsFacts *facts);
/* One line above them. (transfer full) */
char *willow_tls_rows_summarize (const WillowTlsFacts *facts);

G_END_DECLS
