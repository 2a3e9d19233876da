/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/traffic/willow-payload.h"

#include <string.h>

/* A string constant with whatever is in it, NUL too. */
#define BYTES(text) g_bytes_new_static (text, sizeof (text) - 1)

static void
assert_guess (GBytes *payload, WillowPayloadFormat expected)
{
  g_assert_cmpint (willow_payload_guess (payload), ==, expected);
  g_bytes_unref (payload);
}

static void
test_guess (void)
{
  assert_guess (BYTES (""), WILLOW_PAYLOAD_TEXT);
  assert_guess (BYTES ("on"), WILLOW_PAYLOAD_TEXT);
  assert_guess (BYTES ("21.5"), WILLOW_PAYLOAD_TEXT);
  assert_guess (BYTES ("line\r\n\tline\n"), WILLOW_PAYLOAD_TEXT);
  assert_guess (BYTES ("温度 21 °C"), WILLOW_PAYLOAD_TEXT);
  assert_guess (BYTES ("{}"), WILLOW_PAYLOAD_JSON);
  assert_guess (BYTES (" [1, 2]\n"), WILLOW_PAYLOAD_JSON);
  assert_guess (BYTES ("{\"a\": {\"b\": [true, null]}}"), WILLOW_PAYLOAD_JSON);
  assert_guess (BYTES ("{\"a\": }"), WILLOW_PAYLOAD_TEXT);
  assert_guess (BYTES ("{not json}"), WILLOW_PAYLOAD_TEXT);
  assert_guess (BYTES ("\x00"), WILLOW_PAYLOAD_HEX);
  assert_guess (BYTES ("text\x00"), WILLOW_PAYLOAD_HEX);
  assert_guess (BYTES ("\xff\xd8\xff\xe0"), WILLOW_PAYLOAD_HEX);
  assert_guess (BYTES ("bell\x07"), WILLOW_PAYLOAD_HEX);
  assert_guess (BYTES ("cut \xe6\xb8"), WILLOW_PAYLOAD_HEX);
  assert_guess (BYTES ("{\"a\": \"\xff\"}"), WILLOW_PAYLOAD_HEX);
}

/* Three-byte characters: some border of what is looked at falls into one. */
static void
test_guess_large (void)
{
  for (guint shift = 0; shift < 3; shift++)
    {
      g_autoptr (GString) text = g_string_new ("");

      for (guint i = 0; i < shift; i++)
        g_string_append_c (text, 'x');
      while (text->len < 200000)
        g_string_append (text, "温");
      assert_guess (g_bytes_new (text->str, text->len), WILLOW_PAYLOAD_TEXT);
      g_string_prepend (text, "{\"a\": \"");
      g_string_append (text, "\"} \n");
      assert_guess (g_bytes_new (text->str, text->len), WILLOW_PAYLOAD_JSON);
      g_string_insert_c (text, 1000, '\x01');
      assert_guess (g_bytes_new (text->str, text->len), WILLOW_PAYLOAD_HEX);
    }
}

static void
assert_format (GBytes             *payload,
               WillowPayloadFormat format,
               gsize               max_bytes,
               const char         *expected,
               gboolean            expected_truncated)
{
  g_autoptr (GError) error = NULL;
  gboolean         truncated = !expected_truncated;
  g_autofree char *text =
      willow_payload_format (payload, format, max_bytes, &truncated, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpint (truncated, ==, expected_truncated);
  g_bytes_unref (payload);
}

static void
assert_text (GBytes *payload, const char *expected)
{
  assert_format (payload, WILLOW_PAYLOAD_TEXT, 0, expected, FALSE);
}

static void
test_text (void)
{
  assert_text (BYTES (""), "");
  assert_text (BYTES ("a\n\tb"), "a\n\tb");
  assert_text (BYTES ("a\r\nb"), "a\\r\nb");
  assert_text (BYTES ("nul\x00"
                      "esc\x1b"),
               "nul\\x00esc\\x1b");
  assert_text (BYTES ("\x7f"), "\\x7f");
  assert_text (BYTES ("\xc2\x85"), "\\u0085");
  assert_text (BYTES ("a\xff"
                      "b\xe6\xb8"),
               "a\\xffb\\xe6\\xb8");
  assert_text (BYTES ("温度"), "温度");
  /* overlong, surrogate, beyond U+10FFFF */
  assert_text (BYTES ("\xc0\xaf"), "\\xc0\\xaf");
  assert_text (BYTES ("\xed\xa0\x80"), "\\xed\\xa0\\x80");
  assert_text (BYTES ("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
  /* right-to-left override: would show "txt.exe" turned around */
  assert_text (BYTES ("a\u202e"
                      "b\u2066"),
               "a\\u202eb\\u2066");
}

static void
test_text_cut (void)
{
  assert_format (BYTES ("abcdef"), WILLOW_PAYLOAD_TEXT, 3, "abc", TRUE);
  assert_format (BYTES ("abcdef"), WILLOW_PAYLOAD_TEXT, 6, "abcdef", FALSE);
  assert_format (BYTES ("a温度"), WILLOW_PAYLOAD_TEXT, 6, "a温", TRUE);
  assert_format (BYTES ("a温度"), WILLOW_PAYLOAD_TEXT, 2, "a", TRUE);
  assert_format (BYTES ("\x80\x80\x80\x80\x80\x80"),
                 WILLOW_PAYLOAD_TEXT,
                 5,
                 "\\x80\\x80\\x80\\x80\\x80",
                 TRUE);
}

static void
test_hex (void)
{
  assert_format (BYTES (""), WILLOW_PAYLOAD_HEX, 0, "", FALSE);
  assert_format (
      BYTES ("0123456789abcdef\x00\xff\n"),
      WILLOW_PAYLOAD_HEX,
      0,
      "00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  "
      "|0123456789abcdef|\n"
      "00000010  00 ff 0a                                          |...|",
      FALSE);
  assert_format (
      BYTES ("abc"),
      WILLOW_PAYLOAD_HEX,
      1,
      "00000000  61                                                |a|",
      TRUE);
}

static void
assert_json (const char *payload, const char *expected)
{
  assert_format (g_bytes_new (payload, strlen (payload)),
                 WILLOW_PAYLOAD_JSON,
                 0,
                 expected,
                 FALSE);
}

static void
test_json (void)
{
  assert_json ("{}", "{}");
  assert_json ("[ ]", "[]");
  assert_json ("[[],{}]", "[\n  [],\n  {}\n]");
  assert_json ("{\"b\":1,\"a\":[true,null]}",
               "{\n  \"b\": 1,\n  \"a\": [\n    true,\n    null\n  ]\n}");
  /* Spelling of numbers, order and duplicates of keys, escapes. */
  assert_json ("[1.0e2,-0,12345678901234567890,1.10]",
               "[\n  1.0e2,\n  -0,\n  12345678901234567890,\n  1.10\n]");
  assert_json ("{\"z\":1,\"a\":2,\"z\":3}",
               "{\n  \"z\": 1,\n  \"a\": 2,\n  \"z\": 3\n}");
  assert_json ("[\"a\\\"b\\\\\",\"\\u00e9\",\"{[,:\"]",
               "[\n  \"a\\\"b\\\\\",\n  \"\\u00e9\",\n  \"{[,:\"\n]");
  assert_json ("\n {\n \"a\"\t:\r\n1 }\n", "{\n  \"a\": 1\n}");
  assert_json ("{\"温\":\"度\"}", "{\n  \"温\": \"度\"\n}");
}

static void
test_json_cut (void)
{
  assert_format (BYTES ("{\"a\":[1,2,3]}"),
                 WILLOW_PAYLOAD_JSON,
                 8,
                 "{\n  \"a\": [\n    1,\n    ",
                 TRUE);
  assert_format (BYTES ("{\"a\":\"xyz\"}"),
                 WILLOW_PAYLOAD_JSON,
                 8,
                 "{\n  \"a\": \"xy",
                 TRUE);
  assert_format (BYTES ("{\"a\":1}"), WILLOW_PAYLOAD_JSON, 1, "{", TRUE);
}

static void
assert_not_json (GBytes *payload)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (
      willow_payload_format (payload, WILLOW_PAYLOAD_JSON, 0, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  g_bytes_unref (payload);
}

static void
test_json_wrong (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);

  assert_not_json (BYTES (""));
  assert_not_json (BYTES ("21.5"));
  assert_not_json (BYTES ("{\"a\":}"));
  assert_not_json (BYTES ("[1,]"));
  assert_not_json (BYTES ("{\"a\":\"\xff\"}"));
  /* A parser by recursion would not survive these. */
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, ']');
  assert_not_json (g_bytes_new (deep->str, deep->len));
  g_string_prepend (deep, "['\"',");
  assert_not_json (g_bytes_new (deep->str, deep->len));
}

/* 64 KiB of commas at a depth of 256 stay a document that can be shown. */
static void
test_json_deep (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) payload = NULL;
  g_autofree char *pretty = NULL;

  for (guint i = 0; i < 256; i++)
    g_string_append_c (text, '[');
  for (guint i = 0; i < 30000; i++)
    g_string_append (text, "1,");
  g_string_append_c (text, '1');
  for (guint i = 0; i < 256; i++)
    g_string_append_c (text, ']');
  payload = g_bytes_new (text->str, text->len);
  pretty = willow_payload_format (payload, WILLOW_PAYLOAD_JSON, 0, NULL, NULL);
  g_assert_nonnull (pretty);
  g_assert_cmpuint (strlen (pretty), <, 4000000);
}

/* 10 MB: what is not shown costs nothing, and nothing is lost silently. */
static void
test_large (void)
{
  gsize              len = 10000000;
  g_autofree guint8 *data = g_malloc (len);
  g_autoptr (GBytes) payload = NULL;

  memset (data, ' ', len);
  data[0] = '[';
  data[len - 1] = ']';
  payload = g_bytes_new_take (g_steal_pointer (&data), len);
  g_assert_cmpint (willow_payload_guess (payload), ==, WILLOW_PAYLOAD_JSON);
  assert_format (g_bytes_ref (payload), WILLOW_PAYLOAD_JSON, 65536, "[", TRUE);
  assert_format (g_bytes_ref (payload), WILLOW_PAYLOAD_TEXT, 3, "[  ", TRUE);
}

static void
assert_preview (GBytes *payload, guint max_chars, const char *expected)
{
  gsize            len;
  const guint8    *data = g_bytes_get_data (payload, &len);
  g_autofree char *text = willow_payload_preview (data, len, max_chars);

  g_assert_cmpstr (text, ==, expected);
  g_bytes_unref (payload);
}

static void
test_preview (void)
{
  assert_preview (BYTES (""), 10, "");
  assert_preview (BYTES ("hello"), 5, "hello");
  assert_preview (BYTES ("hello!"), 5, "hell…");
  assert_preview (BYTES ("a\nb\tc\rd"), 20, "a\\nb\\tc\\rd");
  assert_preview (BYTES ("\x00\xff"), 20, "\\x00\\xff");
  assert_preview (BYTES ("\xff\xff\xff\xff"), 6, "\\xff\\…");
  assert_preview (BYTES ("温度温度"), 4, "温度温度");
  assert_preview (BYTES ("温度温度温"), 4, "温度温…");
  assert_preview (BYTES ("😀😀😀"), 2, "😀…");
  assert_preview (BYTES ("anything"), 0, "");
  assert_preview (BYTES ("anything"), 1, "…");
}

/* Whatever comes in, what comes out is UTF-8. */
static void
test_random (void)
{
  for (guint round = 0; round < 3000; round++)
    {
      guint8 data[64];
      gsize  len = (gsize)g_test_rand_int_range (0, 64);
      gsize  max_bytes = (gsize)g_test_rand_int_range (0, 70);
      g_autoptr (GBytes) payload = NULL;
      g_autofree char *preview = NULL;

      for (gsize i = 0; i < len; i++)
        data[i] = (guint8) "{}[],:\"\\a1 \n\x00\xe6\xb8\xa9\xff\xf0"
            [g_test_rand_int_range (0, 18)];
      payload = g_bytes_new (data, len);
      willow_payload_guess (payload);
      for (guint format = 0; format <= WILLOW_PAYLOAD_HEX; format++)
        {
          g_autofree char *text = willow_payload_format (
              payload, (WillowPayloadFormat)format, max_bytes, NULL, NULL);

          g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
        }
      preview = willow_payload_preview (data, len, 10);
      g_assert_true (g_utf8_validate (preview, -1, NULL));
      g_assert_cmpint (g_utf8_strlen (preview, -1), <=, 10);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/payload/guess", test_guess);
  g_test_add_func ("/model/payload/guess-large", test_guess_large);
  g_test_add_func ("/model/payload/text", test_text);
  g_test_add_func ("/model/payload/text-cut", test_text_cut);
  g_test_add_func ("/model/payload/hex", test_hex);
  g_test_add_func ("/model/payload/json", test_json);
  g_test_add_func ("/model/payload/json-cut", test_json_cut);
  g_test_add_func ("/model/payload/json-wrong", test_json_wrong);
  g_test_add_func ("/model/payload/json-deep", test_json_deep);
  g_test_add_func ("/model/payload/large", test_large);
  g_test_add_func ("/model/payload/preview", test_preview);
  g_test_add_func ("/model/payload/random", test_random);
  return g_test_run ();
}
