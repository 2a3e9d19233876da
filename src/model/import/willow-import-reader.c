/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/import/willow-import-private.h"

#include "model/import/willow-import-text.h"
#include "model/profile/willow-profile-fields.h"
#include "model/traffic/willow-visible-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Names of members that nobody knows are shown; not endlessly. */
#define MAX_UNKNOWN 8u
#define MAX_QUOTED_BYTES 60u

void
willow_import_reader_init (WillowImportReader *reader,
                           WillowImportItem   *item,
                           JsonObject         *object,
                           const char         *path)
{
  reader->object = object;
  reader->item = item;
  reader->path = g_strdup (path);
  reader->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static void
report_unknown (WillowImportReader *reader, GString *names, guint n_unknown)
{
  willow_import_item_add (
      reader->item,
      WILLOW_IMPORT_DIFFERS,
      "unknown-members",
      reader->path,
      g_strdup_printf (ngettext ("%u member is not known and was left out: %s",
                                 "%u members are not known and were left "
                                 "out: %s",
                                 n_unknown),
                       n_unknown,
                       names->str));
}

char *
willow_import_dup_visible (const char *text)
{
  gsize len = willow_visible_text_get_cut (
      (const guint8 *)text, strlen (text), MAX_QUOTED_BYTES);
  GString *out = g_string_new (NULL);

  willow_visible_text_append (
      out, (const guint8 *)text, len, WILLOW_VISIBLE_ONE_LINE);
  if (len < strlen (text))
    g_string_append (out, "…");
  return g_string_free (out, FALSE);
}

static void
append_name (GString *names, const char *name)
{
  g_autofree char *visible = willow_import_dup_visible (name);

  g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", visible);
}

void
willow_import_reader_finish (WillowImportReader *reader)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GList) members = json_object_get_members (reader->object);
  guint n_unknown = 0;

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_hash_table_contains (reader->seen, l->data) &&
        n_unknown++ < MAX_UNKNOWN)
      append_name (names, l->data);
  if (n_unknown > 0)
    report_unknown (reader, names, n_unknown);
  willow_import_reader_clear (reader);
}

void
willow_import_reader_clear (WillowImportReader *reader)
{
  g_clear_pointer (&reader->seen, g_hash_table_unref);
  g_clear_pointer (&reader->path, g_free);
}

JsonNode *
willow_import_parse_text (const char *text)
{
  g_autoptr (WillowImportSieve) sieve = willow_import_sieve_new ();

  if (!willow_import_sieve_feed (sieve, text, strlen (text), NULL))
    return NULL;
  return willow_import_sieve_parse (sieve, NULL);
}

const char *
willow_import_peek_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

void
willow_import_set_choice (WillowProfile *profile,
                          const char    *property,
                          const char    *name)
{
  guint                     n_fields;
  const WillowProfileField *fields = willow_profile_get_fields (&n_fields);

  for (guint i = 0; i < n_fields; i++)
    for (guint j = 0;
         g_str_equal (fields[i].name, property) && j <= fields[i].maximum;
         j++)
      if (g_strcmp0 (fields[i].names[j], name) == 0)
        {
          g_object_set (profile, property, j, NULL);
          return;
        }
  g_warning ("“%s” has no “%s”", property, name);
}

void
willow_import_append_unusable (GListStore *items,
                               const char *name,
                               char       *problem)
{
  g_autoptr (WillowImportItem) item = willow_import_item_new (name);

  willow_import_item_take_problem (item, problem);
  g_list_store_append (items, item);
}

void
willow_import_item_warn_unverified (WillowImportItem *self, gboolean verify)
{
  if (verify)
    return;
  willow_import_item_add (
      self,
      WILLOW_IMPORT_DIFFERS,
      "not-verified",
      "",
      g_strdup (_ ("The server does not have to prove who it is, as before; "
                   "Willow says so all the time")));
}

char *
willow_import_reader_dup_path (WillowImportReader *reader, const char *member)
{
  if (reader->path[0] == '\0')
    return g_strdup (member);
  return g_strdup_printf ("%s.%s", reader->path, member);
}

void
willow_import_reader_ignore (WillowImportReader *reader, const char *names)
{
  g_auto (GStrv) split = g_strsplit (names, " ", -1);

  for (guint i = 0; split[i] != NULL; i++)
    g_hash_table_add (reader->seen, g_strdup (split[i]));
}

void
willow_import_refuse (WillowImportReader *reader,
                      const char         *code,
                      const char         *member,
                      char               *text)
{
  g_autofree char *path = willow_import_reader_dup_path (reader, member);

  willow_import_item_add (
      reader->item, WILLOW_IMPORT_REFUSED, code, path, text);
}

JsonNode *
willow_import_read_node (WillowImportReader *reader, const char *member)
{
  JsonNode *node = json_object_get_member (reader->object, member);

  g_hash_table_add (reader->seen, g_strdup (member));
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return NULL;
  return node;
}

const char *
willow_import_read_text (WillowImportReader *reader, const char *member)
{
  JsonNode *node = willow_import_read_node (reader, member);

  if (node == NULL)
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);
  willow_import_refuse (reader,
                        "wrong-type",
                        member,
                        g_strdup_printf (_ ("“%s” is not a text"), member));
  return NULL;
}

gboolean
willow_import_read_boolean (WillowImportReader *reader,
                            const char         *member,
                            gboolean           *value)
{
  JsonNode *node = willow_import_read_node (reader, member);

  if (node == NULL)
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    {
      *value = json_node_get_boolean (node);
      return TRUE;
    }
  willow_import_refuse (
      reader,
      "wrong-type",
      member,
      g_strdup_printf (_ ("“%s” is neither true nor false"), member));
  return FALSE;
}

/* @number: (out): untouched where it is none */
static gboolean
get_number (JsonNode *node, gint64 *number)
{
  double fraction;

  if (json_node_get_value_type (node) == G_TYPE_INT64)
    {
      *number = json_node_get_int (node);
      return TRUE;
    }
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return g_ascii_string_to_signed (
        json_node_get_string (node), 10, G_MININT64, G_MAXINT64, number, NULL);
  if (json_node_get_value_type (node) != G_TYPE_DOUBLE)
    return FALSE;
  fraction = json_node_get_double (node);
  if (!(fabs (fraction) <= G_MAXUINT32) || fraction != floor (fraction))
    return FALSE;
  *number = (gint64)fraction;
  return TRUE;
}

gboolean
willow_import_read_number (WillowImportReader *reader,
                           const char         *member,
                           guint               minimum,
                           guint               maximum,
                           guint              *value)
{
  JsonNode *node = willow_import_read_node (reader, member);
  gint64    number;

  if (node == NULL)
    return FALSE;
  if (get_number (node, &number) && number >= (gint64)minimum &&
      number <= (gint64)maximum)
    {
      *value = (guint)number;
      return TRUE;
    }
  willow_import_refuse (
      reader,
      "out-of-range",
      member,
      g_strdup_printf (
          _ ("“%s” is not a number from %u to %u"), member, minimum, maximum));
  return FALSE;
}

JsonObject *
willow_import_read_object (WillowImportReader *reader, const char *member)
{
  JsonNode *node = willow_import_read_node (reader, member);

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  willow_import_refuse (reader,
                        "wrong-type",
                        member,
                        g_strdup_printf (_ ("“%s” is not an object"), member));
  return NULL;
}

JsonArray *
willow_import_read_list (WillowImportReader *reader, const char *member)
{
  JsonNode *node = willow_import_read_node (reader, member);

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);
  willow_import_refuse (reader,
                        "wrong-type",
                        member,
                        g_strdup_printf (_ ("“%s” is not a list"), member));
  return NULL;
}
