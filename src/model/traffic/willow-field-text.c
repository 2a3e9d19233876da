/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/traffic/willow-field-text.h"

#include <glib/gi18n.h>

const char *
willow_field_text_get_name (const MqttField *field)
{
  return _ (field->name);
}

/* "12 bytes: …", of which the number and the rest are the packet's */
static char *
dup_counted (const char *value)
{
  g_autofree char *count = NULL;
  char            *rest = NULL;
  gulong           n_bytes = (gulong)g_ascii_strtoull (value, &rest, 10);
  const char      *unit = n_bytes == 1 ? " byte" : " bytes";

  if (!g_str_has_prefix (rest, unit))
    return g_strdup (value);
  count =
      g_strdup_printf (ngettext ("%lu byte", "%lu bytes", n_bytes), n_bytes);
  return g_strconcat (count, rest + strlen (unit), NULL);
}

char *
willow_field_text_dup_value (const MqttField *field)
{
  g_autofree char *start = NULL;

  if (field->value == NULL)
    return g_strdup ("");
  if (field->counts_bytes)
    return dup_counted (field->value);
  if (field->value_words == NULL ||
      !g_str_has_suffix (field->value, field->value_words))
    return g_strdup (field->value);
  start = g_strndup (field->value,
                     strlen (field->value) - strlen (field->value_words));
  return g_strconcat (start, _ (field->value_words), NULL);
}

static const char *
translate (const char *text)
{
  return _ (text);
}

void
willow_field_text_summarize (MqttVersion version,
                             MqttRole    sender,
                             MqttSlice   frame,
                             GString    *summary)
{
  mqtt_summarize_translated (version, sender, frame, translate, summary);
}
