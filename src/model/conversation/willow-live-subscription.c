/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/conversation/willow-live-subscription-private.h"

#include "model/conversation/willow-subscription-text.h"

struct _WillowLiveSubscription
{
  GObject parent_instance;

  WillowProfileSubscription *subscription;
  WillowLiveFacts            facts;
  char                      *word;
  char                      *sentence;
  gboolean                   unsent; /* that was told */
};

G_DEFINE_FINAL_TYPE (WillowLiveSubscription,
                     willow_live_subscription,
                     G_TYPE_OBJECT)

enum
{
  PROP_STATE = 1,
  PROP_WORD,
  PROP_SENTENCE,
  PROP_UNSENT,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
willow_live_subscription_get_property (GObject    *object,
                                       guint       id,
                                       GValue     *value,
                                       GParamSpec *pspec)
{
  WillowLiveSubscription *self = WILLOW_LIVE_SUBSCRIPTION (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->facts.state);
      break;
    case PROP_WORD:
      g_value_set_string (value, self->word);
      break;
    case PROP_SENTENCE:
      g_value_set_string (value, self->sentence);
      break;
    case PROP_UNSENT:
      g_value_set_boolean (value, self->unsent);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
willow_live_subscription_finalize (GObject *object)
{
  WillowLiveSubscription *self = WILLOW_LIVE_SUBSCRIPTION (object);

  g_object_unref (self->subscription);
  g_free (self->facts.filter);
  g_free (self->facts.note);
  g_free (self->word);
  g_free (self->sentence);
  G_OBJECT_CLASS (willow_live_subscription_parent_class)->finalize (object);
}

static void
willow_live_subscription_class_init (WillowLiveSubscriptionClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = willow_live_subscription_get_property;
  object_class->finalize = willow_live_subscription_finalize;
  props[PROP_STATE] =
      g_param_spec_uint ("state", NULL, NULL, 0, WILLOW_LIVE_UNKNOWN, 0, flags);
  props[PROP_WORD] = g_param_spec_string ("word", NULL, NULL, NULL, flags);
  props[PROP_SENTENCE] =
      g_param_spec_string ("sentence", NULL, NULL, NULL, flags);
  props[PROP_UNSENT] =
      g_param_spec_boolean ("unsent", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
willow_live_subscription_init (WillowLiveSubscription *self)
{
}

static gboolean
is_unsent (WillowLiveSubscription *self)
{
  const WillowLiveFacts *facts = &self->facts;

  return facts->filter != NULL &&
         (facts->state == WILLOW_LIVE_PENDING ||
          facts->state == WILLOW_LIVE_GRANTED ||
          facts->state == WILLOW_LIVE_REFUSED ||
          facts->state == WILLOW_LIVE_HELD) &&
         g_strcmp0 (
             facts->filter,
             willow_profile_subscription_get_filter (self->subscription)) != 0;
}

static void
take_text (WillowLiveSubscription *self, char **text, char *value, guint prop)
{
  gboolean changed = g_strcmp0 (*text, value) != 0;

  g_free (*text);
  *text = value;
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

void
willow_live_subscription_tell (WillowLiveSubscription *self)
{
  const WillowLiveFacts *facts = &self->facts;
  gboolean               unsent = is_unsent (self);
  char                  *sentence = willow_subscription_tell_state (facts);

  if (facts->note != NULL)
    {
      g_free (sentence);
      sentence = g_strdup (facts->note);
    }
  take_text (
      self, &self->word, willow_subscription_tell_word (facts), PROP_WORD);
  take_text (self, &self->sentence, sentence, PROP_SENTENCE);
  if (self->unsent != unsent)
    {
      self->unsent = unsent;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNSENT]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

WillowLiveSubscription *
willow_live_subscription_new (WillowProfileSubscription *subscription)
{
  WillowLiveSubscription *self =
      g_object_new (WILLOW_TYPE_LIVE_SUBSCRIPTION, NULL);

  self->subscription = g_object_ref (subscription);
  willow_live_subscription_tell (self);
  return self;
}

WillowLiveFacts *
willow_live_subscription_get_facts (WillowLiveSubscription *self)
{
  return &self->facts;
}

void
willow_live_subscription_set_filter (WillowLiveSubscription *self,
                                     const char             *filter)
{
  char *copy = g_strdup (filter);

  g_free (self->facts.filter);
  self->facts.filter = copy;
}

void
willow_live_subscription_take_note (WillowLiveSubscription *self, char *note)
{
  g_free (self->facts.note);
  self->facts.note = note;
}

WillowProfileSubscription *
willow_live_subscription_get_subscription (WillowLiveSubscription *self)
{
  return self->subscription;
}

WillowLiveState
willow_live_subscription_get_state (WillowLiveSubscription *self)
{
  return self->facts.state;
}

const char *
willow_live_subscription_get_word (WillowLiveSubscription *self)
{
  return self->word;
}

const char *
willow_live_subscription_get_sentence (WillowLiveSubscription *self)
{
  return self->sentence;
}

gboolean
willow_live_subscription_get_unsent (WillowLiveSubscription *self)
{
  return self->unsent;
}

gboolean
willow_live_subscription_get_is_hindered (WillowLiveSubscription *self)
{
  return self->facts.state == WILLOW_LIVE_NOT_SENT && self->facts.note != NULL;
}

guint8
willow_live_subscription_get_code (WillowLiveSubscription *self)
{
  return self->facts.code;
}

gboolean
willow_live_subscription_get_is_sent_here (WillowLiveSubscription *self)
{
  return self->facts.is_sent_here;
}
