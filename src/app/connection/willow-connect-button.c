/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-connect-button.h"

#include "app/widget/willow-accessible.h"

#include <glib/gi18n.h>

struct _WillowConnectButton
{
  AdwBin parent_instance;

  GSignalGroup *signals;

  GtkWidget *connect_button;
  GtkWidget *cancel_button;
  GtkWidget *disconnect_button;
};

G_DEFINE_FINAL_TYPE (WillowConnectButton, willow_connect_button, ADW_TYPE_BIN)

static void
update (WillowConnectButton *self)
{
  g_autoptr (WillowConversation) conversation =
      g_signal_group_dup_target (self->signals);
  WillowClientState state = WILLOW_CLIENT_DISCONNECTED;
  gboolean          waiting = FALSE;

  gtk_widget_set_visible (GTK_WIDGET (self), conversation != NULL);
  if (conversation != NULL)
    {
      state = willow_conversation_get_state (conversation);
      g_object_get (conversation, "waiting", &waiting, NULL);
    }
  gtk_button_set_label (GTK_BUTTON (self->connect_button),
                        waiting ? _ ("_Try Now") : _ ("_Connect"));
  gtk_button_set_label (GTK_BUTTON (self->cancel_button),
                        waiting ? _ ("_Stop") : _ ("_Cancel"));
  gtk_widget_set_tooltip_text (self->cancel_button,
                               waiting ? _ ("Do not try again")
                                       : _ ("Stop connecting"));
  gtk_widget_set_visible (self->connect_button,
                          state != WILLOW_CLIENT_CONNECTING &&
                              state != WILLOW_CLIENT_CONNECTED);
  gtk_widget_set_visible (self->cancel_button,
                          waiting || state == WILLOW_CLIENT_CONNECTING);
  gtk_widget_set_visible (self->disconnect_button,
                          state == WILLOW_CLIENT_CONNECTED);
}

static void
willow_connect_button_dispose (GObject *object)
{
  WillowConnectButton *self = WILLOW_CONNECT_BUTTON (object);

  g_clear_object (&self->signals);
  G_OBJECT_CLASS (willow_connect_button_parent_class)->dispose (object);
}

static void
willow_connect_button_class_init (WillowConnectButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_connect_button_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-connect-button.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowConnectButton, connect_button);
  gtk_widget_class_bind_template_child (
      widget_class, WillowConnectButton, cancel_button);
  gtk_widget_class_bind_template_child (
      widget_class, WillowConnectButton, disconnect_button);
}

static void
willow_connect_button_init (WillowConnectButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  willow_accessible_name_parts (
      self->disconnect_button, GTK_TYPE_MENU_BUTTON, _ ("Other ways to leave"));
  willow_accessible_name_parts (self->disconnect_button,
                                GTK_TYPE_TOGGLE_BUTTON,
                                _ ("Other ways to leave"));
  self->signals = g_signal_group_new (WILLOW_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (
      self->signals, "notify::state", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (
      self->signals, "notify::waiting", G_CALLBACK (update), self);
  update (self);
}

void
willow_connect_button_set_conversation (WillowConnectButton *self,
                                        WillowConversation  *conversation)
{
  g_return_if_fail (WILLOW_IS_CONNECT_BUTTON (self));

  g_signal_group_set_target (self->signals, conversation);
  update (self);
}
