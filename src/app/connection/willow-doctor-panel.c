/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-doctor-panel.h"

#include "app/connection/willow-doctor-rows.h"

#include <glib/gi18n.h>

struct _WillowDoctorPanel
{
  AdwBin parent_instance;

  GSignalGroup *signals; /* of the diagnoser */
  GPtrArray    *fixes;   /* rows of the summary that come and go */

  GtkListBox   *summary;
  AdwActionRow *verdict_row;
  GtkImage     *icon;
  GtkSpinner   *spinner;
  GtkWidget    *cancel_button;
  GtkWidget    *dismiss_button;
  AdwActionRow *stages_row;
  GtkImage     *stages_icon;
  GtkImage     *arrow;
  GtkRevealer  *revealer;
  GtkListBox   *stages;
  GtkWidget    *further_row;
};

G_DEFINE_FINAL_TYPE (WillowDoctorPanel, willow_doctor_panel, ADW_TYPE_BIN)

static WillowDiagnoser *
dup_diagnoser (WillowDoctorPanel *self)
{
  return g_signal_group_dup_target (self->signals);
}

static void
clear_rows (WillowDoctorPanel *self)
{
  for (guint i = 0; i < self->fixes->len; i++)
    gtk_list_box_remove (self->summary, self->fixes->pdata[i]);
  g_ptr_array_set_size (self->fixes, 0);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->stages));
       row != NULL;
       row = gtk_widget_get_first_child (GTK_WIDGET (self->stages)))
    gtk_list_box_remove (self->stages, row);
}

static void
set_expanded (WillowDoctorPanel *self, gboolean is_expanded)
{
  gtk_revealer_set_reveal_child (self->revealer, is_expanded);
  gtk_image_set_from_icon_name (
      self->arrow, is_expanded ? "pan-up-symbolic" : "pan-down-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->stages_row),
                               GTK_ACCESSIBLE_STATE_EXPANDED,
                               is_expanded,
                               -1);
}

static void
toggle_cb (WillowDoctorPanel *self)
{
  set_expanded (self, !gtk_revealer_get_reveal_child (self->revealer));
}

static void
add_rows (WillowDoctorPanel *self, WillowDiagnosis *diagnosis)
{
  GPtrArray *fixes = willow_diagnosis_get_fixes (diagnosis);
  GPtrArray *stages = willow_diagnosis_get_stages (diagnosis);
  GPtrArray *probes = willow_diagnosis_get_probes (diagnosis);

  for (guint i = 0; i < fixes->len; i++)
    {
      GtkWidget *row = willow_doctor_rows_new_fix (fixes->pdata[i], i);

      /* Between the verdict and the stages. */
      gtk_list_box_insert (self->summary, row, (int)i + 1);
      g_ptr_array_add (self->fixes, row);
    }
  for (guint i = 0; i < stages->len; i++)
    gtk_list_box_append (self->stages,
                         willow_doctor_rows_new_stage (stages->pdata[i]));
  if (probes->len > 0)
    gtk_list_box_append (self->stages, willow_doctor_rows_new_probes (probes));
}

/* (transfer full): who must act, and what to do */
static char *
tell_actor (WillowDiagnosis *diagnosis)
{
  const char *advice = willow_diagnosis_get_advice (diagnosis);
  const char *actor =
      willow_actor_get_title (willow_diagnosis_get_actor (diagnosis));

  if (willow_diagnosis_is_healthy (diagnosis))
    return g_strdup (advice);
  /* Translators: who must act, then what to do */
  return g_strdup_printf (_ ("%s. %s"), actor, advice);
}

/* It was connected only to find out. */
static gboolean
is_asked (WillowDiagnosis *diagnosis)
{
  GPtrArray *stages = willow_diagnosis_get_stages (diagnosis);

  for (guint i = 0; i < stages->len; i++)
    if (((WillowDoctorStage *)stages->pdata[i])->kind == WILLOW_STAGE_OPEN)
      return TRUE;
  return FALSE;
}

/* (transfer full): how far it got, and how long that took */
static char *
tell_stages (WillowDiagnosis *diagnosis)
{
  GPtrArray        *stages = willow_diagnosis_get_stages (diagnosis);
  WillowDoctorStage sum = { .duration_us = 0 };
  g_autofree char  *duration = NULL;

  for (guint i = 0; i < stages->len; i++)
    {
      const WillowDoctorStage *stage = stages->pdata[i];

      if (stage->kind < WILLOW_STAGE_SUBACK)
        sum.duration_us += MAX (stage->duration_us, 0);
    }
  duration = willow_doctor_stage_format_duration (&sum);
  if (willow_diagnosis_is_healthy (diagnosis))
    return g_strdup_printf (_ ("CONNACK after %s"), duration);
  return g_strdup_printf (
      _ ("Failed at %s"),
      willow_stage_kind_get_title (willow_diagnosis_get_stage (diagnosis)));
}

/* After success there is one quiet line. */
static void
show_diagnosis (WillowDoctorPanel *self, WillowDiagnosis *diagnosis)
{
  gboolean         is_healthy = willow_diagnosis_is_healthy (diagnosis);
  gboolean         is_quiet = is_healthy && !is_asked (diagnosis);
  g_autofree char *actor = tell_actor (diagnosis);
  g_autofree char *stages = tell_stages (diagnosis);

  willow_doctor_rows_set_outcome (
      self->icon, is_healthy ? WILLOW_STAGE_OK : WILLOW_STAGE_FAILED);
  willow_doctor_rows_set_outcome (self->stages_icon, WILLOW_STAGE_OK);
  gtk_widget_set_visible (GTK_WIDGET (self->stages_icon), is_quiet);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict_row), !is_quiet);
  gtk_widget_set_visible (self->further_row,
                          !is_healthy && !is_asked (diagnosis));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->verdict_row),
                                 willow_diagnosis_get_sentence (diagnosis));
  adw_action_row_set_subtitle (self->verdict_row, actor);
  adw_action_row_set_subtitle (self->stages_row, stages);
  set_expanded (self, !is_healthy);
  add_rows (self, diagnosis);
}

static void
show_running (WillowDoctorPanel *self)
{
  set_expanded (self, FALSE);
  gtk_widget_set_visible (self->further_row, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict_row), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->verdict_row),
                                 _ ("Finding out what is wrong"));
  adw_action_row_set_subtitle (
      self->verdict_row,
      _ ("Connects as this connection says and leaves again. A client that "
         "runs with the same Client Identifier is taken over."));
}

static void
update (WillowDoctorPanel *self)
{
  g_autoptr (WillowDiagnoser) diagnoser = dup_diagnoser (self);
  WillowDiagnosis *diagnosis =
      diagnoser != NULL ? willow_diagnoser_get_diagnosis (diagnoser) : NULL;
  gboolean is_running =
      diagnoser != NULL && willow_diagnoser_get_running (diagnoser);

  clear_rows (self);
  gtk_widget_set_visible (GTK_WIDGET (self), is_running || diagnosis != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_running);
  gtk_spinner_set_spinning (self->spinner, is_running);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), !is_running);
  gtk_widget_set_visible (self->cancel_button, is_running);
  gtk_widget_set_visible (self->dismiss_button, !is_running);
  gtk_widget_set_visible (GTK_WIDGET (self->stages_row), !is_running);
  if (is_running)
    show_running (self);
  else if (diagnosis != NULL)
    show_diagnosis (self, diagnosis);
}

static void
cancel_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (WillowDiagnoser) diagnoser =
      dup_diagnoser (WILLOW_DOCTOR_PANEL (widget));

  if (diagnoser != NULL)
    willow_diagnoser_cancel (diagnoser);
}

static void
dismiss_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (WillowDiagnoser) diagnoser =
      dup_diagnoser (WILLOW_DOCTOR_PANEL (widget));

  if (diagnoser != NULL)
    willow_diagnoser_dismiss (diagnoser);
}

static void
copy_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (WillowDiagnoser) diagnoser =
      dup_diagnoser (WILLOW_DOCTOR_PANEL (widget));
  WillowDiagnosis *diagnosis =
      diagnoser != NULL ? willow_diagnoser_get_diagnosis (diagnoser) : NULL;
  g_autofree char *json =
      diagnosis != NULL ? willow_diagnosis_to_json (diagnosis) : NULL;

  if (json != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), json);
}

static void
willow_doctor_panel_dispose (GObject *object)
{
  WillowDoctorPanel *self = WILLOW_DOCTOR_PANEL (object);

  g_clear_object (&self->signals);
  g_clear_pointer (&self->fixes, g_ptr_array_unref);
  G_OBJECT_CLASS (willow_doctor_panel_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, WillowDoctorPanel, summary);
  gtk_widget_class_bind_template_child (klass, WillowDoctorPanel, verdict_row);
  gtk_widget_class_bind_template_child (klass, WillowDoctorPanel, icon);
  gtk_widget_class_bind_template_child (klass, WillowDoctorPanel, spinner);
  gtk_widget_class_bind_template_child (
      klass, WillowDoctorPanel, cancel_button);
  gtk_widget_class_bind_template_child (
      klass, WillowDoctorPanel, dismiss_button);
  gtk_widget_class_bind_template_child (klass, WillowDoctorPanel, stages_row);
  gtk_widget_class_bind_template_child (klass, WillowDoctorPanel, stages_icon);
  gtk_widget_class_bind_template_child (klass, WillowDoctorPanel, arrow);
  gtk_widget_class_bind_template_child (klass, WillowDoctorPanel, revealer);
  gtk_widget_class_bind_template_child (klass, WillowDoctorPanel, stages);
  gtk_widget_class_bind_template_child (klass, WillowDoctorPanel, further_row);
}

static void
willow_doctor_panel_class_init (WillowDoctorPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_doctor_panel_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-doctor-panel.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, toggle_cb);
  gtk_widget_class_install_action (
      widget_class, "doctor.cancel", NULL, cancel_cb);
  gtk_widget_class_install_action (
      widget_class, "doctor.dismiss", NULL, dismiss_cb);
  gtk_widget_class_install_action (widget_class, "doctor.copy", NULL, copy_cb);
}

static void
willow_doctor_panel_init (WillowDoctorPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->fixes = g_ptr_array_new ();
  self->signals = g_signal_group_new (WILLOW_TYPE_DIAGNOSER);
  g_signal_group_connect_swapped (
      self->signals, "notify", G_CALLBACK (update), self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
willow_doctor_panel_set_conversation (WillowDoctorPanel  *self,
                                      WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_DOCTOR_PANEL (self));

  g_signal_group_set_target (
      self->signals,
      conversation != NULL ? willow_conversation_get_diagnoser (conversation)
                           : NULL);
  update (self);
}

void
willow_doctor_panel_expand (WillowDoctorPanel *self)
{
  g_return_if_fail (WILLOW_IS_DOCTOR_PANEL (self));
  set_expanded (self, TRUE);
}
