/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of the sequence of packets cite what the specifications have. */
#include "mqtt/conformance-table.h"
#include "mqtt/mqtt-flow-rule.h"

static void
check_cited (const char *file, MqttVersion version, MqttRole sender)
{
  g_autoptr (GPtrArray) rows = conformance_table_load (file, 6);

  for (guint rule = 0; rule < MQTT_N_FLOW_RULES; rule++)
    {
      MqttViolation violation =
          mqtt_flow_rule_get_violation (rule, version, sender);
      const char *section = NULL;

      /* What is no violation has no Reason Code. */
      if (mqtt_flow_rule_get_severity (rule) == MQTT_SEVERITY_VIOLATION)
        g_assert_cmpint (violation.reason, >=, 0x80);
      else
        g_assert_cmpint (violation.reason, ==, 0);
      g_assert_true (g_str_has_suffix (violation.text, "."));
      if (violation.id[0] == '\0')
        continue;
      for (guint i = 0; i < rows->len && section == NULL; i++)
        {
          char **row = rows->pdata[i];

          if (g_str_equal (row[0], violation.id))
            section = row[1];
        }
      if (g_strcmp0 (section, violation.section) != 0)
        g_test_fail_printf ("rule %u: [%s] stands in %s, not in %s",
                            rule,
                            violation.id,
                            section != NULL ? section : "no table",
                            violation.section);
    }
}

static void
test_cited (void)
{
  for (MqttRole sender = MQTT_ROLE_CLIENT; sender <= MQTT_ROLE_SERVER; sender++)
    {
      check_cited ("mqtt-3.1.1.tsv", MQTT_VERSION_3_1_1, sender);
      check_cited ("mqtt-5.0.tsv", MQTT_VERSION_5_0, sender);
    }
}

/* 3.1 numbers nothing. */
static void
test_3_1 (void)
{
  for (guint rule = 0; rule < MQTT_N_FLOW_RULES; rule++)
    g_assert_cmpstr (
        mqtt_flow_rule_get_violation (rule, MQTT_VERSION_3_1, MQTT_ROLE_CLIENT)
            .id,
        ==,
        "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mqtt/flow-rules/cited", test_cited);
  g_test_add_func ("/mqtt/flow-rules/3.1", test_3_1);
  return g_test_run ();
}
