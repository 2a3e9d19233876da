/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "net/willow-transport.h"

G_BEGIN_DECLS

/**
 * willow_transport_new_mute:
 * @inner: (transfer full)
 * @bytes: how many still go out
 *
 * Another transport, of which the peer hears the first @bytes and no more: what
 * is written behind them counts as written, and is lost.
 *
 * Returns: (transfer full):
 */
WillowTransport *willow_transport_new_mute (WillowTransport *inner,
                                            gsize            bytes);

G_END_DECLS
