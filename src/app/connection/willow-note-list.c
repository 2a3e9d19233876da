/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/connection/willow-note-list.h"

struct _WillowNoteList
{
  AdwBin parent_instance;

  WillowProfile *profile;
  GBytes        *password; /* (nullable) */
  GSignalGroup  *signals;
  char         **about;
  GtkBox        *box;
  guint          idle;
};

G_DEFINE_FINAL_TYPE (WillowNoteList, willow_note_list, ADW_TYPE_BIN)

enum
{
  PROP_ABOUT = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

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
append_note (WillowNoteList *self, const WillowProfileNote *note)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name (looks[note->level].icon_name);
  GtkWidget *label = gtk_label_new (NULL);
  g_autofree char *text = NULL;

  text = *note->id != '\0' ? g_strdup_printf ("%s [%s]", note->text, note->id)
                           : g_strdup (note->text);
  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (row, "note");
  gtk_widget_add_css_class (row, looks[note->level].style_class);
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (self->box, row);
}

static gboolean
update_cb (gpointer user_data)
{
  WillowNoteList *self = user_data;
  GtkWidget      *child;
  g_autoptr (GArray) notes = NULL;

  self->idle = 0;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))))
    gtk_box_remove (self->box, child);
  if (self->profile != NULL)
    notes =
        willow_profile_dup_notes_with_password (self->profile, self->password);
  for (guint i = 0; notes != NULL && i < notes->len; i++)
    {
      const WillowProfileNote *note =
          &g_array_index (notes, WillowProfileNote, i);

      if (g_strv_contains ((const char *const *)self->about, note->property))
        append_note (self, note);
    }
  gtk_widget_set_visible (GTK_WIDGET (self),
                          gtk_widget_get_first_child (GTK_WIDGET (self->box)) !=
                              NULL);
  return G_SOURCE_REMOVE;
}

/* One edit changes several properties. */
static void
update_soon (WillowNoteList *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add (update_cb, self);
}

static void
willow_note_list_set_property (GObject      *object,
                               guint         id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  WillowNoteList *self = WILLOW_NOTE_LIST (object);
  const char     *about = g_value_get_string (value);

  if (id == PROP_ABOUT)
    self->about = g_strsplit (about != NULL ? about : "", " ", -1);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_note_list_dispose (GObject *object)
{
  WillowNoteList *self = WILLOW_NOTE_LIST (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->signals);
  g_clear_object (&self->profile);
  g_clear_pointer (&self->password, g_bytes_unref);
  g_clear_pointer (&self->about, g_strfreev);
  G_OBJECT_CLASS (willow_note_list_parent_class)->dispose (object);
}

static void
willow_note_list_class_init (WillowNoteListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = willow_note_list_dispose;
  object_class->set_property = willow_note_list_set_property;
  props[PROP_ABOUT] = g_param_spec_string (
      "about",
      NULL,
      NULL,
      NULL,
      G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
willow_note_list_init (WillowNoteList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->box = GTK_BOX (box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "note-list");
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  self->signals = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (
      self->signals, "changed", G_CALLBACK (update_soon), self);
}

void
willow_note_list_set_profile (WillowNoteList *self, WillowProfile *profile)
{
  g_return_if_fail (WILLOW_IS_NOTE_LIST (self));

  g_set_object (&self->profile, profile);
  g_signal_group_set_target (self->signals, profile);
  update_soon (self);
}

void
willow_note_list_set_password (WillowNoteList *self, GBytes *password)
{
  g_return_if_fail (WILLOW_IS_NOTE_LIST (self));

  g_clear_pointer (&self->password, g_bytes_unref);
  self->password = password != NULL ? g_bytes_ref (password) : NULL;
  update_soon (self);
}
