/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/profile/willow-profile.h"

#include <string.h>

struct _WillowProfileHeader
{
  GObject parent_instance;

  char *id; /* by which the value is found again among the secrets */
  char *name;
  char *value;
};

G_DEFINE_FINAL_TYPE (WillowProfileHeader, willow_profile_header, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_VALUE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* Names that have one of these in them carry what lets somebody in. Better one
 * too many in the secret store than one in a file. */
static const char *const secret_parts[] = { "auth",    "cookie",    "token",
                                            "secret",  "passw",     "key",
                                            "session", "credential" };

static gboolean
set_text (char **text, const char *value)
{
  if (value == NULL)
    value = "";
  if (g_strcmp0 (*text, value) == 0)
    return FALSE;
  if (*text != NULL)
    explicit_bzero (*text, strlen (*text));
  g_free (*text);
  *text = g_strdup (value);
  return TRUE;
}

static void
willow_profile_header_set_property (GObject      *object,
                                    guint         id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  WillowProfileHeader *self = WILLOW_PROFILE_HEADER (object);
  const char          *text = g_value_get_string (value);

  if (id == PROP_ID)
    self->id = text != NULL ? g_strdup (text) : g_uuid_string_random ();
  else if (set_text (id == PROP_NAME ? &self->name : &self->value, text))
    g_object_notify_by_pspec (object, pspec);
}

static void
willow_profile_header_get_property (GObject    *object,
                                    guint       id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  WillowProfileHeader *self = WILLOW_PROFILE_HEADER (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
willow_profile_header_finalize (GObject *object)
{
  WillowProfileHeader *self = WILLOW_PROFILE_HEADER (object);

  explicit_bzero (self->value, strlen (self->value));
  g_free (self->id);
  g_free (self->name);
  g_free (self->value);
  G_OBJECT_CLASS (willow_profile_header_parent_class)->finalize (object);
}

static void
willow_profile_header_class_init (WillowProfileHeaderClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags =
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->set_property = willow_profile_header_set_property;
  object_class->get_property = willow_profile_header_get_property;
  object_class->finalize = willow_profile_header_finalize;
  props[PROP_ID] = g_param_spec_string (
      "id",
      NULL,
      NULL,
      NULL,
      G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  props[PROP_VALUE] = g_param_spec_string ("value", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
willow_profile_header_init (WillowProfileHeader *self)
{
  self->name = g_strdup ("");
  self->value = g_strdup ("");
}

const char *
willow_profile_header_get_id (WillowProfileHeader *self)
{
  return self->id;
}

const char *
willow_profile_header_get_name (WillowProfileHeader *self)
{
  return self->name;
}

const char *
willow_profile_header_get_value (WillowProfileHeader *self)
{
  return self->value;
}

gboolean
willow_profile_header_is_secret (WillowProfileHeader *self)
{
  g_autofree char *name = g_ascii_strdown (self->name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (secret_parts); i++)
    if (strstr (name, secret_parts[i]) != NULL)
      return TRUE;
  return FALSE;
}
