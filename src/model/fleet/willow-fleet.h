/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"

G_BEGIN_DECLS

/**
 * WillowFleet:
 *
 * A fleet of simulated devices that publish what real ones do: the shapes of
 * zigbee2mqtt, Tasmota, Shelly, Home Assistant discovery, Sparkplug B, camera
 * snapshots. Deterministic: the same seed gives the same messages in the same
 * order. Pure: makes messages, sends none.
 */
typedef struct _WillowFleet WillowFleet;

typedef struct
{
  const char *device; /* client id of the device that publishes it */
  const char *topic;
  MqttSlice   payload; /* valid until the next call */
  MqttQos     qos;
  gboolean    retain;
  gint64      at_us; /* simulated time since the start */
} WillowFleetMessage;

/* @n_devices: at least 1; kinds take turns */
WillowFleet *willow_fleet_new (guint32 seed, guint n_devices);
void         willow_fleet_free (WillowFleet *fleet);
/* The next message in order of time. Never ends. */
void        willow_fleet_next (WillowFleet *fleet, WillowFleetMessage *message);
guint       willow_fleet_get_n_devices (WillowFleet *fleet);
const char *willow_fleet_get_device (WillowFleet *fleet, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowFleet, willow_fleet_free)

G_END_DECLS
