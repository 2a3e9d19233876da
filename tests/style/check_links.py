#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which libraries a program really needs: check_links.py RULE PROGRAM.
only-glib: what it names itself is GLib and C; no-gtk: nothing that it loads,
however far away, needs a display."""

import re
import subprocess
import sys

RULES = {
    # the sanitizers and coverage come with the build, not with the code
    'only-glib': lambda lib: not re.match(r'lib(glib-2\.0|c|m|gcc_s|asan|ubsan|tsan|gcov)\.so'
                                          r'|ld-linux|linux-vdso', lib),
    'no-gtk': lambda lib: bool(re.match(r'lib(gtk-|gdk|adwaita|gtksourceview|X11|wayland-client)',
                                        lib)),
}


def wrong_libraries(rule, libraries):
    return [lib for lib in libraries if RULES[rule](lib)]


def needed(rule, program):
    if rule == 'only-glib':
        said = subprocess.run(['readelf', '-d', program], capture_output=True, text=True,
                              check=True).stdout
        return re.findall(r'NEEDED.*\[(.+?)\]', said)
    said = subprocess.run(['ldd', program], capture_output=True, text=True, check=True).stdout
    return [line.split()[0].rsplit('/', 1)[-1] for line in said.splitlines() if line.strip()]


def main(rule, program):
    libraries = needed(rule, program)
    wrong = wrong_libraries(rule, libraries)
    print(f'{program} needs', ' '.join(libraries))
    for library in wrong:
        print(f'{rule} does not allow {library}')
    return 1 if wrong or not libraries else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
