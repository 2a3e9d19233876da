/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conversations in literal bytes, right and wrong ones: findings/ *.txt */
#include "mqtt/findings-script.h"

static GPtrArray *files; /* of GPtrArray of FindingsCase */

static void
test_case (gconstpointer data)
{
  g_autoptr (GHashTable) texts = g_hash_table_new (NULL, NULL);

  findings_case_run (data, texts);
}

/* No rule of the table is never found, but those that only who takes part in a
 * conversation can judge. */
static void
check_found (MqttFlowRule rule, GHashTable *texts)
{
  MqttViolation violation =
      mqtt_flow_rule_get_violation (rule, MQTT_VERSION_5_0, MQTT_ROLE_CLIENT);

  if (rule == MQTT_FLOW_WRONG_DIRECTION ||
      rule == MQTT_FLOW_BEFORE_CONNACK_TOO_MUCH ||
      rule == MQTT_FLOW_ANSWERS_UNREAD)
    return;
  if (!g_hash_table_contains (texts, violation.text))
    g_test_fail_printf ("no conversation shows: %s", violation.text);
}

static void
test_complete (void)
{
  g_autoptr (GHashTable) texts = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < files->len; i++)
    {
      GPtrArray *cases = files->pdata[i];

      for (guint k = 0; k < cases->len; k++)
        findings_case_run (cases->pdata[k], texts);
    }
  for (guint rule = 0; rule < MQTT_N_FLOW_RULES; rule++)
    check_found ((MqttFlowRule)rule, texts);
}

static void
add_cases (GPtrArray *cases, const char *name)
{
  g_assert_cmpuint (cases->len, >, 0);
  for (guint i = 0; i < cases->len; i++)
    {
      const FindingsCase *conversation = cases->pdata[i];
      g_autofree char    *path =
          g_strdup_printf ("/mqtt/findings/%s/%s", name, conversation->name);

      g_test_add_data_func (path, conversation, test_case);
    }
}

int
main (int argc, char *argv[])
{
  const char *const names[] = { "connect", "publish", "subscribe", "time" };
  int               status;

  g_test_init (&argc, &argv, NULL);
  files = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_strconcat (names[i], ".txt", NULL);
      GPtrArray       *cases = findings_script_load (file);

      g_ptr_array_add (files, cases);
      add_cases (cases, names[i]);
    }
  g_test_add_func ("/mqtt/findings/complete", test_complete);
  status = g_test_run ();
  g_ptr_array_unref (files);
  return status;
}
