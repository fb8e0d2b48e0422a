"""The pages of people: finding, adding, editing in place, relations, selections, views, tags."""

import json
import re
from html import unescape
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from app.accounts.models import Brand, Member, MemberBrand
from app.bloggers import queries, service
from app.bloggers.models import Blogger, BloggerState, Relation
from app.bloggers.schemas import BloggerIn, ChannelIn, ContactPointIn, NeedIn, RateIn
from app.core.clock import NO_DATE
from tests.cast import PARTIAL, Person


@pytest.fixture
async def add(database, cast):
    """Adds a person to Olga's list."""

    async def adding(name: str, by: str = "owner", **said: Any) -> Blogger:
        async with database.write() as session:
            return await service.create_blogger(session, cast[by].actor, BloggerIn(name=name, **said))

    return adding


@pytest.fixture
async def zoe(add) -> Blogger:
    return await add(
        "Zoé Lambert",
        given_name="Zoé",
        country="FR",
        city="Lyon",
        languages=["fr"],
        topics=["cuisine"],
        tags=["press"],
        contact_points=[ContactPointIn(kind="email", value="zoe@carnet.example.org")],
        channels=[ChannelIn(url="https://carnet.example.org", audience=1200)],
        rates=[RateIn(format="Blog post", amount_minor=25000, currency="EUR")],
        needs=[NeedIn(text="A kitchen to film in")],
        external_ids={"shop": "4711"},
    )


def path(blogger: Blogger, *more: str) -> str:
    return "/".join((f"/bloggers/{blogger.id}", *more))


def relation_path(person: Person, blogger: Blogger, verb: str) -> str:
    return path(blogger, "relations", str(person.brand.id), verb)


def names_in(html: str) -> list[str]:
    return [unescape(name) for name in re.findall(r"data-primary>([^<]+)</a>", html)]


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return unescape(found[1])


def undo_in(html: str) -> str:
    found = re.search(r'<div class="toast".*?action="([^"]+)"', html, re.DOTALL)
    assert found, "no undo is offered"
    return unescape(found[1])


async def follow(person: Person, response) -> str:
    assert response.status_code == 303, response.text[:2000]
    return (await person.html.get(response.headers["location"])).text


async def stored(database, person: Person, blogger: Blogger) -> Blogger:
    async with database.read() as session:
        return await queries.get_blogger(session, person.actor, blogger.id)


async def sheet(database, person: Person, blogger: Blogger) -> queries.Sheet:
    async with database.read() as session:
        return await queries.sheet(session, person.actor, await queries.get_blogger(session, person.actor, blogger.id))


async def relation(database, person: Person, blogger: Blogger):
    async with database.read() as session:
        return await queries.relation(session, person.actor, blogger.id, person.brand.id)


# --- the list ---------------------------------------------------------------------------------------------------


async def test_an_empty_list_says_what_to_do_first(owner):
    page = (await owner.html.get("/bloggers")).text
    assert "Your list is empty." in page
    assert 'href="/bloggers/new"' in page


async def test_typing_finds_without_accents(mate, zoe, add):
    await add("Hugo Martin")
    page = await mate.html.get("/bloggers?q=zoe", headers=PARTIAL)
    assert names_in(page.text) == ["Zoé Lambert"]
    assert "<html" not in page.text


async def test_filters_combine_and_stand_as_words(mate, zoe, add):
    await add("Hugo Martin", country="FR")
    page = (await mate.html.get("/bloggers?country=FR&topic=cuisine&stage=not_met&tag=press")).text
    assert names_in(page) == ["Zoé Lambert"]
    for words in ("in France", "writes about cuisine", "Not met", "tag: press"):
        assert words in page
    assert "1 person" in page


async def test_days_ago_in_an_address_stay_days_ago(mate, zoe):
    page = (await mate.html.get("/bloggers?contacted_before=60d")).text
    assert "no contact for 60 days" in page


@pytest.mark.parametrize(
    "query", ["country=Atlantis", "stage=nonsense&country=FR", "audience_min=many", "sort=shoe", "owner=1"]
)
async def test_an_address_that_makes_no_sense_shows_a_list(mate, zoe, query):
    page = await mate.html.get(f"/bloggers?{query}")
    assert page.status_code == 200
    assert "Zoé" in page.text


@pytest.mark.slow
async def test_show_more_goes_on_where_the_page_ended(mate, add):
    for n in range(60):
        await add(f"Person {n:02}")
    first = (await mate.html.get("/bloggers")).text
    more = unescape(re.findall(r'href="(/bloggers\?cursor=[^"]+)"', first)[0])
    rest = (await mate.html.get(more, headers=PARTIAL)).text
    assert len(names_in(first)) == 50
    assert names_in(rest) == [f"Person {n}" for n in range(50, 60)]
    assert 'hx-target="#pager"' in rest


@pytest.mark.slow
async def test_the_same_without_javascript(mate, add):
    for n in range(55):
        await add(f"Person {n:02}")
    first = (await mate.html.get("/bloggers")).text
    more = unescape(re.findall(r'href="(/bloggers\?cursor=[^"]+)"', first)[0])
    page = (await mate.html.get(more)).text
    assert "<html" in page
    assert "55 people" in page
    assert names_in(page)[-1] == "Person 54"


async def test_sorting_is_a_link(mate, zoe, add):
    await add("Hugo Martin", channels=[ChannelIn(url="https://hugo.example.org", audience=90_000)])
    assert names_in((await mate.html.get("/bloggers?sort=-audience")).text) == ["Hugo Martin", "Zoé Lambert"]
    assert names_in((await mate.html.get("/bloggers?sort=-name")).text) == ["Zoé Lambert", "Hugo Martin"]


async def test_chosen_columns_are_remembered(mate, zoe):
    answer = await mate.html.post("/bloggers/columns", data={"columns": ["city", "email"], "query": "country=FR"})
    assert answer.headers["location"] == "/bloggers?country=FR"
    page = (await mate.html.get("/bloggers")).text
    assert "zoe@carnet.example.org" in page
    assert "Lyon" in page
    assert "Last contact" not in page


async def test_a_stranger_sees_nobody(stranger, zoe):
    assert "Zoé" not in (await stranger.html.get("/bloggers")).text
    assert "Zoé" not in (await stranger.html.get("/search?q=zoe", headers=PARTIAL)).text


@pytest.mark.slow
async def test_the_list_takes_eight_statements_at_most(mate, add, database, count_statements):
    for n in range(60):
        await add(f"Person {n:02}", country="FR", tags=["press"], channels=[ChannelIn(url=f"https://p{n}.example.org")])
    async with database.write() as session:
        await session.execute(update(Relation).values(marked_until=NO_DATE))
    for query in ("", "?q=person", "?country=FR&tag=press&stage=not_met&sort=-last_contacted"):
        with count_statements() as executed:
            await mate.html.get(f"/bloggers{query}")
        assert len(executed) <= 8, "\n\n".join(executed)


# --- the search box ---------------------------------------------------------------------------------------------


async def test_one_person_found_is_gone_to(mate, add, zoe):
    assert (await mate.html.get("/search?q=zoe")).headers["location"] == path(zoe)
    await add("Zoé Martin")
    assert (await mate.html.get("/search?q=zoe")).status_code == 200


async def test_the_box_finds_a_person_and_links_to_them(mate, add, zoe):
    await add("Ana Carnet")
    below = (await mate.html.get("/search?q=zoe", headers=PARTIAL)).text
    page = (await mate.html.get("/search?q=carnet")).text
    assert path(zoe) in below
    assert "<html" not in below
    assert path(zoe) in page
    assert "<html" in page


async def test_nobody_found_offers_to_add_them(mate, zoe):
    page = (await mate.html.get("/search?q=Ines")).text
    assert "Nobody matches" in page
    assert "/bloggers/new?name=Ines" in page


# --- adding -----------------------------------------------------------------------------------------------------

NEW = {"name": "Inès Roy", "source": "A fair", "legal_basis": "legitimate_interest"}


async def test_source_and_basis_are_there_before_one_types(mate):
    page = (await mate.html.get("/bloggers/new")).text
    assert 'value="Noted by Malik"' in page
    assert '<option value="legitimate_interest" selected>' in page


async def test_lines_are_told_apart(database, mate):
    lines = "ines@example.org\n+33 6 12 34 56 78\nhttps://www.instagram.com/ines.roy\n@inesdm"
    page = await follow(
        mate, await mate.html.post("/bloggers", data={**NEW, "addresses": lines, "tags": "food, travel"})
    )
    assert "Inès Roy is in your list." in page
    async with database.read() as session:
        (ines,) = (await session.exec(select(Blogger))).all()
        noted = await queries.sheet(session, mate.actor, ines)
    assert [(it.kind, it.value) for it in noted.contact_points] == [
        ("email", "ines@example.org"),
        ("phone", "+33 6 12 34 56 78"),
        ("direct_message", "@inesdm"),
    ]
    assert [(it.platform, it.handle) for it in noted.channels] == [("instagram", "ines.roy")]
    assert noted.tags == ["food", "travel"]


async def test_typing_warns_of_a_twin_and_links_to_them(mate, zoe):
    for typed in (
        {"name": "Zoe Lambert"},
        {"addresses": "ZOE@carnet.example.org"},
        {"addresses": "http://carnet.example.org/"},
    ):
        warning = (await mate.html.post("/bloggers/duplicates", data=typed, headers=PARTIAL)).text
        assert path(zoe) in warning, typed


async def test_without_javascript_the_warning_comes_after_sending(database, mate, zoe):
    twin = {**NEW, "name": "Zoé Lambert"}
    warned = await mate.html.post("/bloggers", data=twin)
    assert warned.status_code == 422
    assert path(zoe) in warned.text
    assert "Add anyway" in warned.text
    added = await mate.html.post("/bloggers", data={**twin, "known": hidden(warned.text, "known")})
    assert added.status_code == 303


async def test_what_is_wrong_is_said_beside_it_and_nothing_is_written(database, mate):
    answer = await mate.html.post(
        "/bloggers", data={**NEW, "name": "", "addresses": "ines@example.org", "country": "XX"}
    )
    assert answer.status_code == 422
    assert "This is needed." in answer.text
    assert "ines@example.org" in answer.text
    async with database.read() as session:
        assert not (await session.exec(select(Blogger))).all()


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "نور الهدى", "Zoé 🍓", "O'Brien & Söhne", "x" * 300]
)
async def test_any_name_is_shown_as_it_is(mate, name):
    page = await follow(mate, await mate.html.post("/bloggers", data={**NEW, "name": name}))
    for shown in (page, (await mate.html.get("/bloggers")).text):
        assert "<script>alert" not in shown
        assert name in unescape(shown)


@pytest.mark.parametrize("name", ["x" * 10_000, "Zo\x00é", "   "])
async def test_names_that_cannot_be_are_refused(mate, name):
    assert (await mate.html.post("/bloggers", data={**NEW, "name": name})).status_code == 422


async def test_a_second_click_adds_nobody_twice(database, mate):
    for _click in range(2):
        answer = await mate.html.post("/bloggers", data={**NEW, "nonce": "clicked twice"})
        assert answer.status_code == 303
    async with database.read() as session:
        assert len((await session.exec(select(Blogger))).all()) == 1


# --- one person -------------------------------------------------------------------------------------------------


async def test_the_page_says_who_they_are(mate, zoe):
    page = (await mate.html.get(path(zoe))).text
    for text in (
        "Zoé Lambert",
        "Lyon, France",
        "zoe@carnet.example.org",
        "carnet.example.org",
        "€250",
        "A kitchen to film in",
        "4711",
    ):
        assert text in page, text
    assert 'href="mailto:zoe%40carnet.example.org"' in page or 'href="mailto:zoe@carnet.example.org"' in page


async def test_what_people_write_never_becomes_markup(database, mate, add):
    evil = "<img src=x onerror=alert(1)>"
    mean = await add(
        "Mean", biography=evil, notes=f"{evil} **bold** [x](javascript:alert(1))", city=evil, topics=[evil]
    )
    page = (await mate.html.get(path(mean))).text
    assert "<img src=x" not in page
    assert "<strong>bold</strong>" in page
    assert 'href="javascript:' not in page


async def test_a_stranger_finds_nobody_at_the_address(stranger, zoe):
    assert (await stranger.html.get(path(zoe))).status_code == 404
    assert (await stranger.html.get(path(zoe, "edit", "person"))).status_code == 404


async def test_one_page_takes_the_same_statements_whatever_there_is(mate, zoe, add, count_statements):
    busy = await add("Busy", channels=[ChannelIn(url=f"https://b{n}.example.org", audience=n) for n in range(9)])
    counts = []
    for one in (zoe, busy):
        with count_statements() as executed:
            await mate.html.get(path(one))
        counts.append(len(executed))
        assert len(executed) <= 21, "\n\n".join(executed)
    assert counts[0] == counts[1]


# --- editing in place -------------------------------------------------------------------------------------------


async def form_of(person: Person, blogger: Blogger, block: str) -> dict[str, Any]:
    """What a browser would send back without anybody typing."""
    html = (await person.html.get(path(blogger, "edit", block))).text
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and not (' type="checkbox"' in tag and " checked" not in tag) and name[1] not in ("q", "nonce"):
            found[name[1]] = unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL):
        found[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else re.findall(r'value="([^"]*)"', options)[0]
    return found


@pytest.mark.parametrize("block", ["person", "contacts", "channels", "rates", "needs", "notes", "practical", "source"])
async def test_saving_a_block_untouched_changes_nothing(database, mate, zoe, block):
    before, noted = await stored(database, mate, zoe), await sheet(database, mate, zoe)
    answer = await mate.html.post(path(zoe, "edit", block), data=await form_of(mate, zoe, block))
    assert answer.status_code == 303, answer.text
    assert (await stored(database, mate, zoe)).version == before.version
    assert await sheet(database, mate, zoe) == noted


async def test_a_block_opens_in_its_place_and_closes_again(mate, zoe):
    opened = (await mate.html.get(path(zoe, "edit", "person"), headers=PARTIAL)).text
    closed = (await mate.html.get(path(zoe, "blocks", "person"), headers=PARTIAL)).text
    assert opened.count('id="block-person"') == closed.count('id="block-person"') == 1
    assert "<html" not in opened + closed
    assert "<form" in opened


async def test_editing_in_place_answers_with_the_block(database, mate, zoe):
    form = await form_of(mate, zoe, "person") | {
        "city": "Grenoble",
        "languages": "French, English",
        "tags": "press, food",
    }
    answer = await mate.html.post(path(zoe, "edit", "person"), data=form, headers=PARTIAL)
    assert answer.status_code == 200
    assert 'id="block-person"' in answer.text
    saved = await stored(database, mate, zoe)
    assert (saved.city, saved.languages) == ("Grenoble", ["fr", "en"])
    assert (await sheet(database, mate, zoe)).tags == ["food", "press"]


async def test_lists_can_be_emptied(database, mate, zoe):
    form = await form_of(mate, zoe, "person") | {"topics": "", "tags": "", "city": ""}
    await mate.html.post(path(zoe, "edit", "person"), data=form)
    saved = await stored(database, mate, zoe)
    assert (saved.topics, saved.city) == ([], "")
    assert (await sheet(database, mate, zoe)).tags == []


async def test_contact_points_are_added_changed_and_removed_together(database, mate, zoe):
    form = await form_of(mate, zoe, "contacts")
    form |= {"contact_points-0-label": "work", "contact_points-0-preferred": "1"}
    form |= {"contact_points-1-kind": "phone", "contact_points-1-value": "+33 6 12 34 56 78"}
    assert (await mate.html.post(path(zoe, "edit", "contacts"), data=form)).status_code == 303
    noted = (await sheet(database, mate, zoe)).contact_points
    assert [(it.value, it.label, it.preferred) for it in noted] == [
        ("zoe@carnet.example.org", "work", True),
        ("+33 6 12 34 56 78", "", False),
    ]
    form = await form_of(mate, zoe, "contacts") | {"contact_points-0-value": ""}
    await mate.html.post(path(zoe, "edit", "contacts"), data=form)
    assert [it.value for it in (await sheet(database, mate, zoe)).contact_points] == ["+33 6 12 34 56 78"]


async def test_a_new_audience_figure_keeps_the_old_ones(database, mate, zoe):
    form = await form_of(mate, zoe, "channels") | {
        "channels-0-audience": "1500",
        "channels-0-audience_on": "2099-01-31",
    }
    assert (await mate.html.post(path(zoe, "edit", "channels"), data=form)).status_code == 303
    noted = await sheet(database, mate, zoe)
    assert noted.channels[0].audience == 1500
    assert [figure.value for figure in noted.figures[noted.channels[0].id]] == [1200, 1500]


async def test_rates_are_typed_as_people_write_money(database, mate, zoe):
    form = await form_of(mate, zoe, "rates") | {"rates-0-amount": "1 234,50"}
    assert (await mate.html.post(path(zoe, "edit", "rates"), data=form)).status_code == 303
    assert (await sheet(database, mate, zoe)).rates[0].amount_minor == 123450


async def test_a_need_is_met(database, mate, zoe):
    form = await form_of(mate, zoe, "needs") | {"needs-0-met_on": "2026-11-20"}
    assert (await mate.html.post(path(zoe, "edit", "needs"), data=form)).status_code == 303
    assert (await sheet(database, mate, zoe)).needs[0].met_on is not None


@pytest.mark.parametrize(
    ("block", "typed"),
    [
        ("person", {"name": ""}),
        ("person", {"time_zone": "Mars/Olympus"}),
        ("person", {"languages": "Klingon"}),
        ("contacts", {"contact_points-0-value": "not an address"}),
        ("contacts", {"contact_points-1-value": "ZOE@carnet.example.org", "contact_points-1-kind": "email"}),
        ("channels", {"channels-0-url": "javascript:alert(1)"}),
        ("channels", {"channels-0-audience": "many"}),
        ("rates", {"rates-0-amount": "a lot"}),
        ("rates", {"rates-0-stated_on": "2026-02-31"}),
        ("practical", {"media_kit_url": "javascript:alert(1)"}),
        ("source", {"source": ""}),
        ("notes", {"notes": "x" * 60_000}),
    ],
)
async def test_bad_input_is_refused_and_kept(database, mate, zoe, block, typed):
    before, noted = await stored(database, mate, zoe), await sheet(database, mate, zoe)
    answer = await mate.html.post(path(zoe, "edit", block), data=await form_of(mate, zoe, block) | typed)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    for value in typed.values():
        assert value[:200] in unescape(answer.text)
    assert (await stored(database, mate, zoe)).version == before.version
    assert await sheet(database, mate, zoe) == noted


async def test_two_people_may_edit_different_fields(database, owner, mate, zoe):
    mine, theirs = await form_of(owner, zoe, "person"), await form_of(mate, zoe, "person")
    await owner.html.post(path(zoe, "edit", "person"), data=mine | {"city": "Grenoble"})
    answer = await mate.html.post(path(zoe, "edit", "person"), data=theirs | {"pronouns": "elle"})
    assert answer.status_code == 303
    saved = await stored(database, mate, zoe)
    assert (saved.city, saved.pronouns) == ("Grenoble", "elle")


async def test_of_the_same_field_both_texts_are_shown(database, owner, mate, zoe):
    mine, theirs = await form_of(owner, zoe, "notes"), await form_of(mate, zoe, "notes")
    await owner.html.post(path(zoe, "edit", "notes"), data=mine | {"notes": "Likes tea"})
    answer = await mate.html.post(path(zoe, "edit", "notes"), data=theirs | {"notes": "Likes coffee"})
    assert answer.status_code == 409
    assert "Likes tea" in answer.text
    assert "Likes coffee" in answer.text
    again = theirs | {"notes": "Likes both", "version": hidden(answer.text, "version")}
    assert (await mate.html.post(path(zoe, "edit", "notes"), data=again)).status_code == 303
    assert (await stored(database, mate, zoe)).notes == "Likes both"


async def test_the_same_holds_line_by_line(database, owner, mate, zoe):
    mine, theirs = await form_of(owner, zoe, "needs"), await form_of(mate, zoe, "needs")
    await owner.html.post(path(zoe, "edit", "needs"), data=mine | {"needs-0-text": "A big kitchen"})
    answer = await mate.html.post(path(zoe, "edit", "needs"), data=theirs | {"needs-0-text": "A blue kitchen"})
    assert answer.status_code == 409
    assert "A big kitchen" in answer.text
    again = theirs | {"needs-0-text": "A big blue kitchen", "version": hidden(answer.text, "version")}
    assert (await mate.html.post(path(zoe, "edit", "needs"), data=again)).status_code == 303
    assert [need.text for need in (await sheet(database, mate, zoe)).needs] == ["A big blue kitchen"]


async def test_a_viewer_reads_and_changes_nothing(viewer, zoe):
    page = (await viewer.html.get(path(zoe))).text
    assert "/edit/person" not in page
    assert (await viewer.html.get(path(zoe, "edit", "person"))).status_code == 403
    assert (await viewer.html.post(path(zoe, "edit", "person"), data={"city": "Paris"})).status_code == 403
    assert (await viewer.html.post("/bloggers", data=NEW)).status_code == 403
    assert (await viewer.html.post(relation_path(viewer, zoe, "move"), data={"stage": "trusted"})).status_code == 403
    assert (await viewer.html.post(path(zoe, "archive"), data={})).status_code == 403
    assert (await viewer.html.post("/bloggers/bulk/archive", data={"ids": str(zoe.id)})).status_code == 403


async def test_a_stranger_changes_nothing(stranger, zoe):
    assert (await stranger.html.post(path(zoe, "edit", "person"), data={"city": "Paris"})).status_code == 404
    assert (
        await stranger.html.post(relation_path(stranger, zoe, "move"), data={"stage": "trusted"})
    ).status_code == 404
    for verb in ("archive", "restore", "delete", "undelete", "stop-contact", "allow-contact"):
        assert (await stranger.html.post(path(zoe, verb), data={})).status_code == 404, verb


# --- state ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("verb", "state"), [("archive", BloggerState.ARCHIVED), ("delete", BloggerState.DELETED)])
async def test_archived_and_deleted_people_come_back(database, manager, zoe, verb, state):
    page = await follow(manager, await manager.html.post(path(zoe, verb), data={}))
    assert (await stored(database, manager, zoe)).state == state
    back = await follow(manager, await manager.html.post(undo_in(page), data={}))
    assert "Zoé Lambert is back" in back
    assert (await stored(database, manager, zoe)).state == BloggerState.ACTIVE


async def test_do_not_contact_is_said_and_taken_back(database, manager, zoe):
    answer = await manager.html.post(path(zoe, "stop-contact"), data={"reason": "asked by email"})
    page = await follow(manager, answer)
    assert "Zoé wants no more outreach." in page
    assert "asked by email" in page
    await manager.html.post(undo_in(page), data={})
    assert not (await stored(database, manager, zoe)).do_not_contact


async def test_outreach_may_note_a_refusal_but_not_lift_it(database, mate, zoe):
    await mate.html.post(path(zoe, "stop-contact"), data={"reason": ""})
    assert (await mate.html.post(path(zoe, "allow-contact"), data={})).status_code == 403
    assert (await stored(database, mate, zoe)).do_not_contact


# --- the relation -----------------------------------------------------------------------------------------------


async def test_a_relation_moves_with_its_reason(database, mate, zoe):
    answer = await mate.html.post(
        relation_path(mate, zoe, "move"), data={"stage": "acquainted", "reason": "met in Lyon"}
    )
    page = await follow(mate, answer)
    assert "Acquainted" in page
    assert (await relation(database, mate, zoe)).stage == "acquainted"


async def test_owner_turn_and_form_of_address(database, mate, zoe):
    for verb, data in (
        ("assign", {"owner_id": str(mate.user.id)}),
        ("correct-turn", {"turn": "theirs"}),
        ("address", {"address_form": "vous"}),
        ("address", {"mine": "tu"}),
    ):
        answer = await mate.html.post(relation_path(mate, zoe, verb), data=data, headers=PARTIAL)
        assert answer.status_code == 200, answer.text
        assert answer.text.count('id="relation"') == 1
    found = await relation(database, mate, zoe)
    assert (found.owner_id, found.turn, found.address_form) == (mate.user.id, "theirs", "vous")
    assert "on “tu” terms" in (await mate.html.get(path(zoe))).text


async def test_colleagues_see_who_says_tu(owner, mate, zoe):
    await mate.html.post(relation_path(mate, zoe, "address"), data={"mine": "tu"})
    assert "Malik (tu)" in (await owner.html.get(path(zoe))).text


@pytest.mark.parametrize(
    ("verb", "data"),
    [("move", {"stage": "married"}), ("correct-turn", {"turn": "hers"}), ("address", {"mine": "thou"})],
)
async def test_what_a_relation_cannot_be(mate, zoe, verb, data):
    assert (await mate.html.post(relation_path(mate, zoe, verb), data=data)).status_code == 422


async def test_another_brand_is_only_said_to_exist(database, owner, mate, zoe):
    async with database.write() as session:
        other = Brand(workspace_id=owner.workspace_id, name="Other", name_key="other")
        session.add(other)
        await session.flush()
        member = await session.get_one(Member, mate.member.id)
        member.limited = True
        session.add(MemberBrand(workspace_id=owner.workspace_id, member_id=member.id, brand_id=owner.brand.id))
        workspace = await session.get_one(type(owner.workspace), owner.workspace_id)
        workspace.brand_count = 2
        relation_there = await service.ensure_relation(session, owner.actor, zoe.id, other.id)
        await service.move_relation(session, owner.actor, relation_there, "trusted")
    page = (await mate.html.get(path(zoe))).text
    assert "Another team is in touch with Zoé too." in page
    assert "Trusted" not in page.split('id="relation"')[1].split("relation-menu")[0]
    assert (
        await mate.html.post(path(zoe, "relations", str(other.id), "move"), data={"stage": "ended"})
    ).status_code == 404
    both = (await owner.html.get(f"{path(zoe)}?brand={other.id}")).text
    assert "brand-switch" in both


async def test_with_one_brand_no_page_mentions_brands(mate, zoe):
    for address in (path(zoe), "/bloggers", "/bloggers/new", "/bloggers/filters"):
        assert "brand-switch" not in (page := (await mate.html.get(address)).text)
        assert ">Brand<" not in page


# --- selections -------------------------------------------------------------------------------------------------


@pytest.fixture
async def three(add) -> list[Blogger]:
    return [await add(name, country="FR") for name in ("Ana", "Bea", "Cleo")]


async def test_a_tag_is_put_on_the_selected_and_taken_back(database, mate, three):
    data = {"ids": [str(one.id) for one in three[:2]], "tag": "spring", "query": "country=FR"}
    page = await follow(mate, await mate.html.post("/bloggers/bulk/add-tag", data=data))
    assert "“spring” given to 2 people." in page
    assert [(await sheet(database, mate, one)).tags for one in three] == [["spring"], ["spring"], []]
    await mate.html.post(undo_in(page), data={})
    assert [(await sheet(database, mate, one)).tags for one in three] == [[], [], []]


@pytest.mark.slow
async def test_everybody_found_is_more_than_the_page(database, mate, add):
    for n in range(55):
        await add(f"Person {n:02}", country="FR" if n else "BE")
    data = {"all": "1", "query": "country=FR", "stage": "acquainted"}
    page = await follow(mate, await mate.html.post("/bloggers/bulk/move", data=data))
    assert "54 people are in “Acquainted” now." in page
    back = await follow(mate, await mate.html.post(undo_in(page), data={}))
    assert "Taken back for 54 people." in back


@pytest.mark.parametrize(
    ("verb", "data"),
    [("assign", "owner"), ("archive", None), ("move", {"stage": "trusted"}), ("add-tag", {"tag": "x"})],
)
async def test_each_verb_on_a_selection_can_be_taken_back(database, mate, three, verb, data):
    more = {"owner_id": str(mate.user.id)} if data == "owner" else data or {}
    before = [(await stored(database, mate, one)).state for one in three]
    ids = {"ids": [str(one.id) for one in three]}
    page = await follow(mate, await mate.html.post(f"/bloggers/bulk/{verb}", data=ids | more))
    back = await follow(mate, await mate.html.post(undo_in(page), data={}))
    assert "Taken back for 3 people." in back
    assert [(await stored(database, mate, one)).state for one in three] == before
    assert [(await relation(database, mate, one)).stage for one in three] == ["not_met"] * 3
    assert [(await relation(database, mate, one)).owner_id for one in three] == [None] * 3


async def test_a_selection_needs_somebody_and_something(mate, three):
    assert (await mate.html.post("/bloggers/bulk/archive", data={})).status_code == 422
    assert (await mate.html.post("/bloggers/bulk/add-tag", data={"ids": str(three[0].id)})).status_code == 422


async def test_strangers_ids_change_nothing(database, stranger, three):
    data = {"ids": [str(one.id) for one in three], "tag": "mine"}
    await stranger.html.post("/bloggers/bulk/add-tag", data=data)
    await stranger.html.post("/bloggers/bulk/archive", data=data)
    async with database.read() as session:
        states = (await session.exec(select(col(Blogger.state)))).all()
    assert states == ["active"] * 3


async def test_a_selection_goes_on_to_a_campaign(mate, three):
    page = await mate.html.post("/bloggers/bulk/campaign", data={"ids": [str(one.id) for one in three]})
    assert page.status_code == 200
    assert "3 people are selected." in page.text


# --- saved views ------------------------------------------------------------------------------------------------


async def test_a_view_keeps_filters_sort_and_columns(database, manager, mate, zoe):
    query = urlencode({"country": "FR", "contacted_before": "60d", "sort": "-audience", "columns": "city"})
    answer = await manager.html.post("/settings/views", data={"name": "Wake up", "shared": "1", "query": query})
    page = await follow(manager, answer)
    assert "no contact for 60 days" in page
    assert "Wake up" in (await mate.html.get("/bloggers")).text
    (view,) = (await manager.api.get("/api/v1/views")).json()["items"]
    assert view["query"] == query


async def test_the_filters_page_saves_what_is_set_there(manager, zoe):
    data = {"country": "FR", "stage": "not_met", "topic": "", "name": "French", "shared": "0"}
    page = await follow(manager, await manager.html.post("/settings/views", data=data))
    assert "in France" in page
    assert names_in(page) == ["Zoé Lambert"]


# --- tags -------------------------------------------------------------------------------------------------------


async def test_a_tag_is_renamed_everywhere(database, mate, zoe):
    tag = await tag_id(database, mate)
    page = await follow(mate, await mate.html.post(f"/settings/tags/{tag}", data={"name": "journalists"}))
    assert "journalists" in page
    assert (await sheet(database, mate, zoe)).tags == ["journalists"]


async def test_a_deleted_tag_comes_back_on_everybody(database, mate, zoe):
    tag = await tag_id(database, mate)
    page = await follow(mate, await mate.html.post(f"/settings/tags/{tag}/delete", data={}))
    assert (await sheet(database, mate, zoe)).tags == []
    await mate.html.post(undo_in(page), data={})
    assert (await sheet(database, mate, zoe)).tags == ["press"]


async def test_a_tag_is_not_merged_by_accident(database, mate, zoe, add):
    await add("Hugo", tags=["food"])
    answer = await mate.html.post(f"/settings/tags/{await tag_id(database, mate)}", data={"name": "Food"})
    assert answer.status_code == 422
    assert "There is a tag of this name already." in answer.text


async def test_a_viewer_renames_no_tag(database, viewer, stranger, zoe):
    tag = await tag_id(database, viewer, "press")
    assert (await viewer.html.post(f"/settings/tags/{tag}", data={"name": "x"})).status_code == 403
    assert (await stranger.html.post(f"/settings/tags/{tag}", data={"name": "x"})).status_code == 404


async def tag_id(database, person: Person, name: str = "press") -> UUID:
    async with database.read() as session:
        return next(tag.id for tag in await queries.tag_counts(session, person.actor) if tag.name == name)


async def test_the_base_of_a_form_is_json(mate, zoe):
    assert json.loads((await form_of(mate, zoe, "notes"))["base"]) == {"notes": ""}
