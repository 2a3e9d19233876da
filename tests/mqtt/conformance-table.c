/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/conformance-table.h"

GPtrArray *
conformance_table_load (const char *name, guint n_columns)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  g_autofree char *path = g_test_build_filename (
      G_TEST_DIST, "conformance", name, (const char *)NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      char **columns;

      if (lines[i][0] == '\0')
        continue;
      columns = g_strsplit (lines[i], "\t", -1);
      g_assert_cmpuint (g_strv_length (columns), ==, n_columns);
      g_ptr_array_add (rows, columns);
    }
  return rows;
}

guint
conformance_packet_number (const char *name)
{
  static const char *const names[] = {
    "WILL",   "CONNECT", "CONNACK",    "PUBLISH", "PUBACK",      "PUBREC",
    "PUBREL", "PUBCOMP", "SUBSCRIBE",  "SUBACK",  "UNSUBSCRIBE", "UNSUBACK",
    "-",      "-",       "DISCONNECT", "AUTH",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_str_equal (names[i], name))
        return i;
    }
  g_error ("no packet: %s", name);
}
