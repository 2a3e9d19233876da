/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "net/willow-tls-facts.h"

G_BEGIN_DECLS

/* Rows about what a handshake showed. */

/* One for each rule, with its verdict. (transfer full) (element-type
 * GtkWidget) */
GPtrArray *willow_tls_rows_new_verdicts (const WillowTlsFacts *facts);
/* What was agreed on, and what was asked for. The same. */
GPtrArray *willow_tls_rows_new_agreed (const WillowTlsFacts *facts);
/* What stands in @certificate. The same. */
GPtrArray *
willow_tls_rows_new_certificate (const WillowCertificate *certificate);

/* Of the outcome of all rules together. */
const char *willow_tls_rows_get_icon_name (const WillowTlsFacts *facts);
/* One line above them. (transfer full) */
char *willow_tls_rows_summarize (const WillowTlsFacts *facts);

G_END_DECLS
