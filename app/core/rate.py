"""How often a caller may call: counted in this process, in windows of one minute."""

import time
from functools import lru_cache

from app.core.errors import TooMany
from app.core.i18n import _

WINDOW = 60


class RateLimit:
    """At most `limit` calls per caller and minute."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._ends: float = 0
        self._calls: dict[str, int] = {}

    def hit(self, caller: str) -> dict[str, str]:
        """Counts one call and returns the `RateLimit-*` headers of its answer; raises TooMany beyond the limit."""
        moment = time.monotonic()
        if moment >= self._ends:
            self._ends, self._calls = moment + WINDOW, {}
        calls = self._calls[caller] = self._calls.get(caller, 0) + 1
        reset = int(self._ends - moment) + 1
        headers = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(self.limit - calls, 0)),
            "RateLimit-Reset": str(reset),
        }
        if calls > self.limit:
            raised = TooMany(_("At most %(n)d calls a minute.", n=self.limit), retry_after=reset)
            raised.headers |= headers
            raise raised
        return headers


@lru_cache(maxsize=8)
def rate_limit(limit: int) -> RateLimit:
    """The one counter of this process for `limit`."""
    return RateLimit(limit)
