/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "broker/route/willow-broker-share.h"

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
willow_broker_share_choose (WillowBrokerShare *share, MqttSlice topic)
{
  WillowBrokerSubscription *chosen = NULL;
  guint                     n = share->members->len;
  guint                     chosen_index = 0;

  for (guint i = 0; i < n; i++)
    {
      guint                     index = (share->next + i) % n;
      WillowBrokerSubscription *member =
          g_ptr_array_index (share->members, index);
      gboolean is_here = member->session->connection != NULL;

      if ((chosen != NULL && !is_here) ||
          !willow_broker_grant_allows (
              member->session->grant, topic, WILLOW_ACCESS_READ))
        continue;
      chosen = member;
      chosen_index = index;
      if (is_here)
        break;
    }
  if (chosen != NULL)
    share->next = (chosen_index + 1) % n;
  return chosen;
}
