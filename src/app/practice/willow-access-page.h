/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/practice/willow-practice-broker.h"

G_BEGIN_DECLS

/* Who may come into the practice broker, and what they may do there. */
#define WILLOW_TYPE_ACCESS_PAGE (willow_access_page_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowAccessPage, willow_access_page, WILLOW, ACCESS_PAGE, AdwBin)

void willow_access_page_set_broker (WillowAccessPage     *self,
                                    WillowPracticeBroker *broker);

G_END_DECLS
