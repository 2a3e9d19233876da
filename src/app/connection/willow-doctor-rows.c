/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-doctor-rows.h"

#include <glib/gi18n.h>

static const struct
{
  const char *icon;
  const char *style;
} looks[] = {
  [WILLOW_STAGE_NOT_REACHED] = { "list-remove-symbolic", "state-away" },
  [WILLOW_STAGE_OK] = { "emblem-ok-symbolic", "state-good" },
  [WILLOW_STAGE_WARNING] = { "dialog-warning-symbolic", "warning" },
  [WILLOW_STAGE_FAILED] = { "dialog-error-symbolic", "state-bad" },
};

void
willow_doctor_rows_set_outcome (GtkImage *icon, WillowStageOutcome outcome)
{
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (icon), looks[i].style);
  gtk_image_set_from_icon_name (icon, looks[outcome].icon);
  gtk_widget_add_css_class (GTK_WIDGET (icon), looks[outcome].style);
}

static GtkWidget *
make_icon (WillowStageOutcome outcome)
{
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE,
                                  "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                  NULL);

  willow_doctor_rows_set_outcome (GTK_IMAGE (icon), outcome);
  return icon;
}

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_width_chars (GTK_LABEL (label), 1);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

/* Its value can be selected and copied. */
static GtkWidget *
make_fact_row (const char *title, const char *value)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *name = make_label (title, "caption");
  GtkWidget *text = make_label (value, NULL);

  gtk_widget_add_css_class (name, "dim-label");
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_widget_add_css_class (box, "doctor-fact");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), text);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return row;
}

/* "good, 3.1 ms" */
static GtkWidget *
make_result (const WillowDoctorStage *stage)
{
  const char      *word = willow_stage_outcome_get_title (stage->outcome);
  g_autofree char *duration = willow_doctor_stage_format_duration (stage);
  g_autofree char *text = *duration != '\0'
                              ? g_strdup_printf ("%s · %s", word, duration)
                              : g_strdup (word);
  GtkWidget       *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  return label;
}

static void
set_texts (GtkWidget *row, const char *title, const char *subtitle)
{
  g_object_set (
      row, "use-markup", FALSE, "title", title, "subtitle", subtitle, NULL);
}

static GtkWidget *
make_bare_stage (const WillowDoctorStage *stage)
{
  GtkWidget *row = adw_action_row_new ();

  set_texts (row, willow_stage_kind_get_title (stage->kind), stage->summary);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), make_icon (stage->outcome));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_result (stage));
  return row;
}

GtkWidget *
willow_doctor_rows_new_stage (const WillowDoctorStage *stage)
{
  GtkWidget      *row;
  AdwExpanderRow *expander;

  if (stage->facts->len == 0 || stage->outcome == WILLOW_STAGE_NOT_REACHED)
    return make_bare_stage (stage);
  row = adw_expander_row_new ();
  expander = ADW_EXPANDER_ROW (row);
  set_texts (row, willow_stage_kind_get_title (stage->kind), stage->summary);
  adw_expander_row_add_prefix (expander, make_icon (stage->outcome));
  adw_expander_row_add_action (expander, make_result (stage));
  for (guint i = 0; i < stage->facts->len; i++)
    {
      const WillowDoctorFact *fact = stage->facts->pdata[i];

      adw_expander_row_add_row (expander,
                                make_fact_row (fact->title, fact->value));
    }
  return row;
}

GtkWidget *
willow_doctor_rows_new_probes (GPtrArray *probes)
{
  GtkWidget *row = adw_expander_row_new ();

  set_texts (row, _ ("Tried after that"), "");
  for (guint i = 0; i < probes->len; i++)
    {
      const WillowDoctorProbe *probe = probes->pdata[i];

      adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                                make_fact_row (probe->url, probe->sentence));
    }
  return row;
}

GtkWidget *
willow_doctor_rows_new_fix (const WillowDoctorFix *fix, guint place)
{
  GtkWidget       *row = adw_action_row_new ();
  GtkWidget       *button = gtk_button_new_with_mnemonic (_ ("_Try"));
  g_autofree char *name =
      g_strdup_printf (_ ("Try with a copy: %s"), fix->sentence);

  set_texts (row, fix->sentence, fix->warning != NULL ? fix->warning : "");
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (
      button, _ ("Connect with a copy of this connection that is changed so"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.try-fix");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", place);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}
