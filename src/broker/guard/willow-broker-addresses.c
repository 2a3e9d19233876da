/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/guard/willow-broker-addresses.h"

#include <string.h>

#define MAX_ENTRIES 16384u

/* After this time without any, failures are forgotten. */
#define FORGET_US (60 * G_USEC_PER_SEC)
#define LONGEST_WAIT_US (8 * G_USEC_PER_SEC)

/* Answers of one address that wait. One in a second is all that guessing gets
 * there; who else comes from it is not slowed down. */
#define MAX_WAITING 16u

/* Up to a second's worth may come at once. */
typedef struct
{
  double tokens;
  gint64 at_us;
} Bucket;

typedef struct
{
  Bucket connects;
  guint  n_failures;
  guint  n_waiting;
  gint64 failed_at_us;
} Entry;

struct _WillowBrokerAddresses
{
  const WillowBrokerConfig *config;
  GHashTable               *entries; /* WillowBrokerAddress → Entry */
  Bucket                    connects;
};

WillowBrokerAddress
willow_broker_address_from (GSocketAddress *address)
{
  GInetAddress *inet = NULL;
  const guint8 *bytes;
  guint64       key = 0;
  gsize         n;

  if (address != NULL && G_IS_INET_SOCKET_ADDRESS (address))
    inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  if (inet == NULL)
    return WILLOW_BROKER_NO_ADDRESS;
  bytes = g_inet_address_to_bytes (inet);
  n = MIN (g_inet_address_get_native_size (inet), sizeof key);
  for (gsize i = 0; i < n; i++)
    key = key << 8 | bytes[i];
  return (WillowBrokerAddress)(key & G_MAXINT64);
}

WillowBrokerAddresses *
willow_broker_addresses_new (const WillowBrokerConfig *config)
{
  WillowBrokerAddresses *self = g_new0 (WillowBrokerAddresses, 1);

  self->config = config;
  self->entries =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->connects.tokens = config->max_connect_rate;
  return self;
}

void
willow_broker_addresses_free (WillowBrokerAddresses *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

static gboolean
is_over_cb (gpointer key, gpointer value, gpointer user_data)
{
  const Entry *entry = value;
  gint64       before_us = *(gint64 *)user_data - FORGET_US;

  return entry->n_waiting == 0 && entry->failed_at_us < before_us &&
         entry->connects.at_us < before_us;
}

static gboolean
is_idle_cb (gpointer key, gpointer value, gpointer user_data)
{
  return ((const Entry *)value)->n_waiting == 0;
}

static Entry *
find (WillowBrokerAddresses *self, WillowBrokerAddress address)
{
  return g_hash_table_lookup (self->entries, &address);
}

static Entry *
ensure (WillowBrokerAddresses *self, WillowBrokerAddress address, gint64 now_us)
{
  Entry *entry = find (self, address);

  if (entry != NULL)
    return entry;
  if (g_hash_table_size (self->entries) >= MAX_ENTRIES)
    g_hash_table_foreach_remove (self->entries, is_over_cb, &now_us);
  if (g_hash_table_size (self->entries) >= MAX_ENTRIES)
    g_hash_table_foreach_remove (self->entries, is_idle_cb, NULL);
  entry = g_new0 (Entry, 1);
  entry->connects.tokens = self->config->max_connect_rate_by_address;
  entry->connects.at_us = now_us;
  entry->failed_at_us = now_us;
  g_hash_table_insert (
      self->entries, g_memdup2 (&address, sizeof address), entry);
  return entry;
}

static gboolean
take (Bucket *bucket, guint rate, gint64 now_us)
{
  double more = (double)(now_us - bucket->at_us) * rate / G_USEC_PER_SEC;

  if (rate == 0)
    return TRUE;
  bucket->at_us = now_us;
  bucket->tokens = MIN (bucket->tokens + MAX (more, 0), (double)rate);
  if (bucket->tokens < 1)
    return FALSE;
  bucket->tokens -= 1;
  return TRUE;
}

gboolean
willow_broker_addresses_connect (WillowBrokerAddresses *self,
                                 WillowBrokerAddress    address,
                                 gint64                 now_us)
{
  const WillowBrokerConfig *config = self->config;

  /* One address cannot use up what is there for all. */
  if (config->max_connect_rate_by_address != 0 &&
      address != WILLOW_BROKER_NO_ADDRESS &&
      !take (&ensure (self, address, now_us)->connects,
             config->max_connect_rate_by_address,
             now_us))
    return FALSE;
  return take (&self->connects, config->max_connect_rate, now_us);
}

gint64
willow_broker_addresses_fail (WillowBrokerAddresses *self,
                              WillowBrokerAddress    address,
                              gint64                 now_us)
{
  guint  n_free = self->config->free_login_failures;
  Entry *entry;
  guint  shift;

  if (address == WILLOW_BROKER_NO_ADDRESS || n_free == 0)
    return 0;
  entry = ensure (self, address, now_us);
  if (entry->failed_at_us + FORGET_US < now_us)
    entry->n_failures = 0;
  entry->failed_at_us = now_us;
  entry->n_failures++;
  if (entry->n_failures <= n_free)
    return 0;
  shift = MIN (entry->n_failures - n_free - 1, 8);
  return MIN ((G_USEC_PER_SEC / 4) << shift, LONGEST_WAIT_US);
}

void
willow_broker_addresses_wait (WillowBrokerAddresses *self,
                              WillowBrokerAddress    address,
                              int                    change)
{
  Entry *entry = find (self, address);

  if (entry != NULL)
    entry->n_waiting += (guint)change;
}

gboolean
willow_broker_addresses_is_full (WillowBrokerAddresses *self,
                                 WillowBrokerAddress    address)
{
  Entry *entry = find (self, address);

  return entry != NULL && entry->n_waiting >= MAX_WAITING;
}
