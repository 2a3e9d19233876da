/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-trust-row.h"

#include "app/widget/willow-choice.h"
#include "app/widget/willow-file-choice.h"
#include "app/connection/willow-form-binding.h"
#include "model/profile/willow-profile-identity.h"

#include <glib/gi18n.h>

struct _WillowTrustRow
{
  AdwExpanderRow parent_instance;

  WillowProfile *profile;
  GBindingGroup *bindings;
  GSignalGroup  *signals;
  GCancellable  *cancellable; /* reading a file */

  WillowChoice *trust_choice;
  AdwActionRow *authorities_row;
  GtkButton    *remove_button;
  GtkButton    *choose_button;
  AdwEntryRow  *pins_row;
};

G_DEFINE_FINAL_TYPE (WillowTrustRow, willow_trust_row, ADW_TYPE_EXPANDER_ROW)

/* What stands under the title, closed or open. */
static char *
dup_summary (WillowTrust trust, const char *authorities)
{
  switch (trust)
    {
    case WILLOW_TRUST_OWN:
      return g_strdup (authorities);
    case WILLOW_TRUST_BOTH:
      return g_strdup_printf (_ ("Those that this computer trusts, and: %s"),
                              authorities);
    case WILLOW_TRUST_PINNED:
      return g_strdup (_ ("Only the certificate with this fingerprint"));
    case WILLOW_TRUST_SYSTEM:
    default:
      return g_strdup (_ ("Those that this computer trusts"));
    }
}

static void
update (WillowTrustRow *self)
{
  g_autofree char *authorities = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *text = NULL;
  guint            trust;

  if (self->profile == NULL)
    return;
  g_object_get (
      self->profile, "tls-trust", &trust, "tls-authorities", &text, NULL);
  authorities = willow_profile_describe_authorities (self->profile);
  summary = dup_summary (trust, authorities);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), summary);
  adw_action_row_set_subtitle (self->authorities_row, authorities);
  gtk_widget_set_visible (GTK_WIDGET (self->remove_button), text[0] != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->authorities_row),
                          trust == WILLOW_TRUST_OWN ||
                              trust == WILLOW_TRUST_BOTH);
  gtk_widget_set_visible (GTK_WIDGET (self->pins_row),
                          trust == WILLOW_TRUST_PINNED);
}

/* What is wrong with the file stays there until another one is chosen. */
static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WillowTrustRow *self = WILLOW_TRUST_ROW (source);
  g_autoptr (WillowProfile) profile = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = willow_file_choice_open_finish (result, &error);

  if (content != NULL && profile == self->profile)
    willow_profile_import_authorities (profile, content, &error);
  if (error != NULL &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    adw_action_row_set_subtitle (self->authorities_row, error->message);
}

static void
choose_cb (WillowTrustRow *self)
{
  willow_file_choice_open_async (GTK_WIDGET (self),
                                 _ ("Trusted Authorities"),
                                 self->cancellable,
                                 chosen_cb,
                                 g_object_ref (self->profile));
}

static void
remove_cb (WillowTrustRow *self)
{
  g_object_set (self->profile,
                "tls-authorities",
                "",
                "tls-trust",
                WILLOW_TRUST_SYSTEM,
                NULL);
}

static void
willow_trust_row_dispose (GObject *object)
{
  WillowTrustRow *self = WILLOW_TRUST_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->bindings);
  g_clear_object (&self->signals);
  g_clear_object (&self->profile);
  G_OBJECT_CLASS (willow_trust_row_parent_class)->dispose (object);
}

static void
willow_trust_row_class_init (WillowTrustRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_trust_row_dispose;
  g_type_ensure (WILLOW_TYPE_CHOICE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/willowmqtt/Willow/ui/willow-trust-row.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowTrustRow, trust_choice);
  gtk_widget_class_bind_template_child (
      widget_class, WillowTrustRow, authorities_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowTrustRow, remove_button);
  gtk_widget_class_bind_template_child (
      widget_class, WillowTrustRow, choose_button);
  gtk_widget_class_bind_template_child (widget_class, WillowTrustRow, pins_row);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
append_choices (WillowChoice *choice)
{
  willow_choice_append (choice,
                        WILLOW_TRUST_SYSTEM,
                        _ ("System"),
                        _ ("Authorities that this computer trusts"));
  willow_choice_append (choice,
                        WILLOW_TRUST_OWN,
                        _ ("Own"),
                        _ ("Only the authorities chosen here"));
  willow_choice_append (choice,
                        WILLOW_TRUST_BOTH,
                        _ ("Both"),
                        _ ("This computer's and those chosen here"));
  willow_choice_append (choice,
                        WILLOW_TRUST_PINNED,
                        _ ("Pinned"),
                        _ ("Only one certificate, known by its fingerprint"));
}

static void
willow_trust_row_init (WillowTrustRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  append_choices (self->trust_choice);
  self->cancellable = g_cancellable_new ();
  self->bindings = g_binding_group_new ();
  willow_form_bind (self->bindings, "tls-trust", self->trust_choice, "value");
  willow_form_bind (self->bindings, "tls-pins", self->pins_row, "text");
  self->signals = g_signal_group_new (WILLOW_TYPE_PROFILE);
  g_signal_group_connect_swapped (
      self->signals, "notify::tls-trust", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (
      self->signals, "notify::tls-authorities", G_CALLBACK (update), self);
}

void
willow_trust_row_set_profile (WillowTrustRow *self, WillowProfile *profile)
{
  g_return_if_fail (WILLOW_IS_TRUST_ROW (self));

  g_set_object (&self->profile, profile);
  g_binding_group_set_source (self->bindings, profile);
  g_signal_group_set_target (self->signals, profile);
  update (self);
}
