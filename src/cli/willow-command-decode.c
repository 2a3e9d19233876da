/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli-options.h"
#include "cli/willow-cli.h"
#include "cli/willow-packet-printer.h"
#include "mqtt/mqtt-framer.h"
#include "mqtt/mqtt-packet.h"

#include <glib/gi18n.h>
#include <string.h>

/* What a file may hold: a capture of a day fits, a mistake does not fill the
 * memory. */
#define FILE_MAX_BYTES ((gsize)1024 * 1024 * 1024)

typedef struct
{
  char    *file;
  char    *version;
  char    *sender;
  gboolean json;
  gboolean show_secrets;
} Options;

typedef struct
{
  MqttVersion version;
  gboolean    sender_known;
  MqttRole    sender;
  gboolean    json;
  gboolean    show_secrets;
  gboolean    malformed;
  JsonArray  *packets;
  GString    *text;
} Decoder;

/* Hexadecimal digits; spaces, commas, colons and "0x" in between are passed
 * over. */
static gboolean
parse_hex (const char *text, GByteArray *out, GError **error)
{
  int high = -1;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X') && high < 0)
        {
          p++;
          continue;
        }
      if (g_ascii_isxdigit (*p))
        {
          int digit = g_ascii_xdigit_value (*p);

          if (high >= 0)
            {
              guint8 byte = (guint8)(high << 4 | digit);

              g_byte_array_append (out, &byte, 1);
              high = -1;
            }
          else
            high = digit;
          continue;
        }
      if (strchr (" \t\r\n,:;-", *p) == NULL || high >= 0)
        {
          g_set_error (error,
                       G_IO_ERROR,
                       G_IO_ERROR_INVALID_DATA,
                       _ ("Not hexadecimal at character %d of “%s”."),
                       (int)(p - text) + 1,
                       text);
          return FALSE;
        }
    }
  if (high >= 0)
    g_set_error (error,
                 G_IO_ERROR,
                 G_IO_ERROR_INVALID_DATA,
                 _ ("“%s” has an odd number of digits."),
                 text);
  return high < 0;
}

/* Packets that only one side sends tell who it is. */
static MqttRole
sender_of (const Decoder *decoder, MqttSlice frame)
{
  MqttPacketType type = frame.len > 0 ? frame.data[0] >> 4 : 0;

  if (decoder->sender_known)
    return decoder->sender;
  switch (type)
    {
    case MQTT_PACKET_CONNACK:
    case MQTT_PACKET_SUBACK:
    case MQTT_PACKET_UNSUBACK:
    case MQTT_PACKET_PINGRESP:
      return MQTT_ROLE_SERVER;
    case MQTT_PACKET_RESERVED:
    case MQTT_PACKET_CONNECT:
    case MQTT_PACKET_PUBLISH:
    case MQTT_PACKET_PUBACK:
    case MQTT_PACKET_PUBREC:
    case MQTT_PACKET_PUBREL:
    case MQTT_PACKET_PUBCOMP:
    case MQTT_PACKET_SUBSCRIBE:
    case MQTT_PACKET_UNSUBSCRIBE:
    case MQTT_PACKET_PINGREQ:
    case MQTT_PACKET_DISCONNECT:
    case MQTT_PACKET_AUTH:
    default:
      return MQTT_ROLE_CLIENT;
    }
}

static void
show_packet (Decoder *decoder, MqttSlice frame)
{
  MqttRole    sender = sender_of (decoder, frame);
  MqttVersion version = decoder->version;
  MqttPacket  packet;

  if (frame.len > 0 && frame.data[0] >> 4 == MQTT_PACKET_CONNECT)
    {
      /* From here on the connection speaks what its CONNECT says. */
      version = MQTT_VERSION_UNKNOWN;
      if (!mqtt_packet_decode (&packet, version, sender, frame, NULL))
        decoder->malformed = TRUE;
      else
        decoder->version = packet.version;
      version = decoder->version;
    }
  else if (!mqtt_packet_decode (
               &packet,
               version != MQTT_VERSION_UNKNOWN ? version : MQTT_VERSION_3_1_1,
               sender,
               frame,
               NULL))
    decoder->malformed = TRUE;

  if (decoder->json)
    json_array_add_element (
        decoder->packets,
        willow_packet_to_json (version, sender, frame, decoder->show_secrets));
  else
    {
      if (decoder->text->len > 0)
        g_string_append_c (decoder->text, '\n');
      willow_packet_print (
          decoder->text, version, sender, frame, decoder->show_secrets);
    }
}

static void
decode_all (Decoder *decoder, MqttSlice bytes)
{
  MqttFramer       framer;
  MqttSlice        frame;
  MqttViolation    violation;
  MqttFramerResult result;

  mqtt_framer_init (&framer, 0);
  mqtt_framer_feed (&framer, bytes.data, bytes.len);
  while ((result = mqtt_framer_next (&framer, &frame, &violation)) ==
         MQTT_FRAMER_PACKET)
    show_packet (decoder, frame);
  /* What is no whole packet is shown up to where it can be read. */
  frame = mqtt_framer_get_rest (&framer);
  if (frame.len > 0 || result == MQTT_FRAMER_ERROR)
    {
      decoder->malformed = TRUE;
      show_packet (decoder, frame);
    }
  mqtt_framer_clear (&framer);
}

static void
print_result (Decoder *decoder)
{
  if (decoder->json)
    {
      g_autoptr (JsonNode) root = json_node_new (JSON_NODE_ARRAY);
      g_autofree char *text = NULL;

      json_node_set_array (root, decoder->packets);
      text = json_to_string (root, TRUE);
      g_print ("%s\n", text);
    }
  else
    g_print ("%s", decoder->text->str);
}

static GBytes *
read_input (const Options *options, int argc, char *argv[], GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  if (options->file != NULL)
    return willow_cli_read_file (options->file, FILE_MAX_BYTES, error);
  for (int i = 1; i < argc; i++)
    if (!parse_hex (argv[i], bytes, error))
      return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static gboolean
apply_options (Decoder *decoder, const Options *options)
{
  if (options->version != NULL &&
      !willow_cli_parse_version (options->version, &decoder->version))
    {
      willow_cli_complain (_ ("“%s” is no version: 3.1, 3.1.1 or 5.0."),
                           options->version);
      return FALSE;
    }
  if (options->sender == NULL)
    return TRUE;
  decoder->sender_known = TRUE;
  decoder->sender = g_str_equal (options->sender, "server") ? MQTT_ROLE_SERVER
                                                            : MQTT_ROLE_CLIENT;
  if (g_str_equal (options->sender, "server") ||
      g_str_equal (options->sender, "client"))
    return TRUE;
  willow_cli_complain (_ ("--from takes “client” or “server”."));
  return FALSE;
}

static int
decode (const Options *options, int argc, char *argv[])
{
  Decoder decoder = { .json = options->json,
                      .show_secrets = options->show_secrets };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  MqttSlice slice;

  if (!apply_options (&decoder, options))
    return WILLOW_EXIT_USAGE;
  if ((options->file != NULL) == (argc > 1))
    {
      willow_cli_complain (_ ("Give the bytes as hexadecimal digits, or a file "
                              "with --file; see --help."));
      return WILLOW_EXIT_USAGE;
    }
  bytes = read_input (options, argc, argv, &error);
  if (bytes == NULL)
    {
      willow_cli_complain ("%s", error->message);
      return options->file != NULL ? WILLOW_EXIT_FAILURE : WILLOW_EXIT_USAGE;
    }
  slice = mqtt_slice_from_bytes (bytes);
  if (slice.len == 0)
    {
      willow_cli_complain (_ ("There are no bytes to decode."));
      return WILLOW_EXIT_USAGE;
    }
  decoder.text = g_string_new (NULL);
  decoder.packets = json_array_new ();
  decode_all (&decoder, slice);
  print_result (&decoder);
  g_string_free (decoder.text, TRUE);
  json_array_unref (decoder.packets);
  return decoder.malformed ? WILLOW_EXIT_MALFORMED : WILLOW_EXIT_OK;
}

int
willow_command_decode (int argc, char *argv[])
{
  Options         options = { NULL };
  GOptionContext *context;
  int             code = WILLOW_EXIT_OK;
  /* clang-format off */
  GOptionEntry entries[] = {
    { "file", 'f', 0, G_OPTION_ARG_FILENAME, &options.file,
      N_ ("Read raw MQTT bytes from FILE; “-” is standard input"), N_ ("FILE") },
    { "protocol-version", 'V', 0, G_OPTION_ARG_STRING, &options.version,
      N_ ("3.1, 3.1.1 or 5.0, where no CONNECT tells (default 3.1.1)"), N_ ("VERSION") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &options.sender,
      N_ ("Who sent the bytes: client or server (default: by packet type)"), N_ ("SIDE") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json,
      N_ ("Print a JSON array with one object per packet"), NULL },
    { "show-secrets", 0, 0, G_OPTION_ARG_NONE, &options.show_secrets,
      N_ ("Print passwords and authentication data, too"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  context =
      g_option_context_new (_ ("[HEX…] — show the fields of MQTT packets"));
  g_option_context_set_description (
      context,
      _ ("Example:\n  willow-cli decode 10 0d 00 04 4d 51 54 54 04 02 00 3c 00 "
         "01 61\nThe exit code is 7 if a packet breaks a rule.\n"));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (willow_cli_parse (context, &argc, &argv, &code))
    code = decode (&options, argc, argv);
  g_free (options.file);
  g_free (options.version);
  g_free (options.sender);
  return code;
}
