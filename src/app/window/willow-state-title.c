/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/window/willow-state-title.h"

#include "app/window/willow-state.h"

#include <glib/gi18n.h>
#include <string.h>

struct _WillowStateTitle
{
  AdwBin parent_instance;

  GSignalGroup *conversation_signals;
  GSignalGroup *profile_signals;
  GSignalGroup *broker_signals;

  GtkLabel  *name_label;
  GtkWidget *state_box;
  GtkImage  *state_icon;
  GtkLabel  *word_label;
  GtkLabel  *status_label;
};

G_DEFINE_FINAL_TYPE (WillowStateTitle, willow_state_title, ADW_TYPE_BIN)

/* The word stands before the sentence: once is enough. */
static const char *
skip_word (const char *status, const char *word)
{
  if (status == NULL || !g_str_has_prefix (status, word))
    return status;
  status += strlen (word);
  while (g_unichar_isspace (g_utf8_get_char (status)) ||
         g_unichar_ispunct (g_utf8_get_char (status)))
    status = g_utf8_next_char (status);
  return status;
}

static void
show_state (WillowStateTitle *self,
            WillowClientState state,
            const char       *word,
            const char       *status)
{
  gtk_widget_set_visible (self->state_box, TRUE);
  gtk_image_set_from_icon_name (self->state_icon,
                                willow_state_get_icon_name (state));
  willow_state_apply_style (self->state_box, state);
  gtk_label_set_label (self->word_label, word);
  gtk_label_set_label (self->status_label, skip_word (status, word));
  gtk_widget_set_visible (GTK_WIDGET (self->status_label),
                          status != NULL && *status != '\0');
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), status);
}

static void
update_conversation (WillowStateTitle *self)
{
  g_autoptr (WillowConversation) conversation =
      g_signal_group_dup_target (self->conversation_signals);
  WillowClientState state;

  if (conversation == NULL)
    return;
  state = willow_conversation_get_state (conversation);
  gtk_label_set_label (
      self->name_label,
      willow_profile_get_name (willow_conversation_get_profile (conversation)));
  show_state (self,
              state,
              willow_state_get_word (state),
              willow_conversation_get_status (conversation));
}

static void
update_broker (WillowStateTitle *self)
{
  g_autoptr (WillowPracticeBroker) broker =
      g_signal_group_dup_target (self->broker_signals);
  gboolean running;

  if (broker == NULL)
    return;
  running = willow_practice_broker_get_running (broker);
  gtk_label_set_label (self->name_label, _ ("Practice Broker"));
  show_state (self,
              running ? WILLOW_CLIENT_CONNECTED : WILLOW_CLIENT_DISCONNECTED,
              running ? _ ("Running") : _ ("Stopped"),
              willow_practice_broker_get_url (broker));
}

static void
willow_state_title_dispose (GObject *object)
{
  WillowStateTitle *self = WILLOW_STATE_TITLE (object);

  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->profile_signals);
  g_clear_object (&self->broker_signals);
  G_OBJECT_CLASS (willow_state_title_parent_class)->dispose (object);
}

static void
willow_state_title_class_init (WillowStateTitleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_state_title_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-state-title.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowStateTitle, name_label);
  gtk_widget_class_bind_template_child (
      widget_class, WillowStateTitle, state_box);
  gtk_widget_class_bind_template_child (
      widget_class, WillowStateTitle, state_icon);
  gtk_widget_class_bind_template_child (
      widget_class, WillowStateTitle, word_label);
  gtk_widget_class_bind_template_child (
      widget_class, WillowStateTitle, status_label);
}

static GSignalGroup *
watch (WillowStateTitle *self,
       GType             type,
       GCallback         update,
       const char *const signals[])
{
  GSignalGroup *group = g_signal_group_new (type);

  for (guint i = 0; signals[i] != NULL; i++)
    g_signal_group_connect_swapped (group, signals[i], update, self);
  return group;
}

static void
willow_state_title_init (WillowStateTitle *self)
{
  static const char *const of_conversation[] = { "notify::state",
                                                 "notify::status",
                                                 NULL };
  static const char *const of_profile[] = { "notify::name", NULL };
  static const char *const of_broker[] = { "notify::running",
                                           "notify::url",
                                           NULL };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->conversation_signals = watch (self,
                                      WILLOW_TYPE_CONVERSATION,
                                      G_CALLBACK (update_conversation),
                                      of_conversation);
  self->profile_signals = watch (
      self, WILLOW_TYPE_PROFILE, G_CALLBACK (update_conversation), of_profile);
  self->broker_signals = watch (
      self, WILLOW_TYPE_PRACTICE_BROKER, G_CALLBACK (update_broker), of_broker);
}

static void
watch_only (WillowStateTitle     *self,
            WillowConversation   *conversation,
            WillowPracticeBroker *broker)
{
  g_signal_group_set_target (self->conversation_signals, conversation);
  g_signal_group_set_target (
      self->profile_signals,
      conversation != NULL ? willow_conversation_get_profile (conversation)
                           : NULL);
  g_signal_group_set_target (self->broker_signals, broker);
}

void
willow_state_title_show_conversation (WillowStateTitle   *self,
                                      WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_STATE_TITLE (self));

  watch_only (self, conversation, NULL);
  update_conversation (self);
}

void
willow_state_title_show_broker (WillowStateTitle     *self,
                                WillowPracticeBroker *broker)
{
  g_return_if_fail (WILLOW_IS_STATE_TITLE (self));

  watch_only (self, NULL, broker);
  update_broker (self);
}

void
willow_state_title_show_nothing (WillowStateTitle *self)
{
  g_return_if_fail (WILLOW_IS_STATE_TITLE (self));

  watch_only (self, NULL, NULL);
  gtk_label_set_label (self->name_label, _ ("Willow"));
  gtk_widget_set_visible (self->state_box, FALSE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), NULL);
}
