/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults on bytes, without a network: triggers, scopes, time, and that nothing
 * is changed where nothing fires. */
#include "fault/willow-fault-engine.h"
#include "fault/willow-fault-text.h"

#include <string.h>

typedef struct
{
  WillowReactor     *reactor;
  WillowFaultEngine *engine;
  GByteArray        *out[2]; /* by direction */
  GString           *told;
  guint              n_closed;
  WillowCloseMode    close_mode;
  gboolean           frees_when_told;
} World;

static void
forward (WillowDirection direction, MqttSlice bytes, gpointer user_data)
{
  World *world = user_data;

  g_byte_array_append (world->out[direction], bytes.data, (guint)bytes.len);
  if (world->frees_when_told)
    g_clear_pointer (&world->engine, willow_fault_engine_free);
}

static void
fired (WillowDirection    direction,
       const WillowFault *fault,
       const char        *text,
       gpointer           user_data)
{
  World *world = user_data;

  g_string_append_printf (world->told, "%s\n", text);
}

static void
close_cb (WillowCloseMode mode, gpointer user_data)
{
  World *world = user_data;

  world->n_closed++;
  world->close_mode = mode;
}

static void
set_faults (World *world, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowFaultList) list = willow_fault_list_parse (text, &error);

  g_assert_no_error (error);
  willow_fault_engine_set_list (world->engine, list);
}

static void
world_init (World *world, const char *text)
{
  static const WillowFaultEngineFuncs funcs = { forward, fired, close_cb };

  *world = (World){ 0 };
  world->reactor = willow_reactor_new (NULL, NULL);
  world->engine = willow_fault_engine_new (world->reactor, &funcs, world);
  world->out[0] = g_byte_array_new ();
  world->out[1] = g_byte_array_new ();
  world->told = g_string_new (NULL);
  set_faults (world, text);
}

static void
world_clear (World *world)
{
  g_clear_pointer (&world->engine, willow_fault_engine_free);
  willow_reactor_free (world->reactor);
  g_byte_array_unref (world->out[0]);
  g_byte_array_unref (world->out[1]);
  g_string_free (world->told, TRUE);
}

#define BYTES(literal) ((const guint8 *)(literal)), sizeof (literal) - 1

static void
up (World *world, const guint8 *data, gsize len)
{
  willow_fault_engine_feed (
      world->engine, WILLOW_DIRECTION_TO_SERVER, data, len);
}

static void
down (World *world, const guint8 *data, gsize len)
{
  willow_fault_engine_feed (
      world->engine, WILLOW_DIRECTION_TO_CLIENT, data, len);
}

static void
expect (World *world, WillowDirection direction, const guint8 *data, gsize len)
{
  g_assert_cmpmem (
      world->out[direction]->data, world->out[direction]->len, data, len);
  g_byte_array_set_size (world->out[direction], 0);
}

#define expect_up(world, literal)                                              \
  expect (world, WILLOW_DIRECTION_TO_SERVER, BYTES (literal))
#define expect_down(world, literal)                                            \
  expect (world, WILLOW_DIRECTION_TO_CLIENT, BYTES (literal))

/* 3.1.1, Clean Session, Keep Alive 60, "dev-1" */
#define CONNECT "\x10\x11\0\4MQTT\4\2\0\x3c\0\5dev-1"
#define CONNACK "\x20\2\0\0"
#define PUBLISH_T "\x32\6\0\1t\0\7x"
#define PUBACK_7 "\x40\2\0\7"
#define PUBACK_8 "\x40\2\0\x08"

static void
connect_311 (World *world)
{
  up (world, BYTES (CONNECT));
  expect_up (world, CONNECT);
  down (world, BYTES (CONNACK));
  expect_down (world, CONNACK);
}

/* With faults that never fire every byte goes on, in order, however the stream
 * is cut. */
static void
test_equal (void)
{
  static const char all[] = CONNECT PUBLISH_T "\x82\x06\0\2\0\1a\1"
                                              "\xc0\0"
                                              "\x34\6\0\1t\0\x09y"
                                              "\x62\2\0\x09"
                                              "\xe0\0";
  World                             world;

  for (gsize step = 1; step <= sizeof all; step++)
    {
      world_init (&world,
                  "drop packet=any client=somebody-else\n"
                  "corrupt packet=PUBLISH topic=other\n"
                  "delay packet=PUBLISH skip=1000\n"
                  "refuse probability=0\n"
                  "throttle bytes=1 client=nobody\n");
      for (gsize at = 0; at < sizeof all - 1; at += step)
        up (&world, (const guint8 *)all + at, MIN (step, sizeof all - 1 - at));
      expect (&world, WILLOW_DIRECTION_TO_SERVER, BYTES (all));
      g_assert_cmpstr (world.told->str, ==, "");
      g_assert_cmpuint (world.n_closed, ==, 0);
      world_clear (&world);
    }
}

static void
test_raw (void)
{
  World world;

  world_init (&world, "drop packet=any\nstall\nbad-length");
  up (&world, BYTES ("GET / HTTP/1.1\r\n"));
  expect_up (&world, "GET / HTTP/1.1\r\n");
  down (&world, BYTES ("HTTP/1.1 404\r\n"));
  expect_down (&world, "HTTP/1.1 404\r\n");
  g_assert_cmpstr (world.told->str, ==, "");
  world_clear (&world);
}

/* What cannot be a packet goes on as it came, and so does all behind it. */
static void
test_malformed (void)
{
  World world;

  world_init (&world, "drop packet=PINGREQ");
  connect_311 (&world);
  up (&world, BYTES ("\x30\xff\xff\xff\xff\xc0\0"));
  expect_up (&world, "\x30\xff\xff\xff\xff\xc0\0");
  up (&world, BYTES ("\xc0\0"));
  expect_up (&world, "\xc0\0");
  world_clear (&world);
}

static void
test_triggers (void)
{
  World world;

  world_init (&world, "drop packet=PUBACK skip=1 times=2");
  connect_311 (&world);
  for (guint i = 0; i < 5; i++)
    down (&world, BYTES (PUBACK_7));
  expect_down (&world, PUBACK_7 PUBACK_7 PUBACK_7);
  g_assert_cmpstr (world.told->str,
                   ==,
                   "Fault: dropped PUBACK 7 (1 of 2)\n"
                   "Fault: dropped PUBACK 7 (2 of 2)\n");
  world_clear (&world);
}

static void
test_probability (void)
{
  g_autoptr (WillowFault) fault = willow_fault_new (WILLOW_FAULT_DROP);
  guint n = 0;

  fault->probability = 0.5;
  for (guint i = 0; i < 10000; i++)
    n += willow_fault_try_fire (fault) ? 1 : 0;
  g_assert_cmpuint (n, >, 4500);
  g_assert_cmpuint (n, <, 5500);
  g_assert_cmpuint (willow_fault_get_n_fired (fault), ==, n);
}

static void
test_client_scope (void)
{
  World world;

  world_init (&world, "drop packet=PINGRESP client=dev-2");
  connect_311 (&world);
  down (&world, BYTES ("\xd0\0"));
  expect_down (&world, "\xd0\0");
  set_faults (&world, "drop packet=PINGRESP client=dev-1");
  down (&world, BYTES ("\xd0\0"));
  expect_down (&world, "");
  set_faults (&world, "drop packet=PINGRESP user=bob");
  down (&world, BYTES ("\xd0\0"));
  expect_down (&world, "\xd0\0");
  world_clear (&world);
}

/* Also of acknowledgements, which do not say it. */
static void
test_topic_scope (void)
{
  World world;

  world_init (&world, "drop packet=PUBACK topic=t/+");
  connect_311 (&world);
  up (&world, BYTES ("\x32\x08\0\3t/1\0\7x"));
  up (&world, BYTES ("\x32\x08\0\3u/1\0\x08x"));
  down (&world, BYTES (PUBACK_7));
  down (&world, BYTES (PUBACK_8));
  expect_down (&world, PUBACK_8);
  /* the identifier is free again */
  down (&world, BYTES (PUBACK_7));
  expect_down (&world, PUBACK_7);
  world_clear (&world);
}

static void
test_alias_scope (void)
{
  World world;

  world_init (&world, "drop packet=PUBLISH topic=t skip=1");
  up (&world, BYTES ("\x10\x12\0\4MQTT\5\2\0\x3c\0\0\5dev-1"));
  /* Topic Alias 1 is "t", then only the alias is said. */
  up (&world, BYTES ("\x30\x08\0\1t\3\x23\0\1x"));
  g_byte_array_set_size (world.out[WILLOW_DIRECTION_TO_SERVER], 0);
  up (&world, BYTES ("\x30\7\0\0\3\x23\0\1y"));
  expect_up (&world, "");
  world_clear (&world);
}

/* An engine that comes in when a connection is up: what has begun passes. */
static void
test_join (void)
{
  static const guint8 begun[] = { 0x30, 0x05, 0x00 };
  World               world;

  world_init (&world, "drop packet=PUBLISH");
  willow_fault_engine_set_identity (
      world.engine, MQTT_VERSION_3_1_1, "dev-1", NULL);
  willow_fault_engine_skip (world.engine,
                            WILLOW_DIRECTION_TO_SERVER,
                            (MqttSlice){ begun, sizeof begun },
                            0);
  willow_fault_engine_skip (
      world.engine, WILLOW_DIRECTION_TO_CLIENT, MQTT_SLICE_NONE, 2);
  up (&world, BYTES ("\1txy" PUBLISH_T "\xc0\0"));
  expect_up (&world, "\1txy\xc0\0");
  down (&world, BYTES ("\x30\3\x30\3\0\1t\xd0\0"));
  expect_down (&world, "\x30\3\xd0\0");
  world_clear (&world);
}

/* The same where not even the length had come. */
static void
test_join_in_header (void)
{
  static const guint8 begun[] = { 0x30, 0x83 };
  World               world;
  guint8              rest[1 + 0x83];

  memset (rest, 'x', sizeof rest);
  rest[0] = 1;
  world_init (&world, "drop packet=PINGREQ");
  willow_fault_engine_skip (world.engine,
                            WILLOW_DIRECTION_TO_SERVER,
                            (MqttSlice){ begun, sizeof begun },
                            0);
  up (&world, rest, sizeof rest);
  expect (&world, WILLOW_DIRECTION_TO_SERVER, rest, sizeof rest);
  up (&world, BYTES ("\xc0\0"));
  expect_up (&world, "");
  world_clear (&world);
}

static void
wait_for (World *world, WillowDirection direction, guint len)
{
  while (world->out[direction]->len < len)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_time (void)
{
  World world;

  world_init (&world, "delay packet=PUBACK time=50ms next");
  connect_311 (&world);
  down (&world, BYTES (PUBACK_7 PUBACK_8));
  expect_down (&world, "");
  g_assert_cmpuint (willow_fault_engine_get_held_bytes (
                        world.engine, WILLOW_DIRECTION_TO_CLIENT, NULL),
                    ==,
                    8);
  wait_for (&world, WILLOW_DIRECTION_TO_CLIENT, 8);
  expect_down (&world, PUBACK_7 PUBACK_8);
  world_clear (&world);
}

/* Where nothing follows, the one that was to be overtaken goes all the same. */
static void
test_reorder_alone (void)
{
  World world;

  world_init (&world, "reorder packet=PUBACK time=30ms");
  connect_311 (&world);
  down (&world, BYTES (PUBACK_7));
  expect_down (&world, "");
  wait_for (&world, WILLOW_DIRECTION_TO_CLIENT, 4);
  expect_down (&world, PUBACK_7);
  world_clear (&world);
}

/* Off is off: a stall ends with its fault, and nothing is lost. */
static void
test_off (void)
{
  World world;

  world_init (&world, "stall packet=PUBACK");
  connect_311 (&world);
  down (&world, BYTES (PUBACK_7 PUBACK_8 "\x30\5"));
  expect_down (&world, PUBACK_7);
  willow_fault_engine_set_list (world.engine, NULL);
  expect_down (&world, PUBACK_8);
  willow_fault_engine_release (world.engine);
  expect_down (&world, "\x30\5");
  down (&world, BYTES ("\0\1txy"));
  expect_down (&world, "\0\1txy");
  world_clear (&world);
}

/* One that stays in the next list keeps what it has counted. */
static void
test_counters_stay (void)
{
  World world;
  g_autoptr (GPtrArray) faults = g_ptr_array_new ();
  g_autoptr (WillowFault) drop =
      willow_fault_parse ("drop packet=PUBACK times=2", NULL, NULL);
  g_autoptr (WillowFault) other = willow_fault_parse ("refuse", NULL, NULL);
  g_autoptr (WillowFaultList) one = NULL;
  g_autoptr (WillowFaultList) two = NULL;

  g_ptr_array_add (faults, drop);
  one = willow_fault_list_new (faults);
  g_ptr_array_add (faults, other);
  two = willow_fault_list_new (faults);
  world_init (&world, "");
  connect_311 (&world);
  willow_fault_engine_set_list (world.engine, one);
  down (&world, BYTES (PUBACK_7));
  willow_fault_engine_set_list (world.engine, two);
  down (&world, BYTES (PUBACK_7 PUBACK_8));
  expect_down (&world, PUBACK_8);
  g_assert_true (willow_fault_is_spent (drop));
  g_assert_true (willow_fault_list_is_armed (two));
  g_assert_false (willow_fault_list_is_armed (one));
  world_clear (&world);
}

/* Behind the end nothing is taken, and the end comes once. */
static void
test_end (void)
{
  World world;

  world_init (&world, "reset packet=PUBACK\nclose packet=PUBACK");
  connect_311 (&world);
  down (&world, BYTES (PUBACK_7 PUBACK_8));
  expect_down (&world, PUBACK_7);
  g_assert_cmpuint (world.n_closed, ==, 1);
  g_assert_cmpint (world.close_mode, ==, WILLOW_CLOSE_RESET);
  up (&world, BYTES ("\xc0\0"));
  expect_up (&world, "");
  world_clear (&world);
}

static void
test_refuse_words (void)
{
  World world;

  world_init (&world, "refuse code=4");
  up (&world, BYTES (CONNECT PUBLISH_T));
  expect_up (&world, "");
  expect_down (&world, "\x20\2\0\4");
  g_assert_cmpuint (world.n_closed, ==, 1);
  g_assert_cmpint (world.close_mode, ==, WILLOW_CLOSE_GRACEFUL);
  world_clear (&world);
}

/* Who is told may free the engine. */
static void
test_free_inside (void)
{
  World world;

  world_init (&world, "duplicate packet=PUBACK");
  connect_311 (&world);
  world.frees_when_told = TRUE;
  down (&world, BYTES (PUBACK_7 PUBACK_8 PUBACK_7));
  expect_down (&world, PUBACK_7);
  g_assert_null (world.engine);
  world_clear (&world);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fault/engine/equal", test_equal);
  g_test_add_func ("/fault/engine/raw", test_raw);
  g_test_add_func ("/fault/engine/malformed", test_malformed);
  g_test_add_func ("/fault/engine/triggers", test_triggers);
  g_test_add_func ("/fault/engine/probability", test_probability);
  g_test_add_func ("/fault/engine/client-scope", test_client_scope);
  g_test_add_func ("/fault/engine/topic-scope", test_topic_scope);
  g_test_add_func ("/fault/engine/alias-scope", test_alias_scope);
  g_test_add_func ("/fault/engine/join", test_join);
  g_test_add_func ("/fault/engine/join-in-header", test_join_in_header);
  g_test_add_func ("/fault/engine/time", test_time);
  g_test_add_func ("/fault/engine/reorder-alone", test_reorder_alone);
  g_test_add_func ("/fault/engine/off", test_off);
  g_test_add_func ("/fault/engine/counters-stay", test_counters_stay);
  g_test_add_func ("/fault/engine/end", test_end);
  g_test_add_func ("/fault/engine/refuse-words", test_refuse_words);
  g_test_add_func ("/fault/engine/free-inside", test_free_inside);
  return g_test_run ();
}
