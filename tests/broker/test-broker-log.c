/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/glass/willow-broker-log.h"

static void
test_in_order (void)
{
  g_autoptr (WillowBrokerLog) log = willow_broker_log_new (10);
  g_autoptr (GPtrArray) entries = NULL;
  guint n_dropped = 99;

  willow_broker_log_say (log, WILLOW_BROKER_LOG_MESSAGE, "one");
  willow_broker_log_say (log, WILLOW_BROKER_LOG_WARNING, "two");
  entries = willow_broker_log_take (log, &n_dropped);
  g_assert_cmpuint (entries->len, ==, 2);
  g_assert_cmpstr (
      ((WillowBrokerLogEntry *)entries->pdata[0])->text, ==, "one");
  g_assert_cmpstr (
      ((WillowBrokerLogEntry *)entries->pdata[1])->text, ==, "two");
  g_assert_cmpint (((WillowBrokerLogEntry *)entries->pdata[1])->reason, ==, -1);
  g_assert_cmpuint (n_dropped, ==, 0);
}

/* A broker does not wait for its log, and does not eat up memory for it. */
static void
test_bounded (void)
{
  g_autoptr (WillowBrokerLog) log = willow_broker_log_new (3);
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GPtrArray) none = NULL;
  guint n_dropped;

  for (guint i = 0; i < 8; i++)
    willow_broker_log_say (log, WILLOW_BROKER_LOG_MESSAGE, "x");
  entries = willow_broker_log_take (log, &n_dropped);
  g_assert_cmpuint (entries->len, ==, 3);
  g_assert_cmpuint (n_dropped, ==, 5);
  none = willow_broker_log_take (log, &n_dropped);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (n_dropped, ==, 0);
}

static void
test_wanted_events_only (void)
{
  g_autoptr (WillowBrokerLog) log = willow_broker_log_new (3);
  g_autoptr (GPtrArray) entries = NULL;
  guint n_dropped;

  willow_broker_log_set_events (log, 1u << WILLOW_BROKER_LOG_WARNING);
  willow_broker_log_add_events (log, 1u << WILLOW_BROKER_LOG_REFUSED);
  g_assert_true (willow_broker_log_wants (log, WILLOW_BROKER_LOG_REFUSED));
  g_assert_false (willow_broker_log_wants (log, WILLOW_BROKER_LOG_OPENED));
  willow_broker_log_say (log, WILLOW_BROKER_LOG_MESSAGE, "not this");
  willow_broker_log_say (log, WILLOW_BROKER_LOG_WARNING, "this");
  entries = willow_broker_log_take (log, &n_dropped);
  g_assert_cmpuint (entries->len, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/broker-log/in-order", test_in_order);
  g_test_add_func ("/broker-log/bounded", test_bounded);
  g_test_add_func ("/broker-log/wanted-events-only", test_wanted_events_only);
  return g_test_run ();
}
