"""Advice from stored facts: what is read, how often the database is asked, and what is hidden."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.accounts.doors import actor_of_member
from app.bloggers.models import Blogger, ContactPoint, Need
from app.campaigns.models import Campaign
from app.core import clock
from app.core.errors import Invalid, NotFound
from app.core.ids import new_id
from app.outreach.timing import service
from app.outreach.timing.models import Circumstance, Offer, Preference, TimingPolicy
from app.outreach.timing.policy import StageRule
from app.outreach.timing.queries import facts_of, policy_of
from app.outreach.timing.schemas import AdviceItem
from app.outreach.timing.service import told
from tests.outreach.timing_store.conftest import NOW, asked, said


async def test_nothing_noted_is_not_known(camille, session, cast):
    advice = await asked(session, cast["owner"], camille)
    assert (advice.verdict, advice.known, advice.reasons) == ("speak", False, ())


async def test_an_ask_makes_the_next_wait(camille, session, cast):
    interaction = await said(session, cast["owner"], camille, 5)
    advice = await asked(session, cast["owner"], camille)
    assert (advice.verdict, advice.known) == ("wait", True)
    assert ("interaction", interaction.id) in advice.reasons[0].facts
    assert advice.until
    assert advice.until > NOW


async def test_every_fact_of_a_person_is_read(camille, session, cast):
    owner = cast["owner"]
    person = await session.get_one(Blogger, camille)
    person.country, person.time_zone, person.topics, person.do_not_contact = "FR", "Europe/Paris", ["Café Crème"], True
    person.objected_at = NOW
    parts = {"workspace_id": owner.workspace_id, "blogger_id": camille}
    session.add_all(
        [
            ContactPoint(**parts, kind="email", value="c@gmail.com", value_key="c@gmail.com"),
            ContactPoint(**parts, kind="phone", value="1", value_key="1", state="opted_out"),
            Need(**parts, text="A good camera for recipes", noted_on=date(2026, 1, 2), review_on=date(2026, 12, 1)),
            Need(**parts, text="A studio", noted_on=date(2026, 1, 2)),
            Need(**parts, text="Cameras", noted_on=date(2026, 1, 2), met_on=date(2026, 2, 2)),
            Offer(workspace_id=owner.workspace_id, name="Cameras on loan", name_key="c", keywords=["cameras", "lens"]),
            Offer(workspace_id=owner.workspace_id, name="Old", name_key="o", keywords=["studio"], archived_at=NOW),
            Preference(**parts, vias=["email"], topics=["Food"], monthly=2, ask_first=True, opted_out=["phone"]),
            Circumstance(**parts, kind="piece", since=NOW, label="On bread", topics=["Bread"], brand_id=owner.brand.id),
            Circumstance(**parts, kind="claim", since=NOW, by=owner.user.id, brand_id=owner.brand.id),
            Circumstance(**parts, kind="promise", since=NOW, is_open=False),
            TimingPolicy(workspace_id=owner.workspace_id, changed={"half_life_days": 30}, answer_days=3.5),
        ]
    )
    await session.flush()
    pair = (camille, owner.brand.id)
    with clock.at(NOW):
        facts = (await facts_of(session, owner.actor, [pair]))[pair]
    assert facts.person.contacts == {("email", "ok"), ("phone", "opted_out")}
    assert facts.person.personal_address
    assert facts.person.erased
    assert facts.person.do_not_contact
    assert (facts.person.topics, facts.person.source) == ({"cafe creme"}, "met at a fair")
    wishes = facts.person.wishes
    assert (wishes.vias, wishes.topics, wishes.monthly, wishes.ask_first) == ({"email"}, {"food"}, 2, True)
    assert wishes.opted_out == {"phone"}
    assert {need.text: (need.offer, need.review_on) for need in facts.needs} == {
        "A good camera for recipes": ("Cameras on loan", date(2026, 12, 1)),
        "A studio": ("", None),
    }
    assert {(it.kind, it.label, it.brand_id, it.topics) for it in facts.dated} == {
        ("piece", "On bread", owner.brand.id, frozenset({"bread"})),
        ("claim", "", owner.brand.id, frozenset()),
    }
    assert facts.team.answer_days == 3.5
    assert (await policy_of(session, owner.actor)).half_life_days == 30


async def test_the_zone_of_the_policy_is_the_workspaces(session, cast):
    policy = await policy_of(session, cast["owner"].actor)
    assert (policy.time_zone, policy.stages["trusted"]) == ("UTC", StageRule(21, 4, 30, 18))


async def test_of_long_ago_only_the_last_of_each_kind_is_read(camille, session, cast):
    owner = cast["owner"]
    for ago in (800, 700, 5):
        await said(session, owner, camille, ago)
    await said(session, owner, camille, 750, angle="spring")
    await said(session, owner, camille, 900, nature="give", kind="gift")
    pair = (camille, owner.brand.id)
    with clock.at(NOW):
        touches = (await facts_of(session, owner.actor, [pair]))[pair].touches
    assert sorted((NOW - touch.at).days for touch in touches) == [5, 700, 750, 900]


async def test_first_approaches_of_today_are_counted(camille, zoe, session, cast):
    owner, mate = cast["owner"], cast["mate"]
    await said(session, owner, camille, 0.1)
    await said(session, owner, zoe, 3)
    await said(session, owner, zoe, 0.05)
    pair = (camille, owner.brand.id)
    with clock.at(NOW):
        team = (await facts_of(session, owner.actor, [pair]))[pair].team
        others = (await facts_of(session, mate.actor, [pair]))[pair].team
    assert (team.first_approaches, others.first_approaches) == (1, 0)
    assert team.day_ends == datetime(2026, 11, 18, 23, tzinfo=UTC)


async def test_another_teams_touch_weighs_and_is_not_named(camille, second_brand, session, cast):
    owner, mate = cast["owner"], cast["mate"]
    mate = replace(mate, actor=await actor_of_member(session, mate.workspace_id, mate.user.id))
    interaction = await said(session, owner, camille, 1, brand_id=second_brand)
    hidden = await asked(session, mate, camille)
    assert hidden.verdict == "wait"
    voice = next(reason for reason in hidden.reasons if reason.code == "one_voice")
    assert voice.words["another_team"]
    assert "who" not in voice.words
    (answer,) = await told(session, mate.actor, [(camille, hidden)])
    assert [it.text.split(" ")[:2] for it in answer.reasons if it.code == "one_voice"] == [["Another", "team"]]
    assert all(("interaction", interaction.id) not in reason.facts for reason in hidden.reasons)
    plain = await asked(session, cast["manager"], camille)
    assert ("interaction", interaction.id) in next(it for it in plain.reasons if it.code == "one_voice").facts


async def test_the_brand_is_the_campaigns_unless_named(camille, second_brand, session, cast):
    owner = cast["owner"]
    campaign = await _campaign(session, owner, second_brand, ["Café"])
    await said(session, owner, camille, 1, brand_id=second_brand)
    assert (await asked(session, owner, camille, campaign_id=campaign)).verdict == "wait"
    for values in ({"brand_id": new_id()}, {"campaign_id": new_id()}):
        with pytest.raises(Invalid):
            await asked(session, owner, camille, **values)


async def test_relevance_reads_the_campaigns_themes(camille, second_brand, session, cast):
    owner = cast["owner"]
    campaign = await _campaign(session, owner, owner.brand.id, ["Café"])
    other = await asked(session, owner, camille, campaign_id=campaign, bulk=True)
    (await session.get_one(Blogger, camille)).topics = ["cafe"]
    await session.flush()
    fits = await asked(session, owner, camille, campaign_id=campaign, bulk=True)
    assert ([it.code for it in other.reasons], fits.reasons) == (["relevance"], ())


async def _campaign(session, owner, brand_id, themes):
    campaign = Campaign(
        workspace_id=owner.workspace_id,
        name="Spring",
        sort_name="spring",
        brand_id=brand_id,
        sort_on=date(2026, 1, 1),
        currency="EUR",
        themes=themes,
    )
    session.add(campaign)
    await session.flush()
    return campaign.id


async def test_four_statements_for_one_and_as_many_for_several(camille, zoe, session, cast, count_statements):
    owner = cast["owner"]
    campaign = await _campaign(session, owner, owner.brand.id, [])
    await said(session, owner, camille, 1)
    with count_statements() as one:
        await asked(session, owner, camille, campaign_id=campaign)
    with count_statements() as several, clock.at(NOW):
        items = [AdviceItem(blogger_id=who, campaign_id=campaign) for who in (camille, zoe)] * 300
        found = await service.advise_many(session, owner.actor, items)
    assert (len(one), len(several)) == (4, 4)
    assert [it.verdict for it in found[:2]] == ["wait", "speak"]


async def test_a_stranger_finds_nobody(camille, session, cast):
    with pytest.raises(NotFound):
        await asked(session, cast["stranger"], camille)
    pair = (camille, cast["owner"].brand.id)
    assert await facts_of(session, cast["stranger"].actor, [pair]) == {}


async def test_programs_ask_about_one(owner, viewer, stranger, camille, database):
    with clock.at(NOW):
        async with database.write() as session:
            await said(session, owner, camille, 5)
        answer = await viewer.api.get(f"/api/v1/bloggers/{camille}/advice?via=email&nature=ask")
        french = await owner.api.get(f"/api/v1/bloggers/{camille}/advice")
    body = answer.json()
    assert (answer.status_code, body["verdict"], body["known"], body["first"]) == (200, "wait", True, None)
    assert {"code", "hard", "holds", "text", "until", "facts"} <= body["reasons"][0].keys()
    assert body["reasons"][0]["text"]
    assert body["reasons"][0]["holds"] is True
    assert [hint["code"] for hint in body["hints"]] == ["balance"]
    assert not body["hints"][0]["holds"]
    assert "give" in body["possible"]
    assert french.status_code == 200
    assert (await stranger.api.get(f"/api/v1/bloggers/{camille}/advice")).status_code == 404
    for name in ("brand", "campaign"):
        asked = f"{name}={new_id()}"
        refused = await owner.api.get(f"/api/v1/bloggers/{camille}/advice?{asked}")
        assert (refused.status_code, [it["field"] for it in refused.json()["errors"]]) == (422, [name])
        for page in ("", "/advice", "/write"):
            answer = await owner.html.get(f"/bloggers/{camille}{page}?{asked}", headers={"HX-Request-Type": "partial"})
            assert answer.status_code == 422, page
    assert (await owner.api.get(f"/api/v1/bloggers/{camille}/advice?via=pigeon")).status_code == 422


async def test_programs_ask_about_many_in_order(owner, camille, zoe, database, count_statements):
    items = [{"blogger_id": str(who), "nature": nature} for who in (zoe, camille) for nature in ("ask", "give")]
    answer = await owner.api.post("/api/v1/advice", json={"items": items})
    assert answer.status_code == 200
    assert [it["blogger_id"] for it in answer.json()["items"]] == [it["blogger_id"] for it in items]
    none = await owner.api.post("/api/v1/advice", json={"items": [{"blogger_id": str(new_id())}]})
    most = await owner.api.post("/api/v1/advice", json={"items": items * 251})
    assert (none.status_code, most.status_code) == (422, 422)
    assert none.json()["errors"][0]["field"] == "items.0.blogger_id"
