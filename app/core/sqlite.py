"""Lets the SQLite of the `pysqlite3` wheel stand in for the standard library's.

SQLite 3.7.0–3.51.2 can corrupt a WAL under two writers (reliability F20). Import this before `aiosqlite`.
"""

import sys

try:
    import pysqlite3 as sqlite3

    sys.modules["sqlite3"] = sqlite3
except ImportError:  # no wheel for this machine
    import sqlite3

FIXED = (3, 51, 3)
VERSION = sqlite3.sqlite_version_info
IS_SAFE = VERSION >= FIXED
