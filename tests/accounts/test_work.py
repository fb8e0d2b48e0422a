"""Work under way: how far it is, for those whose workspace it is; single keys, on every device."""

from datetime import timedelta

import pytest

from app.core.clock import now
from app.core.queue import Job, enqueue
from tests.cast import PARTIAL


@pytest.fixture
async def job(database, cast):
    async with database.write() as session:
        job_id = await enqueue(session, "transfer.import", workspace_id=cast["owner"].workspace_id)
        found = await session.get_one(Job, job_id)
        found.state, found.attempts, found.lease_until = "running", 1, now() + timedelta(seconds=60)
        found.done, found.total, found.began_at = 3200, 10000, now() - timedelta(seconds=20)
    return job_id


async def test_programs_are_told_how_far_it_is(owner, viewer, stranger, job):
    for person in (owner, viewer):
        told = (await person.api.get(f"/api/v1/jobs/{job}")).json()
        assert (told["state"], told["done"], told["total"]) == ("running", 3200, 10000)
        assert 41 <= told["seconds_left"] <= 44
        assert "payload" not in told
    assert (await stranger.api.get(f"/api/v1/jobs/{job}")).status_code == 404


async def test_settings_show_it_and_ask_again_while_it_runs(owner, mate, stranger, job, database):
    page = (await owner.html.get("/settings/jobs")).text
    assert "3,200 of 10,000 · about 40 seconds left" in page
    assert '<progress value="3200" max="10000"' in page
    assert "3,200" not in (await stranger.html.get("/settings/jobs")).text
    assert (await mate.html.get("/settings/jobs/running", headers=PARTIAL)).status_code == 403
    async with database.write() as session:
        (await session.get_one(Job, job)).state = "done"
    fragment = (await owner.html.get("/settings/jobs/running", headers=PARTIAL)).text
    assert "every 2s" not in fragment
    assert (await owner.html.get("/settings/jobs/running")).headers["location"] == "/settings/jobs"


async def test_single_keys_are_turned_off_for_oneself_on_every_device(mate, viewer):
    assert "data-shortcuts data-off" not in (await mate.html.get("/")).text
    assert (await mate.html.post("/account/shortcuts", data={"single_keys": "0"})).status_code == 303
    assert "data-shortcuts data-off" in (await mate.html.get("/")).text
    assert "data-shortcuts data-off" not in (await viewer.html.get("/")).text
    assert (await mate.api.get("/api/v1/me")).json()["user"]["single_keys"] is False
    told = await mate.api.patch("/api/v1/me", json={"single_keys": True})
    assert told.json()["user"]["single_keys"] is True
    assert "data-shortcuts data-off" not in (await mate.html.get("/")).text


async def test_what_single_keys_may_be_is_yes_or_no(mate):
    assert (await mate.html.post("/account/shortcuts", data={"single_keys": "perhaps"})).status_code == 422
    assert (await mate.api.patch("/api/v1/me", json={"single_keys": "perhaps"})).status_code == 422
    assert (await mate.api.patch("/api/v1/me", json={"name": "Somebody"})).status_code == 422
