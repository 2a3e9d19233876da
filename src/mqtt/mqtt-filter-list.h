/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Bits of the Subscription Options (5.0 section 3.8.3.1). */
#define MQTT_OPTION_QOS_MASK 0x03u
#define MQTT_OPTION_NO_LOCAL 0x04u
#define MQTT_OPTION_RETAIN_AS_PUBLISHED 0x08u
#define MQTT_OPTION_RETAIN_HANDLING_SHIFT 4u
