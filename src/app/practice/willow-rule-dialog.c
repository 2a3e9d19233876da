/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/practice/willow-rule-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

enum
{
  EVERYBODY,
  ONE_USER,
  NAMELESS
};

static const WillowAccess accesses[] = { WILLOW_ACCESS_READ_WRITE,
                                         WILLOW_ACCESS_READ,
                                         WILLOW_ACCESS_WRITE,
                                         WILLOW_ACCESS_SUBSCRIBE,
                                         WILLOW_ACCESS_DENY };

typedef struct
{
  AdwMessageDialog *dialog; /* owns this */
  WillowRuleList   *rules;
  WillowRule       *rule; /* (nullable) */
  guint             position;
  AdwComboRow      *who;
  GtkEditable      *user_name;
  AdwComboRow      *access;
  GtkEditable      *filter;
  GtkLabel         *hint;
} Form;

static void
form_free (gpointer data)
{
  Form *form = data;

  g_object_unref (form->rules);
  g_clear_object (&form->rule);
  g_free (form);
}

const char *
willow_rule_dialog_tell_access (WillowAccess access)
{
  if (access == WILLOW_ACCESS_READ_WRITE)
    return _ ("Read and publish");
  if (access == WILLOW_ACCESS_READ)
    return _ ("Read");
  if (access == WILLOW_ACCESS_WRITE)
    return _ ("Publish");
  return access == WILLOW_ACCESS_SUBSCRIBE ? _ ("Subscribe") : _ ("Deny");
}

static WillowRule *
make_rule (Form *form, GError **error)
{
  guint who = adw_combo_row_get_selected (form->who);

  return willow_rule_new (
      who == EVERYBODY,
      who == ONE_USER ? gtk_editable_get_text (form->user_name) : NULL,
      accesses[adw_combo_row_get_selected (form->access)],
      gtk_editable_get_text (form->filter),
      error);
}

static void
update (Form *form)
{
  gboolean is_one = adw_combo_row_get_selected (form->who) == ONE_USER;
  gboolean is_empty =
      *gtk_editable_get_text (form->filter) == '\0' ||
      (is_one && *gtk_editable_get_text (form->user_name) == '\0');
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowRule) rule = is_empty ? NULL : make_rule (form, &error);

  gtk_widget_set_visible (GTK_WIDGET (form->user_name), is_one);
  gtk_label_set_label (form->hint, error != NULL ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (form->hint), error != NULL);
  adw_message_dialog_set_response_enabled (form->dialog, "set", rule != NULL);
}

/* The list can be another one by now. */
static gboolean
is_still_there (Form *form)
{
  g_autoptr (WillowRule) there =
      g_list_model_get_item (G_LIST_MODEL (form->rules), form->position);

  return form->rule != NULL && there == form->rule;
}

static void
response_cb (Form *form, const char *response)
{
  g_autoptr (WillowRule) rule = NULL;

  if (!g_str_equal (response, "set"))
    return;
  rule = make_rule (form, NULL);
  if (rule == NULL)
    return;
  if (is_still_there (form))
    willow_rule_list_change (form->rules, form->position, rule);
  else
    willow_rule_list_add (form->rules, rule);
}

static AdwComboRow *
add_combo (Form              *form,
           GtkWidget         *list,
           const char        *title,
           const char *const *words)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) model = gtk_string_list_new (words);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (update), form);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return ADW_COMBO_ROW (row);
}

static GtkEditable *
add_entry (Form *form, GtkWidget *list, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  adw_entry_row_set_input_hints (ADW_ENTRY_ROW (row),
                                 GTK_INPUT_HINT_NO_SPELLCHECK);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (update), form);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return GTK_EDITABLE (row);
}

static void
fill (Form *form)
{
  const WillowAccessRule *rule = willow_rule_get (form->rule);
  guint                   i = 0;

  while (i + 1 < G_N_ELEMENTS (accesses) && accesses[i] != rule->access)
    i++;
  gtk_editable_set_text (form->filter, rule->filter);
  if (rule->user_name != NULL)
    gtk_editable_set_text (form->user_name, rule->user_name);
  adw_combo_row_set_selected (form->access, i);
  adw_combo_row_set_selected (form->who,
                              rule->is_pattern          ? EVERYBODY
                              : rule->user_name != NULL ? ONE_USER
                                                        : NAMELESS);
}

static void
make_rows (Form *form, GtkWidget *list)
{
  const char *const who[] = {
    _ ("Everybody"), _ ("One user"), _ ("Those without a User Name"), NULL
  };
  const char  *what[G_N_ELEMENTS (accesses) + 1] = { NULL };
  AdwComboRow *row;

  for (guint i = 0; i < G_N_ELEMENTS (accesses); i++)
    what[i] = willow_rule_dialog_tell_access (accesses[i]);
  row = add_combo (form, list, _ ("For"), who);
  form->user_name = add_entry (form, list, _ ("User Name"));
  form->access = add_combo (form, list, _ ("Access"), what);
  form->filter = add_entry (form, list, _ ("Topic Filter"));
  form->who = row;
}

static GtkWidget *
make_fields (Form *form)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *hint = gtk_label_new (NULL);

  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_widget_add_css_class (hint, "error");
  form->hint = GTK_LABEL (hint);
  make_rows (form, list);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), hint);
  return box;
}

/* Takes @form. */
static void
present (Form *form)
{
  GtkWidget *fields = make_fields (form);

  adw_message_dialog_set_body (
      form->dialog,
      /* xgettext:no-c-format */
      _ ("In a rule for everybody %u is the User Name and %c the Client "
         "Identifier."));
  adw_message_dialog_add_responses (form->dialog,
                                    "cancel",
                                    _ ("_Cancel"),
                                    "set",
                                    form->rule != NULL ? _ ("C_hange")
                                                       : _ ("_Add"),
                                    NULL);
  adw_message_dialog_set_response_appearance (
      form->dialog, "set", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (form->dialog, "set");
  adw_message_dialog_set_close_response (form->dialog, "cancel");
  adw_message_dialog_set_extra_child (form->dialog, fields);
  g_object_set_data_full (G_OBJECT (form->dialog), "form", form, form_free);
  g_signal_connect_swapped (
      form->dialog, "response", G_CALLBACK (response_cb), form);
  if (form->rule != NULL)
    fill (form);
  update (form);
  gtk_window_present (GTK_WINDOW (form->dialog));
}

void
willow_rule_dialog_present (GtkWidget      *widget,
                            WillowRuleList *rules,
                            WillowRule     *rule,
                            guint           position)
{
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (widget));
  GtkWidget *dialog = adw_message_dialog_new (
      parent, rule != NULL ? _ ("Change the Rule") : _ ("Add a Rule"), NULL);
  Form *form = g_new0 (Form, 1);

  form->dialog = ADW_MESSAGE_DIALOG (dialog);
  form->rules = g_object_ref (rules);
  form->rule = rule != NULL ? g_object_ref (rule) : NULL;
  form->position = position;
  present (form);
}
