/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/traffic/willow-inspector-private.h"

#include "app/traffic/willow-trace-row.h"

#include <string.h>

static void
copy (WillowInspector *self, const char *text)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));

  gdk_clipboard_set_text (clipboard, text);
}

static void
copy_topic_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autofree char *topic = willow_inspector_dup_topic (user_data);

  if (topic != NULL)
    copy (user_data, topic);
}

/* As text where it is text, else in hexadecimal. */
static char *
dup_payload_text (GBytes *payload)
{
  gsize       size;
  const char *data = g_bytes_get_data (payload, &size);
  GString    *hex;

  if (size == 0)
    return g_strdup ("");
  if (g_utf8_validate_len (data, size, NULL))
    return g_strndup (data, size);
  hex = g_string_sized_new (size * 3);
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (hex, "%s%02x", i > 0 ? " " : "", (guint8)data[i]);
  return g_string_free (hex, FALSE);
}

static void
copy_payload_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WillowInspector *self = user_data;
  GBytes *payload = willow_payload_view_get_payload (self->payload_view);
  g_autofree char *text = NULL;

  if (payload == NULL)
    return;
  text = dup_payload_text (payload);
  copy (self, text);
}

static void
copy_packet_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WillowInspector *self = user_data;
  g_autofree char *hex = willow_packet_view_dup_hex (self->packet_view);

  copy (self, hex);
}

static void
publish_to_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autofree char *topic = willow_inspector_dup_topic (user_data);

  if (topic != NULL)
    gtk_widget_activate_action (
        GTK_WIDGET (user_data), "conversation.publish-to", "s", topic);
}

static const GActionEntry entries[] = {
  { .name = "copy-topic", .activate = copy_topic_cb },
  { .name = "copy-payload", .activate = copy_payload_cb },
  { .name = "copy-packet", .activate = copy_packet_cb },
  { .name = "publish-to", .activate = publish_to_cb },
};

void
willow_inspector_add_actions (WillowInspector *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (
      G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (
      GTK_WIDGET (self), "inspector", G_ACTION_GROUP (self->actions));
}

static void
enable (WillowInspector *self, const char *name, gboolean enabled)
{
  GAction *action =
      g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
willow_inspector_update_actions (WillowInspector *self)
{
  gboolean has_topic =
      self->node != NULL ||
      (self->item != NULL && willow_trace_row_get (self->item)->is_publish);
  gboolean has_packet =
      self->item != NULL && willow_trace_row_get (self->item)->has_bytes;

  enable (self, "copy-topic", has_topic);
  enable (self, "publish-to", has_topic);
  enable (self,
          "copy-payload",
          willow_payload_view_get_payload (self->payload_view) != NULL);
  enable (self, "copy-packet", has_packet);
}
