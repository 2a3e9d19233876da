/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may come in, from the start on and while it runs. */
#include "model/practice/willow-practice-broker-private.h"

void
willow_practice_broker_fill_access (WillowPracticeBroker *self,
                                    WillowBrokerConfig   *config)
{
  config->access = willow_practice_access_dup (self->access);
  self->access_is_newer = FALSE;
}

/* While it starts this waits: what it starts with is older then. */
void
willow_practice_broker_renew_access (WillowPracticeBroker *self)
{
  g_autoptr (WillowBrokerAccess) access = NULL;

  if (!self->running || !self->access_is_newer)
    return;
  access = willow_practice_access_dup (self->access);
  willow_broker_set_access (self->broker, access);
  self->access_is_newer = FALSE;
}

static void
changed_cb (WillowPracticeBroker *self)
{
  self->access_is_newer = TRUE;
  willow_practice_broker_renew_access (self);
}

void
willow_practice_broker_init_access (WillowPracticeBroker *self)
{
  self->access = willow_practice_access_new ();
  g_signal_connect_object (self->access,
                           "changed",
                           G_CALLBACK (changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

WillowPracticeAccess *
willow_practice_broker_get_access (WillowPracticeBroker *self)
{
  return self->access;
}
