/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the practice broker keeps on the disk, if it is to. */
#include "model/practice/willow-practice-broker-private.h"

void
willow_practice_broker_init_store (WillowPracticeBroker *self)
{
  self->store_path = g_build_filename (
      g_get_user_data_dir (), "willow", "practice-broker.db", NULL);
}

gboolean
willow_practice_broker_get_durable (WillowPracticeBroker *self)
{
  return self->durable;
}

void
willow_practice_broker_set_durable (WillowPracticeBroker *self,
                                    gboolean              durable)
{
  if (self->durable == (durable != FALSE))
    return;
  self->durable = durable != FALSE;
  g_object_notify (G_OBJECT (self), "durable");
}

const char *
willow_practice_broker_get_store_path (WillowPracticeBroker *self)
{
  return self->store_path;
}

/* The folder is ours, and private. What goes wrong shows when the broker
 * starts. */
void
willow_practice_broker_fill_store (WillowPracticeBroker *self,
                                   WillowBrokerConfig   *config)
{
  g_autofree char *folder = g_path_get_dirname (self->store_path);

  if (!self->durable)
    return;
  g_mkdir_with_parents (folder, 0700);
  config->store_path = g_strdup (self->store_path);
}

gboolean
willow_practice_broker_count_stored (WillowPracticeBroker    *self,
                                     WillowBrokerStoreCounts *counts,
                                     GError                 **error)
{
  return willow_broker_store_count (self->store_path, counts, error);
}

gboolean
willow_practice_broker_delete_stored (WillowPracticeBroker *self,
                                      GError              **error)
{
  return willow_broker_store_delete (self->store_path, error);
}
