"""Every page of accounts shows itself, to whom it should."""

import pytest

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
