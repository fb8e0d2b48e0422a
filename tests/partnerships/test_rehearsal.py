"""A campaign rehearsed: who now, who later and why; a calendar approved person by person; taken back."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlmodel import col

from app.accounts.models import User
from app.bloggers.models import Relation
from app.bloggers.schemas import BloggerIn
from app.bloggers.service import create_blogger
from app.campaigns.models import Campaign
from app.core.clock import NO_DATE, now
from app.outreach.models import NextStep
from app.outreach.schemas import InteractionIn
from app.outreach.service import log
from app.outreach.timing.models import AdviceOutcome, TimingPolicy
from app.partnerships.models import Partnership
from tests.factories.bloggers import blogger


async def said(database, person, who, ago=0.0, **values):
    given = {"kind": "email", "nature": "ask", **values}
    async with database.write() as session:
        moment = now() - timedelta(days=ago)
        await log(session, person.actor, InteractionIn(blogger_ids=[who], occurred_at=moment, **given))


@pytest.fixture
async def crowd(database, cast, campaign):
    """Ava was asked yesterday, Bo waits for our answer, Cy talks with us, Di is new: all in the campaign."""
    owner, people = cast["owner"], {}
    async with database.write() as session:
        (await session.get_one(Campaign, campaign)).themes = ["bread"]
        for name in ("Ava", "Bo", "Cy", "Di", "Eve"):
            person = {"source": "met", "legal_basis": "legitimate_interest", "topics": ["Bread"]}
            people[name] = (await create_blogger(session, owner.actor, BloggerIn(name=name, **person))).id
    await said(database, owner, people["Ava"], 1)
    await said(database, owner, people["Bo"], 10, direction="in", nature=None)
    await said(database, owner, people["Cy"], 200, direction="in", nature=None, no_answer_expected=True)
    return people


@pytest.fixture
async def invited(owner, campaign, crowd):
    ids = [str(crowd[name]) for name in ("Ava", "Bo", "Cy", "Di")]
    return (await owner.api.post(f"/api/v1/campaigns/{campaign}/bloggers", json={"blogger_ids": ids})).json()


async def rehearsal(person, campaign):
    return (await person.api.get(f"/api/v1/campaigns/{campaign}/rehearsal")).json()


async def test_adding_says_of_each_what_advice_says(invited, crowd):
    told = {UUID(it["blogger_id"]): it for it in invited["advice"]}
    assert {name: told[who]["verdict"] for name, who in crowd.items() if who in told} == {
        "Ava": "wait",
        "Bo": "wait",
        "Cy": "speak",
        "Di": "speak",
    }
    assert not told[crowd["Di"]]["known"]
    assert (invited["added"], invited["waiting"]) == (4, 2)


async def test_the_page_adds_and_shows_who_should_wait(owner, viewer, campaign, crowd):
    ids = {"blogger_ids": [str(crowd["Ava"]), str(crowd["Cy"])]}
    answer = await owner.html.post(f"/campaigns/{campaign}/bloggers", data=ids)
    assert answer.headers["location"] == f"/campaigns/{campaign}/rehearsal"
    page = (await owner.html.get(answer.headers["location"])).text
    assert "1 should wait" in page
    assert "Over-asked" in page
    assert "pass before the next" in page
    hits = (await owner.html.get(f"/campaigns/{campaign}/pick?q=bo")).text
    assert "Answer first" in hits


async def test_everybody_is_counted_once_by_reason(owner, stranger, campaign, invited):
    told = await rehearsal(owner, campaign)
    assert told["counts"] == {"now": 1, "new": 1, "over_asked": 1, "owed": 1}
    assert (told["people_count"], told["this_week"]) == (4, 2)
    assert {it["name"]: bool(it["on"]) for it in told["people"]} == {"Ava": True, "Bo": False, "Cy": True, "Di": True}
    ava = next(it for it in told["people"] if it["name"] == "Ava")
    assert ava["on"] >= ava["until"]
    assert (await stranger.api.get(f"/api/v1/campaigns/{campaign}/rehearsal")).status_code == 404


async def test_somebody_of_the_profile_could_step_in(owner, database, campaign, invited, crowd):
    assert (await rehearsal(owner, campaign))["substitutes"] == []
    await said(database, owner, crowd["Eve"], 200, direction="in", nature=None, no_answer_expected=True)
    async with database.write() as session:
        mine = col(Relation.blogger_id) == crowd["Eve"]
        await session.execute(update(Relation).where(mine).values(ask_verdict="speak", marked_until=NO_DATE))
    (eve,) = (await rehearsal(owner, campaign))["substitutes"]
    assert (eve["name"], eve["partnership_id"], bool(eve["on"])) == ("Eve", None, True)
    given = {"items": [{"blogger_id": eve["blogger_id"], "day": eve["on"][:10]}]}
    answer = await owner.api.post(f"/api/v1/campaigns/{campaign}/rehearsal", json=given)
    assert answer.status_code == 201
    people = {it["name"]: it for it in (await rehearsal(owner, campaign))["people"]}
    assert people["Eve"]["why"] == "planned"


async def test_what_is_ticked_is_planned_the_rest_noted_and_all_taken_back(owner, database, campaign, invited, crowd):
    page = (await owner.html.get(f"/campaigns/{campaign}/rehearsal")).text
    assert "Spread over days" in page
    on = next(it["on"] for it in (await rehearsal(owner, campaign))["people"] if it["name"] == "Cy")
    data = {
        "items-0-blogger_id": str(crowd["Cy"]), "items-0-chosen": "1", "items-0-day": on[:10],
        "items-1-blogger_id": str(crowd["Ava"]), "items-1-day": "2027-03-01",
    }  # fmt: skip
    answer = await owner.html.post(f"/campaigns/{campaign}/rehearsal", data=data)
    assert answer.status_code == 303, answer.text
    async with database.read() as session:
        step = (await session.execute(select(NextStep).where(col(NextStep.is_open).is_(True)))).scalar_one()
        assert (step.title, str(step.due_on), step.campaign_id) == ("Write to Cy", on[:10], campaign)
        assert step.owner_id == owner.user.id
        held = await session.execute(
            select(col(AdviceOutcome.blogger_id)).where(col(AdviceOutcome.outcome) == "avoided")
        )
        assert set(held.scalars()) == {crowd["Ava"], crowd["Bo"]}
        mine = col(Partnership.blogger_id) == crowd["Cy"]
        assert (await session.execute(select(col(Partnership.next_step_at)).where(mine))).scalar_one() == step.due_at
    after = (await owner.html.get(answer.headers["location"])).text
    assert "1 approach is planned." in after
    undo = f"/campaigns/{campaign}/rehearsal/undo"
    span = {"since": (now() - timedelta(minutes=5)).isoformat(), "until": now().isoformat()}
    assert (await owner.html.post(undo, params=span)).status_code == 303
    async with database.read() as session:
        open_steps = select(func.count()).select_from(NextStep).where(col(NextStep.is_open).is_(True))
        assert (await session.execute(open_steps)).scalar_one() == 0
        avoided = select(func.count()).select_from(AdviceOutcome).where(col(AdviceOutcome.outcome) == "avoided")
        assert (await session.execute(avoided)).scalar_one() == 0


@pytest.mark.parametrize("data", [{}, {"items-0-chosen": "1", "items-0-day": ""}])
async def test_a_slip_is_told_and_nothing_is_planned(owner, database, campaign, invited, crowd, data):
    data = data and {"items-0-blogger_id": str(crowd["Cy"]), **data}
    answer = await owner.html.post(f"/campaigns/{campaign}/rehearsal", data=data)
    assert answer.status_code == 422
    async with database.read() as session:
        assert (await session.execute(select(func.count()).select_from(NextStep))).scalar_one() == 0


async def test_who_is_not_in_the_rehearsal_cannot_be_planned(owner, viewer, campaign, invited, crowd):
    given = {"items": [{"blogger_id": str(crowd["Eve"]), "day": (now() + timedelta(days=40)).date().isoformat()}]}
    assert (await owner.api.post(f"/api/v1/campaigns/{campaign}/rehearsal", json=given)).status_code == 422
    assert (await viewer.api.post(f"/api/v1/campaigns/{campaign}/rehearsal", json=given)).status_code == 403
    page = (await viewer.html.get(f"/campaigns/{campaign}/rehearsal?why=owed")).text
    assert "Plan those ticked" not in page
    assert "Show everybody" in page


async def test_nobody_gets_more_than_a_days_work(owner, database, campaign, cast, count_statements):
    async with database.write() as session:
        session.add(TimingPolicy(workspace_id=owner.workspace_id, changed={"first_approaches": 2}))
        (await session.get_one(User, owner.user.id)).locale = "fr"
        ids = [str((await blogger(session, owner.actor, f"P{n}", source="met", topics=["x"])).id) for n in range(7)]
    await owner.api.post(f"/api/v1/campaigns/{campaign}/bloggers", json={"blogger_ids": ids})
    with count_statements() as executed:
        told = await rehearsal(owner, campaign)
    assert len(executed) <= 17, "\n\n".join(executed)
    days = [it["on"][:10] for it in told["people"] if it["on"]]
    assert all(days.count(day) <= 2 for day in days)
    page = (await owner.html.get(f"/campaigns/{campaign}/rehearsal")).text
    assert "Essai à blanc" in page


async def test_the_group_and_the_sentence_come_from_one_reason(owner, campaign, invited, crowd):
    whole = await rehearsal(owner, campaign)
    groups = {group: {it["name"] for it in whole["people"] if it["why"] == group} for group in whole["counts"]}
    assert {group: len(names) for group, names in groups.items()} == whole["counts"]
    (owed,) = [it for it in whole["people"] if it["why"] == "owed"]
    assert owed["text"].startswith("Answer first")


async def test_who_writes_can_be_chosen(owner, mate, stranger, database, campaign, invited, crowd):
    item = {"blogger_id": str(crowd["Cy"]), "day": (now() + timedelta(days=40)).date().isoformat()}
    path = f"/api/v1/campaigns/{campaign}/rehearsal"
    for who, status in ((stranger, 422), (mate, 201)):
        given = {"items": [item | {"owner_id": str(who.user.id)}]}
        assert (await owner.api.post(path, json=given)).status_code == status
    async with database.read() as session:
        assert (await session.execute(select(col(NextStep.owner_id)))).scalars().all() == [mate.user.id]
    page = (await owner.html.get(f"/campaigns/{campaign}/rehearsal")).text
    assert "Planned for" in page


async def test_an_unknown_campaign_is_not_found_in_a_path_and_refused_in_a_query(owner, campaign, crowd):
    nowhere = "?campaign=01a20627-839c-728b-8e02-7f38f6433cd2"
    assert (await owner.html.get(f"/bloggers/{crowd['Ava']}?campaign={campaign}")).status_code == 200
    assert (await owner.html.get(f"/bloggers/{crowd['Ava']}{nowhere}")).status_code == 422
    assert (await owner.html.get("/campaigns/01a20627-839c-728b-8e02-7f38f6433cd2/rehearsal")).status_code == 404
