"""The first screen, and the demo beside it."""

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from app.accounts import queries, service
from app.accounts.doors import PLAIN_COOKIE, actor_of_member
from app.accounts.models import Brand, Member, User, UserSession, Workspace
from app.activity.models import Activity
from app.activity.service import record

pytestmark = pytest.mark.anyio

ANSWERS = {
    "name": "Nadia Roche",
    "email": "nadia@example.org",
    "password": "three quiet otters",
    "workspace_name": "Maison Olier",
    "locale": "fr",
    "time_zone": "Europe/Paris",
    "currency": "EUR",
}


async def make_demo(database):
    """The demo workspace as the seeds leave it: its user, with a session."""
    async with database.write() as session:
        user = await service.create_user(session, email="demo@example.org", name="Demo")
        workspace = await service.create_workspace(session, user, "Demo", is_demo=True)
        token = await service.open_session(session, user.id, workspace.id, service.Visitor())
        actor = await actor_of_member(session, workspace.id, user.id)
        await record(session, actor, "workspace.updated", "workspace", workspace.id)
        return user, workspace, token


async def count(database, table):
    async with database.read() as session:
        return (await session.execute(select(func.count()).select_from(table))).scalar_one()


@pytest.mark.parametrize("path", ["/", "/login", "/bloggers"])
async def test_an_empty_tact_leads_to_the_first_screen(at_the_machine, path):
    answer = await at_the_machine.get(path, follow_redirects=True)
    assert answer.url.path == "/welcome"
    assert 'name="workspace_name"' in answer.text
    assert 'name="token"' not in answer.text


async def test_the_first_screen_makes_the_administrator_and_their_workspace(at_the_machine, database):
    answer = await at_the_machine.post("/welcome", data=ANSWERS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    me = await at_the_machine.get("/account")
    assert 'lang="fr"' in me.text
    async with database.read() as session:
        workspace = (await session.execute(select(Workspace))).scalar_one()
        member = (await session.execute(select(Member))).scalar_one()
        brand = (await session.execute(select(Brand))).scalar_one()
    assert (workspace.name, workspace.currency, workspace.is_demo, member.role) == (
        "Maison Olier",
        "EUR",
        False,
        "admin",
    )
    assert (brand.name, brand.is_default) == ("Maison Olier", True)


async def test_it_is_shown_once(at_the_machine, database):
    await at_the_machine.post("/welcome", data=ANSWERS)
    assert (await at_the_machine.get("/welcome")).headers["location"] == "/login"
    again = await at_the_machine.post("/welcome", data=ANSWERS | {"email": "other@example.org"})
    assert again.status_code == 403
    assert await count(database, User) == 1


@pytest.mark.parametrize(
    "field, value",
    [
        ("name", ""),
        ("name", " \t "),
        ("name", "x" * 10_000),
        ("email", "nadia@"),
        ("email", "nad\x00ia@example.org"),
        ("password", "short"),
        ("password", "password123"),
        ("workspace_name", ""),
        ("locale", "de"),
        ("time_zone", "Mars/Olympus"),
        ("currency", "XXX"),
    ],
)
async def test_what_is_wrong_is_said_beside_the_field_and_nothing_written(at_the_machine, database, field, value):
    answer = await at_the_machine.post("/welcome", data=ANSWERS | {field: value})
    assert answer.status_code == 422
    assert "field-error" in answer.text or "\x00" in value
    assert "Maison Olier" in answer.text or field == "workspace_name"
    assert "three quiet otters" not in answer.text
    assert await count(database, User) == 0


async def test_from_elsewhere_it_takes_the_token_of_the_terminal(client, settings, database):
    assert 'name="token"' in (await client.get("/welcome")).text
    for wrong in ("", "guess"):
        assert (await client.post("/welcome", data=ANSWERS | {"token": wrong})).status_code == 422
    assert await count(database, User) == 0
    right = ANSWERS | {"token": service.setup_token(settings).upper()}
    assert (await client.post("/welcome", data=right)).status_code == 303


async def test_the_token_cannot_be_guessed_for_ever(client):
    for _n in range(10):
        await client.post("/welcome", data=ANSWERS | {"token": "guess"})
    assert (await client.post("/welcome", data=ANSWERS | {"token": "guess"})).status_code == 429


async def test_a_proxy_beside_us_is_not_the_machine(at_the_machine):
    for headers in ({"X-Forwarded-For": "203.0.113.5"}, {"Forwarded": "for=203.0.113.5"}, {"Via": "1.1 proxy"}):
        assert 'name="token"' in (await at_the_machine.get("/welcome", headers=headers)).text


async def test_while_only_the_demo_exists_one_can_start_a_workspace(at_the_machine, database):
    _user, demo, token = await make_demo(database)
    assert "/welcome" in (await at_the_machine.get("/login")).text
    at_the_machine.cookies.set(PLAIN_COOKIE, token, domain="127.0.0.1")
    assert "/welcome" in (await at_the_machine.get("/settings")).text
    assert (await at_the_machine.post("/welcome", data=ANSWERS)).status_code == 303
    assert demo.name in (await at_the_machine.get("/settings")).text
    assert await count(database, Workspace) == 2


async def test_the_administrator_removes_the_demo_and_all_that_is_in_it(at_the_machine, database):
    user, demo, _token = await make_demo(database)
    await at_the_machine.post("/welcome", data=ANSWERS)
    assert (await at_the_machine.post("/demo/remove")).status_code == 303
    assert (await at_the_machine.get("/settings")).status_code == 200
    async with database.read() as session:
        assert await session.get(Workspace, demo.id) is None
        assert await session.get(User, user.id) is None
        left = select(func.count()).select_from(Activity).where(col(Activity.workspace_id) == demo.id)
        assert (await session.execute(left)).scalar_one() == 0
    assert await count(database, UserSession) == 1


async def test_removed_from_within_the_session_goes_on_in_the_real_workspace(at_the_machine, database):
    await make_demo(database)
    await at_the_machine.post("/welcome", data=ANSWERS)
    async with database.read() as session:
        demo = await queries.demo_workspace(session)
    await at_the_machine.post("/workspaces/switch", data={"workspace_id": str(demo.id)})
    await at_the_machine.post("/demo/remove")
    assert "Maison Olier" in (await at_the_machine.get("/settings")).text


async def test_the_demos_own_user_may_remove_it_and_meets_the_first_screen(at_the_machine, database):
    *_both, token = await make_demo(database)
    at_the_machine.cookies.set(PLAIN_COOKIE, token, domain="127.0.0.1")
    assert (await at_the_machine.post("/demo/remove")).status_code == 303
    assert (await at_the_machine.get("/login")).headers["location"] == "/welcome"
    assert await count(database, User) == 0


async def test_nobody_else_removes_the_demo(owner, mate, viewer, stranger, database):
    await make_demo(database)
    for person in (owner, mate, viewer, stranger):
        assert (await person.html.post("/demo/remove")).status_code == 404
    async with database.read() as session:
        assert await queries.demo_workspace(session)


async def test_the_command_line_enrols_into_the_first_real_workspace(database):
    await make_demo(database)
    async with database.write() as session:
        first, made = await service.enrol(
            session, email="nadia@example.org", name="Nadia", role="viewer", password_hash="x"
        )
        second, same = await service.enrol(
            session, email="malo@example.org", name="Malo", role="outreach", password_hash="x"
        )
        roles = dict((await session.execute(select(col(Member.user_id), col(Member.role)))).all())
    assert made.id == same.id
    assert (roles[first.id], roles[second.id]) == ("admin", "outreach")
