/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-conversation-text.h"
#include "model/conversation/willow-subscription-keeper-private.h"
#include "model/conversation/willow-subscription-text.h"
#include "model/profile/willow-profile-notes.h"
#include "mqtt/mqtt-topic.h"

#include <glib/gi18n-lib.h>

#define ERROR_FROM 0x80u

/* One SUBSCRIBE or UNSUBSCRIBE, until its answer. */
typedef struct
{
  WillowSubscriptionKeeper *keeper;
  guint                     number;
  GPtrArray *lives;   /* (element-type WillowLiveSubscription) (nullable items):
                         by filter; NULL: a filter that was given up */
  GPtrArray *filters; /* element-type utf8 */
} Call;

static Call *
call_new (WillowSubscriptionKeeper *keeper)
{
  Call *call = g_new0 (Call, 1);

  call->keeper = g_object_ref (keeper);
  call->number = ++keeper->last_call;
  call->lives = g_ptr_array_new ();
  call->filters = g_ptr_array_new_with_free_func (g_free);
  return call;
}

static void
call_add (Call *call, WillowLiveSubscription *live, const char *filter)
{
  g_ptr_array_add (call->lives, live != NULL ? g_object_ref (live) : NULL);
  g_ptr_array_add (call->filters, g_strdup (filter));
}

static void
call_free (Call *call)
{
  for (guint i = 0; i < call->lives->len; i++)
    if (call->lives->pdata[i] != NULL)
      g_object_unref (call->lives->pdata[i]);
  g_ptr_array_unref (call->lives);
  g_ptr_array_unref (call->filters);
  g_object_unref (call->keeper);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

/* (transfer none) (nullable): the facts of entry @i, if this is what was asked
 * last for it */
static WillowLiveFacts *
get_facts (const Call *call, guint i)
{
  WillowLiveFacts *facts;

  if (call->lives->pdata[i] == NULL)
    return NULL;
  facts = willow_live_subscription_get_facts (call->lives->pdata[i]);
  return facts->call == call->number ? facts : NULL;
}

static void
settle (const Call *call, guint i, WillowLiveState state, char *note)
{
  WillowLiveSubscription *live = call->lives->pdata[i];
  WillowLiveFacts        *facts = willow_live_subscription_get_facts (live);

  facts->call = 0;
  facts->state = state;
  willow_live_subscription_take_note (live, note);
  willow_live_subscription_tell (live);
}

static void
take_suback (const Call *call, GBytes *codes)
{
  MqttSlice slice = mqtt_slice_from_bytes (codes);

  for (guint i = 0; i < call->lives->len && i < slice.len; i++)
    {
      WillowLiveFacts *facts = get_facts (call, i);
      gboolean         granted = slice.data[i] < ERROR_FROM;

      if (facts == NULL)
        continue;
      facts->code = slice.data[i];
      /* Whether a refusal ends what was there before, nobody says. */
      if (granted)
        facts->memory = WILLOW_SERVER_HOLDS;
      else if (facts->memory != WILLOW_SERVER_KNOWS_NOTHING)
        facts->memory = WILLOW_SERVER_UNSURE;
      settle (
          call, i, granted ? WILLOW_LIVE_GRANTED : WILLOW_LIVE_REFUSED, NULL);
    }
}

/* Never went out, or went out of a connection that is gone. */
static void
fail (Call *call, const GError *error)
{
  if (g_error_matches (error, WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_LOST))
    return;
  for (guint i = 0; i < call->lives->len; i++)
    if (get_facts (call, i) != NULL)
      settle (call, i, WILLOW_LIVE_NOT_SENT, g_strdup (error->message));
  willow_subscription_keeper_take_problem (call->keeper,
                                           g_strdup (error->message));
}

static void
subscribed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) codes =
      willow_client_subscribe_finish (WILLOW_CLIENT (source), result, &error);

  if (codes == NULL)
    {
      fail (call, error);
      return;
    }
  take_suback (call, codes);
  willow_subscription_keeper_take_problem (
      call->keeper,
      willow_conversation_tell_refused (
          willow_client_get_version (WILLOW_CLIENT (source)),
          call->filters,
          codes));
}

/* An orphan is one no longer. */
static void
forget_orphan (WillowSubscriptionKeeper *self, WillowLiveSubscription *live)
{
  guint position;

  if (g_list_store_find (self->orphans, live, &position))
    g_list_store_remove (self->orphans, position);
}

static void
take_unsuback_code (const Call *call, guint i, guint8 code)
{
  g_autofree char *told = willow_subscription_tell_code (
      call->keeper->version, MQTT_PACKET_UNSUBACK, code);
  WillowLiveFacts *facts = get_facts (call, i);
  char            *note = NULL;

  if (code >= ERROR_FROM)
    note = g_strdup_printf (_ ("“%s”: the server refused to unsubscribe, %s."),
                            (const char *)call->filters->pdata[i],
                            told);
  if (code >= ERROR_FROM)
    willow_subscription_keeper_take_problem (call->keeper, g_strdup (note));
  if (facts == NULL)
    {
      g_free (note);
      return;
    }
  if (code >= ERROR_FROM)
    {
      settle (call, i, WILLOW_LIVE_HELD, note);
      return;
    }
  facts->code = code;
  facts->memory = WILLOW_SERVER_FORGOT;
  settle (call, i, WILLOW_LIVE_UNSUBSCRIBED, NULL);
  forget_orphan (call->keeper, call->lives->pdata[i]);
}

static void
unsubscribed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) codes =
      willow_client_unsubscribe_finish (WILLOW_CLIENT (source), result, &error);
  MqttSlice slice;

  if (codes == NULL)
    {
      fail (call, error);
      return;
    }
  slice = mqtt_slice_from_bytes (codes);
  for (guint i = 0; i < call->lives->len; i++)
    take_unsuback_code (call, i, i < slice.len ? slice.data[i] : 0);
}

/* (transfer full) (nullable): the rule that a Topic Filter breaks, which ends
 * the connection: only who practices sends it [MQTT-4.7.1-1] */
static char *
find_broken_rule (WillowSubscriptionKeeper *self, MqttSlice filter)
{
  MqttViolation     violation;
  WillowProfileNote note = { .level = WILLOW_NOTE_ERROR, .id = "" };
  gboolean          practice;

  g_object_get (self->profile, "practice", &practice, NULL);
  if (practice || mqtt_topic_filter_is_valid (filter, &violation))
    return NULL;
  note.text = _ (violation.text);
  if (self->version == MQTT_VERSION_5_0)
    note.id = violation.id;
  return willow_profile_note_explain_refusal (&note);
}

/* (transfer full) (nullable): why it must not be sent */
static char *
find_obstacle (WillowSubscriptionKeeper       *self,
               const WillowSubscriptionValues *values,
               GByteArray                     *filters,
               MqttProperties                  properties)
{
  MqttSlice    filter = mqtt_slice_from_string (values->filter);
  MqttPacket   packet = { .version = self->version,
                          .type = MQTT_PACKET_SUBSCRIBE };
  MqttFlowRule rule;
  guint        n_filters;
  char        *broken = find_broken_rule (self, filter);

  if (broken != NULL)
    return broken;
  /* [MQTT-3.8.3-4] */
  if (self->version == MQTT_VERSION_5_0 && values->no_local &&
      mqtt_topic_filter_split_shared (filter, NULL, NULL))
    return g_strdup (_ ("Not sent: No Local on a shared subscription is a "
                        "protocol error [MQTT-3.8.3-4]; the server would end "
                        "the connection."));
  packet.subscribe.filters = (MqttSlice){ filters->data, filters->len };
  packet.subscribe.properties = properties;
  rule = mqtt_limits_check_filters (&self->limits, &packet, &n_filters, NULL);
  if (rule == MQTT_FLOW_WILDCARD_AVAILABLE)
    return g_strdup (_ ("Not sent: this server has no wildcard subscriptions "
                        "(CONNACK: Wildcard Subscription Available 0)."));
  if (rule == MQTT_FLOW_SHARED_AVAILABLE)
    return g_strdup (_ ("Not sent: this server has no shared subscriptions "
                        "(CONNACK: Shared Subscription Available 0)."));
  if (rule == MQTT_FLOW_SUBSCRIPTION_IDENTIFIER_AVAILABLE)
    return g_strdup (_ ("Not sent: this server takes no Subscription "
                        "Identifiers (CONNACK: Subscription Identifiers "
                        "Available 0)."));
  return NULL;
}

/* Appends one to the payload of a SUBSCRIBE, or says why not. */
static gboolean
append (WillowSubscriptionKeeper *self,
        WillowLiveSubscription   *live,
        GByteArray               *filters,
        MqttProperties            properties)
{
  WillowProfileSubscription *subscription =
      willow_live_subscription_get_subscription (live);
  WillowLiveFacts *facts = willow_live_subscription_get_facts (live);
  g_autoptr (GByteArray) own = g_byte_array_new ();
  char *note;

  if (willow_profile_subscription_append (subscription, self->version, own))
    note = find_obstacle (self,
                          willow_profile_subscription_get_values (subscription),
                          own,
                          properties);
  else
    note = g_strdup (_ ("Not sent: longer than 65,535 bytes, which MQTT cannot "
                        "express."));
  if (note == NULL)
    {
      g_byte_array_append (filters, own->data, own->len);
      return TRUE;
    }
  facts->state = WILLOW_LIVE_NOT_SENT;
  willow_live_subscription_take_note (live, note);
  willow_live_subscription_tell (live);
  return FALSE;
}

static void
mark_pending (WillowSubscriptionKeeper *self,
              WillowLiveSubscription   *live,
              guint                     number)
{
  WillowProfileSubscription *subscription =
      willow_live_subscription_get_subscription (live);
  WillowLiveFacts *facts = willow_live_subscription_get_facts (live);

  if (!facts->is_sent_here)
    facts->was_held_before = facts->memory == WILLOW_SERVER_HOLDS;
  facts->state = WILLOW_LIVE_PENDING;
  facts->version = self->version;
  facts->server_maximum_qos = self->limits.maximum_qos;
  facts->asked = willow_profile_subscription_get_qos (subscription);
  facts->is_sent_here = TRUE;
  facts->call = number;
  willow_live_subscription_set_filter (
      live, willow_profile_subscription_get_filter (subscription));
  willow_live_subscription_take_note (live, NULL);
  willow_live_subscription_tell (live);
}

static guint
get_identifier (WillowSubscriptionKeeper *self, WillowLiveSubscription *live)
{
  WillowProfileSubscription *subscription =
      willow_live_subscription_get_subscription (live);

  if (self->version != MQTT_VERSION_5_0)
    return 0;
  return willow_profile_subscription_get_values (subscription)->identifier;
}

/* Takes those with the identifier of the first one out of @lives: it is one of
 * the packet. */
static void
send_group (WillowSubscriptionKeeper *self, GPtrArray *lives)
{
  guint identifier = get_identifier (self, lives->pdata[0]);
  g_autoptr (GByteArray) filters = g_byte_array_new ();
  g_autoptr (GByteArray) array = g_byte_array_new ();
  g_autoptr (GBytes) properties = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (Call) call = call_new (self);

  if (identifier != 0)
    mqtt_properties_append_number (
        array, MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER, identifier);
  for (guint i = 0; i < lives->len;)
    {
      WillowLiveSubscription *live = lives->pdata[i];

      if (get_identifier (self, live) != identifier)
        {
          i++;
          continue;
        }
      if (append (self, live, filters, mqtt_properties_from_array (array)))
        {
          mark_pending (self, live, call->number);
          call_add (
              call, live, willow_live_subscription_get_facts (live)->filter);
        }
      g_ptr_array_remove_index (lives, i);
    }
  if (call->lives->len == 0)
    return;
  properties = g_byte_array_free_to_bytes (g_steal_pointer (&array));
  payload = g_byte_array_free_to_bytes (g_steal_pointer (&filters));
  willow_client_subscribe_with_properties_async (self->client,
                                                 payload,
                                                 properties,
                                                 subscribed_cb,
                                                 g_steal_pointer (&call));
}

/* Whether another row keeps @filter with the server. (nullable) */
static WillowLiveSubscription *
find_twin (WillowSubscriptionKeeper *self,
           WillowLiveSubscription   *live,
           const char               *filter)
{
  GListModel *lives = G_LIST_MODEL (self->lives);

  for (guint i = 0; i < g_list_model_get_n_items (lives); i++)
    {
      g_autoptr (WillowLiveSubscription) other =
          g_list_model_get_item (lives, i);
      WillowLiveState state = willow_live_subscription_get_state (other);

      if (other != live &&
          (state == WILLOW_LIVE_GRANTED || state == WILLOW_LIVE_PENDING) &&
          g_strcmp0 (willow_live_subscription_get_facts (other)->filter,
                     filter) == 0)
        return other; /* the list has a reference */
    }
  return NULL;
}

static void
send_unsubscribe (WillowSubscriptionKeeper *self, Call *call)
{
  g_autoptr (GByteArray) filters = g_byte_array_new ();
  g_autoptr (GBytes) payload = NULL;

  for (guint i = 0; i < call->filters->len; i++)
    mqtt_filters_append_filter (
        filters, mqtt_slice_from_string (call->filters->pdata[i]));
  payload = g_byte_array_free_to_bytes (g_steal_pointer (&filters));
  willow_client_unsubscribe_async (
      self->client, payload, unsubscribed_cb, call);
}

/* Filters that were edited: the server is told that the old ones go. */
static void
give_up_old_filters (WillowSubscriptionKeeper *self, GPtrArray *lives)
{
  g_autoptr (Call) call = call_new (self);

  for (guint i = 0; i < lives->len; i++)
    {
      WillowLiveSubscription *live = lives->pdata[i];
      const WillowLiveFacts  *facts = willow_live_subscription_get_facts (live);

      if (willow_live_subscription_get_unsent (live) &&
          facts->state != WILLOW_LIVE_REFUSED &&
          find_twin (self, live, facts->filter) == NULL)
        call_add (call, NULL, facts->filter);
    }
  if (call->filters->len > 0)
    send_unsubscribe (self, g_steal_pointer (&call));
}

void
willow_subscription_keeper_send (WillowSubscriptionKeeper *self,
                                 GPtrArray                *lives)
{
  give_up_old_filters (self, lives);
  while (lives->len > 0)
    send_group (self, lives);
}

static gboolean
due_cb (gpointer user_data)
{
  WillowSubscriptionKeeper *self = user_data;
  GPtrArray                *lives = g_steal_pointer (&self->due);

  self->due_id = 0;
  self->due = g_ptr_array_new_with_free_func (g_object_unref);
  willow_subscription_keeper_send (self, lives);
  g_ptr_array_unref (lives);
  return G_SOURCE_REMOVE;
}

void
willow_subscription_keeper_send_soon (WillowSubscriptionKeeper *self,
                                      WillowLiveSubscription   *live)
{
  if (!g_ptr_array_find (self->due, live, NULL))
    g_ptr_array_add (self->due, g_object_ref (live));
  if (self->due_id == 0)
    self->due_id = g_idle_add_full (G_PRIORITY_DEFAULT, due_cb, self, NULL);
}

/* The server keeps one subscription for both rows; the options of the one that
 * stays are to be in force. */
static void
leave_to_twin (WillowSubscriptionKeeper *self,
               WillowLiveSubscription   *live,
               WillowLiveSubscription   *twin)
{
  WillowLiveFacts *facts = willow_live_subscription_get_facts (live);

  facts->state = WILLOW_LIVE_NOT_SENT;
  facts->memory = WILLOW_SERVER_KNOWS_NOTHING;
  facts->call = 0;
  willow_live_subscription_take_note (
      live,
      g_strdup (_ ("Another subscription has the same filter, which the server "
                   "keeps as one: it was sent again instead of an "
                   "UNSUBSCRIBE.")));
  willow_live_subscription_tell (live);
  willow_subscription_keeper_send_soon (self, twin);
}

void
willow_subscription_keeper_leave (WillowSubscriptionKeeper *self,
                                  WillowLiveSubscription   *live)
{
  WillowLiveFacts        *facts = willow_live_subscription_get_facts (live);
  WillowLiveSubscription *twin;
  Call                   *call;

  g_ptr_array_remove (self->due, live);
  if (facts->state == WILLOW_LIVE_NOT_SENT ||
      facts->state == WILLOW_LIVE_REFUSED)
    {
      facts->state = WILLOW_LIVE_NOT_SENT;
      willow_live_subscription_take_note (live, NULL);
      willow_live_subscription_tell (live);
    }
  if (facts->state == WILLOW_LIVE_NOT_SENT ||
      facts->state == WILLOW_LIVE_LEAVING ||
      facts->state == WILLOW_LIVE_UNSUBSCRIBED)
    return;
  if (facts->filter == NULL)
    willow_live_subscription_set_filter (
        live,
        willow_profile_subscription_get_filter (
            willow_live_subscription_get_subscription (live)));
  twin = find_twin (self, live, facts->filter);
  if (twin != NULL)
    {
      leave_to_twin (self, live, twin);
      return;
    }
  call = call_new (self);
  call_add (call, live, facts->filter);
  facts->state = WILLOW_LIVE_LEAVING;
  facts->call = call->number;
  willow_live_subscription_take_note (live, NULL);
  willow_live_subscription_tell (live);
  send_unsubscribe (self, call);
}
