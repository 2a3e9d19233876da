/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/willow-cli.h"
#include "fault/willow-fault-text.h"

#include <glib/gi18n.h>

static void
append (GString *out, const char *key, const char *value)
{
  g_string_append_printf (out, " %s=%s", key, value);
}

/* The parameters with their defaults, as the text form has them. */
static void
print_parameters (const WillowFaultKindInfo *info)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (info->has_code)
    g_string_append_printf (
        out, info->code < 0x80 ? " code=%u" : " code=0x%02x", info->code);
  if (info->number_name != NULL)
    g_string_append_printf (out, " %s=%u", info->number_name, info->number);
  if (info->has_time && info->time_ms % 1000 == 0)
    g_string_append_printf (out, " time=%us", info->time_ms / 1000);
  else if (info->has_time)
    g_string_append_printf (out, " time=%ums", info->time_ms);
  if (info->has_packet)
    append (out, "packet", willow_fault_packet_get_name (info->packet));
  if (info->has_direction)
    append (
        out, "direction", willow_fault_direction_get_name (info->direction));
  if (info->text_name != NULL)
    append (out, info->text_name, info->text != NULL ? info->text : "");
  if (out->len > 0)
    g_print ("    %s\n", out->str + 1);
}

static int
list_faults (int argc, char *argv[])
{
  int             code = WILLOW_EXIT_OK;
  GOptionContext *context =
      g_option_context_new (_ ("— what can be made to go wrong"));

  if (!willow_cli_parse (context, &argc, &argv, &code))
    return code;
  for (guint group = 0; group < WILLOW_FAULT_N_GROUPS; group++)
    {
      g_print ("%s\n",
               _ (willow_fault_group_get_title ((WillowFaultGroup)group)));
      for (guint kind = 0; kind < WILLOW_FAULT_N_KINDS; kind++)
        {
          const WillowFaultKindInfo *info =
              willow_fault_kind_get_info ((WillowFaultKind)kind);

          if (info->group != (WillowFaultGroup)group)
            continue;
          g_print ("  %-23s %s\n", info->name, _ (info->sentence));
          print_parameters (info);
        }
    }
  g_print ("%s\n    %s\n",
           _ ("All of them take when and with whom; see docs/faults.md:"),
           "next times=N skip=N probability=P client=ID user=NAME "
           "topic=FILTER");
  return WILLOW_EXIT_OK;
}

int
willow_command_faults (int argc, char *argv[])
{
  if (argc > 1 && g_str_equal (argv[1], "list"))
    {
      g_set_prgname ("willow-cli faults list");
      argv[1] = argv[0];
      return list_faults (argc - 1, argv + 1);
    }
  if (argc > 1 && g_str_equal (argv[1], "--help"))
    {
      g_print ("%s\n  willow-cli faults list\n", _ ("Usage:"));
      return WILLOW_EXIT_OK;
    }
  willow_cli_complain (_ ("faults needs: list"));
  return WILLOW_EXIT_USAGE;
}
