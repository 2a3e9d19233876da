#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run one style check: style.py CHECK SOURCE_ROOT [BUILD_ROOT].
Exit status 0 passed, 1 failed, 77 cannot be checked here."""

import sys

from check_format import check_format
from check_layers import check_layers
from check_sources import (check_licence, check_listed, check_names, check_sizes,
                           check_words)
from check_translations import check_potfiles, check_translations
from source_tree import Report, SourceTree

CHECKS = {
    'layers': check_layers,
    'listed': check_listed,
    'licence': check_licence,
    'format': check_format,
    'sizes': check_sizes,
    'names': check_names,
    'words': check_words,
    'potfiles': check_potfiles,
    'translations': check_translations,
}


def main(arguments):
    if len(arguments) not in (2, 3) or arguments[0] not in CHECKS:
        print(__doc__, file=sys.stderr)
        print('CHECK is one of', ', '.join(CHECKS), file=sys.stderr)
        return 2
    report = Report()
    CHECKS[arguments[0]](SourceTree(*arguments[1:]), report)
    for line in report.notes:
        print('note:', line)
    for line in report.problems:
        print(line)
    if report.skip_reason:
        print('skipped:', report.skip_reason)
    if report.problems:
        return 1
    return 77 if report.skip_reason else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
