/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-profile.h"

#include "model/profile/willow-profile-noting.h"
#include "model/profile/willow-profile-subscription.h"
#include "model/profile/willow-subscription-notes.h"

#include <glib/gi18n-lib.h>

void
willow_profile_add_note (GArray         *notes,
                         WillowNoteLevel level,
                         const char     *property,
                         const char     *id,
                         const char     *text)
{
  WillowProfileNote note = { level, property, id, text };

  for (guint i = 0; i < notes->len; i++)
    {
      const WillowProfileNote *other =
          &g_array_index (notes, WillowProfileNote, i);

      if (g_str_equal (other->property, property) && other->text == text)
        return; /* two filters with the same mistake */
    }
  g_array_append_val (notes, note);
}

static void
note_subscriptions (WillowProfile *self, GArray *notes)
{
  GListModel *model = willow_profile_get_subscriptions (self);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WillowProfileSubscription) item =
          g_list_model_get_item (model, i);

      if (willow_profile_subscription_get_enabled (item))
        willow_subscription_note_filter (
            willow_profile_get_version (self),
            willow_profile_subscription_get_filter (item),
            notes);
    }
}

GArray *
willow_profile_dup_notes (WillowProfile *self)
{
  return willow_profile_dup_notes_with_password (self, NULL);
}

gboolean
willow_profile_find_obstacle (WillowProfile     *self,
                              GBytes            *password,
                              WillowProfileNote *obstacle)
{
  g_autoptr (GArray) notes =
      willow_profile_dup_notes_with_password (self, password);

  for (guint i = 0; i < notes->len; i++)
    {
      *obstacle = g_array_index (notes, WillowProfileNote, i);
      /* A subscription that cannot be sent says so itself. */
      if (obstacle->level == WILLOW_NOTE_ERROR &&
          !g_str_equal (obstacle->property, "subscriptions"))
        return TRUE;
    }
  return FALSE;
}

char *
willow_profile_note_explain_refusal (const WillowProfileNote *obstacle)
{
  return obstacle->id[0] != '\0'
             ? g_strdup_printf (
                   _ ("Not sent. %s [%s]"), obstacle->text, obstacle->id)
             : g_strdup_printf (_ ("Not sent. %s"), obstacle->text);
}

GArray *
willow_profile_dup_notes_with_password (WillowProfile *self, GBytes *password)
{
  GArray      *notes = g_array_new (FALSE, FALSE, sizeof (WillowProfileNote));
  WillowNoting noting = {
    .profile = self,
    .values = willow_profile_get_values (self),
    .password = password,
    .notes = notes,
  };

  willow_profile_note_place (self, notes);
  willow_profile_note_transport (self, notes);
  willow_noting_client_id (&noting);
  willow_noting_login (&noting);
  willow_noting_session (&noting);
  willow_noting_properties (&noting);
  willow_noting_will (&noting);
  willow_noting_practice (&noting);
  note_subscriptions (self, notes);
  return notes;
}
