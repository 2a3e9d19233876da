/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/practice/willow-rule-list.h"

#include "mqtt/mqtt-topic.h"

#include <glib/gi18n.h>
#include <string.h>

struct _WillowRule
{
  GObject parent_instance;

  WillowAccessRule *rule;
};

enum
{
  PROP_USER_NAME = 1,
  PROP_IS_PATTERN,
  PROP_ACCESS,
  PROP_FILTER,
  N_PROPS,
};

G_DEFINE_FINAL_TYPE (WillowRule, willow_rule, G_TYPE_OBJECT)

static void
willow_rule_finalize (GObject *object)
{
  g_clear_pointer (&WILLOW_RULE (object)->rule, willow_access_rule_free);
  G_OBJECT_CLASS (willow_rule_parent_class)->finalize (object);
}

static void
willow_rule_get_property (GObject    *object,
                          guint       id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  const WillowAccessRule *rule = WILLOW_RULE (object)->rule;

  switch (id)
    {
    case PROP_USER_NAME:
      g_value_set_string (value, rule->user_name);
      break;
    case PROP_IS_PATTERN:
      g_value_set_boolean (value, rule->is_pattern);
      break;
    case PROP_ACCESS:
      g_value_set_string (value, willow_access_to_name (rule->access));
      break;
    case PROP_FILTER:
      g_value_set_string (value, rule->filter);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
willow_rule_class_init (WillowRuleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamSpec   *properties[N_PROPS] = {
      [PROP_USER_NAME] =
          g_param_spec_string ("user-name", NULL, NULL, NULL, flags),
      [PROP_IS_PATTERN] =
          g_param_spec_boolean ("is-pattern", NULL, NULL, FALSE, flags),
      [PROP_ACCESS] = g_param_spec_string ("access", NULL, NULL, NULL, flags),
      [PROP_FILTER] = g_param_spec_string ("filter", NULL, NULL, NULL, flags),
  };

  object_class->finalize = willow_rule_finalize;
  object_class->get_property = willow_rule_get_property;
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
willow_rule_init (WillowRule *self)
{
}

static WillowRule *
take_rule (WillowAccessRule *rule)
{
  WillowRule *self = g_object_new (WILLOW_TYPE_RULE, NULL);

  self->rule = rule;
  return self;
}

/* Whether @text comes back from a line of a file as it is. */
static gboolean
fits_line (const char *text)
{
  gsize len = strlen (text);

  return len > 0 && strpbrk (text, "\r\n") == NULL && text[0] != ' ' &&
         !g_ascii_isspace (text[len - 1]) && g_utf8_validate (text, -1, NULL);
}

WillowRule *
willow_rule_new (gboolean     is_pattern,
                 const char  *user_name,
                 WillowAccess access,
                 const char  *filter,
                 GError     **error)
{
  if (user_name != NULL && !fits_line (user_name))
    g_set_error_literal (error,
                         G_IO_ERROR,
                         G_IO_ERROR_INVALID_ARGUMENT,
                         _ ("This is no name of a user."));
  else if (!fits_line (filter) ||
           !mqtt_topic_filter_is_valid (mqtt_slice_from_string (filter), NULL))
    g_set_error_literal (error,
                         G_IO_ERROR,
                         G_IO_ERROR_INVALID_ARGUMENT,
                         _ ("This is no valid Topic Filter."));
  else
    return take_rule (
        willow_access_rule_new (is_pattern, user_name, access, filter));
  return NULL;
}

const WillowAccessRule *
willow_rule_get (WillowRule *self)
{
  return self->rule;
}

struct _WillowRuleList
{
  GObject parent_instance;

  GPtrArray *rules; /* (element-type WillowRule) */
};

static GType
get_item_type (GListModel *model)
{
  return WILLOW_TYPE_RULE;
}

static guint
get_n_items (GListModel *model)
{
  return WILLOW_RULE_LIST (model)->rules->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *rules = WILLOW_RULE_LIST (model)->rules;

  return position < rules->len ? g_object_ref (rules->pdata[position]) : NULL;
}

static void
init_list_model (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (WillowRuleList,
                               willow_rule_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      init_list_model))

static void
willow_rule_list_finalize (GObject *object)
{
  g_ptr_array_unref (WILLOW_RULE_LIST (object)->rules);
  G_OBJECT_CLASS (willow_rule_list_parent_class)->finalize (object);
}

static void
willow_rule_list_class_init (WillowRuleListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = willow_rule_list_finalize;
}

static void
willow_rule_list_init (WillowRuleList *self)
{
  self->rules = g_ptr_array_new_with_free_func (g_object_unref);
}

WillowRuleList *
willow_rule_list_new (void)
{
  return g_object_new (WILLOW_TYPE_RULE_LIST, NULL);
}

static void
replace_all (WillowRuleList *self, GPtrArray *rules)
{
  guint n_before = self->rules->len;

  g_ptr_array_set_size (self->rules, 0);
  for (guint i = 0; i < rules->len; i++)
    g_ptr_array_add (self->rules,
                     take_rule (willow_access_rule_copy (rules->pdata[i])));
  g_list_model_items_changed (
      G_LIST_MODEL (self), 0, n_before, self->rules->len);
}

gboolean
willow_rule_list_load (WillowRuleList *self, const char *path, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) rules = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *text = NULL;
  g_autofree char *lines = NULL;
  gsize            len = 0;

  if (!g_file_get_contents (path, &text, &len, &local) &&
      !g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  rules =
      willow_access_rules_parse (text != NULL ? text : "", len, path, problems);
  if (problems->len == 0)
    {
      replace_all (self, rules);
      return TRUE;
    }
  g_ptr_array_add (problems, NULL);
  lines = g_strjoinv ("\n", (char **)problems->pdata);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, lines);
  return FALSE;
}

gboolean
willow_rule_list_save (WillowRuleList *self, const char *path, GError **error)
{
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->rules->len; i++)
    g_ptr_array_add (rules, ((WillowRule *)self->rules->pdata[i])->rule);
  text = willow_access_rules_to_text (rules);
  return g_file_set_contents_full (path,
                                   text,
                                   -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT |
                                       G_FILE_SET_CONTENTS_DURABLE,
                                   0600,
                                   error);
}

void
willow_rule_list_add (WillowRuleList *self, WillowRule *rule)
{
  g_ptr_array_add (self->rules, g_object_ref (rule));
  g_list_model_items_changed (G_LIST_MODEL (self), self->rules->len - 1, 0, 1);
}

void
willow_rule_list_change (WillowRuleList *self, guint position, WillowRule *rule)
{
  g_return_if_fail (position < self->rules->len);
  g_object_ref (rule);
  g_object_unref (self->rules->pdata[position]);
  self->rules->pdata[position] = rule;
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 1);
}

void
willow_rule_list_remove (WillowRuleList *self, guint position)
{
  g_return_if_fail (position < self->rules->len);
  g_ptr_array_remove_index (self->rules, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

void
willow_rule_list_fill (WillowRuleList *self, WillowBrokerAccess *access)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  willow_broker_access_read_rules (access, "", 0, "", problems);
  for (guint i = 0; i < self->rules->len; i++)
    willow_broker_access_add_rule (access,
                                   ((WillowRule *)self->rules->pdata[i])->rule);
}
