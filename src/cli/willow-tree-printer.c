/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-tree-printer.h"

#include "model/traffic/willow-payload.h"

#include <glib/gi18n.h>
#include <string.h>

#define NAME_COLUMN 34u

typedef struct
{
  GString *out;
  guint    width;
  guint    lines_left;
  guint    n_left_out;
} Printer;

static void
append_padded (GString *line, const char *text, guint column)
{
  g_string_append (line, text);
  do
    g_string_append_c (line, ' ');
  while (g_utf8_strlen (line->str, -1) < column);
}

static void
print_node (Printer *printer, WillowTopicNode *node, guint depth)
{
  g_autoptr (GString) line = g_string_new (NULL);
  GBytes          *payload = willow_topic_node_get_payload (node);
  g_autofree char *count = NULL;
  g_autofree char *value = NULL;
  g_autofree char *name = NULL;
  gsize            len = 0;
  const guint8    *data = NULL;

  if (payload != NULL)
    data = g_bytes_get_data (payload, &len);
  g_string_append_printf (line, "%*s", (int)depth * 2, "");
  name =
      willow_payload_preview ((const guint8 *)willow_topic_node_get_name (node),
                              strlen (willow_topic_node_get_name (node)),
                              NAME_COLUMN);
  append_padded (line, *name != '\0' ? name : "\"\"", NAME_COLUMN);
  count = g_strdup_printf ("%6" G_GUINT64_FORMAT,
                           willow_topic_node_get_n_messages (node));
  append_padded (line, count, NAME_COLUMN + 8);
  if (payload != NULL)
    {
      value = willow_payload_preview (data,
                                      len,
                                      printer->width > NAME_COLUMN + 28
                                          ? printer->width - NAME_COLUMN - 8
                                          : 20);
      g_string_append (line, value);
    }
  g_string_append (printer->out, line->str);
  g_string_append_c (printer->out, '\n');
}

static void
print_children (Printer *printer, WillowTopicNode *node, guint depth)
{
  GListModel *children = G_LIST_MODEL (node);

  for (guint i = 0; i < g_list_model_get_n_items (children); i++)
    {
      g_autoptr (WillowTopicNode) child = g_list_model_get_item (children, i);

      if (printer->lines_left == 0)
        printer->n_left_out++;
      else
        {
          printer->lines_left--;
          print_node (printer, child, depth);
        }
      print_children (printer, child, depth + 1);
    }
}

void
willow_tree_print (WillowTopicTree *tree,
                   guint            max_lines,
                   guint            width,
                   GString         *out)
{
  Printer printer = { out, width, max_lines != 0 ? max_lines : G_MAXUINT, 0 };

  print_children (&printer, willow_topic_tree_get_root (tree), 0);
  if (printer.n_left_out == 0)
    return;
  g_string_append_printf (out,
                          ngettext ("… and %u more line",
                                    "… and %u more lines",
                                    printer.n_left_out),
                          printer.n_left_out);
  g_string_append_c (out, '\n');
}
