/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-form-index.h"

#include <glib/gi18n.h>

/* A group whose heading is this far below the top is the one in sight. */
#define LEAD_PIXELS 60.0
#define GAP_PIXELS 12.0

typedef struct
{
  GtkWidget  *group; /* borrowed: the form has it */
  const char *name;
} Entry;

struct _WillowFormIndex
{
  AdwBin parent_instance;

  GtkWidget *form; /* borrowed */
  GtkLabel  *label;
  GArray    *entries; /* Entry */
  int        current; /* -1: not known yet */
  guint      update_tick;
};

G_DEFINE_FINAL_TYPE (WillowFormIndex, willow_form_index, ADW_TYPE_BIN)

/* (nullable) */
static GtkScrolledWindow *
get_scroller (WillowFormIndex *self)
{
  GtkWidget *child =
      self->form != NULL ? gtk_widget_get_first_child (self->form) : NULL;

  return GTK_IS_SCROLLED_WINDOW (child) ? GTK_SCROLLED_WINDOW (child) : NULL;
}

/* From the beginning of the form. */
static gboolean
get_top (WillowFormIndex *self, GtkWidget *group, double *top)
{
  GtkScrolledWindow *scroller = get_scroller (self);
  double             y;

  if (scroller == NULL || !gtk_widget_translate_coordinates (
                              group, GTK_WIDGET (scroller), 0, 0, NULL, &y))
    return FALSE;
  *top = y + gtk_adjustment_get_value (
                 gtk_scrolled_window_get_vadjustment (scroller));
  return TRUE;
}

/* Lines break between names only: Chinese could break within one, too. */
static void
update_text (WillowFormIndex *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry           *entry = &g_array_index (self->entries, Entry, i);
      g_autofree char *name = g_markup_escape_text (entry->name, -1);
      gboolean         is_current = (int)i == self->current;

      if (!gtk_widget_get_visible (entry->group))
        continue;
      if (text->len > 0)
        g_string_append (text, " · ");
      g_string_append_printf (text,
                              "<span allow_breaks=\"false\">"
                              "<a href=\"%u\">%s%s%s</a></span>",
                              i,
                              is_current ? "<b>" : "",
                              name,
                              is_current ? "</b>" : "");
    }
  gtk_label_set_markup (self->label, text->str);
}

static int
find_current (WillowFormIndex *self, GtkAdjustment *adjustment)
{
  double value = gtk_adjustment_get_value (adjustment);
  double end = gtk_adjustment_get_upper (adjustment) -
               gtk_adjustment_get_page_size (adjustment);
  gboolean at_end = value > 0 && value >= end - 1;
  int      current = -1;
  double   top;

  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = &g_array_index (self->entries, Entry, i);

      if (gtk_widget_get_visible (entry->group) &&
          (current < 0 || at_end ||
           (get_top (self, entry->group, &top) && top <= value + LEAD_PIXELS)))
        current = (int)i;
    }
  return current;
}

static gboolean
update_current_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  WillowFormIndex *self = WILLOW_FORM_INDEX (widget);
  int              current = find_current (
      self, gtk_scrolled_window_get_vadjustment (get_scroller (self)));

  self->update_tick = 0;
  if (current != self->current)
    {
      self->current = current;
      update_text (self);
    }
  return G_SOURCE_REMOVE;
}

/* The adjustment changes in the middle of a layout, where no label may. */
static void
update_current (WillowFormIndex *self)
{
  if (self->update_tick == 0)
    self->update_tick = gtk_widget_add_tick_callback (
        GTK_WIDGET (self), update_current_cb, NULL, NULL);
}

static gboolean
activate_link_cb (WillowFormIndex *self, const char *uri)
{
  guint64 i = g_ascii_strtoull (uri, NULL, 10);
  Entry  *entry = &g_array_index (self->entries, Entry, i);
  double  top;

  if (!get_top (self, entry->group, &top))
    return TRUE;
  gtk_widget_child_focus (entry->group, GTK_DIR_TAB_FORWARD);
  gtk_adjustment_set_value (
      gtk_scrolled_window_get_vadjustment (get_scroller (self)),
      top - GAP_PIXELS);
  return TRUE;
}

static void
willow_form_index_dispose (GObject *object)
{
  WillowFormIndex *self = WILLOW_FORM_INDEX (object);

  if (self->update_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->update_tick);
  self->update_tick = 0;
  G_OBJECT_CLASS (willow_form_index_parent_class)->dispose (object);
}

static void
willow_form_index_finalize (GObject *object)
{
  g_array_unref (WILLOW_FORM_INDEX (object)->entries);
  G_OBJECT_CLASS (willow_form_index_parent_class)->finalize (object);
}

static void
willow_form_index_class_init (WillowFormIndexClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_form_index_dispose;
  G_OBJECT_CLASS (klass)->finalize = willow_form_index_finalize;
}

static void
willow_form_index_init (WillowFormIndex *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->current = -1;
  self->label = GTK_LABEL (label);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_justify (self->label, GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "form-index");
  g_signal_connect_object (label,
                           "activate-link",
                           G_CALLBACK (activate_link_cb),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("Parts of the form"),
                                  -1);
  adw_bin_set_child (ADW_BIN (self), label);
}

void
willow_form_index_set_form (WillowFormIndex *self, GtkWidget *form)
{
  GtkAdjustment *adjustment;

  g_return_if_fail (WILLOW_IS_FORM_INDEX (self));

  self->form = form;
  g_return_if_fail (get_scroller (self) != NULL);
  adjustment = gtk_scrolled_window_get_vadjustment (get_scroller (self));
  g_signal_connect_object (adjustment,
                           "value-changed",
                           G_CALLBACK (update_current),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment,
                           "changed",
                           G_CALLBACK (update_current),
                           self,
                           G_CONNECT_SWAPPED);
}

void
willow_form_index_add (WillowFormIndex *self,
                       const char      *name,
                       GtkWidget       *group)
{
  Entry entry = { group, g_intern_string (name) };

  g_return_if_fail (WILLOW_IS_FORM_INDEX (self));

  g_array_append_val (self->entries, entry);
  g_signal_connect_object (group,
                           "notify::visible",
                           G_CALLBACK (update_text),
                           self,
                           G_CONNECT_SWAPPED);
  update_text (self);
}
