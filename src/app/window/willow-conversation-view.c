/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/window/willow-conversation-view.h"

#include "app/connection/willow-chain-window.h"
#include "app/connection/willow-connection-page.h"
#include "app/connection/willow-dialects-page.h"
#include "app/traffic/willow-filter-bar.h"
#include "app/traffic/willow-inspector.h"
#include "app/traffic/willow-messages-page.h"
#include "app/window/willow-notice-bar.h"
#include "app/traffic/willow-packets-page.h"
#include "app/traffic/willow-publish-bar.h"
#include "app/connection/willow-subscriptions-button.h"
#include "app/traffic/willow-topics-page.h"
#include "model/traffic/willow-packet-find.h"

#include <glib/gi18n.h>

struct _WillowConversationView
{
  AdwBin parent_instance;

  WillowConversation *conversation;
  GSignalGroup       *signals;
  gboolean            inspector_shown;

  WillowNoticeBar      *notice_bar;
  GtkWidget            *unverified_bar;
  WillowFilterBar      *filter_bar;
  GtkPaned             *paned;
  AdwViewStack         *stack;
  WillowConnectionPage *connection_page;
  WillowMessagesPage   *messages_page;
  WillowTopicsPage     *topics_page;
  WillowPacketsPage    *packets_page;
  WillowDialectsPage   *dialects_page;
  WillowInspector      *inspector;
  WillowPublishBar     *publish_bar;

  WillowSubscriptionsButton *subscriptions_button;
};

G_DEFINE_FINAL_TYPE (WillowConversationView,
                     willow_conversation_view,
                     ADW_TYPE_BIN)

enum
{
  PROP_PAGE = 1,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

/* (nullable): of this connection */
static WillowTlsFacts *
get_facts (WillowConversationView *self)
{
  if (self->conversation == NULL)
    return NULL;
  return willow_client_get_tls_facts (
      willow_conversation_get_client (self->conversation));
}

static gboolean
has_chain (WillowConversationView *self)
{
  WillowTlsFacts *facts = get_facts (self);

  return facts != NULL && facts->chain->len > 0;
}

static void
update_problem (WillowConversationView *self)
{
  const char *problem = NULL;

  if (self->conversation != NULL)
    problem = willow_conversation_get_problem (self->conversation);
  willow_notice_bar_set_text (self->notice_bar, problem);
  willow_notice_bar_set_action (
      self->notice_bar, has_chain (self) ? _ ("Show Certificates") : NULL);
}

/* For as long as it is so. */
static void
update_state (WillowConversationView *self)
{
  WillowTlsFacts *facts = get_facts (self);

  gtk_widget_set_visible (
      self->unverified_bar,
      facts != NULL && !facts->is_verified &&
          willow_conversation_get_state (self->conversation) ==
              WILLOW_CLIENT_CONNECTED);
  update_problem (self);
}

static void
show_chain (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WillowConversationView *self = WILLOW_CONVERSATION_VIEW (widget);

  if (self->conversation != NULL)
    willow_chain_window_present (widget, self->conversation);
}

static void
show_chain_cb (WillowConversationView *self)
{
  show_chain (GTK_WIDGET (self), NULL, NULL);
}

static void
dismissed_cb (WillowConversationView *self)
{
  if (self->conversation != NULL)
    willow_conversation_dismiss_problem (self->conversation);
}

static void
show_item_cb (WillowConversationView *self, WillowTraceItem *item)
{
  willow_inspector_show_item (self->inspector, item);
}

static void
show_message_cb (WillowConversationView *self, WillowTraceItem *item)
{
  willow_inspector_show_message (self->inspector, item);
}

static void
show_topic_cb (WillowConversationView *self, WillowTopicNode *node)
{
  willow_inspector_show_topic (self->inspector, node);
}

static void
publish_to_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WillowConversationView *self = WILLOW_CONVERSATION_VIEW (widget);

  willow_publish_bar_set_topic (self->publish_bar,
                                g_variant_get_string (parameter, NULL));
}

/* The answer to the last CONNECT, and in it the field of these bytes. */
static void
show_connack (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WillowConversationView *self = WILLOW_CONVERSATION_VIEW (widget);
  guint64                 serial;
  guint                   offset, len;

  g_variant_get (parameter, "(uu)", &offset, &len);
  if (self->conversation == NULL ||
      !willow_packet_find_last (
          willow_conversation_get_store (self->conversation),
          MQTT_PACKET_CONNACK,
          &serial))
    return;
  willow_conversation_view_set_page (self, "packets");
  willow_packets_page_select_serial (self->packets_page, serial);
  willow_inspector_point_at_bytes (self->inspector, offset, len);
}

static void
show_page (GtkWidget *widget, const char *name, GVariant *parameter)
{
  willow_conversation_view_set_page (WILLOW_CONVERSATION_VIEW (widget),
                                     g_variant_get_string (parameter, NULL));
}

/* In the list of the page, where that has one. */
static void
edit_subscriptions (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WillowConversationView *self = WILLOW_CONVERSATION_VIEW (widget);

  if (gtk_widget_get_visible (GTK_WIDGET (self->subscriptions_button)))
    willow_subscriptions_button_open (self->subscriptions_button);
  else
    willow_connection_page_edit_subscriptions (self->connection_page);
}

static void
update_inspector (WillowConversationView *self)
{
  const char *page = willow_conversation_view_get_page (self);

  gtk_widget_set_visible (GTK_WIDGET (self->inspector),
                          self->inspector_shown &&
                              g_strcmp0 (page, "connection") != 0 &&
                              g_strcmp0 (page, "dialects") != 0);
  /* The connection's own page has the list itself. */
  gtk_widget_set_visible (GTK_WIDGET (self->subscriptions_button),
                          g_strcmp0 (page, "connection") != 0);
}

/* Where there is a list of records. */
static void
update_filter_bar (WillowConversationView *self)
{
  const char *page = willow_conversation_view_get_page (self);
  gboolean    packets = g_strcmp0 (page, "packets") == 0;

  gtk_widget_set_visible (GTK_WIDGET (self->filter_bar),
                          packets || g_strcmp0 (page, "messages") == 0);
  willow_filter_bar_set_kind (self->filter_bar,
                              packets ? WILLOW_TRACE_LIST_PACKETS
                                      : WILLOW_TRACE_LIST_MESSAGES);
}

static void
page_changed_cb (WillowConversationView *self)
{
  update_filter_bar (self);
  update_inspector (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAGE]);
}

static void
willow_conversation_view_get_property (GObject    *object,
                                       guint       id,
                                       GValue     *value,
                                       GParamSpec *pspec)
{
  if (id == PROP_PAGE)
    g_value_set_string (
        value,
        willow_conversation_view_get_page (WILLOW_CONVERSATION_VIEW (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_conversation_view_dispose (GObject *object)
{
  WillowConversationView *self = WILLOW_CONVERSATION_VIEW (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->conversation);
  G_OBJECT_CLASS (willow_conversation_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (
      klass, WillowConversationView, notice_bar);
  gtk_widget_class_bind_template_child (
      klass, WillowConversationView, unverified_bar);
  gtk_widget_class_bind_template_child (
      klass, WillowConversationView, filter_bar);
  gtk_widget_class_bind_template_child (klass, WillowConversationView, paned);
  gtk_widget_class_bind_template_child (klass, WillowConversationView, stack);
  gtk_widget_class_bind_template_child (
      klass, WillowConversationView, connection_page);
  gtk_widget_class_bind_template_child (
      klass, WillowConversationView, messages_page);
  gtk_widget_class_bind_template_child (
      klass, WillowConversationView, topics_page);
  gtk_widget_class_bind_template_child (
      klass, WillowConversationView, packets_page);
  gtk_widget_class_bind_template_child (
      klass, WillowConversationView, dialects_page);
  gtk_widget_class_bind_template_child (
      klass, WillowConversationView, inspector);
  gtk_widget_class_bind_template_child (
      klass, WillowConversationView, publish_bar);
  gtk_widget_class_bind_template_child (
      klass, WillowConversationView, subscriptions_button);
  gtk_widget_class_bind_template_callback (klass, dismissed_cb);
  gtk_widget_class_bind_template_callback (klass, show_chain_cb);
  gtk_widget_class_bind_template_callback (klass, show_item_cb);
  gtk_widget_class_bind_template_callback (klass, show_message_cb);
  gtk_widget_class_bind_template_callback (klass, show_topic_cb);
  gtk_widget_class_bind_template_callback (klass, page_changed_cb);
}

static void
willow_conversation_view_class_init (WillowConversationViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = willow_conversation_view_dispose;
  object_class->get_property = willow_conversation_view_get_property;
  props[PROP_PAGE] =
      g_param_spec_string ("page",
                           NULL,
                           NULL,
                           "connection",
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (WILLOW_TYPE_NOTICE_BAR);
  g_type_ensure (WILLOW_TYPE_CONNECTION_PAGE);
  g_type_ensure (WILLOW_TYPE_FILTER_BAR);
  g_type_ensure (WILLOW_TYPE_MESSAGES_PAGE);
  g_type_ensure (WILLOW_TYPE_TOPICS_PAGE);
  g_type_ensure (WILLOW_TYPE_PACKETS_PAGE);
  g_type_ensure (WILLOW_TYPE_DIALECTS_PAGE);
  g_type_ensure (WILLOW_TYPE_INSPECTOR);
  g_type_ensure (WILLOW_TYPE_PUBLISH_BAR);
  g_type_ensure (WILLOW_TYPE_SUBSCRIPTIONS_BUTTON);
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/io/github/willowmqtt/Willow/ui/willow-conversation-view.ui");
  gtk_widget_class_install_action (
      widget_class, "conversation.publish-to", "s", publish_to_cb);
  gtk_widget_class_install_action (
      widget_class, "conversation.show-chain", NULL, show_chain);
  gtk_widget_class_install_action (
      widget_class, "conversation.show-page", "s", show_page);
  gtk_widget_class_install_action (
      widget_class, "conversation.show-connack", "(uu)", show_connack);
  gtk_widget_class_install_action (widget_class,
                                   "conversation.edit-subscriptions",
                                   NULL,
                                   edit_subscriptions);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_s,
                                       GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "conversation.edit-subscriptions",
                                       NULL);
  bind_children (widget_class);
}

static void
willow_conversation_view_init (WillowConversationView *self)
{
  self->inspector_shown = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (WILLOW_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (
      self->signals, "notify::problem", G_CALLBACK (update_problem), self);
  g_signal_group_connect_swapped (
      self->signals, "notify::state", G_CALLBACK (update_state), self);
  update_inspector (self);
}

void
willow_conversation_view_set_workspace (WillowConversationView *self,
                                        WillowWorkspace        *workspace)
{
  g_return_if_fail (WILLOW_IS_CONVERSATION_VIEW (self));

  willow_connection_page_set_workspace (self->connection_page, workspace);
  willow_dialects_page_set_workspace (self->dialects_page, workspace);
}

void
willow_conversation_view_set_conversation (WillowConversationView *self,
                                           WillowConversation     *conversation)
{
  g_return_if_fail (WILLOW_IS_CONVERSATION_VIEW (self));

  if (!g_set_object (&self->conversation, conversation))
    return;
  g_signal_group_set_target (self->signals, conversation);
  willow_inspector_show_item (self->inspector, NULL);
  willow_connection_page_set_conversation (self->connection_page, conversation);
  willow_filter_bar_set_conversation (self->filter_bar, conversation);
  willow_messages_page_set_conversation (self->messages_page, conversation);
  willow_topics_page_set_conversation (self->topics_page, conversation);
  willow_packets_page_set_conversation (self->packets_page, conversation);
  willow_dialects_page_set_conversation (self->dialects_page, conversation);
  willow_inspector_set_conversation (self->inspector, conversation);
  willow_publish_bar_set_conversation (self->publish_bar, conversation);
  willow_subscriptions_button_set_conversation (self->subscriptions_button,
                                                conversation);
  update_state (self);
}

WillowConversation *
willow_conversation_view_get_conversation (WillowConversationView *self)
{
  g_return_val_if_fail (WILLOW_IS_CONVERSATION_VIEW (self), NULL);
  return self->conversation;
}

const char *
willow_conversation_view_get_page (WillowConversationView *self)
{
  g_return_val_if_fail (WILLOW_IS_CONVERSATION_VIEW (self), NULL);
  return adw_view_stack_get_visible_child_name (self->stack);
}

void
willow_conversation_view_set_page (WillowConversationView *self,
                                   const char             *page)
{
  g_return_if_fail (WILLOW_IS_CONVERSATION_VIEW (self));
  adw_view_stack_set_visible_child_name (self->stack, page);
}

void
willow_conversation_view_set_inspector_shown (WillowConversationView *self,
                                              gboolean                shown)
{
  g_return_if_fail (WILLOW_IS_CONVERSATION_VIEW (self));

  self->inspector_shown = shown;
  update_inspector (self);
}

GtkPaned *
willow_conversation_view_get_paned (WillowConversationView *self)
{
  g_return_val_if_fail (WILLOW_IS_CONVERSATION_VIEW (self), NULL);
  return self->paned;
}

GtkWidget *
willow_conversation_view_get_zone (WillowConversationView *self, guint index)
{
  GtkWidget *zones[] = { GTK_WIDGET (self->stack),
                         GTK_WIDGET (self->inspector),
                         GTK_WIDGET (self->publish_bar) };

  return index < G_N_ELEMENTS (zones) ? zones[index] : NULL;
}

void
willow_conversation_view_publish (WillowConversationView *self)
{
  g_return_if_fail (WILLOW_IS_CONVERSATION_VIEW (self));
  willow_publish_bar_publish (self->publish_bar);
}

void
willow_conversation_view_edit_name (WillowConversationView *self)
{
  g_return_if_fail (WILLOW_IS_CONVERSATION_VIEW (self));

  willow_conversation_view_set_page (self, "connection");
  willow_connection_page_edit_name (self->connection_page);
}

void
willow_conversation_view_edit_details (WillowConversationView *self)
{
  g_return_if_fail (WILLOW_IS_CONVERSATION_VIEW (self));

  willow_conversation_view_set_page (self, "connection");
  willow_connection_page_edit_details (self->connection_page);
}

void
willow_conversation_view_show_setting (WillowConversationView *self,
                                       const char             *setting)
{
  g_return_if_fail (WILLOW_IS_CONVERSATION_VIEW (self));

  willow_conversation_view_set_page (self, "connection");
  willow_connection_page_show_setting (self->connection_page, setting);
}

void
willow_conversation_view_filter (WillowConversationView *self)
{
  g_return_if_fail (WILLOW_IS_CONVERSATION_VIEW (self));

  if (!gtk_widget_get_visible (GTK_WIDGET (self->filter_bar)))
    willow_conversation_view_set_page (self, "messages");
  gtk_widget_grab_focus (GTK_WIDGET (self->filter_bar));
}

void
willow_conversation_view_show_diagnosis (WillowConversationView *self)
{
  g_return_if_fail (WILLOW_IS_CONVERSATION_VIEW (self));

  willow_conversation_view_set_page (self, "connection");
  willow_connection_page_show_diagnosis (self->connection_page);
}
