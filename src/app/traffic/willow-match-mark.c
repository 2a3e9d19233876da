/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/traffic/willow-match-mark.h"

#include "app/widget/willow-colour-mark.h"
#include "model/conversation/willow-subscription-match.h"

struct _WillowMatchMark
{
  GtkWidget parent_instance;

  WillowConversation *conversation; /* (nullable) */
  WillowTraceItem    *item;         /* (nullable) */
  char               *topic;        /* (nullable): where there is no item */
  GSignalGroup       *signals;      /* of the profile */
};

G_DEFINE_FINAL_TYPE (WillowMatchMark, willow_match_mark, GTK_TYPE_WIDGET)

/* (transfer full) (nullable) */
static GPtrArray *
find (WillowMatchMark *self)
{
  if (self->conversation == NULL)
    return NULL;
  if (self->item != NULL)
    return willow_conversation_find_subscriptions (self->conversation,
                                                   self->item);
  if (self->topic == NULL)
    return NULL;
  return willow_profile_find_subscriptions (
      willow_conversation_get_profile (self->conversation),
      mqtt_slice_from_string (self->topic),
      MQTT_SLICE_NONE);
}

/* The first that has one: the others are told in the tooltip. */
static WillowColour
choose_colour (GPtrArray *found)
{
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      guint colour;

      g_object_get (found->pdata[i], "colour", &colour, NULL);
      if (colour != WILLOW_COLOUR_NONE)
        return (WillowColour)colour;
    }
  return WILLOW_COLOUR_NONE;
}

static void
update (WillowMatchMark *self)
{
  g_autoptr (GPtrArray) found = find (self);
  g_autofree char *told =
      found != NULL ? willow_subscription_tell_matched (found) : NULL;
  GtkWidget *cell = gtk_widget_get_parent (GTK_WIDGET (self));

  willow_colour_mark_paint (GTK_WIDGET (self), choose_colour (found));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  told != NULL ? told : "",
                                  -1);
  if (cell != NULL)
    gtk_widget_set_tooltip_text (cell, told);
}

static void
willow_match_mark_dispose (GObject *object)
{
  WillowMatchMark *self = WILLOW_MATCH_MARK (object);

  g_clear_object (&self->signals);
  g_clear_object (&self->conversation);
  g_clear_object (&self->item);
  g_clear_pointer (&self->topic, g_free);
  G_OBJECT_CLASS (willow_match_mark_parent_class)->dispose (object);
}

static void
willow_match_mark_class_init (WillowMatchMarkClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_match_mark_dispose;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass),
                                        GTK_ACCESSIBLE_ROLE_IMG);
}

static void
willow_match_mark_init (WillowMatchMark *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "colour-mark");
  gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  self->signals = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (
      self->signals, "changed", G_CALLBACK (update), self);
}

GtkWidget *
willow_match_mark_new (void)
{
  return g_object_new (WILLOW_TYPE_MATCH_MARK, NULL);
}

static void
show (WillowMatchMark    *self,
      WillowConversation *conversation,
      WillowTraceItem    *item,
      const char         *topic)
{
  g_set_object (&self->conversation, conversation);
  g_set_object (&self->item, item);
  g_free (self->topic);
  self->topic = g_strdup (topic);
  g_signal_group_set_target (
      self->signals,
      conversation != NULL && (item != NULL || topic != NULL)
          ? willow_conversation_get_profile (conversation)
          : NULL);
  update (self);
}

void
willow_match_mark_show_item (WillowMatchMark    *self,
                             WillowConversation *conversation,
                             WillowTraceItem    *item)
{
  g_return_if_fail (WILLOW_IS_MATCH_MARK (self));
  show (self, conversation, item, NULL);
}

void
willow_match_mark_show_topic (WillowMatchMark    *self,
                              WillowConversation *conversation,
                              const char         *topic)
{
  g_return_if_fail (WILLOW_IS_MATCH_MARK (self));
  show (self, conversation, NULL, topic);
}
