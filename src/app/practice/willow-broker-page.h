/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/window/willow-workspace.h"

G_BEGIN_DECLS

/* The practice broker: on or off, where, and what goes on in it. */
#define WILLOW_TYPE_BROKER_PAGE (willow_broker_page_get_type ())
G_DECLARE_FINAL_TYPE (
    WillowBrokerPage, willow_broker_page, WILLOW, BROKER_PAGE, AdwBin)

void willow_broker_page_set_workspace (WillowBrokerPage *self,
                                       WillowWorkspace  *workspace);
/* "listeners", "clients", "sessions" … */
gboolean willow_broker_page_has (const char *page);
void     willow_broker_page_show (WillowBrokerPage *self, const char *page);

G_END_DECLS
