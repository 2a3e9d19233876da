/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/fleet/willow-fleet-device.h"

#include <stdarg.h>

const WillowFleetKind *const willow_fleet_kinds[] = {
  &willow_fleet_zigbee,         &willow_fleet_tasmota,   &willow_fleet_shelly,
  &willow_fleet_home_assistant, &willow_fleet_sparkplug, &willow_fleet_camera,
};
const guint willow_fleet_n_kinds = G_N_ELEMENTS (willow_fleet_kinds);

guint
willow_fleet_device_random (WillowFleetDevice *device, guint limit)
{
  device->random = device->random * 1664525u + 1013904223u;
  return (guint)(((guint64)(device->random >> 8) * limit) >> 24);
}

double
willow_fleet_device_wander (WillowFleetDevice *device,
                            double             by,
                            double             low,
                            double             high)
{
  double step = ((double)willow_fleet_device_random (device, 2001) - 1000.0) /
                1000.0 * by;

  device->value = CLAMP (device->value + step, low, high);
  return device->value;
}

void
willow_fleet_step_printf (WillowFleetStep *step, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list          arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_byte_array_append (
      step->payload, (const guint8 *)text, (guint)strlen (text));
}

const char *
willow_fleet_number (char *buffer, double value, guint decimals)
{
  char format[8];

  g_snprintf (format, sizeof format, "%%.%uf", MIN (decimals, 9));
  return g_ascii_formatd (buffer, WILLOW_FLEET_NUMBER_SIZE, format, value);
}
