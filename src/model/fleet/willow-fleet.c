/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/fleet/willow-fleet.h"

#include "model/fleet/willow-fleet-device.h"

struct _WillowFleet
{
  WillowFleetDevice *devices;
  gint64            *due_us;
  guint      *heap; /* device indexes, the one that is due first on top */
  guint       n_devices;
  GString    *topic;
  GByteArray *payload;
};

static const WillowFleetKind *
kind_of (const WillowFleetDevice *device)
{
  return willow_fleet_kinds[device->index % willow_fleet_n_kinds];
}

/* Ties go to the lower index, so that the order never depends on the heap. */
static gboolean
is_before (const WillowFleet *fleet, guint a, guint b)
{
  if (fleet->due_us[a] != fleet->due_us[b])
    return fleet->due_us[a] < fleet->due_us[b];
  return a < b;
}

static void
sink_top (WillowFleet *fleet)
{
  guint position = 0;

  for (;;)
    {
      guint first = position;
      guint child = 2 * position + 1;
      guint swap;

      if (child < fleet->n_devices &&
          is_before (fleet, fleet->heap[child], fleet->heap[first]))
        first = child;
      if (child + 1 < fleet->n_devices &&
          is_before (fleet, fleet->heap[child + 1], fleet->heap[first]))
        first = child + 1;
      if (first == position)
        return;
      swap = fleet->heap[position];
      fleet->heap[position] = fleet->heap[first];
      fleet->heap[first] = swap;
      position = first;
    }
}

WillowFleet *
willow_fleet_new (guint32 seed, guint n_devices)
{
  WillowFleet *fleet = g_new0 (WillowFleet, 1);

  g_return_val_if_fail (n_devices > 0, NULL);
  fleet->n_devices = n_devices;
  fleet->devices = g_new0 (WillowFleetDevice, n_devices);
  fleet->due_us = g_new0 (gint64, n_devices);
  fleet->heap = g_new (guint, n_devices);
  fleet->topic = g_string_new (NULL);
  fleet->payload = g_byte_array_new ();
  for (guint i = 0; i < n_devices; i++)
    {
      WillowFleetDevice *device = &fleet->devices[i];

      device->index = i;
      device->serial = i / willow_fleet_n_kinds + 1;
      /* Odd multipliers keep the seeds of neighbours apart. */
      device->random = seed * 2654435761u + (i + 1) * 40503u + 1u;
      kind_of (device)->init (device);
      /* They are switched on one after the other, within two seconds. */
      fleet->due_us[i] = (gint64)i * 2000000 / n_devices;
      fleet->heap[i] = i; /* ascending times are a heap already */
    }
  return fleet;
}

void
willow_fleet_free (WillowFleet *fleet)
{
  for (guint i = 0; i < fleet->n_devices; i++)
    g_free (fleet->devices[i].id);
  g_free (fleet->devices);
  g_free (fleet->due_us);
  g_free (fleet->heap);
  g_string_free (fleet->topic, TRUE);
  g_byte_array_unref (fleet->payload);
  g_free (fleet);
}

void
willow_fleet_next (WillowFleet *fleet, WillowFleetMessage *message)
{
  guint              index = fleet->heap[0];
  WillowFleetDevice *device = &fleet->devices[index];
  WillowFleetStep    step = {
       fleet->topic, fleet->payload, MQTT_QOS_0, FALSE, 1000
  };

  g_string_truncate (fleet->topic, 0);
  g_byte_array_set_size (fleet->payload, 0);
  kind_of (device)->step (device, &step);
  device->step++;

  message->device = device->id;
  message->topic = fleet->topic->str;
  message->payload.data =
      fleet->payload->len > 0 ? fleet->payload->data : (const guint8 *)"";
  message->payload.len = fleet->payload->len;
  message->qos = step.qos;
  message->retain = step.retain;
  message->at_us = fleet->due_us[index];

  fleet->due_us[index] += (gint64)MAX (step.wait_ms, 1) * 1000;
  sink_top (fleet);
}

guint
willow_fleet_get_n_devices (WillowFleet *fleet)
{
  return fleet->n_devices;
}

const char *
willow_fleet_get_device (WillowFleet *fleet, guint index)
{
  g_return_val_if_fail (index < fleet->n_devices, NULL);
  return fleet->devices[index].id;
}
