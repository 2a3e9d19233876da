/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text form of faults: what it says, what it refuses and where. */
#include "fault/willow-fault-text.h"

#include <string.h>

static WillowFault *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  WillowFault *fault = willow_fault_parse (text, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (fault);
  return fault;
}

static void
test_example (void)
{
  g_autoptr (WillowFault) fault = parse ("refuse code=5 client=dev-1 times=3");

  g_assert_cmpint (fault->kind, ==, WILLOW_FAULT_REFUSE);
  g_assert_cmpuint (fault->code, ==, 5);
  g_assert_cmpstr (fault->client_id, ==, "dev-1");
  g_assert_null (fault->user_name);
  g_assert_null (fault->topic);
  g_assert_cmpuint (fault->times, ==, 3);
  g_assert_cmpuint (fault->skip, ==, 0);
  g_assert_true (fault->probability > 0.999999);
}

static void
test_all_words (void)
{
  g_autoptr (WillowFault) fault =
      parse ("  delay\ttime=1.5s packet=suback direction=to-client "
             "client=\"a \\\"b\\\\ c\" user=bob topic=a/+/# skip=2 next "
             "probability=0.25");

  g_assert_cmpint (fault->kind, ==, WILLOW_FAULT_DELAY);
  g_assert_cmpuint (fault->time_ms, ==, 1500);
  g_assert_cmpint (fault->packet, ==, MQTT_PACKET_SUBACK);
  g_assert_cmpint (fault->direction, ==, WILLOW_FAULT_TO_CLIENT);
  g_assert_cmpstr (fault->client_id, ==, "a \"b\\ c");
  g_assert_cmpstr (fault->user_name, ==, "bob");
  g_assert_cmpstr (fault->topic, ==, "a/+/#");
  g_assert_cmpuint (fault->skip, ==, 2);
  g_assert_cmpuint (fault->times, ==, 1);
  g_assert_true (fault->probability > 0.2499 && fault->probability < 0.2501);
}

static void
test_times (void)
{
  static const struct
  {
    const char *text;
    guint       ms;
  } rows[] = {
    { "connack-delay time=5", 5000 },    { "connack-delay time=5s", 5000 },
    { "connack-delay time=250ms", 250 }, { "connack-delay time=0", 0 },
    { "connack-delay time=0.25", 250 },  { "connack-delay", 5000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (WillowFault) fault = parse (rows[i].text);

      g_assert_cmpuint (fault->time_ms, ==, rows[i].ms);
    }
}

static void
test_errors (void)
{
  static const struct
  {
    const char      *text;
    guint            column;
    WillowFaultError code;
  } rows[] = {
    { "", 1, WILLOW_FAULT_ERROR_KIND },
    { "refuze", 1, WILLOW_FAULT_ERROR_KIND },
    { "  Refuse", 3, WILLOW_FAULT_ERROR_KIND },
    { "refuse code=256", 8, WILLOW_FAULT_ERROR_VALUE },
    { "refuse code=", 8, WILLOW_FAULT_ERROR_VALUE },
    { "refuse code", 8, WILLOW_FAULT_ERROR_VALUE },
    { "refuse code=-1", 8, WILLOW_FAULT_ERROR_VALUE },
    { "refuse code=0x100", 8, WILLOW_FAULT_ERROR_VALUE },
    { "refuse  seconds=5", 9, WILLOW_FAULT_ERROR_UNKNOWN },
    { "refuse client=ä wrong=1", 17, WILLOW_FAULT_ERROR_UNKNOWN },
    { "refuse client", 8, WILLOW_FAULT_ERROR_VALUE },
    { "refuse client=\"x", 8, WILLOW_FAULT_ERROR_SYNTAX },
    { "refuse next=1", 8, WILLOW_FAULT_ERROR_UNKNOWN },
    { "refuse times=0", 8, WILLOW_FAULT_ERROR_VALUE },
    { "refuse probability=1.5", 8, WILLOW_FAULT_ERROR_VALUE },
    { "refuse probability=nan", 8, WILLOW_FAULT_ERROR_VALUE },
    { "max-qos qos=2", 9, WILLOW_FAULT_ERROR_VALUE },
    { "delay time=-1", 7, WILLOW_FAULT_ERROR_VALUE },
    { "delay time=1m", 7, WILLOW_FAULT_ERROR_VALUE },
    { "delay time=0x10", 7, WILLOW_FAULT_ERROR_VALUE },
    { "delay time=1e9", 7, WILLOW_FAULT_ERROR_VALUE },
    { "tls-stop bytes=65536", 10, WILLOW_FAULT_ERROR_VALUE },
    { "ws-refuse status=200", 11, WILLOW_FAULT_ERROR_VALUE },
    { "ws-close next client=a", 15, WILLOW_FAULT_ERROR_UNKNOWN },
    { "tls-expired user=a", 13, WILLOW_FAULT_ERROR_UNKNOWN },
    { "tls-expired topic=a", 13, WILLOW_FAULT_ERROR_UNKNOWN },
    { "drop packet=PUBLISHED", 6, WILLOW_FAULT_ERROR_VALUE },
    { "drop direction=up", 6, WILLOW_FAULT_ERROR_VALUE },
    { "drop =", 6, WILLOW_FAULT_ERROR_UNKNOWN },
    { "drop\nnext", 5, WILLOW_FAULT_ERROR_SYNTAX },
    { "drop \xff", 6, WILLOW_FAULT_ERROR_SYNTAX },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *said = NULL;
      guint            column = 0;

      g_assert_null (willow_fault_parse (rows[i].text, &column, &error));
      g_assert_error (error, WILLOW_FAULT_ERROR, (int)rows[i].code);
      if (column != rows[i].column)
        g_test_message ("%s", rows[i].text);
      g_assert_cmpuint (column, ==, rows[i].column);
      said = g_strdup_printf ("column %u", column);
      g_assert_nonnull (strstr (error->message, said));
    }
}

/* Whatever a fault says, its text says the same. */
static void
check_round_trip (const WillowFault *fault)
{
  g_autofree char *text = willow_fault_to_string (fault);
  g_autoptr (WillowFault) again = parse (text);
  g_autofree char *text_again = willow_fault_to_string (again);

  g_assert_true (willow_fault_equal (fault, again));
  g_assert_cmpstr (text, ==, text_again);
}

static void
test_round_trip (void)
{
  for (guint kind = 0; kind < WILLOW_FAULT_N_KINDS; kind++)
    {
      const WillowFaultKindInfo *info =
          willow_fault_kind_get_info ((WillowFaultKind)kind);
      g_autoptr (WillowFault) fault = willow_fault_new ((WillowFaultKind)kind);

      check_round_trip (fault);
      if (!info->is_early)
        {
          fault->client_id = g_strdup ("a b\t\"c\\d");
          fault->user_name = g_strdup ("");
          fault->topic = g_strdup ("ä/=/#");
        }
      fault->times = kind + 1;
      fault->skip = kind;
      fault->probability = 1.0 / 3;
      if (info->has_code)
        fault->code = 0xa2;
      if (info->has_time)
        fault->time_ms = 1234;
      if (info->number_name != NULL)
        fault->number = info->number_maximum;
      if (info->has_packet)
        fault->packet = MQTT_PACKET_AUTH;
      if (info->has_direction)
        fault->direction = WILLOW_FAULT_TO_SERVER;
      if (info->text_name != NULL)
        {
          g_free (fault->text);
          fault->text = g_strdup ("\"quoted\"");
        }
      check_round_trip (fault);
    }
}

static void
test_list (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WillowFaultList) list = willow_fault_list_parse (
      "# what happens on Mondays\n\n  refuse next\r\ndrop\n", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (list->faults->len, ==, 2);
  g_assert_null (willow_fault_list_parse ("refuse\n#\ndrop nex\n", &error));
  g_assert_error (error, WILLOW_FAULT_ERROR, WILLOW_FAULT_ERROR_UNKNOWN);
  g_assert_nonnull (strstr (error->message, "line 3"));
  g_assert_nonnull (strstr (error->message, "column 6"));
}

/* Names are what people write in files: each its own, and stable. */
static void
test_names (void)
{
  for (guint a = 0; a < WILLOW_FAULT_N_KINDS; a++)
    for (guint b = 0; b < a; b++)
      g_assert_cmpstr (willow_fault_kind_get_info ((WillowFaultKind)a)->name,
                       !=,
                       willow_fault_kind_get_info ((WillowFaultKind)b)->name);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fault/text/example", test_example);
  g_test_add_func ("/fault/text/all-words", test_all_words);
  g_test_add_func ("/fault/text/times", test_times);
  g_test_add_func ("/fault/text/errors", test_errors);
  g_test_add_func ("/fault/text/round-trip", test_round_trip);
  g_test_add_func ("/fault/text/list", test_list);
  g_test_add_func ("/fault/text/names", test_names);
  return g_test_run ();
}
