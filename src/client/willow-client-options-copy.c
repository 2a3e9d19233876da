/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/willow-client-options-private.h"

static GBytes *
ref_bytes (GBytes *bytes)
{
  return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

static void
copy_will (WillowClientOptions *copy, const WillowClientOptions *options)
{
  copy->will_topic = ref_bytes (options->will_topic);
  copy->will_payload = ref_bytes (options->will_payload);
  copy->will_properties = ref_bytes (options->will_properties);
}

/* The nonce is for one exchange, and stays with the one who asked for it. */
WillowClientOptions *
willow_client_options_copy (const WillowClientOptions *options)
{
  WillowClientOptions *copy = g_new0 (WillowClientOptions, 1);

  *copy = *options;
  g_atomic_ref_count_init (&copy->ref_count);
  copy->endpoint = willow_endpoint_copy (options->endpoint);
  if (options->connector != NULL)
    copy->connector = willow_connector_settings_ref (options->connector);
  copy->client_id = ref_bytes (options->client_id);
  copy->user_name = g_strdup (options->user_name);
  copy->user_bytes = ref_bytes (options->user_bytes);
  copy->password = ref_bytes (options->password);
  copy->properties = ref_bytes (options->properties);
  copy->method = g_strdup (options->method);
  copy->with_method = ref_bytes (options->with_method);
  copy->nonce = NULL;
  copy->nonce_taken = 0;
  copy->protocol_name = ref_bytes (options->protocol_name);
  copy->refusal = g_strdup (options->refusal);
  copy_will (copy, options);
  return copy;
}
