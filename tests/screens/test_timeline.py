"""One history of everything that happened, newest first."""

import re
from datetime import timedelta

import pytest

from app.bloggers.queries import relation
from app.bloggers.service import ensure_relation, move_relation
from app.core.clock import now
from app.core.errors import BadRequest
from app.outreach import service
from app.outreach.schemas import InteractionIn, NextStepIn
from app.screens.timeline import timeline
from tests.cast import PARTIAL


async def live(database, person, blogger_id, days=6):
    """An exchange a day, a step, a stage move."""
    async with database.write() as session:
        for n in range(days):
            when = now() - timedelta(days=n)
            mail = InteractionIn(kind="email", blogger_ids=[blogger_id], occurred_at=when, summary=f"Mail {n}")
            await service.log(session, person.actor, mail)
        note = InteractionIn(kind="note", blogger_ids=[blogger_id], summary="A note", body="**bold**")
        await service.log(session, person.actor, note)
        step = NextStepIn(blogger_id=blogger_id, title="Call", due=now().date() + timedelta(days=3))
        step = await service.add_step(session, person.actor, step)
        await service.complete_step(session, person.actor, step)
        held = await ensure_relation(session, person.actor, blogger_id, person.brand.id)
        await move_relation(session, person.actor, held, "mutual_interest")


async def test_everything_once_newest_first(database, cast, camille):
    owner = cast["owner"]
    await live(database, owner, camille)
    async with database.read() as session:
        entries = await timeline(session, owner.actor, blogger_id=camille)
    titles = [entry.summary or entry.title for entry in entries.items]
    assert [title for title in titles if title.startswith("Mail")] == [f"Mail {n}" for n in range(6)]
    assert [entry.at for entry in entries.items] == sorted((entry.at for entry in entries.items), reverse=True)
    assert "Moved from Not met to Mutual interest" in titles
    assert sum("Call" in title for title in titles) == 2
    assert "Added to the list" in titles
    assert entries.next is None


async def test_pages_miss_and_repeat_nothing(database, cast, camille):
    owner = cast["owner"]
    await live(database, owner, camille, days=9)
    async with database.read() as session:
        whole = [entry.key for entry in (await timeline(session, owner.actor, blogger_id=camille)).items]
        paged, cursor = [], None
        while True:
            entries = await timeline(session, owner.actor, blogger_id=camille, cursor=cursor, limit=2)
            paged += [entry.key for entry in entries.items]
            if not (cursor := entries.next):
                break
        assert paged == whole
        with pytest.raises(BadRequest):
            await timeline(session, owner.actor, blogger_id=camille, cursor="nonsense")


@pytest.mark.parametrize(
    "kinds, types",
    [
        (["note"], {"note"}),
        (["exchange"], {"exchange"}),
        (["step"], {"step"}),
        (["stage"], {"stage"}),
        (["call"], set()),
    ],
)
async def test_narrowing(database, cast, camille, kinds, types):
    owner = cast["owner"]
    await live(database, owner, camille)
    async with database.read() as session:
        entries = await timeline(session, owner.actor, blogger_id=camille, kinds=kinds)
    assert {entry.type for entry in entries.items} == types


async def test_only_visible_brands(database, cast, camille, second_brand):
    owner, mate = cast["owner"], cast["mate"]
    async with database.write() as session:
        secret = InteractionIn(kind="email", blogger_ids=[camille], summary="Secret", brand_id=second_brand)
        await service.log(session, owner.actor, secret)
        held = await relation(session, owner.actor, camille, second_brand)
        await move_relation(session, owner.actor, held, "trusted")
        limited = await seen_by(session, mate)
        all_of_it = await timeline(session, owner.actor, blogger_id=camille)
        some_of_it = await timeline(session, limited, blogger_id=camille)
    assert "Secret" in {entry.summary for entry in all_of_it.items}
    assert {entry.verb for entry in some_of_it.items} == {"blogger.created"}


async def seen_by(session, person):
    from app.accounts.doors import actor_of_member

    return await actor_of_member(session, person.workspace_id, person.user.id)


async def test_few_statements_whatever_the_length(database, cast, camille, zoe, count_statements):
    owner = cast["owner"]
    await live(database, owner, camille, days=12)
    async with database.write() as session:
        both = InteractionIn(kind="event", blogger_ids=[camille, zoe], summary="Fair")
        await service.log(session, owner.actor, both)
    async with database.read() as session:
        with count_statements() as executed:
            entries = await timeline(session, owner.actor, blogger_id=camille)
    assert len(executed) <= 5
    assert [name for _id, name in entries.items[0].people] == ["Zoé Lambert"]


async def test_the_page_and_its_following_part(owner, camille):
    for n in range(32):
        body = {"kind": "email", "summary": f"Mail {n}", "body": "<script>x</script> **bold**"}
        await owner.api.post(f"/api/v1/bloggers/{camille}/interactions", json=body)
    page = (await owner.html.get(f"/bloggers/{camille}/timeline")).text
    assert "<strong>bold</strong>" in page
    assert "<script>x" not in page
    more = re.search(r'hx-get="(/bloggers/[^"]+cursor=[^"]+)"', page)
    rest = await owner.html.get(more[1].replace("&amp;", "&"), headers=PARTIAL)
    assert "Mail 0" in rest.text
    assert "Mail 31" not in rest.text
    assert "<html" not in rest.text
    assert "Mail 31" in (await owner.html.get(f"/bloggers/{camille}/timeline?kinds=exchange")).text


async def test_a_stranger_sees_no_history(stranger, camille):
    assert (await stranger.html.get(f"/bloggers/{camille}/timeline")).status_code == 404


async def test_a_campaign_says_with_whom_and_for_how_much(owner, camille):
    campaign = (await owner.api.post("/api/v1/campaigns", json={"name": "Tables", "currency": "GBP"})).json()
    body = {"blogger_id": str(camille), "campaign_id": campaign["id"]}
    made = (await owner.api.post("/api/v1/partnerships", json=body)).json()
    move = {"stage": "agreed", "agreed_minor": 120_000}
    assert (await owner.api.post(f"/api/v1/partnerships/{made['id']}/move", json=move)).status_code == 200
    page = (await owner.html.get(f"/campaigns/{campaign['id']}/timeline")).text
    assert "£1,200" in page
    assert "120000" not in page
    assert f'href="/bloggers/{camille}">Camille' in page
