/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/describe-vectors.h"

#include "lib/packet-builder.h"

#include <string.h>

static void
vector_free (gpointer data)
{
  DescribeVector *vector = data;

  g_free (vector->name);
  g_byte_array_unref (vector->packet);
  g_string_free (vector->expected, TRUE);
  g_free (vector);
}

static DescribeVector *
vector_new (const char *name)
{
  DescribeVector *vector = g_new0 (DescribeVector, 1);

  vector->name = g_strdup (name);
  vector->packet = g_byte_array_new ();
  vector->expected = g_string_new (NULL);
  return vector;
}

static MqttVersion
parse_version (const char *name)
{
  const MqttVersion versions[] = { MQTT_VERSION_3_1,
                                   MQTT_VERSION_3_1_1,
                                   MQTT_VERSION_5_0 };

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    if (g_str_equal (name, mqtt_version_get_name (versions[i])))
      return versions[i];
  g_assert_cmpstr (name, ==, "?");
  return MQTT_VERSION_UNKNOWN;
}

static void
parse_head (DescribeVector *vector, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 2);

  vector->version = parse_version (words[0]);
  vector->sender =
      g_str_equal (words[1], "server") ? MQTT_ROLE_SERVER : MQTT_ROLE_CLIENT;
}

/* "== name", "@ version sender", "< bytes", "| expected"; # for comments. */
static void
parse_line (GPtrArray *vectors, const char *line)
{
  DescribeVector *vector = NULL;

  if (line[0] == '\0' || line[0] == '#')
    return;
  if (g_str_has_prefix (line, "== "))
    {
      g_ptr_array_add (vectors, vector_new (line + 3));
      return;
    }
  g_assert_cmpuint (vectors->len, >, 0);
  vector = g_ptr_array_index (vectors, vectors->len - 1);
  if (g_str_has_prefix (line, "@ "))
    parse_head (vector, line + 2);
  else if (g_str_has_prefix (line, "< "))
    {
      g_autoptr (GByteArray) bytes = pb_hex (line + 2);

      g_byte_array_append (vector->packet, bytes->data, bytes->len);
    }
  else if (g_str_has_prefix (line, "| "))
    g_string_append_printf (vector->expected, "%s\n", line + 2);
  else
    g_error ("describe-vectors.txt: cannot read: %s", line);
}

GPtrArray *
describe_vectors_load (void)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "mqtt", "describe-vectors.txt", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GPtrArray *vectors = g_ptr_array_new_with_free_func (vector_free);

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    parse_line (vectors, lines[i]);
  g_assert_cmpuint (vectors->len, >, 0);
  return vectors;
}

static void
dump_field (const MqttField *field, GString *out)
{
  g_string_append_printf (out,
                          "%*s%s @%" G_GSIZE_FORMAT "+%" G_GSIZE_FORMAT,
                          (int)field->depth * 2,
                          "",
                          field->name,
                          field->offset,
                          field->len);
  if (field->bit_mask)
    g_string_append_printf (out, "/%02x", field->bit_mask);
  g_string_append_printf (out, " s%s", field->section);
  if (field->secret)
    g_string_append (out, " secret");
  if (field->violation)
    g_string_append_printf (
        out, " [%s]", field->violation_id ? field->violation_id : "-");
  if (field->value)
    g_string_append_printf (out, " = %s", field->value);
  g_string_append_c (out, '\n');
}

char *
describe_dump (const MqttDescription *description)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < mqtt_description_get_n_fields (description); i++)
    dump_field (mqtt_description_get_field (description, i), out);
  return g_string_free (out, FALSE);
}

static void
check_place (const MqttDescription *description, guint index)
{
  const MqttField *field = mqtt_description_get_field (description, index);
  const MqttField *parent;

  if (index == 0)
    {
      g_assert_cmpint (field->parent, ==, -1);
      g_assert_cmpuint (field->depth, ==, 0);
      return;
    }
  g_assert_cmpint (field->parent, >=, 0);
  g_assert_cmpint (field->parent, <, (int)index);
  parent = mqtt_description_get_field (description, (guint)field->parent);
  g_assert_cmpuint (field->depth, ==, parent->depth + 1);
  g_assert_cmpuint (field->offset, >=, parent->offset);
  g_assert_cmpuint (
      field->offset + field->len, <=, parent->offset + parent->len);
  g_assert_cmpuint (parent->bit_mask, ==, 0);
}

/* Returns the bits that the children of the leaf at @index cover. */
static guint
check_bits (const MqttDescription *description, guint index)
{
  const MqttField *leaf = mqtt_description_get_field (description, index);
  guint            covered = 0;

  for (guint i = index + 1; i < mqtt_description_get_n_fields (description);
       i++)
    {
      const MqttField *bits = mqtt_description_get_field (description, i);

      if (bits->parent != (int)index)
        break;
      g_assert_cmpuint (bits->bit_mask, !=, 0);
      g_assert_cmpuint (bits->offset, ==, leaf->offset);
      g_assert_cmpuint (bits->len, ==, 1);
      g_assert_cmpuint (covered & bits->bit_mask, ==, 0);
      covered |= bits->bit_mask;
    }
  return covered;
}

static gboolean
is_parent (const MqttDescription *description, guint index)
{
  const MqttField *next;

  if (index + 1 >= mqtt_description_get_n_fields (description))
    return FALSE;
  next = mqtt_description_get_field (description, index + 1);
  return next->parent == (int)index && next->bit_mask == 0;
}

void
describe_check_partition (const MqttDescription *description, gsize len)
{
  guint n_fields = mqtt_description_get_n_fields (description);
  gsize position = 0;

  for (guint i = 0; i < n_fields; i++)
    {
      const MqttField *field = mqtt_description_get_field (description, i);
      guint            covered;

      check_place (description, i);
      g_assert_nonnull (field->name);
      g_assert_nonnull (field->section);
      g_assert_cmpstr (field->section, !=, "");
      if (field->bit_mask || is_parent (description, i))
        continue;
      g_assert_cmpuint (field->offset, ==, position);
      position += field->len;
      covered = check_bits (description, i);
      if (covered)
        g_assert_cmphex (covered, ==, 0xff);
    }
  g_assert_cmpuint (position, ==, len);
}
