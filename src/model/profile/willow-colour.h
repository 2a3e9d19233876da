/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a person marks a profile or a subscription with. */
typedef enum
{
  WILLOW_COLOUR_NONE,
  WILLOW_COLOUR_BLUE,
  WILLOW_COLOUR_GREEN,
  WILLOW_COLOUR_YELLOW,
  WILLOW_COLOUR_ORANGE,
  WILLOW_COLOUR_RED,
  WILLOW_COLOUR_PURPLE,
  WILLOW_COLOUR_BROWN,
} WillowColour;

#define WILLOW_N_COLOURS 8u

/* In files, and in the names of style classes; by value. */
extern const char *const willow_colour_names[WILLOW_N_COLOURS];

/* Translated; for whoever does not see it. */
const char *willow_colour_get_word (WillowColour colour);

G_END_DECLS
