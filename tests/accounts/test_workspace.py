"""One's account, sessions, the workspace's settings, brands."""

import re

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.accounts import service
from app.accounts.doors import PLAIN_COOKIE
from app.accounts.models import Brand, User, UserSession, Workspace
from app.accounts.service import Visitor
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.anyio

SETTINGS = {
    "name": "Atelier Nord",
    "locale": "fr",
    "time_zone": "Europe/Paris",
    "currency": "CHF",
    "person_word": "creator",
    "source_preset": "public profile",
    "legal_basis_preset": "consent",
}


async def of(database, table, key):
    async with database.read() as session:
        return await session.get_one(table, key)


async def another_session(database, person):
    async with database.write() as session:
        return await service.open_session(session, person.user.id, person.workspace_id, Visitor())


# --- oneself ----------------------------------------------------------------------------------------------------


async def test_everyone_changes_their_own_profile(viewer, database):
    form = {"name": "Véra Novak", "locale": "fr", "time_zone": "Europe/Prague", "theme": "dark"}
    answer = await viewer.html.post("/account", data=form)
    assert answer.status_code == 303
    user = await of(database, User, viewer.user.id)
    assert {field: getattr(user, field) for field in form} == form
    page = await viewer.html.get("/account")
    assert 'data-theme="dark"' in page.text
    assert 'lang="fr"' in page.text


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"locale": "xx"}, {"time_zone": "Nowhere"}, {"theme": "pink"}, {"x": "1"}]
)
async def test_a_wrong_profile_is_refused(viewer, database, wrong):
    form = {"name": "Other", "locale": "", "time_zone": "", "theme": "auto"} | wrong
    assert (await viewer.html.post("/account", data=form)).status_code == 422
    assert (await of(database, User, viewer.user.id)).name == "Vera"


async def test_a_new_password_ends_the_other_sessions(owner, database, with_password, client):
    await with_password(owner)
    other = await another_session(database, owner)
    form = {"current": PASSWORD, "password": "four quiet otters"}
    answer = await owner.html.post("/account/password", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    assert answer.cookies[PLAIN_COOKIE] != owner.cookie
    assert (await owner.html.get("/settings")).status_code == 200
    client.cookies.set(PLAIN_COOKIE, other)
    assert (await client.get("/settings")).status_code == 303
    signing_in = {"email": owner.user.email, "password": "four quiet otters"}
    assert (await client.post("/login", data=signing_in)).status_code == 303


@pytest.mark.parametrize(
    "form", [{"current": "wrong", "password": "four quiet otters"}, {"current": PASSWORD, "password": "x"}]
)
async def test_a_wrong_password_changes_nothing(owner, database, with_password, form, password_hash):
    await with_password(owner)
    assert (await owner.html.post("/account/password", data=form)).status_code == 422
    assert (await of(database, User, owner.user.id)).password_hash == password_hash


async def test_one_session_ends_alone(owner, database, client, mate):
    other = await another_session(database, owner)
    async with database.read() as session:
        rows = (await session.execute(select(UserSession).where(col(UserSession.user_id) == owner.user.id))).scalars()
        path = f"/account/sessions/{max(rows, key=lambda row: row.created_at).id}/end"
    assert (await mate.html.post(path)).status_code == 404
    assert (await owner.html.post(path)).status_code == 303
    client.cookies.set(PLAIN_COOKIE, other)
    assert (await client.get("/settings")).status_code == 303


async def test_all_others_end_at_once(owner, database, client):
    other = await another_session(database, owner)
    assert (await owner.html.post("/account/sessions/end-others")).status_code == 303
    client.cookies.set(PLAIN_COOKIE, other)
    assert (await client.get("/settings")).status_code == 303
    assert (await owner.html.get("/account/sessions")).status_code == 200


# --- the workspace ----------------------------------------------------------------------------------------------


async def test_the_settings_of_the_workspace(owner, database):
    assert (await owner.html.post("/settings/workspace", data=SETTINGS)).status_code == 303
    workspace = await of(database, Workspace, owner.workspace_id)
    assert {field: getattr(workspace, field) for field in SETTINGS} == SETTINGS
    assert workspace.version == 2


async def test_two_people_at_the_settings(owner, database):
    await owner.html.post("/settings/workspace", data=SETTINGS | {"version": "1"})
    late = await owner.html.post("/settings/workspace", data=SETTINGS | {"name": "Other", "version": "1"})
    assert late.status_code == 409
    assert (await of(database, Workspace, owner.workspace_id)).name == "Atelier Nord"


@pytest.mark.parametrize("name", ["manager", "mate", "viewer"])
async def test_the_others_may_not(name, manager, mate, viewer, database):
    person = {"manager": manager, "mate": mate, "viewer": viewer}[name]
    assert (await person.html.post("/settings/workspace", data=SETTINGS)).status_code == 403
    assert (await person.html.post("/workspaces", data=SETTINGS)).status_code == 403
    assert (await of(database, Workspace, person.workspace_id)).name == "Atelier"


async def test_another_workspace_is_made_and_switched_to(owner):
    answer = await owner.html.post("/workspaces", data={"name": "Second"})
    assert answer.headers["location"] == "/"
    assert "Second" in (await owner.html.get("/settings")).text
    back = await owner.html.post("/workspaces/switch", data={"workspace_id": str(owner.workspace_id)})
    assert back.status_code == 303
    assert "<p>Atelier</p>" in (await owner.html.get("/settings")).text


async def test_nobody_switches_to_where_they_do_not_work(owner, stranger):
    answer = await owner.html.post("/workspaces/switch", data={"workspace_id": str(stranger.workspace_id)})
    assert answer.status_code == 404


async def test_a_form_of_another_workspace_is_refused(owner, stranger):
    form = {"name": "Sel", "workspace": str(stranger.workspace_id)}
    assert (await owner.html.post("/settings/brands", data=form)).status_code == 409


# --- brands -----------------------------------------------------------------------------------------------------


async def brand_named(database, name):
    async with database.read() as session:
        return (await session.execute(select(Brand).where(col(Brand.name) == name))).scalar_one_or_none()


async def test_a_second_brand_counts(owner, database):
    assert (
        await owner.html.post("/settings/brands", data={"name": "Sel & Épices", "colour": "rose"})
    ).status_code == 303
    assert (await brand_named(database, "Sel & Épices")).colour == "rose"
    assert (await of(database, Workspace, owner.workspace_id)).brand_count == 2


@pytest.mark.parametrize(
    "form", [{"name": ""}, {"name": "ATELIER"}, {"name": "x" * 201}, {"name": "A", "colour": "#fff"}]
)
async def test_a_wrong_brand_is_refused(owner, database, form):
    assert (await owner.html.post("/settings/brands", data=form)).status_code == 422
    assert (await of(database, Workspace, owner.workspace_id)).brand_count == 1


async def test_a_brand_is_renamed_made_default_archived_and_restored(owner, database):
    await owner.html.post("/settings/brands", data={"name": "Sel"})
    brand = await brand_named(database, "Sel")
    path = f"/settings/brands/{brand.id}"
    await owner.html.post(path, data={"name": "Sel fin", "colour": "blue"})
    assert (await owner.html.post(path + "/archive")).status_code == 303
    assert (await of(database, Workspace, owner.workspace_id)).brand_count == 1
    assert (await owner.html.post(path + "/default")).status_code == 409
    assert (await owner.html.post(path + "/restore")).status_code == 303
    assert (await owner.html.post(path + "/default")).status_code == 303
    found = await of(database, Brand, brand.id)
    assert (found.name, found.colour, found.is_default, found.archived_at) == ("Sel fin", "blue", True, None)
    assert not (await of(database, Brand, owner.brand.id)).is_default


async def test_the_default_brand_stays(owner):
    assert (await owner.html.post(f"/settings/brands/{owner.brand.id}/archive")).status_code == 409


@pytest.mark.parametrize("verb", ["", "/archive", "/restore", "/default"])
async def test_only_the_administration_touches_brands(mate, viewer, stranger, verb):
    path = f"/settings/brands/{mate.brand.id}{verb}"
    assert (await mate.html.post(path, data={"name": "Mine"})).status_code == 403
    assert (await viewer.html.post(path, data={"name": "Mine"})).status_code == 403
    assert (await stranger.html.post(path, data={"name": "Mine"})).status_code == 404


async def test_with_one_brand_no_other_page_speaks_of_brands(owner):
    for path in ("/settings/members", f"/settings/members/{owner.member.id}", "/settings/members/invite"):
        page = (await owner.html.get(path)).text.split('<div class="narrow-settings">')[1]
        assert "rand" not in page


async def test_several_brands_are_named_on_every_page_even_on_that_of_an_error(owner, viewer):
    assert 'aria-label="Brands"' not in (await owner.html.get("/bloggers")).text
    await owner.html.post("/settings/brands", data={"name": "Grand Air", "colour": "blue"})
    page = (await owner.html.get("/campaigns?status=running")).text
    assert re.search(r'shade-5"><a class="plain" href="/campaigns\?status=running&amp;brand=', page)
    refused = await viewer.html.get("/settings/brands/new")
    assert refused.status_code == 403
    assert "Grand Air" in refused.text
