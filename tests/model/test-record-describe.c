/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/traffic/willow-phase-text.h"
#include "model/traffic/willow-record-describe.h"

#include <string.h>

static MqttSlice
slice (const char *text)
{
  return mqtt_slice_from_string (text);
}

/* Every byte belongs to exactly one leaf. */
static void
check_partition (const MqttDescription *description, gsize len)
{
  guint n = mqtt_description_get_n_fields (description);

  for (gsize at = 0; at < len; at++)
    {
      guint owners = 0;
      int   found = mqtt_description_find_byte (description, at);

      for (guint i = 0; i < n; i++)
        {
          const MqttField *field = mqtt_description_get_field (description, i);
          gboolean         has_child =
              i + 1 < n &&
              mqtt_description_get_field (description, i + 1)->parent == (int)i;

          owners += !has_child && at >= field->offset &&
                    at - field->offset < field->len;
        }
      g_assert_cmpuint (owners, ==, 1);
      g_assert_cmpint (found, >, 0);
    }
}

static const char *
find_value (const MqttDescription *description, const char *name)
{
  for (guint i = 0; i < mqtt_description_get_n_fields (description); i++)
    if (g_str_equal (mqtt_description_get_field (description, i)->name, name))
      return mqtt_description_get_field (description, i)->value;
  return NULL;
}

static void
test_http_request (void)
{
  static const char text[] = "GET /mqtt HTTP/1.1\r\nHost: h:1\r\n\r\n";
  g_autoptr (MqttDescription) d = willow_http_describe (slice (text));
  g_autofree char *line = willow_http_dup_first_line (slice (text));

  check_partition (d, strlen (text));
  g_assert_cmpstr (line, ==, "GET /mqtt HTTP/1.1");
  g_assert_cmpstr (find_value (d, "Method"), ==, "GET");
  g_assert_cmpstr (find_value (d, "Request target"), ==, "/mqtt");
  g_assert_cmpstr (find_value (d, "HTTP version"), ==, "HTTP/1.1");
  g_assert_cmpstr (find_value (d, "Header field"), ==, "Host: h:1");
  g_assert_null (find_value (d, "Body"));
}

static void
test_http_response (void)
{
  static const char text[] = "HTTP/1.1 404 Not Found\nA: b\n\n<html>";
  g_autoptr (MqttDescription) d = willow_http_describe (slice (text));

  check_partition (d, strlen (text));
  g_assert_cmpstr (find_value (d, "Status code"), ==, "404");
  g_assert_cmpstr (find_value (d, "Reason phrase"), ==, "Not Found");
  g_assert_cmpstr (find_value (d, "Body"), ==, "<html>");
}

/* Cut anywhere, and nonsense: nothing is left without a field. */
static void
test_http_damage (void)
{
  static const char text[] =
      "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n x\r\n\r\nbody";
  static const char *const texts[] = {
    "\r\n", " ", "\n\n\n", "GET", "GET ", "  a", ":", "HTTP/1.1 999"
  };
  g_autofree char *many = g_strnfill (5000, '\r');

  for (gsize len = 0; len <= strlen (text); len++)
    {
      MqttSlice part = { (const guint8 *)text, len };
      g_autoptr (MqttDescription) d = willow_http_describe (part);

      check_partition (d, len);
    }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (MqttDescription) d = willow_http_describe (slice (texts[i]));

      check_partition (d, strlen (texts[i]));
    }
  for (gsize i = 1; i < 5000; i += 2)
    many[i] = '\n';
  many[0] = 'a';
  for (gsize i = 2; i < 5000; i += 2)
    many[i] = 'b';
  {
    g_autoptr (MqttDescription) d = willow_http_describe (slice (many));

    check_partition (d, 5000);
    g_assert_cmpuint (mqtt_description_get_n_fields (d), <, 1000);
  }
}

#define PHASE(kind, outcome, evidence)                                         \
  "{'kind': <'" kind "'>, 'outcome': <'" outcome "'>, 'subject': <'S'>, "      \
  "'duration': <int64 1500>, 'evidence': <'" evidence "'>}"

static void
check_sentence (const char *record, const char *expected)
{
  g_autofree char *text = willow_phase_text_summarize_record (slice (record));

  g_assert_cmpstr (text, ==, expected);
}

static void
test_sentences (void)
{
  check_sentence (PHASE ("resolve", "running", ""),
                  "Name: Looking up the name “S”");
  check_sentence (PHASE ("resolve", "done", "1.2.3.4"),
                  "Name: The name “S” has the addresses 1.2.3.4 (1.5 ms)");
  check_sentence (PHASE ("resolve", "failed", "no"),
                  "Name: The name “S” was not found: no (1.5 ms)");
  check_sentence (PHASE ("tcp", "done", "E"), "TCP: Connected to S (1.5 ms)");
  check_sentence (PHASE ("tcp", "failed", "no"),
                  "TCP: No connection to S: no (1.5 ms)");
  check_sentence (PHASE ("proxy", "done", "E"),
                  "Proxy: The proxy connected to S: E (1.5 ms)");
  check_sentence (PHASE ("upgrade", "failed", "no"),
                  "WebSocket: No WebSocket at S: no (1.5 ms)");
  check_sentence (PHASE ("accept", "done", "E"),
                  "Accept: Connection of S taken at E");
  check_sentence ("what?", "A connection step that cannot be read");
}

static void
test_phase_fields (void)
{
  g_autoptr (MqttDescription) d =
      willow_phase_describe (slice (PHASE ("tcp", "done", "E")));
  g_autoptr (MqttDescription) failed =
      willow_phase_describe (slice (PHASE ("tcp", "failed", "why")));
  g_autoptr (MqttDescription) none = willow_phase_describe (slice ("{"));

  g_assert_cmpstr (find_value (d, "Outcome"), ==, "done");
  g_assert_cmpstr (find_value (d, "Address"), ==, "S");
  g_assert_cmpstr (find_value (d, "From"), ==, "E");
  g_assert_cmpstr (find_value (d, "Duration"), ==, "1.500 ms");
  g_assert_cmpstr (find_value (failed, "Reason"), ==, "why");
  g_assert_nonnull (find_value (none, "Unreadable"));
}

static void
test_phase_tls (void)
{
  g_autoptr (MqttDescription) d = willow_phase_describe (
      slice ("{'kind': <'tls'>, 'outcome': <'done'>, 'subject': <'h'>, 'tls': "
             "<{'version': <'TLSv1.3'>, 'verdicts': <[('failed', 18, "
             "'self-signed')]>, 'chain': <[('CN=h', 'CN=i', 'h', ['DNS:h'], "
             "int64 1, int64 2, 'RSA', uint32 2048, 'AA:BB')]>}>}"));

  g_assert_cmpstr (find_value (d, "TLS version"), ==, "TLSv1.3");
  g_assert_cmpstr (find_value (d, "Trusted chain"), ==, "WRONG: self-signed");
  g_assert_cmpstr (find_value (d, "Valid now"), ==, "not looked at");
  g_assert_cmpstr (find_value (d, "Certificate"), ==, "CN=h");
  g_assert_cmpstr (find_value (d, "Issuer"), ==, "CN=i");
  g_assert_cmpstr (find_value (d, "Names"), ==, "DNS:h");
  g_assert_cmpstr (find_value (d, "Verification is enforced"), ==, "no");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/record/http/request", test_http_request);
  g_test_add_func ("/model/record/http/response", test_http_response);
  g_test_add_func ("/model/record/http/damage", test_http_damage);
  g_test_add_func ("/model/record/phase/sentences", test_sentences);
  g_test_add_func ("/model/record/phase/fields", test_phase_fields);
  g_test_add_func ("/model/record/phase/tls", test_phase_tls);
  return g_test_run ();
}
