/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/findings-script.h"

#include "lib/packet-builder.h"

#include <string.h>

static void
case_free (gpointer data)
{
  FindingsCase *conversation = data;

  g_free (conversation->name);
  g_ptr_array_unref (conversation->lines);
  g_free (conversation);
}

static FindingsCase *
case_new (const char *name)
{
  FindingsCase *conversation = g_new0 (FindingsCase, 1);

  conversation->name = g_strdup (name);
  conversation->lines = g_ptr_array_new_with_free_func (g_free);
  return conversation;
}

/* $NAME by what was said about it. */
static char *
replace_names (GHashTable *names, const char *line)
{
  GString *text = g_string_new (NULL);

  while (*line != '\0')
    {
      gsize            len = 1;
      g_autofree char *name = NULL;
      const char      *bytes;

      if (*line != '$')
        {
          g_string_append_c (text, *line++);
          continue;
        }
      while (g_ascii_isalnum (line[len]) || line[len] == '_')
        len++;
      name = g_strndup (line + 1, len - 1);
      bytes = g_hash_table_lookup (names, name);
      if (bytes == NULL) /* of the packet: $SYS, $share */
        g_string_append_len (text, line, (gssize)len);
      else
        g_string_append (text, bytes);
      line += len;
    }
  return g_string_free (text, FALSE);
}

static void
read_line (GPtrArray *cases, GHashTable *names, const char *line)
{
  if (line[0] == '\0' || line[0] == '#')
    return;
  if (g_str_has_prefix (line, "let "))
    {
      g_auto (GStrv) words = g_strsplit (line, " ", 3);

      g_hash_table_insert (
          names, g_strdup (words[1]), replace_names (names, words[2]));
    }
  else if (g_str_has_prefix (line, "== "))
    g_ptr_array_add (cases, case_new (line + 3));
  else
    {
      FindingsCase *conversation = cases->pdata[cases->len - 1];

      g_ptr_array_add (conversation->lines, replace_names (names, line));
    }
}

GPtrArray *
findings_script_load (const char *file)
{
  GPtrArray *cases = g_ptr_array_new_with_free_func (case_free);
  g_autoptr (GHashTable) names =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *path = g_test_build_filename (
      G_TEST_DIST, "mqtt", "findings", file, (const char *)NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    read_line (cases, names, lines[i]);
  return cases;
}

char *
finding_to_string (const MqttFinding *finding)
{
  static const char *const severities[] = { "violation",
                                            "questionable",
                                            "hint" };
  const MqttViolation     *violation = &finding->violation;
  g_autofree char         *related = NULL;

  if (finding->related_serial != MQTT_FINDING_NO_SERIAL)
    related = g_strdup_printf (" ^%" G_GUINT64_FORMAT, finding->related_serial);
  return g_strdup_printf (
      "! %s %s %s %s @%" G_GUINT64_FORMAT ":%" G_GSIZE_FORMAT "%s",
      severities[finding->severity],
      finding->role == MQTT_ROLE_CLIENT ? "client" : "server",
      violation->id[0] != '\0' ? violation->id : "-",
      violation->section,
      finding->serial,
      violation->offset,
      related != NULL ? related : "");
}

typedef struct
{
  MqttFindings *findings;
  gint64        now_us;
  guint64       serial;
  GString      *expected;
  gboolean      is_ended;
} Run;

static void
feed (Run *run, MqttRole sender, const char *hex)
{
  g_autoptr (GByteArray) bytes = pb_hex (hex);
  g_autofree guint8 *exact = pb_dup_exact (bytes);

  mqtt_findings_feed (run->findings,
                      sender,
                      (MqttSlice){ exact, bytes->len },
                      run->now_us,
                      run->serial++);
}

static void
end (Run *run, const char *how)
{
  MqttFindingsEnd value = MQTT_FINDINGS_END_LOST;

  if (g_str_equal (how, "client"))
    value = MQTT_FINDINGS_END_BY_CLIENT;
  else if (g_str_equal (how, "server"))
    value = MQTT_FINDINGS_END_BY_SERVER;
  else if (g_str_equal (how, "open"))
    value = MQTT_FINDINGS_END_OPEN;
  mqtt_findings_end (run->findings, value, run->now_us);
  run->is_ended = TRUE;
}

static void
run_line (Run *run, const char *line)
{
  if (line[0] == '>')
    feed (run, MQTT_ROLE_CLIENT, line + 2);
  else if (line[0] == '<')
    feed (run, MQTT_ROLE_SERVER, line + 2);
  else if (line[0] == '!')
    g_string_append_printf (run->expected, "%s\n", line);
  else if (g_str_has_prefix (line, "wait "))
    run->now_us += (gint64)(g_ascii_strtod (line + 5, NULL) * G_USEC_PER_SEC);
  else if (g_str_has_prefix (line, "end "))
    end (run, line + 4);
  else
    g_assert_cmpstr (line, ==, "at server");
}

void
findings_case_run (const FindingsCase *conversation, GHashTable *texts)
{
  Run run = { .now_us = 1000 * G_USEC_PER_SEC };
  g_autoptr (GString) actual = g_string_new (NULL);
  const MqttFinding *found;
  guint              n_found;
  gboolean           is_server =
      g_strcmp0 (conversation->lines->pdata[0], "at server") == 0;

  run.expected = g_string_new (NULL);
  run.findings =
      mqtt_findings_new (is_server ? MQTT_ROLE_SERVER : MQTT_ROLE_CLIENT);
  for (guint i = 0; i < conversation->lines->len; i++)
    run_line (&run, conversation->lines->pdata[i]);
  if (!run.is_ended)
    end (&run, "open");
  found = mqtt_findings_get (run.findings, &n_found);
  for (guint i = 0; i < n_found; i++)
    {
      g_autofree char *line = finding_to_string (&found[i]);

      g_assert_true ((found[i].violation.reason >= 0x80) ==
                     (found[i].severity == MQTT_SEVERITY_VIOLATION));
      g_string_append_printf (actual, "%s\n", line);
      g_hash_table_add (texts, (gpointer)found[i].violation.text);
    }
  if (!g_string_equal (actual, run.expected))
    g_test_fail_printf ("%s\nexpected:\n%sfound:\n%s",
                        conversation->name,
                        run.expected->str,
                        actual->str);
  g_string_free (run.expected, TRUE);
  mqtt_findings_free (run.findings);
}
