/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fault/willow-fault-kind.h"

G_BEGIN_DECLS

/**
 * WillowFault:
 *
 * Something that is made to go wrong on purpose, as data: what (kind and
 * parameters, each used where the kind has it), when (trigger), with whom
 * (scope). Immutable but for its counters, which any thread may read;
 * atomically reference counted. A fault that is in one list and in the next
 * keeps its counters.
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount ref_count;
  guint           n_seen;
  guint           n_fired;
  /*< public >*/
  WillowFaultKind      kind;
  guint8               code;
  guint                time_ms;
  guint32              number;
  char                *text; /* (nullable) */
  MqttPacketType       packet;
  WillowFaultDirection direction;

  guint  times; /* fires so often; 0: always */
  guint  skip;  /* the first ones that it lets pass */
  double probability;

  char *client_id; /* (nullable): any */
  char *user_name; /* (nullable): any */
  char *topic;     /* (nullable): any packet; else a Topic Filter that the
                      packet's Topic Name matches, or what it acknowledges */
} WillowFault;

/* With the defaults of the kind, always, for all. To be filled in before it is
 * shared. (transfer full) */
WillowFault *willow_fault_new (WillowFaultKind kind);
/* With counters at 0. (transfer full) */
WillowFault *willow_fault_copy (const WillowFault *fault);
WillowFault *willow_fault_ref (WillowFault *fault);
void         willow_fault_unref (WillowFault *fault);
/* Counters apart. */
gboolean willow_fault_equal (const WillowFault *a, const WillowFault *b);

/* How often it has fired; any thread. */
guint willow_fault_get_n_fired (const WillowFault *fault);
/* Whether it has fired as often as it was to. */
gboolean willow_fault_is_spent (const WillowFault *fault);
/* An occasion: whether it fires now. Counts. */
gboolean willow_fault_try_fire (WillowFault *fault);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowFault, willow_fault_unref)

/**
 * WillowFaultList:
 *
 * Faults, in the order in which they are applied. Immutable, atomically
 * reference counted.
 */
typedef struct
{
  /*< private >*/
  gatomicrefcount ref_count;
  /*< public >*/
  GPtrArray *faults; /* (element-type WillowFault) */
} WillowFaultList;

/* @faults: (nullable) (element-type WillowFault): references are taken */
WillowFaultList *willow_fault_list_new (GPtrArray *faults);
WillowFaultList *willow_fault_list_ref (WillowFaultList *list);
void             willow_fault_list_unref (WillowFaultList *list);
gboolean         willow_fault_list_contains (const WillowFaultList *list,
                                             const WillowFault     *fault);
/* Whether any of them may still fire. @list: (nullable) */
gboolean willow_fault_list_is_armed (const WillowFaultList *list);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowFaultList, willow_fault_list_unref)

G_END_DECLS
