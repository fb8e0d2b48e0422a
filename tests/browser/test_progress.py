"""Work under way is seen moving, and read out now and then."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from app.core.clock import now
from app.core.db import Database
from app.core.queue import Job, enqueue
from tests.tools.server import aside


@pytest.fixture
def work(tact, people) -> Callable[..., None]:
    """`work(done=3200)`: a job that a worker elsewhere runs, as it stands."""
    held: list[UUID] = []

    async def write(**values: Any) -> None:
        database = Database(tact.settings)
        try:
            async with database.write() as session:
                if not held:
                    held.append(await enqueue(session, "transfer.import", workspace_id=people["owner"].workspace_id))
                job = await session.get_one(Job, held[0])
                job.state, job.attempts, job.lease_until = "running", 1, now() + timedelta(seconds=60)
                job.total, job.began_at = 10_000, now() - timedelta(hours=2)  # a moment more changes no word of it
                for name, value in values.items():
                    setattr(job, name, value)
        finally:
            await database.dispose()

    return lambda **values: aside(write(**values))


def test_progress_moves_by_itself_and_is_read_out_every_ten_seconds_at_most(olga: Page, work, accessible):
    olga.add_init_script("const begun = Date.now(); window.later = 0; Date.now = () => begun + window.later")
    work(done=3_200)
    olga.goto("/settings/jobs")
    expect(olga.locator("[data-work]")).to_contain_text("3,200 of 10,000 · about 4 hours left")
    spoken = olga.locator("#spoken")
    expect(spoken).to_contain_text("3,200 of 10,000")
    accessible(olga)
    work(done=9_999)
    expect(olga.locator("[data-work]")).to_contain_text("9,999 of 10,000 · a few seconds left")
    expect(spoken).to_contain_text("3,200 of 10,000")  # not yet ten seconds later
    olga.evaluate("window.later = 10_000")
    expect(spoken).to_contain_text("9,999 of 10,000")
    work(done=10_000, state="done")
    expect(olga.locator("[data-work]")).to_have_count(0)


def test_without_javascript_it_is_there_and_comes_anew_with_the_page(enter, work):
    page = enter("owner", java_script_enabled=False, locale="fr-FR")
    work(done=3_200)
    page.goto("/settings/jobs")
    bar = page.locator("[data-work] progress")
    assert bar.get_attribute("value") == "3200"
    work(done=6_400)
    page.reload()
    assert bar.get_attribute("value") == "6400"
