"""Saved views of people and of partnerships: kept from the list, then renamed, shared, deleted and brought back."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from app.bloggers.schemas import BloggerIn
from app.bloggers.service import create_blogger
from app.partnerships import service
from app.partnerships.schemas import PartnershipIn
from tests.cast import Person

HOME = "/settings/views"
API = "/api/v1/views"


async def keep(person: Person, name: str, query: str, *, subject: str = "bloggers", shared: int = 0) -> str:
    """Keeps a view as the page does; returns its id."""
    path = f"{HOME}?subject={subject}"
    answer = await person.html.post(path, data={"name": name, "shared": str(shared), "query": query})
    assert answer.status_code == 303, answer.text
    marker = "view" if subject == "bloggers" else "saved"
    return parse_qs(urlsplit(answer.headers["location"]).query)[marker][0]


async def follow(person: Person, answer) -> str:
    assert answer.status_code == 303, answer.text
    return (await person.html.get(answer.headers["location"])).text


def undo_in(page: str) -> str:
    found = re.search(r'action="([^"]+/undelete)"', page)
    assert found, "no undo in the page"
    return found[1]


@pytest.fixture
async def zoe(database, owner) -> None:
    """One person in talks with Malik, and one with nobody."""
    async with database.write() as session:
        for name, of in (("Zoé Lambert", "in_conversation"), ("Hugo Petit", "prospect")):
            person = await create_blogger(session, owner.actor, BloggerIn(name=name))
            await service.create(session, owner.actor, PartnershipIn(blogger_id=person.id, stage=of))


async def test_a_view_of_the_board_shows_the_same_cards_again(mate, zoe):
    view = await keep(mate, "Talking", "stage=in_conversation&q=zo&view=list&nonsense=1", subject="partnerships")
    page = (await mate.html.get("/partnerships")).text
    assert f"/partnerships?view=list&amp;stage=in_conversation&amp;q=zo&amp;saved={view}" in page
    shown = (await mate.html.get(f"/partnerships?view=list&stage=in_conversation&q=zo&saved={view}")).text
    assert "Zoé Lambert" in shown
    assert "Hugo Petit" not in shown
    assert re.search(r'aria-current="page">\s*Talking', shown)
    assert "Save this view" not in shown
    assert "Change this view" in shown


async def test_the_board_offers_to_keep_what_is_filtered(mate, viewer, zoe):
    assert "Save this view" not in (await mate.html.get("/partnerships")).text
    page = (await mate.html.get("/partnerships?stuck=true&owner=me")).text
    href = re.search(r'href="([^"]+)"[^>]*data-dialog>.*?Save this view', page, re.DOTALL)[1].replace("&amp;", "&")
    form = (await mate.html.get(href)).text
    assert "my partnerships, stuck" in form
    assert 'value="owner=me&amp;stuck=true"' in form
    assert "Save this view" not in (await viewer.html.get("/partnerships?stuck=true")).text


async def test_a_changed_filter_goes_into_the_view_only_when_asked(mate, zoe):
    view = await keep(mate, "Talking", "stage=in_conversation", subject="partnerships")
    data = {"name": "Mine", "shared": "0", "query": "owner=me"}
    await mate.html.post(f"{HOME}/{view}", data=data)
    assert (await mate.api.get(f"{API}/{view}")).json()["query"] == "stage=in_conversation"
    page = await follow(mate, await mate.html.post(f"{HOME}/{view}", data=data | {"keep_query": "1"}))
    assert "Saved." in page
    assert (await mate.api.get(f"{API}/{view}")).json()["query"] == "owner=me"


async def test_the_page_lists_ones_own_and_the_teams_in_words(owner, mate, viewer, stranger, zoe):
    await keep(mate, "Secret", "country=FR")
    await keep(mate, "Wake up", "tag=food&country=FR", shared=1)
    await keep(owner, "Stuck ones", f"stuck=true&owner={mate.user.id}&kind=in_talks", subject="partnerships", shared=1)
    mine = (await mate.html.get(HOME)).text
    assert "Secret" in mine
    assert "Only you" in mine
    assert "The team, from Olga" in mine
    theirs = (await viewer.html.get(HOME)).text
    assert "Secret" not in theirs
    assert "tag: food, in France" in theirs
    assert "Malik, In talks, stuck" in theirs
    assert "/delete" not in theirs
    assert "No saved view yet." in (await stranger.html.get(HOME)).text


async def test_the_page_speaks_french(database, mate, zoe):
    await keep(mate, "À relancer", "stuck=true", subject="partnerships")
    async with database.write() as session:
        (await session.merge(mate.user)).locale = "fr"
    page = (await mate.html.get(HOME)).text
    assert "Vues enregistrées" in page
    assert "bloqué" in page


async def test_its_statements_do_not_grow_with_the_views(mate, zoe, count_statements):
    counts = []
    for number in (1, 6):
        for one in range(number):
            await keep(mate, f"View {number}-{one}", f"owner={mate.user.id}&country=FR")
            await keep(mate, f"View {number}-{one}", f"owner={mate.user.id}", subject="partnerships")
        with count_statements() as executed:
            await mate.html.get(HOME)
        counts.append(len(executed))
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize("subject", ["bloggers", "partnerships"])
async def test_a_private_view_is_nobody_elses(owner, mate, stranger, zoe, subject):
    view = await keep(mate, "Secret", "q=zo", subject=subject)
    for person in (owner, stranger):
        assert "Secret" not in (await person.html.get(f"/{subject}")).text
        assert (await person.html.get(f"{HOME}/{view}")).status_code == 404
        assert (await person.html.post(f"{HOME}/{view}/delete", data={})).status_code == 404
        assert (await person.api.get(f"{API}/{view}")).status_code == 404


@pytest.mark.parametrize("subject", ["bloggers", "partnerships"])
async def test_a_view_is_renamed_shared_deleted_and_brought_back(mate, viewer, zoe, subject):
    view = await keep(mate, "Old", "q=zo", subject=subject)
    await mate.html.post(f"{HOME}/{view}", data={"name": "New", "shared": "1"})
    assert "New" in (await viewer.html.get(f"/{subject}")).text
    page = await follow(mate, await mate.html.post(f"{HOME}/{view}/delete", data={}))
    assert "“New” is deleted." in page
    assert "New" not in (await viewer.html.get(f"/{subject}")).text
    undo = undo_in(page)
    assert "“New” is back." in await follow(mate, await mate.html.post(undo, data={}))
    back = (await viewer.api.get(f"{API}/{view}")).json()
    assert (back["name"], back["query"], back["shared"]) == ("New", "q=zo", True)
    assert back["owner_id"] == str(mate.user.id)
    assert (await mate.html.post(undo, data={})).status_code == 409


async def test_undo_is_for_those_who_might_have_deleted_it(owner, mate, viewer, stranger, zoe):
    view = await keep(mate, "Secret", "q=zo")
    assert (await mate.api.delete(f"{API}/{view}")).status_code == 204
    for person in (owner, viewer, stranger):
        assert (await person.html.post(f"{HOME}/{view}/undelete", data={})).status_code in (403, 404)
    shared = await keep(mate, "Ours", "q=zo", shared=1)
    await owner.html.post(f"{HOME}/{shared}/delete", data={})
    assert (await owner.html.post(f"{HOME}/{shared}/undelete", data={})).status_code == 303
    assert (await mate.api.get(f"{API}/{shared}")).json()["owner_id"] == str(mate.user.id)


async def test_a_view_needs_a_name_and_a_viewer_keeps_none(mate, viewer, zoe):
    answer = await mate.html.post(f"{HOME}?subject=partnerships", data={"name": "", "query": "stuck=true"})
    assert answer.status_code == 422
    assert "This is needed." in answer.text
    assert 'value="stuck=true"' in answer.text
    assert (await viewer.html.post(HOME, data={"name": "Mine", "query": ""})).status_code == 403
    assert (await viewer.html.get(f"{HOME}/new")).status_code == 403


async def test_who_may_not_share_is_refused(mate, viewer, zoe):
    view = await keep(mate, "Ours", "q=zo", shared=1)
    assert (await viewer.html.post(f"{HOME}/{view}", data={"name": "Mine"})).status_code == 403
    assert (await viewer.html.post(f"{HOME}/{view}/delete", data={})).status_code == 403


async def test_two_who_change_one_view_do_not_overwrite_each_other(owner, mate, zoe):
    view = await keep(mate, "Ours", "q=zo", shared=1)
    await owner.html.post(f"{HOME}/{view}", data={"name": "Theirs", "shared": "1", "version": "1"})
    answer = await mate.html.post(f"{HOME}/{view}", data={"name": "Mine", "shared": "1", "version": "1"})
    assert answer.status_code == 409
    assert (await mate.api.get(f"{API}/{view}")).json()["name"] == "Theirs"


async def test_a_program_keeps_views_of_both_lists(owner, mate, viewer, stranger):
    view = {"name": "Mine", "query": "tag=food", "columns": ["city"]}
    made = await mate.api.post(API, json=view)
    assert made.status_code == 201
    assert made.json()["subject"] == "bloggers"
    board = await mate.api.post(API, json={"name": "Stuck", "subject": "partnerships", "query": "stuck=true"})
    assert [it["name"] for it in (await mate.api.get(API)).json()["items"]] == ["Mine", "Stuck"]
    only = (await mate.api.get(API, params={"subject": "partnerships"})).json()["items"]
    assert [it["id"] for it in only] == [board.json()["id"]]
    assert (await mate.api.get(API, params={"subject": "campaigns"})).status_code == 422
    assert (await mate.api.post(API, json={**view, "list": "bloggers"})).status_code == 422
    where = made.headers["location"]
    assert (await owner.api.get(where)).status_code == 404
    assert (await mate.api.patch(where, json={"name": "Ours"})).status_code == 428
    renamed = await mate.api.patch(where, json={"name": "Ours"}, headers={"If-Match": made.headers["etag"]})
    assert renamed.json()["name"] == "Ours"
    stale = await mate.api.patch(where, json={"name": "Again"}, headers={"If-Match": made.headers["etag"]})
    assert stale.status_code == 412
    assert "/bloggers?tag=food&amp;columns=city&amp;view=" in (await mate.html.get(HOME)).text
    assert (await mate.api.delete(where)).status_code == 204
    assert (await mate.api.get(where)).status_code == 404
    assert (await viewer.api.post(API, json=view)).status_code == 403
    assert (await stranger.api.get(API)).json()["items"] == []
    assert (await stranger.api.delete(board.headers["location"])).status_code == 404


async def test_a_view_of_yesterdays_filters_still_shows_a_list(mate, zoe):
    made = await mate.api.post(
        API, json={"name": "Old", "subject": "partnerships", "query": "kind=gone&owner=x&stuck=7"}
    )
    assert made.status_code == 201
    assert "all partnerships" in (await mate.html.get(HOME)).text
    view = made.json()["id"]
    assert (await mate.html.get(f"/partnerships?kind=gone&owner=x&stuck=7&saved={view}")).status_code == 200


async def test_a_board_view_adds_nobody_to_a_campaign(mate, zoe):
    campaign = (await mate.api.post("/api/v1/campaigns", json={"name": "Spring table"})).json()["id"]
    board = await keep(mate, "Stuck", "stuck=true", subject="partnerships")
    assert (await mate.html.post(f"/campaigns/{campaign}/bloggers", data={"view_id": board})).status_code == 404
    people = await keep(mate, "Zoés", "q=zo")
    page = await follow(mate, await mate.html.post(f"/campaigns/{campaign}/bloggers", data={"view_id": people}))
    assert "1 person joins Spring table." in page
