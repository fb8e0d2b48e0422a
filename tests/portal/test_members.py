"""What members do about preferences and the private link, by page and by program."""

import re
from html import unescape

import pytest
from sqlmodel import select

from app.accounts.models import Brand
from app.activity.models import Activity
from app.bloggers.models import Blogger, Relation
from app.core.security import digest
from app.outreach.timing.models import Preference
from app.transfer.export import SECRETS
from tests.factories.bloggers import blogger


@pytest.fixture
async def zoe(database, cast) -> Blogger:
    async with database.write() as session:
        return await blogger(session, cast["owner"].actor, email="zoe@carnet.example.org", languages=["fr"])


async def preference(database) -> Preference:
    async with database.read() as session:
        return (await session.execute(select(Preference))).scalar_one()


def link_in(text: str) -> str:
    return re.search(r'id="private-link" value="([^"]+)"', text)[1]


async def test_the_link_is_shown_once_with_words_in_their_language(mate, client, database, zoe):
    person = f"/bloggers/{zoe.id}"
    assert "Make the link" in (await mate.html.get(f"{person}/preferences-link")).text
    made = await mate.html.post(f"{person}/preferences-link", data={})
    url = link_in(made.text)
    assert url.startswith("http://tact.test/p/")
    invitation = unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", made.text, re.DOTALL)[1])
    assert "Cette page est à vous" in invitation
    assert url in invitation
    token = url.rpartition("/")[2]
    assert (await preference(database)).link_hash == digest(token)
    assert (await client.get(f"/p/{token}")).status_code == 200
    for path in (f"{person}/preferences-link", person, "/activity"):
        assert token not in (await mate.html.get(path)).text
    renewed = link_in((await mate.html.post(f"{person}/preferences-link", data={})).text)
    assert (await client.get(f"/p/{token}")).status_code == 404
    gone = await mate.html.post(f"{person}/preferences-link/revoke")
    assert gone.headers["location"] == person
    assert (await client.get(f"/p/{renewed.rpartition('/')[2]}")).status_code == 404


async def test_the_words_follow_the_form_of_address_and_the_language(mate, database, zoe):
    async with database.write() as session:
        relation = (await session.execute(select(Relation))).scalar_one()
        relation.address_form = "tu"
    assert "Cette page est à toi" in unescape((await mate.html.post(f"/bloggers/{zoe.id}/preferences-link")).text)
    async with database.write() as session:
        (await session.get_one(Blogger, zoe.id)).languages = ["en", "fr"]
    assert "This page is yours" in unescape((await mate.html.post(f"/bloggers/{zoe.id}/preferences-link")).text)


async def test_a_link_speaks_for_the_brand_chosen(mate, client, database, zoe):
    async with database.write() as session:
        other = Brand(workspace_id=mate.workspace_id, name="Verrerie", name_key="verrerie")
        session.add(other)
    made = await mate.html.post(f"/bloggers/{zoe.id}/preferences-link", data={"brand_id": str(other.id)})
    page = (await client.get(link_in(made.text).removeprefix("http://tact.test"))).text
    assert "Verrerie" in page
    assert "Atelier" not in page


async def test_members_note_preferences_and_see_whose_word_it_is(mate, manager, database, zoe):
    person = f"/bloggers/{zoe.id}"
    assert "Nothing said yet." in (await mate.html.get(person)).text
    noted = {"topics": "Bread", "often": "limit", "monthly": "2", "opted_out": ["phone"]}
    assert (await mate.html.post(f"{person}/preferences", data=noted)).status_code == 303
    shown = unescape((await mate.html.get(person)).text)
    assert "at most 2 messages a month" in shown
    assert "Noted by Malik" in shown
    form = (await mate.html.get(f"{person}/preferences")).text
    assert 'value="Bread"' in form
    refused = await mate.html.post(f"{person}/preferences", data={**noted, "monthly": "99"})
    assert (refused.status_code, 'value="99"' in refused.text) == (422, True)
    assert (await mate.html.post(f"{person}/preferences", data={"often": "any"})).status_code == 403  # opens the phone
    assert (await manager.html.post(f"{person}/preferences", data={"often": "any"})).status_code == 303
    assert (await preference(database)).opted_out == []


async def test_two_members_do_not_overwrite_each_other(mate, manager, zoe):
    path = f"/bloggers/{zoe.id}/preferences"
    await mate.html.post(path, data={"often": "limit", "monthly": "2"})
    version = re.search(r'name="version" value="(\d+)"', (await mate.html.get(path)).text)[1]
    await manager.html.post(path, data={"often": "limit", "monthly": "5", "version": version})
    late = await mate.html.post(path, data={"often": "important", "version": version})
    assert (late.status_code, 'value="important" checked' in late.text) == (409, True)
    assert "at most 5 messages a month" in late.text


async def test_programs_make_and_revoke_it(mate, client, database, zoe):
    path = f"/api/v1/bloggers/{zoe.id}/preferences-link"
    made = await mate.api.post(path)
    assert made.status_code == 201
    token = made.json()["url"].removeprefix("http://tact.test/p/")
    assert (await client.get(f"/p/{token}")).status_code == 200
    again = await mate.api.post(path, json={"brand_id": str(mate.brand.id)}, headers={"Idempotency-Key": "k"})
    assert (await client.get(f"/p/{token}")).status_code == 404
    async with database.read() as session:
        connection = await session.connection()
        kept = (await connection.exec_driver_sql("SELECT body FROM idempotency_key")).scalars().all()
        assert not [body for body in kept if body]
    assert (await mate.api.delete(path)).status_code == 204
    assert (await client.get(f"/p/{again.json()['url'].rpartition('/')[2]}")).status_code == 404
    async with database.read() as session:
        verbs = (await session.execute(select(Activity.verb).where(Activity.subject_type == "preference"))).scalars()
        assert sorted(verbs) == ["preference.link_made", "preference.link_renewed", "preference.link_revoked"]


async def test_who_has_no_business_there(viewer, stranger, zoe):
    for who, status in ((viewer, 403), (stranger, 404)):
        for path in ("preferences", "preferences-link"):
            assert (await who.html.get(f"/bloggers/{zoe.id}/{path}")).status_code == status
        assert (await who.html.post(f"/bloggers/{zoe.id}/preferences-link")).status_code == status
        assert (await who.api.post(f"/api/v1/bloggers/{zoe.id}/preferences-link")).status_code == status
        assert (await who.api.delete(f"/api/v1/bloggers/{zoe.id}/preferences-link")).status_code == status
    assert "Preferences link" not in (await viewer.html.get(f"/bloggers/{zoe.id}")).text


def test_exports_leave_the_link_out():
    assert "link_hash" in SECRETS


async def test_a_member_sees_the_page_as_they_would(mate, viewer, stranger, client, database, zoe):
    url = link_in((await mate.html.post(f"/bloggers/{zoe.id}/preferences-link", data={})).text)
    theirs = (await client.get(f"/p/{url.rpartition('/')[2]}")).text
    ours = (await viewer.html.get(f"/bloggers/{zoe.id}/seen")).text
    for part in ("zoe@carnet.example.org", "What you close", "Held since"):
        assert part in theirs
        assert part in ours
    assert '<fieldset class="seen portal" disabled>' in ours
    assert "/p/" not in ours
    assert (await stranger.html.get(f"/bloggers/{zoe.id}/seen")).status_code == 404
