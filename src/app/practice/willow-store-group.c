/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/practice/willow-store-group.h"

#include <glib/gi18n.h>

struct _WillowStoreGroup
{
  AdwBin parent_instance;

  WillowPracticeBroker *broker;

  AdwActionRow *durable_row;
  GtkSwitch    *durable_switch;
  AdwActionRow *stored_row;
  GtkWidget    *delete_button;
};

G_DEFINE_FINAL_TYPE (WillowStoreGroup, willow_store_group, ADW_TYPE_BIN)

static char *
tell_counts (const WillowBrokerStoreCounts *counts)
{
  g_autofree char *sessions =
      g_strdup_printf ("%" G_GUINT64_FORMAT, counts->n_sessions);
  g_autofree char *messages =
      g_strdup_printf ("%" G_GUINT64_FORMAT, counts->n_messages);
  g_autofree char *retained =
      g_strdup_printf ("%" G_GUINT64_FORMAT, counts->n_retained);

  return g_strdup_printf (
      _ ("Sessions: %s · Messages: %s, of them retained: %s"),
      sessions,
      messages,
      retained);
}

/* While a broker has the file, it is the page that counts. */
static void
update_stored (WillowStoreGroup *self, gboolean is_idle)
{
  const char      *path = willow_practice_broker_get_store_path (self->broker);
  gboolean         exists = g_file_test (path, G_FILE_TEST_EXISTS);
  g_autofree char *text = NULL;
  WillowBrokerStoreCounts counts;
  g_autoptr (GError) error = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->stored_row), exists);
  gtk_widget_set_sensitive (self->delete_button, is_idle);
  if (!exists)
    return;
  if (!is_idle)
    text = g_strdup (_ ("Stop the broker to delete it"));
  else if (willow_practice_broker_count_stored (self->broker, &counts, &error))
    text = tell_counts (&counts);
  else
    text = g_strdup (error->message);
  adw_action_row_set_subtitle (self->stored_row, text);
}

static void
update (WillowStoreGroup *self)
{
  gboolean is_idle = !willow_practice_broker_get_running (self->broker) &&
                     !willow_practice_broker_get_busy (self->broker);
  g_autofree char *path = g_filename_display_name (
      willow_practice_broker_get_store_path (self->broker));
  g_autofree char *text = g_strdup_printf (
      _ ("Sessions, messages that wait for clients, and retained messages "
         "outlive the broker, in %s"),
      path);

  adw_action_row_set_subtitle (self->durable_row, text);
  gtk_widget_set_sensitive (GTK_WIDGET (self->durable_switch), is_idle);
  update_stored (self, is_idle);
}

static void
response_cb (WillowStoreGroup *self, const char *response)
{
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (response, "delete"))
    return;
  if (willow_practice_broker_delete_stored (self->broker, &error))
    update (self);
  else
    adw_action_row_set_subtitle (self->stored_row, error->message);
}

static void
delete_cb (WillowStoreGroup *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *widget =
      adw_message_dialog_new (GTK_WINDOW (root),
                              _ ("Delete What Is Stored?"),
                              adw_action_row_get_subtitle (self->stored_row));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);

  adw_message_dialog_add_responses (
      dialog, "cancel", _ ("_Cancel"), "delete", _ ("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (
      dialog, "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (
      dialog, "response", G_CALLBACK (response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
willow_store_group_dispose (GObject *object)
{
  WillowStoreGroup *self = WILLOW_STORE_GROUP (object);

  g_clear_object (&self->broker);
  G_OBJECT_CLASS (willow_store_group_parent_class)->dispose (object);
}

static void
willow_store_group_class_init (WillowStoreGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_store_group_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-store-group.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowStoreGroup, durable_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowStoreGroup, durable_switch);
  gtk_widget_class_bind_template_child (
      widget_class, WillowStoreGroup, stored_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowStoreGroup, delete_button);
  gtk_widget_class_bind_template_callback (widget_class, delete_cb);
}

static void
willow_store_group_init (WillowStoreGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
willow_store_group_set_broker (WillowStoreGroup     *self,
                               WillowPracticeBroker *broker)
{
  g_return_if_fail (WILLOW_IS_STORE_GROUP (self));
  g_return_if_fail (self->broker == NULL);

  self->broker = g_object_ref (broker);
  g_object_bind_property (broker,
                          "durable",
                          self->durable_switch,
                          "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (
      broker, "notify::running", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      broker, "notify::busy", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
