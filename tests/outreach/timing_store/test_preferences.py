"""What a person prefers, and the link by which they say so."""

import pytest
from sqlmodel import select

from app.activity.models import Activity
from app.bloggers.models import ContactPoint
from app.bloggers.queries import contact_points
from app.bloggers.service import note_objection, withdraw_objection
from app.core.errors import Conflict, Forbidden, Stale
from app.core.security import digest
from app.outreach.timing import service
from app.outreach.timing.queries import preference_by_link, preference_of
from app.outreach.timing.schemas import AdviceAsked
from tests.factories.bloggers import blogger


@pytest.fixture
async def zoe(session, cast):
    return await blogger(session, cast["owner"].actor, email="zoe@carnet.example.org")


async def verdict(session, person, who):
    advice = await service.advise(session, person.actor, who.id, AdviceAsked())
    return advice.verdict, [reason.code for reason in advice.reasons]


async def verbs(session, who):
    found = await session.execute(select(Activity).where(Activity.blogger_id == who.id).order_by(Activity.seq))
    return [event.verb for event in found.scalars()]


async def test_a_means_that_is_closed_closes_its_addresses_and_timing_obeys(session, cast, zoe):
    mate = cast["mate"].actor
    await service.prefer(session, mate, zoe, {"opted_out": ["email"]})
    assert [point.state for point in await contact_points(session, zoe)] == ["opted_out"]
    assert await verdict(session, cast["mate"], zoe) == ("discreet", ["opted_out"])
    with pytest.raises(Forbidden):
        await service.prefer(session, mate, zoe, {"opted_out": []})
    await service.prefer(session, cast["manager"].actor, zoe, {"opted_out": []})
    assert [point.state for point in await contact_points(session, zoe)] == ["ok"]
    assert (await verdict(session, cast["mate"], zoe))[0] == "speak"


async def test_what_bounced_stays_so(session, cast, zoe):
    point = (await contact_points(session, zoe))[0]
    point.state = "bounced"
    await service.prefer(session, cast["owner"].actor, zoe, {"opted_out": ["email"]})
    await service.prefer(session, cast["owner"].actor, zoe, {"opted_out": []})
    assert (await session.get_one(ContactPoint, point.id)).state == "bounced"


async def test_who_said_so_last_is_kept(session, cast, zoe):
    mate = cast["mate"].actor
    noted = await service.prefer(session, mate, zoe, {"monthly": 2, "topics": ["Bread"]})
    assert (noted.said_by, noted.by_themselves, noted.version) == (mate.user_id, False, 2)
    with pytest.raises(Stale) as refused:
        await service.prefer(session, mate, zoe, {"monthly": 3}, version=1)
    assert refused.value.extra["current"]["monthly"] == 2
    said = await service.prefer(session, mate, zoe, {"monthly": 2}, themselves=True)
    assert said.by_themselves
    assert "preference.updated" in await verbs(session, zoe)


async def test_a_link_is_random_kept_as_a_hash_and_replaced(session, cast, zoe):
    mate = cast["mate"]
    _made, first = await service.make_link(session, mate.actor, zoe)
    _made, second = await service.make_link(session, mate.actor, zoe)
    assert len({first, second}) == 2
    assert len(first) >= 43  # 256 bits, six each
    assert await preference_by_link(session, first) is None
    found = await preference_by_link(session, second)
    assert found
    assert (found.link_hash, found.link_brand_id) == (digest(second), mate.brand.id)
    await service.revoke_link(session, mate.actor, zoe)
    await service.revoke_link(session, mate.actor, zoe)
    assert await preference_by_link(session, second) is None
    assert await preference_by_link(session, "") is None
    said = select(Activity).where(Activity.subject_type == "preference").order_by(Activity.seq)
    events = (await session.execute(said)).scalars().all()
    assert [event.verb for event in events] == [
        "preference.link_made",
        "preference.link_renewed",
        "preference.link_revoked",
    ]
    assert not [event for event in events if second in str(event.changes) or digest(second) in str(event.changes)]


async def test_a_deleted_person_gets_none(session, cast, zoe):
    zoe.state = "deleted"
    with pytest.raises(Conflict):
        await service.make_link(session, cast["owner"].actor, zoe)


async def test_a_viewer_and_a_stranger_may_not(session, cast, zoe):
    for verb in (service.make_link, service.revoke_link):
        with pytest.raises(Forbidden):
            await verb(session, cast["viewer"].actor, zoe)
    with pytest.raises(Forbidden):
        await service.prefer(session, cast["viewer"].actor, zoe, {"monthly": 1})
    assert await preference_of(session, cast["stranger"].actor, zoe.id) is None


async def test_an_objection_is_the_last_word_until_it_is_withdrawn(session, cast, zoe):
    await note_objection(session, cast["mate"].actor, zoe)
    assert (await verdict(session, cast["owner"], zoe)) == ("discreet", ["erased"])
    with pytest.raises(Forbidden):
        await withdraw_objection(session, cast["mate"].actor, zoe)
    await withdraw_objection(session, cast["manager"].actor, zoe)
    assert (await verdict(session, cast["owner"], zoe))[0] == "speak"
    assert {"blogger.objected", "blogger.objection_withdrawn"} <= set(await verbs(session, zoe))
