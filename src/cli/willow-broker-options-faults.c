/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is made to go wrong on purpose: docs/faults.md. */
#include "config.h"

#include "cli/willow-broker-options.h"
#include "cli/willow-cli-faults.h"

#include <glib/gi18n.h>

typedef struct
{
  WillowCliFaults  faults;
  WillowFaultList *list; /* (nullable) */
} Faults;

static void
add_options (gpointer options, GOptionContext *context)
{
  Faults *self = options;

  willow_cli_faults_add_options (&self->faults, context);
}

static gboolean
set_issuer (const Faults *self, WillowBrokerConfig *config, GError **error)
{
  for (guint i = 0; i < config->listeners->len; i++)
    {
      WillowTlsSettings *tls =
          willow_broker_config_get_listener (config, i)->tls;

      if (tls != NULL &&
          !willow_cli_faults_set_issuer (&self->faults, tls, error))
        return FALSE;
    }
  return TRUE;
}

/* A reload keeps what was armed, with its counters. */
static gboolean
configure (gpointer                options,
           const WillowBrokerFile *file,
           WillowBrokerConfig     *config,
           GError                **error)
{
  Faults *self = options;

  if (self->list == NULL && willow_cli_faults_is_set (&self->faults))
    self->list = willow_cli_faults_build (&self->faults, error);
  if (!set_issuer (self, config, error))
    return FALSE;
  if (self->list == NULL)
    return !willow_cli_faults_is_set (&self->faults);
  config->faults = willow_fault_list_ref (self->list);
  return TRUE;
}

static void
clear (gpointer options)
{
  Faults *self = options;

  willow_cli_faults_clear (&self->faults);
  g_clear_pointer (&self->list, willow_fault_list_unref);
}

const WillowBrokerSubject willow_broker_subject_faults = {
  .size = sizeof (Faults),
  .add_options = add_options,
  .configure = configure,
  .clear = clear,
};
