/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "fault/willow-fault.h"

G_BEGIN_DECLS

/**
 * WillowFaultBoard:
 *
 * The faults of the practice broker as a board of switches: one of each kind,
 * with its parameters, trigger and scope; off at first.
 *
 * Properties (notify): "n-armed" (uint): how many are on and may still fire.
 * Signals: "changed": the list of those that are on is another one; "counted":
 * twice a second while one is on: counters may have moved.
 */
#define WILLOW_TYPE_FAULT_BOARD (willow_fault_board_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowFaultBoard, willow_fault_board, WILLOW, FAULT_BOARD, GObject)

WillowFaultBoard *willow_fault_board_new (void);

/* (transfer none): valid until it is set or switched */
const WillowFault *willow_fault_board_get_fault (WillowFaultBoard *self,
                                                 WillowFaultKind   kind);
/* @fault: (transfer full): in the place of the one of its kind; counts from 0
 */
void willow_fault_board_take_fault (WillowFaultBoard *self, WillowFault *fault);

gboolean willow_fault_board_get_on (WillowFaultBoard *self,
                                    WillowFaultKind   kind);
/* Switching on counts from 0. */
void willow_fault_board_set_on (WillowFaultBoard *self,
                                WillowFaultKind   kind,
                                gboolean          on);
void willow_fault_board_all_off (WillowFaultBoard *self);

guint willow_fault_board_get_n_armed (WillowFaultBoard *self);
/* Those that are on. (transfer full) (nullable): %NULL: none */
WillowFaultList *willow_fault_board_dup_list (WillowFaultBoard *self);

G_END_DECLS
