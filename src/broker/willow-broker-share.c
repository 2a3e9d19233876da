/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/willow-broker-share.h"

/**
 * willow_broker_share_new:
 *
 * Returns: (transfer full): without members
 */
WillowBrokerShare *
willow_broker_share_new (const char *filter)
{
  WillowBrokerShare *share = g_new0 (WillowBrokerShare, 1);

  share->filter = g_strdup (filter);
  share->members = g_ptr_array_new ();
  return share;
}

void
willow_broker_share_free (WillowBrokerShare *share)
{
  g_ptr_array_unref (share->members);
  g_free (share->filter);
  g_free (share);
}

void
willow_broker_share_add (WillowBrokerShare        *share,
                         WillowBrokerSubscription *subscription)
{
  g_ptr_array_add (share->members, subscription);
}

gboolean
willow_broker_share_remove (WillowBrokerShare        *share,
                            WillowBrokerSubscription *subscription)
{
  guint index;

  if (g_ptr_array_find (share->members, subscription, &index))
    {
      g_ptr_array_remove_index (share->members, index);
      if (share->next > index)
        share->next--;
    }
  return share->members->len == 0;
}

WillowBrokerSubscription *
willow_broker_share_choose (WillowBrokerShare *share)
{
  WillowBrokerSubscription *chosen = NULL;
  guint                     n = share->members->len;
  guint                     index = 0;

  for (guint i = 0; i < n; i++)
    {
      index = (share->next + i) % n;
      chosen = g_ptr_array_index (share->members, index);
      if (chosen->session->connection != NULL)
        break;
      chosen = NULL;
    }
  if (chosen == NULL)
    {
      index = share->next % n;
      chosen = g_ptr_array_index (share->members, index);
    }
  share->next = (index + 1) % n;
  return chosen;
}
