/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mqtt/mqtt-types.h"

G_BEGIN_DECLS

/* The versions side by side: 3.1, 3.1.1, 5.0. */
#define WILLOW_N_DIALECTS 3

MqttVersion willow_dialect_get_version (guint dialect);

/* What has become of a field from one version to the next. */
typedef enum
{
  WILLOW_DIALECT_RENAMED = 1 << 0,
  WILLOW_DIALECT_CHANGED = 1 << 1, /* it means, or allows, something else */
  WILLOW_DIALECT_MOVED = 1 << 2,   /* a part of it is somewhere else now */
  WILLOW_DIALECT_APPEARED = 1 << 3,
  WILLOW_DIALECT_VANISHED = 1 << 4,
} WillowDialectMarks;

/**
 * WillowDialectCell:
 * @name: (nullable): translated; %NULL where the version has no such field
 * @is_there: whether this packet has it; what follows is about that only
 * @value: translated; secrets are masked
 * @bytes: hexadecimal, or the bits of @bit_mask; "**" for secrets
 * @section: (nullable): of the version's specification
 * @violation: (nullable): translated: the rule that it breaks
 */
typedef struct
{
  const char *name;
  gboolean    is_there;
  char       *value;
  char       *bytes;
  gsize       offset;
  gsize       len;
  guint8      bit_mask;
  const char *section;
  const char *violation;
} WillowDialectCell;

/**
 * WillowDialectRow:
 * @key: stable name, such as "connect/clean"
 * @depth: 0 for the parts of the packet
 * @is_group: it has no bytes of its own, only those of the rows below
 * @marks: WillowDialectMarks
 * @remark: translated, or "": what is different, in one or two sentences
 */
typedef struct
{
  const char       *key;
  MqttPacketType    packet;
  guint             depth;
  gboolean          is_group;
  guint             marks;
  const char       *remark;
  WillowDialectCell cells[WILLOW_N_DIALECTS];
} WillowDialectRow;

/**
 * WillowDialects:
 *
 * The same CONNECT in three versions, and what was answered, field beside
 * field. Immutable. In each packet every byte belongs to exactly one row that
 * is no group and has no bit mask.
 */
typedef struct _WillowDialects WillowDialects;

/**
 * willow_dialects_new:
 * @connects: (array fixed-size=3): each nullable
 * @connacks: (array fixed-size=3): each nullable: not asked yet, or no answer
 *
 * Returns: (transfer full):
 */
WillowDialects *willow_dialects_new (GBytes *const *connects,
                                     GBytes *const *connacks);
void            willow_dialects_free (WillowDialects *dialects);

/* CONNECT, then CONNACK, in the order of the newest version; also rows of
 * fields that none of the packets has. */
guint willow_dialects_get_n_rows (const WillowDialects *dialects);
const WillowDialectRow *willow_dialects_get_row (const WillowDialects *dialects,
                                                 guint                 index);
/* Whether one of the packets has it. */
gboolean willow_dialect_row_is_there (const WillowDialectRow *row);

/* Whether the versions differ in it, in what the specifications say or in these
 * packets. */
gboolean willow_dialect_row_differs (const WillowDialectRow *row);

/* (transfer full): translated: "renamed, changed"; "" for none */
char *willow_dialect_row_dup_marks (const WillowDialectRow *row);

/* (transfer full): the rows that are there, as a table of text */
char *willow_dialects_to_text (const WillowDialects *dialects);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowDialects, willow_dialects_free)

G_END_DECLS
