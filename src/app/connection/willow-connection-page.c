/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-connection-page.h"

#include "app/connection/willow-connack-card.h"
#include "app/connection/willow-connect-preview.h"
#include "app/connection/willow-details-group.h"
#include "app/connection/willow-endings-panel.h"
#include "app/connection/willow-form-index.h"
#include "app/connection/willow-doctor-panel.h"
#include "app/connection/willow-form-split.h"
#include "app/connection/willow-login-group.h"
#include "app/connection/willow-practice-group.h"
#include "app/connection/willow-properties-group.h"
#include "app/connection/willow-proxy-group.h"
#include "app/connection/willow-reconnect-group.h"
#include "app/connection/willow-security-group.h"
#include "app/connection/willow-server-group.h"
#include "app/connection/willow-session-group.h"
#include "app/connection/willow-subscriptions-group.h"
#include "app/connection/willow-web-socket-group.h"
#include "app/connection/willow-will-group.h"

#include <glib/gi18n.h>

struct _WillowConnectionPage
{
  AdwBin parent_instance;

  GSignalGroup *signals;

  GtkRevealer              *later_revealer;
  WillowFormIndex          *index;
  GtkWidget                *form;
  WillowServerGroup        *server_group;
  WillowSecurityGroup      *security_group;
  WillowWebSocketGroup     *web_socket_group;
  WillowProxyGroup         *proxy_group;
  WillowSessionGroup       *session_group;
  WillowLoginGroup         *login_group;
  WillowSubscriptionsGroup *subscriptions_group;
  WillowWillGroup          *will_group;
  WillowPropertiesGroup    *properties_group;
  WillowPracticeGroup      *practice_group;
  WillowDetailsGroup       *details_group;
  WillowReconnectGroup     *reconnect_group;
  WillowDoctorPanel        *doctor_panel;
  WillowConnackCard        *connack_card;
  WillowEndingsPanel       *endings_panel;
  WillowConnectPreview     *preview;
};

G_DEFINE_FINAL_TYPE (WillowConnectionPage, willow_connection_page, ADW_TYPE_BIN)

static void
update_state (WillowConnectionPage *self)
{
  g_autoptr (WillowConversation) conversation =
      g_signal_group_dup_target (self->signals);
  gboolean connected =
      conversation != NULL &&
      willow_conversation_get_state (conversation) == WILLOW_CLIENT_CONNECTED;

  gtk_revealer_set_reveal_child (self->later_revealer, connected);
}

/* The row that is edited says by its name what it is about. */
static void
focus_changed_cb (WillowConnectionPage *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, self->form))
    return;
  while (focus != self->form && !willow_connect_preview_point_at (
                                    self->preview, gtk_widget_get_name (focus)))
    focus = gtk_widget_get_parent (focus);
}

/* The row of that setting, or NULL. */
static GtkWidget *
find_row (GtkWidget *root, const char *setting)
{
  if (g_str_equal (gtk_widget_get_name (root), setting))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *row = find_row (child, setting);

      if (row != NULL)
        return row;
    }
  return NULL;
}

static void
willow_connection_page_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (willow_connection_page_parent_class)->root (widget);
  if (GTK_IS_WINDOW (gtk_widget_get_root (widget)))
    g_signal_connect_swapped (gtk_widget_get_root (widget),
                              "notify::focus-widget",
                              G_CALLBACK (focus_changed_cb),
                              widget);
}

static void
willow_connection_page_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (
      gtk_widget_get_root (widget), focus_changed_cb, widget);
  GTK_WIDGET_CLASS (willow_connection_page_parent_class)->unroot (widget);
}

static void
willow_connection_page_dispose (GObject *object)
{
  WillowConnectionPage *self = WILLOW_CONNECTION_PAGE (object);

  g_clear_object (&self->signals);
  G_OBJECT_CLASS (willow_connection_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (
      klass, WillowConnectionPage, later_revealer);
  gtk_widget_class_bind_template_child (klass, WillowConnectionPage, index);
  gtk_widget_class_bind_template_child (klass, WillowConnectionPage, form);
  gtk_widget_class_bind_template_child (
      klass, WillowConnectionPage, server_group);
  gtk_widget_class_bind_template_child (
      klass, WillowConnectionPage, security_group);
  gtk_widget_class_bind_template_child (
      klass, WillowConnectionPage, web_socket_group);
  gtk_widget_class_bind_template_child (
      klass, WillowConnectionPage, proxy_group);
  gtk_widget_class_bind_template_child (
      klass, WillowConnectionPage, session_group);
  gtk_widget_class_bind_template_child (
      klass, WillowConnectionPage, login_group);
  gtk_widget_class_bind_template_child (
      klass, WillowConnectionPage, subscriptions_group);
  gtk_widget_class_bind_template_child (
      klass, WillowConnectionPage, will_group);
  gtk_widget_class_bind_template_child (
      klass, WillowConnectionPage, properties_group);
  gtk_widget_class_bind_template_child (
      klass, WillowConnectionPage, practice_group);
  gtk_widget_class_bind_template_child (
      klass, WillowConnectionPage, details_group);
  gtk_widget_class_bind_template_child (
      klass, WillowConnectionPage, reconnect_group);
  gtk_widget_class_bind_template_child (
      klass, WillowConnectionPage, doctor_panel);
  gtk_widget_class_bind_template_child (
      klass, WillowConnectionPage, connack_card);
  gtk_widget_class_bind_template_child (
      klass, WillowConnectionPage, endings_panel);
  gtk_widget_class_bind_template_child (klass, WillowConnectionPage, preview);
}

static void
willow_connection_page_class_init (WillowConnectionPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_connection_page_dispose;
  widget_class->root = willow_connection_page_root;
  widget_class->unroot = willow_connection_page_unroot;

  g_type_ensure (WILLOW_TYPE_FORM_INDEX);
  g_type_ensure (WILLOW_TYPE_FORM_SPLIT);
  g_type_ensure (WILLOW_TYPE_SECURITY_GROUP);
  g_type_ensure (WILLOW_TYPE_SERVER_GROUP);
  g_type_ensure (WILLOW_TYPE_WEB_SOCKET_GROUP);
  g_type_ensure (WILLOW_TYPE_PROXY_GROUP);
  g_type_ensure (WILLOW_TYPE_SESSION_GROUP);
  g_type_ensure (WILLOW_TYPE_LOGIN_GROUP);
  g_type_ensure (WILLOW_TYPE_SUBSCRIPTIONS_GROUP);
  g_type_ensure (WILLOW_TYPE_WILL_GROUP);
  g_type_ensure (WILLOW_TYPE_PROPERTIES_GROUP);
  g_type_ensure (WILLOW_TYPE_PRACTICE_GROUP);
  g_type_ensure (WILLOW_TYPE_DETAILS_GROUP);
  g_type_ensure (WILLOW_TYPE_RECONNECT_GROUP);
  g_type_ensure (WILLOW_TYPE_DOCTOR_PANEL);
  g_type_ensure (WILLOW_TYPE_CONNACK_CARD);
  g_type_ensure (WILLOW_TYPE_ENDINGS_PANEL);
  g_type_ensure (WILLOW_TYPE_CONNECT_PREVIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/io/github/willowmqtt/Willow/ui/willow-connection-page.ui");
  gtk_widget_class_bind_template_callback (widget_class,
                                           willow_connection_page_show_setting);
  bind_children (widget_class);
}

static void
fill_index (WillowConnectionPage *self)
{
  const struct
  {
    const char *name;
    gpointer    group;
  } entries[] = {
    { _ ("Broker"), self->server_group },
    { _ ("Security"), self->security_group },
    { _ ("WebSocket"), self->web_socket_group },
    { _ ("Proxy"), self->proxy_group },
    { _ ("Session"), self->session_group },
    { _ ("Authentication"), self->login_group },
    { _ ("Subscriptions"), self->subscriptions_group },
    { _ ("Will"), self->will_group },
    { _ ("Properties"), self->properties_group },
    { _ ("Reconnecting"), self->reconnect_group },
    { _ ("Practice"), self->practice_group },
    { _ ("Details"), self->details_group },
  };

  willow_form_index_set_form (self->index, self->form);
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    willow_form_index_add (self->index, entries[i].name, entries[i].group);
}

static void
willow_connection_page_init (WillowConnectionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_index (self);
  self->signals = g_signal_group_new (WILLOW_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (
      self->signals, "notify::state", G_CALLBACK (update_state), self);
}

void
willow_connection_page_set_workspace (WillowConnectionPage *self,
                                      WillowWorkspace      *workspace)
{
  WillowPasswordVault *vault = willow_workspace_get_vault (workspace);

  g_return_if_fail (WILLOW_IS_CONNECTION_PAGE (self));

  willow_server_group_set_vault (self->server_group, vault);
  willow_login_group_set_vault (self->login_group, vault);
  willow_security_group_set_keeper (self->security_group,
                                    willow_workspace_get_keeper (workspace));
  willow_connect_preview_set_vault (self->preview, vault);
  willow_details_group_set_store (self->details_group,
                                  willow_workspace_get_profiles (workspace));
}

/* Another profile is read from its beginning. */
static void
scroll_to_top (WillowConnectionPage *self)
{
  GtkWidget *child = gtk_widget_get_first_child (self->form);

  if (GTK_IS_SCROLLED_WINDOW (child))
    gtk_adjustment_set_value (
        gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (child)), 0);
}

void
willow_connection_page_set_conversation (WillowConnectionPage *self,
                                         WillowConversation   *conversation)
{
  WillowProfile *profile = NULL;

  g_return_if_fail (WILLOW_IS_CONNECTION_PAGE (self));

  if (conversation != NULL)
    profile = willow_conversation_get_profile (conversation);
  g_signal_group_set_target (self->signals, conversation);
  willow_server_group_set_profile (self->server_group, profile);
  willow_security_group_set_conversation (self->security_group, conversation);
  willow_web_socket_group_set_profile (self->web_socket_group, profile);
  willow_proxy_group_set_profile (self->proxy_group, profile);
  willow_session_group_set_profile (self->session_group, profile);
  willow_login_group_set_profile (self->login_group, profile);
  willow_subscriptions_group_set_conversation (self->subscriptions_group,
                                               conversation);
  willow_will_group_set_profile (self->will_group, profile);
  willow_properties_group_set_profile (self->properties_group, profile);
  willow_practice_group_set_profile (self->practice_group, profile);
  willow_details_group_set_profile (self->details_group, profile);
  willow_reconnect_group_set_profile (self->reconnect_group, profile);
  willow_doctor_panel_set_conversation (self->doctor_panel, conversation);
  willow_connack_card_set_conversation (self->connack_card, conversation);
  willow_endings_panel_set_conversation (self->endings_panel, conversation);
  willow_connect_preview_set_conversation (self->preview, conversation);
  update_state (self);
  scroll_to_top (self);
}

void
willow_connection_page_edit_name (WillowConnectionPage *self)
{
  g_return_if_fail (WILLOW_IS_CONNECTION_PAGE (self));
  willow_server_group_edit_name (self->server_group);
}

void
willow_connection_page_edit_details (WillowConnectionPage *self)
{
  g_return_if_fail (WILLOW_IS_CONNECTION_PAGE (self));
  willow_details_group_edit (self->details_group);
}

void
willow_connection_page_edit_subscriptions (WillowConnectionPage *self)
{
  g_return_if_fail (WILLOW_IS_CONNECTION_PAGE (self));
  willow_subscriptions_group_edit (self->subscriptions_group);
}

void
willow_connection_page_show_setting (WillowConnectionPage *self,
                                     const char           *setting)
{
  GtkWidget *row;
  GtkWidget *expander;

  g_return_if_fail (WILLOW_IS_CONNECTION_PAGE (self));

  row = find_row (self->form, setting);
  if (row == NULL)
    return;
  expander = gtk_widget_get_ancestor (gtk_widget_get_parent (row),
                                      ADW_TYPE_EXPANDER_ROW);
  if (expander != NULL)
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (expander), TRUE);
  if (!gtk_widget_grab_focus (row))
    gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
}

void
willow_connection_page_show_diagnosis (WillowConnectionPage *self)
{
  g_return_if_fail (WILLOW_IS_CONNECTION_PAGE (self));
  willow_doctor_panel_expand (self->doctor_panel);
}
