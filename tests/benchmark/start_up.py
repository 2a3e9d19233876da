#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long from exec to the first frame, and how much memory the idle window holds.

Run by build-aux/headless --wayland. The judge is the Wayland protocol: the
first frame is there when the window commits its first buffer."""

import os
import statistics
import subprocess
import sys
import threading
import time

WILLOW = sys.argv[1]
RUNS = 7
SETTLE_S = 4


def kib(pid, name):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as rollup:
        return next(int(line.split()[1]) for line in rollup if line.startswith(name + ":"))


def ticks(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def first_frame(process):
    """Reads the protocol until a buffer is attached and committed."""
    attached = False
    for line in process.stderr:
        if "wl_surface@" in line and ".attach(wl_buffer@" in line:
            attached = True
        elif attached and "wl_surface@" in line and ".commit()" in line:
            return time.monotonic()
    raise SystemExit("Willow ended without a frame")


def run(measure_idle):
    environment = dict(os.environ, WAYLAND_DEBUG="1")
    start = time.monotonic()
    with subprocess.Popen([WILLOW], env=environment, stderr=subprocess.PIPE, text=True,
                          errors="replace") as process:
        seconds = first_frame(process) - start
        # Somebody has to read on, or the program waits for its own messages.
        threading.Thread(target=process.stderr.read, daemon=True).start()
        idle = None
        if measure_idle:
            time.sleep(SETTLE_S)
            before = ticks(process.pid)
            time.sleep(SETTLE_S)
            share = (ticks(process.pid) - before) / os.sysconf("SC_CLK_TCK") / SETTLE_S
            idle = kib(process.pid, "Rss"), kib(process.pid, "Pss"), share
        process.terminate()
    return seconds * 1000, idle


def main():
    cold, _ = run(False)
    times = [run(False)[0] for _ in range(RUNS)]
    _, (rss, pss, share) = run(True)
    print(f"first frame: {cold:.0f} ms at first, then median of {RUNS} {statistics.median(times):.0f} ms "
          f"({min(times):.0f} to {max(times):.0f})")
    print(f"idle: {rss / 1024:.1f} MiB resident ({pss / 1024:.1f} MiB proportional), "
          f"{share * 100:.2f} % of a core")


main()
