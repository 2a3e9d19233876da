/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mqtt/mqtt-packet-id-set.h"

/* 64 pages of 1,024 bits. */
#define N_PAGES 64u
#define PAGE_WORDS 16u
#define PAGE_BITS (PAGE_WORDS * 64u)

static guint64 *
find_word (const MqttPacketIdSet *set, guint id)
{
  guint64 *page = set->pages != NULL ? set->pages[id / PAGE_BITS] : NULL;

  return page != NULL ? &page[(id % PAGE_BITS) / 64] : NULL;
}

static guint64
bit_of (guint id)
{
  return G_GUINT64_CONSTANT (1) << (id % 64);
}

void
mqtt_packet_id_set_clear (MqttPacketIdSet *set)
{
  for (guint i = 0; set->pages != NULL && i < N_PAGES; i++)
    g_free (set->pages[i]);
  g_clear_pointer (&set->pages, g_free);
  set->count = 0;
}

gboolean
mqtt_packet_id_set_add (MqttPacketIdSet *set, guint16 id)
{
  guint64 *word;

  if (set->pages == NULL)
    set->pages = g_new0 (guint64 *, N_PAGES);
  if (set->pages[id / PAGE_BITS] == NULL)
    set->pages[id / PAGE_BITS] = g_new0 (guint64, PAGE_WORDS);
  word = find_word (set, id);
  if ((*word & bit_of (id)) != 0)
    return FALSE;
  *word |= bit_of (id);
  set->count++;
  return TRUE;
}

static void
free_page_if_empty (MqttPacketIdSet *set, guint page)
{
  for (guint i = 0; i < PAGE_WORDS; i++)
    if (set->pages[page][i] != 0)
      return;
  g_clear_pointer (&set->pages[page], g_free);
}

gboolean
mqtt_packet_id_set_remove (MqttPacketIdSet *set, guint16 id)
{
  guint64 *word = find_word (set, id);

  if (word == NULL || (*word & bit_of (id)) == 0)
    return FALSE;
  *word &= ~bit_of (id);
  set->count--;
  if (*word == 0)
    free_page_if_empty (set, id / PAGE_BITS);
  return TRUE;
}

gboolean
mqtt_packet_id_set_contains (const MqttPacketIdSet *set, guint16 id)
{
  const guint64 *word = find_word (set, id);

  return word != NULL && (*word & bit_of (id)) != 0;
}

guint
mqtt_packet_id_set_get_count (const MqttPacketIdSet *set)
{
  return set->count;
}

guint16
mqtt_packet_id_set_find_free (const MqttPacketIdSet *set, guint16 after)
{
  guint id = after;

  if (set->count >= G_MAXUINT16)
    return 0;
  for (;;)
    {
      const guint64 *word;

      id = id >= G_MAXUINT16 ? 1 : id + 1;
      word = find_word (set, id);
      if (word == NULL || (*word & bit_of (id)) == 0)
        return (guint16)id;
      if (id % 64 == 0 && *word == G_MAXUINT64)
        id += 63;
    }
}

guint16
mqtt_packet_id_set_next (const MqttPacketIdSet *set, guint16 after)
{
  guint id = after + 1u;

  if (set->count == 0)
    return 0;
  while (id <= G_MAXUINT16)
    {
      const guint64 *word = find_word (set, id);

      if (word == NULL)
        id = (id / PAGE_BITS + 1) * PAGE_BITS;
      else if (*word >> (id % 64) == 0)
        id = (id / 64 + 1) * 64;
      else if ((*word & bit_of (id)) != 0)
        return (guint16)id;
      else
        id++;
    }
  return 0;
}
