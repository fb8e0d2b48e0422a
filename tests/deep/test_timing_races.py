"""10,000 forced interleavings of two colleagues who act on one person: never two at once."""

import pytest

from tests.outreach.timing_store.races import race


@pytest.mark.parametrize("seed", range(20))
async def test_of_two_at_one_moment_one_passes(database, cast, seed):
    assert await race(database, cast, times=500, seed=seed) == []
