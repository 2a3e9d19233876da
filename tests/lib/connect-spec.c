/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lib/connect-spec.h"

#include <string.h>

#define LONGEST_BYTES 65535u
/* Of how many texts one is that long. */
#define LONGEST_ONE_IN 60

static const char *const odd_texts[] = {
  "",
  " ",
  "t",
  " lead",
  "trail ",
  "two  spaces\t",
  "12345678901234567890123",
  "123456789012345678901234",
  "Größe 温度",
  "😀🌳",
  "\xef\xbb\xbf"
  "bom",
  "\xef\xbf\xbf",
  "quote\"\\back\n",
  "%s%n%%",
  "a/b",
  "+/#",
  "$SYS/x",
  "\x7f\x01",
};

static const char *const names_of_numbers[] = {
  "session-expiry",
  "receive-maximum",
  "maximum-packet-size",
  "topic-alias-maximum",
  "request-response-information",
  "request-problem-information",
};

static const char *const names_of_will_numbers[] = {
  "will-delay",
  "will-format",
  "will-expiry",
};

/* Hexadecimal in the ways that people write it. */
static char *
write_hex (GRand *rand, const GByteArray *bytes)
{
  static const char  digits[2][17] = { "0123456789abcdef", "0123456789ABCDEF" };
  static const char *separators[] = { "", " ", "\n" };
  const char        *set = digits[g_rand_int_range (rand, 0, 2)];
  const char        *separator = separators[g_rand_int_range (rand, 0, 3)];
  GString           *hex = g_string_new (NULL);

  for (guint i = 0; i < bytes->len; i++)
    g_string_append_printf (hex,
                            "%c%c%s",
                            set[bytes->data[i] >> 4],
                            set[bytes->data[i] & 15],
                            separator);
  return g_string_free (hex, FALSE);
}

static void
write_down (GRand *rand, SpecText *text)
{
  if (text->bytes->len == 0)
    text->text = g_strdup ("");
  else if (text->encoding == WILLOW_TEXT_HEX)
    text->text = write_hex (rand, text->bytes);
  else if (text->encoding == WILLOW_TEXT_BASE64)
    text->text = g_base64_encode (text->bytes->data, text->bytes->len);
  else
    text->text = g_strndup ((const char *)text->bytes->data, text->bytes->len);
}

static void
fill_plain (GRand *rand, SpecText *text)
{
  const char *odd =
      odd_texts[g_rand_int_range (rand, 0, G_N_ELEMENTS (odd_texts))];

  text->bytes = g_byte_array_new ();
  if (g_rand_int_range (rand, 0, LONGEST_ONE_IN) == 0)
    {
      g_byte_array_set_size (text->bytes, LONGEST_BYTES);
      memset (text->bytes->data, 'x', LONGEST_BYTES);
      return;
    }
  g_byte_array_append (text->bytes, (const guint8 *)odd, (guint)strlen (odd));
}

/* A text that is typed as it is. */
static void
make_plain (GRand *rand, SpecText *text)
{
  fill_plain (rand, text);
  write_down (rand, text);
}

/* A text in any encoding. */
static void
make_text (GRand *rand, SpecText *text)
{
  fill_plain (rand, text);
  if (g_rand_int_range (rand, 0, 4) == 0)
    text->encoding = (WillowTextEncoding)g_rand_int_range (rand, 1, 3);
  write_down (rand, text);
}

/* Any bytes; as a rule no text. */
static void
make_bytes (GRand *rand, SpecText *text)
{
  if (g_rand_boolean (rand))
    {
      make_text (rand, text);
      return;
    }
  text->bytes = g_byte_array_new ();
  g_byte_array_set_size (text->bytes, (guint)g_rand_int_range (rand, 0, 20));
  for (guint i = 0; i < text->bytes->len; i++)
    text->bytes->data[i] = (guint8)g_rand_int_range (rand, 0, 256);
  text->encoding = (WillowTextEncoding)g_rand_int_range (rand, 1, 3);
  write_down (rand, text);
}

static void
make_number (GRand *rand, SpecNumber *number, guint32 maximum)
{
  guint32 values[] = { 0, 1, 258 & maximum, maximum };

  number->use = g_rand_int_range (rand, 0, 3) == 0;
  number->value = values[g_rand_int_range (rand, 0, 4)];
}

static void
make_properties (GRand *rand, ConnectSpec *spec)
{
  static const guint32 maxima[] = { G_MAXUINT32, G_MAXUINT16, G_MAXUINT32,
                                    G_MAXUINT16, 1,           1 };
  static const guint32 will_maxima[] = { G_MAXUINT32, 1, G_MAXUINT32 };

  for (gsize i = 0; i < G_N_ELEMENTS (maxima); i++)
    make_number (rand, &spec->numbers[i], maxima[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (will_maxima); i++)
    make_number (rand, &spec->will_numbers[i], will_maxima[i]);
  spec->n_pairs = (guint)g_rand_int_range (rand, 0, SPEC_PAIRS_MAX + 1);
  spec->n_will_pairs = (guint)g_rand_int_range (rand, 0, SPEC_PAIRS_MAX + 1);
  for (guint i = 0; i < SPEC_PAIRS_MAX; i++)
    for (guint j = 0; j < 2; j++)
      spec->pairs[i][j] =
          odd_texts[g_rand_int_range (rand, 0, G_N_ELEMENTS (odd_texts))];
  spec->use_content_type = g_rand_boolean (rand);
  spec->use_response_topic = g_rand_boolean (rand);
  spec->use_correlation_data = g_rand_boolean (rand);
  make_plain (rand, &spec->content_type);
  make_plain (rand, &spec->response_topic);
  make_bytes (rand, &spec->correlation_data);
}

static void
replace_text (SpecText *text, const char *plain)
{
  g_byte_array_set_size (text->bytes, 0);
  g_byte_array_append (
      text->bytes, (const guint8 *)plain, (guint)strlen (plain));
  text->encoding = WILLOW_TEXT_PLAIN;
  g_free (text->text);
  text->text = g_strdup (plain);
}

static void
make_authentication (GRand *rand, ConnectSpec *spec)
{
  make_plain (rand, &spec->method);
  make_bytes (rand, &spec->data);
  if (spec->version == 5 && g_rand_int_range (rand, 0, 8) == 0)
    {
      spec->authentication = WILLOW_AUTHENTICATION_SCRAM_SHA_256;
      spec->use_user_name = spec->use_password = TRUE;
      replace_text (&spec->user_name, "Größe");
      replace_text (&spec->password, "pencil");
    }
  else if (g_rand_int_range (rand, 0, 3) == 0)
    spec->authentication = WILLOW_AUTHENTICATION_OWN;
}

static void
make_practice (GRand *rand, ConnectSpec *spec)
{
  spec->use_protocol_name = g_rand_int_range (rand, 0, 4) == 0;
  make_plain (rand, &spec->protocol_name);
  make_number (rand, &spec->protocol_level, G_MAXUINT8);
  make_number (rand, &spec->connect_flags, G_MAXUINT8);
  make_bytes (rand, &spec->extra);
  make_bytes (rand, &spec->extra_will);
  /* They are hexadecimal, always. */
  spec->extra.encoding = spec->extra_will.encoding = WILLOW_TEXT_HEX;
  g_free (spec->extra.text);
  g_free (spec->extra_will.text);
  write_down (rand, &spec->extra);
  write_down (rand, &spec->extra_will);
}

ConnectSpec *
connect_spec_new (GRand *rand, guint index)
{
  static const guint16 keep_alives[] = { 0, 1, 60, 258, 65535 };
  ConnectSpec         *spec = g_new0 (ConnectSpec, 1);

  spec->version = 3 + index % 3, index /= 3;
  spec->clean = index % 2, index /= 2;
  spec->use_user_name = index % 2, index /= 2;
  spec->use_password = index % 2, index /= 2;
  spec->use_will = index % 3 != 0, index /= 3;
  spec->will_qos = index % 3, index /= 3;
  spec->will_retain = index % 2, index /= 2;
  spec->practice = index % 2;
  spec->keep_alive = keep_alives[g_rand_int_range (rand, 0, 5)];
  make_text (rand, &spec->client_id);
  make_text (rand, &spec->user_name);
  make_bytes (rand, &spec->password);
  make_text (rand, &spec->will_topic);
  make_bytes (rand, &spec->will_payload);
  /* What is no text at all, for those who want to see the answer. */
  if (spec->practice && g_rand_boolean (rand))
    {
      g_byte_array_append (spec->client_id.bytes, (const guint8 *)"\0\xff", 2);
      if (spec->client_id.bytes->len > LONGEST_BYTES)
        g_byte_array_set_size (spec->client_id.bytes, LONGEST_BYTES);
      spec->client_id.encoding = WILLOW_TEXT_HEX;
      g_free (spec->client_id.text);
      write_down (rand, &spec->client_id);
    }
  make_properties (rand, spec);
  make_authentication (rand, spec);
  make_practice (rand, spec);
  return spec;
}

static void
clear_text (SpecText *text)
{
  g_byte_array_unref (text->bytes);
  g_free (text->text);
}

void
connect_spec_free (ConnectSpec *spec)
{
  SpecText *texts[] = {
    &spec->client_id,
    &spec->user_name,
    &spec->password,
    &spec->will_topic,
    &spec->will_payload,
    &spec->method,
    &spec->data,
    &spec->content_type,
    &spec->response_topic,
    &spec->protocol_name,
    &spec->extra,
    &spec->extra_will,
    &spec->correlation_data,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    clear_text (texts[i]);
  g_free (spec);
}

static void
set_text (WillowProfile *profile, const char *name, const SpecText *text)
{
  g_autofree char *encoding = g_strconcat (name, "-encoding", NULL);

  g_object_set (
      profile, name, text->text, encoding, (guint)text->encoding, NULL);
}

/* @names: without "use-" and "-seconds" */
static void
set_numbers (WillowProfile     *profile,
             const char *const *names,
             const SpecNumber  *numbers,
             gsize              n_numbers)
{
  for (gsize i = 0; i < n_numbers; i++)
    {
      g_autofree char *use = g_strconcat ("use-", names[i], NULL);
      g_autofree char *seconds = g_strconcat (names[i], "-seconds", NULL);
      gboolean         is_time = g_object_class_find_property (
                             G_OBJECT_GET_CLASS (profile), seconds) != NULL;

      g_object_set (profile,
                    use,
                    numbers[i].use,
                    is_time ? seconds : names[i],
                    numbers[i].value,
                    NULL);
    }
}

static void
set_will (WillowProfile *profile, const ConnectSpec *spec)
{
  set_text (profile, "will-topic", &spec->will_topic);
  set_text (profile, "will-payload", &spec->will_payload);
  set_text (profile, "will-correlation-data", &spec->correlation_data);
  set_numbers (profile,
               names_of_will_numbers,
               spec->will_numbers,
               G_N_ELEMENTS (names_of_will_numbers));
  g_object_set (profile,
                "use-will",
                spec->use_will,
                "will-qos",
                spec->will_qos,
                "will-retain",
                spec->will_retain,
                "use-will-content-type",
                spec->use_content_type,
                "will-content-type",
                spec->content_type.text,
                "use-will-response-topic",
                spec->use_response_topic,
                "will-response-topic",
                spec->response_topic.text,
                "use-will-correlation-data",
                spec->use_correlation_data,
                NULL);
  for (guint i = 0; i < spec->n_will_pairs; i++)
    willow_profile_add_will_user_property (
        profile, spec->pairs[i][0], spec->pairs[i][1]);
}

static void
set_practice (WillowProfile *profile, const ConnectSpec *spec)
{
  g_object_set (profile,
                "practice",
                spec->practice,
                "use-protocol-name",
                spec->use_protocol_name,
                "protocol-name",
                spec->protocol_name.text,
                "use-protocol-level",
                spec->protocol_level.use,
                "protocol-level",
                spec->protocol_level.value,
                "use-connect-flags",
                spec->connect_flags.use,
                "connect-flags",
                spec->connect_flags.value,
                "extra-properties",
                spec->extra.text,
                "extra-will-properties",
                spec->extra_will.text,
                NULL);
}

WillowProfile *
connect_spec_make_profile (const ConnectSpec *spec)
{
  WillowProfile *profile = willow_profile_new ("Test");

  g_object_set (profile,
                "host",
                "127.0.0.1",
                "version",
                spec->version,
                "clean-start",
                spec->clean,
                "keep-alive-seconds",
                spec->keep_alive,
                "use-user-name",
                spec->use_user_name,
                "use-password",
                spec->use_password,
                "password-encoding",
                (guint)spec->password.encoding,
                "authentication",
                (guint)spec->authentication,
                "authentication-method",
                spec->method.text,
                NULL);
  set_text (profile, "client-id", &spec->client_id);
  set_text (profile, "user-name", &spec->user_name);
  set_text (profile, "authentication-data", &spec->data);
  set_numbers (profile,
               names_of_numbers,
               spec->numbers,
               G_N_ELEMENTS (names_of_numbers));
  for (guint i = 0; i < spec->n_pairs; i++)
    willow_profile_add_user_property (
        profile, spec->pairs[i][0], spec->pairs[i][1]);
  set_will (profile, spec);
  set_practice (profile, spec);
  return profile;
}

GBytes *
connect_spec_dup_password (const ConnectSpec *spec)
{
  return spec->use_password
             ? g_bytes_new (spec->password.text, strlen (spec->password.text))
             : NULL;
}
