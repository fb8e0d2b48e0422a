"""Two people edit one record: what differs goes together, of the same field one of them chooses (F17)."""

import re
from dataclasses import dataclass
from html import unescape

import pytest


@dataclass(frozen=True)
class Case:
    edit: str
    save: str
    field: str
    other: str
    fields: dict[str, str]


@pytest.fixture
async def cases(owner, camille) -> dict[str, Case]:
    campaign = (await owner.api.post("/api/v1/campaigns", json={"name": "Spring"})).json()["id"]
    card = (await owner.api.post("/api/v1/partnerships", json={"blogger_id": str(camille)})).json()["id"]
    said = {"kind": "call", "summary": "Hello", "body": "As it was", "occurred_at": "2026-01-05T10:00:30Z"}
    talk = (await owner.api.post(f"/api/v1/bloggers/{camille}/interactions", json=said)).json()["id"]
    plain = {"currency": "EUR"}
    spoken = {"kind": "call", "direction": "out", "nature": "ask", "blogger_ids": str(camille)}
    return {
        "campaign": Case(
            f"/campaigns/{campaign}/edit", f"/campaigns/{campaign}", "goals", "name", {"status": "draft"} | plain
        ),
        "partnership": Case(f"/partnerships/{card}/edit", f"/partnerships/{card}", "terms", "title", plain),
        "interaction": Case(f"/interactions/{talk}/edit", f"/interactions/{talk}", "body", "summary", spoken),
        "person": Case(f"/bloggers/{camille}/edit/person", f"/bloggers/{camille}/edit/person", "city", "biography", {}),
    }


KINDS = ["campaign", "partnership", "interaction", "person"]


def filled(page: str, case: Case) -> dict[str, str]:
    """The form as a browser would send it, of the fields that matter here."""
    form = dict(case.fields)
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([\w-]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and (name[1] in (case.field, case.other, "version", "was", "base", "name", "occurred_at")):
            form[name[1]] = unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)</textarea>', page):
        form[name] = unescape(text).removeprefix("\n")
    return form


async def opened(person, case: Case) -> dict[str, str]:
    answer = await person.html.get(case.edit)
    assert answer.status_code == 200
    return filled(answer.text, case)


@pytest.mark.parametrize("kind", KINDS)
async def test_different_fields_go_together(owner, mate, cases, kind):
    case = cases[kind]
    hers, his = await opened(owner, case), await opened(mate, case)
    assert (await mate.html.post(case.save, data=his | {case.field: "His words"})).status_code == 303
    assert (await owner.html.post(case.save, data=hers | {case.other: "Her words"})).status_code == 303
    now = await opened(owner, case)
    assert (now[case.field], now[case.other]) == ("His words", "Her words")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("whose", "stays"), [("mine", "Her words"), ("theirs", "His words")])
async def test_of_the_same_field_one_chooses_and_all_else_is_kept(owner, mate, cases, kind, whose, stays):
    case = cases[kind]
    hers, his = await opened(owner, case), await opened(mate, case)
    await mate.html.post(case.save, data=his | {case.field: "His words", case.other: "His other words"})
    late = await owner.html.post(case.save, data=hers | {case.field: "Her words"})
    assert late.status_code == 409
    both = late.text.split("conflict-field")[1].split("</fieldset>")[0]
    assert "His words" in both
    assert "Her words" in both
    assert "Malik" in both
    assert "now" in both
    again = filled(late.text, case) | {f"keep-{case.field}": whose}
    assert again["version"] != hers["version"]
    assert (await owner.html.post(case.save, data=again)).status_code == 303
    now = await opened(owner, case)
    assert (now[case.field], now[case.other]) == (stays, "His other words")


async def test_programs_are_refused_without_the_current_version(owner, mate, cases):
    for path in (cases["campaign"].save, cases["partnership"].save, cases["interaction"].save):
        first = await owner.api.get(f"/api/v1{path}")
        tag = {"If-Match": first.headers["etag"]}
        field = {"/campaigns": "goals", "/partnerships": "terms", "/interactions": "body"}["/" + path.split("/")[1]]
        assert (await mate.api.patch(f"/api/v1{path}", json={field: "His"}, headers=tag)).status_code == 200
        assert (await owner.api.patch(f"/api/v1{path}", json={field: "Hers"}, headers=tag)).status_code == 412
        assert (await owner.api.patch(f"/api/v1{path}", json={field: "Hers"})).status_code == 428
