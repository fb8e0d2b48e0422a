"""After an import: one person a screen, how we stand and whose turn it is, from what is known."""

from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from sqlmodel import col, select

from app.accounts.models import User
from app.bloggers.models import Blogger, Relation
from app.core.clock import now
from app.outreach.timing.schemas import AdviceAsked
from app.outreach.timing.service import advise
from app.transfer.models import ImportBatch, ImportState
from tests.factories.bloggers import blogger


@pytest.fixture
async def batch(database, cast) -> UUID:
    """Ava, Bo and Cy came in with it; Old was there before."""
    owner = cast["owner"]
    async with database.write() as session:
        await blogger(session, owner.actor, "Old")
        began = now()
        for name in ("Ava", "Bo", "Cy"):
            await blogger(
                session, owner.actor, name, city="Lyon", source="a fair", notes=f"{name} bakes", tags=["press"]
            )
        made = ImportBatch(
            workspace_id=owner.workspace_id,
            file_name="people.csv",
            path="x",
            sha256="x",
            format="csv",
            state=ImportState.DONE,
            started_by=owner.user.id,
            brand_id=owner.brand.id,
            total=3,
            created_count=3,
            started_at=began,
            finished_at=now() + timedelta(seconds=1),
            findings={"encoding": "utf-8", "delimiter": ",", "header_row": 1, "sheet": "", "columns": []},
        )
        session.add(made)
        return made.id


def sent(page: str) -> tuple[str, dict[str, str]]:
    """Where the form of a screen goes, and its hidden place."""
    path = page.split('action="/imports/')[1].split('"', maxsplit=1)[0]
    place = page.split('name="place" value="')[1].split('"', maxsplit=1)[0]
    return f"/imports/{path}", {"place": place}


async def stands(database, name: str) -> tuple[str, str]:
    async with database.read() as session:
        statement = select(Relation).join(Blogger, col(Blogger.id) == Relation.blogger_id)
        relation = (await session.execute(statement.where(col(Blogger.name) == name))).scalar_one()
        return relation.stage, relation.turn


async def test_one_after_the_other_until_everybody_is_placed(owner, database, batch):
    here = f"/imports/{batch}/sort"
    assert here in (await owner.html.get(f"/imports/{batch}")).text
    page = (await owner.html.get(here)).text
    for known in ("Ava", "Lyon", "a fair", "Ava bakes", "press", "1 of 3"):
        assert known in page
    assert "Old" not in page
    path, place = sent(page)
    answer = await owner.html.post(path, data={**place, "stage": "acquainted", "turn": "ours"})
    assert await stands(database, "Ava") == ("acquainted", "ours")
    second = (await owner.html.get(answer.headers["location"])).text
    assert "2 of 3" in second
    assert "Bo bakes" in second
    back = here + second.split(f'href="{here}')[1].split('"')[0]
    assert "Ava bakes" in (await owner.html.get(back)).text
    path, place = sent(second)
    answer = await owner.html.post(path, data={**place, "stage": "not_met", "turn": "none"})
    third = (await owner.html.get(answer.headers["location"])).text
    skipped = await owner.html.get(f"{here}?after={sent(third)[1]['place']}")
    assert "Everybody has been seen." in skipped.text
    assert "1 is left for later." in skipped.text
    assert "Cy bakes" in (await owner.html.get(here)).text  # it goes on with who is left


async def test_until_then_nothing_is_noted_and_then_it_is(owner, database, batch):
    page = (await owner.html.get(f"/imports/{batch}/sort")).text
    path, place = sent(page)
    who = UUID(path.rsplit("/", 1)[1])

    async def known() -> bool:
        async with database.read() as session:
            return (await advise(session, owner.actor, who, AdviceAsked())).known

    assert not await known()
    await owner.html.post(path, data={**place, "stage": "trusted", "turn": "none"})
    assert await known()


async def test_only_who_may_and_only_ones_own(owner, viewer, stranger, batch):
    here = f"/imports/{batch}/sort"
    assert (await viewer.html.get(here)).status_code == 403
    assert (await stranger.html.get(here)).status_code == 404
    path, place = sent((await owner.html.get(here)).text)
    assert (await stranger.html.post(path, data={**place, "stage": "trusted"})).status_code == 404
    assert (await owner.html.post(path, data={**place, "stage": "friends"})).status_code == 422


async def test_it_reads_french(owner, database, batch):
    async with database.write() as session:
        (await session.get_one(User, owner.user.id)).locale = "fr"
    page = (await owner.html.get(f"/imports/{batch}/sort")).text
    assert "Tri en trois minutes" in page
    assert "C’est à qui" in unescape(page)


async def test_programs_sort_too(owner, manager, mate, stranger, database, batch):
    path = f"/api/v1/imports/{batch}/sort"
    first = (await owner.api.get(f"{path}?limit=2")).json()
    assert [(it["name"], it["sorted"]) for it in first["items"]] == [("Ava", False), ("Bo", False)]
    rest = (await owner.api.get(path, params={"cursor": first["next"]})).json()["items"]
    assert [it["name"] for it in rest] == ["Cy"]
    ava = first["items"][0]["blogger_id"]
    told = await manager.api.post(f"{path}/{ava}", json={"stage": "acquainted", "turn": "ours"})
    assert (told.json()["stage"], told.json()["turn"]) == ("acquainted", "ours")
    assert await stands(database, "Ava") == ("acquainted", "ours")
    assert [it["name"] for it in (await owner.api.get(path)).json()["items"]] == ["Bo", "Cy"]
    whole = (await owner.api.get(f"{path}?everybody=true")).json()["items"]
    assert [(it["name"], it["sorted"]) for it in whole] == [("Ava", True), ("Bo", False), ("Cy", False)]
    for person, status in ((mate, 403), (stranger, 404)):
        assert (await person.api.get(path)).status_code == status
        assert (await person.api.post(f"{path}/{ava}", json={"stage": "trusted"})).status_code == status
    assert (await owner.api.post(f"{path}/{ava}", json={"stage": "famous"})).status_code == 422
