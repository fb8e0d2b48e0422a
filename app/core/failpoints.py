"""Places where a test ends this process, to see that nothing is lost (reliability F1, F3).

`TACT_FAILPOINT=import.:7` kills it, as `kill -9` does, when the 7th point whose name starts with `import.` is passed.
Without the variable a point costs nothing.
"""

import os
import signal

_prefix, _colon, _at = os.environ.get("TACT_FAILPOINT", "").partition(":")
_turns = iter(range(int(_at or 0) - 1, -1, -1))


def failpoint(name: str) -> None:
    """Dies here when it is this point's turn."""
    if _at and name.startswith(_prefix) and next(_turns, None) == 0:
        os.kill(os.getpid(), signal.SIGKILL)
