/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-filter-notes.h"

#include <glib/gi18n.h>

struct _WillowFilterNotes
{
  AdwPreferencesRow parent_instance;

  GtkBox *box;
};

G_DEFINE_FINAL_TYPE (WillowFilterNotes,
                     willow_filter_notes,
                     ADW_TYPE_PREFERENCES_ROW)

static const struct
{
  const char *icon_name;
  const char *style_class;
} looks[] = {
  [WILLOW_NOTE_HINT] = { "dialog-information-symbolic", "note-hint" },
  [WILLOW_NOTE_WARNING] = { "dialog-warning-symbolic", "note-warning" },
  [WILLOW_NOTE_ERROR] = { "dialog-error-symbolic", "note-error" },
};

static void
append_note (WillowFilterNotes *self, const WillowSubscriptionNote *note)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name (looks[note->level].icon_name);
  g_autofree char *text =
      *note->id != '\0' ? g_strdup_printf ("%s [%s]", note->text, note->id)
                        : g_strdup (note->text);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (row, "note");
  gtk_widget_add_css_class (row, looks[note->level].style_class);
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (self->box, row);
}

static void
willow_filter_notes_class_init (WillowFilterNotesClass *klass)
{
}

static void
willow_filter_notes_init (WillowFilterNotes *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  self->box = GTK_BOX (box);
  gtk_widget_add_css_class (box, "filter-notes");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  /* It takes the cursor all the same: a list goes no further than to a row that
   * does not. */
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Notes"));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
willow_filter_notes_show (WillowFilterNotes         *self,
                          WillowProfile             *profile,
                          MqttVersion                version,
                          const char                *filter,
                          WillowProfileSubscription *subscription)
{
  g_autoptr (GPtrArray) notes = NULL;
  g_autoptr (GString) spoken = g_string_new (NULL);
  GtkWidget *child;

  g_return_if_fail (WILLOW_IS_FILTER_NOTES (self));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))))
    gtk_box_remove (self->box, child);
  if (profile != NULL)
    notes =
        willow_subscription_dup_notes (profile, version, filter, subscription);
  for (guint i = 0; notes != NULL && i < notes->len; i++)
    {
      const WillowSubscriptionNote *note = notes->pdata[i];

      append_note (self, note);
      g_string_append_printf (spoken, "%s ", note->text);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  spoken->str,
                                  -1);
  gtk_widget_set_visible (GTK_WIDGET (self), notes != NULL && notes->len > 0);
}
