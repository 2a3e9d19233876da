/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fault/willow-fault.h"
#include "net/willow-tls-settings.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The options about faults that broker and proxy share. */
typedef struct
{
  char **texts;
  char **files;
  char  *ca_file;     /* (nullable) */
  char  *ca_key_file; /* (nullable) */
} WillowCliFaults;

/* To the main group; borrows @faults. */
void     willow_cli_faults_add_options (WillowCliFaults *faults,
                                        GOptionContext  *context);
gboolean willow_cli_faults_is_set (const WillowCliFaults *faults);
/* (transfer full) (nullable): %NULL with a sentence in @error */
WillowFaultList *willow_cli_faults_build (const WillowCliFaults *faults,
                                          GError               **error);
/* Who issues faulty certificates, into the settings of a listener. %FALSE with
 * a sentence in @error */
gboolean willow_cli_faults_set_issuer (const WillowCliFaults *faults,
                                       WillowTlsSettings     *tls,
                                       GError               **error);
void     willow_cli_faults_clear (WillowCliFaults *faults);

G_END_DECLS
