/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-form-rows.h"

#include "app/widget/willow-choice.h"
#include "app/connection/willow-form-binding.h"

#include <glib/gi18n.h>

/* The subtitle that a row has where it can be used. */
static const char subtitle_key[] = "willow-subtitle";

static GtkWidget *
make_switch (const char *spoken)
{
  GtkWidget *widget = gtk_switch_new ();

  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  willow_form_name (widget, spoken);
  return widget;
}

static GtkWidget *
make_spin (double upper, const char *spoken)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, upper, 1);

  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin),
                                upper > G_MAXUINT16 ? 8 : 6);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  willow_form_name (spin, spoken);
  return spin;
}

/* As on the wire: a byte that is 0 or 1. */
static GtkWidget *
make_bit (const char *spoken)
{
  GtkWidget *choice = willow_choice_new ();

  willow_choice_append (WILLOW_CHOICE (choice), 0, "0", _ ("No"));
  willow_choice_append (WILLOW_CHOICE (choice), 1, "1", _ ("Yes"));
  willow_form_name (choice, spoken);
  return choice;
}

GtkWidget *
willow_form_value_row_new (GBindingGroup *bindings, const WillowFormValue *spec)
{
  GtkWidget    *row = adw_action_row_new ();
  AdwActionRow *action_row = ADW_ACTION_ROW (row);
  const char   *title = _ (spec->title);
  /* Translators: of a property, e.g. Receive Maximum */
  g_autofree char *spoken = g_strdup_printf (_ ("Send %s"), title);
  GtkWidget       *on = make_switch (spoken);
  GtkWidget       *value = spec->kind == WILLOW_FORM_NUMBER
                               ? make_spin (spec->upper, title)
                               : make_bit (title);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (spec->subtitle != NULL)
    adw_action_row_set_subtitle (action_row, _ (spec->subtitle));
  gtk_widget_set_name (row, spec->value);
  adw_action_row_add_suffix (action_row, value);
  adw_action_row_add_suffix (action_row, on);
  adw_action_row_set_activatable_widget (action_row, on);
  willow_form_bind (bindings, spec->use, on, "active");
  willow_form_bind (bindings, spec->value, value, "value");
  g_object_bind_property (
      on, "active", value, "sensitive", G_BINDING_SYNC_CREATE);
  return row;
}

WillowEncodingButton *
willow_form_add_encoding (GBindingGroup *bindings,
                          AdwEntryRow   *row,
                          const char    *encoding)
{
  WillowEncodingButton *button = willow_encoding_button_add (
      row, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));

  willow_form_bind (bindings, encoding, button, "value");
  return button;
}

GtkWidget *
willow_form_text_row_new (GBindingGroup *bindings,
                          const char    *title,
                          const char    *use,
                          const char    *text,
                          const char    *encoding)
{
  GtkWidget       *row = adw_entry_row_new ();
  g_autofree char *spoken = g_strdup_printf (_ ("Send %s"), title);
  GtkWidget       *on;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_input_hints (ADW_ENTRY_ROW (row),
                                 GTK_INPUT_HINT_NO_SPELLCHECK);
  gtk_widget_set_name (row, text);
  /* The encoding first: it says how to read the text. */
  if (encoding != NULL)
    willow_form_add_encoding (bindings, ADW_ENTRY_ROW (row), encoding);
  willow_form_bind (bindings, text, row, "text");
  if (use == NULL)
    return row;
  on = make_switch (spoken);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), on);
  willow_form_bind (bindings, use, on, "active");
  g_object_bind_property (on, "active", row, "editable", G_BINDING_SYNC_CREATE);
  return row;
}

static const char *
get_subtitle (GtkWidget *row)
{
  return ADW_IS_EXPANDER_ROW (row)
             ? adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row))
             : adw_action_row_get_subtitle (ADW_ACTION_ROW (row));
}

static void
set_subtitle (GtkWidget *row, const char *subtitle)
{
  if (ADW_IS_EXPANDER_ROW (row))
    adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
}

void
willow_form_row_set_version (GtkWidget *row, gboolean is_5)
{
  const char *kept = g_object_get_data (G_OBJECT (row), subtitle_key);

  if (!is_5 && kept == NULL)
    {
      const char *subtitle = get_subtitle (row);

      g_object_set_data_full (G_OBJECT (row),
                              subtitle_key,
                              g_strdup (subtitle != NULL ? subtitle : ""),
                              g_free);
      set_subtitle (row, _ ("Only in MQTT 5.0"));
    }
  else if (is_5 && kept != NULL)
    {
      set_subtitle (row, kept);
      g_object_set_data (G_OBJECT (row), subtitle_key, NULL);
    }
  gtk_widget_set_sensitive (row, is_5);
}
