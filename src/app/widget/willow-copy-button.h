/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Puts an address on the clipboard, and says so. Out of sight without one. */
#define WILLOW_TYPE_COPY_BUTTON (willow_copy_button_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowCopyButton, willow_copy_button, WILLOW, COPY_BUTTON, GtkButton)

GtkWidget *willow_copy_button_new (void);
/* @url: (nullable) */
void willow_copy_button_set_text (WillowCopyButton *self, const char *url);

G_END_DECLS
