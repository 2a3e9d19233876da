/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/import/willow-import-item-private.h"

#include "base/willow-secret-bytes.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (WillowImportItem, willow_import_item, G_TYPE_OBJECT)

enum
{
  PROP_SELECTED = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint       changed_signal;

static void
finding_free (gpointer data)
{
  WillowImportFinding *finding = data;

  g_free (finding->member);
  g_free (finding->text);
  g_free (finding->file_name);
  g_free (finding->answer);
  g_free (finding);
}

static void
willow_import_item_get_property (GObject    *object,
                                 guint       id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  if (id == PROP_SELECTED)
    g_value_set_boolean (value, WILLOW_IMPORT_ITEM (object)->selected);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_import_item_set_property (GObject      *object,
                                 guint         id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  if (id == PROP_SELECTED)
    willow_import_item_set_selected (WILLOW_IMPORT_ITEM (object),
                                     g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
willow_import_item_finalize (GObject *object)
{
  WillowImportItem *self = WILLOW_IMPORT_ITEM (object);

  g_free (self->name);
  g_clear_object (&self->profile);
  g_free (self->problem);
  g_clear_pointer (&self->password, g_bytes_unref);
  g_free (self->origin);
  g_free (self->group);
  g_ptr_array_unref (self->findings);
  g_clear_pointer (&self->locked, g_bytes_unref);
  G_OBJECT_CLASS (willow_import_item_parent_class)->finalize (object);
}

static void
willow_import_item_class_init (WillowImportItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = willow_import_item_get_property;
  object_class->set_property = willow_import_item_set_property;
  object_class->finalize = willow_import_item_finalize;
  props[PROP_SELECTED] = g_param_spec_boolean (
      "selected",
      NULL,
      NULL,
      FALSE,
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  changed_signal = g_signal_new ("changed",
                                 WILLOW_TYPE_IMPORT_ITEM,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 0);
}

static void
willow_import_item_init (WillowImportItem *self)
{
  self->findings = g_ptr_array_new_with_free_func (finding_free);
}

WillowImportItem *
willow_import_item_new (const char *name)
{
  WillowImportItem *self = g_object_new (WILLOW_TYPE_IMPORT_ITEM, NULL);

  self->name = g_strdup (name != NULL ? name : "");
  return self;
}

void
willow_import_item_take_profile (WillowImportItem *self, WillowProfile *profile)
{
  g_autofree char *host = NULL;

  self->profile = profile;
  if (self->name[0] == '\0')
    {
      g_object_get (profile, "host", &host, NULL);
      g_free (self->name);
      self->name = g_steal_pointer (&host);
    }
  g_object_set (profile, "name", self->name, NULL);
  willow_import_item_set_selected (self, TRUE);
}

void
willow_import_item_take_problem (WillowImportItem *self, char *problem)
{
  g_free (self->problem);
  self->problem = problem;
}

void
willow_import_item_set_password (WillowImportItem *self, const char *password)
{
  gboolean there = password != NULL && *password != '\0';

  g_clear_pointer (&self->password, g_bytes_unref);
  if (there)
    self->password = willow_secret_bytes_new (password, strlen (password));
  if (self->profile != NULL)
    g_object_set (self->profile, "use-password", there, NULL);
}

void
willow_import_item_set_origin (WillowImportItem *self,
                               const char       *program,
                               const char       *id)
{
  g_free (self->origin);
  self->origin =
      id != NULL && *id != '\0' ? g_strdup_printf ("%s:%s", program, id) : NULL;
  if (self->profile != NULL && self->origin != NULL)
    g_object_set (self->profile, "imported-from", self->origin, NULL);
}

const char *
willow_import_item_get_origin (WillowImportItem *self)
{
  return self->origin;
}

void
willow_import_item_set_group (WillowImportItem *self, const char *group)
{
  if (self->profile != NULL)
    g_object_set (self->profile, "group", group, NULL);
}

WillowImportFinding *
willow_import_item_add (WillowImportItem *self,
                        WillowImportKind  kind,
                        const char       *code,
                        const char       *member,
                        char             *text)
{
  WillowImportFinding *finding = g_new0 (WillowImportFinding, 1);

  finding->kind = kind;
  finding->code = code;
  finding->member = g_strdup (member);
  finding->text = text;
  g_ptr_array_add (self->findings, finding);
  return finding;
}

const char *
willow_import_item_get_name (WillowImportItem *self)
{
  return self->name;
}

WillowProfile *
willow_import_item_get_profile (WillowImportItem *self)
{
  return self->profile;
}

const char *
willow_import_item_get_problem (WillowImportItem *self)
{
  return self->problem;
}

GBytes *
willow_import_item_get_password (WillowImportItem *self)
{
  return self->password;
}

gboolean
willow_import_item_get_selected (WillowImportItem *self)
{
  return self->selected;
}

void
willow_import_item_set_selected (WillowImportItem *self, gboolean selected)
{
  selected = selected && self->profile != NULL;
  if (self->selected == selected)
    return;
  self->selected = selected;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SELECTED]);
}

guint
willow_import_item_get_n_findings (WillowImportItem *self)
{
  return self->findings->len;
}

const WillowImportFinding *
willow_import_item_get_finding (WillowImportItem *self, guint position)
{
  g_return_val_if_fail (position < self->findings->len, NULL);
  return self->findings->pdata[position];
}

guint
willow_import_item_count (WillowImportItem *self, WillowImportKind kind)
{
  guint n = 0;

  for (guint i = 0; i < self->findings->len; i++)
    {
      const WillowImportFinding *finding = self->findings->pdata[i];

      if (finding->kind == kind && !finding->settled)
        n++;
    }
  return n;
}

const char *
willow_import_kind_get_name (WillowImportKind kind)
{
  static const char *const names[] = {
    [WILLOW_IMPORT_UNDERSTOOD] = "understood",
    [WILLOW_IMPORT_NEEDS_FILE] = "needs-file",
    [WILLOW_IMPORT_NEEDS_SECRET] = "needs-secret",
    [WILLOW_IMPORT_DIFFERS] = "differs",
    [WILLOW_IMPORT_REFUSED] = "refused",
  };

  return names[kind];
}

void
willow_import_item_changed (WillowImportItem *self)
{
  g_signal_emit (self, changed_signal, 0);
}
