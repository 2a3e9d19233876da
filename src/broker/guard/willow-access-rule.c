/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/guard/willow-access-rule.h"

#include "auth/willow-password-file.h"
#include "mqtt/mqtt-topic.h"

#include <glib/gi18n.h>
#include <string.h>

/* In the terms of the file, and of nobody's language. */
static const struct
{
  const char  *name;
  WillowAccess access;
} access_names[] = {
  { "read", WILLOW_ACCESS_READ },
  { "write", WILLOW_ACCESS_WRITE },
  { "readwrite", WILLOW_ACCESS_READ_WRITE },
  { "subscribe", WILLOW_ACCESS_SUBSCRIBE },
  { "deny", WILLOW_ACCESS_DENY },
};

typedef struct
{
  GPtrArray  *rules;
  char       *user_name; /* (nullable) */
  const char *file_name;
  guint       line;
  GPtrArray  *problems;
} Reader;

WillowAccessRule *
willow_access_rule_new (gboolean     is_pattern,
                        const char  *user_name,
                        WillowAccess access,
                        const char  *filter)
{
  WillowAccessRule *rule = g_new (WillowAccessRule, 1);

  *rule = (WillowAccessRule){ is_pattern,
                              is_pattern ? NULL : g_strdup (user_name),
                              access,
                              g_strdup (filter) };
  return rule;
}

WillowAccessRule *
willow_access_rule_copy (const WillowAccessRule *rule)
{
  return willow_access_rule_new (
      rule->is_pattern, rule->user_name, rule->access, rule->filter);
}

void
willow_access_rule_free (WillowAccessRule *rule)
{
  g_free (rule->user_name);
  g_free (rule->filter);
  g_free (rule);
}

const char *
willow_access_to_name (WillowAccess access)
{
  for (guint i = 0; i < G_N_ELEMENTS (access_names); i++)
    if (access_names[i].access == access)
      return access_names[i].name;
  g_return_val_if_reached ("deny");
}

gboolean
willow_access_from_name (const char *name, WillowAccess *access)
{
  for (guint i = 0; i < G_N_ELEMENTS (access_names); i++)
    if (g_str_equal (access_names[i].name, name))
      {
        *access = access_names[i].access;
        return TRUE;
      }
  return FALSE;
}

static void
complain (Reader *reader, const char *sentence)
{
  willow_password_file_complain (
      reader->problems, reader->file_name, reader->line, sentence);
}

/* The first word of @rest, which moves on to what is behind it. */
static char *
take_word (char **rest)
{
  char *word = *rest + strspn (*rest, " ");
  char *end = word + strcspn (word, " ");

  *rest = end + strspn (end, " ");
  *end = '\0';
  return word;
}

/* @rest: "[ACCESS] FILTER"; with an access word the filter may have spaces, as
 * mosquitto reads it. */
static void
read_rule (Reader *reader, gboolean is_pattern, char *rest)
{
  char        *word = take_word (&rest);
  WillowAccess access = WILLOW_ACCESS_READ_WRITE;
  const char  *filter = *rest != '\0' ? rest : word;

  if (*rest != '\0' && !willow_access_from_name (word, &access))
    complain (reader,
              _ ("Access is “read”, “write”, “readwrite”, “subscribe” or "
                 "“deny”."));
  else if (!mqtt_topic_filter_is_valid (mqtt_slice_from_string (filter), NULL))
    complain (reader, _ ("This is no valid Topic Filter."));
  else
    g_ptr_array_add (
        reader->rules,
        willow_access_rule_new (is_pattern, reader->user_name, access, filter));
}

static void
read_line (Reader *reader, char *line)
{
  const char *word = take_word (&line);

  if (g_str_equal (word, "topic") || g_str_equal (word, "pattern"))
    read_rule (reader, *word == 'p', line);
  else if (!g_str_equal (word, "user"))
    complain (reader,
              _ ("A line begins with “user”, “topic”, “pattern” or #."));
  else if (*line == '\0')
    complain (reader, _ ("The name of the user is missing."));
  else
    {
      g_free (reader->user_name);
      reader->user_name = g_strdup (line);
    }
}

GPtrArray *
willow_access_rules_parse (const char *text,
                           gsize       len,
                           const char *file_name,
                           GPtrArray  *problems)
{
  Reader      reader = { g_ptr_array_new_with_free_func (
                        (GDestroyNotify)willow_access_rule_free),
                         NULL,
                         file_name,
                         1,
                         problems };
  const char *end = text + len;

  for (; text < end; reader.line++)
    {
      const char      *stop = memchr (text, '\n', (gsize)(end - text));
      gsize            n = (gsize)((stop != NULL ? stop : end) - text);
      g_autofree char *line = g_strndup (text, n);

      if (strlen (line) != n || !g_utf8_validate (line, -1, NULL))
        complain (&reader, _ ("This line is no text in UTF-8."));
      else if (*g_strchomp (line) != '\0' && *line != '#')
        read_line (&reader, line);
      text += n + 1;
    }
  g_free (reader.user_name);
  return reader.rules;
}

static int
compare_users (gconstpointer a, gconstpointer b)
{
  const WillowAccessRule *first = *(WillowAccessRule *const *)a;
  const WillowAccessRule *second = *(WillowAccessRule *const *)b;

  if (first->is_pattern != second->is_pattern)
    return first->is_pattern ? -1 : 1;
  return g_strcmp0 (first->user_name, second->user_name);
}

char *
willow_access_rules_to_text (GPtrArray *rules)
{
  GString    *text = g_string_new (NULL);
  const char *user_name = NULL;
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();

  for (guint i = 0; i < rules->len; i++)
    g_ptr_array_add (sorted, g_ptr_array_index (rules, i));
  /* Stable: the order within a user stays. */
  g_ptr_array_sort (sorted, compare_users);
  for (guint i = 0; i < sorted->len; i++)
    {
      const WillowAccessRule *rule = g_ptr_array_index (sorted, i);

      if (g_strcmp0 (rule->user_name, user_name) != 0)
        g_string_append_printf (text, "\nuser %s\n", rule->user_name);
      user_name = rule->user_name;
      g_string_append_printf (text,
                              "%s %s %s\n",
                              rule->is_pattern ? "pattern" : "topic",
                              willow_access_to_name (rule->access),
                              rule->filter);
    }
  return g_string_free (text, FALSE);
}
