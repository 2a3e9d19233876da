/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WillowProxyDialogue:
 *
 * What is said to a proxy, and what it answers, until it passes bytes on to the
 * target: HTTP CONNECT (RFC 9110 section 9.3.6) or SOCKS5 (RFC 1928, 1929).
 * Without any I/O. The name of the target goes to the proxy as it is, which
 * looks it up.
 */
typedef struct _WillowProxyDialogue WillowProxyDialogue;

#define WILLOW_PROXY_ERROR (willow_proxy_error_quark ())
GQuark willow_proxy_error_quark (void);
typedef enum
{
  WILLOW_PROXY_ERROR_SETTINGS,       /* what was asked for cannot be said */
  WILLOW_PROXY_ERROR_NOT_REACHED,    /* the proxy itself */
  WILLOW_PROXY_ERROR_NOT_A_PROXY,    /* it speaks something else */
  WILLOW_PROXY_ERROR_NEEDS_LOGIN,    /* and none is given */
  WILLOW_PROXY_ERROR_LOGIN_REFUSED,  /* user name or password */
  WILLOW_PROXY_ERROR_LOGIN_UNKNOWN,  /* no way to log in that we have */
  WILLOW_PROXY_ERROR_NOT_ALLOWED,    /* its rules forbid the target */
  WILLOW_PROXY_ERROR_TARGET_UNKNOWN, /* the target is not found from there */
  WILLOW_PROXY_ERROR_TARGET_REFUSED, /* the target refused */
  WILLOW_PROXY_ERROR_TARGET_UNREACHABLE,
  WILLOW_PROXY_ERROR_TARGET_SILENT, /* the proxy waited in vain */
  WILLOW_PROXY_ERROR_UNSUPPORTED,   /* it cannot do what was asked */
  WILLOW_PROXY_ERROR_STATUS,        /* any other answer */
  WILLOW_PROXY_ERROR_PROTOCOL,      /* the answer breaks the protocol */
  WILLOW_PROXY_ERROR_CLOSED,        /* in the middle */
  WILLOW_PROXY_ERROR_SILENT,        /* it did not answer in time */
} WillowProxyError;

/**
 * willow_http_proxy_new:
 * @host: of the target: a name, or an address, IPv6 without brackets
 * @user_name: (nullable): for Basic; %NULL: no credentials
 * @password: (nullable)
 * @error: WILLOW_PROXY_ERROR_SETTINGS
 *
 * Returns: (transfer full) (nullable):
 */
WillowProxyDialogue *willow_http_proxy_new (const char *host,
                                            guint16     port,
                                            const char *user_name,
                                            GBytes     *password,
                                            GError    **error);
/* The same, of SOCKS5. */
WillowProxyDialogue *willow_socks5_new (const char *host,
                                        guint16     port,
                                        const char *user_name,
                                        GBytes     *password,
                                        GError    **error);
void                 willow_proxy_dialogue_free (WillowProxyDialogue *dialogue);

/* (transfer none): what waits to be sent. */
const guint8 *willow_proxy_dialogue_peek_output (WillowProxyDialogue *dialogue,
                                                 gsize               *len);
void          willow_proxy_dialogue_skip_output (WillowProxyDialogue *dialogue,
                                                 gsize                len);

/* How many bytes may be read now without taking any of those that come from the
 * target behind the proxy's answer. 0: it is over, or output must go first. */
gsize willow_proxy_dialogue_get_wanted (WillowProxyDialogue *dialogue);

/* @len: at most what is wanted
 * Returns: %FALSE with WILLOW_PROXY_ERROR: a sentence */
gboolean willow_proxy_dialogue_feed (WillowProxyDialogue *dialogue,
                                     const void          *data,
                                     gsize                len,
                                     GError             **error);
/* The proxy closed. (transfer full): a sentence */
GError *willow_proxy_dialogue_explain_end (WillowProxyDialogue *dialogue);
/* The time is over. (transfer full): a sentence */
GError *willow_proxy_dialogue_explain_silence (WillowProxyDialogue *dialogue);

gboolean willow_proxy_dialogue_is_open (WillowProxyDialogue *dialogue);

/* (transfer full): what has been said so far, credentials masked. */
GBytes *willow_proxy_dialogue_dup_sent (WillowProxyDialogue *dialogue);
GBytes *willow_proxy_dialogue_dup_received (WillowProxyDialogue *dialogue);
/* (transfer full): one line: "HTTP/1.1 200 OK", "SOCKS5" */
char *willow_proxy_dialogue_describe (WillowProxyDialogue *dialogue);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WillowProxyDialogue, willow_proxy_dialogue_free)

G_END_DECLS
