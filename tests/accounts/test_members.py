"""Members: invited, changed, removed."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlmodel import col

from app.accounts.models import Invitation, Member, MemberBrand, User
from app.activity.models import Activity
from app.core.clock import now
from app.core.security import digest
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.anyio


async def invite(person, **fields):
    answer = await person.html.post("/settings/invitations", data={"role": "outreach", **fields})
    assert answer.status_code == 200, answer.text
    return re.search(r'value="http://tact\.test(/join/[^"]+)"', answer.text)[1]


async def member_of(database, person):
    async with database.read() as session:
        return await session.get_one(Member, person.member.id)


def newcomer(**more):
    return {"name": "Nino Ferrer", "email": "nino@example.org", "password": PASSWORD, **more}


async def test_an_invitation_lets_a_newcomer_in(owner, client, database):
    link = await invite(owner, role="viewer")
    shown = await client.get(link)
    assert "Olga" in shown.text
    assert "Atelier" in shown.text
    answer = await client.post(link, data=newcomer())
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert (await client.get("/settings/members")).status_code == 200
    async with database.read() as session:
        joined = select(Member).join(User, col(User.id) == Member.user_id).where(col(User.email) == "nino@example.org")
        assert (await session.execute(joined)).scalar_one().role == "viewer"
        verbs = (await session.execute(select(col(Activity.verb)))).scalars().all()
    assert {"invitation.created", "member.joined"} <= set(verbs)


async def test_it_is_kept_hashed_and_works_once(owner, client, database):
    link = await invite(owner)
    async with database.read() as session:
        invitation = (await session.execute(select(Invitation))).scalar_one()
    assert invitation.token_hash == digest(link.removeprefix("/join/"))
    assert (await client.post(link, data=newcomer())).status_code == 303
    client.cookies.clear()
    assert (await client.post(link, data=newcomer(email="other@example.org"))).status_code == 410
    assert (await client.get(link)).status_code == 410


async def test_it_ends_after_a_week(owner, client):
    link = await invite(owner)
    with time_machine.travel(now() + timedelta(days=7, minutes=1), tick=True):
        assert (await client.get(link)).status_code == 410


async def test_it_can_be_withdrawn(owner, mate, stranger, client, database):
    link = await invite(owner)
    async with database.read() as session:
        path = f"/settings/invitations/{(await session.execute(select(col(Invitation.id)))).scalar_one()}/revoke"
    assert (await mate.html.post(path)).status_code == 403
    assert (await stranger.html.post(path)).status_code == 404
    assert (await owner.html.post(path)).status_code == 303
    assert (await client.get(link)).status_code == 410


async def test_an_address_in_it_is_the_only_one_that_fits(owner, client):
    link = await invite(owner, email="nino@example.org")
    assert (await client.post(link, data=newcomer(email="other@example.org"))).status_code == 422
    assert (await client.post(link, data=newcomer(email="NINO@example.org"))).status_code == 303


async def test_somebody_who_has_an_account_gives_its_password(owner, stranger, client, with_password, database):
    await with_password(stranger)
    link = await invite(owner)
    email = stranger.user.email
    assert (await client.post(link, data={"email": email, "password": "a wrong one"})).status_code == 422
    assert (await client.post(link, data={"email": email, "password": PASSWORD})).status_code == 303
    assert "Atelier" in (await client.get("/settings")).text


async def test_or_joins_while_signed_in(owner, stranger):
    link = await invite(owner)
    assert "Stefan" in (await stranger.html.get(link)).text
    assert (await stranger.html.post(link + "/as-me")).status_code == 303
    assert "Atelier" in (await stranger.html.get("/settings")).text


async def test_a_member_cannot_join_again(owner, mate):
    link = await invite(owner)
    assert (await mate.html.post(link + "/as-me")).status_code == 409


@pytest.mark.parametrize("fields", [{"role": "king"}, {"email": "no"}, {"brand_ids": "0192"}])
async def test_a_wrong_invitation_is_refused(owner, database, fields):
    answer = await owner.html.post("/settings/invitations", data={"role": "viewer", **fields})
    assert answer.status_code == 422
    async with database.read() as session:
        assert not (await session.execute(select(Invitation))).scalars().all()


@pytest.mark.parametrize("name", ["mate", "viewer", "manager"])
async def test_only_the_administration_changes_members(request, cast, database, name, mate, viewer, manager):
    person = {"mate": mate, "viewer": viewer, "manager": manager}[name]
    olga = f"/settings/members/{cast['owner'].member.id}"
    for path in (olga, f"{olga}/remove", "/settings/invitations"):
        assert (await person.html.post(path, data={"role": "viewer"})).status_code == 403
    assert (await member_of(database, cast["owner"])).role == "admin"


async def test_a_stranger_sees_no_member(stranger, mate):
    malik = f"/settings/members/{mate.member.id}"
    assert (await stranger.html.get(malik)).status_code == 404
    for path in (malik, f"{malik}/remove", f"{malik}/restore"):
        assert (await stranger.html.post(path, data={"role": "viewer"})).status_code == 404


async def test_a_new_role_holds_from_the_next_sign_in(owner, mate, database):
    answer = await owner.html.post(f"/settings/members/{mate.member.id}", data={"role": "manager"})
    assert answer.status_code == 303
    assert (await member_of(database, mate)).role == "manager"
    assert (await mate.html.get("/settings")).status_code == 303
    async with database.read() as session:
        event = (await session.execute(select(Activity).where(col(Activity.verb) == "member.updated"))).scalar_one()
    assert event.changes == {"role": ["outreach", "manager"]}


async def test_a_member_is_limited_to_brands_and_freed_again(owner, mate, database):
    second = (await owner.html.post("/settings/brands", data={"name": "Sel"})).status_code
    assert second == 303
    path = f"/settings/members/{mate.member.id}"
    await owner.html.post(path, data={"role": "outreach", "brand_ids": ["", str(owner.brand.id)]})
    async with database.read() as session:
        assert (await session.execute(select(col(MemberBrand.brand_id)))).scalars().all() == [owner.brand.id]
    await owner.html.post(path, data={"role": "outreach", "brand_ids": ""})
    assert not (await member_of(database, mate)).limited


async def test_a_brand_of_another_workspace_is_no_limit(owner, mate, stranger):
    form = {"role": "outreach", "brand_ids": str(stranger.brand.id)}
    assert (await owner.html.post(f"/settings/members/{mate.member.id}", data=form)).status_code == 422


async def test_the_last_administrator_stays(owner, database):
    path = f"/settings/members/{owner.member.id}"
    answer = await owner.html.post(path, data={"role": "viewer"})
    assert answer.status_code == 422
    assert "last administrator" in answer.text
    assert (await owner.html.post(path + "/remove")).status_code == 409
    assert (await member_of(database, owner)).role == "admin"


async def test_a_removed_member_is_out_and_can_be_brought_back(owner, mate, database):
    path = f"/settings/members/{mate.member.id}"
    answer = await owner.html.post(path + "/remove")
    assert answer.headers["location"] == "/settings/members"
    assert (await mate.html.get("/settings")).status_code == 303
    assert (await mate.api.get("/api/v1/me")).status_code == 401
    assert "Malik" not in (await owner.html.get("/settings/members")).text.split("<main")[1].split("toast")[0]
    assert (await owner.html.post(path + "/restore")).status_code == 303
    assert (await mate.api.get("/api/v1/me")).status_code == 200


async def test_the_page_of_a_member_shows_what_they_did(owner, manager, viewer):
    await owner.html.post("/settings/brands", data={"name": "Sel"})
    path = f"/settings/members/{owner.member.id}"
    assert "Added: brand" in (await manager.html.get(path)).text
    assert "Added: brand" not in (await viewer.html.get(path)).text


async def test_the_table_of_roles_is_the_one_of_the_code(viewer):
    text = (await viewer.html.get("/settings/roles")).text
    assert "Invite, change and remove members" in text
