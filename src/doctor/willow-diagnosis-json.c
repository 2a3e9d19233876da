/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "doctor/willow-diagnosis-private.h"

#include <json-glib/json-glib.h>
#include <string.h>

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static const char *
get_outcome_name (WillowStageOutcome outcome)
{
  static const char *const names[] = {
    [WILLOW_STAGE_NOT_REACHED] = "not-reached",
    [WILLOW_STAGE_OK] = "ok",
    [WILLOW_STAGE_WARNING] = "warning",
    [WILLOW_STAGE_FAILED] = "failed",
  };

  return names[outcome];
}

static void
add_stage (JsonBuilder *builder, const WillowDoctorStage *stage)
{
  json_builder_begin_object (builder);
  add_text (builder, "stage", willow_stage_kind_get_name (stage->kind));
  add_text (builder, "outcome", get_outcome_name (stage->outcome));
  if (stage->duration_us >= 0)
    {
      json_builder_set_member_name (builder, "duration-us");
      json_builder_add_int_value (builder, stage->duration_us);
    }
  add_text (builder, "summary", stage->summary);
  json_builder_set_member_name (builder, "evidence");
  json_builder_begin_array (builder);
  for (guint i = 0; i < stage->facts->len; i++)
    {
      const WillowDoctorFact *fact = stage->facts->pdata[i];

      json_builder_begin_object (builder);
      add_text (builder, "key", fact->key);
      add_text (builder, "value", fact->value);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_probe (JsonBuilder *builder, const WillowDoctorProbe *probe)
{
  json_builder_begin_object (builder);
  add_text (builder, "url", probe->url);
  add_text (builder, "answer", probe->answer);
  json_builder_set_member_name (builder, "works");
  json_builder_add_boolean_value (builder, probe->works);
  add_text (builder, "sentence", probe->sentence);
  json_builder_end_object (builder);
}

/* As a profile's file has it: scheme and version by name. */
static void
add_change (JsonBuilder *builder, const char *name, GVariant *value)
{
  json_builder_set_member_name (builder, name);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    json_builder_add_boolean_value (builder, g_variant_get_boolean (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    json_builder_add_string_value (builder, g_variant_get_string (value, NULL));
  else if (g_str_equal (name, "scheme"))
    json_builder_add_string_value (
        builder,
        willow_scheme_get_name ((WillowScheme)g_variant_get_uint32 (value)));
  else if (g_str_equal (name, "version"))
    json_builder_add_string_value (
        builder,
        mqtt_version_get_name ((MqttVersion)g_variant_get_uint32 (value)));
  else if (g_str_equal (name, "tls-trust"))
    json_builder_add_string_value (builder, "pinned");
  else
    json_builder_add_int_value (builder, g_variant_get_uint32 (value));
}

static void
add_fix (JsonBuilder *builder, const WillowDoctorFix *fix)
{
  GVariantIter iter;
  const char  *name;
  GVariant    *value;

  json_builder_begin_object (builder);
  add_text (builder, "sentence", fix->sentence);
  if (fix->warning != NULL)
    add_text (builder, "warning", fix->warning);
  json_builder_set_member_name (builder, "changes");
  json_builder_begin_object (builder);
  g_variant_iter_init (&iter, fix->changes);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    add_change (builder, name, value);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
add_head (JsonBuilder *builder, const WillowDiagnosis *self)
{
  add_text (builder, "url", self->url);
  add_text (builder, "version", self->version);
  add_text (builder, "verdict", self->name);
  add_text (builder,
            "stage",
            willow_stage_kind_get_name ((WillowStageKind)self->stage));
  if (self->code >= 0)
    {
      json_builder_set_member_name (builder, "code");
      json_builder_add_int_value (builder, self->code);
    }
  add_text (builder, "actor", willow_actor_get_name (self->actor));
  add_text (builder, "sentence", self->sentence);
  add_text (builder, "advice", self->advice);
}

char *
willow_diagnosis_to_json (const WillowDiagnosis *diagnosis)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_head (builder, diagnosis);
  json_builder_set_member_name (builder, "stages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < diagnosis->stages->len; i++)
    add_stage (builder, diagnosis->stages->pdata[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "probes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < diagnosis->probes->len; i++)
    add_probe (builder, diagnosis->probes->pdata[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "fixes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < diagnosis->fixes->len; i++)
    add_fix (builder, diagnosis->fixes->pdata[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}
