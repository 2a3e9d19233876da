/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/conversation/willow-granted-private.h"

#include <glib/gi18n-lib.h>

#define RECEIVE_MAXIMUM_DEFAULT 65535u

/* (transfer full): @number, or what its absence means. @words: (nullable): that
 * say so better than a number */
static char *
dup_number (guint32 number, gboolean is_absent, const char *words)
{
  char *text;

  if (!is_absent)
    return g_strdup_printf ("%'u", number);
  text = words != NULL ? g_strdup (words) : g_strdup_printf ("%'u", number);
  return willow_granted_unsaid (text);
}

/* Both sides have one of it, each about what it takes. @fallback: what absence
 * means. Returns the Server's number. */
static guint32
fill_both (WillowGrantedCase *about,
           WillowGrantedRow  *row,
           MqttPropertyId     id,
           guint32            fallback,
           const char        *words)
{
  MqttProperty     property;
  guint32          ours = fallback, theirs = fallback;
  g_autofree char *asked = NULL, *granted = NULL;

  if (willow_granted_asks (about, row, id, &property))
    ours = property.number;
  if (willow_granted_says (about, row, id, &property))
    theirs = property.number;
  asked = dup_number (ours, row->asked_is_absent, words);
  granted = dup_number (theirs, row->granted_is_absent, words);
  /* Translators: what Willow takes: a number, of what the row is about */
  if (about->connect != NULL)
    willow_granted_set_asked (row, g_strdup_printf (_ ("to us: %s"), asked));
  /* Translators: what the server takes: a number, of what the row is about */
  willow_granted_set_granted (
      row, g_strdup_printf (_ ("to the Server: %s"), granted));
  return theirs;
}

static void
tell_receive_maximum (WillowGrantedCase *about, WillowGrantedRow *row)
{
  guint32 n = fill_both (
      about, row, MQTT_PROPERTY_RECEIVE_MAXIMUM, RECEIVE_MAXIMUM_DEFAULT, NULL);

  row->mark = n < RECEIVE_MAXIMUM_DEFAULT ? WILLOW_GRANTED_LIMITED
                                          : WILLOW_GRANTED_SAME;
  willow_granted_set_means (
      row,
      g_strdup_printf (
          _ ("Willow has at most %'u messages of QoS 1 and 2 under "
             "way that are not acknowledged; more wait here."),
          n));
}

static void
tell_maximum_packet_size (WillowGrantedCase *about, WillowGrantedRow *row)
{
  guint32 n = fill_both (
      about, row, MQTT_PROPERTY_MAXIMUM_PACKET_SIZE, 0, _ ("no limit"));

  if (row->granted_is_absent)
    {
      willow_granted_set_means (
          row, g_strdup (_ ("Only the limit of the protocol: 256 MiB.")));
      return;
    }
  row->mark = WILLOW_GRANTED_LIMITED;
  willow_granted_set_means (
      row,
      g_strdup_printf (_ ("Willow sends no packet above %'u bytes: a larger "
                          "PUBLISH is refused here."),
                       n));
}

static void
tell_topic_alias_maximum (WillowGrantedCase *about, WillowGrantedRow *row)
{
  guint32 n =
      fill_both (about, row, MQTT_PROPERTY_TOPIC_ALIAS_MAXIMUM, 0, NULL);

  if (n == 0)
    {
      willow_granted_set_means (
          row,
          g_strdup (_ ("The Server takes no Topic Alias: Willow always sends "
                       "the Topic Name.")));
      return;
    }
  row->mark = WILLOW_GRANTED_ADDED;
  if (about->topic_aliases == 0)
    willow_granted_set_means (
        row,
        g_strdup (_ ("Willow could use Topic Aliases, and sends the Topic Name "
                     "all the same.")));
  else
    willow_granted_set_means (
        row,
        g_strdup_printf (_ ("Willow gives up to %u Topic Aliases, to the first "
                            "topics that come."),
                         MIN (n, about->topic_aliases)));
}

static void
tell_maximum_qos (WillowGrantedCase *about, WillowGrantedRow *row)
{
  MqttProperty property;

  if (!willow_granted_says (about, row, MQTT_PROPERTY_MAXIMUM_QOS, &property))
    {
      willow_granted_set_granted (row,
                                  willow_granted_unsaid (g_strdup ("QoS 2")));
      willow_granted_set_means (
          row, g_strdup (_ ("The Server takes messages of every QoS.")));
      return;
    }
  row->mark = WILLOW_GRANTED_LIMITED;
  willow_granted_set_granted (row, g_strdup_printf ("QoS %u", property.number));
  willow_granted_set_means (
      row,
      g_strdup_printf (_ ("Willow sends no PUBLISH above QoS %u: it is refused "
                          "here. Subscriptions may ask for any QoS."),
                       property.number));
}

/* What there is unless the Server says that there is not. */
typedef struct
{
  const char    *key;
  MqttPropertyId id;
  const char    *with;
  const char    *without;
} Available;

static const Available availables[] = {
  { "retain-available",
    MQTT_PROPERTY_RETAIN_AVAILABLE,
    N_ ("The Server keeps retained messages."),
    N_ ("Willow sends no PUBLISH with RETAIN 1: it is refused here.") },
  { "wildcard-subscription-available",
    MQTT_PROPERTY_WILDCARD_SUBSCRIPTION_AVAILABLE,
    N_ ("Topic Filters may have + and #."),
    N_ ("Willow sends no SUBSCRIBE with + or #: it is refused here.") },
  { "subscription-identifiers-available",
    MQTT_PROPERTY_SUBSCRIPTION_IDENTIFIER_AVAILABLE,
    N_ ("A subscription may have a number that comes back with its messages."),
    N_ ("Willow sends no SUBSCRIBE with a Subscription Identifier: it is "
        "refused here.") },
  { "shared-subscription-available",
    MQTT_PROPERTY_SHARED_SUBSCRIPTION_AVAILABLE,
    N_ ("Several Clients may share a subscription ($share/…)."),
    N_ ("Willow sends no SUBSCRIBE to $share/…: it is refused here.") },
};

static void
tell_available (WillowGrantedCase *about, const Available *available)
{
  WillowGrantedRow *row =
      willow_granted_add_property (about, available->key, available->id);
  MqttProperty property = { .number = 1 };

  willow_granted_says (about, row, available->id, &property);
  if (row->granted_is_absent)
    property.number = 1;
  willow_granted_set_granted (row,
                              g_strdup (property.number != 0
                                            ? _ ("1 = available")
                                            : _ ("0 = not available")));
  if (row->granted_is_absent)
    willow_granted_set_granted (
        row, willow_granted_unsaid (g_steal_pointer (&row->granted)));
  if (property.number == 0)
    row->mark = WILLOW_GRANTED_LIMITED;
  willow_granted_set_means (row,
                            g_strdup (property.number != 0
                                          ? _ (available->with)
                                          : _ (available->without)));
}

typedef void (*TellFunc) (WillowGrantedCase *about, WillowGrantedRow *row);

static const struct
{
  const char    *key;
  MqttPropertyId id;
  TellFunc       tell;
} limits[] = {
  { "receive-maximum", MQTT_PROPERTY_RECEIVE_MAXIMUM, tell_receive_maximum },
  { "maximum-qos", MQTT_PROPERTY_MAXIMUM_QOS, tell_maximum_qos },
  { "maximum-packet-size",
    MQTT_PROPERTY_MAXIMUM_PACKET_SIZE,
    tell_maximum_packet_size },
  { "topic-alias-maximum",
    MQTT_PROPERTY_TOPIC_ALIAS_MAXIMUM,
    tell_topic_alias_maximum },
};

static gboolean
is_said (const WillowGrantedCase *about, MqttPropertyId id)
{
  return mqtt_properties_find (
      about->connack->properties, id, &(MqttProperty){ 0 });
}

static void
tell_no_limits (WillowGrantedCase *about)
{
  WillowGrantedRow *row = willow_granted_add (
      about,
      "limits",
      _ ("Limits of the Server"),
      WILLOW_BY_VERSION (about->version, "3.2", "3.2.2", ""));

  row->granted_is_absent = TRUE;
  willow_granted_set_granted (
      row,
      g_strdup_printf (_ ("%s does not say"),
                       mqtt_version_get_name (about->version)));
  willow_granted_set_means (
      row,
      g_strdup (_ ("There is no place for them: a limit shows when the Server "
                   "cuts the connection or leaves something out.")));
}

void
willow_granted_tell_limits (WillowGrantedCase *about, gboolean all)
{
  if (about->version != MQTT_VERSION_5_0)
    {
      if (all)
        tell_no_limits (about);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    if (all || is_said (about, limits[i].id))
      limits[i].tell (
          about,
          willow_granted_add_property (about, limits[i].key, limits[i].id));
  for (guint i = 0; i < G_N_ELEMENTS (availables); i++)
    if (all || is_said (about, availables[i].id))
      tell_available (about, &availables[i]);
}
