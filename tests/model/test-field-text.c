/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/traffic/willow-field-text.h"

#include <glib/gi18n.h>
#include <locale.h>

/* Clean Session 1, Keep Alive 0, an empty Client Identifier */
static const guint8 connect_packet[] = {
  0x10, 0x0c, 0x00, 0x04, 'M',  'Q',  'T',
  'T',  0x04, 0x02, 0x00, 0x00, 0x00, 0x00,
};

/* The Topic Name is what we say of an empty one, the payload one byte. */
static const guint8 publish_packet[] = {
  0x30, 0x0a, 0x00, 0x07, '(', 'e', 'm', 'p', 't', 'y', ')', 'x',
};

static MqttDescription *
describe (MqttRole sender, const guint8 *data, gsize len)
{
  MqttSlice frame = { data, len };

  return mqtt_describe (MQTT_VERSION_3_1_1, sender, frame);
}

static const MqttField *
find (const MqttDescription *description, const char *name)
{
  for (guint i = 0; i < mqtt_description_get_n_fields (description); i++)
    {
      const MqttField *field = mqtt_description_get_field (description, i);

      if (g_str_equal (field->name, name))
        return field;
    }
  g_error ("no field %s", name);
}

static void
assert_value (const MqttDescription *description,
              const char            *name,
              const char            *wanted)
{
  g_autofree char *value =
      willow_field_text_dup_value (find (description, name));

  g_assert_cmpstr (value, ==, wanted);
}

static void
use_language (const char *language)
{
  g_setenv ("LANGUAGE", language, TRUE);
  /* what makes gettext look at it again */
  setlocale (LC_ALL, "C.UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

static gboolean
skip_without_chinese (void)
{
  use_language ("zh_CN");
  if (!g_str_equal (_ ("Keep Alive"), "Keep Alive"))
    return FALSE;
  g_test_skip ("the translations are not built");
  return TRUE;
}

static void
test_names (void)
{
  g_autoptr (MqttDescription) description =
      describe (MQTT_ROLE_CLIENT, connect_packet, sizeof connect_packet);
  const MqttField *field = find (description, "Keep Alive");

  use_language ("en");
  g_assert_cmpstr (willow_field_text_get_name (field), ==, "Keep Alive");
  if (skip_without_chinese ())
    return;
  g_assert_cmpstr (
      willow_field_text_get_name (field), ==, "保活周期（Keep Alive）");
}

static void
test_our_words (void)
{
  g_autoptr (MqttDescription) description =
      describe (MQTT_ROLE_CLIENT, connect_packet, sizeof connect_packet);

  use_language ("en");
  assert_value (description, "CONNECT", "14 bytes");
  assert_value (description, "Keep Alive", "0 = off");
  assert_value (description, "Client Identifier", "(empty)");
  if (skip_without_chinese ())
    return;
  assert_value (description, "CONNECT", "14 字节");
  assert_value (description, "Keep Alive", "0 = 关闭");
  assert_value (description, "Client Identifier", "（空）");
}

/* What the packet says stays, even where it says what we would. */
static void
test_words_of_the_packet (void)
{
  g_autoptr (MqttDescription) description =
      describe (MQTT_ROLE_SERVER, publish_packet, sizeof publish_packet);

  use_language ("en");
  assert_value (description, "Topic Name", "(empty)");
  if (skip_without_chinese ())
    return;
  assert_value (description, "Topic Name", "(empty)");
  for (guint i = 0; i < mqtt_description_get_n_fields (description); i++)
    {
      const MqttField *field = mqtt_description_get_field (description, i);
      g_autofree char *value = willow_field_text_dup_value (field);

      if (field->len == 1 && field->offset == 11)
        g_assert_cmpstr (value, ==, "1 字节: x");
    }
}

/* A value says at most once that it has words of ours, and ends with them. */
static void
test_every_value (void)
{
  for (guint byte = 0; byte < 256; byte++)
    {
      guint8 connack[] = { 0x20, 0x02, (guint8)(byte & 1), (guint8)byte };
      g_autoptr (MqttDescription) description =
          describe (MQTT_ROLE_SERVER, connack, sizeof connack);

      for (guint i = 0; i < mqtt_description_get_n_fields (description); i++)
        {
          const MqttField *field = mqtt_description_get_field (description, i);

          if (field->value_words != NULL)
            g_assert_true (g_str_has_suffix (field->value, field->value_words));
          if (field->counts_bytes)
            g_assert_true (g_ascii_isdigit (field->value[0]));
        }
    }
}

static void
assert_summary (MqttRole      sender,
                const guint8 *data,
                gsize         len,
                const char   *wanted)
{
  g_autoptr (GString) summary = g_string_new (NULL);
  MqttSlice frame = { data, len };

  willow_field_text_summarize (MQTT_VERSION_3_1_1, sender, frame, summary);
  g_assert_cmpstr (summary->str, ==, wanted);
}

static void
test_summary (void)
{
  use_language ("en");
  assert_summary (MQTT_ROLE_CLIENT,
                  connect_packet,
                  sizeof connect_packet,
                  "CONNECT 3.1.1 \"\", clean session, keep alive off");
  assert_summary (MQTT_ROLE_SERVER,
                  publish_packet,
                  sizeof publish_packet,
                  "PUBLISH \"(empty)\" QoS 0, 1 byte");
  if (skip_without_chinese ())
    return;
  assert_summary (MQTT_ROLE_CLIENT,
                  connect_packet,
                  sizeof connect_packet,
                  "CONNECT 3.1.1 \"\"，清除会话，保活周期已关闭");
  assert_summary (MQTT_ROLE_SERVER,
                  publish_packet,
                  sizeof publish_packet,
                  "PUBLISH \"(empty)\" QoS 0, 1 字节");
}

int
main (int argc, char *argv[])
{
  const char *folder = g_getenv ("WILLOW_LOCALE_DIR");

  g_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : WILLOW_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_test_add_func ("/field-text/names", test_names);
  g_test_add_func ("/field-text/our-words", test_our_words);
  g_test_add_func ("/field-text/words-of-the-packet", test_words_of_the_packet);
  g_test_add_func ("/field-text/every-value", test_every_value);
  g_test_add_func ("/field-text/summary", test_summary);
  return g_test_run ();
}
