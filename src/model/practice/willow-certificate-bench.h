/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/practice/willow-practice-broker.h"
#include "model/profile/willow-profile.h"
#include "net/willow-practice-pki.h"
#include "net/willow-tls-facts.h"

G_BEGIN_DECLS

/**
 * WillowCertificateBench:
 *
 * Certificates to practise with, in the practice broker and in a profile: sound
 * ones, or with one flaw on purpose. Unsafe for anything else, and says so.
 *
 * Properties (notify): "active" (boolean: the broker has its certificates),
 * "flaw" (uint, WillowPracticeFlaw: of the server's, for the next make),
 * "mutual" (boolean: clients must show one), "client-flaw" (uint: of the
 * client's), "problem" (string, nullable). Signal "handshake": the broker saw
 * one, see willow_certificate_bench_get_seen().
 */
#define WILLOW_TYPE_CERTIFICATE_BENCH (willow_certificate_bench_get_type ())
G_DECLARE_FINAL_TYPE (WillowCertificateBench,
                      willow_certificate_bench,
                      WILLOW,
                      CERTIFICATE_BENCH,
                      GObject)

WillowCertificateBench *
willow_certificate_bench_new (WillowPracticeBroker *broker);

/* Makes them as the properties say and gives them to the broker, which is
 * started, or started anew where it does not listen by TLS yet. The authority
 * stays the same. Returns: %FALSE with "problem" */
gboolean willow_certificate_bench_make (WillowCertificateBench *self);

/* Points @profile at the broker's TLS port: host, trust, and a client
 * certificate with its key where there is one. */
void willow_certificate_bench_fill_profile (WillowCertificateBench *self,
                                            WillowProfile          *profile);

/* (transfer none) (nullable): what the broker saw of the latest client */
WillowTlsFacts *
willow_certificate_bench_get_seen (WillowCertificateBench *self);

/* Writes all of them, keys too, into @folder; nothing is overwritten. */
gboolean willow_certificate_bench_export (WillowCertificateBench *self,
                                          GFile                  *folder,
                                          GError                **error);

G_END_DECLS
