/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-subscription-keeper-private.h"

#include <glib/gi18n-lib.h>

/* What the Session of the server still has when a connection begins, and what
 * is left when it ends. */

/* Whose Session it is. */
static char *
dup_identity (WillowProfile *profile)
{
  const WillowProfileValues *values = willow_profile_get_values (profile);

  return g_strdup_printf ("%s:%u/%s/%s",
                          values->host,
                          values->port,
                          values->client_id,
                          values->use_user_name ? values->user_name : "");
}

static gboolean
read_connack (WillowSubscriptionKeeper *self, MqttPacket *connack)
{
  GBytes *bytes = willow_client_get_connack (self->client);

  return bytes != NULL && mqtt_packet_decode (connack,
                                              self->version,
                                              MQTT_ROLE_SERVER,
                                              mqtt_slice_from_bytes (bytes),
                                              NULL);
}

/* What was asked for counts unless the server says otherwise
 * [MQTT-3.1.2-23], 5.0 section 3.2.2.3.2. */
static gboolean
find_whether_session_lasts (WillowSubscriptionKeeper *self,
                            MqttProperties            granted)
{
  WillowClientOptions *options =
      willow_profile_build_options (self->profile, NULL);
  MqttConnect connect;
  guint32     asked;
  gboolean    lasts;

  willow_client_options_get_connect (options, &connect);
  asked = mqtt_properties_get_number (
      connect.properties, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, 0);
  lasts = self->version == MQTT_VERSION_5_0
              ? mqtt_properties_get_number (
                    granted, MQTT_PROPERTY_SESSION_EXPIRY_INTERVAL, asked) != 0
              : !connect.clean_start;
  willow_client_options_unref (options);
  return lasts;
}

/* Returns: whether a Session goes on, as far as anybody can know */
static gboolean
look_at_session (WillowSubscriptionKeeper *self)
{
  const WillowProfileValues *values = willow_profile_get_values (self->profile);
  MqttPacket                 connack = { 0 };
  char                      *identity = dup_identity (self->profile);
  gboolean                   goes_on;

  self->version = willow_client_get_version (self->client);
  mqtt_limits_init (&self->limits);
  if (read_connack (self, &connack) && self->version == MQTT_VERSION_5_0)
    mqtt_limits_read (&self->limits, connack.connack.properties);
  self->session_lasts =
      find_whether_session_lasts (self, connack.connack.properties);
  /* CONNACK of 3.1 has no Session Present. */
  goes_on = willow_client_get_session_present (self->client) ||
            (self->version == MQTT_VERSION_3_1 && !values->clean_start);
  if (!goes_on)
    self->knows_session = TRUE;
  else if (g_strcmp0 (self->identity, identity) != 0)
    self->knows_session = FALSE;
  g_free (self->identity);
  self->identity = identity;
  return goes_on;
}

static WillowLiveState
get_first_state (WillowSubscriptionKeeper *self, WillowServerMemory memory)
{
  switch (memory)
    {
    case WILLOW_SERVER_HOLDS:
      return WILLOW_LIVE_HELD;
    case WILLOW_SERVER_UNSURE:
      return WILLOW_LIVE_UNKNOWN;
    case WILLOW_SERVER_KNOWS_NOTHING:
    case WILLOW_SERVER_FORGOT:
    default:
      return WILLOW_LIVE_NOT_SENT;
    }
}

static void
begin_one (WillowSubscriptionKeeper *self,
           WillowLiveSubscription   *live,
           gboolean                  goes_on)
{
  WillowLiveFacts *facts = willow_live_subscription_get_facts (live);

  if (!goes_on)
    facts->memory = WILLOW_SERVER_KNOWS_NOTHING;
  else if (!self->knows_session)
    facts->memory = WILLOW_SERVER_UNSURE;
  facts->call = 0;
  facts->is_sent_here = FALSE;
  facts->was_held_before = FALSE;
  facts->version = self->version;
  facts->state = get_first_state (self, facts->memory);
  willow_live_subscription_take_note (live, NULL);
  willow_live_subscription_tell (live);
}

void
willow_subscription_keeper_begin (WillowSubscriptionKeeper *self)
{
  gboolean   goes_on = look_at_session (self);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  if (!goes_on)
    g_list_store_remove_all (self->orphans);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->lives));
       i++)
    {
      WillowLiveSubscription *live =
          g_list_model_get_item (G_LIST_MODEL (self->lives), i);

      begin_one (self, live, goes_on);
      if (willow_profile_subscription_get_enabled (
              willow_live_subscription_get_subscription (live)))
        g_ptr_array_add (list, live);
      else
        g_object_unref (live);
    }
  if (willow_subscription_keeper_wants_list (
          self->profile, willow_client_get_session_present (self->client)))
    willow_subscription_keeper_send (self, list);
  g_ptr_array_unref (list);
}

static void
end_one (WillowSubscriptionKeeper *self, WillowLiveSubscription *live)
{
  WillowLiveFacts *facts = willow_live_subscription_get_facts (live);
  char            *note = NULL;

  if (facts->state == WILLOW_LIVE_PENDING)
    note = g_strdup (_ ("Not answered: the connection ended before SUBACK "
                        "came."));
  if (facts->state == WILLOW_LIVE_PENDING ||
      facts->state == WILLOW_LIVE_LEAVING)
    facts->memory = WILLOW_SERVER_UNSURE;
  if (!self->session_lasts)
    facts->memory = WILLOW_SERVER_KNOWS_NOTHING;
  facts->call = 0;
  facts->is_sent_here = FALSE;
  facts->state = facts->memory == WILLOW_SERVER_HOLDS ? WILLOW_LIVE_HELD
                                                      : WILLOW_LIVE_NOT_SENT;
  willow_live_subscription_take_note (live, note);
  willow_live_subscription_tell (live);
}

void
willow_subscription_keeper_end (WillowSubscriptionKeeper *self)
{
  GListModel *lives = G_LIST_MODEL (self->lives);

  g_clear_handle_id (&self->due_id, g_source_remove);
  g_ptr_array_set_size (self->due, 0);
  for (guint i = 0; i < g_list_model_get_n_items (lives); i++)
    {
      g_autoptr (WillowLiveSubscription) live =
          g_list_model_get_item (lives, i);

      end_one (self, live);
    }
  if (!self->session_lasts)
    g_list_store_remove_all (self->orphans);
}

gboolean
willow_subscription_keeper_wants_list (WillowProfile *profile,
                                       gboolean       session_present)
{
  switch ((WillowResubscribe)willow_profile_get_values (profile)->resubscribe)
    {
    case WILLOW_RESUBSCRIBE_IF_ABSENT:
      return !session_present;
    case WILLOW_RESUBSCRIBE_NEVER:
      return FALSE;
    case WILLOW_RESUBSCRIBE_ALWAYS:
    default:
      return TRUE;
    }
}
