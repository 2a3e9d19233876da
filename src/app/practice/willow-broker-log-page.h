/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/practice/willow-practice-broker.h"

G_BEGIN_DECLS

/* Who came, went and was refused at the practice broker, newest at the end. */
#define WILLOW_TYPE_BROKER_LOG_PAGE (willow_broker_log_page_get_type ())
G_DECLARE_FINAL_TYPE (WillowBrokerLogPage,
                      willow_broker_log_page,
                      WILLOW,
                      BROKER_LOG_PAGE,
                      AdwBin)

/* Once */
void willow_broker_log_page_set_broker (WillowBrokerLogPage  *self,
                                        WillowPracticeBroker *broker);

G_END_DECLS
