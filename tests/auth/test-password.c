/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "auth/willow-password-file.h"

#include <string.h>

/* Made by mosquitto_passwd 2.0.11, by Python's hashlib.scrypt() and, for SCRAM,
 * by its pbkdf2_hmac() and hmac. */
#define PBKDF2                                                                 \
  "$7$101$cCXt5cp5oEMPTtDM$P0/"                                                \
  "+TcHAj8uPGoHrLJDqx1jozz55LRcd6eNxkpeZFjLrsis1qjmxo2MZQYoTe7a+"              \
  "yUN6pHSRvxds4sJdraztQA=="
#define SHA512                                                                 \
  "$6$4tR+ivIcISfsSUPS$q5G2J8xJesZ4qKOy1ov5/8WXR/"                             \
  "DW1wN48KR2KeA2cHLYFdousHlYn2I+ZySTaiwr6NOnXEEf11bOejWbLExHyA=="
#define SCRYPT                                                                 \
  "$scrypt$ln=10,r=8,p=1$c2l4dGVlbiBieXRlcyBhYg$"                              \
  "saeDAUU7YE9pUf1KYq4iHEUtN5zkhlseXhT1uzCSR8U"
#define SCRAM                                                                  \
  "SCRAM-SHA-256$4096:c2l4dGVlbiBieXRlcyBhYg==$"                               \
  "8DRsumsEjd8DbCPhGOqxQgCR/eRMGru0kkh/"                                       \
  "G0EcIsU=:1DcsF2+PDTrPqDIAU1zHwYgEaK/piD9xtfm591HKpUo="

static gboolean
opens (WillowPassword *password, const char *text)
{
  return willow_password_verify (password, text, strlen (text));
}

static void
test_verify (void)
{
  const struct
  {
    const char        *text;
    const char        *password;
    WillowPasswordKind kind;
  } cases[] = {
    { PBKDF2, "secret", WILLOW_PASSWORD_PBKDF2 },
    { SHA512, "p w", WILLOW_PASSWORD_SHA512 },
    { SCRYPT, "secret", WILLOW_PASSWORD_SCRYPT },
    { SCRAM, "secret", WILLOW_PASSWORD_SCRAM },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WillowPassword) password =
          willow_password_parse (cases[i].text, &error);

      g_assert_no_error (error);
      g_assert_cmpint (willow_password_get_kind (password), ==, cases[i].kind);
      g_assert_true (opens (password, cases[i].password));
      g_assert_false (opens (password, "Secret"));
      g_assert_false (opens (password, ""));
      g_assert_false (opens (password, "secret "));
      g_assert_true ((willow_password_get_scram (password) != NULL) ==
                     (cases[i].kind == WILLOW_PASSWORD_SCRAM));
    }
}

/* What is written is read again, and what was read is written as it was but
 * for the padding. */
static void
test_text (void)
{
  const char *texts[] = { PBKDF2, SHA512, SCRAM, SCRYPT };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (WillowPassword) password =
          willow_password_parse (texts[i], NULL);
      g_autofree char *text = willow_password_to_text (password);
      g_autoptr (WillowPassword) again = willow_password_parse (text, NULL);
      g_autofree char *second = willow_password_to_text (again);

      if (i < 3)
        g_assert_cmpstr (text, ==, texts[i]);
      g_assert_cmpstr (second, ==, text);
    }
}

static void
test_new (void)
{
  const struct
  {
    WillowPasswordKind kind;
    guint              cost;
    const char        *prefix;
  } cases[] = {
    { WILLOW_PASSWORD_PBKDF2, 1000, "$7$1000$" },
    { WILLOW_PASSWORD_PBKDF2, 0, "$7$100000$" },
    { WILLOW_PASSWORD_SCRYPT, 10, "$scrypt$ln=10,r=8,p=1$" },
    { WILLOW_PASSWORD_SCRAM, 4096, "SCRAM-SHA-256$4096:" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WillowPassword) one = willow_password_new (
          cases[i].kind, "h\xc3\xa9", 3, cases[i].cost, NULL);
      g_autoptr (WillowPassword) two = willow_password_new (
          cases[i].kind, "h\xc3\xa9", 3, cases[i].cost, NULL);
      g_autofree char *text_one = willow_password_to_text (one);
      g_autofree char *text_two = willow_password_to_text (two);

      g_assert_true (g_str_has_prefix (text_one, cases[i].prefix));
      g_assert_cmpstr (text_one, !=, text_two); /* each with its own salt */
      g_assert_true (opens (one, "h\xc3\xa9"));
      g_assert_false (opens (one, "h"));
    }
}

static void
test_refused (void)
{
  const struct
  {
    const char *text;
    int         code;
  } cases[] = {
    { "", WILLOW_PASSWORD_ERROR_KIND },
    { "secret", WILLOW_PASSWORD_ERROR_KIND },
    { "$1$abc$def", WILLOW_PASSWORD_ERROR_KIND },
    { "$6$", WILLOW_PASSWORD_ERROR_MALFORMED },
    { "$6$YWJj", WILLOW_PASSWORD_ERROR_MALFORMED },
    { "$6$YWJj$YWJj", WILLOW_PASSWORD_ERROR_MALFORMED },
    { "$6$!$YWJj", WILLOW_PASSWORD_ERROR_MALFORMED },
    { SHA512 "$", WILLOW_PASSWORD_ERROR_MALFORMED },
    { SHA512 "=", WILLOW_PASSWORD_ERROR_MALFORMED },
    { "$7$101$YWJj", WILLOW_PASSWORD_ERROR_MALFORMED },
    { "$7$0$YWJj$YWJj", WILLOW_PASSWORD_ERROR_COST },
    { "$7$-1$YWJj$YWJj", WILLOW_PASSWORD_ERROR_COST },
    { "$7$99999999999999999999$YWJj$YWJj", WILLOW_PASSWORD_ERROR_COST },
    { "$scrypt$ln=30,r=8,p=1$YWJj$YWJj", WILLOW_PASSWORD_ERROR_COST },
    { "$scrypt$ln=10$YWJj$YWJj", WILLOW_PASSWORD_ERROR_MALFORMED },
    { "$scrypt$ln=10,r=8,p=1$YWJj$YWJj", WILLOW_PASSWORD_ERROR_MALFORMED },
    { "SCRAM-SHA-256$1:YWJj$YWJj:YWJj", WILLOW_PASSWORD_ERROR_COST },
    { "SCRAM-SHA-256$4096:YWJj$YWJj:YWJj", WILLOW_PASSWORD_ERROR_MALFORMED },
    { "SCRAM-SHA-256$4096$YWJj:YWJj", WILLOW_PASSWORD_ERROR_MALFORMED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (willow_password_parse (cases[i].text, &error));
      g_assert_error (error, WILLOW_PASSWORD_ERROR, cases[i].code);
    }
  g_assert_null (willow_password_new (WILLOW_PASSWORD_SCRAM, "a", 1, 1, NULL));
  g_assert_null (willow_password_new (WILLOW_PASSWORD_SCRAM, "", 0, 0, NULL));
  g_assert_null (
      willow_password_new (WILLOW_PASSWORD_SCRYPT, "a", 1, 31, NULL));
}

static void
test_file (void)
{
  static const char text[] = "# users\r\n\nalice:" PBKDF2 "\r\n"
                             "nobody\n"
                             ":" PBKDF2 "\n"
                             "plain:secret\n"
                             "bob:" SHA512 "\n"
                             "alice:" SHA512 "\n"
                             "z\0ro:" SHA512 "\n"
                             "\xff:" SHA512;
  const char       *wanted[] = { "users:4: ", "users:5: ", "users:6: ",
                                 "users:8: ", "users:9: ", "users:10: " };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) entries =
      willow_password_file_parse (text, sizeof text - 1, "users", problems);
  const WillowPasswordEntry *entry;

  g_assert_cmpuint (entries->len, ==, 2);
  entry = g_ptr_array_index (entries, 0);
  g_assert_cmpstr (entry->name, ==, "alice");
  g_assert_true (opens (entry->password, "secret"));
  entry = g_ptr_array_index (entries, 1);
  g_assert_cmpstr (entry->name, ==, "bob");
  g_assert_cmpuint (problems->len, ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < problems->len; i++)
    g_assert_true (
        g_str_has_prefix (g_ptr_array_index (problems, i), wanted[i]));
}

static void
test_many_problems (void)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) entries = NULL;
  g_autofree char *text = g_malloc (100000);

  memset (text, '\n', 100000);
  for (guint i = 0; i < 100000; i += 2)
    text[i] = 'x';
  entries = willow_password_file_parse (text, 100000, "users", problems);
  g_assert_cmpuint (entries->len, ==, 0);
  g_assert_cmpuint (problems->len, ==, WILLOW_PASSWORD_FILE_MAX_PROBLEMS);
}

static void
test_edit (void)
{
  const char *text = "# one\nalice:" SHA512 "\n\nali:x\nbob:broken";
  g_autoptr (WillowPassword) password = willow_password_parse (PBKDF2, NULL);
  g_autofree char *changed =
      willow_password_file_edit (text, "alice", password);
  g_autofree char *added = willow_password_file_edit (text, "eve", password);
  g_autofree char *gone = willow_password_file_edit (text, "bob", NULL);
  g_autofree char *first = willow_password_file_edit ("", "eve", password);

  g_assert_cmpstr (
      changed, ==, "# one\nalice:" PBKDF2 "\n\nali:x\nbob:broken\n");
  g_assert_cmpstr (added,
                   ==,
                   "# one\nalice:" SHA512 "\n\nali:x\nbob:broken\neve:" PBKDF2
                   "\n");
  g_assert_cmpstr (gone, ==, "# one\nalice:" SHA512 "\n\nali:x\n");
  g_assert_cmpstr (first, ==, "eve:" PBKDF2 "\n");
  g_assert_null (willow_password_file_edit (text, "eve", NULL));
  g_assert_true (willow_password_file_is_name ("a b"));
  g_assert_false (willow_password_file_is_name (""));
  g_assert_false (willow_password_file_is_name ("a:b"));
  g_assert_false (willow_password_file_is_name ("a\nb"));
  g_assert_false (willow_password_file_is_name ("#a"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/password/verify", test_verify);
  g_test_add_func ("/password/text", test_text);
  g_test_add_func ("/password/new", test_new);
  g_test_add_func ("/password/refused", test_refused);
  g_test_add_func ("/password/file", test_file);
  g_test_add_func ("/password/many-problems", test_many_problems);
  g_test_add_func ("/password/edit", test_edit);
  return g_test_run ();
}
