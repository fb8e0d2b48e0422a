"""The sort after an import and a campaign's rehearsal in a real browser: by keyboard, without JavaScript, with axe."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from app.core.clock import now
from app.core.db import Database
from app.transfer.models import ImportBatch, ImportState
from tests.browser.test_board import Desk, press


@pytest.fixture
def desk(program) -> Desk:
    return Desk(program)


def meet(desk: Desk, name: str, **values) -> str:
    return desk.post("/bloggers", name=name, source="met at a fair", legal_basis="legitimate_interest", **values)["id"]


@pytest.fixture
def batch(desk, tact, people) -> str:
    """Ava, Bo and Cy came in with it."""
    began = now()
    for name in ("Ava", "Bo", "Cy"):
        meet(desk, name)
    owner = people["owner"]

    async def write() -> UUID:
        database = Database(tact.settings)
        async with database.write() as session:
            made = ImportBatch(
                workspace_id=owner.workspace_id, file_name="people.csv", path="x", sha256="x", format="csv",
                state=ImportState.DONE, started_by=owner.user.id, total=3, created_count=3, started_at=began,
                finished_at=now() + timedelta(seconds=1),
                findings={"encoding": "utf-8", "delimiter": ",", "header_row": 1, "sheet": "", "columns": []},
            )  # fmt: skip
            session.add(made)
        await database.dispose()
        return made.id

    with ThreadPoolExecutor() as pool:
        return str(pool.submit(asyncio.run, write()).result())


def test_people_are_sorted_by_one_key_each(olga: Page, batch, accessible):
    olga.goto(f"/imports/{batch}")
    olga.get_by_role("link", name="Sort them in three minutes").click()
    expect(olga.get_by_role("heading", name="Ava")).to_be_visible()
    accessible(olga)
    press(olga, "1")
    press(olga, "b")
    expect(olga.get_by_role("heading", name="Bo")).to_be_visible()
    press(olga, "ArrowLeft")
    expect(olga.get_by_role("heading", name="Ava")).to_be_visible()
    expect(olga.get_by_role("radio", name="Our turn")).to_be_checked()
    expect(olga.get_by_role("button", name="Acquainted")).to_have_attribute("aria-current", "true")
    press(olga, "s")
    expect(olga.get_by_role("heading", name="Bo")).to_be_visible()
    press(olga, "s")
    expect(olga.get_by_role("heading", name="Cy")).to_be_visible()
    press(olga, "e")
    expect(olga.get_by_text("1 is left for later.")).to_be_visible()
    accessible(olga)


def test_they_are_sorted_without_javascript(enter, batch):
    plain = enter("owner", java_script_enabled=False)
    plain.goto(f"/imports/{batch}/sort")
    plain.get_by_role("radio", name="Their turn").check()
    plain.get_by_role("button", name="Mutual interest").click()
    expect(plain.get_by_role("heading", name="Bo")).to_be_visible()


@pytest.mark.parametrize("java_script", [True, False])
def test_a_rehearsed_campaign_is_planned_and_taken_back(enter, desk, accessible, java_script):
    page = enter("owner", java_script_enabled=java_script)
    campaign = desk.post("/campaigns", name="Spring table", themes=["bread"])["id"]
    people = [meet(desk, name, topics=["Bread"]) for name in ("Ava", "Bo")]
    desk.post("/interactions", blogger_ids=[people[0]], kind="email", nature="ask", campaign_id=campaign)
    given = {"kind": "email", "direction": "in", "no_answer_expected": True}
    desk.post("/interactions", blogger_ids=[people[1]], occurred_at=(now() - timedelta(days=90)).isoformat(), **given)
    desk.post(f"/campaigns/{campaign}/bloggers", blogger_ids=people)
    page.goto(f"/campaigns/{campaign}")
    page.get_by_role("link", name="Rehearse").click()
    expect(page.get_by_role("heading", name="Spread over days")).to_be_visible()
    if java_script:
        accessible(page)
    page.get_by_role("checkbox", name="Approve Ava").set_checked(False)
    page.get_by_role("button", name="Plan those ticked").click()
    expect(page.get_by_text("1 approach is planned.")).to_be_visible()
    expect(page.get_by_text("Planned for")).to_be_visible()
