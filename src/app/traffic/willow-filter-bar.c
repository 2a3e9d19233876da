/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/traffic/willow-filter-bar.h"

#include "app/traffic/willow-filter-menu.h"

#include <glib/gi18n.h>

struct _WillowFilterBar
{
  AdwBin parent_instance;

  WillowConversation *conversation;
  WillowTraceListKind kind;
  GSignalGroup       *list_signals;

  GtkEditable      *entry;
  GtkLabel         *count_label;
  GtkLabel         *error_label;
  WillowFilterMenu *menu;
};

G_DEFINE_FINAL_TYPE (WillowFilterBar, willow_filter_bar, ADW_TYPE_BIN)

/* (nullable) */
static WillowTraceList *
get_list (WillowFilterBar *self)
{
  if (self->conversation == NULL)
    return NULL;
  return self->kind == WILLOW_TRACE_LIST_PACKETS
             ? willow_conversation_get_packets (self->conversation)
             : willow_conversation_get_messages (self->conversation);
}

static void
update_count (WillowFilterBar *self)
{
  WillowTraceList *list = get_list (self);
  g_autofree char *text = NULL;
  gboolean         filtered =
      list != NULL && *willow_conversation_get_filter (self->conversation) != 0;
  guint n;

  gtk_widget_set_visible (GTK_WIDGET (self->count_label), filtered);
  if (!filtered)
    return;
  n = g_list_model_get_n_items (G_LIST_MODEL (list));
  text = willow_trace_list_get_scanning (list)
             /* Translators: how many were found so far */
             ? g_strdup_printf (_ ("%'u, still looking"), n)
             : g_strdup_printf (ngettext ("%'u shown", "%'u shown", n), n);
  gtk_label_set_label (self->count_label, text);
}

static void
set_error (WillowFilterBar *self, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), text != NULL);
  gtk_label_set_label (self->error_label, text != NULL ? text : "");
  if (text != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry),
                               GTK_ACCESSIBLE_STATE_INVALID,
                               text != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                            : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
changed_cb (WillowFilterBar *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint            column = 0;

  if (self->conversation == NULL)
    return;
  if (!willow_conversation_set_filter (self->conversation,
                                       gtk_editable_get_text (self->entry),
                                       &column,
                                       &error))
    text = g_strdup_printf (_ ("Column %u: %s"), column, error->message);
  set_error (self, text);
  willow_filter_menu_set_filter (
      self->menu, willow_conversation_get_filter (self->conversation));
  update_count (self);
}

static void
stop_cb (WillowFilterBar *self)
{
  gtk_editable_set_text (self->entry, "");
}

static void
chosen_cb (WillowFilterBar *self, const char *filter)
{
  gtk_editable_set_text (self->entry, filter);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static gboolean
willow_filter_bar_grab_focus (GtkWidget *widget)
{
  WillowFilterBar *self = WILLOW_FILTER_BAR (widget);

  return gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
willow_filter_bar_dispose (GObject *object)
{
  WillowFilterBar *self = WILLOW_FILTER_BAR (object);

  g_clear_object (&self->list_signals);
  g_clear_object (&self->conversation);
  G_OBJECT_CLASS (willow_filter_bar_parent_class)->dispose (object);
}

static void
willow_filter_bar_class_init (WillowFilterBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_filter_bar_dispose;
  widget_class->grab_focus = willow_filter_bar_grab_focus;
  g_type_ensure (WILLOW_TYPE_FILTER_MENU);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-filter-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, WillowFilterBar, entry);
  gtk_widget_class_bind_template_child (
      widget_class, WillowFilterBar, count_label);
  gtk_widget_class_bind_template_child (
      widget_class, WillowFilterBar, error_label);
  gtk_widget_class_bind_template_child (widget_class, WillowFilterBar, menu);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
willow_filter_bar_init (WillowFilterBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->list_signals = g_signal_group_new (WILLOW_TYPE_TRACE_LIST);
  g_signal_group_connect_swapped (
      self->list_signals, "items-changed", G_CALLBACK (update_count), self);
  g_signal_group_connect_swapped (
      self->list_signals, "notify::scanning", G_CALLBACK (update_count), self);
}

static void
follow_list (WillowFilterBar *self)
{
  g_signal_group_set_target (self->list_signals, get_list (self));
  update_count (self);
}

void
willow_filter_bar_set_conversation (WillowFilterBar    *self,
                                    WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_FILTER_BAR (self));

  if (!g_set_object (&self->conversation, conversation))
    return;
  follow_list (self);
  gtk_editable_set_text (self->entry,
                         conversation != NULL
                             ? willow_conversation_get_filter (conversation)
                             : "");
  changed_cb (self);
}

void
willow_filter_bar_set_kind (WillowFilterBar *self, WillowTraceListKind kind)
{
  g_return_if_fail (WILLOW_IS_FILTER_BAR (self));

  self->kind = kind;
  follow_list (self);
}
