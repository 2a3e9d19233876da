/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/guard/willow-broker-access.h"

#include "auth/willow-password-file.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

struct _WillowBrokerAccess
{
  gatomicrefcount   ref_count;
  gboolean          anonymous;
  GHashTable       *users; /* (nullable): name → WillowPassword */
  GPtrArray        *rules; /* (element-type WillowAccessRule) */
  gboolean          has_rules;
  WillowScramUsers *scram_users; /* (nullable) */
};

WillowBrokerAccess *
willow_broker_access_new (void)
{
  WillowBrokerAccess *self = g_new0 (WillowBrokerAccess, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->anonymous = TRUE;
  self->rules =
      g_ptr_array_new_with_free_func ((GDestroyNotify)willow_access_rule_free);
  return self;
}

WillowBrokerAccess *
willow_broker_access_ref (WillowBrokerAccess *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
willow_broker_access_unref (WillowBrokerAccess *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->users, g_hash_table_unref);
  g_clear_pointer (&self->scram_users, willow_scram_users_unref);
  g_ptr_array_unref (self->rules);
  g_free (self);
}

void
willow_broker_access_set_anonymous (WillowBrokerAccess *self,
                                    gboolean            anonymous)
{
  self->anonymous = anonymous;
}

static void
ensure_users (WillowBrokerAccess *self)
{
  if (self->users == NULL)
    self->users = g_hash_table_new_full (
        g_str_hash, g_str_equal, g_free, (GDestroyNotify)willow_password_unref);
}

void
willow_broker_access_add_user (WillowBrokerAccess *self,
                               const char         *name,
                               WillowPassword     *password)
{
  const WillowScramCredentials *scram = willow_password_get_scram (password);

  ensure_users (self);
  g_hash_table_replace (
      self->users, g_strdup (name), willow_password_ref (password));
  if (scram == NULL)
    return;
  if (self->scram_users == NULL)
    self->scram_users = willow_scram_users_new ();
  /* A name that SASLprep cannot take is left to plain passwords. */
  willow_scram_users_add (self->scram_users, name, scram, NULL);
}

void
willow_broker_access_add_rule (WillowBrokerAccess     *self,
                               const WillowAccessRule *rule)
{
  self->has_rules = TRUE;
  g_ptr_array_add (self->rules, willow_access_rule_copy (rule));
}

gboolean
willow_broker_access_read_users (WillowBrokerAccess *self,
                                 const char         *text,
                                 gsize               len,
                                 const char         *file_name,
                                 GPtrArray          *problems)
{
  guint n_before = problems->len;
  g_autoptr (GPtrArray) entries =
      willow_password_file_parse (text, len, file_name, problems);

  /* A file without anybody in it lets nobody in. */
  ensure_users (self);
  for (guint i = 0; i < entries->len; i++)
    {
      const WillowPasswordEntry *entry = g_ptr_array_index (entries, i);

      willow_broker_access_add_user (self, entry->name, entry->password);
    }
  return problems->len == n_before;
}

gboolean
willow_broker_access_read_rules (WillowBrokerAccess *self,
                                 const char         *text,
                                 gsize               len,
                                 const char         *file_name,
                                 GPtrArray          *problems)
{
  guint n_before = problems->len;
  g_autoptr (GPtrArray) rules =
      willow_access_rules_parse (text, len, file_name, problems);

  /* A file without any rule in it allows nothing. */
  self->has_rules = TRUE;
  for (guint i = 0; i < rules->len; i++)
    g_ptr_array_add (self->rules,
                     willow_access_rule_copy (g_ptr_array_index (rules, i)));
  return problems->len == n_before;
}

typedef gboolean (*ReadFunc) (WillowBrokerAccess *self,
                              const char         *text,
                              gsize               len,
                              const char         *file_name,
                              GPtrArray          *problems);

static gboolean
read_file (WillowBrokerAccess *self,
           const char         *path,
           ReadFunc            read,
           GPtrArray          *problems,
           GError            **error)
{
  g_autofree char *text = NULL;
  gsize            len;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileInfo) info = NULL;

  if (path == NULL)
    return TRUE;
  file = g_file_new_for_path (path);
  info = g_file_query_info (file, "standard::size", 0, NULL, error);
  if (info == NULL)
    return FALSE;
  if (g_file_info_get_size (info) > WILLOW_ACCESS_FILE_MAX_BYTES)
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_INVALID_DATA,
                   _ ("“%s” is too large for a list of users or rules."),
                   path);
      return FALSE;
    }
  if (!g_file_get_contents (path, &text, &len, error))
    return FALSE;
  read (self, text, len, path, problems);
  return TRUE;
}

WillowBrokerAccess *
willow_broker_access_load (const char *password_file,
                           const char *acl_file,
                           gboolean    anonymous,
                           GError    **error)
{
  g_autoptr (WillowBrokerAccess) self = willow_broker_access_new ();
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;

  willow_broker_access_set_anonymous (self, anonymous);
  if (!read_file (self,
                  password_file,
                  willow_broker_access_read_users,
                  problems,
                  error) ||
      !read_file (
          self, acl_file, willow_broker_access_read_rules, problems, error))
    return NULL;
  if (problems->len == 0)
    return g_steal_pointer (&self);
  g_ptr_array_add (problems, NULL);
  text = g_strjoinv ("\n", (char **)problems->pdata);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, text);
  return NULL;
}

gboolean
willow_broker_access_get_anonymous (const WillowBrokerAccess *self)
{
  return self->anonymous;
}

gboolean
willow_broker_access_has_users (const WillowBrokerAccess *self)
{
  return self->users != NULL;
}

gboolean
willow_broker_access_has_rules (const WillowBrokerAccess *self)
{
  return self->has_rules;
}

gboolean
willow_broker_access_is_open (const WillowBrokerAccess *self)
{
  if (!self->anonymous)
    return FALSE;
  if (!self->has_rules)
    return TRUE;
  for (guint i = 0; i < self->rules->len; i++)
    {
      const WillowAccessRule *rule = g_ptr_array_index (self->rules, i);

      if ((rule->access & WILLOW_ACCESS_WRITE) == 0)
        continue;
      /* Names that nobody proves are open to everybody. */
      if (self->users == NULL ||
          (rule->is_pattern ? strstr (rule->filter, "%u") == NULL
                            : rule->user_name == NULL))
        return TRUE;
    }
  return FALSE;
}

WillowPassword *
willow_broker_access_find_user (const WillowBrokerAccess *self,
                                const char               *name)
{
  return self->users != NULL ? g_hash_table_lookup (self->users, name) : NULL;
}

gboolean
willow_broker_access_knows (const WillowBrokerAccess *self, const char *name)
{
  if (self->users == NULL)
    return self->anonymous;
  return g_hash_table_contains (self->users, name);
}

WillowPassword *
willow_broker_access_get_decoy (const WillowBrokerAccess *self)
{
  GHashTableIter iter;
  gpointer       password;

  if (self->users == NULL)
    return NULL;
  g_hash_table_iter_init (&iter, self->users);
  return g_hash_table_iter_next (&iter, NULL, &password) ? password : NULL;
}

WillowScramUsers *
willow_broker_access_get_scram_users (const WillowBrokerAccess *self)
{
  return self->scram_users;
}

GPtrArray *
willow_broker_access_get_rules (const WillowBrokerAccess *self)
{
  return self->rules;
}
