/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz-target.h"

#include "mqtt/mqtt-findings.h"
#include "mqtt/mqtt-limits.h"

/* The first byte: at whose end it is recorded, and how it ends. Then packets:
 * a byte with the sender and the seconds before it, two with the length. */
typedef struct
{
  gsize  lengths[1024]; /* by serial */
  guint  n_packets;
  gint64 now_us;
} Conversation;

static gsize
feed (MqttFindings *findings,
      Conversation *conversation,
      const guint8 *data,
      gsize         size)
{
  gsize              len = MIN ((gsize)(data[1] << 8 | data[2]), size - 3);
  g_autofree guint8 *exact = g_memdup2 (data + 3, len);

  conversation->now_us += (data[0] >> 1) * G_USEC_PER_SEC;
  conversation->lengths[conversation->n_packets] = len;
  mqtt_findings_feed (findings,
                      data[0] & 1 ? MQTT_ROLE_SERVER : MQTT_ROLE_CLIENT,
                      (MqttSlice){ exact, len },
                      conversation->now_us,
                      conversation->n_packets++);
  return 3 + len;
}

/* Each points at a byte of a packet that was there, and says whose rule it is:
 * none is of another version. */
static void
check (const MqttFinding *finding, const Conversation *conversation)
{
  g_assert_cmpuint (finding->serial, <, conversation->n_packets);
  g_assert_cmpuint (
      finding->violation.offset, <=, conversation->lengths[finding->serial]);
  if (finding->related_serial != MQTT_FINDING_NO_SERIAL)
    g_assert_cmpuint (finding->related_serial, <=, finding->serial);
  g_assert_cmpstr (finding->violation.section, !=, "");
  g_assert_cmpstr (finding->violation.text, !=, NULL);
  g_assert_cmpstr (finding->violation.id, !=, NULL);
  if (finding->severity == MQTT_SEVERITY_HINT)
    g_assert_cmpint (finding->violation.reason, ==, 0);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (MqttFindings) findings = NULL;
  Conversation       conversation = { .now_us = 0 };
  const MqttFinding *found;
  guint              n_found;
  gsize              at = 1;

  if (size == 0)
    return 0;
  findings =
      mqtt_findings_new (data[0] & 1 ? MQTT_ROLE_SERVER : MQTT_ROLE_CLIENT);
  while (at + 3 <= size &&
         conversation.n_packets < G_N_ELEMENTS (conversation.lengths))
    at += feed (findings, &conversation, data + at, size - at);
  mqtt_findings_end (findings,
                     (MqttFindingsEnd)(data[0] >> 1 & 3),
                     conversation.now_us + (data[0] >> 3) * G_USEC_PER_SEC);
  found = mqtt_findings_get (findings, &n_found);
  g_assert_cmpuint (n_found, <=, MQTT_FINDINGS_MAX);
  for (guint i = 0; i < n_found; i++)
    check (&found[i], &conversation);
  return 0;
}
