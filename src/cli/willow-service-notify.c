/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/willow-service-notify.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A name that begins with “@” is in the abstract namespace, where a 0 takes its
 * place. */
void
willow_service_notify (const char *state)
{
  const char        *path = g_getenv ("NOTIFY_SOCKET");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  gsize              len = path != NULL ? strlen (path) : 0;
  int                fd;

  if (len < 2 || len > sizeof address.sun_path ||
      (path[0] != '/' && path[0] != '@'))
    return;
  memcpy (address.sun_path, path, len);
  if (path[0] == '@')
    address.sun_path[0] = '\0';
  fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return;
  /* Nobody listens any more: no reason to stop. */
  if (sendto (fd,
              state,
              strlen (state),
              MSG_NOSIGNAL,
              (struct sockaddr *)&address,
              (socklen_t)(offsetof (struct sockaddr_un, sun_path) + len)) < 0)
    g_debug ("NOTIFY_SOCKET: %s", g_strerror (errno));
  close (fd);
}
