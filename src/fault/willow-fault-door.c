/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault/willow-fault-door.h"

#include "fault/willow-fault-text.h"
#include "net/willow-mute-transport.h"
#include "net/willow-tls-flaw.h"
#include "net/willow-tls-transport.h"

#include <glib/gi18n.h>

static void
forget (WillowFaultDoor *door)
{
  for (guint kind = 0; kind < WILLOW_FAULT_N_KINDS; kind++)
    g_clear_pointer (&door->contexts[kind], willow_tls_context_unref);
  g_clear_pointer (&door->settings, willow_tls_settings_unref);
}

void
willow_fault_door_clear (WillowFaultDoor *door)
{
  forget (door);
}

/* The next of @from to @to that has its turn now. (transfer none) (nullable) */
static WillowFault *
fire (WillowFaultList *list, WillowFaultKind from, WillowFaultKind to)
{
  for (guint i = 0; i < list->faults->len; i++)
    {
      WillowFault *fault = list->faults->pdata[i];

      if (fault->kind >= from && fault->kind <= to &&
          willow_fault_try_fire (fault))
        return fault;
    }
  return NULL;
}

static WillowTlsContext *
make_context (WillowTlsSettings *settings, WillowFaultKind kind, GError **error)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;

  if (kind == WILLOW_FAULT_TLS_DEMAND_CERTIFICATE)
    return willow_tls_context_new_demanding (settings, now_s, error);
  return willow_tls_context_new_flawed (
      settings,
      kind == WILLOW_FAULT_TLS_EXPIRED         ? WILLOW_PRACTICE_EXPIRED
      : kind == WILLOW_FAULT_TLS_NOT_YET_VALID ? WILLOW_PRACTICE_NOT_YET_VALID
      : kind == WILLOW_FAULT_TLS_WRONG_NAME    ? WILLOW_PRACTICE_WRONG_NAME
                                            : WILLOW_PRACTICE_UNKNOWN_AUTHORITY,
      now_s,
      error);
}

static const char *
get_deed (WillowFaultKind kind)
{
  if (kind == WILLOW_FAULT_TLS_EXPIRED)
    return _ ("showed an expired certificate");
  if (kind == WILLOW_FAULT_TLS_NOT_YET_VALID)
    return _ ("showed a certificate that is not valid yet");
  if (kind == WILLOW_FAULT_TLS_WRONG_NAME)
    return _ ("showed a certificate of another name");
  if (kind == WILLOW_FAULT_TLS_UNKNOWN_AUTHORITY)
    return _ ("showed a certificate of an unknown authority");
  return _ ("demanded a client certificate");
}

/* (transfer none): of @fault, or the right one where it cannot be made */
static WillowTlsContext *
get_context (WillowFaultDoor  *door,
             WillowTlsContext *tls,
             WillowFault      *fault,
             char            **note)
{
  WillowTlsSettings *settings = willow_tls_context_get_settings (tls);
  g_autoptr (GError) error = NULL;

  if (door->settings != settings)
    {
      forget (door);
      door->settings = willow_tls_settings_ref (settings);
    }
  if (door->contexts[fault->kind] == NULL)
    door->contexts[fault->kind] = make_context (settings, fault->kind, &error);
  *note = willow_fault_dup_note (
      fault, error != NULL ? error->message : get_deed (fault->kind));
  return error != NULL ? tls : door->contexts[fault->kind];
}

WillowTransport *
willow_fault_door_open_tls (WillowFaultDoor  *door,
                            WillowReactor    *reactor,
                            WillowFaultList  *list,
                            WillowTransport  *transport,
                            WillowTlsContext *tls,
                            char            **note)
{
  WillowFault *fault;

  *note = NULL;
  fault = fire (list, WILLOW_FAULT_TLS_STOP, WILLOW_FAULT_TLS_STOP);
  if (fault != NULL)
    {
      transport = willow_transport_new_mute (transport, fault->number);
      *note = willow_fault_dup_note (
          fault, _ ("stopped in the middle of the TLS handshake"));
    }
  else
    {
      fault = fire (
          list, WILLOW_FAULT_TLS_EXPIRED, WILLOW_FAULT_TLS_DEMAND_CERTIFICATE);
      if (fault != NULL)
        tls = get_context (door, tls, fault, note);
    }
  return willow_transport_new_tls (reactor, transport, tls, NULL, NULL, NULL);
}

static void
refuse (WillowWebsocketTwist *twist, guint status, const char *body)
{
  twist->status = status;
  twist->body = g_strdup (body);
}

gboolean
willow_fault_door_twist (WillowFaultList *list, WillowWebsocketTwist *twist)
{
  WillowFault *fault =
      fire (list, WILLOW_FAULT_WS_REFUSE_SUBPROTOCOL, WILLOW_FAULT_WS_CLOSE);
  g_autofree char *deed = NULL;

  if (fault == NULL)
    return FALSE;
  if (fault->kind == WILLOW_FAULT_WS_REFUSE_SUBPROTOCOL)
    refuse (twist, 400, _ ("The WebSocket subprotocol is not served."));
  else if (fault->kind == WILLOW_FAULT_WS_REFUSE)
    refuse (twist,
            fault->number,
            fault->text != NULL ? fault->text : _ ("Refused on purpose."));
  twist->without_protocol = fault->kind == WILLOW_FAULT_WS_NO_SUBPROTOCOL;
  twist->wrong_accept = fault->kind == WILLOW_FAULT_WS_WRONG_ACCEPT;
  twist->is_cut = fault->kind == WILLOW_FAULT_WS_CLOSE;
  if (twist->status != 0)
    deed = g_strdup_printf (_ ("refused the WebSocket with HTTP %u"),
                            twist->status);
  else
    deed =
        g_strdup (twist->without_protocol
                      ? _ ("left the WebSocket subprotocol out of the answer")
                  : twist->wrong_accept
                      ? _ ("sent a wrong Sec-WebSocket-Accept")
                      : _ ("closed right after the upgrade to a WebSocket"));
  twist->note = willow_fault_dup_note (fault, deed);
  return TRUE;
}
