"""A page's menu, "take along": the list as CSV, the same as JSON, the command that fetches it."""

import csv
import html
import io
import re

import pytest

from app.core import sheets


async def meet(owner, **said) -> str:
    body = {"source": "fair", "legal_basis": "legitimate_interest", **said}
    answer = await owner.api.post("/api/v1/bloggers", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


@pytest.fixture
async def people(owner) -> list[str]:
    return [
        await meet(owner, name="=HYPERLINK(1)", country="FR", topics=["céramique"]),
        await meet(owner, name="Zoé Lambert", country="BE"),
    ]


def table(answer) -> list[list[str]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    return list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))


async def test_a_page_gives_its_list_with_its_filters_and_columns(manager, people):
    path = "/bloggers/list.csv?columns=country&columns=topics&sort=-name"
    assert table(await manager.html.get(path)) == [
        ["Name", "Country", "Topics"],
        ["Zoé Lambert", "Belgium", ""],
        ["'=HYPERLINK(1)", "France", "céramique"],
    ]
    assert len(table(await manager.html.get("/bloggers/list.csv?country=BE"))) == 2


async def test_a_program_gets_codes_and_chooses_columns(manager, people):
    rows = table(
        await manager.api.get("/api/v1/bloggers?country=BE&fields=name,country,stage", headers={"Accept": "text/csv"})
    )
    assert rows == [["id", "name", "stage", "country"], [people[1], "Zoé Lambert", "not_met", "BE"]]
    refused = await manager.api.get("/api/v1/bloggers?fields=nope", headers={"Accept": "text/csv"})
    assert refused.status_code == 422


async def test_every_page_of_the_list_comes_once(manager, owner, monkeypatch):
    monkeypatch.setattr(sheets, "MAX_PAGE_SIZE", 3)
    for n in range(8):
        await meet(owner, name=f"Person {n}")
    rows = table(await manager.html.get("/bloggers/list.csv"))
    assert [row[0] for row in rows[1:]] == [f"Person {n}" for n in range(8)]


async def test_partnerships(manager, owner, people):
    made = await owner.api.post("/api/v1/partnerships", json={"blogger_id": people[0], "agreed_minor": 120050})
    assert made.status_code == 201, made.text
    titles, row = table(await manager.html.get("/partnerships/list.csv"))
    assert (row[titles.index("Name")], row[titles.index("Value")]) == ("'=HYPERLINK(1)", "1200.50")
    titles, row = table(await manager.api.get("/api/v1/partnerships", headers={"Accept": "text/csv"}))
    assert (row[titles.index("value_minor")], row[titles.index("stage")]) == ("120050", made.json()["stage"])
    assert len(table(await manager.html.get("/partnerships/list.csv?q=nobody"))) == 1


@pytest.mark.parametrize("path", ["/bloggers", "/partnerships"])
async def test_a_mate_may_not_take_a_list_along(mate, stranger, owner, people, path):
    assert (await mate.html.get(f"{path}/list.csv")).status_code == 403
    assert (await mate.api.get(f"/api/v1{path}", headers={"Accept": "text/csv"})).status_code == 403
    assert "Download as CSV" not in (await mate.html.get(path)).text
    assert len(table(await stranger.html.get(f"{path}/list.csv"))) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/bloggers?country=FR&columns=city&sort=-name",
        "/bloggers/{}",
        "/partnerships?stuck=true",
        "/partnerships?view=list&owner=me",
        "/campaigns?q=spring&archived=1",
        "/reports",
        "/reports/timing",
    ],
)
async def test_the_menu_shows_the_same_as_json_with_the_filters_of_the_page(manager, viewer, people, path):
    for who in (manager, viewer):
        page = (await who.html.get(path.format(people[0]))).text
        href = html.unescape(re.search(r'href="(/api/v1/[^"]*)"', page)[1])
        assert (await who.html.get(href)).headers["content-type"] == "application/json", href
        assert f"'http://tact.test{href}'" in html.unescape(page)
        assert (await who.html.get(href, headers={"Sec-Fetch-Site": "cross-site"})).status_code == 401


async def test_a_session_only_reads(manager, people):
    answer = await manager.html.post("/api/v1/bloggers", json={"name": "No"})
    assert answer.status_code == 401


async def exports(owner) -> list[tuple[str, str, dict[str, str | int]]]:
    """Who took what along, newest first."""
    told = (await owner.api.get("/api/v1/activity?subject_type=export")).json()["items"]
    return [(it["user_id"], it["subject_name"], {key: pair[1] for key, pair in it["changes"].items()}) for it in told]


async def test_the_log_tells_who_took_which_list_along_and_how_many(manager, owner, people):
    await manager.html.get("/bloggers/list.csv?country=BE&columns=country")
    await manager.api.get("/api/v1/bloggers?country=BE", headers={"Accept": "text/csv"})
    await manager.html.get("/bloggers/list.csv?q=zoe")
    await manager.html.get("/partnerships/list.csv?stuck=true")
    await owner.api.get("/api/v1/partnerships", headers={"Accept": "text/csv"})
    one, who = {"filters": "country=BE", "rows": 1, "format": "csv"}, str(manager.actor.user_id)
    assert await exports(owner) == [
        (str(owner.actor.user_id), "partnerships", {"filters": "", "rows": 0, "format": "csv"}),
        (who, "partnerships", {"filters": "stuck=true", "rows": 0, "format": "csv"}),
        (who, "people", {"filters": "q=zoe", "rows": 1, "format": "csv"}),
        (who, "people", one),
        (who, "people", one),
    ]
    assert "export.created" in (await owner.html.get("/activity?kind=export")).text


async def test_what_is_refused_is_no_export(mate, manager, owner, people):
    await mate.html.get("/bloggers/list.csv")
    await manager.api.get("/api/v1/bloggers?fields=nope", headers={"Accept": "text/csv"})
    await manager.api.get("/api/v1/bloggers")
    assert await exports(owner) == []
