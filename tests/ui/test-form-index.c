/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way to the parts of the form. */
#include "ui-fixture.h"

#include "app/connection/willow-connection-page.h"
#include "app/connection/willow-form-index.h"
#include "app/connection/willow-will-group.h"

#include <string.h>

static GtkLabel *
get_label (UiFixture *fixture)
{
  GtkWidget *index =
      ui_find_type (GTK_WIDGET (fixture->window), WILLOW_TYPE_FORM_INDEX);

  return GTK_LABEL (ui_find_type (index, GTK_TYPE_LABEL));
}

/* (transfer full): what the link of that text leads to */
static char *
dup_uri (GtkLabel *label, const char *text)
{
  g_autofree char *end = g_strdup_printf ("\">%s</a>", text);
  const char      *at = strstr (gtk_label_get_label (label), end);
  const char      *start = at;

  g_assert_nonnull (at);
  while (start[-1] != '"')
    start--;
  return g_strndup (start, (gsize)(at - start));
}

static void
test_link (UiFixture *fixture, gconstpointer data)
{
  GtkWidget       *page, *group, *scroller;
  GtkAdjustment   *adjustment;
  g_autofree char *uri = NULL;
  gboolean         handled = FALSE;
  double           y;

  ui_activate (fixture, "win.new-connection");
  page =
      ui_find_type (GTK_WIDGET (fixture->window), WILLOW_TYPE_CONNECTION_PAGE);
  group = ui_find_type (page, WILLOW_TYPE_WILL_GROUP);
  ui_until (gtk_widget_get_mapped (group) && gtk_widget_get_height (group) > 0);
  scroller = gtk_widget_get_ancestor (group, GTK_TYPE_SCROLLED_WINDOW);
  adjustment =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  g_assert_true (
      gtk_widget_translate_coordinates (group, scroller, 0, 0, NULL, &y));
  g_assert_cmpfloat (y, >, gtk_widget_get_height (scroller));
  /* A WebSocket is not asked for, so its part is not there. */
  g_assert_null (
      strstr (gtk_label_get_label (get_label (fixture)), "WebSocket"));
  uri = dup_uri (get_label (fixture), "Will");
  g_signal_emit_by_name (get_label (fixture), "activate-link", uri, &handled);
  g_assert_true (handled);
  ui_until (
      gtk_adjustment_get_value (adjustment) > 0 &&
      gtk_widget_translate_coordinates (group, scroller, 0, 0, NULL, &y) &&
      y >= 0 && y < gtk_widget_get_height (scroller) / 2);
  ui_until (strstr (gtk_label_get_label (get_label (fixture)), "<b>Will</b>") !=
            NULL);
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);
  g_test_add ("/ui/form-index/link",
              UiFixture,
              NULL,
              ui_fixture_set_up,
              test_link,
              ui_fixture_tear_down);
  return g_test_run ();
}
