/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net/willow-practice-pki.h"

#include <glib/gi18n.h>

static const struct
{
  const char *id;
  const char *name;
  const char *sentence;
} flaws[WILLOW_PRACTICE_N_FLAWS] = {
  [WILLOW_PRACTICE_SOUND] = { "sound",
                              N_ ("Sound"),
                              N_ ("Nothing is wrong: whoever trusts the "
                                  "practice authority accepts it.") },
  [WILLOW_PRACTICE_EXPIRED] = { "expired",
                                N_ ("Expired"),
                                N_ ("Its last day was two days before it was "
                                    "made: refused as expired, whoever issued "
                                    "it.") },
  [WILLOW_PRACTICE_NOT_YET_VALID] = { "not-yet-valid",
                                      N_ ("Not yet valid"),
                                      N_ ("Its first day is two days after it "
                                          "was made: refused until then, just "
                                          "as if the clock of the one who "
                                          "looks were slow.") },
  [WILLOW_PRACTICE_WRONG_NAME] = { "wrong-name",
                                   N_ ("Wrong name"),
                                   N_ ("It stands for wrong-name.invalid: "
                                       "refused under every other name.") },
  [WILLOW_PRACTICE_UNKNOWN_AUTHORITY] = { "unknown-authority",
                                          N_ ("Unknown authority"),
                                          N_ ("An authority issued it that "
                                              "nobody was given: refused as "
                                              "untrusted.") },
  [WILLOW_PRACTICE_MISSING_INTERMEDIATE] = { "missing-intermediate",
                                             N_ ("Missing intermediate "
                                                 "certificate"),
                                             N_ ("An intermediate authority "
                                                 "issued it, and the "
                                                 "certificate of that "
                                                 "one is not sent along: no "
                                                 "way leads to the trusted "
                                                 "authority.") },
  [WILLOW_PRACTICE_WRONG_PURPOSE] = { "wrong-purpose",
                                      N_ ("Wrong purpose"),
                                      N_ ("A server has a certificate for "
                                          "clients, or a client one for "
                                          "servers: refused because of its "
                                          "purpose.") },
  [WILLOW_PRACTICE_WEAK_KEY] = { "weak-key",
                                 N_ ("Weak key"),
                                 N_ ("Its key is RSA with 1024 bits only: "
                                     "refused as too small to be safe.") },
  [WILLOW_PRACTICE_SELF_SIGNED] = { "self-signed",
                                    N_ ("Signed by itself"),
                                    N_ ("No authority issued it: refused, "
                                        "unless this very certificate is "
                                        "trusted or pinned.") },
};

const char *
willow_practice_flaw_get_id (WillowPracticeFlaw flaw)
{
  return flaws[flaw].id;
}

gboolean
willow_practice_flaw_parse (const char *id, WillowPracticeFlaw *flaw)
{
  for (guint i = 0; i < G_N_ELEMENTS (flaws); i++)
    if (g_str_equal (id, flaws[i].id))
      {
        *flaw = i;
        return TRUE;
      }
  return FALSE;
}

const char *
willow_practice_flaw_get_name (WillowPracticeFlaw flaw)
{
  return _ (flaws[flaw].name);
}

const char *
willow_practice_flaw_get_sentence (WillowPracticeFlaw flaw)
{
  return _ (flaws[flaw].sentence);
}

gboolean
willow_practice_flaw_suits_clients (WillowPracticeFlaw flaw)
{
  return flaw != WILLOW_PRACTICE_WRONG_NAME;
}
