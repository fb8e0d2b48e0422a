"""What timing knows in the demo: people away, a promise due, an invoice, a rival, pieces and dates, what we can offer.
Dates count from today, so that every answer of timing can be met on any day."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from app.bloggers import queries as bloggers
from app.core.db import Database
from app.outreach.timing import service as timing
from app.outreach.timing.facts import Fact
from app.outreach.timing.jobs import measure
from app.outreach.timing.schemas import OfferIn
from app.seeds import words
from app.seeds.workspace import Demo, Person

CHUNK = 500


async def write_timing(database: Database, demo: Demo) -> None:
    """Facts first, then the marks that lists show."""
    warm = [person for person in demo.people if person.warmth >= 2]
    chosen = iter(demo.dice.sample(warm, len(warm)))
    async with database.write() as session:
        await timing.write_many(session, demo.actor, [row for make in FACTS for row in make(demo, chosen)])
    async with database.write() as session:
        for name, description, keywords in words.OFFERS:
            given = OfferIn(name=name, description=description, keywords=list(keywords))
            await timing.add_offer(session, demo.actor, given)
        for wishes in _wishes(demo):
            blogger = await bloggers.get_blogger(session, demo.actor, next(chosen).id)
            await timing.prefer(session, demo.actor, blogger, wishes)
        await measure(session, demo.actor)
    pairs = [(person.id, person.brand_id) for person in demo.people]
    for start in range(0, len(pairs), CHUNK):
        async with database.write() as session:
            await timing.refresh(session, demo.actor, pairs[start : start + CHUNK])


def _fact(demo: Demo, person: Person, kind: str, since: float, until: float | None = None, **values: Any) -> dict:
    """Days from today, before it negative."""
    return {
        "blogger_id": person.id,
        "kind": kind,
        "since": demo.today + timedelta(days=since),
        "until": None if until is None else demo.today + timedelta(days=until),
        "by": person.owner_id,
        **values,
    }


def _quiet(demo: Demo, chosen: Iterator[Person]) -> Iterator[dict]:
    for since, until, reason in ((-12, 45, "away"), (-3, 9, "asked"), (-20, 30, "delicate"), (-6, None, "asked")):
        yield _fact(demo, next(chosen), Fact.DO_NOT_DISTURB, since, until, reason=reason)


def _debts(demo: Demo, chosen: Iterator[Person]) -> Iterator[dict]:
    for number, due in enumerate((-6, -1, 3)):
        person = next(chosen)
        label = words.PROMISES[person.language][number]
        yield _fact(demo, person, Fact.PROMISE, -15, due, label=label, brand_id=person.brand_id)
    for due, amount in ((-9, 45_000), (4, 80_000)):
        person = next(chosen)
        values = {"label": f"Facture {amount // 1_000} (demo)", "amount_minor": amount, "currency": "EUR"}
        yield _fact(demo, person, Fact.PAYMENT, -30, due, brand_id=person.brand_id, **values)
    person = next(chosen)
    label = words.PRODUCTS[person.language]
    yield _fact(demo, person, Fact.PRODUCT, -18, -8, label=label, brand_id=person.brand_id)


def _ties(demo: Demo, chosen: Iterator[Person]) -> Iterator[dict]:
    for until in (60, 21):
        person = next(chosen)
        label = "Maison Verdal (demo)"
        yield _fact(demo, person, Fact.EXCLUSIVITY, -40, until, label=label, brand_id=person.brand_id)
    for user in demo.users[1:3]:
        person = next(chosen)
        yield _fact(demo, person, Fact.CLAIM, -0.3, 1.6, brand_id=person.brand_id) | {"by": user}


def _occasions(demo: Demo, chosen: Iterator[Person]) -> Iterator[dict]:
    for since in (-1, -2, -3, -5, -8, -12, -16):
        person = next(chosen)
        title, topics = words.PIECES[person.language][-since % 3]
        yield _fact(demo, person, Fact.PIECE, since, label=title, topics=list(topics))
    for since in (6, 15):
        person = next(chosen)
        yield _fact(demo, person, Fact.EVENT, since, since + 2, label=words.EVENTS[person.language])
    for since in (2, 5):
        person = next(chosen)
        yield _fact(demo, person, Fact.DATE, since, label=words.DATES[person.language], yearly=True)


def _wishes(demo: Demo) -> Iterator[dict[str, Any]]:
    yield {"vias": ["email"], "monthly": 1}
    yield {"ask_first": True}
    yield {"pause_until": demo.today + timedelta(days=25)}
    yield {"opted_out": ["phone", "direct_message"]}


FACTS = (_quiet, _debts, _ties, _occasions)
