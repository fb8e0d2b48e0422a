"""What of the terms has a day: payments, products and exclusivities, and what timing makes of them."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.activity.models import Activity
from app.core.checks import everything
from app.core.clock import now
from app.core.i18n import today
from app.outreach.timing.models import Circumstance
from app.partnerships.checks import CHECKS

PAY = {"kind": "payment", "label": "First half", "amount_minor": 45000}


def day(ahead):
    return (today() + timedelta(days=ahead)).isoformat()


@pytest.fixture
async def agreed(make, camille):
    return await make(camille, stage="agreed")


async def put(person, partnership, *items):
    seen = await person.api.get(f"/api/v1/partnerships/{partnership}")
    version = {"If-Match": seen.headers.get("ETag", '"1"')}
    return await person.api.put(
        f"/api/v1/partnerships/{partnership}/terms", json={"items": list(items)}, headers=version
    )


async def told(database, *kinds):
    async with database.read() as session:
        statement = select(Circumstance).where(col(Circumstance.kind).in_(kinds), col(Circumstance.is_open).is_(True))
        return (await session.execute(statement)).scalars().all()


async def codes(person, blogger, brand=None):
    params = {"brand": str(brand)} if brand else {}
    found = (await person.api.get(f"/api/v1/bloggers/{blogger}/advice", params=params)).json()
    return {reason["code"]: reason for reason in found["reasons"]}


async def sound(database):
    async with database.read() as session:
        return await everything(session, CHECKS)


async def test_a_late_payment_holds_an_ask_until_it_is_paid(owner, database, camille, agreed):
    assert (await put(owner, agreed, PAY | {"due_on": day(-3)})).status_code == 200
    (debt,) = await told(database, "payment")
    assert (debt.amount_minor, debt.label, debt.source_type) == (45000, "First half", "partnership_term")
    assert "First half" in (await codes(owner, camille))["debt"]["text"]
    (term,) = (await owner.api.get(f"/api/v1/partnerships/{agreed}/terms")).json()["items"]
    assert (await owner.api.post(f"/api/v1/terms/{term['id']}/settle")).json()["done_on"] == day(0)
    assert "debt" not in await codes(owner, camille)
    assert (await owner.api.post(f"/api/v1/terms/{term['id']}/reopen")).json()["done_on"] is None
    (again,) = await told(database, "payment")
    assert again.until == debt.until
    assert await sound(database) == []


async def test_what_is_only_talked_about_is_not_owed_yet(owner, database, make, camille):
    made = await make(camille, stage="negotiating")
    await put(owner, made, PAY | {"due_on": day(-3)})
    assert await told(database, "payment") == []
    await owner.api.post(f"/api/v1/partnerships/{made}/move", json={"stage": "agreed"})
    assert len(await told(database, "payment")) == 1
    assert await sound(database) == []


async def test_the_bin_takes_it_along_and_gives_it_back(owner, database, agreed):
    await put(owner, agreed, {"kind": "product", "label": "The sample box", "due_on": day(-9)})
    await owner.api.delete(f"/api/v1/partnerships/{agreed}")
    assert await told(database, "product") == []
    await owner.api.post(f"/api/v1/partnerships/{agreed}/undelete")
    assert len(await told(database, "product")) == 1
    assert (await put(owner, agreed)).json()["items"] == []
    assert await told(database, "product") == []
    assert await sound(database) == []


async def test_an_exclusivity_holds_our_other_brands(owner, mate, database, camille, agreed, other_brand):
    bound = {"kind": "exclusivity", "label": "Tableware", "due_on": day(30)}
    await put(owner, agreed, bound)
    assert "exclusivity" not in await codes(owner, camille)
    there = (await codes(owner, camille, other_brand))["exclusivity"]
    assert there["text"].startswith(f"Camille Moreau works with {owner.brand.name} only (Tableware), until")
    await put(owner, agreed, bound | {"rival_id": str(other_brand)})
    assert "rival brand" in (await codes(owner, camille, other_brand))["exclusivity"]["text"]
    assert (await put(owner, agreed, bound | {"rival_id": str(owner.brand.id)})).status_code == 422
    assert (await put(mate, agreed, bound | {"rival_id": str(other_brand)})).status_code == 422
    assert await sound(database) == []


async def test_what_another_team_was_promised_is_not_named(owner, mate, make, camille, other_brand):
    theirs = await make(camille, stage="agreed", brand_id=other_brand)
    await put(owner, theirs, {"kind": "exclusivity", "label": "Tableware", "due_on": day(30)})
    said = (await codes(mate, camille))["exclusivity"]
    assert said["text"].startswith("Camille Moreau works with another team only, until")
    assert said["facts"] == []


async def test_the_form_keeps_them_and_says_what_is_missing(mate, database, agreed):
    path = f"/partnerships/{agreed}"
    page = await mate.html.get(f"{path}/edit")
    assert "Products to send" in page.text
    typed = {
        "currency": "EUR", "payments-0-label": "First half", "payments-0-amount": "450", "payments-0-due_on": day(-3),
        "products-0-label": "", "exclusivities-0-label": "Tableware",
    }  # fmt: skip
    assert (await mate.html.post(path, data=typed | {"payments-0-due_on": ""})).status_code == 422
    assert await told(database, "payment") == []
    assert (await mate.html.post(path, data=typed)).status_code == 303
    shown = (await mate.html.get(path)).text
    assert "€450.00 · First half" in shown
    assert "Tableware" in shown
    assert "First half" in (await mate.html.get("/")).text
    (debt,) = await told(database, "payment")
    answer = await mate.html.post(f"/terms/{debt.source_id}/settle", data={"next": "/"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert await told(database, "payment") == []
    assert (await mate.html.post(f"/terms/{debt.source_id}/reopen")).status_code == 303
    async with database.read() as session:
        statement = select(col(Activity.verb)).where(col(Activity.partnership_id) == agreed).order_by(col(Activity.seq))
        verbs = [verb.removeprefix("partnership.") for verb in (await session.execute(statement)).scalars()]
    assert verbs[-3:] == ["terms_changed", "paid", "due_again"]


async def test_who_may(owner, viewer, stranger, agreed):
    (term,) = (await put(owner, agreed, PAY | {"due_on": day(3)})).json()["items"]
    for person, status in ((viewer, 403), (stranger, 404)):
        assert (await put(person, agreed)).status_code == status
        for verb in ("settle", "reopen"):
            assert (await person.api.post(f"/api/v1/terms/{term['id']}/{verb}")).status_code == status
            assert (await person.html.post(f"/terms/{term['id']}/{verb}")).status_code == status
    assert (await viewer.api.get(f"/api/v1/partnerships/{agreed}/terms")).json()["items"][0]["label"] == "First half"
    assert (await stranger.api.get(f"/api/v1/partnerships/{agreed}/terms")).status_code == 404


@pytest.mark.parametrize(
    "item",
    [
        {"kind": "payment"},
        {"kind": "product", "due_on": "2026-12-01"},
        {"kind": "exclusivity", "starts_on": "2026-12-02", "due_on": "2026-12-01"},
        {"kind": "payment", "due_on": "2026-12-01", "id": "01a20627-839c-728b-8e02-7f38f6433cd2"},
    ],
)
async def test_what_is_not_whole_is_refused(owner, agreed, item):
    assert (await put(owner, agreed, item)).status_code == 422


async def test_an_exclusivity_is_over_by_itself_and_the_check_knows(owner, database, agreed, run_jobs):
    await put(owner, agreed, {"kind": "exclusivity", "starts_on": day(-9), "due_on": day(-2)})
    (bound,) = await told(database, "exclusivity")
    assert bound.until < now()
    assert await sound(database) == []
