"""Every page of accounts shows itself, to whom it should."""

import pytest

from app.accounts.models import User

pytestmark = pytest.mark.anyio

SETTINGS = [
    "/settings",
    "/settings/members",
    "/settings/roles",
    "/settings/brands",
    "/account",
    "/account/password",
    "/account/sessions",
]
MAKING = ["/settings/workspace", "/settings/members/invite", "/settings/brands/new", "/workspaces/new"]


@pytest.mark.parametrize("path", [*SETTINGS, *MAKING, "/settings/tokens", "/settings/tokens/new"])
async def test_the_owner_sees_it(owner, path):
    answer = await owner.html.get(path)
    assert answer.status_code == 200
    assert "<h1>" in answer.text


@pytest.mark.parametrize("path", SETTINGS)
async def test_a_viewer_sees_what_there_is(viewer, path):
    assert (await viewer.html.get(path)).status_code == 200


@pytest.mark.parametrize("path", [*MAKING, "/settings/tokens", "/settings/tokens/new"])
async def test_a_viewer_makes_nothing(viewer, path):
    assert (await viewer.html.get(path)).status_code == 403


@pytest.mark.parametrize("path", [*SETTINGS, *MAKING])
async def test_nobody_sees_it_without_signing_in(client, cast, path):
    answer = await client.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")


async def test_somebody_new_is_shown_around_once(mate, viewer, database):
    for newcomer in (mate, viewer):
        async with database.write() as session:
            (await session.get_one(User, newcomer.user.id)).tour = 1
    assert "Today says" in (await mate.html.get("/")).text
    for step, place, says in ((2, "/bloggers", "a line each"), (3, "/", "Whenever you spoke")):
        answer = await mate.html.post("/account/tour", data={"step": step})
        assert answer.headers["location"] == place
        assert says in (await mate.html.get(place)).text
        assert "A short tour" not in (await mate.html.get("/campaigns")).text  # it speaks of another page
    await mate.html.post("/account/tour", data={"step": 0})
    assert "A short tour" not in (await mate.html.get("/")).text
    assert (await mate.html.post("/account/tour", data={"step": 4})).status_code == 422
    await viewer.html.post("/account/tour", data={"step": 2})
    assert "That is all" in (await viewer.html.get("/bloggers")).text  # who may not log is not told how to
