/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-packet.h"

G_BEGIN_DECLS

/* One line with every field of a decoded packet, as the vectors write it:
 * 'PUBLISH q=1 id=7 topic=a/b payload=hi'. */
char *packet_dump (const MqttPacket *packet);

G_END_DECLS
