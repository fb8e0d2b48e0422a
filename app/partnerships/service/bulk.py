"""Many partnerships at once: everybody who joins a campaign."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.activity.service import entry, record_all
from app.bloggers import service as bloggers
from app.bloggers.models import Blogger, BloggerState
from app.campaigns.models import Campaign
from app.core.actor import Actor
from app.core.clock import NO_DATE, now
from app.core.ids import new_id
from app.outreach.timing.schemas import AdviceAsked
from app.outreach.timing.service.prospects import prospects
from app.outreach.timing.verdict import Advice, Verdict
from app.partnerships.models import Partnership, PartnershipMove, Stage
from app.partnerships.service.history import move_row
from app.partnerships.service.partnerships import WRITE, rank_at_top
from app.partnerships.service.pipelines import saved_course

CHUNK = 500


@dataclass(slots=True)
class Added:
    """What came of it: every id given is counted once."""

    added: int = 0
    already_in: int = 0
    do_not_contact: int = 0
    deleted: int = 0
    unknown: int = 0
    partnership_ids: list[UUID] = field(default_factory=list)
    advice: dict[UUID, Advice] = field(default_factory=dict)
    """What is answered for an ask in this campaign, of each who joined."""

    @property
    def waiting(self) -> int:
        """Those who joined and had better be asked later, or not at all."""
        return sum(1 for advice in self.advice.values() if advice.verdict != Verdict.SPEAK)

    @property
    def skipped(self) -> int:
        return self.already_in + self.do_not_contact + self.deleted + self.unknown


async def add_to_campaign(
    session: AsyncSession, actor: Actor, campaign: Campaign, blogger_ids: Sequence[UUID]
) -> Added:
    """Gives each of these people a partnership in the first stage. Left out and counted: who is in the campaign
    already, who wants no more outreach, who is in the bin, and ids that nobody here has."""
    actor.require(WRITE)
    course = await saved_course(session, actor, None)
    stage = course.stages[0]
    added = Added()
    # Two who add the same person at once: the second waits here, and then finds them in.
    await session.execute(select(col(Campaign.id)).where(col(Campaign.id) == campaign.id).with_for_update())
    people = await _chosen(session, actor, campaign, list(dict.fromkeys(blogger_ids)), added)
    if not people:
        return added
    top = await rank_at_top(session, stage)
    rows = [_partnership(actor, campaign, stage, blogger_id, top - n) for n, blogger_id in enumerate(reversed(people))]
    rows.reverse()
    await _insert(session, Partnership, rows)
    await _insert(
        session, PartnershipMove, [move_row(actor, row["id"], None, stage, row["created_at"]) for row in rows]
    )
    changes = {"stage": [None, stage.key], "campaign": [None, campaign.name]}
    await bloggers.ensure_relations(session, actor, people, campaign.brand_id)
    await record_all(session, [_event(actor, row, people[row["blogger_id"]], changes) for row in rows])
    added.added, added.partnership_ids = len(rows), [row["id"] for row in rows]
    added.advice = await advice_in(session, actor, campaign, list(people))
    return added


async def advice_in(
    session: AsyncSession, actor: Actor, campaign: Campaign, blogger_ids: Sequence[UUID]
) -> dict[UUID, Advice]:
    """What timing answers for an ask in this campaign, of each: the same as in its rehearsal."""
    asked = AdviceAsked(campaign_id=campaign.id, brand_id=campaign.brand_id, bulk=True)
    found: dict[UUID, Advice] = {}
    for start in range(0, len(blogger_ids), CHUNK):
        known = await prospects(session, actor, blogger_ids[start : start + CHUNK], asked)
        found |= {who: prospect.advice for who, prospect in known.items()}
    return found


async def _chosen(
    session: AsyncSession, actor: Actor, campaign: Campaign, ids: list[UUID], added: Added
) -> dict[UUID, str]:
    """Names of those who can join, in the order given."""
    people: dict[UUID, Any] = {}
    inside: set[UUID] = set()
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        columns = (col(Blogger.id), col(Blogger.name), col(Blogger.state), col(Blogger.do_not_contact))
        wanted = (col(Blogger.workspace_id) == actor.workspace_id, col(Blogger.id).in_(chunk))
        people |= {row.id: row for row in await session.execute(select(*columns).where(*wanted))}
        statement = select(col(Partnership.blogger_id)).where(
            col(Partnership.workspace_id) == actor.workspace_id,
            col(Partnership.campaign_id) == campaign.id,
            col(Partnership.deleted).is_(False),
            col(Partnership.blogger_id).in_(chunk),
        )
        inside.update((await session.execute(statement)).scalars())
    joining: dict[UUID, str] = {}
    for blogger_id in ids:
        person = people.get(blogger_id)
        if person is None:
            added.unknown += 1
        elif person.state == BloggerState.DELETED:
            added.deleted += 1
        elif blogger_id in inside:
            added.already_in += 1
        elif person.do_not_contact:
            added.do_not_contact += 1
        else:
            joining[blogger_id] = person.name
    return joining


def _partnership(actor: Actor, campaign: Campaign, stage: Stage, blogger_id: UUID, rank: float) -> dict[str, Any]:
    moment = now()
    return {
        "id": new_id(),
        "workspace_id": actor.workspace_id,
        "created_at": moment,
        "updated_at": moment,
        "version": 1,
        "pipeline_id": stage.pipeline_id,
        "stage_id": stage.id,
        "stage_since": moment,
        "rank": rank,
        "blogger_id": blogger_id,
        "brand_id": campaign.brand_id,
        "campaign_id": campaign.id,
        "owner_id": campaign.owner_id or actor.user_id,
        "title": "",
        "terms": "",
        "currency": campaign.currency,
        "closed_reason": "",
        "next_step_at": NO_DATE,
        "deleted": False,
    }


def _event(actor: Actor, row: dict[str, Any], name: str, changes: dict[str, Any]) -> dict[str, Any]:
    return entry(
        actor,
        "partnership.created",
        "partnership",
        row["id"],
        changes,
        name=name,
        brand_id=row["brand_id"],
        blogger_id=row["blogger_id"],
        partnership_id=row["id"],
        campaign_id=row["campaign_id"],
    )


async def _insert(session: AsyncSession, model: Any, rows: list[dict[str, Any]]) -> None:
    """Core executemany: the ORM makes an object of every row and stalls the loop."""
    connection = await session.connection()
    await connection.execute(insert(model.__table__), rows)
