/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/connection-world.h"

/* Both roles against each other: any chunks, and connections that break. */

static const MqttVersion versions[] = { MQTT_VERSION_3_1,
                                        MQTT_VERSION_3_1_1,
                                        MQTT_VERSION_5_0 };

static void
publish_some (World *world, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      gsize extra = (gsize)g_rand_int_range (world->random, 0, 40);

      if (g_rand_int_range (world->random, 0, 10) == 0)
        extra = (gsize)g_rand_int_range (world->random, 1000, 3000);
      world_publish (world,
                     (MqttRole)g_rand_int_range (world->random, 0, 2),
                     (MqttQos)g_rand_int_range (world->random, 0, 3),
                     extra);
    }
}

static void
test_chunks (void)
{
  const guint chunks[] = { 1, 2, 3, 5, 7, 16, 1000000 };

  for (guint v = 0; v < G_N_ELEMENTS (versions); v++)
    for (guint i = 0; i < G_N_ELEMENTS (chunks); i++)
      {
        g_autoptr (World) world = world_new (i, versions[v]);

        world->chunk = chunks[i];
        publish_some (world, 10);
        world_connect (world);
        world_settle (world);
        publish_some (world, 60);
        world_settle (world);
        world_check (world, FALSE);
      }
}

static void
run_one (guint32 seed)
{
  g_autoptr (World) world = world_new (seed, versions[seed % 3]);
  guint n_steps = (guint)g_rand_int_range (world->random, 20, 200);

  for (guint i = 0; i < n_steps; i++)
    {
      gboolean is_up = world->end[MQTT_ROLE_CLIENT].connection != NULL;
      int      dice = g_rand_int_range (world->random, 0, 40);

      if (!is_up && dice < 10)
        world_connect (world);
      else if (is_up && dice == 0)
        world_cut (world);
      else if (dice < 12)
        publish_some (world, 1);
      else if (is_up)
        world_move (world, (MqttRole)(dice & 1));
    }
  if (world->end[MQTT_ROLE_CLIENT].connection == NULL)
    world_connect (world);
  world_settle (world);
  world_check (world, TRUE);
}

/* QoS 1 at least once, QoS 2 exactly once, each in order, whatever breaks.
 * both: [MQTT-4.3.3-10] [MQTT-4.4.0-1] [MQTT-4.6.0-1] [MQTT-4.6.0-5], 3.1.1:
 * [MQTT-4.3.3-2] [MQTT-4.4.0-1] [MQTT-4.6.0-1] */
static void
test_breaks (void)
{
  guint32 first = (guint32)g_test_rand_int_range (0, 1000000) * 1000;

  for (guint32 seed = 0; seed < 3000; seed++)
    run_one (seed);
  for (guint32 seed = first; seed < first + 3000; seed++)
    {
      g_test_message ("seed %u", seed);
      run_one (seed);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mqtt/connection/both/chunks", test_chunks);
  g_test_add_func ("/mqtt/connection/both/breaks", test_breaks);
  return g_test_run ();
}
