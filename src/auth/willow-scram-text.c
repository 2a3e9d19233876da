/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "auth/willow-scram-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* The grammar of RFC 5802 section 7, as far as both ends need it. */

char *
willow_scram_dup_message (const guint8 *data, gsize len, GError **error)
{
  if (data == NULL || len == 0 || len > WILLOW_SCRAM_MESSAGE_MAX_BYTES ||
      !g_utf8_validate_len ((const char *)data, len, NULL))
    {
      willow_scram_fail (error,
                         WILLOW_SCRAM_ERROR_MALFORMED,
                         _ ("The Authentication Data is no SCRAM message."));
      return NULL;
    }
  return g_strndup ((const char *)data, len);
}

const char *
willow_scram_get_value (const char *field, char name)
{
  if (field == NULL || field[0] != name || field[1] != '=')
    return NULL;
  return field + 2;
}

gboolean
willow_scram_is_nonce (const char *text)
{
  const char *p = text;

  while (*p > ' ' && *p < 0x7f && *p != ',')
    p++;
  return *p == '\0' && p > text;
}

gboolean
willow_scram_read_key (const char *base64, guint8 *result, gsize len)
{
  gsize              decoded_len = 0;
  g_autofree guint8 *decoded = g_base64_decode (base64, &decoded_len);
  g_autofree char   *again = g_base64_encode (decoded, decoded_len);

  /* g_base64_decode() passes over what does not belong there. */
  if (decoded_len != len || !g_str_equal (again, base64))
    return FALSE;
  memcpy (result, decoded, len);
  return TRUE;
}

char *
willow_scram_escape (const char *name)
{
  GString *escaped = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p++)
    if (*p == ',')
      g_string_append (escaped, "=2C");
    else if (*p == '=')
      g_string_append (escaped, "=3D");
    else
      g_string_append_c (escaped, *p);
  return g_string_free (escaped, FALSE);
}

char *
willow_scram_unescape (const char *name)
{
  g_autoptr (GString) plain = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p++)
    {
      if (*p != '=')
        g_string_append_c (plain, *p);
      else if (g_str_has_prefix (p, "=2C"))
        g_string_append_c (plain, ',');
      else if (g_str_has_prefix (p, "=3D"))
        g_string_append_c (plain, '=');
      else
        return NULL;
      p += *p == '=' ? 2 : 0;
    }
  return g_strdup (plain->str);
}
