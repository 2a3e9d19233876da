/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/conversation/willow-conversation.h"

#include "model/conversation/willow-conversation-private.h"
#include "model/conversation/willow-conversation-text.h"
#include "model/traffic/willow-ingest.h"
#include "model/profile/willow-profile-fields.h"

#define STORE_BUDGET_BYTES (256u * 1024u * 1024u)
/* What waits for the next slot; a connection that fills it reads on only when
 * there is room again. */
#define QUEUE_BYTES (16u * 1024u * 1024u)

struct _WillowConversation
{
  GObject parent_instance;

  WillowProfile     *profile;
  WillowIoThread    *io_thread;
  WillowClient      *client;
  WillowDiagnoser   *diagnoser;
  WillowTraceQueue  *queue;
  WillowTraceStore  *store;
  WillowTraceList   *packets;
  WillowTraceList   *messages;
  WillowTopicTree   *topics;
  WillowIngest      *ingest;
  WillowFindingsLog *findings;
  WillowEndingLog   *endings;

  WillowSubscriptionKeeper *subscriptions;

  GCancellable     *cancellable; /* (nullable): of the last connect */
  char             *host;        /* of the last connect */
  char             *status;
  char             *problem;
  WillowClientState state;      /* that was told */
  gboolean          is_waiting; /* the same */
  gboolean          is_silent;
  char             *filter;
  guint64           n_packets; /* that were told */
  guint64           n_messages;
};

G_DEFINE_FINAL_TYPE (WillowConversation, willow_conversation, G_TYPE_OBJECT)

enum
{
  PROP_STATE = 1,
  PROP_STATUS,
  PROP_CONNECTED,
  PROP_BUSY,
  PROP_WAITING,
  PROP_PROBLEM,
  PROP_N_MESSAGES,
  PROP_N_PACKETS,
  PROP_FILTER,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
notify (WillowConversation *self, guint id)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

void
willow_conversation_take_problem (WillowConversation *self, char *problem)
{
  gboolean changed = g_strcmp0 (self->problem, problem) != 0;

  g_free (self->problem);
  self->problem = problem;
  if (changed)
    notify (self, PROP_PROBLEM);
}

static void
update_status (WillowConversation *self)
{
  gboolean is_waiting = willow_ending_log_is_waiting (self->endings);
  char    *status = willow_ending_log_dup_status (self->endings);
  gboolean changed;

  if (status == NULL)
    status = willow_conversation_tell_status (
        self->client, self->host, self->is_silent);
  changed = g_strcmp0 (self->status, status) != 0;

  g_free (self->status);
  self->status = status;
  if (changed)
    notify (self, PROP_STATUS);
  if (is_waiting == self->is_waiting)
    return;
  self->is_waiting = is_waiting;
  notify (self, PROP_WAITING);
}

static gboolean
is_bad_end (WillowClientState state)
{
  return state == WILLOW_CLIENT_REFUSED || state == WILLOW_CLIENT_FAILED ||
         state == WILLOW_CLIENT_LOST;
}

/* How it ended, who else is there, whether it is tried again. (transfer full)
 */
static char *
dup_problem (WillowConversation *self)
{
  char            *sentence = willow_client_explain_state (self->client);
  g_autofree char *advice = willow_ending_log_dup_advice (self->endings);
  char            *problem;

  if (advice == NULL)
    return sentence;
  problem = willow_ending_text_join (sentence, advice);
  g_free (sentence);
  return problem;
}

static void
state_cb (WillowConversation *self)
{
  WillowClientState before = self->state;
  g_autoptr (WillowConversation) kept = g_object_ref (self);

  self->state = willow_client_get_state (self->client);
  if (self->state != WILLOW_CLIENT_CONNECTED)
    self->is_silent = FALSE;
  if (before != self->state)
    willow_ending_log_hear (self->endings);
  update_status (self);
  if (before == self->state)
    return;
  if (is_bad_end (self->state))
    willow_conversation_take_problem (self, dup_problem (self));
  else if (self->state == WILLOW_CLIENT_CONNECTED)
    willow_conversation_take_problem (self, NULL);
  notify (self, PROP_STATE);
  if ((before == WILLOW_CLIENT_CONNECTED) !=
      (self->state == WILLOW_CLIENT_CONNECTED))
    notify (self, PROP_CONNECTED);
  if ((before == WILLOW_CLIENT_CONNECTING) !=
      (self->state == WILLOW_CLIENT_CONNECTING))
    notify (self, PROP_BUSY);
}

static void
ingested_cb (gpointer user_data)
{
  WillowConversation *self = user_data;
  guint64             n_packets = willow_ingest_get_n_packets (self->ingest);
  guint64             n_messages = willow_ingest_get_n_messages (self->ingest);
  gboolean            more_packets = self->n_packets != n_packets;
  gboolean            more_messages = self->n_messages != n_messages;

  self->n_packets = n_packets;
  self->n_messages = n_messages;
  if (more_packets)
    notify (self, PROP_N_PACKETS);
  if (more_messages)
    notify (self, PROP_N_MESSAGES);
}

static void
willow_conversation_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  WillowConversation *self = WILLOW_CONVERSATION (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_STATUS:
      g_value_set_string (value, self->status);
      break;
    case PROP_CONNECTED:
      g_value_set_boolean (value, self->state == WILLOW_CLIENT_CONNECTED);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->state == WILLOW_CLIENT_CONNECTING);
      break;
    case PROP_WAITING:
      g_value_set_boolean (value, self->is_waiting);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_N_MESSAGES:
      g_value_set_uint64 (value, self->n_messages);
      break;
    case PROP_N_PACKETS:
      g_value_set_uint64 (value, self->n_packets);
      break;
    case PROP_FILTER:
      g_value_set_string (value, self->filter);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* A client that is connected says DISCONNECT first: the call keeps it until
 * then. */
static void
let_client_go (WillowConversation *self)
{
  if (self->client == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->client, self);
  willow_subscription_keeper_stop (self->subscriptions);
  if (willow_client_get_state (self->client) == WILLOW_CLIENT_CONNECTED)
    willow_client_disconnect_async (
        self->client, WILLOW_DISCONNECT_CLEAN, NULL, NULL);
  g_clear_object (&self->client);
}

static void
willow_conversation_dispose (GObject *object)
{
  WillowConversation *self = WILLOW_CONVERSATION (object);

  g_cancellable_cancel (self->cancellable);
  if (self->endings != NULL)
    g_object_run_dispose (G_OBJECT (self->endings));
  if (self->diagnoser != NULL)
    g_object_run_dispose (G_OBJECT (self->diagnoser));
  let_client_go (self);
  g_clear_pointer (&self->ingest, willow_ingest_free);
  G_OBJECT_CLASS (willow_conversation_parent_class)->dispose (object);
}

static void
willow_conversation_finalize (GObject *object)
{
  WillowConversation *self = WILLOW_CONVERSATION (object);

  g_clear_object (&self->profile);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->diagnoser);
  g_clear_object (&self->packets);
  g_clear_object (&self->messages);
  g_clear_object (&self->topics);
  g_clear_object (&self->findings);
  g_clear_object (&self->endings);
  g_clear_object (&self->subscriptions);
  g_clear_object (&self->store);
  g_clear_pointer (&self->queue, willow_trace_queue_unref);
  g_clear_pointer (&self->io_thread, willow_io_thread_unref);
  g_free (self->host);
  g_free (self->status);
  g_free (self->problem);
  g_free (self->filter);
  G_OBJECT_CLASS (willow_conversation_parent_class)->finalize (object);
}

static void
willow_conversation_class_init (WillowConversationClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = willow_conversation_get_property;
  object_class->dispose = willow_conversation_dispose;
  object_class->finalize = willow_conversation_finalize;
  props[PROP_STATE] =
      g_param_spec_uint ("state", NULL, NULL, 0, WILLOW_CLIENT_LOST, 0, flags);
  props[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  props[PROP_CONNECTED] =
      g_param_spec_boolean ("connected", NULL, NULL, FALSE, flags);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  props[PROP_WAITING] =
      g_param_spec_boolean ("waiting", NULL, NULL, FALSE, flags);
  props[PROP_PROBLEM] =
      g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  props[PROP_N_MESSAGES] =
      g_param_spec_uint64 ("n-messages", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  props[PROP_N_PACKETS] =
      g_param_spec_uint64 ("n-packets", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  props[PROP_FILTER] = g_param_spec_string ("filter", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
willow_conversation_init (WillowConversation *self)
{
  self->filter = g_strdup ("");
  self->queue = willow_trace_queue_new (QUEUE_BYTES);
  self->store = willow_trace_store_new (STORE_BUDGET_BYTES);
  self->packets =
      willow_trace_list_new (self->store, WILLOW_TRACE_LIST_PACKETS);
  self->messages =
      willow_trace_list_new (self->store, WILLOW_TRACE_LIST_MESSAGES);
  self->topics = willow_topic_tree_new ();
  self->findings = willow_findings_log_new (self->store, MQTT_ROLE_CLIENT);
  self->host = g_strdup ("");
  self->ingest = willow_ingest_new (
      self->queue, self->store, self->topics, ingested_cb, self);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WillowConversation) self = user_data;
  g_autoptr (GError) error = NULL;

  if (willow_client_connect_finish (WILLOW_CLIENT (source), result, &error))
    return;
  /* What the state says is said already; what never became a connection, such
   * as a field that is too long, is not. */
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      !is_bad_end (self->state))
    willow_conversation_take_problem (self, g_strdup (error->message));
}

static void
connect_with (WillowConversation *self, WillowClientOptions *options)
{
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  willow_client_connect_async (self->client,
                               options,
                               self->cancellable,
                               connected_cb,
                               g_object_ref (self));
}

/* The same CONNECT once more. What was said about the last one stays until it
 * has succeeded. */
static void
attempt_cb (WillowConversation *self)
{
  connect_with (self, willow_ending_log_get_options (self->endings));
}

static void
refused_cb (WillowConversation *self, const char *problem)
{
  willow_conversation_take_problem (self, g_strdup (problem));
}

/**
 * willow_conversation_new:
 * @profile: (transfer none): referenced; read anew at each connect
 *
 * Returns: (transfer full): not connected
 */
WillowConversation *
willow_conversation_new (WillowProfile *profile, WillowIoThread *io_thread)
{
  WillowConversation *self = g_object_new (WILLOW_TYPE_CONVERSATION, NULL);

  self->profile = g_object_ref (profile);
  self->io_thread = willow_io_thread_ref (io_thread);
  self->client = willow_client_new (io_thread);
  willow_client_set_trace (self->client, self->queue);
  /* It hears of a connection first: who is told of it asks for these. */
  self->subscriptions = willow_subscription_keeper_new (profile, self->client);
  g_signal_connect_object (self->subscriptions,
                           "problem",
                           G_CALLBACK (refused_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (
      self->client, "state-changed", G_CALLBACK (state_cb), self);
  self->diagnoser =
      willow_diagnoser_new (profile, self->client, io_thread, self->queue);
  self->endings = willow_ending_log_new (self->client, self->queue);
  g_signal_connect_object (self->endings,
                           "attempt",
                           G_CALLBACK (attempt_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->endings,
                           "changed",
                           G_CALLBACK (update_status),
                           self,
                           G_CONNECT_SWAPPED);
  update_status (self);
  return self;
}

/* @password: not put anywhere else than into CONNECT, and kept no longer than
 * the options of that */
void
willow_conversation_connect (WillowConversation *self, GBytes *password)
{
  WillowClientOptions *options;
  WillowProfileNote    obstacle;

  if (self->state == WILLOW_CLIENT_CONNECTING ||
      self->state == WILLOW_CLIENT_CONNECTED)
    return;
  if (willow_profile_find_obstacle (self->profile, password, &obstacle))
    {
      willow_conversation_take_problem (
          self, willow_profile_note_explain_refusal (&obstacle));
      return;
    }
  willow_conversation_take_problem (self, NULL);
  g_free (self->host);
  self->host = g_strdup (willow_profile_get_values (self->profile)->host);
  options = willow_profile_build_options (self->profile, password);
  willow_ending_log_begin (self->endings, self->profile, options);
  connect_with (self, options);
  willow_client_options_unref (options);
  willow_profile_renew_nonce (self->profile);
}

void
willow_conversation_cancel (WillowConversation *self)
{
  willow_ending_log_stop (self->endings);
  if (self->state == WILLOW_CLIENT_CONNECTING)
    g_cancellable_cancel (self->cancellable);
}

void
willow_conversation_disconnect (WillowConversation  *self,
                                WillowDisconnectMode mode)
{
  willow_conversation_disconnect_with (self, mode, NULL);
}

/* While it still connects, this cancels. */
void
willow_conversation_disconnect_with (WillowConversation  *self,
                                     WillowDisconnectMode mode,
                                     GBytes              *properties)
{
  willow_conversation_cancel (self);
  if (self->state != WILLOW_CLIENT_CONNECTED)
    return;
  self->is_silent = mode == WILLOW_DISCONNECT_SILENT;
  willow_client_disconnect_with_properties_async (
      self->client, mode, properties, NULL, NULL);
  if (self->is_silent)
    update_status (self);
}

WillowProfile *
willow_conversation_get_profile (WillowConversation *self)
{
  return self->profile;
}

WillowClient *
willow_conversation_get_client (WillowConversation *self)
{
  return self->client;
}

WillowDiagnoser *
willow_conversation_get_diagnoser (WillowConversation *self)
{
  return self->diagnoser;
}

WillowTraceStore *
willow_conversation_get_store (WillowConversation *self)
{
  return self->store;
}

WillowTraceList *
willow_conversation_get_packets (WillowConversation *self)
{
  return self->packets;
}

WillowTraceList *
willow_conversation_get_messages (WillowConversation *self)
{
  return self->messages;
}

WillowTopicTree *
willow_conversation_get_topics (WillowConversation *self)
{
  return self->topics;
}

WillowFindingsLog *
willow_conversation_get_findings (WillowConversation *self)
{
  return self->findings;
}

WillowSubscriptionKeeper *
willow_conversation_get_subscriptions (WillowConversation *self)
{
  return self->subscriptions;
}

WillowEndingLog *
willow_conversation_get_endings (WillowConversation *self)
{
  return self->endings;
}

WillowClientState
willow_conversation_get_state (WillowConversation *self)
{
  return self->state;
}

const char *
willow_conversation_get_status (WillowConversation *self)
{
  return self->status;
}

const char *
willow_conversation_get_problem (WillowConversation *self)
{
  return self->problem;
}

guint64
willow_conversation_get_n_packets (WillowConversation *self)
{
  return self->n_packets;
}

guint64
willow_conversation_get_n_messages (WillowConversation *self)
{
  return self->n_messages;
}

const char *
willow_conversation_get_aliased_topic (WillowConversation *self, guint64 serial)
{
  return willow_ingest_lookup_topic (self->ingest, serial);
}

void
willow_conversation_dismiss_problem (WillowConversation *self)
{
  willow_conversation_take_problem (self, NULL);
}

/* Forgets what has crossed the wire so far; the connection stays. */
void
willow_conversation_clear (WillowConversation *self)
{
  willow_ingest_clear (self->ingest);
  willow_ending_log_clear (self->endings);
}

void
willow_conversation_add_note (WillowConversation *self,
                              const WillowRecord *note)
{
  guint32 connection =
      willow_trace_queue_find_own_port (self->queue, (guint16)note->connection);

  if (connection != 0)
    willow_trace_queue_push (
        self->queue,
        willow_record_new (WILLOW_RECORD_NOTE,
                           (WillowDirection)note->direction,
                           (MqttVersion)note->version,
                           connection,
                           note->time_us,
                           (MqttSlice){ note->data, note->len }));
}

void
willow_conversation_take_filter (WillowConversation *self, char *text)
{
  g_free (self->filter);
  self->filter = text;
  notify (self, PROP_FILTER);
}

const char *
willow_conversation_get_filter (WillowConversation *self)
{
  g_return_val_if_fail (WILLOW_IS_CONVERSATION (self), "");
  return self->filter;
}
