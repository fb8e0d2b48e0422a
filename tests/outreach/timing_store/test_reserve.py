"""Asking and acting in one transaction: of two colleagues at one moment exactly one has the turn."""

from datetime import timedelta

import pytest

from app.bloggers.queries import get_blogger
from app.core import clock
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.ids import new_id
from app.outreach.schemas import InteractionIn
from app.outreach.service import log
from app.outreach.timing import queries, service
from app.outreach.timing.schemas import AdviceAsked
from tests.outreach.timing_store.conftest import NOW, asked, codes, noted, said
from tests.outreach.timing_store.races import race


async def hold(session, person, who, why="", sentence="", **values):
    with clock.at(NOW):
        return await service.reserve(session, person.actor, who, AdviceAsked(**values), why, sentence)


async def test_the_turn_is_held_for_a_quarter_of_an_hour(camille, session, cast):
    owner, mate = cast["owner"], cast["mate"]
    held = await hold(session, owner, camille)
    assert (held.kind, held.until) == ("writing", NOW + timedelta(minutes=15))
    assert (await hold(session, owner, camille)).id == held.id
    with pytest.raises(service.HeldBack) as refused:
        await hold(session, mate, camille)
    assert refused.value.status == 409
    assert [it["code"] for it in refused.value.extra["advice"]["reasons"]] == ["one_voice"]
    await service.release(session, owner.actor, held)
    await hold(session, mate, camille)


async def test_logging_lets_the_turn_go(camille, session, cast):
    owner = cast["owner"]
    await hold(session, owner, camille)
    with clock.at(NOW):
        await log(session, owner.actor, InteractionIn(kind="email", blogger_ids=[camille], nature="ask"))
        assert await queries.circumstances(session, owner.actor, camille) == []


async def test_a_good_reason_goes_on_where_only_soft_ones_hold(camille, session, cast):
    owner = cast["owner"]
    await said(session, owner, camille, 2)
    with pytest.raises(service.HeldBack):
        await hold(session, owner, camille)
    with pytest.raises(Invalid):
        await hold(session, owner, camille, "deadline")
    await hold(session, owner, camille, "deadline", "The fair is tomorrow")
    await hold(session, owner, camille, "deadline", compensation="paid")
    blogger = await get_blogger(session, owner.actor, camille)
    blogger.do_not_contact = True
    await session.flush()
    with pytest.raises(service.HeldBack):
        await hold(session, owner, camille, "deadline", "The fair is tomorrow")


async def test_who_may_not_write_holds_nothing(camille, session, cast):
    with pytest.raises(Forbidden):
        await hold(session, cast["viewer"], camille)
    with pytest.raises(NotFound):
        await hold(session, cast["owner"], new_id())


async def test_a_claim_holds_the_others(camille, session, cast):
    await noted(session, cast["owner"], camille, "claim")
    assert codes(await asked(session, cast["mate"], camille)) == ["one_voice"]


async def test_programs_hold_the_turn(owner, mate, stranger, camille):
    path = f"/api/v1/bloggers/{camille}/reserve"
    held = await owner.api.post(path, json={"compensation": "paid"})
    assert (held.status_code, held.json()["blogger_id"]) == (200, str(camille))
    refused = await mate.api.post(path, json={})
    assert (refused.status_code, refused.json()["advice"]["verdict"]) == (409, "wait")
    assert refused.json()["type"].endswith("held-back")
    gone_on = await mate.api.post(path, json={"why": "met", "why_sentence": "At the fair, just now"})
    assert gone_on.status_code == 200
    assert (await stranger.api.post(path, json={})).status_code == 404


@pytest.mark.parametrize("turns", range(2))
@pytest.mark.slow
async def test_of_two_at_one_moment_one_passes(database, cast, turns):
    """200 interleavings over both tests; `make deep` forces 10,000."""
    assert await race(database, cast, times=100) == []
