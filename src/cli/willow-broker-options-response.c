/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-broker-options.h"
#include "mqtt/mqtt-topic.h"

#include <glib/gi18n.h>

/* What the broker tells of itself where it is asked to (5.0). */

typedef struct
{
  char *prefix;
} Response;

static void
add_options (gpointer options, GOptionContext *context)
{
  Response *response = options;
  /* clang-format off */
  const GOptionEntry entries[] = {
    { "response-prefix", 0, 0, G_OPTION_ARG_STRING, &response->prefix,
      N_ ("Response Information (5.0) is TOPIC and the Client Identifier (default: there is none)"), N_ ("TOPIC") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  willow_broker_options_add (context, entries);
}

static gboolean
configure (gpointer                options,
           const WillowBrokerFile *file,
           WillowBrokerConfig     *config,
           GError                **error)
{
  const Response *response = options;

  if (response->prefix == NULL)
    return TRUE;
  if (!mqtt_topic_name_is_valid (mqtt_slice_from_string (response->prefix),
                                 NULL))
    return willow_broker_options_fail (
        error,
        _ ("--response-prefix is the beginning of a Topic Name: not empty, and "
           "without wildcard characters."));
  config->response_prefix = g_strdup (response->prefix);
  return TRUE;
}

static void
clear (gpointer options)
{
  g_free (((Response *)options)->prefix);
}

const WillowBrokerSubject willow_broker_subject_response = {
  .size = sizeof (Response),
  .add_options = add_options,
  .configure = configure,
  .clear = clear,
};
