/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/willow-packet-printer.h"

#include "model/traffic/willow-field-text.h"

#include <glib/gi18n.h>

#define MASK "••••••••"
#define BYTES_SHOWN 8u
#define BYTES_COLUMN (BYTES_SHOWN * 3 + 1)

static const char *
value_of (const MqttField *field, gboolean show_secrets)
{
  if (field->secret && !show_secrets)
    return MASK;
  return field->value;
}

/* "10 1b 00 …", or dots for the bits that a bit field does not have. */
static void
append_bytes (GString         *line,
              const MqttField *field,
              MqttSlice        frame,
              gboolean         hidden)
{
  guint start = (guint)line->len;

  if (field->bit_mask != 0)
    for (guint bit = 8; bit-- > 0;)
      {
        guint8 mask = (guint8)(1u << bit);

        g_string_append_c (line,
                           !(field->bit_mask & mask)          ? '.'
                           : frame.data[field->offset] & mask ? '1'
                                                              : '0');
        if (bit == 4)
          g_string_append_c (line, ' ');
      }
  else
    for (gsize i = 0; i < MIN (field->len, BYTES_SHOWN); i++)
      if (hidden)
        g_string_append (line, "** ");
      else
        g_string_append_printf (line, "%02x ", frame.data[field->offset + i]);
  if (field->bit_mask == 0 && field->len > BYTES_SHOWN)
    g_string_append (line, "…");
  while (g_utf8_strlen (line->str + start, -1) < BYTES_COLUMN + 1)
    g_string_append_c (line, ' ');
}

static gboolean
has_children (const MqttDescription *description, guint index)
{
  return index + 1 < mqtt_description_get_n_fields (description) &&
         mqtt_description_get_field (description, index + 1)->parent ==
             (int)index;
}

static void
print_field (GString               *out,
             const MqttDescription *description,
             guint                  index,
             MqttSlice              frame,
             gboolean               show_secrets)
{
  const MqttField *field = mqtt_description_get_field (description, index);
  g_autofree char *value = field->secret && !show_secrets
                               ? g_strdup (MASK)
                               : willow_field_text_dup_value (field);
  gboolean         bits_below =
      has_children (description, index) &&
      mqtt_description_get_field (description, index + 1)->bit_mask != 0;
  gboolean leaf = !has_children (description, index) || bits_below;

  if (leaf)
    {
      g_string_append_printf (out, "  %5" G_GSIZE_FORMAT "  ", field->offset);
      append_bytes (out, field, frame, field->secret && !show_secrets);
    }
  else
    g_string_append_printf (out, "%*s", 9 + (int)BYTES_COLUMN + 1, "");
  g_string_append_printf (out,
                          "%*s%s",
                          (int)field->depth * 2,
                          "",
                          willow_field_text_get_name (field));
  if (value[0] != '\0')
    g_string_append_printf (out, ": %s", value);
  g_string_append_c (out, '\n');
  if (field->violation == NULL)
    return;
  g_string_append_printf (out,
                          "%*s! %s",
                          9 + (int)(BYTES_COLUMN + 1 + field->depth * 2),
                          "",
                          _ (field->violation));
  if (field->violation_id != NULL && *field->violation_id != '\0')
    g_string_append_printf (out, " [%s]", field->violation_id);
  g_string_append_c (out, '\n');
}

void
willow_packet_print (GString    *out,
                     MqttVersion version,
                     MqttRole    sender,
                     MqttSlice   frame,
                     gboolean    show_secrets)
{
  g_autoptr (MqttDescription) description =
      mqtt_describe (version, sender, frame);

  willow_field_text_summarize (version, sender, frame, out);
  g_string_append_c (out, '\n');
  for (guint i = 0; i < mqtt_description_get_n_fields (description); i++)
    print_field (out, description, i, frame, show_secrets);
}

static char *
hex_of (const guint8 *data, gsize len)
{
  GString *hex = g_string_sized_new (len * 2);

  for (gsize i = 0; i < len; i++)
    g_string_append_printf (hex, "%02x", data[i]);
  return g_string_free (hex, FALSE);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_field (JsonBuilder *builder, const MqttField *field, gboolean show_secrets)
{
  json_builder_begin_object (builder);
  add_number (builder, "depth", field->depth);
  add_string (builder, "name", field->name);
  add_number (builder, "offset", (gint64)field->offset);
  add_number (builder, "length", (gint64)field->len);
  if (field->bit_mask != 0)
    add_number (builder, "bits", field->bit_mask);
  add_string (builder, "value", value_of (field, show_secrets));
  add_string (builder, "section", field->section);
  add_string (builder, "meaning", field->meaning);
  add_string (builder, "violation", field->violation);
  add_string (builder, "violation_id", field->violation_id);
  if (field->secret)
    {
      json_builder_set_member_name (builder, "secret");
      json_builder_add_boolean_value (builder, TRUE);
    }
  json_builder_end_object (builder);
}

static gboolean
has_secret (const MqttDescription *description)
{
  for (guint i = 0; i < mqtt_description_get_n_fields (description); i++)
    if (mqtt_description_get_field (description, i)->secret)
      return TRUE;
  return FALSE;
}

static void
add_violation (JsonBuilder *builder, const MqttDescription *description)
{
  MqttViolation violation;

  if (!mqtt_description_get_violation (description, &violation))
    return;
  json_builder_set_member_name (builder, "violation");
  json_builder_begin_object (builder);
  add_number (builder, "reason_code", violation.reason);
  add_string (builder, "id", violation.id);
  add_string (builder, "section", violation.section);
  add_string (builder, "text", violation.text);
  add_number (builder, "offset", (gint64)violation.offset);
  json_builder_end_object (builder);
}

JsonNode *
willow_packet_to_json (MqttVersion version,
                       MqttRole    sender,
                       MqttSlice   frame,
                       gboolean    show_secrets)
{
  g_autoptr (MqttDescription) description =
      mqtt_describe (version, sender, frame);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GString) summary = g_string_new (NULL);
  MqttPacketType type = frame.len > 0 ? frame.data[0] >> 4 : 0;

  mqtt_summarize (version, sender, frame, summary);
  json_builder_begin_object (builder);
  add_string (builder, "type", mqtt_packet_type_get_name (type));
  add_string (builder, "version", mqtt_version_get_name (version));
  add_string (
      builder, "sender", sender == MQTT_ROLE_CLIENT ? "client" : "server");
  add_number (builder, "length", (gint64)frame.len);
  add_string (builder, "summary", summary->str);
  if (show_secrets || !has_secret (description))
    {
      g_autofree char *hex = hex_of (frame.data, frame.len);

      add_string (builder, "hex", hex);
    }
  add_violation (builder, description);
  json_builder_set_member_name (builder, "fields");
  json_builder_begin_array (builder);
  for (guint i = 0; i < mqtt_description_get_n_fields (description); i++)
    add_field (
        builder, mqtt_description_get_field (description, i), show_secrets);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}
