/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/connection/willow-tls-details-row.h"

#include "app/connection/willow-form-binding.h"

#include <glib/gi18n.h>

struct _WillowTlsDetailsRow
{
  AdwExpanderRow parent_instance;

  GBindingGroup *bindings;

  AdwEntryRow *name_row;
  GtkSwitch   *sni_switch;
  AdwEntryRow *sni_row;
  AdwComboRow *minimum_row;
  AdwComboRow *maximum_row;
  AdwEntryRow *ciphers_row;
  AdwEntryRow *alpn_row;
  GtkSwitch   *resume_switch;
};

G_DEFINE_FINAL_TYPE (WillowTlsDetailsRow,
                     willow_tls_details_row,
                     ADW_TYPE_EXPANDER_ROW)

/* In the order of WillowTlsVersion. */
static GtkStringList *
make_versions (void)
{
  GtkStringList *versions = gtk_string_list_new (NULL);

  gtk_string_list_append (versions, _ ("Default (1.2 to 1.3)"));
  gtk_string_list_append (versions, "TLS 1.0");
  gtk_string_list_append (versions, "TLS 1.1");
  gtk_string_list_append (versions, "TLS 1.2");
  gtk_string_list_append (versions, "TLS 1.3");
  return versions;
}

static void
set_versions (AdwComboRow *row)
{
  g_autoptr (GtkStringList) versions = make_versions ();

  adw_combo_row_set_model (row, G_LIST_MODEL (versions));
}

static void
willow_tls_details_row_dispose (GObject *object)
{
  WillowTlsDetailsRow *self = WILLOW_TLS_DETAILS_ROW (object);

  g_clear_object (&self->bindings);
  G_OBJECT_CLASS (willow_tls_details_row_parent_class)->dispose (object);
}

static void
willow_tls_details_row_class_init (WillowTlsDetailsRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = willow_tls_details_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/io/github/willowmqtt/Willow/ui/willow-tls-details-row.ui");
  gtk_widget_class_bind_template_child (
      widget_class, WillowTlsDetailsRow, name_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowTlsDetailsRow, sni_switch);
  gtk_widget_class_bind_template_child (
      widget_class, WillowTlsDetailsRow, sni_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowTlsDetailsRow, minimum_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowTlsDetailsRow, maximum_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowTlsDetailsRow, ciphers_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowTlsDetailsRow, alpn_row);
  gtk_widget_class_bind_template_child (
      widget_class, WillowTlsDetailsRow, resume_switch);
}

static void
willow_tls_details_row_init (WillowTlsDetailsRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  willow_form_name (self->sni_switch,
                    _ ("Tell the server which name is wanted"));
  willow_form_name (self->resume_switch, _ ("Resume TLS sessions"));
  set_versions (self->minimum_row);
  set_versions (self->maximum_row);
  self->bindings = g_binding_group_new ();
  willow_form_bind (self->bindings, "tls-verify-name", self->name_row, "text");
  willow_form_bind (self->bindings, "tls-send-sni", self->sni_switch, "active");
  willow_form_bind (self->bindings, "tls-sni", self->sni_row, "text");
  willow_form_bind (
      self->bindings, "tls-minimum", self->minimum_row, "selected");
  willow_form_bind (
      self->bindings, "tls-maximum", self->maximum_row, "selected");
  willow_form_bind (self->bindings, "tls-ciphers", self->ciphers_row, "text");
  willow_form_bind (self->bindings, "tls-alpn", self->alpn_row, "text");
  willow_form_bind (
      self->bindings, "tls-resume", self->resume_switch, "active");
  g_object_bind_property (self->sni_switch,
                          "active",
                          self->sni_row,
                          "sensitive",
                          G_BINDING_SYNC_CREATE);
}

void
willow_tls_details_row_set_profile (WillowTlsDetailsRow *self,
                                    WillowProfile       *profile)
{
  g_return_if_fail (WILLOW_IS_TLS_DETAILS_ROW (self));
  g_binding_group_set_source (self->bindings, profile);
}
