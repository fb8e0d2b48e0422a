"""The properties of timing, over many more invented people."""

from hypothesis import HealthCheck, given, settings

from tests.outreach.timing.invented import World, worlds
from tests.outreach.timing.test_properties import PROPERTIES


def test_whatever_is_known(depth):
    @settings(max_examples=depth(sample=300, full=20_000), deadline=None, suppress_health_check=list(HealthCheck))
    @given(world=worlds())
    def prove(world: World) -> None:
        for holds in PROPERTIES:
            holds(world)

    prove()
