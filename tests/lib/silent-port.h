/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A listener whose queue is full: Linux drops the SYN of whoever comes next, so
 * that connecting is silent. */
typedef struct
{
  GSocket *listener;
  GSocket *waiting[3];
  char    *url;
} SilentPort;

void silent_port_open (SilentPort *port);
void silent_port_close (SilentPort *port);

G_END_DECLS
