/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of users and of rules: what is read is written and read again as the
 * same, and whatever the rules are, they can be asked. */
#include "fuzz/fuzz-target.h"

#include "auth/willow-password-file.h"
#include "broker/guard/willow-broker-grant.h"

#include <string.h>

static void
check_users (const char *text, gsize len)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) entries =
      willow_password_file_parse (text, len, "f", problems);

  g_assert_cmpuint (problems->len, <=, WILLOW_PASSWORD_FILE_MAX_PROBLEMS);
  for (guint i = 0; i < entries->len; i++)
    {
      const WillowPasswordEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *once = willow_password_to_text (entry->password);
      g_autoptr (WillowPassword) again = willow_password_parse (once, NULL);
      g_autofree char *twice = NULL;

      g_assert_nonnull (again);
      twice = willow_password_to_text (again);
      g_assert_cmpstr (once, ==, twice);
      g_assert_true (willow_password_file_is_name (entry->name));
    }
}

static void
check_same (const WillowAccessRule *a, const WillowAccessRule *b)
{
  g_assert_true (a->is_pattern == b->is_pattern);
  g_assert_cmpstr (a->user_name, ==, b->user_name);
  g_assert_cmpint (a->access, ==, b->access);
  g_assert_cmpstr (a->filter, ==, b->filter);
}

/* The first text has put them into order; the second changes nothing. */
static void
check_text (GPtrArray *rules)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *once = willow_access_rules_to_text (rules);
  g_autoptr (GPtrArray) first =
      willow_access_rules_parse (once, strlen (once), "f", problems);
  g_autofree char *twice = willow_access_rules_to_text (first);
  g_autoptr (GPtrArray) second =
      willow_access_rules_parse (twice, strlen (twice), "f", problems);

  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (first->len, ==, rules->len);
  g_assert_cmpuint (second->len, ==, rules->len);
  g_assert_cmpstr (once, ==, twice);
  for (guint i = 0; i < first->len; i++)
    check_same (first->pdata[i], second->pdata[i]);
}

static void
check_rules (const char *text, gsize len)
{
  static const char *topics[] = { "a", "a/b", "$SYS/x", "/", "user/client" };
  g_autoptr (WillowBrokerAccess) access = willow_broker_access_new ();
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (WillowBrokerGrant) grant = NULL;

  willow_broker_access_read_rules (access, text, len, "f", problems);
  check_text (willow_broker_access_get_rules (access));
  grant = willow_broker_grant_new (access, "user", "client");
  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    {
      MqttSlice topic = mqtt_slice_from_string (topics[i]);

      willow_broker_grant_allows (grant, topic, WILLOW_ACCESS_READ);
      willow_broker_grant_allows_filter (grant, topic);
    }
  willow_broker_access_is_open (access);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_malloc (size + 1);

  if (size > 0)
    memcpy (text, data, size);
  text[size] = '\0';
  check_users (text, size);
  check_rules (text, size);
  return 0;
}
