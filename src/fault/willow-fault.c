/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault/willow-fault.h"

WillowFault *
willow_fault_new (WillowFaultKind kind)
{
  const WillowFaultKindInfo *info = willow_fault_kind_get_info (kind);
  WillowFault               *fault = g_new0 (WillowFault, 1);

  g_atomic_ref_count_init (&fault->ref_count);
  fault->kind = kind;
  fault->code = info->code;
  fault->time_ms = info->time_ms;
  fault->number = info->number;
  fault->text = g_strdup (info->text);
  fault->packet = info->packet;
  fault->direction = info->direction;
  fault->probability = 1;
  return fault;
}

WillowFault *
willow_fault_copy (const WillowFault *fault)
{
  WillowFault *copy = g_new (WillowFault, 1);

  *copy = *fault;
  g_atomic_ref_count_init (&copy->ref_count);
  copy->n_seen = 0;
  copy->n_fired = 0;
  copy->text = g_strdup (fault->text);
  copy->client_id = g_strdup (fault->client_id);
  copy->user_name = g_strdup (fault->user_name);
  copy->topic = g_strdup (fault->topic);
  return copy;
}

WillowFault *
willow_fault_ref (WillowFault *fault)
{
  g_atomic_ref_count_inc (&fault->ref_count);
  return fault;
}

void
willow_fault_unref (WillowFault *fault)
{
  if (!g_atomic_ref_count_dec (&fault->ref_count))
    return;
  g_free (fault->text);
  g_free (fault->client_id);
  g_free (fault->user_name);
  g_free (fault->topic);
  g_free (fault);
}

gboolean
willow_fault_equal (const WillowFault *a, const WillowFault *b)
{
  return a->kind == b->kind && a->code == b->code && a->time_ms == b->time_ms &&
         a->number == b->number && g_strcmp0 (a->text, b->text) == 0 &&
         a->packet == b->packet && a->direction == b->direction &&
         a->times == b->times && a->skip == b->skip &&
         a->probability - b->probability < 1e-9 &&
         b->probability - a->probability < 1e-9 &&
         g_strcmp0 (a->client_id, b->client_id) == 0 &&
         g_strcmp0 (a->user_name, b->user_name) == 0 &&
         g_strcmp0 (a->topic, b->topic) == 0;
}

guint
willow_fault_get_n_fired (const WillowFault *fault)
{
  return (guint)g_atomic_int_get (&fault->n_fired);
}

gboolean
willow_fault_is_spent (const WillowFault *fault)
{
  return fault->times > 0 && willow_fault_get_n_fired (fault) >= fault->times;
}

gboolean
willow_fault_try_fire (WillowFault *fault)
{
  if (willow_fault_is_spent (fault))
    return FALSE;
  if ((guint)g_atomic_int_add (&fault->n_seen, 1) < fault->skip)
    return FALSE;
  if (fault->probability < 1 && g_random_double () >= fault->probability)
    return FALSE;
  g_atomic_int_inc (&fault->n_fired);
  return TRUE;
}

WillowFaultList *
willow_fault_list_new (GPtrArray *faults)
{
  WillowFaultList *list = g_new0 (WillowFaultList, 1);

  g_atomic_ref_count_init (&list->ref_count);
  list->faults =
      g_ptr_array_new_with_free_func ((GDestroyNotify)willow_fault_unref);
  for (guint i = 0; faults != NULL && i < faults->len; i++)
    g_ptr_array_add (list->faults, willow_fault_ref (faults->pdata[i]));
  return list;
}

WillowFaultList *
willow_fault_list_ref (WillowFaultList *list)
{
  g_atomic_ref_count_inc (&list->ref_count);
  return list;
}

void
willow_fault_list_unref (WillowFaultList *list)
{
  if (!g_atomic_ref_count_dec (&list->ref_count))
    return;
  g_ptr_array_unref (list->faults);
  g_free (list);
}

gboolean
willow_fault_list_contains (const WillowFaultList *list,
                            const WillowFault     *fault)
{
  return g_ptr_array_find (list->faults, fault, NULL);
}

gboolean
willow_fault_list_is_armed (const WillowFaultList *list)
{
  for (guint i = 0; list != NULL && i < list->faults->len; i++)
    if (!willow_fault_is_spent (list->faults->pdata[i]))
      return TRUE;
  return FALSE;
}
