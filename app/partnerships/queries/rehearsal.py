"""A rehearsal: what timing says of everybody whom a campaign has not written to yet, and a calendar for them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.bloggers import queries as bloggers
from app.bloggers.filters import BloggerFilters
from app.campaigns.models import Campaign
from app.core.actor import Actor
from app.core.clock import now
from app.core.i18n import countries
from app.core.text import fold
from app.outreach.models import NextStep
from app.outreach.timing.schemas import AdviceAsked
from app.outreach.timing.sentences import Names, binding, headline, label, reason_text
from app.outreach.timing.service import names_of
from app.outreach.timing.service.prospects import Prospect, prospects
from app.outreach.timing.spread import Calendar, Candidate, spread
from app.outreach.timing.verdict import Advice, Verdict
from app.partnerships.models import StageKind
from app.partnerships.queries.lists import for_campaign
from app.partnerships.rehearsal import NEW, NOW, PLANNED, WHYS, why

MOST, SUBSTITUTES = 1_000, 20
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One person. Without a partnership: a substitute, who would join."""

    blogger_id: UUID
    name: str
    owner_id: UUID | None
    prospect: Prospect
    names: Names
    partnership_id: UUID | None = None
    planned_for: datetime | None = None
    on: datetime | None = None
    """When the calendar proposes to write."""

    @property
    def advice(self) -> Advice:
        return self.prospect.advice

    @property
    def why(self) -> str:
        return PLANNED if self.planned_for else why(self.advice)

    @property
    def kind(self) -> str:
        """Shape and colour."""
        return self.advice.verdict if self.advice.known else ""

    @property
    def label(self) -> str:
        return label(self.advice)

    @property
    def text(self) -> str:
        """The reason by which they are counted, in a sentence; else what advice says."""
        return reason_text(binding(self.advice), self.names) if self.waits else headline(self.advice, self.names)

    @property
    def waits(self) -> bool:
        """It would be better not to write now."""
        return self.advice.verdict != Verdict.SPEAK


@dataclass(frozen=True, slots=True)
class Rehearsal:
    campaign: Campaign
    people: Sequence[Rehearsed]
    substitutes: Sequence[Rehearsed]
    zone: ZoneInfo
    """Whose days the calendar means."""

    @property
    def counts(self) -> dict[str, int]:
        """How many by reason, in the order in which they are told."""
        found = Counter(person.why for person in self.people)
        return {group: found[group] for group in WHYS if found[group]}

    @property
    def this_week(self) -> int:
        """Those who can be approached within seven days."""
        ends = now() + WEEK
        dates = [(person.why in (NOW, NEW), person.advice.until) for person in self.people if not person.planned_for]
        return sum(1 for good, until in dates if good or (until and until <= ends))

    def among(self, group: str) -> list[Rehearsed]:
        return [person for person in self.people if group in ("", person.why)]

    @property
    def spreadable(self) -> list[Rehearsed]:
        """Those with a proposed day, the earliest first; substitutes last."""
        placed = sorted((person for person in self.people if person.on), key=lambda person: (person.on, person.name))
        return [*placed, *self.substitutes]

    @property
    def unplaced(self) -> list[Rehearsed]:
        """Those for whom no day can be proposed."""
        return [person for person in self.people if not person.on and not person.planned_for]

    def day(self, person: Rehearsed) -> date | None:
        return person.on.astimezone(self.zone).date() if person.on else None


async def rehearse(session: AsyncSession, actor: Actor, campaign: Campaign) -> Rehearsal:
    """Everybody in the first stages, with the day on which to write to each, and people who could step in."""
    cards = await for_campaign(session, actor, campaign.id, MOST)
    waiting = [card for card in cards if card.stage.kind == StageKind.TO_CONTACT]
    asked = AdviceAsked(campaign_id=campaign.id, brand_id=campaign.brand_id, bulk=True)
    known = await prospects(session, actor, [card.blogger_id for card in waiting], asked)
    names = await names_of(session, actor, [(who, prospect.advice) for who, prospect in known.items()])
    moment = now()
    people = [
        Rehearsed(
            blogger_id=card.blogger_id,
            name=card.blogger_name,
            owner_id=card.owner_id or campaign.owner_id or actor.user_id,
            prospect=known[card.blogger_id],
            names=names[card.blogger_id],
            partnership_id=card.id,
            planned_for=card.next_step_at if card.next_step_at and card.next_step_at > moment else None,
        )
        for card in waiting
        if card.blogger_id in known
    ]
    missing = sum(1 for person in people if person.waits and not person.advice.until and not person.planned_for)
    inside = {card.blogger_id for card in cards}
    others = await _substitutes(session, actor, campaign, asked, inside, min(missing, SUBSTITUTES))
    zone = ZoneInfo(actor.time_zone)
    calendar = await _calendar(session, actor, [*(it for it in people if not it.planned_for), *others], zone)
    placed = [replace(person, on=calendar.placed.get(person.blogger_id)) for person in people]
    dated = [replace(person, on=calendar.placed.get(person.blogger_id)) for person in others]
    ready = [person for person in dated if person.on]
    return Rehearsal(campaign, sorted(placed, key=lambda it: fold(it.name)), ready, zone)


async def _calendar(session: AsyncSession, actor: Actor, people: Sequence[Rehearsed], zone: ZoneInfo) -> Calendar:
    if not people:
        return Calendar()
    candidates = [Candidate(person.blogger_id, person.owner_id, person.prospect.good_from) for person in people]
    most = people[0].prospect.policy.first_approaches
    return spread(candidates, now(), zone, most, await _taken(session, actor, zone))


async def _taken(session: AsyncSession, actor: Actor, zone: ZoneInfo) -> Mapping[Any, int]:
    """What members have set themselves already: steps about somebody in a campaign, by day."""
    statement = (
        select(col(NextStep.owner_id), col(NextStep.due_on), func.count())
        .where(
            col(NextStep.workspace_id) == actor.workspace_id,
            col(NextStep.is_open).is_(True),
            col(NextStep.due_on) >= now().astimezone(zone).date(),
            col(NextStep.campaign_id).is_not(None),
            col(NextStep.blogger_id).is_not(None),
        )
        .group_by(col(NextStep.owner_id), col(NextStep.due_on))
    )
    return {(owner, day): number for owner, day, number in await session.execute(statement)}


async def _substitutes(
    session: AsyncSession, actor: Actor, campaign: Campaign, asked: AdviceAsked, inside: set[UUID], most: int
) -> list[Rehearsed]:
    """People of the campaign's audience profile whom timing says can be asked, and who are not in it."""
    if not most:
        return []
    found = await bloggers.page(session, actor, profile(campaign), limit=min(2 * most + len(inside), 500))
    unwanted = {fold(word) for word in campaign.exclusions}
    rows = [row for row in found.items if row.id not in inside and not row.do_not_contact]
    rows = [row for row in rows if not unwanted & {fold(topic) for topic in row.topics}]
    known = await prospects(session, actor, [row.id for row in rows[: most * 2]], asked)
    good = [row for row in rows if row.id in known and known[row.id].advice.verdict == Verdict.SPEAK][:most]
    names = await names_of(session, actor, [(row.id, known[row.id].advice) for row in good])
    owner = campaign.owner_id or actor.user_id
    return [Rehearsed(row.id, row.name, owner, known[row.id], names[row.id]) for row in good]


def profile(campaign: Campaign) -> BloggerFilters:
    """Whom the campaign is for, as a list's filters."""
    codes = {code.lower(): code for code, _name in countries()} | {fold(name): code for code, name in countries()}
    wanted = {
        "topic": campaign.themes,
        "language": campaign.languages,
        "country": [codes[fold(region)] for region in campaign.regions if fold(region) in codes],
        "platform": campaign.platforms,
        "audience_min": campaign.audience_min,
        "audience_max": campaign.audience_max,
    }
    return BloggerFilters.model_validate(wanted | {"brand": campaign.brand_id, "can_be_asked": True})
