/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile-fields.h"

/* Whether it is another one. */
static gboolean
set_string (char **string, const char *text)
{
  if (text == NULL)
    text = "";
  if (g_strcmp0 (*string, text) == 0)
    return FALSE;
  g_free (*string);
  *string = g_strdup (text);
  return TRUE;
}

static gboolean
set_number (guint *number, guint value)
{
  gboolean changed = *number != value;

  *number = value;
  return changed;
}

gboolean
willow_profile_field_set (const WillowProfileField *field,
                          gpointer                  values,
                          const GValue             *value)
{
  switch (field->kind)
    {
    case WILLOW_FIELD_STRING:
      return set_string (WILLOW_FIELD_POINTER (values, field, char *),
                         g_value_get_string (value));
    case WILLOW_FIELD_BOOLEAN:
      return set_number (WILLOW_FIELD_POINTER (values, field, guint),
                         g_value_get_boolean (value) ? 1 : 0);
    case WILLOW_FIELD_UINT:
    case WILLOW_FIELD_CHOICE:
      return set_number (WILLOW_FIELD_POINTER (values, field, guint),
                         g_value_get_uint (value));
    default:
      g_assert_not_reached ();
    }
}

void
willow_profile_field_get (const WillowProfileField *field,
                          gpointer                  values,
                          GValue                   *value)
{
  switch (field->kind)
    {
    case WILLOW_FIELD_STRING:
      g_value_set_string (value, *WILLOW_FIELD_POINTER (values, field, char *));
      break;
    case WILLOW_FIELD_BOOLEAN:
      g_value_set_boolean (value,
                           *WILLOW_FIELD_POINTER (values, field, gboolean));
      break;
    case WILLOW_FIELD_UINT:
    case WILLOW_FIELD_CHOICE:
      g_value_set_uint (value, *WILLOW_FIELD_POINTER (values, field, guint));
      break;
    default:
      g_assert_not_reached ();
    }
}

GParamSpec *
willow_profile_field_make_pspec (const WillowProfileField *field)
{
  const GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  switch (field->kind)
    {
    case WILLOW_FIELD_STRING:
      return g_param_spec_string (field->name, NULL, NULL, "", flags);
    case WILLOW_FIELD_BOOLEAN:
      return g_param_spec_boolean (
          field->name, NULL, NULL, field->fallback != 0, flags);
    case WILLOW_FIELD_UINT:
    case WILLOW_FIELD_CHOICE:
      return g_param_spec_uint (field->name,
                                NULL,
                                NULL,
                                field->minimum,
                                field->maximum,
                                field->fallback,
                                flags);
    default:
      g_assert_not_reached ();
    }
}

void
willow_profile_copy_fields (const WillowProfileField *fields,
                            guint                     n_fields,
                            GObject                  *from,
                            GObject                  *to)
{
  for (guint i = 0; i < n_fields; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      g_object_get_property (from, fields[i].name, &value);
      g_object_set_property (to, fields[i].name, &value);
    }
}
