/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-takeover-watch.h"

#define MS G_TIME_SPAN_MILLISECOND
#define SECOND G_TIME_SPAN_SECOND
#define N_SEEDS 2000u
#define N_ENDINGS 60u

/* A world that makes endings: times in microseconds. */
typedef struct
{
  GRand               *rand;
  gint64               now_us;
  gint64               wait_us; /* our next one */
  WillowTakeoverWatch *watch;
  guint                n_said; /* verdicts other than none */
} World;

static void
world_begin (World *world, guint seed)
{
  world->rand = g_rand_new_with_seed (seed);
  world->now_us = 1000 * SECOND;
  world->wait_us = SECOND;
  world->n_said = 0;
  world->watch = willow_takeover_watch_new ();
}

static void
world_end (World *world)
{
  g_rand_free (world->rand);
  willow_takeover_watch_free (world->watch);
}

static gint64
between (World *world, gint64 low_us, gint64 high_us)
{
  return low_us +
         (gint64)(g_rand_double (world->rand) * (double)(high_us - low_us));
}

/* Ours: doubled up to 60 s, 20 % by chance, anew when one held for 10 s. */
static void
wait_as_we_do (World *world, gint64 lasted_us)
{
  if (lasted_us >= 10 * SECOND)
    world->wait_us = SECOND;
  world->now_us +=
      world->wait_us + between (world, -world->wait_us / 5, world->wait_us / 5);
  world->wait_us = MIN (2 * world->wait_us, 60 * SECOND);
}

static WillowTakeover
tell (World *world, const WillowTakeoverSample *sample)
{
  WillowTakeover verdict = willow_takeover_watch_add (world->watch, sample);

  world->n_said += verdict != WILLOW_TAKEOVER_NONE;
  return verdict;
}

/* One connection that the server closed @lasted_us after CONNACK.
 * @silence_us: how long nothing had been exchanged then */
static WillowTakeover
close_after (World *world, gint64 lasted_us, gint64 silence_us)
{
  WillowTakeoverSample sample = {
    .is_silent_close = TRUE,
    .connected_us = world->now_us,
    .ended_us = world->now_us + lasted_us,
    .last_sent_us = world->now_us + MAX (0, lasted_us - silence_us),
    .answer_us = between (world, MS, 40 * MS),
  };

  sample.last_received_us = sample.last_sent_us;
  world->now_us = sample.ended_us;
  return tell (world, &sample);
}

static void
fail_to_connect (World *world)
{
  const WillowTakeoverSample sample = { .ended_us = world->now_us };

  g_assert_cmpint (tell (world, &sample), ==, WILLOW_TAKEOVER_NONE);
}

/* DISCONNECT 0x8E, or the broker in this process: once is enough. */
static void
test_told (void)
{
  const WillowTakeoverSample sample = { .is_told = TRUE, .ended_us = SECOND };
  g_autoptr (WillowTakeoverWatch) watch = willow_takeover_watch_new ();
  guint n;

  g_assert_cmpint (
      willow_takeover_watch_get_verdict (watch), ==, WILLOW_TAKEOVER_NONE);
  g_assert_cmpint (
      willow_takeover_watch_add (watch, &sample), ==, WILLOW_TAKEOVER_CERTAIN);
  g_assert_cmpint (
      willow_takeover_watch_get_intervals_us (watch, &n)[0], ==, SECOND);
  g_assert_cmpuint (n, ==, 1);
  willow_takeover_watch_reset (watch);
  g_assert_cmpint (
      willow_takeover_watch_get_verdict (watch), ==, WILLOW_TAKEOVER_NONE);
}

/* The other one comes back after what is usual among clients. */
static void
test_loops (void)
{
  static const gint64 theirs_us[] = { 500 * MS,   1 * SECOND, 2 * SECOND,
                                      4 * SECOND, 5 * SECOND, 9 * SECOND };

  for (guint i = 0; i < G_N_ELEMENTS (theirs_us); i++)
    for (guint seed = 0; seed < N_SEEDS; seed++)
      {
        World world;
        guint n = 0;

        world_begin (&world, seed);
        while (n < 12)
          {
            gint64 lasted_us = theirs_us[i] + between (&world, 0, 25 * MS);

            n++;
            if (close_after (&world, lasted_us, lasted_us) ==
                WILLOW_TAKEOVER_LIKELY)
              break;
            wait_as_we_do (&world, lasted_us);
          }
        g_assert_cmpuint (n, >=, 5);
        g_assert_cmpuint (n, <, 12);
        world_end (&world);
      }
}

/* It comes back after 15 seconds, and meanwhile there is traffic. */
static void
test_slow_loop (void)
{
  for (guint seed = 0; seed < N_SEEDS; seed++)
    {
      World world;

      world_begin (&world, seed);
      for (guint i = 0; i < 40; i++)
        {
          gint64 lasted_us = 15 * SECOND + between (&world, 0, 25 * MS);

          close_after (
              &world, lasted_us, between (&world, 300 * MS, 3 * SECOND));
          wait_as_we_do (&world, lasted_us);
        }
      g_assert_cmpuint (world.n_said, >, 0);
      world_end (&world);
    }
}

typedef void (*Weather) (World *world);

/* A network that comes and goes: what it does to a connection is a time-out, an
 * error, a reset of what is sent, and attempts that fail. */
static void
flap (World *world)
{
  gint64               lasted_us = between (world, 10 * MS, 30 * SECOND);
  WillowTakeoverSample sample = {
    .is_silent_close = g_rand_int_range (world->rand, 0, 3) == 0, /* RST */
    .connected_us = world->now_us,
    .ended_us = world->now_us + lasted_us,
    .answer_us = between (world, MS, 300 * MS),
  };

  sample.last_sent_us =
      sample.ended_us - between (world, 0, 2 * sample.answer_us);
  sample.last_received_us = sample.last_sent_us;
  world->now_us = sample.ended_us;
  tell (world, &sample);
  wait_as_we_do (world, lasted_us);
  while (g_rand_int_range (world->rand, 0, 3) == 0)
    {
      fail_to_connect (world);
      wait_as_we_do (world, 0);
    }
}

/* Each connection is closed after a time of its own. */
static void
close_by_chance (World *world)
{
  gint64 lasted_us = between (world, 300 * MS, 30 * SECOND);

  close_after (world, lasted_us, between (world, 250 * MS, lasted_us));
  wait_as_we_do (world, lasted_us);
}

/* A broker that is started anew every 20 seconds, and is there at once: no
 * attempt fails. */
static void
restart (World *world)
{
  gint64 lasted_us = 20 * SECOND - world->now_us % (20 * SECOND);

  close_after (world, lasted_us, lasted_us);
  wait_as_we_do (world, lasted_us);
}

/* The same, every six seconds, and each time it takes a while. */
static void
restart_slowly (World *world)
{
  gint64 lasted_us = 6 * SECOND - world->now_us % (6 * SECOND);

  close_after (world, lasted_us, lasted_us);
  wait_as_we_do (world, lasted_us);
  if (world->now_us % (6 * SECOND) < SECOND)
    {
      fail_to_connect (world);
      wait_as_we_do (world, 0);
    }
}

/* Keep Alive: PINGREQ is not answered, we close. */
static void
time_out (World *world)
{
  const WillowTakeoverSample sample = {
    .connected_us = world->now_us,
    .ended_us = world->now_us + 5 * SECOND,
    .last_sent_us = world->now_us + 2 * SECOND,
    .last_received_us = world->now_us,
    .answer_us = MS,
  };

  world->now_us = sample.ended_us;
  tell (world, &sample);
  wait_as_we_do (world, 5 * SECOND);
}

/* A NAT has forgotten the connection: what we send next, PINGREQ each five
 * seconds, is answered with RST. */
static void
reset_by_nat (World *world)
{
  close_after (world, 5 * SECOND, between (world, MS, 2 * MS));
  wait_as_we_do (world, 5 * SECOND);
}

/* A Server that closes at what it does not like: the CONNECT itself, or the
 * PUBLISH that comes a second later. */
static void
answer_by_closing (World *world)
{
  gint64 lasted_us =
      g_rand_int_range (world->rand, 0, 2) == 0 ? 30 * MS : SECOND + 30 * MS;

  close_after (world, lasted_us, 30 * MS);
  wait_as_we_do (world, lasted_us);
}

/* Something on the way cuts what was idle for 10 or 60 seconds. */
static void
cut_idle (World *world)
{
  gint64 limit_us = world->wait_us % 2 == 0 ? 10 * SECOND : 60 * SECOND;
  gint64 busy_us = between (world, 0, 20 * SECOND);

  close_after (world, busy_us + limit_us, limit_us);
  wait_as_we_do (world, busy_us + limit_us);
}

static void
cut_idle_at_once (World *world)
{
  close_after (world, 10 * SECOND, 10 * SECOND);
  wait_as_we_do (world, 10 * SECOND);
}

/* Plain loss, however often it comes, is never taken for another client. */
static void
test_weather (gconstpointer data)
{
  Weather weather = *(const Weather *)data;

  for (guint seed = 0; seed < N_SEEDS; seed++)
    {
      World world;

      world_begin (&world, seed);
      for (guint i = 0; i < N_ENDINGS; i++)
        weather (&world);
      g_assert_cmpuint (world.n_said, ==, 0);
      world_end (&world);
    }
}

/* Whatever comes between, the series begins anew. */
static void
test_interrupted (void)
{
  for (guint kind = 0; kind < 4; kind++)
    for (guint seed = 0; seed < N_SEEDS; seed++)
      {
        World world;

        world_begin (&world, seed);
        for (guint i = 0; i < N_ENDINGS; i++)
          {
            close_after (&world, 2 * SECOND, 2 * SECOND);
            wait_as_we_do (&world, 2 * SECOND);
            if (i % 4 != 3)
              continue;
            if (kind == 0)
              fail_to_connect (&world);
            else if (kind == 1)
              time_out (&world);
            else if (kind == 2)
              answer_by_closing (&world);
            else
              willow_takeover_watch_reset (world.watch);
          }
        g_assert_cmpuint (world.n_said, ==, 0);
        world_end (&world);
      }
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    Weather     weather;
  } weathers[] = {
    { "/takeover-watch/weather/flap", flap },
    { "/takeover-watch/weather/chance", close_by_chance },
    { "/takeover-watch/weather/restart", restart },
    { "/takeover-watch/weather/slow-restart", restart_slowly },
    { "/takeover-watch/weather/time-out", time_out },
    { "/takeover-watch/weather/nat", reset_by_nat },
    { "/takeover-watch/weather/answer", answer_by_closing },
    { "/takeover-watch/weather/idle", cut_idle },
    { "/takeover-watch/weather/idle-at-once", cut_idle_at_once },
  };

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/takeover-watch/told", test_told);
  g_test_add_func ("/takeover-watch/loops", test_loops);
  g_test_add_func ("/takeover-watch/slow-loop", test_slow_loop);
  g_test_add_func ("/takeover-watch/interrupted", test_interrupted);
  for (guint i = 0; i < G_N_ELEMENTS (weathers); i++)
    g_test_add_data_func (weathers[i].path, &weathers[i].weather, test_weather);
  return g_test_run ();
}
