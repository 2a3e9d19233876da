/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window/willow-window.h"

G_BEGIN_DECLS

/**
 * WillowPortrait:
 *
 * Saves a picture of a window once it shows something: traffic, if it is
 * connected or about to be, or a moment of quiet. Then quits the application.
 */
typedef struct _WillowPortrait WillowPortrait;

WillowPortrait *willow_portrait_new (WillowWindow *window, const char *file);
void willow_portrait_set_page (WillowPortrait *self, const char *page);
/* Not before a good number of messages has come, or did not come for long. */
void willow_portrait_wait_for_traffic (WillowPortrait *self);
void willow_portrait_start (WillowPortrait *self);
void willow_portrait_free (WillowPortrait *self);

/* Draws @window as it is now into a PNG file; G_IO_ERROR_BUSY where it has to
 * be drawn anew first: try again soon. */
gboolean
willow_portrait_save (GtkWindow *window, const char *file, GError **error);

G_END_DECLS
