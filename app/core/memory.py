"""The garbage collector in processes that serve: what they are made of stays, most of the rest is freed at once.

Reference counts free nearly everything; the collector only looks for cycles. With Python's thresholds it looks through
all the rows of a batch hundreds of times while the batch is made, a fifth of the whole.
"""

import asyncio
import contextlib
import gc
from collections.abc import Iterator

MADE_BEFORE_A_LOOK = 50_000
SOON_S = 2


def settle() -> None:
    """Once the process is set up: what there is now is never looked at again, and new objects seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE_BEFORE_A_LOOK, 20, 20)


def settle_soon() -> None:
    """The same a moment after the start, for the look through all that was made holds up the first answers."""
    gc.set_threshold(MADE_BEFORE_A_LOOK, 20, 20)
    asyncio.get_running_loop().call_later(SOON_S, settle)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """No look at all, while a batch is made whose parts are counted out soon."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
