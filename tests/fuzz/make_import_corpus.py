#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of tests/model/import, but for those that are long and say little."""

import sys
from pathlib import Path

MAX_BYTES = 8000

folder = Path(sys.argv[1])
folder.mkdir(exist_ok=True)
for path in sorted(Path(sys.argv[2]).iterdir()):
    if path.suffix != '.expected' and path.stat().st_size <= MAX_BYTES:
        (folder / path.name).write_bytes(path.read_bytes())
