/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "auth/willow-sasl-prep.h"

#include <string.h>

/* RFC 4013 section 3 has the first seven of these. */
static const struct
{
  const char *text;
  const char *prepared; /* NULL: refused */
} cases[] = {
  { "I\xc2\xadX", "IX" },
  { "user", "user" },
  { "USER", "USER" },
  { "\xc2\xaa", "a" },
  { "\xe2\x85\xa8", "IX" },
  { "\x07", NULL },
  { "\xd8\xa7"
    "1",
    NULL },
  { "", NULL },
  { "\xc2\xad", NULL },
  { "a\xc2\xa0"
    "b",
    "a b" },
  { "pass word ", "pass word " },
  { "e\xcc\x81", "\xc3\xa9" },
  { "\xd7\x90\xd7\x91", "\xd7\x90\xd7\x91" },
  { "\xd7\x90"
    "a"
    "\xd7\x91",
    NULL },
  { "\xee\x80\x80", NULL }, /* private use */
  { "\xef\xbf\xbd", NULL }, /* U+FFFD */
  { "\xe2\x80\xa8", NULL }, /* line separator */
  { "\xff", NULL },         /* no UTF-8 */
  { "\xe5\xaf\x86\xe7\xa0\x81", "\xe5\xaf\x86\xe7\xa0\x81" },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *prepared =
          willow_sasl_prep (cases[i].text, strlen (cases[i].text));

      g_assert_cmpstr (prepared, ==, cases[i].prepared);
    }
}

static void
test_nul (void)
{
  g_assert_null (willow_sasl_prep ("a\0b", 3));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/auth/sasl-prep/cases", test_cases);
  g_test_add_func ("/auth/sasl-prep/nul", test_nul);
  return g_test_run ();
}
