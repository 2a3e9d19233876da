/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/practice/willow-practice-access.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* A list, and the file of it. */
typedef struct
{
  char    *path; /* (nullable) */
  gboolean broken;
} Kept;

struct _WillowPracticeAccess
{
  GObject parent_instance;

  WillowUserList *users;
  WillowRuleList *rules;
  Kept            users_file;
  Kept            rules_file;
  char           *folder;
  char           *problem;
  gboolean        known_only;
  gboolean        opening;
};

G_DEFINE_FINAL_TYPE (WillowPracticeAccess,
                     willow_practice_access,
                     G_TYPE_OBJECT)

enum
{
  PROP_KNOWN_ONLY = 1,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint       changed_signal;

static void
changed (WillowPracticeAccess *self)
{
  g_signal_emit (self, changed_signal, 0);
}

/* @problem: (transfer full) (nullable) */
static void
take_problem (WillowPracticeAccess *self, char *problem)
{
  g_free (self->problem);
  self->problem = problem;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
}

static void
add_problem (WillowPracticeAccess *self, const char *text)
{
  take_problem (self,
                self->problem != NULL
                    ? g_strconcat (self->problem, "\n", text, NULL)
                    : g_strdup (text));
}

/* What somebody wrote by hand is not lost because of a slip. */
static void
set_aside (WillowPracticeAccess *self, Kept *kept)
{
  g_autofree char *old = NULL;

  if (!kept->broken)
    return;
  old = g_strconcat (kept->path, ".old", NULL);
  g_rename (kept->path, old);
  kept->broken = FALSE;
  if (!willow_practice_access_is_broken (self))
    take_problem (self, NULL);
}

static void
say_not_saved (WillowPracticeAccess *self, const GError *error)
{
  take_problem (
      self,
      g_strdup_printf (_ ("This could not be saved: %s"), error->message));
}

static void
users_changed_cb (WillowPracticeAccess *self)
{
  g_autoptr (GError) error = NULL;

  if (self->opening)
    return;
  set_aside (self, &self->users_file);
  if (self->folder != NULL &&
      !willow_user_list_save (self->users, self->users_file.path, &error))
    say_not_saved (self, error);
  changed (self);
}

static void
rules_changed_cb (WillowPracticeAccess *self)
{
  g_autoptr (GError) error = NULL;

  if (self->opening)
    return;
  set_aside (self, &self->rules_file);
  if (self->folder != NULL &&
      !willow_rule_list_save (self->rules, self->rules_file.path, &error))
    say_not_saved (self, error);
  changed (self);
}

static void
willow_practice_access_get_property (GObject    *object,
                                     guint       id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  WillowPracticeAccess *self = WILLOW_PRACTICE_ACCESS (object);

  if (id == PROP_KNOWN_ONLY)
    g_value_set_boolean (value, self->known_only);
  else if (id == PROP_PROBLEM)
    g_value_set_string (value, self->problem);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_practice_access_set_property (GObject      *object,
                                     guint         id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  if (id == PROP_KNOWN_ONLY)
    willow_practice_access_set_known_only (WILLOW_PRACTICE_ACCESS (object),
                                           g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_practice_access_finalize (GObject *object)
{
  WillowPracticeAccess *self = WILLOW_PRACTICE_ACCESS (object);

  g_object_unref (self->users);
  g_object_unref (self->rules);
  g_free (self->users_file.path);
  g_free (self->rules_file.path);
  g_free (self->folder);
  g_free (self->problem);
  G_OBJECT_CLASS (willow_practice_access_parent_class)->finalize (object);
}

static void
willow_practice_access_class_init (WillowPracticeAccessClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = willow_practice_access_get_property;
  object_class->set_property = willow_practice_access_set_property;
  object_class->finalize = willow_practice_access_finalize;
  props[PROP_KNOWN_ONLY] = g_param_spec_boolean (
      "known-only",
      NULL,
      NULL,
      FALSE,
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_PROBLEM] = g_param_spec_string (
      "problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  changed_signal = g_signal_new ("changed",
                                 WILLOW_TYPE_PRACTICE_ACCESS,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 0);
}

static void
willow_practice_access_init (WillowPracticeAccess *self)
{
  self->users = willow_user_list_new ();
  self->rules = willow_rule_list_new ();
  g_signal_connect_object (self->users,
                           "items-changed",
                           G_CALLBACK (users_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rules,
                           "items-changed",
                           G_CALLBACK (rules_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

WillowPracticeAccess *
willow_practice_access_new (void)
{
  return g_object_new (WILLOW_TYPE_PRACTICE_ACCESS, NULL);
}

void
willow_practice_access_open (WillowPracticeAccess *self, const char *folder)
{
  g_autoptr (GError) of_users = NULL;
  g_autoptr (GError) of_rules = NULL;

  g_return_if_fail (self->folder == NULL);

  self->folder = g_strdup (folder);
  self->users_file.path = g_build_filename (folder, "users", NULL);
  self->rules_file.path = g_build_filename (folder, "rules", NULL);
  /* What goes wrong here shows when something is saved. */
  g_mkdir_with_parents (folder, 0700);
  self->opening = TRUE;
  self->users_file.broken =
      !willow_user_list_load (self->users, self->users_file.path, &of_users);
  self->rules_file.broken =
      !willow_rule_list_load (self->rules, self->rules_file.path, &of_rules);
  self->opening = FALSE;
  if (of_users != NULL)
    add_problem (self, of_users->message);
  if (of_rules != NULL)
    add_problem (self, of_rules->message);
  changed (self);
}

const char *
willow_practice_access_get_folder (WillowPracticeAccess *self)
{
  return self->folder;
}

void
willow_practice_access_begin_anew (WillowPracticeAccess *self)
{
  set_aside (self, &self->users_file);
  set_aside (self, &self->rules_file);
  take_problem (self, NULL);
  changed (self);
}

gboolean
willow_practice_access_get_known_only (WillowPracticeAccess *self)
{
  return self->known_only;
}

void
willow_practice_access_set_known_only (WillowPracticeAccess *self,
                                       gboolean              known_only)
{
  if (self->known_only == (known_only != FALSE))
    return;
  self->known_only = known_only != FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_KNOWN_ONLY]);
  changed (self);
}

const char *
willow_practice_access_get_problem (WillowPracticeAccess *self)
{
  return self->problem;
}

gboolean
willow_practice_access_is_broken (WillowPracticeAccess *self)
{
  return self->users_file.broken || self->rules_file.broken;
}

WillowUserList *
willow_practice_access_get_users (WillowPracticeAccess *self)
{
  return self->users;
}

WillowRuleList *
willow_practice_access_get_rules (WillowPracticeAccess *self)
{
  return self->rules;
}

WillowBrokerAccess *
willow_practice_access_dup (WillowPracticeAccess *self)
{
  guint    n_users = g_list_model_get_n_items (G_LIST_MODEL (self->users));
  guint    n_rules = g_list_model_get_n_items (G_LIST_MODEL (self->rules));
  gboolean closed = self->known_only || self->users_file.broken;
  g_autoptr (WillowBrokerAccess) access = NULL;

  if (!closed && n_users == 0 && n_rules == 0 && !self->rules_file.broken)
    return NULL;
  access = willow_broker_access_new ();
  willow_broker_access_set_anonymous (access, !closed);
  if (closed || n_users > 0)
    willow_user_list_fill (self->users, access);
  if (n_rules > 0 || self->rules_file.broken)
    willow_rule_list_fill (self->rules, access);
  return g_steal_pointer (&access);
}
