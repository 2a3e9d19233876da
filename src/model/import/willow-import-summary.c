/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "model/import/willow-import-item-private.h"

#include "model/profile/willow-profile-fields.h"
#include "model/profile/willow-profile-identity.h"

#include <glib/gi18n-lib.h>

static void
add (WillowImportItem *self, const char *code, char *text)
{
  willow_import_item_add (self, WILLOW_IMPORT_UNDERSTOOD, code, "", text);
}

static void
add_address (WillowImportItem *self)
{
  g_autofree char *url = willow_profile_dup_url (self->profile);

  add (self, "address", willow_import_dup_visible (url));
}

static void
add_session (WillowImportItem *self)
{
  const WillowProfileValues *values = willow_profile_get_values (self->profile);
  const char *version = values->version == MQTT_VERSION_5_0     ? "5.0"
                        : values->version == MQTT_VERSION_3_1_1 ? "3.1.1"
                                                                : "3.1";
  const char *clean;

  if (values->version == MQTT_VERSION_5_0)
    clean = values->clean_start ? _ ("Clean Start") : _ ("without Clean Start");
  else
    clean =
        values->clean_start ? _ ("Clean Session") : _ ("without Clean Session");
  /* TRANSLATORS: "MQTT 5.0, Clean Start, keep alive 60 s" */
  add (self,
       "session",
       g_strdup_printf (_ ("MQTT %s, %s, keep alive %u s"),
                        version,
                        clean,
                        values->keep_alive_seconds));
}

static void
add_client_id (WillowImportItem *self)
{
  const WillowProfileValues *values = willow_profile_get_values (self->profile);
  g_autofree char *visible = willow_import_dup_visible (values->client_id);

  add (self,
       "client-id",
       values->client_id[0] != '\0'
           ? g_strdup_printf (_ ("Client Identifier “%s”"), visible)
           : g_strdup (_ ("No Client Identifier: the server makes one")));
}

static void
add_login (WillowImportItem *self)
{
  const WillowProfileValues *values = willow_profile_get_values (self->profile);
  g_autofree char *visible = willow_import_dup_visible (values->user_name);

  if (values->use_user_name && self->password != NULL)
    add (self,
         "login",
         g_strdup_printf (_ ("User Name “%s” and a password"), visible));
  else if (values->use_user_name)
    add (self, "login", g_strdup_printf (_ ("User Name “%s”"), visible));
  else if (self->password != NULL)
    add (self, "login", g_strdup (_ ("A password without a User Name")));
}

static void
add_tls (WillowImportItem *self)
{
  const WillowProfileValues *values = willow_profile_get_values (self->profile);

  if (!willow_profile_values_use_tls (values))
    return;
  if (values->tls_authorities[0] != '\0')
    add (self,
         "authorities",
         willow_profile_describe_authorities (self->profile));
  if (values->tls_certificate[0] != '\0')
    {
      char *sentence = NULL;

      willow_profile_check_identity (self->profile, &sentence);
      add (self,
           "certificate",
           g_strdup_printf (_ ("Own certificate: %s"), sentence));
      g_free (sentence);
    }
}

static void
add_will (WillowImportItem *self)
{
  const WillowProfileValues *values = willow_profile_get_values (self->profile);
  g_autofree char *visible = willow_import_dup_visible (values->will_topic);

  if (values->use_will)
    add (self,
         "will",
         g_strdup_printf (
             _ ("Will on “%s”, QoS %u"), visible, values->will_qos));
}

static void
add_subscriptions (WillowImportItem *self)
{
  GListModel *model = willow_profile_get_subscriptions (self->profile);
  guint       n = g_list_model_get_n_items (model);

  if (n > 0)
    add (self,
         "subscriptions",
         g_strdup_printf (ngettext ("%u subscription", "%u subscriptions", n),
                          n));
}

static void
add_properties (WillowImportItem *self)
{
  static const char *const switches[] = {
    "use-session-expiry",
    "use-receive-maximum",
    "use-maximum-packet-size",
    "use-topic-alias-maximum",
    "use-request-response-information",
    "use-request-problem-information",
  };
  guint n = g_list_model_get_n_items (
      willow_profile_get_user_properties (self->profile));

  for (gsize i = 0; i < G_N_ELEMENTS (switches); i++)
    {
      gboolean on;

      g_object_get (self->profile, switches[i], &on, NULL);
      n += on ? 1 : 0;
    }
  if (n > 0)
    add (self,
         "properties",
         g_strdup_printf (ngettext ("%u property of MQTT 5.0",
                                    "%u properties of MQTT 5.0",
                                    n),
                          n));
}

void
willow_import_item_summarise (WillowImportItem *self)
{
  add_address (self);
  add_session (self);
  add_client_id (self);
  add_login (self);
  add_tls (self);
  add_will (self);
  add_properties (self);
  add_subscriptions (self);
}
