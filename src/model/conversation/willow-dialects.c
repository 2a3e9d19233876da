/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-dialects.h"

#include "model/conversation/willow-dialect-place.h"
#include "model/traffic/willow-field-text.h"

#include <glib/gi18n-lib.h>

struct _WillowDialects
{
  GPtrArray *rows; /* of WillowDialectRow */
};

/* Of a longer field only the beginning is shown. */
#define MAX_SHOWN_BYTES 24
/* A CONNACK of 3.x; as the answer to a CONNECT of 5.0 it comes from a Server
 * that does not know 5.0. */
#define SHORT_CONNACK_LEN 4
#define DIALECT_3_1_1 1
#define DIALECT_5_0 2

/* One of the six packets, while it is being sorted in. */
typedef struct
{
  MqttPacketType   packet;
  guint            column;
  guint            dialect; /* in whose words it is */
  MqttSlice        frame;
  MqttDescription *description;
} Reading;

MqttVersion
willow_dialect_get_version (guint dialect)
{
  static const MqttVersion versions[WILLOW_N_DIALECTS] = {
    MQTT_VERSION_3_1,
    MQTT_VERSION_3_1_1,
    MQTT_VERSION_5_0,
  };

  g_return_val_if_fail (dialect < WILLOW_N_DIALECTS, MQTT_VERSION_UNKNOWN);

  return versions[dialect];
}

static void
free_row (gpointer data)
{
  WillowDialectRow *row = data;

  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      g_free (row->cells[d].value);
      g_free (row->cells[d].bytes);
    }
  g_free (row);
}

static const char *
translate (const char *text)
{
  return text[0] != '\0' ? _ (text) : "";
}

static WillowDialectRow *
new_row (const WillowDialectPlace *place)
{
  WillowDialectRow *row = g_new0 (WillowDialectRow, 1);

  row->key = place->key;
  row->packet = place->packet;
  row->depth = place->depth;
  row->is_group = place->is_group;
  row->marks = place->marks;
  row->remark = translate (place->remark);
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    if (place->names[d] != NULL)
      row->cells[d].name = _ (place->names[d]);
  return row;
}

/* "00 04 4d 51", or "..00...." for the bits of a flag. */
static char *
dup_bytes (MqttSlice frame, const MqttField *field, gboolean is_secret)
{
  GString *out = g_string_new (NULL);
  gsize    n = MIN (field->len, frame.len - MIN (frame.len, field->offset));

  if (field->bit_mask != 0 && n > 0)
    {
      for (guint bit = 0x80; bit != 0; bit >>= 1)
        g_string_append_c (out,
                           (field->bit_mask & bit) == 0             ? '.'
                           : (frame.data[field->offset] & bit) != 0 ? '1'
                                                                    : '0');
      return g_string_free (out, FALSE);
    }
  for (gsize i = 0; i < MIN (n, MAX_SHOWN_BYTES); i++)
    {
      if (i > 0)
        g_string_append_c (out, ' ');
      if (is_secret)
        g_string_append (out, "**");
      else
        g_string_append_printf (out, "%02x", frame.data[field->offset + i]);
    }
  if (n > MAX_SHOWN_BYTES)
    g_string_append (out, " …");
  return g_string_free (out, FALSE);
}

/* A field is a secret too where a part of it is. */
static gboolean
has_secret (const MqttDescription *description, guint index)
{
  guint            n = mqtt_description_get_n_fields (description);
  const MqttField *field = mqtt_description_get_field (description, index);

  for (guint i = index; i < n; i++)
    {
      const MqttField *part = mqtt_description_get_field (description, i);

      if (i > index && part->depth <= field->depth)
        break;
      if (part->secret)
        return TRUE;
    }
  return FALSE;
}

static void
fill_cell (WillowDialectRow *row, const Reading *reading, guint index)
{
  WillowDialectCell *cell = &row->cells[reading->column];
  const MqttField   *field =
      mqtt_description_get_field (reading->description, index);
  gboolean is_secret = has_secret (reading->description, index);

  cell->is_there = TRUE;
  cell->name = willow_field_text_get_name (field);
  cell->offset = field->offset;
  cell->len = field->len;
  cell->bit_mask = field->bit_mask;
  cell->section = field->section;
  if (field->violation != NULL)
    cell->violation = _ (field->violation);
  if (row->is_group)
    {
      cell->value = g_strdup ("");
      cell->bytes = g_strdup ("");
      return;
    }
  cell->value =
      is_secret ? g_strdup ("••••••") : willow_field_text_dup_value (field);
  cell->bytes = dup_bytes (reading->frame, field, is_secret);
}

/* What is wrong with a part of it is wrong with it. */
static void
blame (WillowDialectRow *row, const Reading *reading, guint index)
{
  WillowDialectCell *cell = &row->cells[reading->column];
  const MqttField   *field =
      mqtt_description_get_field (reading->description, index);

  if (field->violation != NULL && cell->violation == NULL)
    cell->violation = _ (field->violation);
}

/* The row of @place that has room in @column: one that comes more than once,
 * such as a User Property, has several. */
static WillowDialectRow *
claim_row (GPtrArray **rows, guint place, guint column)
{
  guint                     n_places;
  const WillowDialectPlace *places = willow_dialect_get_places (&n_places);

  for (guint i = 0; i < rows[place]->len; i++)
    {
      WillowDialectRow *row = rows[place]->pdata[i];

      if (!row->cells[column].is_there)
        return row;
    }
  g_ptr_array_add (rows[place], new_row (&places[place]));
  return rows[place]->pdata[rows[place]->len - 1];
}

static void
sort_in (GPtrArray **rows, const Reading *reading)
{
  guint                n = mqtt_description_get_n_fields (reading->description);
  g_autofree gboolean *own = g_new0 (gboolean, n);
  g_autofree int      *places = willow_dialect_find_places (
      reading->packet, reading->dialect, reading->description, own);

  for (guint i = 0; i < n; i++)
    {
      guint place = (guint)places[i];

      if (places[i] < 0)
        continue;
      if (own[i])
        fill_cell (claim_row (rows, place, reading->column), reading, i);
      else
        blame (rows[place]->pdata[rows[place]->len - 1], reading, i);
    }
}

static void
read_packet (GPtrArray    **rows,
             MqttPacketType packet,
             guint          column,
             GBytes        *bytes)
{
  Reading reading = { .packet = packet, .column = column, .dialect = column };

  if (bytes == NULL)
    return;
  reading.frame = mqtt_slice_from_bytes (bytes);
  if (packet == MQTT_PACKET_CONNACK && column == DIALECT_5_0 &&
      reading.frame.len == SHORT_CONNACK_LEN)
    reading.dialect = DIALECT_3_1_1;
  reading.description = mqtt_describe (
      willow_dialect_get_version (reading.dialect),
      packet == MQTT_PACKET_CONNECT ? MQTT_ROLE_CLIENT : MQTT_ROLE_SERVER,
      reading.frame);
  sort_in (rows, &reading);
  mqtt_description_free (reading.description);
}

WillowDialects *
willow_dialects_new (GBytes *const *connects, GBytes *const *connacks)
{
  WillowDialects           *dialects = g_new0 (WillowDialects, 1);
  guint                     n_places;
  const WillowDialectPlace *places = willow_dialect_get_places (&n_places);
  g_autofree GPtrArray    **rows = g_new (GPtrArray *, n_places);

  dialects->rows = g_ptr_array_new_with_free_func (free_row);
  for (guint i = 0; i < n_places; i++)
    {
      rows[i] = g_ptr_array_new ();
      g_ptr_array_add (rows[i], new_row (&places[i]));
    }
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      read_packet (rows, MQTT_PACKET_CONNECT, d, connects[d]);
      read_packet (rows, MQTT_PACKET_CONNACK, d, connacks[d]);
    }
  for (guint i = 0; i < n_places; i++)
    g_ptr_array_extend_and_steal (dialects->rows, rows[i]);
  return dialects;
}

void
willow_dialects_free (WillowDialects *dialects)
{
  g_ptr_array_unref (dialects->rows);
  g_free (dialects);
}

guint
willow_dialects_get_n_rows (const WillowDialects *dialects)
{
  return dialects->rows->len;
}

const WillowDialectRow *
willow_dialects_get_row (const WillowDialects *dialects, guint index)
{
  g_return_val_if_fail (index < dialects->rows->len, NULL);

  return dialects->rows->pdata[index];
}

gboolean
willow_dialect_row_is_there (const WillowDialectRow *row)
{
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    if (row->cells[d].is_there)
      return TRUE;
  return FALSE;
}

gboolean
willow_dialect_row_differs (const WillowDialectRow *row)
{
  const WillowDialectCell *first = NULL;

  if (row->marks != 0)
    return TRUE;
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      const WillowDialectCell *cell = &row->cells[d];

      if (!cell->is_there)
        continue;
      if (first != NULL && !g_str_equal (first->value, cell->value))
        return TRUE;
      first = cell;
    }
  return FALSE;
}
