/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-reconnect-policy.h"

/* A connection that held less than this was no success: a server that accepts
 * and closes at once is not asked again each second. */
#define STABLE_US (10 * G_TIME_SPAN_SECOND)

struct _WillowReconnectPolicy
{
  WillowReconnectRandom   random;
  gpointer                random_data;
  WillowReconnectSettings settings;

  WillowReconnectState state;
  guint                attempt;
  guint                n_waits; /* since it last held */
  gint64               wait_us; /* the last one */
  gint64               due_us;
};

static double
random_cb (gpointer user_data)
{
  return g_random_double ();
}

WillowReconnectPolicy *
willow_reconnect_policy_new (WillowReconnectRandom random, gpointer user_data)
{
  WillowReconnectPolicy *policy = g_new0 (WillowReconnectPolicy, 1);

  policy->random = random != NULL ? random : random_cb;
  policy->random_data = user_data;
  return policy;
}

void
willow_reconnect_policy_free (WillowReconnectPolicy *policy)
{
  g_free (policy);
}

void
willow_reconnect_policy_begin (WillowReconnectPolicy         *policy,
                               const WillowReconnectSettings *settings)
{
  policy->settings = *settings;
  policy->state =
      settings->enabled ? WILLOW_RECONNECT_IDLE : WILLOW_RECONNECT_OFF;
  policy->attempt = 0;
  policy->n_waits = 0;
  policy->wait_us = 0;
  policy->due_us = 0;
}

/* Doubled with each wait up to the limit, which chance does not exceed. */
static gint64
choose_wait_us (WillowReconnectPolicy *policy)
{
  gint64 maximum_us = policy->settings.maximum_ms * G_TIME_SPAN_MILLISECOND;
  gint64 base_us = policy->settings.delay_ms * G_TIME_SPAN_MILLISECOND;
  gint64 low_us, high_us;

  for (guint i = 0; i < policy->n_waits && base_us < maximum_us; i++)
    base_us *= 2;
  base_us = MIN (base_us, maximum_us);
  low_us = base_us - base_us * policy->settings.jitter_percent / 100;
  high_us = base_us + base_us * policy->settings.jitter_percent / 100;
  high_us = MIN (high_us, maximum_us);
  return low_us + (gint64)(policy->random (policy->random_data) *
                           (double)(high_us - low_us));
}

static gboolean
is_refusal (const WillowOutcome *outcome)
{
  switch (outcome->kind)
    {
    case WILLOW_OUTCOME_REFUSED:
      return willow_reconnect_is_lasting_connack (outcome->version,
                                                  outcome->code);
    case WILLOW_OUTCOME_DISMISSED:
      return willow_reconnect_is_lasting_disconnect (outcome->code);
    case WILLOW_OUTCOME_UNFIT:
      return TRUE;
    case WILLOW_OUTCOME_LEFT:
    case WILLOW_OUTCOME_BROKEN:
    default:
      return FALSE;
    }
}

static void
wait_again (WillowReconnectPolicy *policy,
            const WillowOutcome   *outcome,
            gint64                 now_us)
{
  if (outcome->lasted_us >= MAX (STABLE_US, policy->wait_us))
    policy->n_waits = policy->attempt = 0;
  policy->wait_us = choose_wait_us (policy);
  policy->due_us = now_us + policy->wait_us;
  policy->n_waits++;
  policy->attempt++;
  policy->state = WILLOW_RECONNECT_WAITING;
}

WillowReconnectState
willow_reconnect_policy_ended (WillowReconnectPolicy *policy,
                               const WillowOutcome   *outcome,
                               gint64                 now_us)
{
  if (policy->state != WILLOW_RECONNECT_IDLE)
    return policy->state;
  if (outcome->kind == WILLOW_OUTCOME_LEFT)
    policy->state = WILLOW_RECONNECT_LEFT;
  else if (outcome->is_taken_over)
    policy->state = WILLOW_RECONNECT_TAKEN_OVER;
  else if (policy->settings.stop_on_refusal && is_refusal (outcome))
    policy->state = WILLOW_RECONNECT_REFUSED;
  else
    wait_again (policy, outcome, now_us);
  return policy->state;
}

void
willow_reconnect_policy_attempt (WillowReconnectPolicy *policy)
{
  if (policy->state == WILLOW_RECONNECT_WAITING)
    policy->state = WILLOW_RECONNECT_IDLE;
}

void
willow_reconnect_policy_stop (WillowReconnectPolicy *policy)
{
  if (policy->state == WILLOW_RECONNECT_IDLE ||
      policy->state == WILLOW_RECONNECT_WAITING)
    policy->state = WILLOW_RECONNECT_LEFT;
}

WillowReconnectState
willow_reconnect_policy_get_state (const WillowReconnectPolicy *policy)
{
  return policy->state;
}

gint64
willow_reconnect_policy_get_due_us (const WillowReconnectPolicy *policy)
{
  return policy->due_us;
}

guint
willow_reconnect_policy_get_attempt (const WillowReconnectPolicy *policy)
{
  return policy->attempt;
}
