/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/willow-broker-clients.h"

#include <glib/gi18n.h>

struct _WillowBrokerClients
{
  AdwBin parent_instance;

  GListModel *model;

  GtkStack      *stack;
  GtkColumnView *view;
};

G_DEFINE_FINAL_TYPE (WillowBrokerClients, willow_broker_clients, ADW_TYPE_BIN)

typedef char *(*DescribeFunc) (const WillowBrokerClient *client);

static char *
describe_id (const WillowBrokerClient *client)
{
  return g_strdup (*client->client_id != '\0' ? client->client_id
                                              : _ ("(empty)"));
}

static char *
describe_state (const WillowBrokerClient *client)
{
  return g_strdup (client->connected ? _ ("Connected") : _ ("Away"));
}

static char *
describe_address (const WillowBrokerClient *client)
{
  return g_strdup (client->address != NULL ? client->address : "–");
}

static char *
describe_version (const WillowBrokerClient *client)
{
  return g_strdup (mqtt_version_get_name (client->version));
}

static char *
describe_keep_alive (const WillowBrokerClient *client)
{
  if (client->keep_alive_left_us < 0)
    return g_strdup (client->connected ? _ ("Off") : "–");
  /* Translators: seconds left; after 1.5 times the Keep Alive the server cuts
   */
  return g_strdup_printf (_ ("%u s (1.5 × %u s)"),
                          (guint)(client->keep_alive_left_us / G_USEC_PER_SEC),
                          client->keep_alive_seconds);
}

static char *
describe_subscriptions (const WillowBrokerClient *client)
{
  return g_strdup_printf ("%u", client->n_subscriptions);
}

static char *
describe_queued (const WillowBrokerClient *client)
{
  return g_strdup_printf ("%u", client->n_queued);
}

static char *
describe_will (const WillowBrokerClient *client)
{
  switch (client->will)
    {
    case WILLOW_WILL_NONE:
      return g_strdup (_ ("None"));
    case WILLOW_WILL_ARMED:
      return g_strdup_printf (_ ("Armed: %s"), client->will_topic);
    case WILLOW_WILL_WAITING:
      return g_strdup_printf (_ ("Waiting: %s"), client->will_topic);
    case WILLOW_WILL_PUBLISHED:
      return g_strdup (_ ("Published"));
    case WILLOW_WILL_CANCELLED:
      return g_strdup (_ ("Cancelled"));
    default:
      return g_strdup ("?");
    }
}

static const struct
{
  const char  *title;
  DescribeFunc describe;
  int          chars; /* at least; negative: takes the room that is left */
} columns[] = {
  { N_ ("Client Identifier"), describe_id, -12 },
  { N_ ("State"), describe_state, 9 },
  { N_ ("Address"), describe_address, 15 },
  { N_ ("MQTT"), describe_version, 5 },
  { N_ ("Keep Alive Left"), describe_keep_alive, 19 },
  { N_ ("Subscriptions"), describe_subscriptions, 5 },
  { N_ ("Queued"), describe_queued, 5 },
  { N_ ("Will"), describe_will, -10 },
};

static void
update_cell (WillowBrokerClientRow *row, GParamSpec *pspec, GtkListItem *cell)
{
  DescribeFunc     describe = g_object_get_data (G_OBJECT (cell), "describe");
  GtkWidget       *label = gtk_list_item_get_child (cell);
  g_autofree char *text = describe (willow_broker_client_row_get_client (row));

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (label, text);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *cell, gpointer column)
{
  GtkWidget *label = gtk_label_new (NULL);
  gsize      i = GPOINTER_TO_SIZE (column);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "numeric");
  gtk_label_set_width_chars (GTK_LABEL (label), ABS (columns[i].chars));
  gtk_list_item_set_child (cell, label);
  g_object_set_data (G_OBJECT (cell), "describe", columns[i].describe);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *cell,
         gpointer                  describe)
{
  WillowBrokerClientRow *row = gtk_list_item_get_item (cell);

  g_signal_connect_object (row, "notify", G_CALLBACK (update_cell), cell, 0);
  update_cell (row, NULL, cell);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *cell,
           gpointer                  describe)
{
  g_signal_handlers_disconnect_by_func (
      gtk_list_item_get_item (cell), update_cell, cell);
}

static void
add_column (WillowBrokerClients *self, gsize i)
{
  GtkListItemFactory  *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column =
      gtk_column_view_column_new (_ (columns[i].title), factory);

  g_signal_connect (
      factory, "setup", G_CALLBACK (setup_cb), GSIZE_TO_POINTER (i));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, columns[i].chars < 0);
  gtk_column_view_append_column (self->view, column);
  g_object_unref (column);
}

static void
update_stack (WillowBrokerClients *self)
{
  gtk_stack_set_visible_child_name (
      self->stack,
      g_list_model_get_n_items (self->model) > 0 ? "table" : "empty");
}

static void
willow_broker_clients_dispose (GObject *object)
{
  WillowBrokerClients *self = WILLOW_BROKER_CLIENTS (object);

  g_clear_object (&self->model);
  G_OBJECT_CLASS (willow_broker_clients_parent_class)->dispose (object);
}

static void
willow_broker_clients_class_init (WillowBrokerClientsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_broker_clients_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-broker-clients.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowBrokerClients, stack);
  gtk_widget_class_bind_template_child (
      widget_class, WillowBrokerClients, view);
}

static void
willow_broker_clients_init (WillowBrokerClients *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    add_column (self, i);
}

void
willow_broker_clients_set_model (WillowBrokerClients *self, GListModel *model)
{
  g_autoptr (GtkSelectionModel) selection = NULL;

  g_return_if_fail (WILLOW_IS_BROKER_CLIENTS (self));
  g_return_if_fail (self->model == NULL);

  self->model = g_object_ref (model);
  selection =
      GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (self->model)));
  gtk_column_view_set_model (self->view, selection);
  g_signal_connect_object (model,
                           "items-changed",
                           G_CALLBACK (update_stack),
                           self,
                           G_CONNECT_SWAPPED);
  update_stack (self);
}
