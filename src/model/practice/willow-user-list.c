/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/practice/willow-user-list.h"

#include "auth/willow-password-file.h"

#include <glib/gi18n.h>
#include <string.h>

struct _WillowUser
{
  GObject parent_instance;

  char           *name;
  WillowPassword *password;
};

enum
{
  PROP_NAME = 1,
};

G_DEFINE_FINAL_TYPE (WillowUser, willow_user, G_TYPE_OBJECT)

static void
willow_user_finalize (GObject *object)
{
  WillowUser *self = WILLOW_USER (object);

  g_free (self->name);
  g_clear_pointer (&self->password, willow_password_unref);
  G_OBJECT_CLASS (willow_user_parent_class)->finalize (object);
}

static void
willow_user_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  if (id == PROP_NAME)
    g_value_set_string (value, WILLOW_USER (object)->name);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_user_class_init (WillowUserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = willow_user_finalize;
  object_class->get_property = willow_user_get_property;
  g_object_class_install_property (
      object_class,
      PROP_NAME,
      g_param_spec_string (
          "name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
willow_user_init (WillowUser *self)
{
}

static WillowUser *
user_new (const char *name, WillowPassword *password)
{
  WillowUser *self = g_object_new (WILLOW_TYPE_USER, NULL);

  self->name = g_strdup (name);
  self->password = willow_password_ref (password);
  return self;
}

const char *
willow_user_get_name (WillowUser *self)
{
  return self->name;
}

WillowPasswordKind
willow_user_get_kind (WillowUser *self)
{
  return willow_password_get_kind (self->password);
}

struct _WillowUserList
{
  GObject parent_instance;

  GPtrArray *users; /* (element-type WillowUser) */
};

static GType
get_item_type (GListModel *model)
{
  return WILLOW_TYPE_USER;
}

static guint
get_n_items (GListModel *model)
{
  return WILLOW_USER_LIST (model)->users->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *users = WILLOW_USER_LIST (model)->users;

  return position < users->len ? g_object_ref (users->pdata[position]) : NULL;
}

static void
init_list_model (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WillowUserList,
                               willow_user_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      init_list_model))

static void
willow_user_list_finalize (GObject *object)
{
  g_ptr_array_unref (WILLOW_USER_LIST (object)->users);
  G_OBJECT_CLASS (willow_user_list_parent_class)->finalize (object);
}

static void
willow_user_list_class_init (WillowUserListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = willow_user_list_finalize;
}

static void
willow_user_list_init (WillowUserList *self)
{
  self->users = g_ptr_array_new_with_free_func (g_object_unref);
}

WillowUserList *
willow_user_list_new (void)
{
  return g_object_new (WILLOW_TYPE_USER_LIST, NULL);
}

static void
replace_all (WillowUserList *self, GPtrArray *entries)
{
  guint n_before = self->users->len;

  g_ptr_array_set_size (self->users, 0);
  for (guint i = 0; i < entries->len; i++)
    {
      const WillowPasswordEntry *entry = entries->pdata[i];

      g_ptr_array_add (self->users, user_new (entry->name, entry->password));
    }
  g_list_model_items_changed (
      G_LIST_MODEL (self), 0, n_before, self->users->len);
}

gboolean
willow_user_list_load (WillowUserList *self, const char *path, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *text = NULL;
  g_autofree char *lines = NULL;
  gsize            len = 0;

  if (!g_file_get_contents (path, &text, &len, &local) &&
      !g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  entries = willow_password_file_parse (
      text != NULL ? text : "", len, path, problems);
  if (problems->len == 0)
    {
      replace_all (self, entries);
      return TRUE;
    }
  g_ptr_array_add (problems, NULL);
  lines = g_strjoinv ("\n", (char **)problems->pdata);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, lines);
  return FALSE;
}

gboolean
willow_user_list_save (WillowUserList *self, const char *path, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->users->len; i++)
    {
      const WillowUser *user = self->users->pdata[i];
      g_autofree char  *hash = willow_password_to_text (user->password);

      g_string_append_printf (text, "%s:%s\n", user->name, hash);
    }
  return g_file_set_contents_full (path,
                                   text->str,
                                   (gssize)text->len,
                                   G_FILE_SET_CONTENTS_CONSISTENT |
                                       G_FILE_SET_CONTENTS_DURABLE,
                                   0600,
                                   error);
}

typedef struct
{
  char              *name;
  char              *password;
  WillowPasswordKind kind;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->password != NULL)
    memset (job->password, 0, strlen (job->password));
  g_free (job->password);
  g_free (job->name);
  g_free (job);
}

static void
hash_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job            *job = data;
  GError         *error = NULL;
  WillowPassword *password = willow_password_new (
      job->kind, job->password, strlen (job->password), 0, &error);

  if (password != NULL)
    g_task_return_pointer (
        task, password, (GDestroyNotify)willow_password_unref);
  else
    g_task_return_error (task, error);
}

void
willow_user_list_set_async (WillowUserList     *self,
                            const char         *name,
                            const char         *password,
                            WillowPasswordKind  kind,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Job *job;

  g_task_set_source_tag (task, willow_user_list_set_async);
  if (!willow_password_file_is_name (name) || *password == '\0')
    {
      g_task_return_new_error (
          task,
          G_IO_ERROR,
          G_IO_ERROR_INVALID_ARGUMENT,
          "%s",
          *password == '\0'
              ? _ ("A user needs a password.")
              : _ ("The name of a user has no colon and no line break, and "
                   "does not begin with #."));
      return;
    }
  job = g_new (Job, 1);
  *job = (Job){ g_strdup (name), g_strdup (password), kind };
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, hash_cb);
}

static guint
find_user (WillowUserList *self, const char *name)
{
  guint i = 0;

  while (i < self->users->len &&
         !g_str_equal (((WillowUser *)self->users->pdata[i])->name, name))
    i++;
  return i;
}

gboolean
willow_user_list_set_finish (WillowUserList *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (WillowPassword) password =
      g_task_propagate_pointer (G_TASK (result), error);
  guint position;

  if (password == NULL)
    return FALSE;
  position = find_user (self, job->name);
  if (position < self->users->len)
    {
      g_object_unref (self->users->pdata[position]);
      self->users->pdata[position] = user_new (job->name, password);
      g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
      return TRUE;
    }
  g_ptr_array_add (self->users, user_new (job->name, password));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
  return TRUE;
}

void
willow_user_list_remove (WillowUserList *self, guint position)
{
  g_return_if_fail (position < self->users->len);
  g_ptr_array_remove_index (self->users, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

void
willow_user_list_fill (WillowUserList *self, WillowBrokerAccess *access)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  /* A list of nobody lets nobody in. */
  willow_broker_access_read_users (access, "", 0, "", problems);
  for (guint i = 0; i < self->users->len; i++)
    {
      WillowUser *user = self->users->pdata[i];

      willow_broker_access_add_user (access, user->name, user->password);
    }
}
