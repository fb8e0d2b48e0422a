"""The demo's year: exchanges, next steps, partnerships that moved."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers import queries as bloggers
from app.bloggers import service as bloggers_service
from app.bloggers.models import RelationStage
from app.campaigns.models import Campaign
from app.core import clock
from app.core.db import Database
from app.outreach import service as outreach
from app.partnerships import service as partnerships
from app.partnerships.schemas import PartnershipIn
from app.seeds import words
from app.seeds.workspace import Demo, Person

Touch = dict[str, Any]
WAY = ("prospect", "contacted", "in_conversation", "negotiating", "agreed", "active", "completed")
IN_PARTNERSHIP = 110
IN_CAMPAIGN = 4
ANSWERED = (0, 1, 1, 1, 2, 2, 3, 4, 5, 7, 9, 14)
"""Days until an answer."""
RESTS = ((91, 120), (47, 75), (32, 60), (24, 50), (24, 45))
"""Days left alone before the next word, by how far the relation stands."""
CLIMBS = {1: 1, 2: 2, 4: 3, 6: 4}
"""After so many answers the relation stands so far."""
ENDS = ("declined", "paused", "no_answer")


async def write_story(database: Database, demo: Demo) -> None:
    """What was said first, since relations follow from it; then what came of it."""
    years = [(person, list(_year(demo, person))) for person in demo.people]
    _choose_campaigns(demo)
    for person, year in years:
        _belong(person, year)
    touches = [touch for _person, year in years for touch in year]
    async with database.write() as session:
        await outreach.log_many(session, demo.actor, touches, at_occurrence=True)
    await _stages(database, demo)
    async with database.write() as session:
        await outreach.add_steps_many(session, demo.actor, list(_steps(demo)))
    await _partnerships(database, demo)


def _year(demo: Demo, person: Person) -> Iterator[Touch]:
    """One person's exchanges: each round a word of ours, mostly answered within days, answered in turn, then a rest.
    Colleagues mostly leave people that rest; now and then somebody in a hurry does not."""
    dice, language = demo.dice, person.language
    warmth = dice.choices(range(5), weights=(3, 4, 4, 3, 2))[0]
    person.warmth = 0 if person.do_not_contact else warmth
    if person.warmth == 0:
        return
    days = min(dice.randrange(60, 350), (demo.today - person.created_at).days - 1)
    last, answers = _touch(demo, person, days, "email", "out", "neutral", dice.choice(words.FIRST[language])), 0
    yield last
    for _round in range(1 + 2 * person.warmth):
        if dice.random() < (0.75 if answers else 0.6) + 0.04 * person.warmth:
            days -= dice.choice(ANSWERED)
            if days < 1:
                return
            answers += 1
            yield _touch(demo, person, days, "email", "in", "neutral", dice.choice(words.ANSWER[language]))
            _climb(person, answers, days)
            if dice.random() < (0.97 if days > 8 else 0.6):
                days -= dice.choice((0, 1, 1, 2))
                if days < 1:
                    return
                yield _touch(demo, person, days, "email", "out", "reply", dice.choice(words.REPLY[language]))
        elif last["nature"] == "ask" and dice.random() < 0.5:
            days -= dice.choice((3, 12, 14, 17, 20))
            if days < 1:
                return
            yield _touch(demo, person, days, "email", "out", "chaser", dice.choice(words.CHASER[language]))
        hurry = dice.random() < 0.1
        stage = person.moves[-1][1] if person.moves else 0
        days -= dice.randrange(3, 12) if hurry else dice.randrange(*RESTS[stage])
        if days < 1:
            return
        last = _ours(demo, person, days, asks=hurry)
        yield last


def _climb(person: Person, answers: int, days: int) -> None:
    """The relation follows what was said, as far as it went in this year."""
    stage = CLIMBS.get(answers, 0)
    if 0 < stage <= person.warmth:
        person.moves.append((days, stage))


def _ours(demo: Demo, person: Person, days: int, *, asks: bool = False) -> Touch:
    dice, language = demo.dice, person.language
    kind, nature, lines = dice.choices(
        (
            ("email", "ask", words.ASK),
            ("share", "give", words.GIVE),
            ("call", "neutral", words.CALL),
            ("email", "service", words.PRACTICAL),
            ("note", None, words.NOTE),
            ("direct_message", "neutral", words.FIRST),
        ),
        weights=(1, 0, 0, 0, 0, 0) if asks else (4, 3, 2, 2, 1, 1),
    )[0]
    touch = _touch(demo, person, days, kind, None if kind == "note" else "out", nature, dice.choice(lines[language]))
    if kind == "call" and dice.random() < 0.6:
        touch["agreed"] = dice.choice(words.AGREED[language])
    if nature == "ask":
        touch["compensation"] = dice.choice(("unpaid", "product", "paid"))
    return touch


def _touch(
    demo: Demo, person: Person, days: int, kind: str, direction: str | None, nature: str | None, summary: str
) -> Touch:
    return {
        "kind": kind,
        "direction": direction,
        "nature": nature,
        "summary": summary,
        "brand_id": person.brand_id,
        "occurred_at": demo.ago(days, hour=demo.dice.randrange(8, 18)),
        "author_id": person.owner_id if demo.dice.random() < 0.94 else demo.dice.choice(demo.users),
        "blogger_ids": [person.id],
    }


async def _stages(database: Database, demo: Demo) -> None:
    """Where each relation came to stand, and when."""
    reached = tuple(RelationStage)[:5]
    async with database.write() as session:
        for person in demo.people:
            relation = await bloggers.relation(session, demo.actor, person.id, person.brand_id)
            if relation is None:
                continue
            for days, stage in person.moves:
                with clock.at(demo.ago(days, hour=19)):
                    await bloggers_service.move_relation(session, demo.actor, relation, reached[stage])
            if person.moves and demo.dice.random() < 0.05:
                with clock.at(demo.ago(min(person.moves[-1][0], 20), hour=20)):
                    await bloggers_service.move_relation(session, demo.actor, relation, RelationStage.RESTING)


def _steps(demo: Demo) -> Iterator[dict[str, Any]]:
    """Some overdue, some today, most in the days to come."""
    warm = [person for person in demo.people if person.warmth >= 2]
    for number, person in enumerate(demo.dice.sample(warm, min(70, len(warm)))):
        ahead = demo.dice.choice((-6, -3, -1, 0, 0, 1, 1, 2, 3, 5, 8, 13, 21))
        due = demo.today.date() + timedelta(days=ahead)
        yield {
            "created_at": demo.today - timedelta(days=3 + number % 9 + max(0, -ahead), minutes=number * 37 % 240),
            "title": demo.dice.choice(words.STEPS[person.language]),
            "due": due,
            "blogger_id": person.id,
            "brand_id": person.brand_id,
            "owner_id": demo.users[0] if demo.dice.random() < 0.4 else person.owner_id,
        }


async def _partnerships(database: Database, demo: Demo) -> None:
    """A full board: each began in its campaign and went its own way, at its own pace."""
    async with database.write() as session:
        for number, (person, campaign) in enumerate(_in_campaigns(demo)):
            await _one(session, demo, person, campaign, owned=number % 17 != 0)


def _choose_campaigns(demo: Demo) -> None:
    """The warmest relations have a partnership, each in a campaign of its brand."""
    candidates = sorted((one for one in demo.people if not one.do_not_contact), key=lambda one: -one.warmth)
    for person in candidates[:IN_PARTNERSHIP]:
        person.campaign = demo.dice.choice([one for one in demo.campaigns if one.brand_id == person.brand_id])


def _in_campaigns(demo: Demo) -> Iterator[tuple[Person, Campaign]]:
    for person in sorted(demo.people, key=lambda one: -one.warmth):
        if person.campaign:
            yield person, person.campaign


def _belong(person: Person, year: list[Touch]) -> None:
    """A quarter of what was said with somebody in a campaign was said for it: what lies nearest to its days."""
    if person.campaign is None:
        return
    starts, ends = person.campaign.starts_on, person.campaign.ends_on

    def away(touch: Touch) -> int:
        day = touch["occurred_at"].date()
        return max((starts - day).days if starts else 0, (day - ends).days if ends else 0, 0)

    for touch in sorted(year, key=away)[: -(-len(year) // IN_CAMPAIGN)]:
        touch["campaign_id"] = person.campaign.id


async def _one(session: AsyncSession, demo: Demo, person: Person, campaign: Campaign, *, owned: bool) -> None:
    began = max((demo.today.date() - campaign.sort_on).days - demo.dice.randrange(0, 30), 25)
    with clock.at(demo.ago(began, hour=9)):
        partnership = await partnerships.create(
            session,
            demo.actor,
            PartnershipIn(
                blogger_id=person.id,
                campaign_id=campaign.id,
                owner_id=person.owner_id if owned else None,
                expected_minor=demo.dice.randrange(2, 20) * 10_000,
            ),
        )
    for moment, stage in _course(demo, began, finished=campaign.status == "completed"):
        with clock.at(moment):
            reason = demo.dice.choice(words.REASONS.get(stage, ("",)))
            agreed = demo.dice.randrange(2, 18) * 10_000 if stage == "agreed" else None
            await partnerships.move(session, demo.actor, partnership, stage, reason, agreed)


def _course(demo: Demo, began: int, *, finished: bool) -> Iterator[tuple[datetime, str]]:
    """The stages one partnership went through, and when."""
    dice, days = demo.dice, began
    won = dice.random() < (0.7 if finished else 0.35)
    goal = (len(WAY) - 1 if finished else dice.randrange(4, 6)) if won else dice.randrange(0, 4)
    for stage in WAY[1 : goal + 1]:
        days -= dice.randrange(1, 12)
        if days <= 0:
            return
        yield demo.ago(days, hour=dice.randrange(9, 18)), stage
    if not won and days > 6 and (finished or dice.random() < 0.45):
        yield demo.ago(dice.randrange(1, min(days - 1, 40)), hour=15), dice.choice(ENDS)
