/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-dialects.h"

#include <glib/gi18n-lib.h>

#define COLUMN_CHARS 32

static const struct
{
  WillowDialectMarks mark;
  const char        *word;
} words[] = {
  { WILLOW_DIALECT_APPEARED, N_ ("new") },
  { WILLOW_DIALECT_VANISHED, N_ ("gone") },
  { WILLOW_DIALECT_RENAMED, N_ ("renamed") },
  { WILLOW_DIALECT_MOVED, N_ ("moved") },
  { WILLOW_DIALECT_CHANGED, N_ ("changed") },
};

char *
willow_dialect_row_dup_marks (const WillowDialectRow *row)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if ((row->marks & words[i].mark) != 0)
      {
        if (out->len > 0)
          /* Translators: between words of a list */
          g_string_append (out, _ (", "));
        g_string_append (out, _ (words[i].word));
      }
  return g_string_free (out, FALSE);
}

/* At least one blank behind it; by characters, not by the room they take. */
static void
append_column (GString *out, const char *text)
{
  glong n = g_utf8_strlen (text, -1);

  g_string_append (out, text);
  do
    g_string_append_c (out, ' ');
  while (++n < COLUMN_CHARS);
}

static void
append_cells (GString *out, const WillowDialectRow *row, gboolean is_bytes)
{
  for (guint d = 0; d < WILLOW_N_DIALECTS; d++)
    {
      const WillowDialectCell *cell = &row->cells[d];
      const char *text = cell->name == NULL ? "–" : cell->is_there ? "" : "·";

      if (cell->is_there && !row->is_group)
        text = is_bytes ? cell->bytes : cell->value;
      append_column (out, is_bytes && !cell->is_there ? "" : text);
    }
  g_string_append_c (out, '\n');
}

static const char *
get_name (const WillowDialectRow *row)
{
  for (guint d = WILLOW_N_DIALECTS; d > 0; d--)
    if (row->cells[d - 1].name != NULL)
      return row->cells[d - 1].name;
  return "";
}

static void
append_row (GString *out, const WillowDialectRow *row)
{
  g_autofree char *indent = g_strnfill (2 * row->depth, ' ');
  g_autofree char *name = g_strconcat (indent, get_name (row), NULL);
  g_autofree char *marks = willow_dialect_row_dup_marks (row);

  append_column (out, name);
  append_cells (out, row, FALSE);
  if (row->is_group)
    return;
  append_column (out, marks);
  append_cells (out, row, TRUE);
}

/* Without blanks at the ends of lines. */
static void
append_trimmed (GString *out, GString *lines)
{
  g_auto (GStrv) all = g_strsplit (lines->str, "\n", -1);

  for (guint i = 0; all[i] != NULL; i++)
    g_string_append_printf (
        out, "%s%s", g_strchomp (all[i]), all[i + 1] != NULL ? "\n" : "");
}

char *
willow_dialects_to_text (const WillowDialects *dialects)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  GString       *out = g_string_new (NULL);
  MqttPacketType packet = MQTT_PACKET_RESERVED;

  for (guint i = 0; i < willow_dialects_get_n_rows (dialects); i++)
    {
      const WillowDialectRow *row = willow_dialects_get_row (dialects, i);

      if (!willow_dialect_row_is_there (row))
        continue;
      if (row->packet != packet)
        {
          packet = row->packet;
          append_column (lines, mqtt_packet_type_get_name (packet));
          append_column (lines, "MQTT 3.1");
          append_column (lines, "MQTT 3.1.1");
          g_string_append (lines, "MQTT 5.0\n");
        }
      append_row (lines, row);
    }
  append_trimmed (out, lines);
  return g_string_free (out, FALSE);
}
