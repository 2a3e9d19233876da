/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds, for somebody who does not want to read rules. */
#include "config.h"

#include "model/practice/willow-practice-access.h"

#include <glib/gi18n-lib.h>

static const char *
tell_who (gboolean known_only, guint n_users)
{
  if (known_only && n_users == 0)
    return _ ("Nobody can come in, because there is no user.");
  if (known_only)
    return _ ("Only the users below come in, each with the password.");
  if (n_users == 0)
    return _ ("Everybody comes in, under any User Name.");
  return _ (
      "Whoever gives no User Name comes in. Whoever gives one has to be a "
      "user below, and to know the password.");
}

static const char *
tell_what (guint n_rules)
{
  return n_rules == 0 ? _ ("Whoever is in may do everything.")
                      : _ ("Whoever is in may do what a rule below allows, and "
                           "nothing else.");
}

char *
willow_practice_access_tell (WillowPracticeAccess *self)
{
  guint n_users = g_list_model_get_n_items (
      G_LIST_MODEL (willow_practice_access_get_users (self)));
  guint n_rules = g_list_model_get_n_items (
      G_LIST_MODEL (willow_practice_access_get_rules (self)));

  if (willow_practice_access_is_broken (self))
    return g_strdup (_ ("A file of users or rules has mistakes. Until that is "
                        "settled all is forbidden that it may forbid."));
  return g_strdup_printf (
      /* TRANSLATORS: two sentences */ _ ("%s %s"),
      tell_who (willow_practice_access_get_known_only (self), n_users),
      tell_what (n_rules));
}
