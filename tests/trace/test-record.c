/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/willow-record.h"

static void
test_fields (void)
{
  const guint8 bytes[] = { 0xc0, 0x00 };
  gint64       now_us = g_get_monotonic_time ();
  gint64       wall_us = g_get_real_time ();
  g_autoptr (WillowRecord) record =
      willow_record_new (WILLOW_RECORD_PACKET,
                         WILLOW_DIRECTION_TO_SERVER,
                         MQTT_VERSION_5_0,
                         77,
                         now_us,
                         (MqttSlice){ bytes, 2 });

  g_assert_cmpmem (record->data, record->len, bytes, 2);
  g_assert_cmpint (record->kind, ==, WILLOW_RECORD_PACKET);
  g_assert_cmpint (record->direction, ==, WILLOW_DIRECTION_TO_SERVER);
  g_assert_cmpint (record->version, ==, MQTT_VERSION_5_0);
  g_assert_cmpuint (record->connection, ==, 77);
  g_assert_cmpint (record->time_us, ==, now_us);
  /* Nothing is said about how long this took, only that it is the same day. */
  g_assert_cmpint (ABS (record->wall_us - wall_us), <, G_TIME_SPAN_DAY);
}

static void
test_wall_keeps_distances (void)
{
  gint64 now_us = g_get_monotonic_time ();
  g_autoptr (WillowRecord) early =
      willow_record_new (WILLOW_RECORD_NOTE,
                         WILLOW_DIRECTION_TO_CLIENT,
                         MQTT_VERSION_UNKNOWN,
                         1,
                         now_us - 10 * G_TIME_SPAN_HOUR,
                         mqtt_slice_from_string ("a"));
  g_autoptr (WillowRecord) late =
      willow_record_new (WILLOW_RECORD_NOTE,
                         WILLOW_DIRECTION_TO_CLIENT,
                         MQTT_VERSION_UNKNOWN,
                         1,
                         now_us,
                         mqtt_slice_from_string ("b"));
  gint64 distance_us = late->wall_us - early->wall_us;

  g_assert_cmpint (distance_us, >, 9 * G_TIME_SPAN_HOUR);
  g_assert_cmpint (distance_us, <, 11 * G_TIME_SPAN_HOUR);
}

static void
test_empty_and_references (void)
{
  WillowRecord *record = willow_record_new (WILLOW_RECORD_FRAGMENT,
                                            WILLOW_DIRECTION_TO_CLIENT,
                                            MQTT_VERSION_UNKNOWN,
                                            1,
                                            0,
                                            MQTT_SLICE_NONE);

  g_assert_cmpuint (record->len, ==, 0);
  g_assert_true (willow_record_ref (record) == record);
  willow_record_unref (record);
  g_assert_cmpint (record->kind, ==, WILLOW_RECORD_FRAGMENT);
  willow_record_unref (record);
}

static void
test_sender (void)
{
  g_assert_cmpint (willow_direction_get_sender (WILLOW_DIRECTION_TO_SERVER),
                   ==,
                   MQTT_ROLE_CLIENT);
  g_assert_cmpint (willow_direction_get_sender (WILLOW_DIRECTION_TO_CLIENT),
                   ==,
                   MQTT_ROLE_SERVER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace/record/fields", test_fields);
  g_test_add_func ("/trace/record/wall-keeps-distances",
                   test_wall_keeps_distances);
  g_test_add_func ("/trace/record/empty-and-references",
                   test_empty_and_references);
  g_test_add_func ("/trace/record/sender", test_sender);
  return g_test_run ();
}
