/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fault/willow-fault.h"

G_BEGIN_DECLS

/* The text form of a fault, for command lines and files:
 *
 *     refuse code=5 client=dev-1 times=3
 *
 * docs/faults.md describes it. */

#define WILLOW_FAULT_ERROR (willow_fault_error_quark ())
GQuark willow_fault_error_quark (void);
typedef enum
{
  WILLOW_FAULT_ERROR_SYNTAX,  /* no KEY=VALUE, an open quote, no UTF-8 */
  WILLOW_FAULT_ERROR_KIND,    /* no such fault */
  WILLOW_FAULT_ERROR_UNKNOWN, /* the kind has no such parameter */
  WILLOW_FAULT_ERROR_VALUE,   /* not one that the parameter can have */
} WillowFaultError;

/**
 * willow_fault_parse:
 * @column: (out) (optional): where @error is, in characters from 1
 *
 * Returns: (transfer full) (nullable): %NULL with a translated sentence that
 *   names the column
 */
WillowFault *
willow_fault_parse (const char *text, guint *column, GError **error);

/* That willow_fault_parse() makes the same of. (transfer full) */
char *willow_fault_to_string (const WillowFault *fault);

/**
 * willow_fault_list_parse:
 * @content: one fault per line; empty lines and those that begin with # say
 * nothing
 *
 * Returns: (transfer full) (nullable): errors name the line, too
 */
WillowFaultList *willow_fault_list_parse (const char *content, GError **error);

/* "Fault: dropped PUBACK 7 (2 of 3)": for the records. @deed: translated.
 * (transfer full) */
char *willow_fault_dup_note (const WillowFault *fault, const char *deed);

/* "PUBACK", "any"; untranslated */
const char *willow_fault_packet_get_name (MqttPacketType packet);
/* "to-client", "to-server", "both"; untranslated */
const char *willow_fault_direction_get_name (WillowFaultDirection direction);

G_END_DECLS
