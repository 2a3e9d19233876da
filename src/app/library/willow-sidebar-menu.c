/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/library/willow-sidebar-menu.h"

#include "model/profile/willow-colour.h"
#include "model/profile/willow-profile-library.h"

#include <glib/gi18n.h>

/* @accel: (nullable): the key that does the same, to be shown only */
static void
append (GMenu *menu, const char *label, const char *action, const char *accel)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, action);

  if (accel != NULL)
    g_menu_item_set_attribute (item, "accel", "s", accel);
  g_menu_append_item (menu, item);
}

static void
append_section (GMenu *menu, GMenu *section)
{
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_unref (section);
}

static GMenu *
make_connecting (WillowWorkspace *workspace, WillowProfile *profile)
{
  GMenu              *menu = g_menu_new ();
  WillowConversation *conversation =
      willow_workspace_find_conversation (workspace, profile);
  WillowClientState state = conversation != NULL
                                ? willow_conversation_get_state (conversation)
                                : WILLOW_CLIENT_DISCONNECTED;

  if (state == WILLOW_CLIENT_CONNECTED)
    append (menu, _ ("_Disconnect"), "row.disconnect", NULL);
  else if (state == WILLOW_CLIENT_CONNECTING)
    append (menu, _ ("_Cancel"), "row.disconnect", NULL);
  else
    append (menu, _ ("_Connect"), "row.connect", "Return");
  append (menu, _ ("Open in New _Window"), "row.new-window", "<Shift>Return");
  return menu;
}

static GMenu *
make_editing (gboolean temporary)
{
  GMenu *menu = g_menu_new ();

  if (temporary)
    append (menu, _ ("_Keep"), "row.keep", NULL);
  append (menu, _ ("_Rename"), "row.rename", "F2");
  append (menu, _ ("De_tails"), "row.details", NULL);
  append (menu, _ ("D_uplicate"), "row.duplicate", NULL);
  return menu;
}

static void
append_group (GMenu *menu, const char *label, const char *group)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "profile.group", "s", group);
  g_menu_append_item (menu, item);
}

/* A name may have underscores of its own. */
static char *
escape (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "_", -1);

  return g_strjoinv ("__", parts);
}

static GMenuModel *
make_groups (WillowProfileStore *store)
{
  GMenu *menu = g_menu_new ();
  GMenu *there = g_menu_new ();
  GMenu *new = g_menu_new ();
  g_auto (GStrv) groups = willow_profile_store_dup_groups (store);

  append_group (there, _ ("N_one"), "");
  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *label = escape (groups[i]);

      append_group (there, label, groups[i]);
    }
  append_section (menu, there);
  append (new, _ ("_New Group…"), "row.new-group", NULL);
  append_section (menu, new);
  return G_MENU_MODEL (menu);
}

static GMenuModel *
make_colours (void)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < WILLOW_N_COLOURS; i++)
    {
      g_autoptr (GMenuItem) item =
          g_menu_item_new (willow_colour_get_word (i), NULL);

      g_menu_item_set_action_and_target (item, "profile.colour", "u", i);
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (menu);
}

static GMenu *
make_placing (WillowProfileStore *store, WillowProfile *profile)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenuModel) groups = make_groups (store);
  g_autoptr (GMenuModel) colours = make_colours ();

  g_menu_append_submenu (menu, _ ("_Group"), groups);
  g_menu_append_submenu (menu, _ ("C_olor"), colours);
  if (willow_profile_store_step (store, profile, -1, TRUE))
    append (menu, _ ("Move U_p"), "row.move-up", "<Alt>Up");
  if (willow_profile_store_step (store, profile, 1, TRUE))
    append (menu, _ ("Move Dow_n"), "row.move-down", "<Alt>Down");
  return menu;
}

static void
group_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  WillowProfile      *profile = user_data;
  WillowProfileStore *store = g_object_get_data (G_OBJECT (action), "store");

  g_simple_action_set_state (action, value);
  willow_profile_store_move_into (
      store, profile, g_variant_get_string (value, NULL), NULL);
}

/* What is chosen now is ticked. */
static GSimpleActionGroup *
make_choices (WillowProfileStore *store, WillowProfile *profile)
{
  GSimpleActionGroup *actions = g_simple_action_group_new ();
  g_autoptr (GPropertyAction) colour =
      g_property_action_new ("colour", profile, "colour");
  g_autoptr (GSimpleAction) group = NULL;
  g_autofree char *name = NULL;

  g_object_get (profile, "group", &name, NULL);
  group = g_simple_action_new_stateful (
      "group", G_VARIANT_TYPE_STRING, g_variant_new_string (name));
  g_object_set_data_full (
      G_OBJECT (group), "store", g_object_ref (store), g_object_unref);
  g_signal_connect_object (
      group, "change-state", G_CALLBACK (group_cb), profile, 0);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (colour));
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (group));
  return actions;
}

void
willow_sidebar_menu_set_up (GtkMenuButton   *button,
                            WillowWorkspace *workspace,
                            WillowProfile   *profile)
{
  WillowProfileStore *store = willow_workspace_get_profiles (workspace);
  gboolean temporary = willow_profile_store_is_temporary (store, profile);
  g_autoptr (GSimpleActionGroup) choices = make_choices (store, profile);
  g_autoptr (GMenu) menu = g_menu_new ();
  GMenu *last = g_menu_new ();

  append_section (menu, make_connecting (workspace, profile));
  append_section (menu, make_editing (temporary));
  append_section (menu, make_placing (store, profile));
  append (
      last, temporary ? _ ("D_iscard") : _ ("D_elete…"), "row.delete", NULL);
  append_section (menu, last);
  gtk_widget_insert_action_group (
      GTK_WIDGET (button), "profile", G_ACTION_GROUP (choices));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

void
willow_sidebar_menu_set_up_group (GtkMenuButton      *button,
                                  WillowProfileStore *store,
                                  const char         *group)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GMenu *placing = g_menu_new ();
  GMenu *last = g_menu_new ();

  append (placing, _ ("_Rename…"), "group.rename", "F2");
  if (willow_profile_store_step_group (store, group, -1, TRUE))
    append (placing, _ ("Move U_p"), "group.move-up", "<Alt>Up");
  if (willow_profile_store_step_group (store, group, 1, TRUE))
    append (placing, _ ("Move Dow_n"), "group.move-down", "<Alt>Down");
  append_section (menu, placing);
  append (last, _ ("_Ungroup"), "group.dissolve", NULL);
  append_section (menu, last);
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}
