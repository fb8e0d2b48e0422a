"""People keep campaigns in a browser."""

import re

FIELDS = {"name": "Spring table", "budget": "1 234,56", "currency": "EUR", "themes": "food, slow travel"}


async def make(person, **fields) -> str:
    """Posts the form; the path of the page it leads to."""
    answer = await person.html.post("/campaigns", data=FIELDS | fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


async def test_making_one_keeps_what_was_typed(owner):
    path = await make(owner)
    edit = (await owner.html.get(f"{path}/edit")).text
    assert 'value="1234.56"' in edit
    assert 'value="food, slow travel"' in edit


async def test_the_list_shows_it_and_filters_it(owner):
    await make(owner, status="active")
    assert "Spring table" in (await owner.html.get("/campaigns?status=active")).text
    assert "Spring table" not in (await owner.html.get("/campaigns?status=draft")).text


async def test_an_empty_list_teaches(owner):
    assert "No campaign yet" in (await owner.html.get("/campaigns")).text


async def test_bad_input_is_said_beside_the_field_and_nothing_is_written(owner):
    answer = await owner.html.post("/campaigns", data=FIELDS | {"name": "", "brief": "kept", "starts_on": "2026-02-31"})
    assert answer.status_code == 422
    assert "This date does not exist." in answer.text
    assert "kept</textarea>" in answer.text
    assert "No campaign yet" in (await owner.html.get("/campaigns")).text


async def test_a_second_submit_makes_no_second_campaign(owner):
    page = (await owner.html.get("/campaigns/new")).text
    nonce = re.search(r'name="nonce" value="([^"]+)"', page)
    assert nonce
    first = await make(owner, nonce=nonce[1])
    assert await make(owner, nonce=nonce[1]) == first


async def test_two_people_change_one_and_nobodys_words_are_lost(owner, mate):
    path = await make(owner)
    await mate.html.post(path, data=FIELDS | {"goals": "Malik's goals", "version": "1"})
    answer = await owner.html.post(path, data=FIELDS | {"goals": "Olga's goals", "version": "1"})
    assert answer.status_code == 409
    assert "Malik&#39;s goals" in answer.text
    assert "Olga&#39;s goals" in answer.text
    again = await owner.html.post(path, data=FIELDS | {"goals": "Olga's goals", "version": "2"})
    assert again.status_code == 303


async def test_archive_and_delete_are_undone(owner):
    path = await make(owner)
    for act, undo in (("archive", "restore"), ("delete", "undelete")):
        assert (await owner.html.post(f"{path}/{act}")).headers["Location"] == "/campaigns"
        assert "No campaign yet" in (await owner.html.get("/campaigns")).text
        assert (await owner.html.post(f"{path}/{undo}")).status_code == 303
    assert "Spring table" in (await owner.html.get("/campaigns")).text


async def test_a_viewer_may_look_and_not_touch(owner, viewer):
    path = await make(owner)
    assert (await viewer.html.get("/campaigns")).status_code == 200
    assert (await viewer.html.post("/campaigns", data=FIELDS)).status_code == 403
    for act in ("", "/archive", "/delete"):
        assert (await viewer.html.post(path + act, data=FIELDS)).status_code == 403


async def test_a_stranger_finds_nothing(owner, stranger):
    path = await make(owner)
    assert "Spring table" not in (await stranger.html.get("/campaigns")).text
    for act in ("", "/archive", "/delete", "/restore"):
        assert (await stranger.html.post(path + act, data=FIELDS)).status_code == 404


async def test_a_selection_begins_a_campaign(mate, viewer):
    made = await mate.api.post(
        "/api/v1/bloggers", json={"name": "Zoé Lambert", "source": "fair", "legal_basis": "legitimate_interest"}
    )
    chosen = {"blogger_ids": made.json()["id"]}
    page = await mate.html.post("/bloggers/bulk/campaign", data={"ids": made.json()["id"]})
    assert 'formaction="/campaigns/new/bloggers"' in page.text
    answer = await mate.html.post("/campaigns/new/bloggers", data=chosen | {"name": "Spring"})
    assert answer.status_code == 303, answer.text
    assert "1 person joins Spring." in (await mate.html.get(answer.headers["location"])).text
    assert (await mate.html.post("/campaigns/new/bloggers", data=chosen | {"name": ""})).status_code == 422
    assert (await viewer.html.post("/campaigns/new/bloggers", data=chosen | {"name": "No"})).status_code == 403
