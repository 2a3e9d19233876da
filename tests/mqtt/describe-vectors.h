/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-describe.h"

G_BEGIN_DECLS

/**
 * DescribeVector:
 * @packet: literal bytes
 * @expected: (nullable): the dump of its description
 *
 * One entry of describe-vectors.txt: a packet and the field tree it must give.
 */
typedef struct
{
  char       *name;
  MqttVersion version;
  MqttRole    sender;
  GByteArray *packet;
  GString    *expected;
} DescribeVector;

/* (transfer full) (element-type DescribeVector): all of them; a wrong file
 * aborts the test */
GPtrArray *describe_vectors_load (void);

/**
 * describe_dump:
 *
 * One line per field: indentation by depth, name, "@offset+len", "/mask" for
 * bit fields, section, "secret", violation id in brackets, value.
 */
char *describe_dump (const MqttDescription *description);

/* Asserts that the leaves without bit mask cover [0, len) once and in order,
 * that bit fields cover the byte of their leaf once, and that parents, depths
 * and extents fit. */
void describe_check_partition (const MqttDescription *description, gsize len);

G_END_DECLS
