"""The one door: page, API, bulk, lists, jobs and the transactions that act all ask here."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers.queries import last_brands
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Invalid, NotFound
from app.core.i18n import _
from app.core.text import fold
from app.outreach.timing import decide, queries
from app.outreach.timing.queries import Pair, Places, Reading
from app.outreach.timing.schemas import AdviceAsked, AdviceItem
from app.outreach.timing.verdict import Advice, Question, Reason


class Unknown(NotFound):
    """Nobody here is the one asked about at `place`."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place


async def advise(session: AsyncSession, actor: Actor, blogger_id: UUID, asked: AdviceAsked) -> Advice:
    """Whether this touch is right now, and why. Four statements. Raises NotFound, Invalid on a brand or campaign."""
    actor.require("bloggers.read")
    return (await advise_with_facts(session, actor, blogger_id, asked))[0]


async def advise_with_facts(
    session: AsyncSession, actor: Actor, blogger_id: UUID, asked: AdviceAsked, brand_ids: Iterable[UUID] = ()
) -> tuple[Advice, Reading]:
    """The same with what was read for it (for those brands too), where more is to be made of that."""
    actor.require("bloggers.read")
    found, reading = await _advise(session, actor, [(blogger_id, asked)], [(blogger_id, it) for it in brand_ids])
    return found[0], reading


async def advise_many(session: AsyncSession, actor: Actor, items: Sequence[AdviceItem]) -> list[Advice]:
    """The same about many people, in order: as many statements as for one. Raises Invalid on who is not here."""
    actor.require("bloggers.read")
    try:
        return (await _advise(session, actor, [(item.blogger_id, item) for item in items]))[0]
    except Unknown as error:
        sentence = _("Nobody here has this id: %(ids)s.", ids=str(items[error.place].blogger_id))
        raise Invalid({f"items.{error.place}.blogger_id": sentence}) from error


async def _advise(
    session: AsyncSession, actor: Actor, items: Sequence[tuple[UUID, AdviceAsked]], also: Iterable[Pair] = ()
) -> tuple[list[Advice], Reading]:
    items = await in_the_name(session, actor, items)
    campaigns = {asked.campaign_id for _who, asked in items if asked.campaign_id}
    places = await queries.places(session, actor, campaigns)
    questions = [question_of(actor, asked, places) for _who, asked in items]
    pairs = [(item[0], question.brand_id) for item, question in zip(items, questions, strict=True)]
    reading = await queries.read(session, actor, list(dict.fromkeys([*pairs, *also])))
    for place, pair in enumerate(pairs):
        if pair not in reading.facts:
            raise Unknown(place)
    moment = now()
    return [answer(reading, *it, moment) for it in zip(pairs, questions, strict=True)], reading


async def in_the_name(
    session: AsyncSession, actor: Actor, items: Sequence[tuple[UUID, AdviceAsked]]
) -> list[tuple[UUID, AdviceAsked]]:
    """Where neither brand nor campaign is named, the brand last in touch with them speaks, as it would when logged."""
    if actor.workspace.get("brand_count", 1) == 1:
        return list(items)
    unnamed = [who for who, asked in items if not asked.brand_id and not asked.campaign_id]
    latest = await last_brands(session, actor, unnamed) if unnamed else {}
    return [
        (who, asked if asked.brand_id or asked.campaign_id else asked.model_copy(update={"brand_id": latest.get(who)}))
        for who, asked in items
    ]


def question_of(actor: Actor, asked: AdviceAsked, places: Places) -> Question:
    return Question(
        brand_id=places.brand(asked.brand_id, asked.campaign_id),
        nature=asked.nature,
        via=asked.via,
        compensation=asked.compensation,
        angle=None if asked.angle is None else fold(asked.angle),
        themes=places.themes(asked.campaign_id),
        bulk=asked.bulk,
        me=actor.user_id,
    )


def answer(reading: Reading, pair: Pair, question: Question, moment: datetime) -> Advice:
    """The decision, naming nothing of brands that the reader does not see."""
    return masked(decide.advice(reading.facts[pair], reading.policy, question, moment), reading.hidden)


def masked(advice: Advice, hidden: Collection[UUID]) -> Advice:
    """What other teams did weighs, and is named only as "another team"."""
    if not hidden:
        return advice
    return replace(
        advice,
        reasons=tuple(_masked(reason, hidden) for reason in advice.reasons),
        hints=tuple(_masked(reason, hidden) for reason in advice.hints),
    )


def _masked(reason: Reason, hidden: Collection[UUID]) -> Reason:
    shown = tuple(fact for fact in reason.facts if fact[1] not in hidden)
    if shown == reason.facts:
        return reason
    words = {name: value for name, value in reason.words.items() if name not in _NAMES}
    return replace(reason, facts=shown, words=words | {"another_team": True})


_NAMES = ("who", "label")
"""The brand stays: `sentences` says "another team" by it, and prints it to nobody who does not see it."""
