/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/profile-settings.h"

#include <string.h>

static void
set_number (WillowProfile *profile, const char *name, const char *value)
{
  GParamSpec *pspec =
      g_object_class_find_property (G_OBJECT_GET_CLASS (profile), name);
  guint64 number;

  g_assert_nonnull (pspec);
  if (pspec->value_type == G_TYPE_STRING)
    {
      g_object_set (profile, name, value, NULL);
      return;
    }
  g_assert_true (
      g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT32, &number, NULL));
  g_object_set (profile, name, (guint)number, NULL);
}

static void
add_pair (WillowProfile *profile, gboolean to_will, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);

  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  if (to_will)
    willow_profile_add_will_user_property (profile, parts[0], parts[1]);
  else
    willow_profile_add_user_property (profile, parts[0], parts[1]);
}

void
profile_settings_apply (WillowProfile *profile, const char *settings)
{
  g_auto (GStrv) each = g_strsplit (settings, "|", -1);

  for (guint i = 0; each[i] != NULL; i++)
    {
      g_auto (GStrv) pair = g_strsplit (each[i], "=", 2);

      if (*each[i] == '\0')
        continue;
      g_assert_cmpuint (g_strv_length (pair), ==, 2);
      if (g_str_equal (pair[0], "user") || g_str_equal (pair[0], "will-user"))
        add_pair (profile, pair[0][0] == 'w', pair[1]);
      else
        set_number (profile, pair[0], pair[1]);
    }
}

WillowProfile *
profile_settings_new (guint version, const char *settings)
{
  WillowProfile *profile = willow_profile_new ("Test");

  g_object_set (
      profile, "host", "localhost", "client-id", "t", "version", version, NULL);
  profile_settings_apply (profile, settings);
  return profile;
}

char *
profile_settings_dup_notes (WillowProfile *profile, GBytes *password)
{
  static const char letters[] = { [WILLOW_NOTE_HINT] = 'H',
                                  [WILLOW_NOTE_WARNING] = 'W',
                                  [WILLOW_NOTE_ERROR] = 'E' };
  g_autoptr (GArray) notes =
      willow_profile_dup_notes_with_password (profile, password);
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < notes->len; i++)
    {
      const WillowProfileNote *note =
          &g_array_index (notes, WillowProfileNote, i);

      g_assert_cmpuint (strlen (note->text), >, 0);
      g_string_append_printf (all,
                              "%s%c %s %s",
                              i > 0 ? "|" : "",
                              letters[note->level],
                              note->property,
                              note->id);
    }
  return g_string_free (all, FALSE);
}
