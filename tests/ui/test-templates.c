/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-fixture.h"

#include "app/practice/willow-broker-page.h"
#include "app/connection/willow-connack-card.h"
#include "app/connection/willow-dialects-page.h"
#include "app/connection/willow-connect-preview.h"
#include "app/connection/willow-connection-page.h"
#include "app/window/willow-conversation-view.h"
#include "app/connection/willow-details-group.h"
#include "app/connection/willow-doctor-panel.h"
#include "app/traffic/willow-field-row.h"
#include "app/connection/willow-header-row.h"
#include "app/connection/willow-identity-row.h"
#include "app/traffic/willow-inspector.h"
#include "app/traffic/willow-messages-page.h"
#include "app/window/willow-notice-bar.h"
#include "app/traffic/willow-packet-view.h"
#include "app/traffic/willow-packets-page.h"
#include "app/connection/willow-proxy-group.h"
#include "app/connection/willow-psk-row.h"
#include "app/traffic/willow-publish-bar.h"
#include "app/connection/willow-security-group.h"
#include "app/library/willow-sidebar-group-row.h"
#include "app/library/willow-sidebar-row.h"
#include "app/library/willow-sidebar.h"
#include "app/window/willow-state-title.h"
#include "app/connection/willow-tls-details-row.h"
#include "app/traffic/willow-topics-page.h"
#include "app/connection/willow-trust-row.h"
#include "app/connection/willow-web-socket-group.h"
#include "app/window/willow-welcome-page.h"

/* Properties and CSS that the floor does not know are warnings at run time
 * only, and every warning is fatal here. */

static void
test_one (gconstpointer data)
{
  GType      type = (*(GType (*const *) (void))data) ();
  GtkWidget *widget = g_object_ref_sink (g_object_new (type, NULL));

  gtk_widget_measure (
      widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  g_assert_finalize_object (widget);
}

static void
test_window_fits (UiFixture *fixture, gconstpointer data)
{
  int width, height;

  gtk_widget_measure (GTK_WIDGET (fixture->window),
                      GTK_ORIENTATION_HORIZONTAL,
                      -1,
                      &width,
                      NULL,
                      NULL,
                      NULL);
  gtk_widget_measure (GTK_WIDGET (fixture->window),
                      GTK_ORIENTATION_VERTICAL,
                      -1,
                      &height,
                      NULL,
                      NULL,
                      NULL);
  g_assert_cmpint (width, <=, 800);
  g_assert_cmpint (height, <=, 600);
}

static void
test_help_overlay (void)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (
      "/io/github/willowmqtt/Willow/gtk/help-overlay.ui");
  GObject *overlay = gtk_builder_get_object (builder, "help_overlay");

  g_assert_true (GTK_IS_SHORTCUTS_WINDOW (overlay));
  gtk_window_destroy (GTK_WINDOW (overlay));
}

static GType (*const types[]) (void) = {
  willow_details_group_get_type,    willow_sidebar_get_type,
  willow_sidebar_row_get_type,      willow_sidebar_group_row_get_type,
  willow_broker_page_get_type,      willow_connack_card_get_type,
  willow_dialects_page_get_type,    willow_connect_preview_get_type,
  willow_connection_page_get_type,  willow_conversation_view_get_type,
  willow_field_row_get_type,        willow_inspector_get_type,
  willow_messages_page_get_type,    willow_notice_bar_get_type,
  willow_packet_view_get_type,      willow_packets_page_get_type,
  willow_publish_bar_get_type,      willow_state_title_get_type,
  willow_topics_page_get_type,      willow_welcome_page_get_type,
  willow_identity_row_get_type,     willow_proxy_group_get_type,
  willow_psk_row_get_type,          willow_security_group_get_type,
  willow_tls_details_row_get_type,  willow_trust_row_get_type,
  willow_web_socket_group_get_type, willow_header_row_get_type,
  willow_doctor_panel_get_type,
};

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *path =
          g_strconcat ("/ui/templates/", g_type_name (types[i]()), NULL);

      g_test_add_data_func (path, &types[i], test_one);
    }
  g_test_add ("/ui/templates/window-fits-800x600",
              UiFixture,
              NULL,
              ui_fixture_set_up,
              test_window_fits,
              ui_fixture_tear_down);
  g_test_add_func ("/ui/templates/help-overlay", test_help_overlay);
  return g_test_run ();
}
