/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/willow-client-options.h"

G_BEGIN_DECLS

/* Inside src/model: what three connections in turn do on the broker.
 * @newest: those of 5.0. (transfer full) (element-type utf8): translated */
GPtrArray *willow_dialect_plan (const WillowClientOptions *newest);

G_END_DECLS
