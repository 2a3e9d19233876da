/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "broker/willow-broker-config.h"
#include "broker/directives/willow-broker-file.h"
#include "cli/willow-cli-tls.h"

G_BEGIN_DECLS

/* Adds the listeners of @file to @config and reads the certificates that they
 * name. FALSE with all that is wrong in @error, G_IO_ERROR_INVALID_DATA. */
gboolean willow_broker_listener_add_files (const WillowBrokerFile *file,
                                           WillowBrokerConfig     *config,
                                           GError                **error);

G_END_DECLS
