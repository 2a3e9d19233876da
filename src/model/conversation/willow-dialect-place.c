/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/conversation/willow-dialect-place.h"

#include "model/conversation/willow-dialect-table.h"
#include "mqtt/mqtt-property-table.h"

#define NO_PROPERTIES -1

static const WillowDialectPlace *
get_place (GArray *places, guint index)
{
  return &g_array_index (places, WillowDialectPlace, index);
}

static int
find_key (GArray *places, const char *key)
{
  if (key == NULL)
    return -1;
  for (guint i = 0; i < places->len; i++)
    if (g_str_equal (get_place (places, i)->key, key))
      return (int)i;
  g_assert_not_reached ();
}

static void
append (GArray *places, WillowDialectPlace place, const char *parent)
{
  place.parent = find_key (places, parent);
  if (place.parent >= 0)
    place.depth = get_place (places, (guint)place.parent)->depth + 1;
  g_array_append_val (places, place);
}

/* All that may stand there, as the table of the properties says. */
static void
append_properties (GArray                   *places,
                   const WillowDialectEntry *group,
                   const char               *parent)
{
  gsize                   n_infos;
  const MqttPropertyInfo *infos = mqtt_property_get_infos (&n_infos);

  for (gsize i = 0; i < n_infos; i++)
    {
      g_autofree char   *key = g_strdup_printf ("%s/%s", parent, infos[i].name);
      WillowDialectPlace place = {
        .key = g_intern_string (key),
        .packet = group->packet,
        .names = { NULL, NULL, infos[i].name },
        .marks = WILLOW_DIALECT_APPEARED,
        .remark = "",
      };

      if ((infos[i].places & (1u << group->properties)) == 0)
        continue;
      willow_dialect_table_remark (infos[i].id, group->properties, &place);
      append (places, place, parent);
    }
}

static GArray *
new_places (void)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (WillowDialectPlace));
  guint   n_entries;
  const WillowDialectEntry *entries = willow_dialect_table_get (&n_entries);

  for (guint i = 0; i < n_entries; i++)
    {
      WillowDialectPlace place = {
        .key = entries[i].key,
        .packet = entries[i].packet,
        .is_group = entries[i].is_group,
        .is_anywhere = entries[i].is_anywhere,
        .takes_others = entries[i].takes_others,
        .marks = entries[i].marks,
        .remark = entries[i].remark,
      };

      for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
        place.names[d] = entries[i].names[d];
      append (places, place, entries[i].parent);
      if (entries[i].properties != NO_PROPERTIES)
        append_properties (places, &entries[i], entries[i].parent);
    }
  return places;
}

const WillowDialectPlace *
willow_dialect_get_places (guint *n_places)
{
  static gsize   initialized;
  static GArray *places;

  if (g_once_init_enter (&initialized))
    {
      places = new_places ();
      g_once_init_leave (&initialized, 1);
    }
  *n_places = places->len;
  return (const WillowDialectPlace *)places->data;
}

static gboolean
is_it (const WillowDialectPlace *place,
       MqttPacketType            packet,
       guint                     dialect,
       const MqttField          *field,
       int                       parent)
{
  return place->packet == packet && place->names[dialect] != NULL &&
         (place->is_anywhere || place->parent == parent) &&
         g_str_equal (place->names[dialect], field->name);
}

static int
find_own (MqttPacketType   packet,
          guint            dialect,
          const MqttField *field,
          int              parent)
{
  guint                     n_places;
  const WillowDialectPlace *places = willow_dialect_get_places (&n_places);

  for (guint i = 0; i < n_places; i++)
    if (is_it (&places[i], packet, dialect, field, parent))
      return (int)i;
  return WILLOW_DIALECT_NOWHERE;
}

/* Of what has a place, as a part or for itself. A CONNECT that names another
 * version than it is meant to be is in the words of that one. */
static int
find_place (MqttPacketType   packet,
            guint            dialect,
            const MqttField *field,
            int              parent,
            gboolean        *own)
{
  guint                     n_places;
  const WillowDialectPlace *places = willow_dialect_get_places (&n_places);
  int                       found = find_own (packet, dialect, field, parent);

  for (guint d = 0; d < WILLOW_N_DIALECTS && found < 0; d++)
    found = find_own (packet, d, field, parent);
  for (guint i = 0; i < n_places && found < 0 && parent >= 0; i++)
    if (places[i].takes_others && places[i].parent == parent)
      found = (int)i;
  *own = found >= 0;
  if (*own)
    return found;
  return parent >= 0 && !places[parent].is_group ? parent
                                                 : WILLOW_DIALECT_NOWHERE;
}

int *
willow_dialect_find_places (MqttPacketType         packet,
                            guint                  dialect,
                            const MqttDescription *description,
                            gboolean              *own)
{
  guint n = mqtt_description_get_n_fields (description);
  int  *found = g_new (int, n);

  for (guint i = 0; i < n; i++)
    {
      const MqttField *field = mqtt_description_get_field (description, i);

      own[i] = FALSE;
      if (field->parent < 0)
        found[i] = -1;
      else
        found[i] =
            find_place (packet, dialect, field, found[field->parent], &own[i]);
    }
  return found;
}
