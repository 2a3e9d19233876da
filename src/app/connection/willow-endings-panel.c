/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-endings-panel.h"

#include "app/connection/willow-form-binding.h"
#include "app/window/willow-state.h"
#include "app/window/willow-window.h"

#include <glib/gi18n.h>

/* So many are shown; the rest is in the list of packets. */
#define MAX_SHOWN 10u

struct _WillowEndingsPanel
{
  AdwBin parent_instance;

  GListModel *items; /* (nullable): of WillowEndingItem */
  gulong      changed_id;
  GPtrArray  *rows; /* of the list, in its order */

  AdwPreferencesGroup *group;
};

G_DEFINE_FINAL_TYPE (WillowEndingsPanel, willow_endings_panel, ADW_TYPE_BIN)

static GtkWidget *
make_fact (const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_widget_add_css_class (row, "ending-fact");
  return row;
}

/* What nobody opens is not made. */
static void
expanded_cb (AdwExpanderRow *row, GParamSpec *pspec, WillowEndingItem *item)
{
  g_autoptr (GPtrArray) facts = NULL;

  if (g_object_get_data (G_OBJECT (row), "facts") != NULL)
    return;
  g_object_set_data (G_OBJECT (row), "facts", row);
  facts = willow_ending_text_dup_facts (willow_ending_item_get_record (item));
  if (willow_ending_item_get_takeover (item) != NULL)
    adw_expander_row_add_row (
        row,
        make_fact (_ ("Another client"),
                   willow_ending_item_get_takeover (item)));
  for (guint i = 0; i < facts->len; i++)
    {
      const WillowEndingFact *fact = g_ptr_array_index (facts, i);

      adw_expander_row_add_row (row, make_fact (fact->title, fact->text));
    }
}

static void
add_icon (AdwExpanderRow *row, WillowEndingItem *item)
{
  WillowEndingRecord *record = willow_ending_item_get_record (item);
  WillowClientState   state = WILLOW_CLIENT_LOST;
  GtkWidget          *icon;

  if (!willow_ending_record_is_lost (record))
    state = WILLOW_CLIENT_DISCONNECTED;
  else if (record->manner == WILLOW_ENDED_REFUSED)
    state = WILLOW_CLIENT_REFUSED;
  icon = gtk_image_new_from_icon_name (willow_state_get_icon_name (state));
  willow_state_apply_style (icon, state);
  adw_expander_row_add_prefix (row, icon);
}

static void
copy_cb (GtkButton *button, WillowEndingItem *item)
{
  GtkWidget *window =
      gtk_widget_get_ancestor (GTK_WIDGET (button), WILLOW_TYPE_WINDOW);
  g_autofree char *text = willow_ending_item_dup_text (item);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), text);
  if (window != NULL)
    willow_window_say (WILLOW_WINDOW (window), _ ("Ending copied"));
}

static GtkWidget *
make_copy_button (WillowEndingItem *item)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Copy this ending as text"));
  willow_form_name (button, _ ("Copy this ending as text"));
  g_signal_connect_object (button, "clicked", G_CALLBACK (copy_cb), item, 0);
  return button;
}

static GtkWidget *
make_row (WillowEndingItem *item)
{
  GtkWidget       *row = adw_expander_row_new ();
  g_autofree char *when = willow_ending_item_dup_when (item);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 willow_ending_item_get_sentence (item));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), when);
  add_icon (ADW_EXPANDER_ROW (row), item);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row), make_copy_button (item));
  g_signal_connect_object (
      row, "notify::expanded", G_CALLBACK (expanded_cb), item, 0);
  return row;
}

/* What is open stays open. */
static void
items_changed_cb (WillowEndingsPanel *self,
                  guint               position,
                  guint               removed,
                  guint               added)
{
  guint n = g_list_model_get_n_items (self->items);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  if (position < self->rows->len)
    g_ptr_array_remove_range (
        self->rows, position, MIN (removed, self->rows->len - position));
  for (guint i = 0; i < added && position + i < MAX_SHOWN; i++)
    {
      g_autoptr (WillowEndingItem) item =
          g_list_model_get_item (self->items, position + i);

      g_ptr_array_insert (
          self->rows, (int)(position + i), g_object_ref_sink (make_row (item)));
    }
  if (self->rows->len > MAX_SHOWN)
    g_ptr_array_set_size (self->rows, (int)MAX_SHOWN);
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_add (self->group, self->rows->pdata[i]);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static void
willow_endings_panel_dispose (GObject *object)
{
  WillowEndingsPanel *self = WILLOW_ENDINGS_PANEL (object);

  if (self->items != NULL)
    g_clear_signal_handler (&self->changed_id, self->items);
  g_clear_object (&self->items);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (willow_endings_panel_parent_class)->dispose (object);
}

static void
willow_endings_panel_class_init (WillowEndingsPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_endings_panel_dispose;
}

static void
willow_endings_panel_init (WillowEndingsPanel *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("Endings"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
willow_endings_panel_set_conversation (WillowEndingsPanel *self,
                                       WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_ENDINGS_PANEL (self));

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  if (self->items != NULL)
    g_clear_signal_handler (&self->changed_id, self->items);
  g_clear_object (&self->items);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (conversation == NULL)
    return;
  self->items = g_object_ref (willow_ending_log_get_items (
      willow_conversation_get_endings (conversation)));
  self->changed_id = g_signal_connect_swapped (
      self->items, "items-changed", G_CALLBACK (items_changed_cb), self);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (self->items));
}
