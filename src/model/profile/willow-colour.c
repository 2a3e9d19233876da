/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-colour.h"

#include <glib/gi18n-lib.h>

const char *const willow_colour_names[WILLOW_N_COLOURS] = {
  [WILLOW_COLOUR_NONE] = "none",     [WILLOW_COLOUR_BLUE] = "blue",
  [WILLOW_COLOUR_GREEN] = "green",   [WILLOW_COLOUR_YELLOW] = "yellow",
  [WILLOW_COLOUR_ORANGE] = "orange", [WILLOW_COLOUR_RED] = "red",
  [WILLOW_COLOUR_PURPLE] = "purple", [WILLOW_COLOUR_BROWN] = "brown",
};

const char *
willow_colour_get_word (WillowColour colour)
{
  static const char *const words[WILLOW_N_COLOURS] = {
    [WILLOW_COLOUR_NONE] = N_ ("No color"),
    [WILLOW_COLOUR_BLUE] = N_ ("Blue"),
    [WILLOW_COLOUR_GREEN] = N_ ("Green"),
    [WILLOW_COLOUR_YELLOW] = N_ ("Yellow"),
    [WILLOW_COLOUR_ORANGE] = N_ ("Orange"),
    [WILLOW_COLOUR_RED] = N_ ("Red"),
    [WILLOW_COLOUR_PURPLE] = N_ ("Purple"),
    [WILLOW_COLOUR_BROWN] = N_ ("Brown"),
  };

  g_return_val_if_fail ((guint)colour < WILLOW_N_COLOURS, "");
  return _ (words[colour]);
}
