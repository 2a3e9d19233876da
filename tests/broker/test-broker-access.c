/* SPDX-License-Identifier: GPL-3.0-or-later */
/* WillowBrokerAccess without a broker: files, and what their rules mean. The
 * interop suite asks mosquitto the same questions. */
#include "broker/guard/willow-broker-grant.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* Of "secret", by mosquitto_passwd. */
#define HASH                                                                   \
  "$7$101$cCXt5cp5oEMPTtDM$P0/"                                                \
  "+TcHAj8uPGoHrLJDqx1jozz55LRcd6eNxkpeZFjLrsis1qjmxo2MZQYoTe7a+"              \
  "yUN6pHSRvxds4sJdraztQA=="

static WillowBrokerAccess *
make (const char *rules)
{
  WillowBrokerAccess *access = willow_broker_access_new ();
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  willow_broker_access_read_rules (
      access, rules, strlen (rules), "acl", problems);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (char *)problems->pdata[i]);
  g_assert_cmpuint (problems->len, ==, 0);
  return access;
}

/* "rw", "r-", "-w", "--" */
static const char *
ask (const char *rules,
     const char *user_name,
     const char *client_id,
     const char *topic)
{
  static const char *answers[] = { "--", "r-", "-w", "rw" };
  g_autoptr (WillowBrokerAccess) access = make (rules);
  g_autoptr (WillowBrokerGrant) grant =
      willow_broker_grant_new (access, user_name, client_id);
  MqttSlice slice = mqtt_slice_from_string (topic);
  guint read = willow_broker_grant_allows (grant, slice, WILLOW_ACCESS_READ);
  guint write = willow_broker_grant_allows (grant, slice, WILLOW_ACCESS_WRITE);

  return answers[(read != 0) + 2 * (write != 0)];
}

static const struct
{
  const char *rules;
  const char *user_name;
  const char *client_id;
  const char *topic;
  const char *answer;
} rule_cases[] = {
  { "", NULL, "c", "a", "--" },
  { "topic a", NULL, "c", "a", "rw" },
  { "topic a", "u", "c", "a", "--" },
  { "topic read a", NULL, "c", "a", "r-" },
  { "topic write a", NULL, "c", "a", "-w" },
  { "topic readwrite a/#", NULL, "c", "a", "rw" },
  { "topic readwrite a/#", NULL, "c", "a/b/c", "rw" },
  { "topic readwrite a/#", NULL, "c", "ab", "--" },
  { "topic read a\ntopic write a", NULL, "c", "a", "rw" },
  /* Deny comes first, wherever it stands. */
  { "topic readwrite #\ntopic deny a/+", NULL, "c", "a/b", "--" },
  { "topic deny a/+\ntopic readwrite #", NULL, "c", "a/b", "--" },
  { "topic deny a/+\ntopic readwrite #", NULL, "c", "a", "rw" },
  { "user u\ntopic a\nuser v\ntopic b", "u", "c", "a", "rw" },
  { "user u\ntopic a\nuser v\ntopic b", "u", "c", "b", "--" },
  { "user u\ntopic a\nuser v\ntopic b", NULL, "c", "a", "--" },
  { "user u\ntopic a\nuser v\ntopic b\nuser u\ntopic c", "u", "c", "c", "rw" },
  { "user a b\ntopic read x y", "a b", "c", "x y", "r-" },
  /* Patterns: for everybody, after the user's own rules. */
  { "pattern %u/#", "u", "c", "u/x", "rw" },
  { "pattern %u/#", "u", "c", "v/x", "--" },
  { "pattern %u/#", NULL, "c", "u/x", "--" },
  { "pattern write dev/%c/up", NULL, "c1", "dev/c1/up", "-w" },
  { "pattern read x%cy/%u-%u", "u", "c", "xcy/u-u", "r-" },
  { "pattern read %c", "u+", "c", "c", "--" },
  { "pattern read %c", "u", "#", "x", "--" },
  { "pattern read %c", "u", "+", "x", "--" },
  { "user u#\ntopic a", "u#", "c", "a", "rw" },
  { "user u\ntopic write a\npattern deny a\npattern read a",
    "u",
    "c",
    "a",
    "-w" },
  { "user u\ntopic deny a\npattern readwrite #", "u", "c", "a", "--" },
  { "user u\ntopic write a\npattern read a", "u", "c", "a", "rw" },
  /* [MQTT-4.7.2-1] */
  { "topic #", NULL, "c", "$SYS/x", "--" },
  { "topic read $SYS/#", NULL, "c", "$SYS/x", "r-" },
  { "# topic a\r\n\r\ntopic read   a  \r\n", NULL, "c", "a", "r-" },
  { "topic subscribe a", NULL, "c", "a", "--" },
};

static void
test_rules (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rule_cases); i++)
    {
      g_test_message ("%u: %s", i, rule_cases[i].rules);
      g_assert_cmpstr (ask (rule_cases[i].rules,
                            rule_cases[i].user_name,
                            rule_cases[i].client_id,
                            rule_cases[i].topic),
                       ==,
                       rule_cases[i].answer);
    }
}

/* The answer to one topic is not that to the next. */
static void
test_remembered (void)
{
  g_autoptr (WillowBrokerAccess) access = make ("topic read a\ntopic write b");
  g_autoptr (WillowBrokerGrant) grant =
      willow_broker_grant_new (access, NULL, "c");

  for (guint i = 0; i < 3; i++)
    {
      MqttSlice a = mqtt_slice_from_string ("a");
      MqttSlice b = mqtt_slice_from_string ("b");

      g_assert_true (willow_broker_grant_allows (grant, a, WILLOW_ACCESS_READ));
      g_assert_false (
          willow_broker_grant_allows (grant, a, WILLOW_ACCESS_WRITE));
      g_assert_true (
          willow_broker_grant_allows (grant, b, WILLOW_ACCESS_WRITE));
      g_assert_false (
          willow_broker_grant_allows (grant, b, WILLOW_ACCESS_READ));
    }
}

static void
test_subscribe (void)
{
  const struct
  {
    const char *rules;
    const char *filter;
    gboolean    allowed;
  } cases[] = {
    { "topic read a", "b", TRUE }, /* as mosquitto does it */
    { "topic subscribe a", "a", TRUE },
    { "topic subscribe a", "b", FALSE },
    { "topic subscribe a", "#", FALSE },
    { "topic subscribe a/#", "a", TRUE },
    { "topic subscribe a/#", "a/#", TRUE },
    { "topic subscribe a/#", "a/+/b", TRUE },
    { "topic subscribe a/+", "a/+", TRUE },
    { "topic subscribe a/+", "a/#", FALSE },
    { "topic subscribe a/+", "a/b/c", FALSE },
    { "topic subscribe a/+", "a", FALSE },
    { "topic subscribe +/b", "+/+", FALSE },
    { "topic subscribe #", "$SYS/#", FALSE },
    { "topic subscribe $SYS/#", "$SYS/broker/#", TRUE },
    { "topic subscribe #\ntopic deny a/#", "a/b", FALSE },
    { "topic subscribe #\ntopic deny a/#", "#", TRUE },
    { "pattern subscribe %c/#", "c/x", TRUE },
    { "pattern subscribe %c/#", "d/x", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WillowBrokerAccess) access = make (cases[i].rules);
      g_autoptr (WillowBrokerGrant) grant =
          willow_broker_grant_new (access, NULL, "c");

      g_test_message ("%u: %s, %s", i, cases[i].rules, cases[i].filter);
      g_assert_true (willow_broker_grant_allows_filter (
                         grant, mqtt_slice_from_string (cases[i].filter)) ==
                     cases[i].allowed);
    }
}

static void
test_problems (void)
{
  static const char rules[] = "topic\n"            /* 1 */
                              "topic maybe a\n"    /* 2 */
                              "user\n"             /* 3 */
                              "user \n"            /* 4 */
                              "topic read a/#/b\n" /* 5 */
                              "bridge x\n"         /* 6 */
                              "topic read good\n"  /* 7: right */
                              "pattern write a#\n" /* 8 */
                              "topic a\0b\n"       /* 9 */
                              "topic \xff\n"       /* 10 */
                              "TOPIC a\n"          /* 11 */
                              "pattern read";      /* 12: a topic "read" */
  const guint lines[] = { 1, 2, 3, 4, 5, 6, 8, 9, 10, 11 };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) parsed =
      willow_access_rules_parse (rules, sizeof rules - 1, "acl", problems);

  g_assert_cmpuint (parsed->len, ==, 2);
  g_assert_cmpuint (problems->len, ==, G_N_ELEMENTS (lines));
  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *prefix = g_strdup_printf ("acl:%u: ", lines[i]);

      g_assert_true (g_str_has_prefix (problems->pdata[i], prefix));
    }
}

static void
test_text (void)
{
  const char *rules = "user b\n"
                      "topic write x y\n"
                      "pattern deny %u/+\n"
                      "topic a\n"
                      "user a\n"
                      "topic subscribe #\n";
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) none = willow_access_rules_parse (
      "topic read t\n", strlen ("topic read t\n"), "acl", problems);
  g_autoptr (GPtrArray) parsed =
      willow_access_rules_parse (rules, strlen (rules), "acl", problems);
  g_autofree char *text = NULL;

  g_ptr_array_add (parsed, willow_access_rule_copy (none->pdata[0]));
  text = willow_access_rules_to_text (parsed);
  g_assert_cmpstr (text,
                   ==,
                   "pattern deny %u/+\n"
                   "topic read t\n"
                   "\nuser a\n"
                   "topic subscribe #\n"
                   "\nuser b\n"
                   "topic write x y\n"
                   "topic readwrite a\n");
}

static void
test_open (void)
{
  const struct
  {
    const char *users; /* (nullable) */
    const char *rules; /* (nullable) */
    gboolean    anonymous;
    gboolean    is_open;
  } cases[] = {
    { NULL, NULL, TRUE, TRUE },
    { NULL, NULL, FALSE, FALSE },
    { "u:" HASH, NULL, TRUE, TRUE },
    { "u:" HASH, NULL, FALSE, FALSE },
    { "u:" HASH, "topic read #", TRUE, FALSE },
    { "u:" HASH, "topic write a", TRUE, TRUE },
    { "u:" HASH, "user u\ntopic write a", TRUE, FALSE },
    { NULL, "user u\ntopic write a", TRUE, TRUE },
    { "u:" HASH, "pattern write %u/a", TRUE, FALSE },
    { "u:" HASH, "pattern write %c/a", TRUE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WillowBrokerAccess) access = willow_broker_access_new ();
      g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
      const char *users = cases[i].users;
      const char *rules = cases[i].rules;

      willow_broker_access_set_anonymous (access, cases[i].anonymous);
      if (users != NULL)
        g_assert_true (willow_broker_access_read_users (
            access, users, strlen (users), "users", problems));
      if (rules != NULL)
        g_assert_true (willow_broker_access_read_rules (
            access, rules, strlen (rules), "acl", problems));
      g_test_message ("%u", i);
      g_assert_true (willow_broker_access_is_open (access) == cases[i].is_open);
    }
}

static char *
write_file (const char *folder, const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static void
test_load (void)
{
  g_autofree char *folder = g_dir_make_tmp ("willow-XXXXXX", NULL);
  g_autofree char *users = write_file (folder, "users", "u:" HASH "\n");
  g_autofree char *acl = write_file (folder, "acl", "topic read a\n");
  g_autofree char *bad = write_file (folder, "bad", "u:x\nnobody\n");
  g_autofree char *gone = g_build_filename (folder, "gone", NULL);
  g_autofree char *first = g_strdup_printf ("%s:1: ", bad);
  g_autofree char *second = g_strdup_printf ("\n%s:2: ", bad);
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowBrokerAccess) access =
      willow_broker_access_load (users, acl, FALSE, &error);

  g_assert_no_error (error);
  g_assert_nonnull (willow_broker_access_find_user (access, "u"));
  g_assert_null (willow_broker_access_find_user (access, "v"));
  g_assert_true (willow_broker_access_knows (access, "u"));
  g_assert_false (willow_broker_access_knows (access, "v"));
  g_assert_true (willow_broker_access_has_rules (access));
  g_assert_false (willow_broker_access_get_anonymous (access));
  g_assert_null (willow_broker_access_load (bad, NULL, TRUE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_assert_true (g_str_has_prefix (error->message, first));
  g_assert_nonnull (strstr (error->message, second));
  g_clear_error (&error);
  g_assert_null (willow_broker_access_load (NULL, gone, TRUE, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (willow_broker_access_load (folder, NULL, TRUE, &error));
  g_assert_nonnull (error);
  g_unlink (users);
  g_unlink (acl);
  g_unlink (bad);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/broker/access/rules", test_rules);
  g_test_add_func ("/broker/access/remembered", test_remembered);
  g_test_add_func ("/broker/access/subscribe", test_subscribe);
  g_test_add_func ("/broker/access/problems", test_problems);
  g_test_add_func ("/broker/access/text", test_text);
  g_test_add_func ("/broker/access/open", test_open);
  g_test_add_func ("/broker/access/load", test_load);
  return g_test_run ();
}
