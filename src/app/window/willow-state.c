/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/window/willow-state.h"

#include <glib/gi18n.h>

static const struct
{
  const char *word;
  const char *icon_name;
  const char *style_class;
} looks[] = {
  [WILLOW_CLIENT_DISCONNECTED] = { N_ ("Disconnected"),
                                   "willow-state-away-symbolic",
                                   "state-away" },
  [WILLOW_CLIENT_CONNECTING] = { N_ ("Connecting"),
                                 "willow-state-connecting-symbolic",
                                 "state-busy" },
  [WILLOW_CLIENT_CONNECTED] = { N_ ("Connected"),
                                "willow-state-connected-symbolic",
                                "state-good" },
  [WILLOW_CLIENT_REFUSED] = { N_ ("Refused"),
                              "willow-state-refused-symbolic",
                              "state-bad" },
  [WILLOW_CLIENT_FAILED] = { N_ ("Failed"),
                             "willow-state-failed-symbolic",
                             "state-bad" },
  [WILLOW_CLIENT_LOST] = { N_ ("Lost"),
                           "willow-state-lost-symbolic",
                           "state-bad" },
};

const char *
willow_state_get_word (WillowClientState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (looks), "");
  return _ (looks[state].word);
}

const char *
willow_state_get_icon_name (WillowClientState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (looks), NULL);
  return looks[state].icon_name;
}

void
willow_state_apply_style (GtkWidget *widget, WillowClientState state)
{
  g_return_if_fail (state < G_N_ELEMENTS (looks));

  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    gtk_widget_remove_css_class (widget, looks[i].style_class);
  gtk_widget_add_css_class (widget, looks[state].style_class);
}
