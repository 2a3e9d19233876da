/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/conversation/willow-ending-item.h"

struct _WillowEndingItem
{
  GObject parent_instance;

  WillowEndingRecord *record;
  char               *sentence;
  char               *takeover; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (WillowEndingItem, willow_ending_item, G_TYPE_OBJECT)

static void
willow_ending_item_finalize (GObject *object)
{
  WillowEndingItem *self = WILLOW_ENDING_ITEM (object);

  willow_ending_record_unref (self->record);
  g_free (self->sentence);
  g_free (self->takeover);
  G_OBJECT_CLASS (willow_ending_item_parent_class)->finalize (object);
}

static void
willow_ending_item_class_init (WillowEndingItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = willow_ending_item_finalize;
}

static void
willow_ending_item_init (WillowEndingItem *self)
{
}

WillowEndingItem *
willow_ending_item_new (WillowEndingRecord *record,
                        char               *sentence,
                        char               *takeover)
{
  WillowEndingItem *self = g_object_new (WILLOW_TYPE_ENDING_ITEM, NULL);

  self->record = willow_ending_record_ref (record);
  self->sentence = sentence;
  self->takeover = takeover;
  return self;
}

WillowEndingRecord *
willow_ending_item_get_record (WillowEndingItem *self)
{
  return self->record;
}

const char *
willow_ending_item_get_sentence (WillowEndingItem *self)
{
  return self->sentence;
}

const char *
willow_ending_item_get_takeover (WillowEndingItem *self)
{
  return self->takeover;
}

char *
willow_ending_item_dup_when (WillowEndingItem *self)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (
      self->record->ended_wall_us / G_USEC_PER_SEC);
  g_autofree char *ended = g_date_time_format (time, "%H:%M:%S");
  g_autofree char *lasted =
      willow_ending_text_dup_duration (self->record->lasted_us);

  return g_strdup_printf ("%s · %s", ended, lasted);
}

char *
willow_ending_item_dup_text (WillowEndingItem *self)
{
  g_autoptr (GPtrArray) facts = willow_ending_text_dup_facts (self->record);
  GString *text = g_string_new (self->sentence);

  if (self->takeover != NULL)
    g_string_append_printf (text, "\n%s", self->takeover);
  for (guint i = 0; i < facts->len; i++)
    {
      const WillowEndingFact *fact = g_ptr_array_index (facts, i);

      g_string_append_printf (text, "\n%s: %s", fact->title, fact->text);
    }
  g_string_append_c (text, '\n');
  return g_string_free (text, FALSE);
}
