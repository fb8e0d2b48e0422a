"""The properties of timing, over many more invented people."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.outreach.timing.invented import World, worlds
from tests.outreach.timing.test_properties import PROPERTIES


@pytest.mark.parametrize("quarter", range(4))
def test_whatever_is_known(quarter, depth):
    @settings(max_examples=depth(sample=75, full=5_000), deadline=None, suppress_health_check=list(HealthCheck))
    @given(world=worlds())
    def prove(world: World) -> None:
        for holds in PROPERTIES:
            holds(world)

    prove()
