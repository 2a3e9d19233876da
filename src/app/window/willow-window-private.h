/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/connection/willow-connect-button.h"
#include "app/window/willow-conversation-view.h"
#include "app/window/willow-notice-bar.h"
#include "app/library/willow-sidebar.h"
#include "app/window/willow-state-title.h"
#include "app/window/willow-window.h"

G_BEGIN_DECLS

/* A pane that gives way when the window is narrow, and comes back. */
typedef struct
{
  const char *action;
  int         below; /* window width, pixels, at which it gives way */
  gboolean    wanted;
  gboolean    narrow;
} WillowPane;

struct _WillowWindow
{
  AdwApplicationWindow parent_instance;

  WillowWorkspace *workspace;
  GSettings       *settings; /* (nullable) */
  GSignalGroup    *conversation_signals;
  WillowPane       sidebar_pane;
  WillowPane       inspector_pane;
  guint            fit_source;
  gboolean         inspector_placed;

  WillowNoticeBar        *file_notice;
  WillowNoticeBar        *guest_notice; /* what is shown is not kept */
  AdwToastOverlay        *toasts;
  WillowConnectButton    *connect_button;
  WillowStateTitle       *state_title;
  GtkWidget              *inspector_button;
  GtkWidget              *faults_button; /* in sight while one is armed */
  AdwButtonContent       *faults_content;
  GtkWidget              *open_button; /* while others reach the broker */
  GtkPaned               *paned;
  WillowSidebar          *sidebar;
  GtkStack               *content;
  WillowConversationView *view;
  GtkWidget              *broker_page;
  GtkWidget              *welcome_page;
};

void willow_window_update_title (WillowWindow *self);

/* willow-window-actions.c */
void willow_window_add_actions (WillowWindow *self);
void willow_window_update_actions (WillowWindow *self);

/* willow-window-profiles.c */
void willow_window_add_profile_actions (WillowWindow *self);

/* willow-window-import.c */
void willow_window_add_import_actions (WillowWindow *self);

/* willow-window-doctor.c */
void willow_window_add_doctor_actions (WillowWindow *self);

/* willow-window-library.c */
/* It is a changed copy of another one. */
void willow_window_mark_trial (WillowProfile *profile);
void willow_window_add_library_actions (WillowWindow *self);
void willow_window_update_guest (WillowWindow *self);
void willow_window_keep (WillowWindow *self);

/* willow-window-panes.c */
void willow_window_add_pane_actions (WillowWindow *self);
void willow_window_restore_panes (WillowWindow *self);
void willow_window_fit_panes (WillowWindow *self, int width);
void willow_window_next_zone (WillowWindow *self, gboolean backwards);

G_END_DECLS
