/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/fuzz-target.h"

#include "net/willow-http-head.h"
#include "net/willow-phase.h"
#include "net/willow-proxy-dialogue.h"

#include <string.h>

/* A letter, then what comes from outside: H what an HTTP proxy answers, h the
 * same with credentials, S and s of SOCKS5, M a head to mask, P a record of a
 * step of coming up. */

static void
check_dialogue (WillowProxyDialogue *dialogue, const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  gsize at = 0;

  while (error == NULL && !willow_proxy_dialogue_is_open (dialogue))
    {
      gsize n;

      willow_proxy_dialogue_peek_output (dialogue, &n);
      willow_proxy_dialogue_skip_output (dialogue, n);
      n = MIN (willow_proxy_dialogue_get_wanted (dialogue), size - at);
      if (n == 0)
        error = willow_proxy_dialogue_explain_end (dialogue);
      else
        willow_proxy_dialogue_feed (dialogue, data + at, n, &error);
      at += n;
    }
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  else
    {
      g_autofree char *text = willow_proxy_dialogue_describe (dialogue);

      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
}

static void
check_mask (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) head = g_bytes_new (data, size);
  g_autoptr (GBytes) masked = willow_http_head_mask (head);
  g_autoptr (GBytes) again = willow_http_head_mask (masked);

  g_assert_cmpuint (g_bytes_get_size (masked), ==, size);
  g_assert_true (g_bytes_equal (masked, again));
}

static void
check_phase (const guint8 *data, gsize size)
{
  g_autoptr (WillowPhase) phase =
      willow_phase_from_text ((const char *)data, size);
  g_autoptr (WillowPhase) again = NULL;
  g_autofree char *text = NULL;

  if (phase == NULL)
    return;
  text = willow_phase_to_text (phase);
  again = willow_phase_from_text (text, strlen (text));
  g_assert_nonnull (again);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (WillowProxyDialogue) dialogue = NULL;
  g_autoptr (GBytes) password = g_bytes_new_static ("tree", 4);
  gboolean has_login;

  if (size == 0)
    return 0;
  has_login = g_ascii_islower (data[0]);
  if (data[0] == 'M')
    check_mask (data + 1, size - 1);
  else if (data[0] == 'P')
    check_phase (data + 1, size - 1);
  else
    {
      dialogue = (g_ascii_toupper ((char)data[0]) == 'H'
                      ? willow_http_proxy_new
                      : willow_socks5_new) ("h",
                                            1883,
                                            has_login ? "ann" : NULL,
                                            has_login ? password : NULL,
                                            NULL);
      check_dialogue (dialogue, data + 1, size - 1);
    }
  return 0;
}
