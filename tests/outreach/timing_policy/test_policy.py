"""The policy's page and API: every number explained and bounded, tried before it is kept, logged, brought back."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from app.bloggers.models import Relation
from app.bloggers.service import ensure_relation
from app.core.clock import NEVER, now
from app.core.i18n import activate
from app.outreach.timing.meanings import GROUPS, STAGE_NUMBERS, numbers
from app.outreach.timing.policy import Policy
from app.outreach.timing.policy_schemas import PolicyForm
from app.outreach.timing.policy_view import filled
from app.outreach.timing.service.policy import flat, nested
from tests.cast import Person

API = "/api/v1/timing/policy"
PAGE = "/settings/timing"


def posted(policy: Policy | None = None, **typed: str) -> dict[str, str]:
    """The page's form, filled as the page fills it."""
    values = filled(policy or Policy(), 1).values
    data: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, list):
            for n, row in enumerate(value):
                data |= {f"{name}-{n}-{key}": "" if cell is None else str(cell) for key, cell in row.items()}
        else:
            data[name] = str(value)
    return data | {"version": "1"} | typed


async def patch(person: Person, body: dict[str, Any]) -> Any:
    tag = (await person.api.get(API)).headers["etag"]
    return await person.api.patch(API, json=body, headers={"If-Match": tag})


# --- the table of meanings


def test_every_number_of_the_policy_has_a_meaning_and_bounds_that_its_default_keeps():
    usual = flat(Policy())
    explained = {one.name for one in numbers()} | {
        f"stages.{s}.{n.name}" for s in Policy().stages for n in STAGE_NUMBERS
    }
    assert explained | {"balance", "calm_weeks", "country", "country_rules"} == set(usual)
    for one in numbers():
        assert one.least <= usual[one.name] <= one.most, one.name
        assert str(one.meaning).endswith(".")
    for stage, rule in Policy().stages.items():
        for one in STAGE_NUMBERS:
            value = getattr(rule, one.name)
            assert (value is None and one.never) or one.least <= value <= one.most, (stage, one.name)
    assert len({group.key for group in GROUPS}) == len(GROUPS)


def test_flat_and_nested_are_inverse():
    policy = Policy.of({"half_life_days": 30, "stages": {"trusted": {"ask_days": 9, "due_days": None}}})
    assert Policy.of(nested(flat(policy))) == policy


def test_the_form_of_the_defaults_changes_nothing():
    from app.core.forms import as_typed, validate

    form = validate(PolicyForm, as_typed(posted().items()))
    assert Policy.of(form.values()).changes() == {}


# --- the page


@pytest.mark.parametrize("locale", ["en", "fr"])
async def test_the_page_explains_every_number_in_both_languages(owner, locale):
    await owner.html.post("/account", data={"name": "Olga", "locale": locale, "time_zone": "Europe/Paris"})
    answer = await owner.html.get(PAGE)
    assert answer.status_code == 200
    html = unescape(answer.text)
    activate(locale)
    for one in (*numbers(), *STAGE_NUMBERS):
        assert str(one.meaning) in html, one.name
        assert str(one.label) in html
    assert ("Nobody has changed anything" in html) is (locale == "en")


async def test_saving_logs_and_makes_every_mark_old(manager, database, cast, camille):
    async with database.write() as session:
        await ensure_relation(session, cast["owner"].actor, camille, cast["owner"].brand.id)
        await session.execute(update(Relation).values(marked_until=now() + timedelta(hours=9)))
    answer = await manager.html.post(PAGE, data=posted(half_life_days="30", **{"stages-1-ask_days": "60"}))
    assert answer.status_code == 303, answer.text
    html = unescape((await manager.html.get(PAGE)).text)
    assert "Half-life: 21 → 30" in html
    assert "Acquainted · After an ask: 45 → 60" in html
    assert "Mona" in html
    assert "Back to 21" in html
    async with database.read() as session:
        assert set((await session.execute(select(col(Relation.marked_until)))).scalars()) == {NEVER}
    body = (await manager.api.get(API)).json()
    assert body["half_life_days"] == 30
    assert body["stages"]["acquainted"]["ask_days"] == 60
    assert body["changed"] == ["stages.acquainted.ask_days", "half_life_days"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("half_life_days", "0", "At least 1"),
        ("half_life_days", "21.5", "A whole number"),
        ("weight_paid", "-1", "At least 0"),
        ("weight_paid", "many", "A number"),
        ("chasers", "11", "At most 10"),
        ("chasers", "", "This is needed."),
        ("stages-2-ceiling", "101", "At most 100"),
        ("stages-2-ask_days", "", "This is needed."),
        ("day_ends", "9", "The day ends after it begins."),
        ("calm_weeks-0-first", "02-30", "A month and a day"),
        ("balance", "always", "Choose one of"),
    ],
)
async def test_what_cannot_be_is_told_beside_the_field(owner, field, typed, said):
    for answer in (
        await owner.html.post(PAGE, data=posted(**{field: typed})),
        await owner.html.get(f"{PAGE}/preview", params=posted(**{field: typed})),
    ):
        assert answer.status_code == 422
        html = unescape(answer.text)
        if field != "balance":
            error = re.search(rf'id="field-{field}-error">([^<]*)<', html)
            assert error, field
            assert error[1].startswith(said)
            assert f'name="{field}" value="{typed}"' in html
    assert (await owner.api.get(API)).json()["changed"] == []


async def test_an_empty_silence_means_never_and_lines_can_go(owner):
    form = {name: value for name, value in posted().items() if not name.startswith("calm_weeks-1")}
    assert (await owner.html.post(PAGE, data=form | {"stages-1-due_days": ""})).status_code == 303
    body = (await owner.api.get(API)).json()
    assert body["stages"]["acquainted"]["due_days"] is None
    assert body["calm_weeks"] == [{"country": "FR", "first": "08-01", "last": "08-20"}]


async def test_one_number_goes_back_to_its_default(owner):
    assert (await patch(owner, {"half_life_days": 30, "stages": {"trusted": {"ask_days": 9}}})).status_code == 200
    assert (await owner.html.post(f"{PAGE}/reset", data={"reset": "stages.trusted.ask_days"})).status_code == 303
    assert (await owner.api.get(API)).json()["changed"] == ["half_life_days"]
    assert (await owner.html.post(f"{PAGE}/reset", data={"reset": "half_life_days"})).status_code == 303
    assert (await owner.api.get(API)).json()["changed"] == []
    assert (await owner.html.post(f"{PAGE}/reset", data={"reset": "time_zone"})).status_code == 404


async def test_two_managers_do_not_overwrite_each_other(owner, manager):
    assert (await owner.html.post(PAGE, data=posted(chasers="1"))).status_code == 303
    late = await manager.html.post(PAGE, data=posted(chasers="3"))
    assert late.status_code == 409
    assert "Someone changed this meanwhile." in late.text
    assert 'name="chasers" value="3"' in late.text
    version = re.search(r'name="version" value="(\d+)"[^>]*>(?!.*name="version")', late.text, re.DOTALL)
    assert version
    assert (await manager.html.post(PAGE, data=posted(chasers="3", version=version[1]))).status_code == 303
    assert (await owner.api.get(API)).json()["chasers"] == 3


async def test_rules_of_countries_are_an_administrators(owner, manager):
    rule = {"country_rules-0-country": "DE", "country_rules-0-kind": "allowed"}
    assert (await manager.html.post(PAGE, data=posted(**rule))).status_code == 403
    assert (await owner.html.post(PAGE, data=posted(**rule))).status_code == 303
    kept = await manager.html.get(PAGE)
    assert "Only an administrator can change these." in kept.text
    assert (await patch(manager, {"chasers": 1})).status_code == 200
    assert (await patch(manager, {"country_rules": {}})).status_code == 403
    assert (await owner.api.get(API)).json()["country_rules"] == {"DE": "allowed"}


# --- the API


async def test_programs_change_numbers_with_a_version(owner):
    first = await owner.api.get(API)
    assert (await owner.api.patch(API, json={"chasers": 1})).status_code == 428
    changed = await patch(owner, {"chasers": 1, "balance": "hold", "stages": {"ended": {"ceiling": 5}}})
    assert changed.status_code == 200
    assert (changed.json()["chasers"], changed.json()["balance"]) == (1, "hold")
    again = await owner.api.patch(API, json={"chasers": 2}, headers={"If-Match": first.headers["etag"]})
    assert again.status_code == 412
    back = await patch(owner, {"chasers": None, "balance": None, "stages": {"ended": None}})
    assert back.json()["changed"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"half_life_days": 0},
        {"nonsense": 1},
        {"time_zone": "Europe/Paris"},
        {"stages": {"friends": {"ask_days": 1}}},
        {"stages": {"trusted": {"ask_days": -1}}},
        {"calm_weeks": [{"country": "FR", "first": "13-01", "last": "01-01"}]},
        {"calm_weeks": [{"country": "XX", "first": "12-01", "last": "01-01"}]},
        {"day_starts": 20, "day_ends": 19},
    ],
)
async def test_programs_are_told_what_cannot_be(owner, body):
    assert (await patch(owner, body)).status_code == 422
    assert (await owner.api.post(f"{API}/preview", json=body)).status_code == 422


async def test_only_managers_and_only_of_this_workspace(viewer, mate, stranger, owner):
    await patch(owner, {"chasers": 1})
    for person in (viewer, mate):
        assert (await person.html.get(PAGE)).status_code == 403
        assert (await person.html.get(f"{PAGE}/preview", params=posted())).status_code == 403
        assert (await person.html.post(PAGE, data=posted())).status_code == 403
        assert (await person.html.post(f"{PAGE}/reset", data={"reset": "chasers"})).status_code == 403
        assert (await person.api.get(API)).status_code == 403
        assert (await person.api.patch(API, json={}, headers={"If-Match": "*"})).status_code == 403
        assert (await person.api.post(f"{API}/preview", json={})).status_code == 403
    assert (await stranger.api.get(API)).json()["chasers"] == 2
    assert "Nobody has changed anything" in (await stranger.html.get(PAGE)).text


async def test_a_fraction_is_written_and_read_with_the_readers_comma(owner):
    name = next(one.name for one in numbers() if not one.whole)
    await owner.html.post("/account", data={"name": "Olga", "locale": "fr", "time_zone": "Europe/Paris"})
    assert (await owner.html.post(PAGE, data=posted(**{name: "1,5"}))).status_code == 303
    assert (await owner.api.get(API)).json()[name] == 1.5
    assert f'name="{name}" value="1,5"' in (await owner.html.get(PAGE)).text
