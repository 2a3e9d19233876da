/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/practice/willow-broker-clients.h"

#include "app/practice/willow-client-columns.h"
#include "app/practice/willow-session-details.h"

#include <glib/gi18n.h>

struct _WillowBrokerClients
{
  AdwBin parent_instance;

  WillowPracticeBroker *broker;
  GListModel           *model;
  gboolean              sessions;

  GtkStack             *stack;
  AdwStatusPage        *empty_page;
  GtkColumnView        *view;
  GtkSingleSelection   *selection;
  GtkWidget            *hint;
  WillowSessionDetails *details;
};

G_DEFINE_FINAL_TYPE (WillowBrokerClients, willow_broker_clients, ADW_TYPE_BIN)

enum
{
  PROP_SESSIONS = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static const char *
get_advice (WillowBrokerClients *self)
{
  if (self->broker == NULL ||
      !willow_practice_broker_get_running (self->broker))
    return _ ("The broker is stopped. Run it on the page “Listeners”.");
  if (self->sessions)
    return _ ("Connect a client that keeps its Session: Clean Session off, or "
              "in 5.0 a Session Expiry Interval.");
  return _ (
      "Connect to an address of the page “Listeners”, from Willow or from "
      "any other program.");
}

static void
update_stack (WillowBrokerClients *self)
{
  adw_status_page_set_description (self->empty_page, get_advice (self));
  gtk_stack_set_visible_child_name (
      self->stack,
      g_list_model_get_n_items (self->model) > 0 ? "table" : "empty");
}

static void
selected_cb (WillowBrokerClients *self)
{
  WillowBrokerClientRow *row =
      gtk_single_selection_get_selected_item (self->selection);

  if (self->broker == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->details), row != NULL);
  gtk_widget_set_visible (self->hint, row == NULL);
  willow_session_details_set_row (self->details, row);
}

static void
willow_broker_clients_get_property (GObject    *object,
                                    guint       id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  g_value_set_boolean (value, WILLOW_BROKER_CLIENTS (object)->sessions);
}

static void
willow_broker_clients_set_property (GObject      *object,
                                    guint         id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  WILLOW_BROKER_CLIENTS (object)->sessions = g_value_get_boolean (value);
}

static void
willow_broker_clients_constructed (GObject *object)
{
  WillowBrokerClients *self = WILLOW_BROKER_CLIENTS (object);

  G_OBJECT_CLASS (willow_broker_clients_parent_class)->constructed (object);
  if (self->sessions)
    willow_client_columns_add_for_sessions (self->view);
  else
    willow_client_columns_add_for_clients (self->view);
  adw_status_page_set_title (self->empty_page,
                             self->sessions ? _ ("No Sessions Yet")
                                            : _ ("No Clients Yet"));
}

static void
willow_broker_clients_dispose (GObject *object)
{
  WillowBrokerClients *self = WILLOW_BROKER_CLIENTS (object);

  G_OBJECT_CLASS (willow_broker_clients_parent_class)->dispose (object);
  g_clear_object (&self->model);
  g_clear_object (&self->broker);
}

static void
willow_broker_clients_class_init (WillowBrokerClientsClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = willow_broker_clients_get_property;
  object_class->set_property = willow_broker_clients_set_property;
  object_class->constructed = willow_broker_clients_constructed;
  object_class->dispose = willow_broker_clients_dispose;
  props[PROP_SESSIONS] = g_param_spec_boolean (
      "sessions",
      NULL,
      NULL,
      FALSE,
      G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_type_ensure (WILLOW_TYPE_SESSION_DETAILS);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-broker-clients.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowBrokerClients, stack);
  gtk_widget_class_bind_template_child (
      widget_class, WillowBrokerClients, empty_page);
  gtk_widget_class_bind_template_child (
      widget_class, WillowBrokerClients, view);
  gtk_widget_class_bind_template_child (
      widget_class, WillowBrokerClients, selection);
  gtk_widget_class_bind_template_child (
      widget_class, WillowBrokerClients, hint);
  gtk_widget_class_bind_template_child (
      widget_class, WillowBrokerClients, details);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
willow_broker_clients_init (WillowBrokerClients *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
willow_broker_clients_set_broker (WillowBrokerClients  *self,
                                  WillowPracticeBroker *broker)
{
  g_return_if_fail (WILLOW_IS_BROKER_CLIENTS (self));
  g_return_if_fail (self->broker == NULL);

  self->broker = g_object_ref (broker);
  self->model = g_object_ref (
      self->sessions ? willow_practice_broker_get_clients (broker)
                     : willow_practice_broker_get_connected (broker));
  willow_session_details_set_broker (self->details, broker);
  gtk_single_selection_set_model (self->selection, self->model);
  g_signal_connect_object (self->model,
                           "items-changed",
                           G_CALLBACK (update_stack),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (broker,
                           "notify::running",
                           G_CALLBACK (update_stack),
                           self,
                           G_CONNECT_SWAPPED);
  update_stack (self);
}

gboolean
willow_broker_clients_select (WillowBrokerClients *self, const char *client_id)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->model); i++)
    {
      g_autoptr (WillowBrokerClientRow) row =
          g_list_model_get_item (self->model, i);

      if (!g_str_equal (willow_broker_client_row_get_client (row)->client_id,
                        client_id))
        continue;
      gtk_single_selection_set_selected (self->selection, i);
      return TRUE;
    }
  return FALSE;
}
