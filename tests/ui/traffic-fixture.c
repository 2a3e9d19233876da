/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "traffic-fixture.h"

#include "app/window/willow-portrait.h"
#include "lib/packet-builder.h"

#include <string.h>

#define QUEUE_BYTES (64 * 1024 * 1024)
#define STEP_US 10000

/* What AdwApplication does for the program. */
static void
load_style (void)
{
  static GtkCssProvider *provider;
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

  if (provider != NULL)
    return;
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (
      provider, "/io/github/willowmqtt/Willow/style.css");
  gtk_style_context_add_provider_for_display (
      gdk_display_get_default (),
      GTK_STYLE_PROVIDER (provider),
      GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  if (!dark)
    return;
  provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (
      provider, "/io/github/willowmqtt/Willow/style-dark.css");
  gtk_style_context_add_provider_for_display (
      gdk_display_get_default (),
      GTK_STYLE_PROVIDER (provider),
      GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
}

void
traffic_set_up (TrafficFixture *fixture, gconstpointer data)
{
  load_style ();
  ui_fixture_set_up (&fixture->ui, data);
  ui_activate (&fixture->ui, "win.new-connection");
  fixture->conversation = willow_window_get_conversation (fixture->ui.window);
  fixture->queue = willow_trace_queue_new (QUEUE_BYTES);
  fixture->ingest =
      willow_ingest_new (fixture->queue,
                         willow_conversation_get_store (fixture->conversation),
                         willow_conversation_get_topics (fixture->conversation),
                         NULL,
                         NULL);
  fixture->time_us = g_get_monotonic_time ();
}

void
traffic_tear_down (TrafficFixture *fixture, gconstpointer data)
{
  willow_ingest_free (fixture->ingest);
  willow_trace_queue_unref (fixture->queue);
  ui_fixture_tear_down (&fixture->ui, data);
}

void
traffic_add (TrafficFixture  *fixture,
             WillowRecordKind kind,
             WillowDirection  direction,
             MqttVersion      version,
             const void      *data,
             gsize            len)
{
  MqttSlice slice = { data, len };

  fixture->time_us += STEP_US;
  willow_trace_queue_push (
      fixture->queue,
      willow_record_new (kind, direction, version, 1, fixture->time_us, slice));
  fixture->n_records++;
}

void
traffic_add_hex (TrafficFixture *fixture,
                 WillowDirection direction,
                 const char     *hex)
{
  g_autoptr (GByteArray) bytes = pb_hex (hex);

  traffic_add (fixture,
               WILLOW_RECORD_PACKET,
               direction,
               MQTT_VERSION_3_1_1,
               bytes->data,
               bytes->len);
}

void
traffic_add_message (TrafficFixture *fixture,
                     const char     *topic,
                     const void     *payload,
                     gsize           len)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  pb_publish (bytes, 4, 0, FALSE, 0, topic, payload, len);
  traffic_add (fixture,
               WILLOW_RECORD_PACKET,
               WILLOW_DIRECTION_TO_CLIENT,
               MQTT_VERSION_3_1_1,
               bytes->data,
               bytes->len);
}

void
traffic_add_text (TrafficFixture *fixture,
                  const char     *topic,
                  const char     *payload)
{
  traffic_add_message (fixture, topic, payload, strlen (payload));
}

void
traffic_settle (TrafficFixture *fixture)
{
  WillowTraceStore *store =
      willow_conversation_get_store (fixture->conversation);

  ui_until (willow_trace_store_get_end_serial (store) >= fixture->n_records);
  for (int i = 0; i < 3; i++)
    gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->ui.window));
}

void
traffic_show_page (TrafficFixture *fixture, const char *page)
{
  ui_activate_target (&fixture->ui, "win.page", page);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->ui.window));
}

GtkWidget *
traffic_find (TrafficFixture *fixture, GType type)
{
  GtkWidget *found = ui_find_type (GTK_WIDGET (fixture->ui.window), type);

  g_assert_nonnull (found);
  return found;
}

static GtkSingleSelection *
get_selection (GtkWidget *page)
{
  GtkWidget *view = ui_find_type (page, GTK_TYPE_COLUMN_VIEW);

  return GTK_SINGLE_SELECTION (
      gtk_column_view_get_model (GTK_COLUMN_VIEW (view)));
}

void
traffic_select (GtkWidget *page, guint position)
{
  gtk_single_selection_set_selected (get_selection (page), position);
}

static void
collect_texts (GtkWidget *widget, GString *text)
{
  if (GTK_IS_INSCRIPTION (widget))
    {
      const char *part = gtk_inscription_get_text (GTK_INSCRIPTION (widget));

      g_string_append_printf (text, "%s | ", part != NULL ? part : "");
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_texts (child, text);
}

char *
traffic_dup_row (GtkWidget *page, guint position)
{
  GtkWidget *view = ui_find_type (page, GTK_TYPE_COLUMN_VIEW);
  GtkWidget *list = ui_find_type (view, GTK_TYPE_LIST_VIEW);
  GtkWidget *row = gtk_widget_get_first_child (list);
  GString   *text = g_string_new (NULL);

  while (row != NULL && position-- > 0)
    row = gtk_widget_get_next_sibling (row);
  g_assert_nonnull (row);
  collect_texts (row, text);
  g_string_truncate (text, text->len - strlen (" | "));
  return g_string_free (text, FALSE);
}

void
traffic_picture (TrafficFixture *fixture, const char *name)
{
  const char      *folder = g_getenv ("WILLOW_UI_PICTURES");
  g_autofree char *file = NULL;
  g_autoptr (GError) error = NULL;

  if (folder == NULL)
    return;
  file = g_strdup_printf ("%s/%s.png", folder, name);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->ui.window));
  willow_portrait_save (GTK_WINDOW (fixture->ui.window), file, &error);
  g_assert_no_error (error);
}
