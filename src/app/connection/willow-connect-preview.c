/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-connect-preview.h"

#include "app/traffic/willow-packet-view.h"

#include <glib/gi18n.h>

#define SETTING_NONE G_MAXSIZE
#define FLASH_MS 700

enum
{
  SETTING_ACTIVATED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

struct _WillowConnectPreview
{
  AdwBin parent_instance;

  WillowConversation  *conversation;
  WillowPasswordVault *vault;
  GSignalGroup        *profile_signals;
  GSignalGroup        *conversation_signals;
  GBytes              *bytes;
  guint                idle;
  guint                flash;   /* while the edited field stands out */
  gsize                setting; /* in fields_of, or SETTING_NONE */

  GtkLabel         *size_label;
  GtkToggleButton  *reveal_button;
  WillowPacketView *packet_view;
};

G_DEFINE_FINAL_TYPE (WillowConnectPreview, willow_connect_preview, ADW_TYPE_BIN)

/* What a setting becomes, in the words of the versions. Where two become the
 * same field, the way back leads to the first of them. */
static const struct
{
  const char *setting;
  const char *fields[3];
} fields_of[] = {
  { "version", { "Protocol Level", "Protocol Version" } },
  { "protocol-level", { "Protocol Level", "Protocol Version" } },
  { "protocol-name", { "Protocol Name" } },
  { "connect-flags", { "Connect Flags" } },
  { "use-connect-flags", { "Connect Flags" } },
  { "client-id", { "Client Identifier" } },
  { "clean-start", { "Clean Start", "Clean Session" } },
  { "session-expiry-seconds", { "Session Expiry Interval" } },
  { "use-session-expiry", { "Session Expiry Interval" } },
  { "keep-alive-seconds", { "Keep Alive", "Keep Alive timer" } },
  { "receive-maximum", { "Receive Maximum" } },
  { "maximum-packet-size", { "Maximum Packet Size" } },
  { "topic-alias-maximum", { "Topic Alias Maximum" } },
  { "request-response-information", { "Request Response Information" } },
  { "request-problem-information", { "Request Problem Information" } },
  { "user-properties", { "User Property" } },
  { "authentication-method", { "Authentication Method" } },
  { "authentication", { "Authentication Method" } },
  { "authentication-data", { "Authentication Data" } },
  { "extra-properties", { "Properties" } },
  { "use-user-name", { "User Name Flag" } },
  { "user-name", { "User Name" } },
  { "use-password", { "Password Flag" } },
  { "password", { "Password" } },
  { "use-will", { "Will Flag" } },
  { "will-topic", { "Will Topic" } },
  { "will-payload", { "Will Payload", "Will Message" } },
  { "will-qos", { "Will QoS" } },
  { "will-retain", { "Will Retain" } },
  { "will-delay-seconds", { "Will Delay Interval" } },
  { "will-format", { "Payload Format Indicator" } },
  { "will-expiry-seconds", { "Message Expiry Interval" } },
  { "will-content-type", { "Content Type" } },
  { "will-response-topic", { "Response Topic" } },
  { "will-correlation-data", { "Correlation Data" } },
  { "extra-will-properties", { "Will Properties" } },
};

static GBytes *
encode (WillowConnectPreview *self)
{
  WillowProfile *profile;
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
  GBytes *password = NULL;

  if (self->conversation == NULL)
    return NULL;
  profile = willow_conversation_get_profile (self->conversation);
  if (self->vault != NULL)
    password = willow_password_vault_peek (self->vault, profile);
  /* One that is asked for later shows its place: the flag, an empty field. */
  return willow_profile_encode_connect (profile,
                                        password != NULL ? password : none);
}

static char *
describe_size (WillowConnectPreview *self)
{
  guint             size = (guint)g_bytes_get_size (self->bytes);
  WillowClientState state = willow_conversation_get_state (self->conversation);
  WillowProfile *profile = willow_conversation_get_profile (self->conversation);

  if (willow_profile_get_use_password (profile) &&
      (self->vault == NULL ||
       willow_password_vault_peek (self->vault, profile) == NULL))
    return g_strdup_printf (
        ngettext ("%u byte, and the password that you are asked for",
                  "%u bytes, and the password that you are asked for",
                  size),
        size);
  if (state == WILLOW_CLIENT_CONNECTED || state == WILLOW_CLIENT_CONNECTING)
    return g_strdup_printf (ngettext ("%u byte, for the next connect",
                                      "%u bytes, for the next connect",
                                      size),
                            size);
  return g_strdup_printf (ngettext ("Press Connect to send this %u byte.",
                                    "Press Connect to send these %u bytes.",
                                    size),
                          size);
}

/* What stands in the way of the packet, with the statement. (transfer full) */
static char *
describe_obstacle (WillowConnectPreview *self)
{
  WillowProfile    *profile;
  WillowProfileNote obstacle;
  GBytes           *password = NULL;

  if (self->conversation == NULL)
    return g_strdup ("");
  profile = willow_conversation_get_profile (self->conversation);
  if (self->vault != NULL)
    password = willow_password_vault_peek (self->vault, profile);
  if (!willow_profile_find_obstacle (profile, password, &obstacle))
    return g_strdup (_ ("A field is longer than MQTT can express."));
  return willow_profile_note_explain_refusal (&obstacle);
}

static MqttVersion
get_version (WillowConnectPreview *self)
{
  return self->conversation != NULL
             ? willow_profile_get_version (
                   willow_conversation_get_profile (self->conversation))
             : MQTT_VERSION_UNKNOWN;
}

static void
select_setting (WillowConnectPreview *self, gsize i)
{
  for (gsize j = 0; fields_of[i].fields[j] != NULL; j++)
    if (willow_packet_view_select_field (self->packet_view,
                                         fields_of[i].fields[j]))
      return;
}

static gboolean
flash_over_cb (gpointer user_data)
{
  WillowConnectPreview *self = user_data;

  self->flash = 0;
  willow_packet_view_set_emphasis (self->packet_view, FALSE);
  return G_SOURCE_REMOVE;
}

/* The bytes have changed: those of the edited field stand out for a moment. */
static void
flash (WillowConnectPreview *self)
{
  gboolean animates;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)),
                "gtk-enable-animations",
                &animates,
                NULL);
  if (!animates)
    return;
  g_clear_handle_id (&self->flash, g_source_remove);
  willow_packet_view_set_emphasis (self->packet_view, TRUE);
  self->flash = g_timeout_add (FLASH_MS, flash_over_cb, self);
}

static gboolean
update_cb (gpointer user_data)
{
  WillowConnectPreview *self = user_data;
  g_autofree char      *text = NULL;
  g_autoptr (GBytes) old = g_steal_pointer (&self->bytes);

  self->idle = 0;
  self->bytes = encode (self);
  willow_packet_view_set_packet (
      self->packet_view, self->bytes, get_version (self), MQTT_ROLE_CLIENT);
  text = self->bytes != NULL ? describe_size (self) : describe_obstacle (self);
  if (self->bytes != NULL && self->setting != SETTING_NONE)
    {
      select_setting (self, self->setting);
      if (old != NULL && !g_bytes_equal (old, self->bytes))
        flash (self);
    }
  gtk_label_set_label (self->size_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->reveal_button),
                          willow_packet_view_has_secrets (self->packet_view));
  return G_SOURCE_REMOVE;
}

static void
update_soon (WillowConnectPreview *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add (update_cb, self);
}

static void
field_activated_cb (WillowConnectPreview *self, const char *field)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields_of); i++)
    if (g_strv_contains ((const char *const *)fields_of[i].fields, field))
      {
        g_signal_emit (
            self, signals[SETTING_ACTIVATED], 0, fields_of[i].setting);
        return;
      }
}

static void
willow_connect_preview_dispose (GObject *object)
{
  WillowConnectPreview *self = WILLOW_CONNECT_PREVIEW (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_handle_id (&self->flash, g_source_remove);
  g_clear_object (&self->profile_signals);
  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->conversation);
  g_clear_object (&self->vault);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  G_OBJECT_CLASS (willow_connect_preview_parent_class)->dispose (object);
}

static void
willow_connect_preview_class_init (WillowConnectPreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_connect_preview_dispose;
  signals[SETTING_ACTIVATED] = g_signal_new ("setting-activated",
                                             G_TYPE_FROM_CLASS (klass),
                                             G_SIGNAL_RUN_LAST,
                                             0,
                                             NULL,
                                             NULL,
                                             NULL,
                                             G_TYPE_NONE,
                                             1,
                                             G_TYPE_STRING);
  g_type_ensure (WILLOW_TYPE_PACKET_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/io/github/willowmqtt/Willow/ui/willow-connect-preview.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowConnectPreview, size_label);
  gtk_widget_class_bind_template_child (
      widget_class, WillowConnectPreview, reveal_button);
  gtk_widget_class_bind_template_child (
      widget_class, WillowConnectPreview, packet_view);
  gtk_widget_class_bind_template_callback (widget_class, field_activated_cb);
}

static void
willow_connect_preview_init (WillowConnectPreview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->setting = SETTING_NONE;
  g_object_bind_property (self->reveal_button,
                          "active",
                          self->packet_view,
                          "reveal-secrets",
                          G_BINDING_DEFAULT);
  self->profile_signals = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (
      self->profile_signals, "changed", G_CALLBACK (update_soon), self);
  self->conversation_signals = g_signal_group_new (WILLOW_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals,
                                  "notify::state",
                                  G_CALLBACK (update_soon),
                                  self);
}

void
willow_connect_preview_set_vault (WillowConnectPreview *self,
                                  WillowPasswordVault  *vault)
{
  g_return_if_fail (WILLOW_IS_CONNECT_PREVIEW (self));

  if (g_set_object (&self->vault, vault) && vault != NULL)
    g_signal_connect_object (
        vault, "changed", G_CALLBACK (update_soon), self, G_CONNECT_SWAPPED);
}

void
willow_connect_preview_set_conversation (WillowConnectPreview *self,
                                         WillowConversation   *conversation)
{
  g_return_if_fail (WILLOW_IS_CONNECT_PREVIEW (self));

  g_set_object (&self->conversation, conversation);
  g_signal_group_set_target (self->conversation_signals, conversation);
  g_signal_group_set_target (
      self->profile_signals,
      conversation != NULL ? willow_conversation_get_profile (conversation)
                           : NULL);
  gtk_toggle_button_set_active (self->reveal_button, FALSE);
  self->setting = SETTING_NONE;
  willow_packet_view_set_packet (
      self->packet_view, NULL, MQTT_VERSION_UNKNOWN, MQTT_ROLE_CLIENT);
  update_soon (self);
}

gboolean
willow_connect_preview_point_at (WillowConnectPreview *self,
                                 const char           *setting)
{
  g_return_val_if_fail (WILLOW_IS_CONNECT_PREVIEW (self), FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (fields_of); i++)
    if (g_strcmp0 (fields_of[i].setting, setting) == 0)
      {
        self->setting = i;
        select_setting (self, i);
        return TRUE;
      }
  return FALSE;
}

GBytes *
willow_connect_preview_get_bytes (WillowConnectPreview *self)
{
  g_return_val_if_fail (WILLOW_IS_CONNECT_PREVIEW (self), NULL);

  if (self->idle != 0)
    {
      g_clear_handle_id (&self->idle, g_source_remove);
      update_cb (self);
    }
  return self->bytes;
}
