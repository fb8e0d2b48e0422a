"""Cells of the list changed in place: whose word counts, what comes back, and what two people do to one line."""

import json
import re
from html import unescape
from urllib.parse import urlencode

import pytest
from sqlmodel import col, select

from app.bloggers import queries, service
from app.bloggers.models import Blogger
from app.bloggers.schemas import BloggerIn
from app.outreach.models import NextStep
from tests.cast import PARTIAL, Person


@pytest.fixture
async def zoe(database, cast) -> Blogger:
    said = {"name": "Zoé Lambert", "country": "FR", "city": "Lyon", "topics": ["cuisine"], "tags": ["press"]}
    async with database.write() as session:
        return await service.create_blogger(session, cast["owner"].actor, BloggerIn.model_validate(said))


def cell(blogger: Blogger, column: str, verb: str = "", **query: str) -> str:
    path = f"/bloggers/{blogger.id}/cells/{column}" + (f"/{verb}" if verb else "")
    return f"{path}?{urlencode(query)}" if query else path


def sent(html: str) -> dict[str, str]:
    """What the form of a cell says of itself."""
    found = re.findall(r'<input type="hidden" name="(version|was|step_id)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found}


def undo_in(html: str) -> str:
    return unescape(re.findall(r'action="([^"]*/undo[^"]*)"', html)[0])


async def opened(person: Person, path: str) -> dict[str, str]:
    answer = await person.html.get(path, headers=PARTIAL)
    assert answer.status_code == 200, answer.text[:500]
    return sent(answer.text)


async def saved(person: Person, path: str, **typed):
    form = await opened(person, path)
    return await person.html.post(path, data={**form, **typed}, headers=PARTIAL)


async def row(database, person: Person, blogger: Blogger):
    async with database.read() as session:
        return await queries.row(session, person.actor, blogger.id)


async def steps(database) -> list[NextStep]:
    async with database.read() as session:
        return list((await session.execute(select(NextStep).where(col(NextStep.deleted_at).is_(None)))).scalars())


CHANGES = {
    "stage": ({"stage": "acquainted"}, lambda it: it.relation.stage, "not_met", "acquainted"),
    "tags": ({"tags": "tea, press"}, lambda it: it.tags, ["press"], ["press", "tea"]),
    "topics": ({"topics": "voyage"}, lambda it: it.topics, ["cuisine"], ["voyage"]),
    "country": ({"country": "BE"}, lambda it: it.country, "FR", "BE"),
    "city": ({"city": "Gand"}, lambda it: it.city, "Lyon", "Gand"),
}


@pytest.mark.parametrize("column", CHANGES)
async def test_a_mate_changes_a_cell_and_takes_it_back(mate, zoe, database, column):
    typed, told, before, after = CHANGES[column]
    answer = await saved(mate, cell(zoe, column), **typed)
    assert answer.status_code == 200
    assert f'hx-target="#row-{zoe.id}"' in answer.text
    assert "Saved: Zoé Lambert." in answer.text
    assert told(await row(database, mate, zoe)) == after
    assert (await mate.html.post(undo_in(answer.text))).status_code == 303
    assert told(await row(database, mate, zoe)) == before


async def test_a_relation_changes_hands_in_the_list(mate, owner, zoe, database):
    answer = await saved(mate, cell(zoe, "owner"), owner_id=str(owner.user.id))
    assert owner.user.name in answer.text
    assert (await row(database, mate, zoe)).relation.owner_id == owner.user.id
    await mate.html.post(undo_in(answer.text))
    assert (await row(database, mate, zoe)).relation.owner_id is None


async def test_a_next_step_is_made_changed_and_taken_back(mate, zoe, database):
    made = await saved(mate, cell(zoe, "step"), due_on="2031-03-04", title="Send the box")
    assert "2031" in made.text
    changed = await saved(mate, cell(zoe, "step"), due_on="2031-03-05", title="Send two boxes")
    (step,) = await steps(database)
    assert (step.title, step.due_on.isoformat(), step.blogger_id) == ("Send two boxes", "2031-03-05", zoe.id)
    await mate.html.post(undo_in(changed.text))
    assert (await steps(database))[0].title == "Send the box"
    await mate.html.post(undo_in(made.text))
    assert not await steps(database)


async def test_without_javascript_a_page_with_one_field_leads_back_to_the_place(mate, zoe, database):
    place = "country=FR&columns=city&cursor=abc"
    path = cell(zoe, "city", back=place)
    page = (await mate.html.get(path)).text
    assert "<html" in page
    assert unescape(page).count(f'href="/bloggers?{place}#row-{zoe.id}"') == 2
    answer = await mate.html.post(path, data={**sent(page), "city": "Nantes"})
    assert answer.headers["location"] == f"/bloggers?{place}#row-{zoe.id}"
    assert (await row(database, mate, zoe)).city == "Nantes"


@pytest.mark.parametrize("told", ["hx-current-url", "referer"])
async def test_the_browser_tells_what_leads_back(mate, zoe, told):
    came = {told: "http://tact.example.org/bloggers?country=FR&columns=city"}
    form = (await mate.html.get(cell(zoe, "city"), headers=came)).text
    action = unescape(re.findall(r'action="([^"]*/cells/city[^"]*)"', form)[0])
    assert action == cell(zoe, "city", back="country=FR&columns=city")
    elsewhere = {told: "http://tact.example.org/campaigns?country=FR"}
    assert "?back=" not in (await mate.html.get(cell(zoe, "city"), headers=elsewhere)).text


async def test_a_bad_value_is_refused_beside_the_field_and_kept(mate, zoe, database):
    answer = await saved(mate, cell(zoe, "step"), due_on="2031-02-30", title="Call")
    assert answer.status_code == 422
    assert "This date does not exist." in answer.text
    assert 'value="Call"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert (await saved(mate, cell(zoe, "stage"), stage="friends")).status_code == 422
    assert (await saved(mate, cell(zoe, "tags"), tags="x" * 70)).status_code == 422
    assert not await steps(database)


@pytest.mark.parametrize("column", ["stage", "city", "tags"])
async def test_two_who_change_one_cell_see_both(mate, owner, zoe, database, column):
    typed, told, _before, after = CHANGES[column]
    form = await opened(owner, cell(zoe, column))
    await saved(mate, cell(zoe, column), **typed)
    other = {"stage": "trusted", "city": "Metz", "tags": "wine"}[column]
    refused = await owner.html.post(cell(zoe, column), data={**form, column: other}, headers=PARTIAL)
    assert refused.status_code == 409
    assert mate.user.name in refused.text
    theirs = {**sent(refused.text), column: other, f"keep-{column}": "theirs"}
    assert (await owner.html.post(cell(zoe, column), data=theirs, headers=PARTIAL)).status_code == 200
    assert told(await row(database, mate, zoe)) == after


async def test_changes_to_two_cells_go_together(mate, owner, zoe, database):
    city, owned = await opened(owner, cell(zoe, "city")), await opened(owner, cell(zoe, "owner"))
    await saved(mate, cell(zoe, "stage"), stage="trusted")
    await saved(mate, cell(zoe, "country"), country="CH")
    await owner.html.post(cell(zoe, "city"), data={**city, "city": "Sion"}, headers=PARTIAL)
    who = {**owned, "owner_id": str(mate.user.id)}
    await owner.html.post(cell(zoe, "owner"), data=who, headers=PARTIAL)
    found = await row(database, mate, zoe)
    assert (found.city, found.country, found.relation.stage) == ("Sion", "CH", "trusted")
    assert found.relation.owner_id == mate.user.id


async def test_who_may_only_look_gets_no_pencil_and_no_form(viewer, zoe, database):
    assert "data-cell" not in (await viewer.html.get("/bloggers")).text
    for column in (*CHANGES, "owner", "step"):
        assert (await viewer.html.get(cell(zoe, column))).status_code == 403
        assert (await viewer.html.post(cell(zoe, column), data={"city": "Metz"})).status_code == 403
    assert (await row(database, viewer, zoe)).city == "Lyon"


async def test_a_stranger_finds_no_cell(stranger, zoe):
    for column in (*CHANGES, "owner", "step"):
        assert (await stranger.html.get(cell(zoe, column))).status_code == 404
    assert (await stranger.html.post(cell(zoe, "city"), data={"city": "Metz"})).status_code == 404


async def test_a_step_of_somebody_else_is_not_changed_through_a_cell(mate, owner, zoe, database):
    async with database.write() as session:
        hugo = await service.create_blogger(session, owner.actor, BloggerIn(name="Hugo Martin"))
    await saved(mate, cell(hugo, "step"), due_on="2031-03-04", title="Call Hugo")
    (step,) = await steps(database)
    typed = {"step_id": str(step.id), "due_on": "2031-05-05", "title": "Mine now"}
    assert (await mate.html.post(cell(zoe, "step"), data=typed, headers=PARTIAL)).status_code == 404
    before = json.dumps({"step_id": str(step.id)})
    assert (await mate.html.post(cell(zoe, "step", "undo", before=before))).status_code == 404


@pytest.mark.parametrize("before", ["", "[]", "{", '{"stage": "friends"}', '{"other": "x"}'])
async def test_what_undo_is_told_is_checked(mate, zoe, database, before):
    answer = await mate.html.post(cell(zoe, "stage", "undo", before=before))
    assert answer.status_code in (400, 422)
    assert (await row(database, mate, zoe)).relation.stage == "not_met"


async def test_a_cell_of_no_column_is_not_there(mate, zoe):
    assert (await mate.html.get(cell(zoe, "turn"))).status_code == 404


async def test_saving_a_cell_takes_few_statements(mate, zoe, count_statements):
    for column, typed in {"stage": {"stage": "acquainted"}, "city": {"city": "Metz"}}.items():
        form = await opened(mate, cell(zoe, column, back="columns=city&columns=stage"))
        with count_statements() as executed:
            path = cell(zoe, column, back="columns=city&columns=stage")
            await mate.html.post(path, data={**form, **typed}, headers=PARTIAL)
        assert len(executed) <= 20, "\n\n".join(executed)
