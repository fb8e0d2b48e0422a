"""Tokens, and the JSON routes of accounts."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlmodel import col

from app.accounts import service
from app.accounts.doors import actor_of_token
from app.accounts.models import ApiToken
from app.accounts.schemas import TokenIn
from app.core.clock import now
from app.core.db import Database
from app.core.security import digest
from tests.cast import Program
from tests.conftest import installation

pytestmark = pytest.mark.anyio


async def make(person, **fields):
    """A token made on the page, as it is shown."""
    form = {"name": "Sync", "role": person.actor.role, "days": "90", **fields}
    answer = await person.html.post("/settings/tokens", data=form)
    assert answer.status_code == 200, answer.text
    return re.search(r'value="(tact_[0-9a-f]+)"', answer.text)[1]


# --- tokens -----------------------------------------------------------------------------------------------------


async def test_a_token_is_shown_once_and_kept_hashed(owner, app, database):
    secret = await make(owner)
    assert secret not in (await owner.html.get("/settings/tokens")).text
    async with database.read() as session:
        row = (await session.execute(select(ApiToken).where(col(ApiToken.name) == "Sync"))).scalar_one()
    assert (row.token_hash, row.prefix, row.scopes) == (digest(secret), secret[:13], ["all"])
    async with Program(app, secret) as program:
        assert (await program.get("/api/v1/me")).json()["token_id"] == str(row.id)


async def test_its_scopes_and_role_hold(owner, app):
    async with Program(app, await make(owner, role="viewer", scopes=["members:read", "bloggers:write"])) as program:
        me = (await program.get("/api/v1/me")).json()
        assert (me["role"], me["permissions"]) == ("viewer", ["members.read"])
        assert (await program.post("/api/v1/brands", json={"name": "Sel"})).status_code == 403
        assert (await program.patch("/api/v1/me", json={"single_keys": False})).status_code == 403


@pytest.mark.parametrize("fields", [{"role": "admin"}, {"scopes": "members:manage"}, {"scopes": "fly"}, {"name": ""}])
async def test_it_is_never_more_than_its_maker(mate, database, fields):
    form = {"name": "Sync", "role": "outreach", "days": "30", **fields}
    assert (await mate.html.post("/settings/tokens", data=form)).status_code == 422
    async with database.read() as session:
        assert not (await session.execute(select(ApiToken).where(col(ApiToken.name) == "Sync"))).first()


async def test_it_weakens_with_its_maker(owner, mate, app):
    async with Program(app, await make(mate)) as program:
        await owner.html.post(f"/settings/members/{mate.member.id}", data={"role": "viewer"})
        assert (await program.get("/api/v1/me")).json()["role"] == "viewer"


async def test_it_ends(owner, app):
    async with Program(app, await make(owner, days="30")) as program:
        with time_machine.travel(now() + timedelta(days=31), tick=True):
            assert (await program.get("/api/v1/me")).status_code == 401


async def test_it_is_revoked_by_its_maker_or_the_administration(owner, mate, stranger, viewer, app, database):
    secret = await make(mate)
    async with database.read() as session:
        found = await session.execute(select(col(ApiToken.id)).where(col(ApiToken.token_hash) == digest(secret)))
        path = f"/settings/tokens/{found.scalar_one()}/revoke"
    assert (await stranger.html.post(path)).status_code == 404
    assert (await viewer.html.post(path)).status_code == 403
    assert (await owner.html.post(path)).status_code == 303
    async with Program(app, secret) as program:
        assert (await program.get("/api/v1/me")).status_code == 401


async def test_a_mate_sees_and_revokes_only_their_own(mate, owner):
    theirs = await mate.html.get("/settings/tokens")
    assert "Malik&#39;s program" in theirs.text
    assert "Olga" not in theirs.text.split("<table")[1]
    items = (await owner.api.get("/api/v1/tokens")).json()["items"]
    olgas = next(item["id"] for item in items if item["name"].startswith("Olga"))
    assert (await mate.html.post(f"/settings/tokens/{olgas}/revoke")).status_code == 404


async def test_its_last_use_is_written_aside(owner, database):
    await owner.api.get("/api/v1/me")
    async with database.read() as session:
        row = (await session.execute(select(ApiToken).where(col(ApiToken.member_id) == owner.member.id))).scalar_one()
    assert now() - row.last_used_at < timedelta(seconds=10)
    assert row.version == 1


async def test_a_token_in_the_address_is_refused(client, owner):
    assert (await client.get("/api/v1/me", params={"access_token": owner.token})).status_code == 400


async def test_the_command_line_makes_one_for_a_member(database, cast):
    async with database.write() as session:
        secret = await service.token_for(session, "OLGA@atelier.example.org", TokenIn(name="cli", role="admin"))
        assert secret.startswith("tact_")
        secret = await service.token_for(session, cast["viewer"].user.email, TokenIn(name="cli", role="admin"))
        actor = await actor_of_token(session, secret)
    assert actor.permissions == cast["viewer"].actor.permissions


async def test_calls_are_counted_per_token(app, settings, owner, mate):
    app.state.settings = settings.model_copy(update={"api_rate": 3})
    answers = [await owner.api.get("/api/v1/me") for _n in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["ratelimit-remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 61
    assert (await mate.api.get("/api/v1/me")).status_code == 200


# --- routes -----------------------------------------------------------------------------------------------------


async def test_me(mate):
    me = (await mate.api.get("/api/v1/me")).json()
    assert (me["user"]["name"], me["workspace"]["name"], me["role"]) == ("Malik", "Atelier", "outreach")
    assert me["brand_ids"] is None
    assert "bloggers.write" in me["permissions"]


async def test_members_page_by_page(viewer):
    first = (await viewer.api.get("/api/v1/members", params={"limit": 3})).json()
    rest = (await viewer.api.get("/api/v1/members", params={"limit": 3, "cursor": first["next"]})).json()
    assert [item["name"] for item in first["items"] + rest["items"]] == ["Olga", "Mona", "Malik", "Vera"]
    assert rest["next"] is None
    fields = (await viewer.api.get("/api/v1/members", params={"fields": "name"})).json()["items"][0]
    assert set(fields) == {"id", "name"}


async def test_a_member_is_changed_with_their_etag(owner, mate, viewer, stranger):
    path = f"/api/v1/members/{mate.member.id}"
    tag = (await owner.api.get(path)).headers["etag"]
    change = {"role": "manager"}
    assert (await owner.api.patch(path, json=change)).status_code == 428
    assert (await viewer.api.patch(path, json=change, headers={"If-Match": tag})).status_code == 403
    assert (await stranger.api.patch(path, json=change, headers={"If-Match": tag})).status_code == 404
    answer = await owner.api.patch(path, json=change, headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["role"]) == (200, "manager")
    assert (await owner.api.patch(path, json=change, headers={"If-Match": tag})).status_code == 412


async def test_brands_are_made_changed_and_put_away(owner, mate, stranger):
    made = await owner.api.post("/api/v1/brands", json={"name": "Sel", "colour": "rose"})
    assert made.status_code == 201
    path = made.headers["location"]
    tag = {"If-Match": made.headers["etag"]}
    assert (await mate.api.patch(path, json={"name": "x"}, headers=tag)).status_code == 403
    assert (await stranger.api.patch(path, json={"name": "x"}, headers=tag)).status_code == 404
    assert (await owner.api.patch(path, json={"size": 3}, headers=tag)).status_code == 422
    changed = await owner.api.patch(path, json={"name": "Sel fin"}, headers=tag)
    assert (changed.json()["name"], changed.json()["colour"]) == ("Sel fin", "rose")
    assert (await owner.api.patch(path, json={"name": "x"}, headers=tag)).status_code == 412
    assert (await owner.api.post(path + "/archive")).json()["archived_at"]
    names = [item["name"] for item in (await mate.api.get("/api/v1/brands")).json()["items"]]
    assert names == ["Atelier"]
    assert (await owner.api.post(path + "/restore")).json()["archived_at"] is None


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "atelier"}, {"name": "Sel", "colour": "no"}, {"name": 3}])
async def test_a_wrong_brand_is_refused(owner, body):
    answer = await owner.api.post("/api/v1/brands", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"]


async def test_a_retry_makes_one_brand(owner):
    key = {"Idempotency-Key": "one"}
    answers = [await owner.api.post("/api/v1/brands", json={"name": "Sel"}, headers=key) for _n in range(2)]
    assert answers[0].content == answers[1].content
    assert len((await owner.api.get("/api/v1/brands")).json()["items"]) == 2


async def test_a_program_revokes_its_own_token(mate):
    own = (await mate.api.get("/api/v1/tokens")).json()["items"]
    assert len(own) == 1
    assert (await mate.api.delete(f"/api/v1/tokens/{own[0]['id']}")).status_code == 204
    assert (await mate.api.get("/api/v1/me")).status_code == 401


async def test_readiness_is_said_when_it_is_so(client):
    assert (await client.get("/readyz")).status_code == 200
    assert (await client.head("/readyz")).status_code == 200


async def test_an_empty_database_is_not_ready(app, tmp_path, client):
    kept = app.state.database
    app.state.database = Database(installation(tmp_path, f"sqlite:///{tmp_path}/empty.sqlite3"))
    try:
        assert (await client.get("/readyz")).status_code == 503
        assert (await client.get("/healthz")).status_code == 200
    finally:
        await app.state.database.dispose()
        app.state.database = kept
