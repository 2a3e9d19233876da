/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-web-socket-group.h"

#include "app/connection/willow-form-binding.h"
#include "app/connection/willow-header-row.h"
#include "app/connection/willow-note-list.h"

#include <glib/gi18n.h>

struct _WillowWebSocketGroup
{
  AdwPreferencesGroup parent_instance;

  WillowProfile *profile;
  GBindingGroup *bindings;
  GSignalGroup  *signals;
  GSignalGroup  *list; /* of the headers */
  GPtrArray     *rows; /* of the headers; borrowed */

  GtkLabel       *protocol_label;
  GtkSwitch      *compression_switch;
  AdwExpanderRow *headers_row;
  GtkWidget      *add_row;
  WillowNoteList *notes;
};

G_DEFINE_FINAL_TYPE (WillowWebSocketGroup,
                     willow_web_socket_group,
                     ADW_TYPE_PREFERENCES_GROUP)

static void
show_protocol (WillowWebSocketGroup *self)
{
  guint scheme;

  if (self->profile == NULL)
    return;
  g_object_get (self->profile, "scheme", &scheme, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self),
                          scheme == WILLOW_SCHEME_WS ||
                              scheme == WILLOW_SCHEME_WSS);
  gtk_label_set_label (self->protocol_label,
                       willow_profile_get_subprotocol (self->profile));
}

static void
show_count (WillowWebSocketGroup *self)
{
  guint n =
      g_list_model_get_n_items (willow_profile_get_headers (self->profile));
  g_autofree char *text =
      n == 0 ? g_strdup (_ ("Authorization, cookies and others that the server "
                            "or a gateway asks for"))
             : g_strdup_printf (ngettext ("%u header", "%u headers", n), n);

  adw_expander_row_set_subtitle (self->headers_row, text);
}

static void
clear_rows (WillowWebSocketGroup *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (self->headers_row, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

/* They are few: all of them anew. The row that adds one stays the last. */
static void
show_headers (WillowWebSocketGroup *self)
{
  GListModel *headers;

  clear_rows (self);
  if (self->profile == NULL)
    return;
  headers = willow_profile_get_headers (self->profile);
  g_object_ref (self->add_row);
  adw_expander_row_remove (self->headers_row, self->add_row);
  for (guint i = 0; i < g_list_model_get_n_items (headers); i++)
    {
      g_autoptr (WillowProfileHeader) header =
          g_list_model_get_item (headers, i);
      GtkWidget *row = willow_header_row_new (self->profile, header);

      adw_expander_row_add_row (self->headers_row, row);
      g_ptr_array_add (self->rows, row);
    }
  adw_expander_row_add_row (self->headers_row, self->add_row);
  g_object_unref (self->add_row);
  show_count (self);
}

static void
add_cb (WillowWebSocketGroup *self)
{
  willow_profile_add_header (self->profile, "", "");
  gtk_widget_child_focus (self->rows->pdata[self->rows->len - 1],
                          GTK_DIR_TAB_FORWARD);
}

static void
willow_web_socket_group_dispose (GObject *object)
{
  WillowWebSocketGroup *self = WILLOW_WEB_SOCKET_GROUP (object);

  g_clear_object (&self->profile);
  g_clear_object (&self->bindings);
  g_clear_object (&self->signals);
  g_clear_object (&self->list);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (willow_web_socket_group_parent_class)->dispose (object);
}

static void
willow_web_socket_group_class_init (WillowWebSocketGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_web_socket_group_dispose;
  g_type_ensure (WILLOW_TYPE_NOTE_LIST);
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/io/github/willowmqtt/Willow/ui/willow-web-socket-group.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowWebSocketGroup, protocol_label);
  gtk_widget_class_bind_template_child (
      widget_class, WillowWebSocketGroup, compression_switch);
  gtk_widget_class_bind_template_child (
      widget_class, WillowWebSocketGroup, headers_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowWebSocketGroup, add_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowWebSocketGroup, notes);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
willow_web_socket_group_init (WillowWebSocketGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  willow_form_name (self->compression_switch, _ ("Offer compression"));
  self->rows = g_ptr_array_new ();
  self->bindings = g_binding_group_new ();
  willow_form_bind (
      self->bindings, "compression", self->compression_switch, "active");
  self->signals = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (
      self->signals, "notify::scheme", G_CALLBACK (show_protocol), self);
  g_signal_group_connect_swapped (
      self->signals, "notify::version", G_CALLBACK (show_protocol), self);
  self->list = g_signal_group_new (G_TYPE_LIST_STORE);
  g_signal_group_connect_swapped (
      self->list, "items-changed", G_CALLBACK (show_headers), self);
}

void
willow_web_socket_group_set_profile (WillowWebSocketGroup *self,
                                     WillowProfile        *profile)
{
  g_return_if_fail (WILLOW_IS_WEB_SOCKET_GROUP (self));

  g_set_object (&self->profile, profile);
  g_binding_group_set_source (self->bindings, profile);
  g_signal_group_set_target (self->signals, profile);
  g_signal_group_set_target (
      self->list,
      profile != NULL ? willow_profile_get_headers (profile) : NULL);
  willow_note_list_set_profile (self->notes, profile);
  show_protocol (self);
  show_headers (self);
}
