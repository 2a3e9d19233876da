/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-pairs-row.h"

#include "app/connection/willow-pair-row.h"

#include <glib/gi18n.h>

struct _WillowPairsRow
{
  AdwExpanderRow parent_instance;

  GListModel   *list; /* (nullable) */
  GSignalGroup *signals;
  GPtrArray    *rows; /* borrowed */
  GtkWidget    *add_row;
};

G_DEFINE_FINAL_TYPE (WillowPairsRow, willow_pairs_row, ADW_TYPE_EXPANDER_ROW)

static guint
count (WillowPairsRow *self)
{
  return self->list != NULL ? g_list_model_get_n_items (self->list) : 0;
}

static void
insert (WillowPairsRow *self, guint position)
{
  g_autoptr (WillowProfileUserProperty) pair =
      g_list_model_get_item (self->list, position);
  GtkWidget *row = willow_pair_row_new (self->list, pair);

  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->rows, row);
}

/* They are few: all of them anew. The row that adds one stays the last. */
static void
show_pairs (WillowPairsRow *self)
{
  AdwExpanderRow  *expander = ADW_EXPANDER_ROW (self);
  g_autofree char *n = g_strdup_printf (
      ngettext ("%u pair", "%u pairs", count (self)), count (self));

  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (expander, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  g_object_ref (self->add_row);
  adw_expander_row_remove (expander, self->add_row);
  for (guint i = 0; i < count (self); i++)
    insert (self, i);
  adw_expander_row_add_row (expander, self->add_row);
  g_object_unref (self->add_row);
  adw_expander_row_set_subtitle (expander, count (self) > 0 ? n : _ ("None"));
}

static void
add_cb (WillowPairsRow *self)
{
  g_autoptr (WillowProfileUserProperty) pair =
      willow_profile_user_property_new ("", "");

  if (self->list == NULL)
    return;
  g_list_store_append (G_LIST_STORE (self->list), pair);
  gtk_widget_child_focus (self->rows->pdata[self->rows->len - 1],
                          GTK_DIR_TAB_FORWARD);
}

static void
willow_pairs_row_dispose (GObject *object)
{
  WillowPairsRow *self = WILLOW_PAIRS_ROW (object);

  g_clear_object (&self->list);
  g_clear_object (&self->signals);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (willow_pairs_row_parent_class)->dispose (object);
}

static void
willow_pairs_row_class_init (WillowPairsRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_pairs_row_dispose;
}

static void
willow_pairs_row_init (WillowPairsRow *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Add a User Property"));

  self->rows = g_ptr_array_new ();
  self->add_row = adw_preferences_row_new ();
  gtk_widget_add_css_class (button, "flat");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->add_row), FALSE);
  gtk_widget_set_focusable (self->add_row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self->add_row), button);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (add_cb), self);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 _ ("User Properties"));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), self->add_row);
  self->signals = g_signal_group_new (G_TYPE_LIST_STORE);
  g_signal_group_connect_swapped (
      self->signals, "items-changed", G_CALLBACK (show_pairs), self);
}

GtkWidget *
willow_pairs_row_new (void)
{
  return g_object_new (WILLOW_TYPE_PAIRS_ROW, NULL);
}

void
willow_pairs_row_set_list (WillowPairsRow *self, GListModel *list)
{
  g_return_if_fail (WILLOW_IS_PAIRS_ROW (self));

  g_set_object (&self->list, list);
  g_signal_group_set_target (self->signals, list);
  show_pairs (self);
}
