/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/profile/willow-subscription-notes.h"

#include "model/profile/willow-filter-overlap.h"
#include "model/profile/willow-profile-subscription.h"
#include "mqtt/mqtt-limits.h"
#include "mqtt/mqtt-topic-rules.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More overlaps than this are not listed one by one. */
#define MAX_OVERLAPS 3u

void
willow_subscription_note_free (WillowSubscriptionNote *note)
{
  g_free (note->text);
  g_free (note);
}

/* @text: (transfer full) */
static void
take_note (GPtrArray      *notes,
           WillowNoteLevel level,
           const char     *property,
           const char     *id,
           char           *text)
{
  WillowSubscriptionNote *note = g_new (WillowSubscriptionNote, 1);

  *note = (WillowSubscriptionNote){ level, property, id, text };
  g_ptr_array_add (notes, note);
}

static void
hint (GPtrArray *notes, const char *id, const char *text)
{
  take_note (notes, WILLOW_NOTE_HINT, "filter", id, g_strdup (text));
}

static gboolean
has_outer_space (const char *text)
{
  gsize len = strlen (text);

  return len > 0 &&
         (g_ascii_isspace (text[0]) || g_ascii_isspace (text[len - 1]));
}

void
willow_subscription_note_filter (MqttVersion version,
                                 const char *filter,
                                 GArray     *notes)
{
  static const char about[] = "subscriptions";
  MqttSlice         slice = mqtt_slice_from_string (filter);
  MqttViolation     violation;

  if (strlen (filter) > MQTT_STRING_MAX_BYTES)
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_ERROR,
        about,
        "",
        _ ("Longer than 65,535 bytes: MQTT cannot express it."));
  if (has_outer_space (filter))
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_HINT,
        about,
        "",
        _ ("Begins or ends with a space, which is sent as well."));
  if (version != MQTT_VERSION_5_0 &&
      mqtt_topic_filter_split_shared (slice, NULL, NULL))
    willow_profile_add_note (
        notes,
        WILLOW_NOTE_HINT,
        about,
        "",
        _ ("Shared subscriptions belong to MQTT 5.0: an earlier server may "
           "take $share as the name of a topic."));
  else if (!mqtt_topic_filter_is_valid (slice, &violation))
    willow_profile_add_note (notes,
                             WILLOW_NOTE_WARNING,
                             about,
                             version == MQTT_VERSION_5_0 ? violation.id : "",
                             _ (violation.text));
}

/* An empty level is a level, and not what most people mean. */
static void
note_empty_levels (const char *filter, GPtrArray *notes)
{
  gsize len = strlen (filter);

  if (filter[0] == '/')
    hint (notes,
          "",
          _ ("Begins with “/”: the first level is empty. It matches another "
             "topic than you may think: only such as begin with “/”."));
  if (len > 1 && filter[len - 1] == '/')
    hint (notes,
          "",
          _ ("Ends with “/”: the last level is empty. It does not match the "
             "topic without this “/”."));
  if (strstr (filter, "//") != NULL)
    hint (
        notes, "", _ ("Has “//”: the level in between is empty, and counts."));
}

/* What looks like something else than it is. */
static void
note_looks (const char *filter, GPtrArray *notes)
{
  g_autofree char *normal = g_utf8_normalize (filter, -1, G_NORMALIZE_NFC);

  if (strchr (filter, '*') != NULL)
    hint (notes,
          "",
          _ ("“*” is no wildcard in MQTT: “+” stands for one level, “#” for "
             "all that follow."));
  if (strchr (filter, '\\') != NULL)
    hint (notes, "", _ ("“\\” does not separate levels in MQTT: “/” does."));
  for (const char *at = filter; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_iscntrl (g_utf8_get_char (at)))
      {
        hint (notes,
              "",
              _ ("Has a control character, such as a tab or the end of a line. "
                 "Servers may refuse it."));
        break;
      }
  if (normal != NULL && !g_str_equal (normal, filter))
    hint (notes,
          "",
          _ ("Is not in Unicode’s usual form (NFC): it may look like a topic "
             "whose bytes are others, and does not match it."));
}

static void
note_dollar (MqttVersion version, const char *filter, GPtrArray *notes)
{
  MqttSlice inner = mqtt_slice_from_string (filter);

  mqtt_topic_filter_split_shared (inner, NULL, &inner);
  if (inner.len > 0 && (inner.data[0] == '#' || inner.data[0] == '+'))
    hint (notes,
          version != MQTT_VERSION_3_1 ? "MQTT-4.7.2-1" : "",
          _ ("Does not match topics that begin with “$”, such as those below "
             "$SYS."));
  if (g_ascii_strncasecmp (filter, "$share", 6) == 0 &&
      (filter[6] == '\0' ||
       (filter[6] == '/' && !g_str_has_prefix (filter, "$share/"))))
    hint (notes,
          "",
          _ ("An ordinary topic: a shared subscription is “$share/”, a name, "
             "“/” and a filter."));
}

static const char *
get_overlap_id (MqttVersion version)
{
  if (version == MQTT_VERSION_5_0)
    return "MQTT-3.3.4-2";
  return version == MQTT_VERSION_3_1_1 ? "MQTT-3.3.5-1" : "";
}

static void
note_one_overlap (MqttVersion                version,
                  const char                *filter,
                  WillowProfileSubscription *other,
                  guint                     *n_overlaps,
                  GPtrArray                 *notes)
{
  const char *other_filter = willow_profile_subscription_get_filter (other);
  MqttSlice   slice = mqtt_slice_from_string (other_filter);
  g_autofree char *topic = NULL;

  if (g_str_equal (filter, other_filter))
    {
      take_note (notes,
                 WILLOW_NOTE_WARNING,
                 "filter",
                 version != MQTT_VERSION_3_1 ? "MQTT-3.8.4-3" : "",
                 g_strdup (_ ("There is another subscription with this filter. "
                              "The server keeps one: that which was sent "
                              "last.")));
      return;
    }
  if (!mqtt_topic_filter_check (slice, version, NULL))
    return;
  topic = willow_filter_dup_common_topic (filter, other_filter);
  if (topic == NULL || ++*n_overlaps > MAX_OVERLAPS)
    return;
  take_note (notes,
             WILLOW_NOTE_HINT,
             "filter",
             get_overlap_id (version),
             g_strdup_printf (_ ("Overlaps with “%s”: a message to “%s” comes "
                                 "once or twice, as the server likes."),
                              other_filter,
                              topic));
}

static void
note_overlaps (WillowProfile             *profile,
               MqttVersion                version,
               const char                *filter,
               WillowProfileSubscription *subscription,
               GPtrArray                 *notes)
{
  GListModel *model = willow_profile_get_subscriptions (profile);
  guint       n_overlaps = 0;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (WillowProfileSubscription) other =
          g_list_model_get_item (model, i);

      if (other != subscription &&
          willow_profile_subscription_get_enabled (other))
        note_one_overlap (version, filter, other, &n_overlaps, notes);
    }
}

static void
note_options (MqttVersion                     version,
              const WillowSubscriptionValues *values,
              GPtrArray                      *notes)
{
  MqttSlice filter = mqtt_slice_from_string (values->filter);

  if (version != MQTT_VERSION_5_0)
    {
      if (values->no_local || values->retain_as_published ||
          values->retain_handling != 0 || values->identifier != 0)
        take_note (notes,
                   WILLOW_NOTE_HINT,
                   "options",
                   "",
                   g_strdup (_ ("The options of MQTT 5.0 that are set here are "
                                "not sent: earlier versions have the QoS "
                                "only.")));
      return;
    }
  if (values->no_local && mqtt_topic_filter_split_shared (filter, NULL, NULL))
    take_note (notes,
               WILLOW_NOTE_WARNING,
               "no-local",
               "MQTT-3.8.3-4",
               g_strdup (_ ("No Local on a shared subscription is a protocol "
                            "error: it is not sent.")));
}

GPtrArray *
willow_subscription_dup_notes (WillowProfile             *profile,
                               MqttVersion                version,
                               const char                *filter,
                               WillowProfileSubscription *subscription)
{
  g_autoptr (GArray) mistakes =
      g_array_new (FALSE, FALSE, sizeof (WillowProfileNote));
  GPtrArray *notes = g_ptr_array_new_with_free_func (
      (GDestroyNotify)willow_subscription_note_free);
  gboolean is_valid =
      mqtt_topic_filter_check (mqtt_slice_from_string (filter), version, NULL);

  willow_subscription_note_filter (version, filter, mistakes);
  for (guint i = 0; i < mistakes->len; i++)
    {
      const WillowProfileNote *note =
          &g_array_index (mistakes, WillowProfileNote, i);

      take_note (notes, note->level, "filter", note->id, g_strdup (note->text));
    }
  note_empty_levels (filter, notes);
  note_looks (filter, notes);
  note_dollar (version, filter, notes);
  if (is_valid)
    note_overlaps (profile, version, filter, subscription, notes);
  if (subscription != NULL)
    note_options (
        version, willow_profile_subscription_get_values (subscription), notes);
  return notes;
}
