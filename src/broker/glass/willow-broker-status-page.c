/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "broker/glass/willow-broker-status-page.h"

#include <glib/gi18n.h>

static const char style[] =
    ":root{color-scheme:light dark;--text:#241f31;--back:#fafafa;--card:#fff;"
    "--line:#deddda;--accent:#1a7f4b}"
    "@media(prefers-color-scheme:dark){:root{--text:#f6f5f4;--back:#242424;"
    "--card:#303030;--line:#4a4a4a;--accent:#6fd3a0}}"
    "body{font:16px/1.5 Cantarell,system-ui,sans-serif;color:var(--text);"
    "background:var(--back);margin:0;padding:2rem 1rem}"
    "main{max-width:40rem;margin:auto}h1{margin:0;color:var(--accent)}"
    "h2{font-size:1.1rem;margin-top:2rem}"
    "dl,pre{background:var(--card);border:1px solid var(--line);"
    "border-radius:12px;padding:1rem}"
    "dl{display:grid;grid-template-columns:auto 1fr;gap:.4rem 1.5rem}"
    "dt{opacity:.75}dd{margin:0}ul{margin:0;padding:0;list-style:none}"
    "pre{overflow-x:auto}";

static void append (GString *html, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

/* Everything that comes from somewhere else is escaped. */
static void
append (GString *html, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list          args;

  va_start (args, format);
  text = g_markup_vprintf_escaped (format, args);
  va_end (args);
  g_string_append (html, text);
}

static char *
format_uptime (gint64 us)
{
  gint64 seconds = us / G_USEC_PER_SEC;
  guint  days = (guint)(seconds / 86400);

  if (days > 0)
    return g_strdup_printf (
        ngettext ("%u day, %02u:%02u:%02u", "%u days, %02u:%02u:%02u", days),
        days,
        (guint)(seconds / 3600 % 24),
        (guint)(seconds / 60 % 60),
        (guint)(seconds % 60));
  return g_strdup_printf ("%u:%02u:%02u",
                          (guint)(seconds / 3600),
                          (guint)(seconds / 60 % 60),
                          (guint)(seconds % 60));
}

static void
append_listeners (GString *html, WillowBrokerServer *server)
{
  g_autoptr (GPtrArray) listeners = willow_broker_server_dup_listeners (server);

  append (html, "<dt>%s</dt><dd><ul>", _ ("Listens on"));
  for (guint i = 0; i < listeners->len; i++)
    {
      const WillowBrokerListenerConfig *config = listeners->pdata[i];
      g_autofree char                  *url =
          willow_broker_listener_config_dup_url (config, config->port);

      append (html, "<li>%s</li>", url);
    }
  g_string_append (html, "</ul></dd>");
}

static void
append_facts (GString *html, WillowBrokerServer *server)
{
  g_autofree char *uptime = format_uptime (
      willow_broker_server_get_now_us (server) - server->started_us);

  g_string_append (html, "<dl>");
  append (html, "<dt>%s</dt><dd>%s</dd>", _ ("Version"), WILLOW_VERSION);
  append (html, "<dt>%s</dt><dd>%s</dd>", _ ("Running for"), uptime);
  append (html,
          "<dt>%s</dt><dd>%u</dd>",
          _ ("Connected clients"),
          server->n_connected);
  append_listeners (html, server);
  g_string_append (html, "</dl>");
}

GBytes *
willow_broker_status_page_new (WillowBrokerServer               *server,
                               const WillowBrokerListenerConfig *config)
{
  GString    *html = g_string_new ("<!DOCTYPE html>\n");
  const char *scheme = willow_scheme_get_name (config->scheme);

  /* Translators: the tag of the language you translate to, as in HTML */
  append (html, "<html lang=\"%s\">", C_ ("language", "en"));
  g_string_append (html,
                   "<head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                   "content=\"width=device-width\">");
  append (html, "<title>%s</title>", _ ("Willow MQTT broker"));
  g_string_append_printf (html, "<style>%s</style></head><body><main>", style);
  append (
      html, "<h1>Willow</h1><p>%s</p>", _ ("An MQTT broker is running here."));
  append_facts (html, server);
  append (html, "<h2>%s</h2>", _ ("Connect from a web page"));
  append (
      html,
      "<p>%s</p><pre>const client = mqtt.connect(\"%s://\" + location.host "
      "+ \"%s\");\nclient.on(\"message\", (topic, payload) =&gt; "
      "console.log(topic, payload.toString()));\nclient.subscribe(\"#\");"
      "</pre>",
      _ ("With MQTT.js; the WebSocket subprotocol is “mqtt”, which the library "
         "sets by itself:"),
      scheme,
      config->path);
  g_string_append (html, "</main></body></html>\n");
  return g_string_free_to_bytes (html);
}
