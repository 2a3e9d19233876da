/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WillowTlsResumption:
 *
 * What servers gave to resume TLS sessions by, per host. Shared by the settings
 * of one client over any number of connections; thread-safe; atomically
 * reference counted. Whoever has it can go on with the sessions in it.
 */
typedef struct _WillowTlsResumption WillowTlsResumption;

WillowTlsResumption *willow_tls_resumption_new (void);
WillowTlsResumption *willow_tls_resumption_ref (WillowTlsResumption *self);
void                 willow_tls_resumption_unref (WillowTlsResumption *self);

/* As text, for a file that nobody else may read. (transfer full) */
GBytes *willow_tls_resumption_save (WillowTlsResumption *self);
/* Adds what is in such a text. Returns: %FALSE if nothing is */
gboolean willow_tls_resumption_load (WillowTlsResumption *self, GBytes *text);

/* On the thread of a connection, after each that came. */
typedef void (*WillowTlsResumptionFunc) (WillowTlsResumption *self,
                                         gpointer             user_data);
/* Before it is shared. */
void willow_tls_resumption_set_func (WillowTlsResumption    *self,
                                     WillowTlsResumptionFunc func,
                                     gpointer                user_data,
                                     GDestroyNotify          destroy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowTlsResumption, willow_tls_resumption_unref)

G_END_DECLS
