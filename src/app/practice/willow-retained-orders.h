/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "model/practice/willow-practice-broker.h"

G_BEGIN_DECLS

/* Counts what matches @filter, asks, and clears it. @widget: in the window that
 * asks and tells how it went */
void willow_retained_orders_clear (GtkWidget            *widget,
                                   WillowPracticeBroker *broker,
                                   const char           *filter);
/* As the broker itself. */
void willow_retained_orders_publish (GtkWidget            *widget,
                                     WillowPracticeBroker *broker,
                                     const char           *topic,
                                     const char           *payload,
                                     guint                 qos,
                                     gboolean              retain);

G_END_DECLS
