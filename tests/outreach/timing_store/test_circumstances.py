"""Dated facts: what each does to advice, who sees a note, how they end."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError
from sqlalchemy import select
from sqlmodel import col

from app.accounts.doors import actor_of_member
from app.activity.models import Activity
from app.bloggers.models import Blogger, Need
from app.bloggers.queries import get_blogger
from app.core import clock
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from app.core.queue import enqueue
from app.outreach.timing import queries, service
from app.outreach.timing.facts import Fact
from app.outreach.timing.jobs import next_year
from app.outreach.timing.models import Circumstance
from app.outreach.timing.schemas import OfferIn
from tests.outreach.timing_store.conftest import NOW, asked, codes, noted, relation_of, said


async def test_a_promise_past_its_day_is_a_debt_until_settled(camille, session, cast):
    owner = cast["owner"]
    promise = await noted(session, owner, camille, "promise", label="The photos", until_day="2026-11-16")
    assert promise.until == datetime(2026, 11, 17, tzinfo=UTC)
    advice = await asked(session, owner, camille)
    assert (advice.verdict, advice.first, codes(advice)) == ("wait", "keep_promise", ["debt"])
    await service.settle(session, owner.actor, promise)
    assert codes(await asked(session, owner, camille)) == []
    await service.reopen(session, owner.actor, promise)
    assert codes(await asked(session, owner, camille)) == ["debt"]
    await service.delete(session, owner.actor, promise)
    assert codes(await asked(session, owner, camille)) == []
    await service.undelete(session, owner.actor, promise)
    assert codes(await asked(session, owner, camille)) == ["debt"]


async def test_days_are_the_persons(camille, session, cast):
    (await session.get_one(Blogger, camille)).time_zone = "America/New_York"
    quiet = await noted(
        session, cast["owner"], camille, "do_not_disturb", since_day="2026-11-17", until_day="2026-11-20"
    )
    assert quiet.since == datetime(2026, 11, 17, 5, tzinfo=UTC)
    assert quiet.until == datetime(2026, 11, 21, 5, tzinfo=UTC)


async def test_a_note_is_its_authors_and_the_owners(camille, session, cast):
    mate, owner = cast["mate"], cast["owner"]
    quiet = await noted(session, mate, camille, "do_not_disturb", reason="delicate", note="A loss", label="Not kept")
    assert (quiet.label, quiet.brand_id) == ("", None)
    assert await queries.note_of(session, mate.actor, quiet) == "A loss"
    assert await queries.note_of(session, owner.actor, quiet) == ""
    await said(session, owner, camille, 1)
    (await relation_of(session, owner, camille)).owner_id = owner.user.id
    await session.flush()
    assert await queries.note_of(session, owner.actor, quiet) == "A loss"
    told = (await session.execute(select(Activity).where(col(Activity.subject_id) == quiet.id))).scalars().all()
    assert [it.verb for it in told] == ["circumstance.created"]
    assert "A loss" not in str([it.changes for it in told])
    advice = await asked(session, owner, camille)
    assert advice.verdict == "discreet"
    await service.end(session, mate.actor, quiet)
    assert quiet.note == ""


async def test_a_note_is_erased_when_it_ends(cast, camille, app, database, run_jobs):
    async with database.write() as session:
        made = await noted(session, cast["owner"], camille, "do_not_disturb", note="Away", until_day="2026-11-18")
        claim = await noted(session, cast["owner"], camille, "claim")
        birthday = await noted(
            session, cast["owner"], camille, "date", label="Birthday", since_day="2024-02-29", yearly=True
        )
        await enqueue(session, "timing.end_circumstances")
    await run_jobs()
    async with database.read() as session:
        found = {it.id: it for it in (await session.execute(select(Circumstance))).scalars()}
    assert (found[made.id].is_open, found[made.id].note) == (False, "")
    assert found[claim.id].is_open == (claim.until > clock.now())
    assert found[birthday.id].since > clock.now() - timedelta(days=2)
    assert found[birthday.id].is_open


def test_the_29th_of_february_comes_back():
    with clock.at(NOW):
        assert next_year(datetime(2024, 2, 29, tzinfo=UTC)) == datetime(2027, 2, 28, tzinfo=UTC)
        assert next_year(datetime(2024, 12, 1, tzinfo=UTC)) == datetime(2026, 12, 1, tzinfo=UTC)


async def test_a_claim_is_one_persons_for_two_working_days(camille, session, cast):
    owner, mate = cast["owner"], cast["mate"]
    claim = await noted(session, owner, camille, "claim")
    assert claim.until == NOW + timedelta(days=2)
    with pytest.raises(Conflict, match="Olga takes care of Camille Moreau already"):
        await noted(session, mate, camille, "claim")
    await noted(session, owner, camille, "claim")
    assert codes(await asked(session, mate, camille)) == ["one_voice", "one_voice"]
    assert codes(await asked(session, owner, camille)) == []


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("promise", {}, "label"),
        ("piece", {"label": "On bread", "since_day": "2026-12-24"}, "since"),
        ("do_not_disturb", {"since_day": "2026-11-20", "until_day": "2026-11-17"}, "until"),
    ],
)
async def test_what_cannot_be_is_refused(camille, session, cast, kind, values, field):
    with pytest.raises(Invalid) as refused:
        await noted(session, cast["owner"], camille, kind, **values)
    assert list(refused.value.errors) == [field]


async def test_what_follows_from_elsewhere_is_not_written_by_people(camille, session, cast):
    with pytest.raises(ValidationError, match="noted by itself"):
        await noted(session, cast["owner"], camille, "live")


async def test_a_viewer_writes_none(camille, session, cast):
    with pytest.raises(Forbidden):
        await noted(session, cast["viewer"], camille, "promise", label="x")


async def test_an_edit_keeps_what_is_not_said(camille, session, cast):
    owner = cast["owner"]
    piece = await noted(session, owner, camille, "piece", label="On bread", topics=["Bread"], url="https://a.example")
    before = piece.version
    await service.edit(session, owner.actor, piece, {"label": "On rye"}, version=before)
    assert (piece.label, piece.topics, piece.url) == ("On rye", ["bread"], "https://a.example")
    with pytest.raises(Stale):
        await service.edit(session, owner.actor, piece, {"label": "x"}, version=before)


async def test_a_source_writes_once_and_settles(camille, session, cast):
    owner = cast["owner"]
    people = {camille: (camille, owner.brand.id)}
    for _again in range(2):
        await service.write_of(session, owner.actor, Fact.LIVE, "partnership", people)
    rows = await queries.circumstances(session, owner.actor, camille)
    assert [(it.kind, it.until) for it in rows] == [("live", None)]
    with pytest.raises(Conflict, match="follows from a partnership"):
        await service.settle(session, owner.actor, rows[0])
    await service.settle_source(session, owner.actor, "partnership", [camille], Fact.LIVE)
    assert await queries.circumstances(session, owner.actor, camille) == []
    await service.write_of(session, owner.actor, Fact.LIVE, "partnership", people)
    assert len(await queries.circumstances(session, owner.actor, camille, all_of_them=True)) == 1


async def test_preferences_hold_and_an_opt_out_stays(camille, session, cast):
    owner, mate = cast["owner"], cast["mate"]
    blogger = await get_blogger(session, mate.actor, camille)
    await service.prefer(session, mate.actor, blogger, {"vias": ["phone"], "opted_out": ["outreach"]})
    assert codes(await asked(session, owner, camille)) == ["opted_out", "preference"]
    with pytest.raises(Forbidden):
        await service.prefer(session, mate.actor, blogger, {"opted_out": []})
    await service.prefer(session, owner.actor, blogger, {"monthly": 0, "vias": [], "opted_out": []})
    assert codes(await asked(session, owner, camille)) == ["preference"]


async def test_an_offer_answers_a_need_by_a_keyword(camille, session, cast):
    owner = cast["owner"]
    session.add(Need(workspace_id=owner.workspace_id, blogger_id=camille, text="Photos for a recipe", noted_on=NOW))
    offer = await service.add_offer(session, owner.actor, OfferIn(name="A photo session"))
    assert offer.keywords == ["photo", "session"]
    await session.flush()
    advice = await asked(session, owner, camille)
    assert [(it.kind, it.words["offer"]) for it in advice.occasions] == [("need", "A photo session")]
    await service.archive_offer(session, owner.actor, offer)
    assert (await asked(session, owner, camille)).occasions == ()
    with pytest.raises(Invalid):
        await service.add_offer(session, owner.actor, OfferIn(name="a PHOTO session"))


async def test_another_brands_are_not_shown(camille, second_brand, session, cast):
    owner = cast["owner"]
    made = await noted(session, owner, camille, "exclusivity", label="A rival", brand_id=second_brand)
    limited = await actor_of_member(session, owner.workspace_id, cast["mate"].user.id)
    assert await queries.circumstances(session, limited, camille) == []
    with pytest.raises(NotFound):
        await queries.get_circumstance(session, limited, made.id)


async def test_programs_write_and_settle(owner, viewer, stranger, camille):
    path = f"/api/v1/bloggers/{camille}/circumstances"
    made = await owner.api.post(path, json={"kind": "payment", "until_day": "2020-01-01", "amount_minor": 12000})
    body = made.json()
    assert (made.status_code, body["kind"], body["is_open"], "note" in body) == (201, "payment", True, False)
    one = f"/api/v1/circumstances/{body['id']}"
    changed = await owner.api.patch(one, json={"label": "Invoice 12"}, headers={"If-Match": made.headers["etag"]})
    assert changed.json()["label"] == "Invoice 12"
    advice = (await viewer.api.get(f"/api/v1/bloggers/{camille}/advice")).json()
    assert (advice["first"], "Invoice 12" in advice["reasons"][0]["text"]) == ("pay", True)
    assert (await owner.api.post(f"{one}/settle")).json()["is_open"] is False
    assert (await owner.api.post(f"{one}/reopen")).json()["is_open"] is True
    assert (await owner.api.delete(one)).status_code == 204
    assert (await owner.api.get(one)).status_code == 404
    assert (await owner.api.post(f"{one}/undelete")).status_code == 200
    assert [it["id"] for it in (await viewer.api.get(path)).json()["items"]] == [body["id"]]
    assert (await stranger.api.get(path)).status_code == 404
    assert (await owner.api.post(path, json={"kind": "do_not_disturb", "note": "x"})).status_code == 422


async def test_programs_keep_preferences_and_offers(owner, mate, camille):
    path = f"/api/v1/bloggers/{camille}/preferences"
    assert (await owner.api.get(path)).json()["vias"] == []
    put = await mate.api.put(path, json={"vias": ["email"], "topics": ["Pain"], "monthly": 2})
    assert (put.json()["topics"], put.headers["etag"]) == (["Pain"], '"2"')
    offer = await mate.api.post("/api/v1/offers", json={"name": "A day in the workshop"})
    assert (offer.status_code, offer.json()["keywords"]) == (201, ["workshop"])
    assert len((await mate.api.get("/api/v1/offers")).json()["items"]) == 1
