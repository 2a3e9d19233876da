/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* libmosquitto as the client of a server on 127.0.0.1, until @n messages have
 * come. FALSE where it is not installed. */
gboolean benchmark_receive_mosquitto (guint16 port, guint n);

G_END_DECLS
