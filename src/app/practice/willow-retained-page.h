/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/practice/willow-practice-broker.h"

G_BEGIN_DECLS

/* The retained messages of the practice broker: found by a Topic Filter, read,
 * cleared, and published by the broker itself. */
#define WILLOW_TYPE_RETAINED_PAGE (willow_retained_page_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowRetainedPage, willow_retained_page, WILLOW, RETAINED_PAGE, AdwBin)

/* Once */
void willow_retained_page_set_broker (WillowRetainedPage   *self,
                                      WillowPracticeBroker *broker);

G_END_DECLS
