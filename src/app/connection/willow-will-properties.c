/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-will-properties.h"

#include "app/widget/willow-choice.h"
#include "app/connection/willow-form-rows.h"

#include <glib/gi18n.h>

static const WillowFormValue values[] = {
  { N_ ("Will Delay Interval"),
    N_ ("Seconds before the broker publishes"),
    "use-will-delay",
    "will-delay-seconds",
    WILLOW_FORM_NUMBER,
    G_MAXUINT32 },
  { N_ ("Payload Format Indicator"),
    N_ ("1 says that the payload is text in UTF-8"),
    "use-will-format",
    "will-format",
    WILLOW_FORM_BOOLEAN,
    1 },
  { N_ ("Message Expiry Interval"),
    N_ ("Seconds after which nobody gets it any more"),
    "use-will-expiry",
    "will-expiry-seconds",
    WILLOW_FORM_NUMBER,
    G_MAXUINT32 },
};

struct _WillowWillProperties
{
  AdwExpanderRow parent_instance;

  GBindingGroup *bindings;
};

G_DEFINE_FINAL_TYPE (WillowWillProperties,
                     willow_will_properties,
                     ADW_TYPE_EXPANDER_ROW)

static void
willow_will_properties_dispose (GObject *object)
{
  WillowWillProperties *self = WILLOW_WILL_PROPERTIES (object);

  g_clear_object (&self->bindings);
  G_OBJECT_CLASS (willow_will_properties_parent_class)->dispose (object);
}

static void
willow_will_properties_class_init (WillowWillPropertiesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = willow_will_properties_dispose;
}

static void
add_text (WillowWillProperties *self,
          const char           *title,
          const char           *use,
          const char           *text,
          const char           *encoding)
{
  adw_expander_row_add_row (
      ADW_EXPANDER_ROW (self),
      willow_form_text_row_new (self->bindings, title, use, text, encoding));
}

static void
willow_will_properties_init (WillowWillProperties *self)
{
  AdwExpanderRow *expander = ADW_EXPANDER_ROW (self);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 _ ("Will Properties"));
  adw_expander_row_set_subtitle (
      expander, _ ("Delay, expiry, content type, request and response"));
  self->bindings = g_binding_group_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    adw_expander_row_add_row (
        expander, willow_form_value_row_new (self->bindings, &values[i]));
  add_text (self,
            _ ("Content Type"),
            "use-will-content-type",
            "will-content-type",
            NULL);
  add_text (self,
            _ ("Response Topic"),
            "use-will-response-topic",
            "will-response-topic",
            NULL);
  add_text (self,
            _ ("Correlation Data"),
            "use-will-correlation-data",
            "will-correlation-data",
            "will-correlation-data-encoding");
}

void
willow_will_properties_set_profile (WillowWillProperties *self,
                                    WillowProfile        *profile)
{
  g_return_if_fail (WILLOW_IS_WILL_PROPERTIES (self));

  g_binding_group_set_source (self->bindings, profile);
}
