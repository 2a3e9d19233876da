/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/willow-connack-card.h"

#include "app/willow-state.h"
#include "app/willow-tls-rows.h"

#include <glib/gi18n.h>

struct _WillowConnackCard
{
  AdwBin parent_instance;

  WillowConversation *conversation;
  GSignalGroup       *signals;
  GPtrArray          *rows;

  AdwExpanderRow *row;
  GtkImage       *icon;
};

G_DEFINE_FINAL_TYPE (WillowConnackCard, willow_connack_card, ADW_TYPE_BIN)

static void
append_row (WillowConnackCard *self, const char *title, const char *value)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (value);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_tooltip_text (label, value);
  gtk_widget_add_css_class (label, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_expander_row_add_row (self->row, row);
  g_ptr_array_add (self->rows, row);
}

static char *
dup_value (const MqttProperty *property, const MqttPropertyInfo *info)
{
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  if (!mqtt_slice_is_present (property->value))
    return g_strdup_printf ("%u", property->number);
  value = g_utf8_make_valid ((const char *)property->value.data,
                             (gssize)property->value.len);
  if (property->id == MQTT_PROPERTY_AUTHENTICATION_DATA)
    return g_strdup_printf (_ ("%u bytes"), (guint)property->value.len);
  if (!mqtt_slice_is_present (property->name))
    return g_steal_pointer (&value);
  name = g_utf8_make_valid ((const char *)property->name.data,
                            (gssize)property->name.len);
  return g_strdup_printf ("%s = %s", name, value);
}

static void
append_properties (WillowConnackCard *self, MqttProperties properties)
{
  MqttPropertyIter iter;
  MqttProperty     property;

  mqtt_property_iter_init (&iter, properties);
  while (mqtt_property_iter_next (&iter, &property))
    {
      const MqttPropertyInfo *info = mqtt_property_get_info (property.id);
      g_autofree char        *value = dup_value (&property, info);

      append_row (self, info != NULL ? _ (info->name) : "?", value);
    }
}

static void
clear_rows (WillowConnackCard *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (self->row, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static const char *
get_meaning (MqttVersion version, guint8 code)
{
  const char *meaning;

  if (code == 0)
    return _ ("The broker accepted the connection.");
  meaning = version == MQTT_VERSION_5_0
                ? mqtt_reason_code_get_meaning (code, MQTT_PACKET_CONNACK)
                : mqtt_return_code_get_meaning (code);
  return meaning != NULL ? _ (meaning)
                         : _ ("The specification does not define this code.");
}

/* The way to what TLS showed, where it was spoken. */
static void
append_tls (WillowConnackCard *self, const WillowTlsFacts *facts)
{
  GtkWidget       *row = adw_action_row_new ();
  GtkWidget       *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");
  g_autofree char *summary = willow_tls_rows_summarize (facts);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 _ ("What the server showed"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), summary);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row),
                                willow_tls_rows_get_icon_name (facts));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row),
                                  "conversation.show-chain");
  adw_expander_row_add_row (self->row, row);
  g_ptr_array_add (self->rows, row);
}

static void
show_connack (WillowConnackCard *self,
              MqttVersion        version,
              const MqttConnack *connack)
{
  const char       *name = mqtt_connack_code_get_name (version, connack->code);
  WillowClientState state =
      connack->code == 0 ? WILLOW_CLIENT_CONNECTED : WILLOW_CLIENT_REFUSED;
  g_autofree char *title = g_strdup_printf (
      "CONNACK: %s (0x%02X)", name != NULL ? _ (name) : "?", connack->code);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), title);
  adw_expander_row_set_subtitle (self->row,
                                 get_meaning (version, connack->code));
  gtk_image_set_from_icon_name (self->icon, willow_state_get_icon_name (state));
  willow_state_apply_style (GTK_WIDGET (self->icon), state);
  if (version != MQTT_VERSION_3_1)
    append_row (self,
                _ ("Session Present"),
                connack->session_present ? _ ("1: it went on with a Session")
                                         : _ ("0: it had none, or none now"));
  if (version == MQTT_VERSION_5_0)
    append_properties (self, connack->properties);
}

static void
update (WillowConnackCard *self)
{
  WillowClient *client = NULL;
  GBytes       *bytes = NULL;
  MqttPacket    packet;
  gboolean      right = FALSE;

  clear_rows (self);
  if (self->conversation != NULL)
    client = willow_conversation_get_client (self->conversation);
  if (client != NULL)
    bytes = willow_client_get_connack (client);
  if (bytes != NULL)
    right = mqtt_packet_decode (&packet,
                                willow_client_get_version (client),
                                MQTT_ROLE_SERVER,
                                mqtt_slice_from_bytes (bytes),
                                NULL) &&
            packet.type == MQTT_PACKET_CONNACK;
  gtk_widget_set_visible (GTK_WIDGET (self), right);
  if (right)
    show_connack (self, packet.version, &packet.connack);
  if (right && willow_client_get_tls_facts (client) != NULL)
    append_tls (self, willow_client_get_tls_facts (client));
}

static void
willow_connack_card_dispose (GObject *object)
{
  WillowConnackCard *self = WILLOW_CONNACK_CARD (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->conversation);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (willow_connack_card_parent_class)->dispose (object);
}

static void
willow_connack_card_class_init (WillowConnackCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_connack_card_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-connack-card.ui");
  gtk_widget_class_bind_template_child (widget_class, WillowConnackCard, row);
  gtk_widget_class_bind_template_child (widget_class, WillowConnackCard, icon);
}

static void
willow_connack_card_init (WillowConnackCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = g_ptr_array_new ();
  self->signals = g_signal_group_new (WILLOW_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (
      self->signals, "notify::state", G_CALLBACK (update), self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
willow_connack_card_set_conversation (WillowConnackCard  *self,
                                      WillowConversation *conversation)
{
  g_return_if_fail (WILLOW_IS_CONNACK_CARD (self));

  g_set_object (&self->conversation, conversation);
  g_signal_group_set_target (self->signals, conversation);
  update (self);
}
