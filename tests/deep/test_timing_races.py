"""10,000 forced interleavings of two colleagues who act on one person: never two at once. The sample is small, for
`make test` forces 200 beside it (tests/outreach/timing_store/test_reserve.py)."""

import pytest

from tests.outreach.timing_store.races import race


@pytest.mark.parametrize("seed", range(20))
async def test_of_two_at_one_moment_one_passes(database, cast, seed, depth):
    assert await race(database, cast, times=depth(sample=2, full=500), seed=seed) == []
