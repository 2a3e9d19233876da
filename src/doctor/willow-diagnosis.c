/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor/willow-diagnosis-private.h"

#include <glib/gi18n.h>
#include <stdarg.h>

static void
fact_free (gpointer data)
{
  WillowDoctorFact *fact = data;

  g_free (fact->value);
  g_free (fact);
}

static void
stage_free (gpointer data)
{
  WillowDoctorStage *stage = data;

  g_free (stage->summary);
  g_ptr_array_unref (stage->facts);
  g_free (stage);
}

static void
probe_free (gpointer data)
{
  WillowDoctorProbe *probe = data;

  g_free (probe->url);
  g_free (probe->answer);
  g_free (probe->sentence);
  g_free (probe);
}

static void
fix_free (gpointer data)
{
  WillowDoctorFix *fix = data;

  g_free (fix->sentence);
  g_free (fix->warning);
  g_variant_unref (fix->changes);
  g_free (fix);
}

WillowDiagnosis *
willow_diagnosis_new (void)
{
  WillowDiagnosis *self = g_new0 (WillowDiagnosis, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->code = -1;
  self->stages = g_ptr_array_new_with_free_func (stage_free);
  self->probes = g_ptr_array_new_with_free_func (probe_free);
  self->fixes = g_ptr_array_new_with_free_func (fix_free);
  return self;
}

WillowDiagnosis *
willow_diagnosis_ref (WillowDiagnosis *diagnosis)
{
  g_atomic_ref_count_inc (&diagnosis->ref_count);
  return diagnosis;
}

void
willow_diagnosis_unref (WillowDiagnosis *diagnosis)
{
  if (!g_atomic_ref_count_dec (&diagnosis->ref_count))
    return;
  g_free (diagnosis->sentence);
  g_free (diagnosis->advice);
  g_free (diagnosis->url);
  g_ptr_array_unref (diagnosis->stages);
  g_ptr_array_unref (diagnosis->probes);
  g_ptr_array_unref (diagnosis->fixes);
  g_free (diagnosis);
}

WillowDoctorStage *
willow_diagnosis_find_stage (WillowDiagnosis *diagnosis, WillowStageKind kind)
{
  for (guint i = 0; i < diagnosis->stages->len; i++)
    {
      WillowDoctorStage *stage = diagnosis->stages->pdata[i];

      if (stage->kind == kind)
        return stage;
    }
  return NULL;
}

WillowDoctorStage *
willow_diagnosis_add_stage (WillowDiagnosis *diagnosis, WillowStageKind kind)
{
  WillowDoctorStage *stage = g_new0 (WillowDoctorStage, 1);

  stage->kind = kind;
  stage->duration_us = -1;
  stage->summary = g_strdup ("");
  stage->facts = g_ptr_array_new_with_free_func (fact_free);
  g_ptr_array_add (diagnosis->stages, stage);
  return stage;
}

void
willow_doctor_stage_take_fact (WillowDoctorStage *stage,
                               const char        *key,
                               const char        *title,
                               char              *value)
{
  WillowDoctorFact *fact;

  if (value == NULL)
    return;
  fact = g_new0 (WillowDoctorFact, 1);
  fact->key = key;
  fact->title = title;
  fact->value = value;
  g_ptr_array_add (stage->facts, fact);
}

char *
willow_doctor_fill (const char *text, ...)
{
  GString    *filled = g_string_new (text);
  const char *key;
  va_list     pairs;

  va_start (pairs, text);
  while ((key = va_arg (pairs, const char *)) != NULL)
    {
      const char      *value = va_arg (pairs, const char *);
      g_autofree char *braces = g_strdup_printf ("{%s}", key);

      g_string_replace (filled, braces, value != NULL ? value : "", 0);
    }
  va_end (pairs);
  return g_string_free (filled, FALSE);
}

char *
willow_doctor_format_bytes (const guint8 *data, gsize len)
{
  GString *hex = g_string_new (NULL);

  for (gsize i = 0; i < len; i++)
    g_string_append_printf (hex, i > 0 ? " %02X" : "%02X", data[i]);
  return g_string_free (hex, FALSE);
}

WillowVerdict
willow_diagnosis_get_verdict (const WillowDiagnosis *diagnosis)
{
  return diagnosis->verdict;
}

const char *
willow_diagnosis_get_name (const WillowDiagnosis *diagnosis)
{
  return diagnosis->name;
}

int
willow_diagnosis_get_code (const WillowDiagnosis *diagnosis)
{
  return diagnosis->code;
}

WillowActor
willow_diagnosis_get_actor (const WillowDiagnosis *diagnosis)
{
  return diagnosis->actor;
}

WillowStageKind
willow_diagnosis_get_stage (const WillowDiagnosis *diagnosis)
{
  return (WillowStageKind)diagnosis->stage;
}

gboolean
willow_diagnosis_is_healthy (const WillowDiagnosis *diagnosis)
{
  return diagnosis->verdict == WILLOW_VERDICT_HEALTHY;
}

const char *
willow_diagnosis_get_sentence (const WillowDiagnosis *diagnosis)
{
  return diagnosis->sentence;
}

const char *
willow_diagnosis_get_advice (const WillowDiagnosis *diagnosis)
{
  return diagnosis->advice;
}

const char *
willow_diagnosis_get_url (const WillowDiagnosis *diagnosis)
{
  return diagnosis->url;
}

const char *
willow_diagnosis_get_version (const WillowDiagnosis *diagnosis)
{
  return diagnosis->version;
}

GPtrArray *
willow_diagnosis_get_stages (const WillowDiagnosis *diagnosis)
{
  return diagnosis->stages;
}

GPtrArray *
willow_diagnosis_get_probes (const WillowDiagnosis *diagnosis)
{
  return diagnosis->probes;
}

GPtrArray *
willow_diagnosis_get_fixes (const WillowDiagnosis *diagnosis)
{
  return diagnosis->fixes;
}

const char *
willow_stage_outcome_get_title (WillowStageOutcome outcome)
{
  switch (outcome)
    {
    case WILLOW_STAGE_OK:
      return C_ ("stage", "good");
    case WILLOW_STAGE_WARNING:
      return C_ ("stage", "warning");
    case WILLOW_STAGE_FAILED:
      return C_ ("stage", "failed");
    case WILLOW_STAGE_NOT_REACHED:
    default:
      return C_ ("stage", "not reached");
    }
}

char *
willow_doctor_stage_format_duration (const WillowDoctorStage *stage)
{
  double milliseconds = (double)stage->duration_us / 1000;

  if (stage->duration_us < 0)
    return g_strdup ("");
  if (milliseconds < 10)
    return g_strdup_printf (_ ("%.1f ms"), milliseconds);
  if (milliseconds < 10000)
    return g_strdup_printf (_ ("%.0f ms"), milliseconds);
  return g_strdup_printf (_ ("%.1f s"), milliseconds / 1000);
}
