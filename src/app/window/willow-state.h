/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/willow-client.h"

G_BEGIN_DECLS

/* How a state looks everywhere: a word, a shape and a colour. */
const char *willow_state_get_word (WillowClientState state); /* translated */
const char *willow_state_get_icon_name (WillowClientState state);

/* Gives @widget the style class of @state and takes the others away. */
void willow_state_apply_style (GtkWidget *widget, WillowClientState state);

G_END_DECLS
