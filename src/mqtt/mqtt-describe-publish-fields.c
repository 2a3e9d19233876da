/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-describe-fields.h"

/* Texts and sections of PUBLISH, of its acknowledgements, and of the other
 * packets that carry a Reason Code of their own. */

const MqttFieldInfo mqtt_field_topic_name = {
  MQTT_SAME (N_ ("Topic Name")),
  { "3.3", "3.3.2.1", "3.3.2.1" },
  N_ ("What the message is about; subscriptions are compared with it."),
};

const MqttFieldInfo mqtt_field_publish_payload = {
  MQTT_SAME (N_ ("Payload")),
  { "3.3", "3.3.3", "3.3.3" },
  N_ ("The message itself; MQTT carries it and does not look into it."),
};

/* Only 5.0 has the field; 3.x never shows it. */
#define REASON(number, name, section, text)                                    \
  [number] = { MQTT_SAME (name), MQTT_SAME (section), text }

const MqttFieldInfo mqtt_reason_code_fields[16] = {
  REASON (4,
          N_ ("PUBACK Reason Code"),
          "3.4.2.1",
          N_ ("Whether the receiver took the message; left out: success.")),
  REASON (5,
          N_ ("PUBREC Reason Code"),
          "3.5.2.1",
          N_ ("Whether the receiver took the message; left out: success.")),
  REASON (6,
          N_ ("PUBREL Reason Code"),
          "3.6.2.1",
          N_ ("Whether the Packet Identifier was known; left out: success.")),
  REASON (7,
          N_ ("PUBCOMP Reason Code"),
          "3.7.2.1",
          N_ ("Whether the Packet Identifier was known; left out: success.")),
  REASON (14,
          N_ ("Disconnect Reason Code"),
          "3.14.2.1",
          N_ ("Why the connection ends; left out: normal disconnection.")),
  REASON (15,
          N_ ("Authenticate Reason Code"),
          "3.15.2.1",
          N_ ("Whether the authentication goes on; left out: success.")),
};
