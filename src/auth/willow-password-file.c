/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "auth/willow-password-file.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  GPtrArray  *entries;
  GHashTable *names; /* (element-type utf8): borrowed of @entries */
  const char *file_name;
  GPtrArray  *problems;
} Reader;

void
willow_password_entry_free (WillowPasswordEntry *entry)
{
  g_free (entry->name);
  g_clear_pointer (&entry->password, willow_password_unref);
  g_free (entry);
}

void
willow_password_file_complain (GPtrArray  *problems,
                               const char *file_name,
                               guint       line,
                               const char *sentence)
{
  if (problems->len < WILLOW_PASSWORD_FILE_MAX_PROBLEMS)
    g_ptr_array_add (problems,
                     g_strdup_printf ("%s:%u: %s", file_name, line, sentence));
}

gboolean
willow_password_file_is_name (const char *name)
{
  return *name != '\0' && *name != '#' && strpbrk (name, ":\r\n") == NULL &&
         g_utf8_validate (name, -1, NULL);
}

static void
read_line (Reader *reader, char *line, guint number)
{
  char *colon = strchr (line, ':');
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowPassword) password = NULL;
  WillowPasswordEntry *entry;

  if (colon == NULL || colon == line || !g_utf8_validate (line, -1, NULL))
    {
      willow_password_file_complain (reader->problems,
                                     reader->file_name,
                                     number,
                                     _ ("This is no “NAME:HASH” of a user."));
      return;
    }
  *colon = '\0';
  password = willow_password_parse (colon + 1, &error);
  if (password == NULL || g_hash_table_contains (reader->names, line))
    {
      willow_password_file_complain (
          reader->problems,
          reader->file_name,
          number,
          error != NULL ? error->message : _ ("This user was named before."));
      return;
    }
  entry = g_new (WillowPasswordEntry, 1);
  entry->name = g_strdup (line);
  entry->password = g_steal_pointer (&password);
  g_ptr_array_add (reader->entries, entry);
  g_hash_table_add (reader->names, entry->name);
}

GPtrArray *
willow_password_file_parse (const char *text,
                            gsize       len,
                            const char *file_name,
                            GPtrArray  *problems)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  Reader      reader = { g_ptr_array_new_with_free_func (
                        (GDestroyNotify)willow_password_entry_free),
                         names,
                         file_name,
                         problems };
  const char *end = text + len;

  for (guint number = 1; text < end; number++)
    {
      const char      *stop = memchr (text, '\n', (gsize)(end - text));
      gsize            n = (gsize)((stop != NULL ? stop : end) - text);
      g_autofree char *line = g_strndup (text, n);

      if (strlen (line) != n)
        willow_password_file_complain (
            problems, file_name, number, _ ("There is a zero byte."));
      else if (*g_strchomp (line) != '\0' && *line != '#')
        read_line (&reader, line, number);
      text += n + 1;
    }
  return reader.entries;
}

static gboolean
is_about (const char *line, const char *name)
{
  gsize len = strlen (name);

  return strncmp (line, name, len) == 0 && line[len] == ':';
}

char *
willow_password_file_edit (const char     *text,
                           const char     *name,
                           WillowPassword *password)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *hash =
      password != NULL ? willow_password_to_text (password) : NULL;
  g_autoptr (GString) result = g_string_new (NULL);
  gboolean found = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (lines[i + 1] == NULL && *lines[i] == '\0')
        break; /* behind the last line break */
      if (!is_about (lines[i], name))
        g_string_append_printf (result, "%s\n", lines[i]);
      else if (hash != NULL && !found)
        g_string_append_printf (result, "%s:%s\n", name, hash);
      found |= is_about (lines[i], name);
    }
  if (!found && hash == NULL)
    return NULL;
  if (!found)
    g_string_append_printf (result, "%s:%s\n", name, hash);
  return g_string_free (g_steal_pointer (&result), FALSE);
}
