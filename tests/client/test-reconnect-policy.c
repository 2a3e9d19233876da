/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-reconnect-policy.h"

#include "base/willow-clock.h"
#include "client/willow-client.h"

#define MS G_TIME_SPAN_MILLISECOND
#define SECOND G_TIME_SPAN_SECOND

typedef struct
{
  WillowReconnectPolicy  *policy;
  WillowClock            *clock;
  WillowReconnectSettings settings;
  double                  chance;
} Fixture;

static double
chance_cb (gpointer user_data)
{
  return ((Fixture *)user_data)->chance;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->settings = (WillowReconnectSettings){ TRUE, 1000, 60000, 20, TRUE };
  fixture->chance = 0.5;
  fixture->clock = willow_clock_new_manual (5 * SECOND);
  fixture->policy = willow_reconnect_policy_new (chance_cb, fixture);
  willow_reconnect_policy_begin (fixture->policy, &fixture->settings);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  willow_reconnect_policy_free (fixture->policy);
  willow_clock_unref (fixture->clock);
}

static WillowReconnectState
end_with (Fixture *fixture, const WillowOutcome *outcome)
{
  return willow_reconnect_policy_ended (
      fixture->policy, outcome, willow_clock_get_now_us (fixture->clock));
}

/* Ends it, checks when it goes on, and goes there. */
static void
assert_wait (Fixture *fixture, gint64 lasted_us, gint64 wait_us, guint attempt)
{
  const WillowOutcome outcome = { .kind = WILLOW_OUTCOME_BROKEN,
                                  .lasted_us = lasted_us };
  gint64              now_us = willow_clock_get_now_us (fixture->clock);

  g_assert_cmpint (end_with (fixture, &outcome), ==, WILLOW_RECONNECT_WAITING);
  g_assert_cmpint (willow_reconnect_policy_get_due_us (fixture->policy) -
                       now_us,
                   ==,
                   wait_us);
  g_assert_cmpuint (
      willow_reconnect_policy_get_attempt (fixture->policy), ==, attempt);
  willow_clock_advance_us (fixture->clock, wait_us);
  willow_reconnect_policy_attempt (fixture->policy);
  g_assert_cmpint (willow_reconnect_policy_get_state (fixture->policy),
                   ==,
                   WILLOW_RECONNECT_IDLE);
}

static void
test_doubles (Fixture *fixture, gconstpointer data)
{
  static const gint64 waits_s[] = { 1, 2, 4, 8, 16, 32 };

  for (guint i = 0; i < G_N_ELEMENTS (waits_s); i++)
    assert_wait (fixture, 0, waits_s[i] * SECOND, i + 1);
  /* At the limit chance only takes away: 48 to 60 seconds. */
  for (guint i = 0; i < 100; i++)
    assert_wait (fixture, 0, 54 * SECOND, 7 + i);
}

/* The limit is one, whatever the delay and chance are. */
static void
test_limit (Fixture *fixture, gconstpointer data)
{
  fixture->settings.delay_ms = 5000;
  fixture->settings.maximum_ms = 2000;
  fixture->settings.jitter_percent = 100;
  willow_reconnect_policy_begin (fixture->policy, &fixture->settings);
  fixture->chance = 0.999999;
  for (guint i = 0; i < 50; i++)
    {
      const WillowOutcome outcome = { .kind = WILLOW_OUTCOME_BROKEN };
      gint64              now_us = willow_clock_get_now_us (fixture->clock);

      end_with (fixture, &outcome);
      g_assert_cmpint (willow_reconnect_policy_get_due_us (fixture->policy),
                       <=,
                       now_us + 2 * SECOND);
      willow_reconnect_policy_attempt (fixture->policy);
    }
}

static void
test_jitter (Fixture *fixture, gconstpointer data)
{
  fixture->chance = 0;
  assert_wait (fixture, 0, 800 * MS, 1);
  assert_wait (fixture, 0, 1600 * MS, 2);
  fixture->chance = 0.75;
  assert_wait (fixture, 0, 4400 * MS, 3);
  fixture->settings.jitter_percent = 0;
  willow_reconnect_policy_begin (fixture->policy, &fixture->settings);
  assert_wait (fixture, 0, 1000 * MS, 1);
}

/* Who accepts and closes at once is not asked again each second; who held for a
 * while is. */
static void
test_held (Fixture *fixture, gconstpointer data)
{
  assert_wait (fixture, 0, 1 * SECOND, 1);
  assert_wait (fixture, 5 * SECOND, 2 * SECOND, 2);
  assert_wait (fixture, 9 * SECOND, 4 * SECOND, 3);
  assert_wait (fixture, 10 * SECOND, 1 * SECOND, 1);
  for (guint i = 0; i < 5; i++)
    assert_wait (fixture, 0, (2 << i) * SECOND, 2 + i);
  /* After 32 seconds of waiting 20 are no success. */
  assert_wait (fixture, 20 * SECOND, 54 * SECOND, 7);
  assert_wait (fixture, 54 * SECOND, 1 * SECOND, 1);
}

static void
test_off (Fixture *fixture, gconstpointer data)
{
  const WillowOutcome outcome = { .kind = WILLOW_OUTCOME_BROKEN };

  fixture->settings.enabled = FALSE;
  willow_reconnect_policy_begin (fixture->policy, &fixture->settings);
  g_assert_cmpint (end_with (fixture, &outcome), ==, WILLOW_RECONNECT_OFF);
  willow_reconnect_policy_stop (fixture->policy);
  g_assert_cmpint (end_with (fixture, &outcome), ==, WILLOW_RECONNECT_OFF);
}

static void
test_left (Fixture *fixture, gconstpointer data)
{
  const WillowOutcome left = { .kind = WILLOW_OUTCOME_LEFT };
  const WillowOutcome broken = { .kind = WILLOW_OUTCOME_BROKEN };

  g_assert_cmpint (end_with (fixture, &left), ==, WILLOW_RECONNECT_LEFT);
  g_assert_cmpint (end_with (fixture, &broken), ==, WILLOW_RECONNECT_LEFT);
  willow_reconnect_policy_begin (fixture->policy, &fixture->settings);
  assert_wait (fixture, 0, 1 * SECOND, 1);
  g_assert_cmpint (end_with (fixture, &broken), ==, WILLOW_RECONNECT_WAITING);
  willow_reconnect_policy_stop (fixture->policy);
  g_assert_cmpint (end_with (fixture, &broken), ==, WILLOW_RECONNECT_LEFT);
}

static void
test_taken_over (Fixture *fixture, gconstpointer data)
{
  const WillowOutcome outcome = { .kind = WILLOW_OUTCOME_BROKEN,
                                  .is_taken_over = TRUE };

  fixture->settings.stop_on_refusal = FALSE;
  willow_reconnect_policy_begin (fixture->policy, &fixture->settings);
  g_assert_cmpint (
      end_with (fixture, &outcome), ==, WILLOW_RECONNECT_TAKEN_OVER);
}

static void
assert_refused (Fixture *fixture, const WillowOutcome *outcome, gboolean stops)
{
  fixture->settings.stop_on_refusal = TRUE;
  willow_reconnect_policy_begin (fixture->policy, &fixture->settings);
  g_test_message ("MQTT %u, kind %u, 0x%02x",
                  outcome->version,
                  outcome->kind,
                  outcome->code);
  g_assert_cmpint (end_with (fixture, outcome),
                   ==,
                   stops ? WILLOW_RECONNECT_REFUSED : WILLOW_RECONNECT_WAITING);
  fixture->settings.stop_on_refusal = FALSE;
  willow_reconnect_policy_begin (fixture->policy, &fixture->settings);
  g_assert_cmpint (end_with (fixture, outcome), ==, WILLOW_RECONNECT_WAITING);
}

/* Every code of 5.0 section 3.2.2.2 and of 3.1.1 table 3.1. */
static void
test_connack (Fixture *fixture, gconstpointer data)
{
  static const guint8 stop_5[] = { 0x81, 0x82, 0x83, 0x84, 0x85, 0x86,
                                   0x87, 0x8a, 0x8c, 0x90, 0x95, 0x99,
                                   0x9a, 0x9b, 0x9c, 0x9d, 0x42, 0xff };
  static const guint8 go_on_5[] = { 0x80, 0x88, 0x89, 0x97, 0x9f };
  static const guint8 stop_3[] = { 1, 2, 4, 5, 6, 255 };
  WillowOutcome       outcome = { .kind = WILLOW_OUTCOME_REFUSED };

  for (guint i = 0; i < G_N_ELEMENTS (stop_5); i++)
    {
      outcome.version = MQTT_VERSION_5_0;
      outcome.code = stop_5[i];
      assert_refused (fixture, &outcome, TRUE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (go_on_5); i++)
    {
      outcome.code = go_on_5[i];
      assert_refused (fixture, &outcome, FALSE);
    }
  for (guint v = MQTT_VERSION_3_1; v <= MQTT_VERSION_3_1_1; v++)
    {
      outcome.version = v;
      for (guint i = 0; i < G_N_ELEMENTS (stop_3); i++)
        {
          outcome.code = stop_3[i];
          assert_refused (fixture, &outcome, TRUE);
        }
      outcome.code = 3;
      assert_refused (fixture, &outcome, FALSE);
    }
}

static void
test_disconnect (Fixture *fixture, gconstpointer data)
{
  /* 5.0 section 3.14.2.1, those of a Server */
  static const guint8 all[] = { 0x00, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89,
                                0x8b, 0x8d, 0x8e, 0x8f, 0x90, 0x93, 0x94,
                                0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b,
                                0x9c, 0x9d, 0x9e, 0x9f, 0xa0, 0xa1, 0xa2 };
  WillowOutcome       outcome = { .kind = WILLOW_OUTCOME_DISMISSED,
                                  .version = MQTT_VERSION_5_0,
                                  .lasted_us = SECOND };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      guint8 code = outcome.code = all[i];

      assert_refused (fixture,
                      &outcome,
                      code == 0x87 || code == 0x8e || code == 0x9c ||
                          code == 0x9d);
    }
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  const WillowOutcome unfit = { .kind = WILLOW_OUTCOME_UNFIT };
  const struct
  {
    GQuark   domain;
    int      code;
    gboolean is_lasting;
  } errors[] = {
    { WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_UNTRUSTED, TRUE },
    { WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_EXPIRED, TRUE },
    { WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_CERTIFICATE_REQUIRED, TRUE },
    { WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_SILENT, FALSE },
    { WILLOW_TLS_ERROR, WILLOW_TLS_ERROR_CLOSED, FALSE },
    { WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_AUTHENTICATION, TRUE },
    { WILLOW_CLIENT_ERROR, WILLOW_CLIENT_ERROR_LOST, FALSE },
    { MQTT_CONNECTION_ERROR, MQTT_CONNECTION_ERROR_INVALID, TRUE },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, FALSE },
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, FALSE },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, FALSE },
  };

  assert_refused (fixture, &unfit, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (GError) error =
          g_error_new_literal (errors[i].domain, errors[i].code, "");

      g_test_message (
          "%s %d", g_quark_to_string (errors[i].domain), errors[i].code);
      g_assert_cmpint (
          willow_reconnect_is_lasting_error (error), ==, errors[i].is_lasting);
    }
  g_assert_false (willow_reconnect_is_lasting_error (NULL));
}

/* Whatever the settings and the outcomes: a wait is never above the limit, nor
 * in the past, and once it has stopped it does not go on by itself. */
static void
test_any (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20);

  for (guint run = 0; run < 500; run++)
    {
      gboolean has_stopped = FALSE;

      fixture->settings.delay_ms = (guint)g_rand_int_range (rand, 100, 100000);
      fixture->settings.maximum_ms =
          (guint)g_rand_int_range (rand, 100, 100000);
      fixture->settings.jitter_percent = (guint)g_rand_int_range (rand, 0, 101);
      willow_reconnect_policy_begin (fixture->policy, &fixture->settings);
      for (guint i = 0; i < 50; i++)
        {
          const WillowOutcome outcome = {
            .kind = (WillowOutcomeKind)g_rand_int_range (rand, 1, 5),
            .version = MQTT_VERSION_5_0,
            .code = (guint8)g_rand_int_range (rand, 0x80, 0xa3),
            .lasted_us = g_rand_int_range (rand, 0, 20) * SECOND,
          };
          gint64 now_us = willow_clock_get_now_us (fixture->clock);
          gint64 wait_us;

          fixture->chance = g_rand_double (rand);
          has_stopped |=
              end_with (fixture, &outcome) != WILLOW_RECONNECT_WAITING;
          if (has_stopped)
            {
              g_assert_cmpint (
                  willow_reconnect_policy_get_state (fixture->policy),
                  ==,
                  WILLOW_RECONNECT_REFUSED);
              continue;
            }
          wait_us =
              willow_reconnect_policy_get_due_us (fixture->policy) - now_us;
          g_assert_cmpint (wait_us, >=, 0);
          g_assert_cmpint (
              wait_us, <=, (gint64)fixture->settings.maximum_ms * MS);
          willow_clock_advance_us (fixture->clock, wait_us);
          willow_reconnect_policy_attempt (fixture->policy);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func)                                                        \
  g_test_add ("/reconnect-policy/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("doubles", test_doubles);
  ADD ("limit", test_limit);
  ADD ("jitter", test_jitter);
  ADD ("held", test_held);
  ADD ("off", test_off);
  ADD ("left", test_left);
  ADD ("taken-over", test_taken_over);
  ADD ("connack", test_connack);
  ADD ("disconnect", test_disconnect);
  ADD ("errors", test_errors);
  ADD ("any", test_any);
#undef ADD
  return g_test_run ();
}
