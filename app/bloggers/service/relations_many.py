"""The relations of a selection moved or assigned at once: a few statements for any 500 of them, told one by one."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import resolve_brand, resolve_member
from app.activity.service import entry, record_all
from app.bloggers import queries
from app.bloggers.models import Blogger, Relation, RelationStage, RelationStageMove
from app.bloggers.service.relations import CHUNK, ensure_relations
from app.core.actor import Actor
from app.core.bulk import insert_rows
from app.core.clock import NEVER, now
from app.core.ids import new_id

Held = Sequence[Row[Any]]
"""Locked relations: id, blogger_id, brand_id, stage, owner_id."""


async def move_many(
    session: AsyncSession, actor: Actor, ids: Iterable[UUID], stage: str, brand_id: UUID | None = None, reason: str = ""
) -> int:
    """Many people to one stage, for one brand (None: each for the one last in touch); returns how many moved."""
    return await move_held(session, actor, await _of_people(session, actor, ids, brand_id), stage, reason)


async def assign_many(
    session: AsyncSession, actor: Actor, ids: Iterable[UUID], owner_id: UUID | None, brand_id: UUID | None = None
) -> int:
    """Many people to one colleague (None: nobody), for a brand as above; returns how many changed."""
    return await assign_held(session, actor, await _of_people(session, actor, ids, brand_id), owner_id)


async def hold(session: AsyncSession, actor: Actor, ids: Iterable[UUID]) -> Held:
    """The relations with these ids that the actor sees, nobody else's until the transaction ends."""
    found = await _held(session, actor, col(Relation.id), ids)
    return [relation for relation in found if actor.sees_brand(relation.brand_id)]


async def move_held(session: AsyncSession, actor: Actor, held: Held, stage: str, reason: str = "") -> int:
    """Those that are not in it go to `stage`, each kept in the history."""
    actor.require("bloggers.write")
    stage, moment = RelationStage(stage).value, now()
    moving = [relation for relation in held if relation.stage != stage]
    await _set(session, moving, {"stage": stage, "stage_since": moment})
    moves = [
        RelationStageMove(
            id=new_id(),
            workspace_id=actor.workspace_id,
            created_at=moment,
            updated_at=moment,
            relation_id=relation.id,
            from_stage=relation.stage,
            to_stage=stage,
            at=moment,
            by=actor.user_id,
            reason=reason[:500],
        ).model_dump()
        for relation in moving
    ]
    await insert_rows(session, RelationStageMove, moves)
    because = {"reason": ["", reason]} if reason else {}
    told = [(relation, {"stage": [relation.stage, stage], **because}) for relation in moving]
    await _tell(session, actor, "relation.moved", told)
    return len(moving)


async def assign_held(session: AsyncSession, actor: Actor, held: Held, owner_id: UUID | None) -> int:
    """Those that somebody else looks after go to `owner_id`. Raises Invalid for who does not work here."""
    actor.require("bloggers.write")
    changing = [relation for relation in held if relation.owner_id != owner_id]
    if changing and owner_id is not None:
        await resolve_member(session, actor, owner_id)
    await _set(session, changing, {"owner_id": owner_id})
    told = [(relation, {"owner_id": [relation.owner_id, owner_id]}) for relation in changing]
    await _tell(session, actor, "relation.updated", told)
    return len(changing)


async def _of_people(session: AsyncSession, actor: Actor, ids: Iterable[UUID], brand_id: UUID | None) -> Held:
    """The relations of these people with the brand (None: the one last in touch with each), made where missing."""
    actor.require("bloggers.write")
    brand = await resolve_brand(session, actor, brand_id)
    known = await queries.known_ids(session, actor, ids)
    latest = {} if brand_id else await queries.last_brands(session, actor, known)
    names = await queries.names(session, actor, known)
    held: list[Row[Any]] = []
    for one in sorted({brand, *latest.values()}):
        theirs = {who: name for who, name in names.items() if latest.get(who, brand) == one}
        await ensure_relations(session, actor, theirs, one)
        held += await _held(session, actor, col(Relation.blogger_id), theirs, col(Relation.brand_id) == one)
    return held


async def _held(
    session: AsyncSession, actor: Actor, key: Any, ids: Iterable[UUID], *conditions: ColumnElement[bool]
) -> Held:
    await session.flush()
    columns = (Relation.id, Relation.blogger_id, Relation.brand_id, Relation.stage, Relation.owner_id)
    wanted = sorted(set(ids))
    found: list[Row[Any]] = []
    for start in range(0, len(wanted), CHUNK):
        statement = select(*map(col, columns)).where(
            col(Relation.workspace_id) == actor.workspace_id, key.in_(wanted[start : start + CHUNK]), *conditions
        )
        found += (await session.execute(statement.order_by(col(Relation.id)).with_for_update())).all()
    return found


async def _set(session: AsyncSession, held: Held, values: dict[str, Any]) -> None:
    """A person's record shows their relations: it is a newer version too."""
    for start in range(0, len(held), CHUNK):
        chunk = held[start : start + CHUNK]
        for model, ids, changed in (
            (Relation, [relation.id for relation in chunk], values | {"marked_until": NEVER}),
            (Blogger, sorted({relation.blogger_id for relation in chunk}), {}),
        ):
            newer = {"version": model.version + 1, "updated_at": now()}
            await session.execute(update(model).where(col(model.id).in_(ids)).values(**changed, **newer))


async def _tell(
    session: AsyncSession, actor: Actor, verb: str, told: list[tuple[Row[Any], dict[str, list[Any]]]]
) -> None:
    names = await queries.names(session, actor, [relation.blogger_id for relation, _changes in told])
    await record_all(
        session,
        [
            entry(
                actor,
                verb,
                "relation",
                relation.id,
                changes,
                name=names.get(relation.blogger_id, ""),
                brand_id=relation.brand_id,
                blogger_id=relation.blogger_id,
            )
            for relation, changes in told
        ],
    )
