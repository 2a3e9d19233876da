/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to willow-fleet*.c: one simulated device and what each kind of it
 * publishes. */

#include "mqtt/mqtt-types.h"

G_BEGIN_DECLS

typedef struct
{
  guint   index;  /* in the fleet */
  guint   serial; /* among its kind */
  guint   step;   /* messages published so far */
  guint32 random; /* state of its own generator */
  char   *id;
  double  value; /* the measurement that wanders */
  double  total; /* the counter that grows */
} WillowFleetDevice;

typedef struct
{
  GString    *topic;
  GByteArray *payload;
  MqttQos     qos;
  gboolean    retain;
  guint       wait_ms; /* until its next message */
} WillowFleetStep;

typedef struct
{
  void (*init) (WillowFleetDevice *device);
  void (*step) (WillowFleetDevice *device, WillowFleetStep *step);
} WillowFleetKind;

/* In the order in which the devices of a fleet take their kinds. */
extern const WillowFleetKind *const willow_fleet_kinds[];
extern const guint                  willow_fleet_n_kinds;

extern const WillowFleetKind willow_fleet_zigbee;
extern const WillowFleetKind willow_fleet_tasmota;
extern const WillowFleetKind willow_fleet_shelly;
extern const WillowFleetKind willow_fleet_home_assistant;
extern const WillowFleetKind willow_fleet_sparkplug;
extern const WillowFleetKind willow_fleet_camera;

/* Next number of the device's own generator: 0 to below @limit. */
guint willow_fleet_device_random (WillowFleetDevice *device, guint limit);

/* Moves the measurement by at most @by, within the bounds. */
double willow_fleet_device_wander (WillowFleetDevice *device,
                                   double             by,
                                   double             low,
                                   double             high);

/* Text payload, numbers always with a decimal point. */
void willow_fleet_step_printf (WillowFleetStep *step, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

/* @decimals after the point, whatever the locale. */
const char *willow_fleet_number (char *buffer, double value, guint decimals);
#define WILLOW_FLEET_NUMBER_SIZE 40

G_END_DECLS
