/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-topic.h"

gboolean
mqtt_utf8_is_valid (MqttSlice text, gsize *error_offset)
{
  const char *end;

  if (text.len == 0)
    return TRUE;
  /* Refuses overlong forms, surrogates, what lies above U+10FFFF and U+0000
   * [MQTT-1.5.4-1] [MQTT-1.5.4-2]; keeps EF BB BF [MQTT-1.5.4-3]. */
  if (g_utf8_validate_len ((const char *)text.data, text.len, &end))
    return TRUE;
  if (error_offset != NULL)
    *error_offset = (gsize)((const guint8 *)end - text.data);
  return FALSE;
}
