/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile-export.h"
#include "model/profile/willow-profile-fields.h"
#include "model/profile/willow-profile-secrets.h"
#include "model/profile/willow-profile-store.h"

#include <stdio.h>
#include <string.h>

/* Writes into the folder that is its argument what test-schema.py looks at: the
 * table of fields, and files of profiles as Willow writes them. */

static const char *const kinds[] = {
  [WILLOW_FIELD_STRING] = "string",
  [WILLOW_FIELD_BOOLEAN] = "boolean",
  [WILLOW_FIELD_UINT] = "integer",
  [WILLOW_FIELD_CHOICE] = "choice",
};

static void
write_file (const char *folder, const char *name, const char *text, gssize len)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, len, &error);
  g_assert_no_error (error);
}

static void
write_table (const char *folder)
{
  guint                     n_fields;
  const WillowProfileField *fields = willow_profile_get_fields (&n_fields);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n_fields; i++)
    {
      const WillowProfileField *field = &fields[i];

      g_string_append_printf (text,
                              "%s\t%s\t%u\t%u\t%u\t%s\t",
                              field->name,
                              kinds[field->kind],
                              field->minimum,
                              field->maximum,
                              field->fallback,
                              field->text != NULL ? field->text : "");
      for (guint j = 0;
           field->kind == WILLOW_FIELD_CHOICE && j <= field->maximum;
           j++)
        if (field->names[j] != NULL)
          g_string_append_printf (text, "%u=%s ", j, field->names[j]);
      g_string_append_c (text, '\n');
    }
  write_file (folder, "fields.tsv", text->str, -1);
}

/* The last value of each field. */
static void
fill (WillowProfile *profile, gboolean use_minimum)
{
  guint                     n_fields;
  const WillowProfileField *fields = willow_profile_get_fields (&n_fields);

  for (guint i = 0; i < n_fields; i++)
    {
      guint number = use_minimum ? fields[i].minimum : fields[i].maximum;

      while (fields[i].kind == WILLOW_FIELD_CHOICE &&
             fields[i].names[number] == NULL)
        number++;
      if (fields[i].kind == WILLOW_FIELD_STRING)
        g_object_set (profile, fields[i].name, "连接 \"\n", NULL);
      else if (fields[i].kind == WILLOW_FIELD_BOOLEAN)
        g_object_set (profile, fields[i].name, !use_minimum, NULL);
      else
        g_object_set (profile, fields[i].name, number, NULL);
    }
  willow_profile_add_user_property (profile, "k", "v");
  willow_profile_add_will_user_property (profile, "k", "v");
  willow_profile_add_header (profile, "X-Site", "7");
  willow_profile_add_header (profile, "Cookie", "secret");
  willow_profile_add_subscription (profile, "a/#", MQTT_QOS_2);
}

static GPtrArray *
make_profiles (void)
{
  GPtrArray     *profiles = g_ptr_array_new_with_free_func (g_object_unref);
  WillowProfile *profile;
  g_autoptr (GBytes) key = g_bytes_new ("key", 3);

  g_ptr_array_add (profiles, willow_profile_new ("New"));
  for (guint i = 0; i < 2; i++)
    {
      profile = willow_profile_new ("Full");
      fill (profile, i == 0);
      willow_profile_set_secret (profile, WILLOW_SECRET_TLS_KEY, key);
      g_ptr_array_add (profiles, profile);
    }
  return profiles;
}

static void
write_store (const char *folder, GPtrArray *profiles)
{
  g_autofree char *path = g_build_filename (folder, "profiles.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (WillowProfileStore) store = willow_profile_store_new (file);

  for (guint i = 0; i < profiles->len; i++)
    willow_profile_store_add (store, profiles->pdata[i]);
  g_assert_true (willow_profile_store_flush (store, NULL));
}

static void
write_export (const char *folder,
              const char *name,
              GPtrArray  *profiles,
              GBytes     *passphrase)
{
  g_autoptr (GBytes) bytes =
      willow_profile_export_build (profiles, NULL, passphrase, NULL);
  gsize       len;
  const char *data;

  g_assert_nonnull (bytes);
  data = g_bytes_get_data (bytes, &len);
  write_file (folder, name, data, (gssize)len);
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) profiles = make_profiles ();
  g_autoptr (GBytes) passphrase = g_bytes_new ("open sesame", 11);

  if (argc != 2)
    return 2;
  write_table (argv[1]);
  write_store (argv[1], profiles);
  write_export (argv[1], "plain.json", profiles, NULL);
  write_export (argv[1], "sealed.json", profiles, passphrase);
  return 0;
}
