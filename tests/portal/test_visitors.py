"""The page that a person gets under a private link: what it does, what it keeps to itself."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from app.accounts.models import Brand, Throttle
from app.activity.models import Activity
from app.bloggers.models import Blogger, Relation
from app.bloggers.queries import contact_points
from app.bloggers.service import edit_contact_point, update_blogger
from app.core import clock
from app.core.clock import NEVER, now
from app.outreach.models import Interaction
from app.outreach.schemas import InteractionIn
from app.outreach.service import log
from app.outreach.timing import service as timing
from app.outreach.timing.models import Circumstance, Preference
from tests.factories.bloggers import blogger

PLANTED = ("planted-note", "planted-brand", "planted-quiet", "planted-summary", "planted-tag")


@pytest.fixture
async def zoe(database, cast) -> Blogger:
    """With what she must never read: a note, another brand's exchange, a do-not-disturb, a tag."""
    async with database.write() as session:
        actor = cast["owner"].actor
        zoe = await blogger(
            session,
            actor,
            email="zoe@carnet.example.org",
            url="https://carnet.example.org",
            source="Met at the Lyon food fair",
            languages=["fr"],
            notes="planted-note",
            tags=["planted-tag"],
        )
        other = Brand(workspace_id=actor.workspace_id, name="planted-brand", name_key="planted-brand")
        session.add(other)
        await session.flush()
        said = {"kind": "email", "blogger_ids": [zoe.id], "occurred_at": now() - timedelta(days=40)}
        await log(session, actor, InteractionIn(**said, brand_id=other.id, summary="planted-summary"))
        quiet = {"kind": "do_not_disturb", "reason": "delicate", "note": "planted-quiet", "label": "planted-quiet"}
        session.add(Circumstance(workspace_id=actor.workspace_id, blogger_id=zoe.id, since=now(), **quiet))
        return zoe


@pytest.fixture
async def token(database, cast, zoe) -> str:
    async with database.write() as session:
        _made, token = await timing.make_link(session, cast["mate"].actor, zoe)
        return token


async def one(database, model, **values):
    async with database.read() as session:
        conditions = [getattr(model, name) == value for name, value in values.items()]
        order = [model.seq] if model is Activity else []
        return (await session.execute(select(model).where(*conditions).order_by(*order))).scalars().all()


async def preference(database, zoe) -> Preference:
    return (await one(database, Preference, blogger_id=zoe.id))[0]


async def verdict(mate, zoe, **asked) -> tuple[str, list[str]]:
    told = (await mate.api.get(f"/api/v1/bloggers/{zoe.id}/advice", params=asked)).json()
    return told["verdict"], [reason["code"] for reason in told["reasons"] if reason["hard"]]


async def test_it_says_why_we_hold_what_and_nothing_else(client, token):
    page = await client.get(f"/p/{token}")
    assert page.status_code == 200
    for told in ("Atelier", "Met at the Lyon food fair", "Legitimate interest", "zoe@carnet.example.org", "carnet.ex"):
        assert told in page.text
    assert not [word for word in PLANTED if word in page.text]
    assert token in page.text  # in its own forms' addresses


async def test_it_keeps_its_address_to_itself_and_needs_nothing(client, token):
    page = await client.get(f"/p/{token}")
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in page.headers["x-robots-tag"]
    assert "no-store" in page.headers["cache-control"]
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "script" not in page.headers["content-security-policy"]
    assert "set-cookie" not in page.headers
    assert "<script" not in page.text
    saved = await client.post(f"/p/{token}", data={"monthly": "", "often": "any"})
    assert (saved.status_code, "set-cookie" in saved.headers) == (303, False)
    assert saved.headers["referrer-policy"] == "no-referrer"


async def test_looking_changes_nothing(client, database, zoe, token):
    before = await preference(database, zoe)
    events = len(await one(database, Activity))
    for _time in range(3):
        for path in ("", "/object", "?saved=yes"):
            assert (await client.get(f"/p/{token}{path}")).status_code == 200
    assert await preference(database, zoe) == before
    assert len(await one(database, Activity)) == events


async def test_what_they_say_holds_and_is_told_in_one_sentence(client, mate, database, zoe, token):
    ends = (now() + timedelta(days=20)).date()
    said = {"topics": "Bread, cheese", "vias": ["email", "post"], "often": "limit", "monthly": "2", "ask_first": "1"}
    called = {"given_name": "Zoé", "pronouns": "she", "address_form": "tu"}
    answer = await client.post(f"/p/{token}", data={**said, **called, "pause_until": ends.isoformat()})
    assert answer.headers["location"] == f"/p/{token}?saved=yes#said"
    found = await preference(database, zoe)
    assert (found.topics, found.vias, found.monthly, found.ask_first) == (
        ["Bread", "cheese"],
        ["email", "post"],
        2,
        True,
    )
    assert found.by_themselves
    assert found.link_used_at
    page = await client.get(f"/p/{token}?saved=yes")
    told = re.search(r'id="said".*?</p>', page.text, re.DOTALL)
    assert told
    for words in ("Saved", "at most 2 messages a month", "by email or by letter", "Bread or cheese", "nothing before"):
        assert words in told[0]
    person = (await one(database, Blogger, id=zoe.id))[0]
    assert (person.given_name, person.pronouns) == ("Zoé", "she")
    relation = await one(database, Relation, blogger_id=zoe.id, brand_id=mate.brand.id)
    assert relation[0].address_form == "tu"
    advice = (await mate.api.get(f"/api/v1/bloggers/{zoe.id}/advice")).json()
    assert "preference" in [reason["code"] for reason in advice["reasons"]]


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(client, database, zoe, token):
    typed = {"topics": "Bread", "often": "limit", "monthly": "", "pause_until": "2020-01-01", "given_name": "Zaza"}
    answer = await client.post(f"/p/{token}", data=typed)
    assert answer.status_code == 422
    for words in ("Say how many a month at most.", "Choose a day to come", 'value="Zaza"', 'value="Bread"'):
        assert words in answer.text
    assert (await preference(database, zoe)).topics == []
    empty = await client.post(f"/p/{token}/idea", data={"idea": "  "})
    assert (empty.status_code, "This is needed." in empty.text) == (422, True)
    assert (await client.post(f"/p/{token}/close", data={"what": "everything"})).status_code == 422


async def test_only_what_is_important(client, database, zoe, token):
    await client.post(f"/p/{token}", data={"often": "important", "monthly": "3"})
    assert (await preference(database, zoe)).monthly == 0
    assert 'value="important" checked' in (await client.get(f"/p/{token}")).text


async def test_a_means_closed_counts_in_the_next_question(client, mate, database, zoe, token):
    assert (await verdict(mate, zoe))[1] == []
    await client.post(f"/p/{token}/close", data={"what": "email"})
    assert await verdict(mate, zoe) == ("discreet", ["opted_out"])
    assert (await verdict(mate, zoe, via="post"))[1] == []
    async with database.read() as session:
        assert [point.state for point in await contact_points(session, zoe)] == ["opted_out"]
    await client.post(f"/p/{token}/open", data={"what": "email"})
    assert (await verdict(mate, zoe))[1] == []
    async with database.read() as session:
        assert [point.state for point in await contact_points(session, zoe)] == ["ok"]


async def test_a_door_that_a_member_found_shut_is_shown_and_opened_too(client, mate, database, cast, zoe, token):
    async with database.write() as session:
        point = (await contact_points(session, zoe))[0]
        person = await session.get_one(Blogger, zoe.id)
        await edit_contact_point(session, cast["mate"].actor, person, point, {"state": "opted_out"})
    page = (await client.get(f"/p/{token}")).text
    assert "Reopen: By email" in page
    assert "never by email" in page
    await client.post(f"/p/{token}/open", data={"what": "email"})
    assert (await verdict(mate, zoe))[1] == []


async def test_doors_closed_at_one_moment_are_all_closed(client, database, zoe, token):
    means = ["email", "phone", "direct_message", "post", "in_person"]
    await asyncio.gather(*(client.post(f"/p/{token}/close", data={"what": what}) for what in means))
    assert sorted((await preference(database, zoe)).opted_out) == sorted(means)


async def test_all_outreach_closed(client, mate, zoe, token):
    await client.post(f"/p/{token}/close", data={"what": "outreach"})
    assert await verdict(mate, zoe, via="post") == ("discreet", ["opted_out"])
    assert "writes to you first any more" in (await client.get(f"/p/{token}?saved=yes")).text
    await client.post(f"/p/{token}/open", data={"what": "outreach"})
    assert (await verdict(mate, zoe))[1] == []


async def test_an_objection_is_asked_twice_and_can_be_taken_back(client, mate, database, zoe, token):
    assert "Yes, no message at all" in (await client.get(f"/p/{token}/object")).text
    await client.post(f"/p/{token}/object")
    assert await verdict(mate, zoe, nature="reply") == ("discreet", ["erased"])
    page = (await client.get(f"/p/{token}")).text
    assert "not even to answer you" in page
    assert "Propose an idea" not in page
    assert (await client.post(f"/p/{token}/idea", data={"idea": "A walk"})).status_code == 409
    await client.post(f"/p/{token}/object/withdraw")
    assert (await verdict(mate, zoe))[1] == []
    verbs = [event.verb for event in await one(database, Activity, blogger_id=zoe.id)]
    assert [it for it in verbs if "object" in it] == ["blogger.objected", "blogger.objection_withdrawn"]


async def test_do_not_contact_stays_with_managers(client, mate, database, zoe, token, cast):
    async with database.write() as session:
        person = await session.get_one(Blogger, zoe.id)
        await update_blogger(session, cast["mate"].actor, person, {"do_not_contact": True})
    await client.post(f"/p/{token}/open", data={"what": "outreach"})
    assert await verdict(mate, zoe) == ("discreet", ["do_not_contact"])
    assert "writes to you first any more" in (await client.get(f"/p/{token}")).text


async def test_an_idea_is_a_message_from_them_and_our_turn(client, mate, database, zoe, token):
    answer = await client.post(f"/p/{token}/idea", data={"idea": "A walk with **bread**\nand a photographer"})
    assert answer.headers["location"].startswith(f"/p/{token}?saved=idea")
    assert "Your idea has arrived." in (await client.get(answer.headers["location"])).text
    found = [it for it in await one(database, Interaction) if it.direction == "in"]
    assert [(it.brand_id, it.author_id, it.nature) for it in found] == [(mate.brand.id, None, "neutral")]
    assert "photographer" in found[0].body
    relation = (await one(database, Relation, blogger_id=zoe.id, brand_id=mate.brand.id))[0]
    assert (relation.turn, relation.marked_until) == ("ours", NEVER)
    assert "A walk with" in (await mate.html.get(f"/bloggers/{zoe.id}")).text


async def test_the_log_says_it_was_themselves_and_keeps_no_token(client, database, zoe, token):
    await client.post(f"/p/{token}", data={"often": "limit", "monthly": "1"})
    event = (await one(database, Activity, verb="preference.told"))[0]
    assert (event.user_id, event.blogger_id, event.changes["monthly"]) == (None, zoe.id, [None, 1])
    assert not [it for it in await one(database, Activity) if token in f"{it.changes}{it.subject_name}"]


async def test_all_that_they_do_bears_their_name(client, database, owner, zoe, token):
    await client.post(f"/p/{token}", data={"often": "important", "given_name": "Zo"})
    events = [it for it in await one(database, Activity) if it.user_id is None and it.blogger_id == zoe.id]
    assert {it.person_name for it in events} == {zoe.name}
    for path in ("/activity", f"/bloggers/{zoe.id}?kinds=change"):
        assert f"{zoe.name}, themselves" in (await owner.html.get(path)).text


async def test_marks_are_old_after_every_save(client, database, zoe, token):
    for path, data in (
        ("", {"often": "important"}),
        ("/close", {"what": "phone"}),
        ("/open", {"what": "phone"}),
        ("/object", {}),
        ("/object/withdraw", {}),
    ):
        async with database.write() as session:
            for relation in (await session.execute(select(Relation))).scalars():
                relation.marked_until = now() + timedelta(hours=5)
        assert (await client.post(f"/p/{token}{path}", data=data)).status_code == 303
        assert {it.marked_until for it in await one(database, Relation, blogger_id=zoe.id)} == {NEVER}, path


async def test_whatever_is_wrong_with_a_link_the_page_is_the_same(client, database, cast, zoe, token):
    async with database.write() as session:
        _made, renewed = await timing.make_link(session, cast["mate"].actor, zoe)
    answers = [await client.get(f"/p/{each}") for each in (token, "x", "0" * 43)]
    async with database.write() as session:
        (await session.get_one(Blogger, zoe.id)).state = "deleted"
    answers.append(await client.get(f"/p/{renewed}"))
    async with database.write() as session:
        (await session.get_one(Blogger, zoe.id)).state = "active"
        await timing.revoke_link(session, cast["mate"].actor, await session.get_one(Blogger, zoe.id))
    answers += [await client.get(f"/p/{renewed}"), await client.post(f"/p/{renewed}/object")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert "This link opens nothing" in answers[0].text
    assert answers[0].headers["referrer-policy"] == "no-referrer"
    assert (await one(database, Blogger, id=zoe.id))[0].objected_at is None


async def test_guessing_is_stopped_by_address_and_using_is_not(client, database, token):
    for _time in range(20):
        assert (await client.get(f"/p/{token}")).status_code == 200
    statuses = [(await client.get(f"/p/{number}")).status_code for number in range(11)]
    assert statuses == [404] * 10 + [429]
    stopped = await client.get(f"/p/{token}")
    assert (stopped.status_code, "retry-after" in stopped.headers) == (429, True)
    async with database.read() as session:
        keys = (await session.execute(select(Throttle.key))).scalars().all()
    assert [key.split(":")[0] for key in keys] == ["link"]
    with clock.at(datetime.now(UTC) + timedelta(minutes=2)):
        assert (await client.get(f"/p/{token}")).status_code == 200


async def test_other_sites_cannot_speak_for_them(client, token):
    path = f"/p/{token}/object"
    assert (await client.post(path, headers={"Sec-Fetch-Site": "cross-site"})).status_code == 403
    del client.headers["Sec-Fetch-Site"]
    assert (await client.post(path)).status_code == 403
    assert (await client.post(path, headers={"Origin": "https://elsewhere.example.org"})).status_code == 403
    old = {"Origin": "null"}  # how an old browser keeps its address to itself
    assert (await client.post(path, headers=old)).status_code == 303
    assert (await client.post("/login", headers=old)).status_code == 403


async def test_the_access_log_keeps_no_link(client, token, caplog):
    with caplog.at_level("INFO", logger="tact.access"):
        await client.get(f"/p/{token}")
        await client.get(f"/p/{token}/object")
    assert token not in caplog.text
    assert "/p/…/object" in caplog.text


async def test_it_speaks_the_browsers_language_or_the_one_chosen(client, token):
    french = await client.get(f"/p/{token}", headers={"Accept-Language": "fr-FR,fr;q=0.9,en;q=0.5"})
    assert '<html lang="fr"' in french.text
    assert "Ce que nous gardons, et pourquoi" in french.text
    chosen = await client.get(f"/p/{token}?lang=fr")
    assert '<html lang="fr"' in chosen.text
    assert f'action="/p/{token}?lang=fr"' in chosen.text
    saved = await client.post(f"/p/{token}?lang=fr", data={"often": "limit", "monthly": "40"})
    assert (saved.status_code, "Au plus 31." in saved.text) == (422, True)
    kept = await client.post(f"/p/{token}/close?lang=fr", data={"what": "phone"})
    assert "lang=fr" in kept.headers["location"]
    assert '<html lang="fr"' in (await client.get("/p/none?lang=fr")).text
    assert '<html lang="en"' in (await client.get(f"/p/{token}?lang=xx")).text


async def test_a_brand_put_away_hears_no_ideas(client, database, mate, zoe, token):
    async with database.write() as session:
        (await session.get_one(Brand, mate.brand.id)).archived_at = now()
    assert "Propose an idea" not in (await client.get(f"/p/{token}")).text
    assert (await client.post(f"/p/{token}/idea", data={"idea": "A walk"})).status_code == 409
    assert (await client.post(f"/p/{token}/close", data={"what": "outreach"})).status_code == 303


async def test_a_visit_costs_few_statements(client, token, count_statements):
    with count_statements() as executed:
        await client.get(f"/p/{token}")
    assert len(executed) <= 7
