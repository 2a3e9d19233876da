/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe.h"
#include "lib/packet-builder.h"

#include <stdio.h>
#include <string.h>

/* Reads packets, one per line: version (3, 4 or 5), sender (client or server)
 * and hexadecimal bytes. Writes a line per field, in columns between tabs:
 * number of the packet, offset, length, mask, name of the parent, name, value,
 * violation. */

static void
print_field (guint                  packet,
             const MqttDescription *description,
             const MqttField       *field)
{
  const MqttField *parent = NULL;

  if (field->parent >= 0)
    parent = mqtt_description_get_field (description, (guint)field->parent);
  printf ("%u\t%" G_GSIZE_FORMAT "\t%" G_GSIZE_FORMAT "\t%u\t%s\t%s\t%s\t%s\n",
          packet,
          field->offset,
          field->len,
          field->bit_mask,
          parent ? parent->name : "",
          field->name,
          field->value ? field->value : "",
          field->violation ? field->violation : "");
}

static void
describe_line (guint packet, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  g_autoptr (GByteArray) bytes = pb_hex (words[2]);
  MqttSlice frame = { bytes->data, bytes->len };
  MqttRole  sender =
      g_str_equal (words[1], "server") ? MQTT_ROLE_SERVER : MQTT_ROLE_CLIENT;
  MqttVersion version = (MqttVersion)g_ascii_strtoll (words[0], NULL, 10);
  g_autoptr (MqttDescription) description =
      mqtt_describe (version, sender, frame);

  for (guint i = 0; i < mqtt_description_get_n_fields (description); i++)
    print_field (
        packet, description, mqtt_description_get_field (description, i));
}

int
main (void)
{
  char  *line = NULL;
  size_t size = 0;
  guint  n_packets = 0;

  while (getline (&line, &size, stdin) > 0)
    {
      g_strchomp (line);
      describe_line (n_packets++, line);
    }
  free (line);
  return 0;
}
