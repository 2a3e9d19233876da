/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A broker that is measured, in a process of its own, on a port of its own. */
typedef struct
{
  const char  *name;
  GSubprocess *process;
  guint16      port;
} LoadServer;

/* @program: willow-cli; @arguments: (array zero-terminated=1) (nullable): more
 * of them for its broker */
void load_server_start_willow (LoadServer        *server,
                               const char        *program,
                               const char *const *arguments);
/* Without limits that ours has not. @folder: for its configuration. Returns:
 * %FALSE if there is none */
gboolean load_server_start_mosquitto (LoadServer *server, const char *folder);
void     load_server_stop (LoadServer *server);

/* Processor time that it has used */
double load_server_get_cpu_seconds (const LoadServer *server);
/* Memory that is its own and resident */
gsize load_server_get_resident_bytes (const LoadServer *server);

G_END_DECLS
