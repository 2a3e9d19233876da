/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/window/willow-window.h"

G_BEGIN_DECLS

/* A window on a workspace of its own, in a folder that is gone afterwards. */
typedef struct
{
  char            *folder;
  GFile           *profiles;
  WillowWorkspace *workspace;
  WillowWindow    *window;
} UiFixture;

/* Instead of g_test_init(): leaves with 77 (skipped) without a display. After
 * it every warning is fatal. */
void ui_test_init (int *argc, char ***argv);

void ui_fixture_set_up (UiFixture *fixture, gconstpointer data);
void ui_fixture_tear_down (UiFixture *fixture, gconstpointer data);
/* Both: the same profiles in a new window, as after a restart. */
void ui_fixture_stop (UiFixture *fixture);
void ui_fixture_start (UiFixture *fixture);
void ui_fixture_restart (UiFixture *fixture);

/* Runs the main loop until @condition holds; the test's timeout is the limit.
 */
#define ui_until(condition)                                                    \
  G_STMT_START                                                                 \
  {                                                                            \
    while (!(condition))                                                       \
      g_main_context_iteration (NULL, TRUE);                                   \
  }                                                                            \
  G_STMT_END

/* Below @root, depth first. (nullable) */
GtkWidget *ui_find_type (GtkWidget *root, GType type);
/* The @index-th one of a type */
GtkWidget *ui_find_nth (GtkWidget *root, GType type, guint index);
/* By gtk_widget_get_name() */
GtkWidget *ui_find_name (GtkWidget *root, const char *name);
/* A GtkButton with that label, without its mnemonic */
GtkWidget *ui_find_button (GtkWidget *root, const char *label);
/* Whether a mapped label or cell below @root has @text in it */
gboolean ui_shows_text (GtkWidget *root, const char *text);

/* A picture in the folder that WILLOW_PICTURES names, if it does. */
void ui_picture (GtkWindow *window, const char *name);

void ui_click (GtkWidget *button);
void ui_activate (UiFixture *fixture, const char *action);
void
ui_activate_target (UiFixture *fixture, const char *action, const char *target);

/* The page that the content shows: "welcome", "broker", "conversation". */
const char *ui_get_content (UiFixture *fixture);

G_END_DECLS
