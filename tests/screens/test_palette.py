"""Ctrl K: pages, acts, people, campaigns and views open to the reader, from a few letters."""

import pytest

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def found(person, typed: str) -> str:
    answer = await person.html.get("/palette", params={"q": typed}, headers=PARTIAL)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    return answer.text


async def test_with_nothing_typed_whom_i_worked_with_last_and_what_i_may_do(owner, mate, camille, zoe):
    await mate.api.post(f"/api/v1/bloggers/{zoe}/interactions", json={"kind": "call", "summary": "Hello"})
    mine, theirs = (await owner.html.get("/palette")).text, (await mate.html.get("/palette")).text
    assert "Camille Moreau" in mine.split("Lately")[1]
    assert "Zoé Lambert" in theirs.split("Lately")[1]
    assert "Camille Moreau" not in theirs
    assert "Import a spreadsheet" in mine


async def test_people_by_any_of_their_words_and_campaigns_by_name(owner, camille):
    await owner.api.post("/api/v1/campaigns", json={"name": "Été en ville"})
    assert f"/bloggers/{camille}" in await found(owner, "morea cam")
    assert "Été en ville" in await found(owner, "ete")


async def test_saved_views(owner, mate):
    view = {"name": "Food in Lyon", "subject": "bloggers", "query": "q=lyon", "shared": False}
    assert (await owner.api.post("/api/v1/views", json=view)).status_code == 201
    assert "/bloggers?q=lyon" in await found(owner, "food")
    assert "Food in Lyon" not in await found(mate, "food")


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("new pers", "/bloggers/new"), ("csv", "/imports/new"), ("links", "/capture/list"), ("mond", "/reports")],
)
async def test_acts_and_pages_by_their_words(owner, typed, wanted):
    assert f'href="{wanted}"' in await found(owner, typed)


async def test_only_what_one_may(viewer):
    page = (await viewer.html.get("/palette")).text
    assert "/reports" in page
    assert "/bloggers/new" not in page
    assert "/settings/pipelines" not in page


async def test_nothing_found_says_so(owner):
    assert "Nothing found for “&lt;b&gt;zzz”." in await found(owner, "<b>zzz")


async def test_nobody_of_another_workspace(stranger, camille):
    assert f"/bloggers/{camille}" not in await found(stranger, "camille")
