/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/practice/willow-practice-broker.h"

G_BEGIN_DECLS

/* The fault board of the practice broker: groups of WillowFaultRow. */
#define WILLOW_TYPE_FAULTS_VIEW (willow_faults_view_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowFaultsView, willow_faults_view, WILLOW, FAULTS_VIEW, AdwBin)

void willow_faults_view_set_broker (WillowFaultsView     *self,
                                    WillowPracticeBroker *broker);

G_END_DECLS
