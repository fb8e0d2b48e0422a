"""The demo's people: half drawn, half told, all invented."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers import queries, service
from app.bloggers.schemas import AudienceIn, NeedIn, RateIn
from app.core import clock
from app.core.db import Database
from app.core.text import fold
from app.seeds import words
from app.seeds.workspace import Demo, Person

FRENCH, ENGLISH = 190, 110
BATCHES = 12
SOCIAL = ("instagram", "youtube", "tiktok", "pinterest", "newsletter", "podcast")
SOURCES = {
    "fr": ("Salon du printemps", "Recherche sur le web", "Recommandation"),
    "en": ("Spring fair", "Web search", "Introduced"),
}


async def write_people(database: Database, demo: Demo) -> None:
    """Everybody, met month by month over the past year."""
    everybody = list(_everybody(demo))
    demo.dice.shuffle(everybody)
    size = -(-len(everybody) // BATCHES)
    for batch in range(BATCHES):
        given = everybody[batch * size : (batch + 1) * size]
        met = demo.ago(360 - batch * 29, hour=10)
        async with database.write() as session:
            with clock.at(met):
                extras = [(one.pop("rates", []), one.pop("needs", [])) for one in given]
                results = await service.upsert_many(session, demo.actor, given)
                for result, (rates, needs) in zip(results, extras, strict=True):
                    if result.id and (rates or needs):
                        await _add(session, demo, result.id, rates, needs)
                met_now = [(one, result.id) for one, result in zip(given, results, strict=True) if result.id]
                await service.add_past_audiences(session, demo.actor, {it: _grown(demo, one) for one, it in met_now})
        demo.people += [_met(one, blogger_id, met) for one, blogger_id in met_now]


async def _add(session: AsyncSession, demo: Demo, blogger_id: UUID, rates: list[Any], needs: list[Any]) -> None:
    """What a bulk row cannot carry."""
    blogger = await queries.get_blogger(session, demo.actor, blogger_id)
    for rate in rates:
        await service.add_rate(session, demo.actor, blogger, RateIn(**rate))
    for need in needs:
        await service.add_need(session, demo.actor, blogger, NeedIn(**need))


def _met(given: dict[str, Any], blogger_id: UUID, moment: datetime) -> Person:
    return Person(
        id=blogger_id,
        language=given["languages"][0],
        created_at=moment,
        do_not_contact=given.get("do_not_contact", False),
        brand_id=given["brand_id"],
        owner_id=given["owner_id"],
    )


def _everybody(demo: Demo) -> Iterator[dict[str, Any]]:
    for language, count, given, family in (
        ("fr", FRENCH, words.GIVEN_FR, words.FAMILY_FR),
        ("en", ENGLISH, words.GIVEN_EN, words.FAMILY_EN),
    ):
        names = list(product(given, family))
        for number, (first, last) in enumerate(demo.dice.sample(names, count)):
            yield _person(demo, language, first, last, number)


def _person(demo: Demo, language: str, first: str, last: str, number: int) -> dict[str, Any]:
    dice = demo.dice
    theme = words.THEMES[dice.choices(list(words.THEMES), weights=(4, 4, 3, 2, 2))[0]]
    country, city, zone = dice.choice(words.CITIES_FR if language == "fr" else words.CITIES_EN)
    title = dice.choice(theme[f"titles_{language}"]).format(name=first)
    slug = f"{fold(title).replace(' ', '-').replace(chr(39), '-')}-{fold(first)}-{fold(last)}"
    handle = f"{fold(first)}.{fold(last)}.demo"
    person: dict[str, Any] = {
        "name": f"{first} {last}",
        "given_name": first,
        "country": country,
        "city": city,
        "time_zone": zone,
        "languages": [language] if dice.random() < 0.8 else [language, "en" if language == "fr" else "fr"],
        "biography": theme[f"bio_{language}"],
        "topics": list(theme[language][: dice.choice((1, 2, 2, 3))]),
        "tags": dice.sample(words.TAGS, dice.choice((0, 0, 1, 1, 2))),
        "source": dice.choice(SOURCES[language]),
        "legal_basis": "legitimate_interest",
        "contact_points": [{"kind": "email", "value": f"bonjour@{slug}.example.org", "preferred": True}],
        "channels": list(_channels(demo, slug, handle)),
        "owner_id": dice.choice(demo.users),
        "brand_id": demo.brands["Grand Air" if theme is words.THEMES["outdoor"] else "Maison Olier"],
    }
    if dice.random() < 0.25:
        phone = f"+33 6 39 98 {dice.randrange(10, 99)} {dice.randrange(10, 99)}"  # a range kept for fiction
        person["contact_points"].append({"kind": "phone", "value": phone})
    if dice.random() < 0.3:
        person["notes"] = dice.choice(words.NOTES[language])
    if dice.random() < 0.3:
        noted = demo.ago(dice.randrange(10, 200)).date()
        person["needs"] = [{"text": dice.choice(words.NEEDS[language]), "noted_on": noted}]
    if dice.random() < 0.35:
        stated = demo.ago(dice.randrange(20, 300)).date()
        amount = dice.randrange(15, 180) * 1_000
        person["rates"] = [{"format": "article", "amount_minor": amount, "currency": "EUR", "stated_on": stated}]
    if number % 61 == 60:
        person |= {"do_not_contact": True, "do_not_contact_reason": "Ne souhaite plus de propositions (demo)"}
    return person


def _channels(demo: Demo, slug: str, handle: str) -> Iterator[dict[str, Any]]:
    dice = demo.dice
    size = int(10 ** dice.uniform(3.1, 5.4))
    yield {"platform": "blog", "handle": slug, "url": f"https://{slug}.example.org", **_figure(demo, size // 4)}
    for platform in dice.sample(SOCIAL, dice.choice((0, 1, 1, 2))):
        yield {"platform": platform, "handle": handle, **_figure(demo, int(size * dice.uniform(0.3, 1.5)))}


def _figure(demo: Demo, value: int) -> dict[str, Any]:
    measured = (demo.today - timedelta(days=demo.dice.randrange(5, 90))).date()
    return {"audience": value, "audience_on": measured, "audience_source": "media kit"}


def _grown(demo: Demo, given: dict[str, Any]) -> list[AudienceIn]:
    """Six to twelve months of the largest channel: most grow by some percent a month, a few lose some."""
    dice, largest = demo.dice, max(given["channels"], key=lambda it: it["audience"])
    value, day, pace = largest["audience"], largest["audience_on"], dice.choice((-0.01, 0.01, 0.02, 0.03, 0.05))
    found = []
    for _month in range(dice.randrange(5, 12)):
        day -= timedelta(days=dice.randrange(28, 33))
        value = int(value / (1 + pace + dice.uniform(-0.015, 0.02)))
        found.append(AudienceIn(value=value, measured_on=day, source="media kit"))
    return found
