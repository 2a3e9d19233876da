/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Devices of a home: zigbee2mqtt, Tasmota, Shelly, and Home Assistant's
 * discovery. */

#include "model/fleet/willow-fleet-device.h"

static const char *const rooms[] = { "kitchen",  "living_room", "bedroom",
                                     "bathroom", "cellar",      "garage" };

static const char *
room_of (const WillowFleetDevice *device)
{
  return rooms[(device->serial - 1) % G_N_ELEMENTS (rooms)];
}

/* zigbee2mqtt: one JSON object per device, availability retained. */

static void
zigbee_init (WillowFleetDevice *device)
{
  device->id = g_strdup_printf ("zigbee2mqtt-%u", device->serial);
  device->value = 19.0 + willow_fleet_device_random (device, 40) / 10.0;
}

static void
zigbee_step (WillowFleetDevice *device, WillowFleetStep *step)
{
  char  temperature[WILLOW_FLEET_NUMBER_SIZE];
  char  humidity[WILLOW_FLEET_NUMBER_SIZE];
  guint turn = device->step;

  step->wait_ms = 900 + willow_fleet_device_random (device, 300);
  if (turn == 0)
    {
      g_string_assign (step->topic, "zigbee2mqtt/bridge/state");
      willow_fleet_step_printf (step, "{\"state\":\"online\"}");
      step->retain = TRUE;
      step->wait_ms = 50;
      return;
    }
  g_string_printf (
      step->topic, "zigbee2mqtt/%s_%u", room_of (device), device->serial);
  if (turn == 1)
    {
      g_string_append (step->topic, "/availability");
      willow_fleet_step_printf (step, "{\"state\":\"online\"}");
      step->retain = TRUE;
      step->wait_ms = 50;
      return;
    }
  willow_fleet_number (
      temperature, willow_fleet_device_wander (device, 0.15, 14.0, 29.0), 2);
  willow_fleet_number (humidity, 70.0 - device->value, 1);
  willow_fleet_step_printf (
      step,
      "{\"battery\":%u,\"humidity\":%s,\"linkquality\":%u,\"pressure\":%u,"
      "\"temperature\":%s,\"voltage\":%u}",
      97 - device->serial % 30,
      humidity,
      60 + willow_fleet_device_random (device, 120),
      1009 + willow_fleet_device_random (device, 8),
      temperature,
      2900 + willow_fleet_device_random (device, 100));
}

const WillowFleetKind willow_fleet_zigbee = { zigbee_init, zigbee_step };

/* Tasmota: LWT retained, STATE and SENSOR in turn, POWER now and then. */

static void
tasmota_init (WillowFleetDevice *device)
{
  device->id = g_strdup_printf ("DVES_%06X", 0xA1B200 + device->serial);
  device->value = 40.0;
}

static void
tasmota_state (WillowFleetDevice *device, WillowFleetStep *step)
{
  willow_fleet_step_printf (
      step,
      "{\"Time\":\"2026-03-01T09:%02u:%02u\",\"Uptime\":\"0T00:%02u:%02u\","
      "\"UptimeSec\":%u,\"Heap\":%u,\"SleepMode\":\"Dynamic\",\"Sleep\":50,"
      "\"LoadAvg\":19,\"MqttCount\":1,\"POWER\":\"ON\",\"Wifi\":{\"AP\":1,"
      "\"SSId\":\"home\",\"Channel\":6,\"RSSI\":%u,\"Signal\":-%u}}",
      device->step / 60 % 60,
      device->step % 60,
      device->step / 60 % 60,
      device->step % 60,
      device->step,
      26 + willow_fleet_device_random (device, 4),
      60 + willow_fleet_device_random (device, 30),
      50 + willow_fleet_device_random (device, 20));
}

static void
tasmota_sensor (WillowFleetDevice *device, WillowFleetStep *step)
{
  char power[WILLOW_FLEET_NUMBER_SIZE];
  char total[WILLOW_FLEET_NUMBER_SIZE];

  willow_fleet_number (
      power, willow_fleet_device_wander (device, 3.0, 0.0, 2300.0), 0);
  device->total += device->value / 3600000.0;
  willow_fleet_number (total, device->total, 6);
  willow_fleet_step_printf (
      step,
      "{\"Time\":\"2026-03-01T09:%02u:%02u\",\"ENERGY\":{\"Total\":%s,"
      "\"Power\":%s,\"Voltage\":%u,\"Current\":0.18}}",
      device->step / 60 % 60,
      device->step % 60,
      total,
      power,
      228 + willow_fleet_device_random (device, 6));
}

static void
tasmota_step (WillowFleetDevice *device, WillowFleetStep *step)
{
  guint turn = device->step;

  step->wait_ms = 700 + willow_fleet_device_random (device, 200);
  if (turn == 0)
    {
      g_string_printf (step->topic, "tele/%s/LWT", device->id);
      willow_fleet_step_printf (step, "Online");
      step->retain = TRUE;
      step->qos = MQTT_QOS_1;
      step->wait_ms = 50;
    }
  else if (turn % 9 == 5)
    {
      g_string_printf (step->topic, "stat/%s/POWER", device->id);
      willow_fleet_step_printf (step, turn % 18 == 5 ? "ON" : "OFF");
    }
  else if (turn % 2 == 1)
    {
      g_string_printf (step->topic, "tele/%s/STATE", device->id);
      tasmota_state (device, step);
    }
  else
    {
      g_string_printf (step->topic, "tele/%s/SENSOR", device->id);
      tasmota_sensor (device, step);
    }
}

const WillowFleetKind willow_fleet_tasmota = { tasmota_init, tasmota_step };

/* Shelly of the first generation: one bare value per topic. */

static void
shelly_init (WillowFleetDevice *device)
{
  device->id = g_strdup_printf ("shelly1pm-%06X", 0xB929C0 + device->serial);
  device->value = 23.0;
}

static void
shelly_step (WillowFleetDevice *device, WillowFleetStep *step)
{
  char number[WILLOW_FLEET_NUMBER_SIZE];

  step->wait_ms = 150;
  g_string_printf (step->topic, "shellies/%s/", device->id);
  if (device->step == 0)
    {
      g_string_append (step->topic, "online");
      willow_fleet_step_printf (step, "true");
      step->retain = TRUE;
      return;
    }
  switch (device->step % 4)
    {
    case 1:
      g_string_append (step->topic, "relay/0");
      willow_fleet_step_printf (step, "on");
      break;
    case 2:
      g_string_append (step->topic, "relay/0/power");
      willow_fleet_number (
          number, willow_fleet_device_wander (device, 1.5, 0.0, 900.0), 2);
      willow_fleet_step_printf (step, "%s", number);
      break;
    case 3:
      g_string_append (step->topic, "relay/0/energy");
      device->total += device->value / 60.0;
      willow_fleet_step_printf (step, "%u", (guint)device->total);
      break;
    default:
      g_string_append (step->topic, "temperature");
      willow_fleet_number (number, 40.0 + device->value / 60.0, 2);
      willow_fleet_step_printf (step, "%s", number);
      step->wait_ms = 1200 + willow_fleet_device_random (device, 400);
      break;
    }
}

const WillowFleetKind willow_fleet_shelly = { shelly_init, shelly_step };

/* Home Assistant: discovery retained at QoS 1, then the state that it names. */

static void
home_assistant_init (WillowFleetDevice *device)
{
  device->id = g_strdup_printf ("esp-weather-%u", device->serial);
  device->value = 8.0;
}

static void
home_assistant_step (WillowFleetDevice *device, WillowFleetStep *step)
{
  static const struct
  {
    const char *name, *unit;
  } parts[] = { { "temperature", "°C" },
                { "humidity", "%" },
                { "wind", "m/s" } };
  char        number[WILLOW_FLEET_NUMBER_SIZE];
  const guint n_parts = G_N_ELEMENTS (parts);

  if (device->step < n_parts)
    {
      const char *part = parts[device->step].name;

      g_string_printf (
          step->topic, "homeassistant/sensor/%s/%s/config", device->id, part);
      willow_fleet_step_printf (
          step,
          "{\"name\":\"%s\",\"unique_id\":\"%s-%s\",\"state_topic\":"
          "\"weather/%s/state\",\"value_template\":\"{{ value_json.%s }}\","
          "\"unit_of_measurement\":\"%s\",\"device\":{\"identifiers\":[\"%s\"],"
          "\"name\":\"Weather %u\",\"manufacturer\":\"Willow demo\"}}",
          part,
          device->id,
          part,
          device->id,
          part,
          parts[device->step].unit,
          device->id,
          device->serial);
      step->retain = TRUE;
      step->qos = MQTT_QOS_1;
      step->wait_ms = 30;
      return;
    }
  g_string_printf (step->topic, "weather/%s/state", device->id);
  willow_fleet_number (
      number, willow_fleet_device_wander (device, 0.1, -15.0, 38.0), 1);
  willow_fleet_step_printf (
      step,
      "{\"temperature\": %s, \"humidity\": %u, \"wind\": %u}",
      number,
      55 + willow_fleet_device_random (device, 20),
      willow_fleet_device_random (device, 12));
  step->qos = MQTT_QOS_1;
  step->wait_ms = 1500 + willow_fleet_device_random (device, 500);
}

const WillowFleetKind willow_fleet_home_assistant = { home_assistant_init,
                                                      home_assistant_step };
