"""Two people edit the lines of one person, or the dated terms of one partnership: nothing is lost without a word."""

import json
import re
from html import unescape

import pytest

from app.bloggers import queries, service
from app.bloggers.models import Blogger
from app.bloggers.schemas import BloggerIn


@pytest.fixture
async def zoe(database, cast) -> Blogger:
    said = {
        "name": "Zoé Lambert",
        "tags": ["press"],
        "languages": ["fr"],
        "contact_points": [{"kind": "email", "value": "zoe@carnet.example.org", "label": "work"}],
        "channels": [{"platform": "blog", "url": "https://carnet.example.org", "audience": 1200}],
        "rates": [{"format": "Story", "amount_minor": 25000, "currency": "EUR", "source": "her kit"}],
        "needs": [{"text": "A kitchen"}],
    }
    async with database.write() as session:
        return await service.create_blogger(session, cast["owner"].actor, BloggerIn.model_validate(said))


def filled(page: str) -> dict[str, str]:
    """The form in `main` as a browser would send it."""
    form: dict[str, str] = {}
    page = page[page.index("<main") :]
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        box = re.search(r'type="(checkbox|radio)"', tag)
        if name and (not box or " checked" in tag) and name[1] not in ("nonce", "workspace"):
            form[name[1]] = unescape(value[1]) if value else ""
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        form[name] = unescape(chosen[1]) if chosen else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page):
        form[name] = unescape(text).removeprefix("\n")
    return form


async def opened(person, path: str) -> dict[str, str]:
    answer = await person.html.get(path)
    assert answer.status_code == 200
    return filled(answer.text)


async def sheet(database, person, blogger) -> queries.Sheet:
    async with database.read() as session:
        return await queries.sheet(session, person.actor, await queries.get_blogger(session, person.actor, blogger.id))


LINES = {
    "contacts": ("contact_points-0-label", "contact_points-0-value", "home", "zoe@autre.example.org"),
    "channels": ("channels-0-handle", "channels-0-feed_url", "zoe", "https://carnet.example.org/feed"),
    "rates": ("rates-0-source", "rates-0-amount", "her agent", "300"),
    "needs": ("needs-0-text", "needs-0-source", "A boat", "a call"),
}


@pytest.mark.parametrize("block", LINES)
async def test_different_fields_of_a_line_go_together(owner, mate, zoe, block):
    field, other, his_word, her_word = LINES[block]
    path = f"/bloggers/{zoe.id}/edit/{block}"
    hers, his = await opened(owner, path), await opened(mate, path)
    assert (await mate.html.post(path, data=his | {field: his_word})).status_code == 303
    assert (await owner.html.post(path, data=hers | {other: her_word})).status_code == 303
    now = await opened(owner, path)
    assert now[field] == his_word
    assert now[other].startswith(her_word)


@pytest.mark.parametrize("block", LINES)
@pytest.mark.parametrize("whose", ["mine", "theirs"])
async def test_of_one_field_of_a_line_one_chooses_and_what_else_was_typed_is_kept(owner, mate, zoe, block, whose):
    field, other, his_word, her_word = LINES[block]
    path = f"/bloggers/{zoe.id}/edit/{block}"
    hers, his = await opened(owner, path), await opened(mate, path)
    mine = {"needs": "A garden", "rates": "her kit of May"}.get(block, "mine")
    await mate.html.post(path, data=his | {field: his_word})
    late = await owner.html.post(path, data=hers | {field: mine, other: her_word})
    assert late.status_code == 409
    both = late.text.split("conflict-field")[1].split("</fieldset>")[0]
    assert his_word in both
    assert mine in both
    assert "Malik" in both
    key = re.search(r'name="(keep-[^"]+)"', both)
    assert key
    again = filled(late.text) | {key[1]: whose}
    assert (await owner.html.post(path, data=again)).status_code == 303
    now = await opened(owner, path)
    assert now[field] == (mine if whose == "mine" else his_word)
    assert now[other].startswith(her_word)


@pytest.mark.parametrize(("whose", "there"), [("mine", 1), ("theirs", 0)])
async def test_a_line_taken_away_while_it_was_changed_is_asked_for(owner, mate, zoe, database, whose, there):
    path = f"/bloggers/{zoe.id}/edit/rates"
    hers, his = await opened(owner, path), await opened(mate, path)
    await mate.html.post(path, data=his | {"rates-0-format": "", "rates-0-amount": ""})
    late = await owner.html.post(path, data=hers | {"rates-0-amount": "300"})
    assert late.status_code == 409
    assert "(taken away)" in late.text
    key = re.search(r'name="(keep-[^"]+)"', late.text)
    assert key
    assert (await owner.html.post(path, data=filled(late.text) | {key[1]: whose})).status_code == 303
    assert [rate.amount_minor for rate in (await sheet(database, owner, zoe)).rates] == [30000] * there


@pytest.mark.parametrize(("whose", "there"), [("mine", 0), ("theirs", 1)])
async def test_a_line_changed_while_it_was_taken_away_is_asked_for(owner, mate, zoe, database, whose, there):
    path = f"/bloggers/{zoe.id}/edit/rates"
    hers, his = await opened(owner, path), await opened(mate, path)
    await mate.html.post(path, data=his | {"rates-0-amount": "300"})
    late = await owner.html.post(path, data=hers | {"rates-0-format": "", "rates-0-amount": ""})
    assert late.status_code == 409
    key = re.search(r'name="(keep-[^"]+)"', late.text)
    assert key
    assert (await owner.html.post(path, data=filled(late.text) | {key[1]: whose})).status_code == 303
    assert [rate.amount_minor for rate in (await sheet(database, owner, zoe)).rates] == [30000] * there


@pytest.mark.parametrize("field", ["tags", "topics", "languages"])
async def test_lists_typed_in_one_field_are_chosen_like_a_field(owner, mate, zoe, field):
    path = f"/bloggers/{zoe.id}/edit/person"
    hers, his = await opened(owner, path), await opened(mate, path)
    his_word, her_word = {"languages": ("German", "Spanish")}.get(field, ("travel", "wine"))
    await mate.html.post(path, data=his | {field: his_word})
    late = await owner.html.post(path, data=hers | {field: her_word, "city": "Metz"})
    assert late.status_code == 409
    both = late.text.split("conflict-field")[1].split("</fieldset>")[0]
    assert (his_word if field != "languages" else "de") in both
    again = filled(late.text) | {f"keep-{field}": "theirs"}
    assert (await owner.html.post(path, data=again)).status_code == 303
    now = await opened(owner, path)
    assert (now[field], now["city"]) == (his_word, "Metz")


# --- dated terms of a partnership


@pytest.fixture
async def card(owner, zoe) -> str:
    made = await owner.api.post("/api/v1/partnerships", json={"blogger_id": str(zoe.id)})
    path = f"/partnerships/{made.json()['id']}"
    first = {"payments-0-label": "First half", "payments-0-amount": "100", "payments-0-due_on": "2031-01-05"}
    second = {"products-0-label": "The box", "products-0-due_on": "2031-01-06"}
    assert (await owner.html.post(path, data=await opened(owner, f"{path}/edit") | first | second)).status_code == 303
    return path


async def terms(person, card: str) -> dict[str, tuple]:
    found = (await person.api.get(f"/api/v1{card}/terms")).json()["items"]
    return {one["label"]: (one["amount_minor"], one["due_on"]) for one in found}


async def test_dated_terms_of_two_editors_go_together(owner, mate, card):
    hers, his = await opened(owner, f"{card}/edit"), await opened(mate, f"{card}/edit")
    added = {"payments-1-label": "Second half", "payments-1-amount": "50", "payments-1-due_on": "2031-02-05"}
    assert (await mate.html.post(card, data=his | {"payments-0-amount": "120"} | added)).status_code == 303
    gone = {"products-0-label": "", "products-0-due_on": ""}
    saved = await owner.html.post(card, data=hers | {"payments-0-due_on": "2031-01-09", "title": "Spring"} | gone)
    assert saved.status_code == 303
    assert await terms(owner, card) == {"First half": (12000, "2031-01-09"), "Second half": (5000, "2031-02-05")}


@pytest.mark.parametrize(("whose", "amount", "agreed"), [("mine", 15000, "90"), ("theirs", 12000, "80")])
async def test_of_one_term_and_of_one_value_one_chooses_at_once(owner, mate, card, whose, amount, agreed):
    hers, his = await opened(owner, f"{card}/edit"), await opened(mate, f"{card}/edit")
    await mate.html.post(card, data=his | {"payments-0-amount": "120", "agreed": "80"})
    late = await owner.html.post(card, data=hers | {"payments-0-amount": "150", "agreed": "90", "title": "Spring"})
    assert late.status_code == 409
    keys = re.findall(r'name="(keep-[^"]+)" value="mine"', late.text)
    assert len(keys) == 2
    assert "Malik" in late.text
    again = filled(late.text) | dict.fromkeys(keys, whose)
    assert (await owner.html.post(card, data=again)).status_code == 303
    assert (await terms(owner, card))["First half"] == (amount, "2031-01-05")
    now = await opened(owner, f"{card}/edit")
    assert (now["agreed"], now["title"]) == (agreed, "Spring")


async def test_a_form_that_tells_nothing_of_its_terms_sets_them(owner, card):
    form = await opened(owner, f"{card}/edit")
    form["was"] = json.dumps({name: value for name, value in json.loads(form["was"]).items() if name != "dated_terms"})
    await owner.html.post(card, data=form | {"payments-0-amount": "70"})
    assert (await terms(owner, card))["First half"] == (7000, "2031-01-05")
