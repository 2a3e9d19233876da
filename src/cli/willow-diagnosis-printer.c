/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-diagnosis-printer.h"

#include <glib/gi18n.h>
#include <string.h>

/* Not words, so that they need no width; the word stands in each line, too. */
static const char *
get_sign (WillowStageOutcome outcome)
{
  switch (outcome)
    {
    case WILLOW_STAGE_OK:
      return "✓";
    case WILLOW_STAGE_WARNING:
      return "!";
    case WILLOW_STAGE_FAILED:
      return "✗";
    case WILLOW_STAGE_NOT_REACHED:
    default:
      return "·";
    }
}

/* Columns of a text on a terminal. */
static glong
measure (const char *text)
{
  glong width = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    width += g_unichar_iswide (g_utf8_get_char (c)) ? 2 : 1;
  return width;
}

static void
append_padded (GString *line, const char *text, glong width)
{
  glong missing = width - measure (text);

  g_string_append (line, text);
  for (glong i = 0; i < missing; i++)
    g_string_append_c (line, ' ');
  g_string_append (line, "  ");
}

static glong
measure_titles (const WillowDiagnosis *diagnosis)
{
  GPtrArray *stages = willow_diagnosis_get_stages (diagnosis);
  glong      width = 0;

  for (guint i = 0; i < stages->len; i++)
    {
      const WillowDoctorStage *stage = stages->pdata[i];

      width = MAX (width, measure (willow_stage_kind_get_title (stage->kind)));
    }
  return width;
}

static glong
measure_outcomes (void)
{
  glong width = 0;

  for (guint i = WILLOW_STAGE_NOT_REACHED; i <= WILLOW_STAGE_FAILED; i++)
    width = MAX (width, measure (willow_stage_outcome_get_title (i)));
  return width;
}

/* What is below a line: indented, each line of it. */
static void
print_below (const char *title, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    g_print ("      %s%s%s\n",
             i == 0 ? title : "  ",
             i == 0 ? ": " : "",
             g_strchomp (lines[i]));
}

static void
print_stage (const WillowDoctorStage *stage,
             glong                    title_width,
             gboolean                 verbose)
{
  g_autofree char *duration = willow_doctor_stage_format_duration (stage);
  g_autoptr (GString) line = g_string_new (NULL);

  append_padded (line, get_sign (stage->outcome), 1);
  append_padded (line, willow_stage_kind_get_title (stage->kind), title_width);
  append_padded (line,
                 willow_stage_outcome_get_title (stage->outcome),
                 measure_outcomes ());
  append_padded (line, duration, 8);
  g_string_append (line, stage->summary);
  g_print ("%s\n", g_strchomp (line->str));
  for (guint i = 0; verbose && i < stage->facts->len; i++)
    {
      const WillowDoctorFact *fact = stage->facts->pdata[i];

      print_below (fact->title, fact->value);
    }
}

static void
print_probes (const WillowDiagnosis *diagnosis)
{
  GPtrArray *probes = willow_diagnosis_get_probes (diagnosis);

  if (probes->len > 0)
    g_print ("\n%s\n", _ ("Tried after that:"));
  for (guint i = 0; i < probes->len; i++)
    {
      const WillowDoctorProbe *probe = probes->pdata[i];

      g_print ("  %s %s: %s\n",
               probe->works ? "✓" : "·",
               probe->url,
               probe->sentence);
    }
}

static void
print_fixes (const WillowDiagnosis *diagnosis)
{
  GPtrArray *fixes = willow_diagnosis_get_fixes (diagnosis);

  if (fixes->len > 0)
    g_print ("\n%s\n", _ ("To try:"));
  for (guint i = 0; i < fixes->len; i++)
    {
      const WillowDoctorFix *fix = fixes->pdata[i];

      g_print ("  – %s\n", fix->sentence);
      if (fix->warning != NULL)
        g_print ("    %s\n", fix->warning);
    }
}

void
willow_diagnosis_print (const WillowDiagnosis *diagnosis, gboolean verbose)
{
  GPtrArray *stages = willow_diagnosis_get_stages (diagnosis);
  glong      width = measure_titles (diagnosis);

  g_print ("%s, MQTT %s\n\n",
           willow_diagnosis_get_url (diagnosis),
           willow_diagnosis_get_version (diagnosis));
  for (guint i = 0; i < stages->len; i++)
    print_stage (stages->pdata[i], width, verbose);
  g_print ("\n%s\n", willow_diagnosis_get_sentence (diagnosis));
  if (!willow_diagnosis_is_healthy (diagnosis))
    g_print ("%s.\n",
             willow_actor_get_title (willow_diagnosis_get_actor (diagnosis)));
  if (*willow_diagnosis_get_advice (diagnosis) != '\0')
    g_print ("%s\n", willow_diagnosis_get_advice (diagnosis));
  print_probes (diagnosis);
  print_fixes (diagnosis);
}
