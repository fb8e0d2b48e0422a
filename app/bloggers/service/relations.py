"""How a brand stands with a person: stage with its history, owner, form of address, turn; facts from the exchanges."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.accounts.queries import resolve_member
from app.activity.service import entry, record, record_all
from app.bloggers import queries
from app.bloggers.models import (
    Blogger,
    Relation,
    RelationAddress,
    RelationStage,
    RelationStageMove,
)
from app.bloggers.schemas import RelationIn
from app.core.actor import Actor
from app.core.bulk import insert_rows
from app.core.clock import NEVER, now
from app.core.errors import Stale
from app.core.i18n import _
from app.core.ids import new_id

CHUNK = 500
FACTS = frozenset(
    {
        "turn",
        "last_contacted_at",
        "last_contacted_by",
        "last_contacted_id",
        "last_heard_at",
        "last_heard_id",
        "last_touched_at",
        "interaction_count",
        "next_step_at",
        "next_step_count",
        "last_given_at",
    }
)


async def ensure_relation(session: AsyncSession, actor: Actor, blogger_id: UUID, brand_id: UUID) -> Relation:
    """The relation of this brand with this person, made if it was not there. The caller has resolved the brand."""
    return await _found(session, actor, blogger_id, brand_id) or await new_relation(
        session, actor, blogger_id, brand_id
    )


async def ensure_relations(session: AsyncSession, actor: Actor, names: Mapping[UUID, str], brand_id: UUID) -> int:
    """The same for many people, given as id → name; how many relations were made."""
    made = 0
    everybody = sorted(names)
    for start in range(0, len(everybody), CHUNK):
        ids = everybody[start : start + CHUNK]
        with_one = select(col(Relation.blogger_id)).where(
            col(Relation.workspace_id) == actor.workspace_id,
            col(Relation.brand_id) == brand_id,
            col(Relation.blogger_id).in_(ids),
        )
        known = set((await session.execute(with_one)).scalars())
        made += await _new_relations(session, actor, {it: names[it] for it in ids if it not in known}, brand_id)
    return made


async def _new_relations(session: AsyncSession, actor: Actor, names: Mapping[UUID, str], brand_id: UUID) -> int:
    if not names:
        return 0
    made = [Relation(workspace_id=actor.workspace_id, blogger_id=blogger_id, brand_id=brand_id) for blogger_id in names]
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Relation).values([it.model_dump() for it in made]).on_conflict_do_nothing()
    inserted = set((await session.execute(statement.returning(col(Relation.id)))).scalars())
    new = [it for it in made if it.id in inserted]
    await insert_rows(session, RelationStageMove, [_move(actor, it, None, "").model_dump() for it in new])
    await record_all(
        session,
        [
            entry(
                actor,
                "relation.created",
                "relation",
                it.id,
                {"stage": [None, it.stage], "owner_id": [None, None]},
                name=names[it.blogger_id],
                brand_id=brand_id,
                blogger_id=it.blogger_id,
            )
            for it in new
        ],
    )
    return len(new)


async def begin_relation(
    session: AsyncSession, actor: Actor, blogger: Blogger, brand_id: UUID, form: RelationIn
) -> Relation:
    """A relation with the stage and owner given; one that is there already is changed to them."""
    actor.require("bloggers.write")
    relation = await ensure_relation(session, actor, blogger.id, brand_id)
    values = {name: value for name, value in form.changes().items() if value is not None and name != "brand_id"}
    await update_relation(session, actor, relation, values)
    return relation


async def new_relation(
    session: AsyncSession,
    actor: Actor,
    blogger_id: UUID,
    brand_id: UUID,
    stage: str = RelationStage.NOT_MET,
    owner_id: UUID | None = None,
) -> Relation:
    """Makes it; returns the one that another transaction made meanwhile."""
    made = Relation(
        workspace_id=actor.workspace_id,
        blogger_id=blogger_id,
        brand_id=brand_id,
        stage=str(getattr(stage, "value", stage)),
        owner_id=owner_id,
    )
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(Relation).values(**made.model_dump()).on_conflict_do_nothing().returning(Relation)
    inserted = (await session.scalars(statement)).one_or_none()
    relation = inserted or await _found(session, actor, blogger_id, brand_id)
    if relation is None:
        raise Stale(_("This record has changed meanwhile."))
    if inserted:
        await _note_move(session, actor, relation, None, "")
        changes = {"stage": [None, relation.stage], "owner_id": [None, owner_id]}
        await _record(session, actor, "relation.created", relation, changes)
    return relation


async def update_relation(
    session: AsyncSession, actor: Actor, relation: Relation, values: dict[str, Any], *, version: int | None = None
) -> None:
    """Sets what a `RelationPatch` names. Raises Stale when `version` is not the relation's."""
    actor.require("bloggers.write")
    if version is not None and version != relation.version:
        raise Stale(_("Somebody has changed this meanwhile."), current=_facts(relation), version=relation.version)
    if "stage" in values:
        await move_relation(session, actor, relation, values["stage"], values.get("reason", ""))
    if "owner_id" in values:
        await assign_relation(session, actor, relation, values["owner_id"])
    if "address_form" in values:
        await set_address_form(session, actor, relation, values["address_form"])
    if "my_address_form" in values:
        await set_my_address_form(session, actor, relation, values["my_address_form"])
    if "turn" in values:
        await correct_turn(session, actor, relation, values["turn"])


async def move_relation(session: AsyncSession, actor: Actor, relation: Relation, stage: str, reason: str = "") -> None:
    """To another stage, kept in the history with its reason."""
    actor.require("bloggers.write")
    stage = RelationStage(stage).value
    before = relation.stage
    if before == stage:
        return
    relation.stage_since, relation.marked_until = now(), NEVER
    changes = relation.apply({"stage": stage})
    await _note_move(session, actor, relation, before, reason)
    if reason:
        changes["reason"] = ["", reason]
    await _changed(session, actor, "relation.moved", relation, changes)


async def assign_relation(session: AsyncSession, actor: Actor, relation: Relation, owner_id: UUID | None) -> None:
    """Gives it to a colleague, or to nobody. Raises Invalid for somebody who does not work here."""
    actor.require("bloggers.write")
    if owner_id is not None:
        await resolve_member(session, actor, owner_id)
    if changes := relation.apply({"owner_id": owner_id}):
        relation.marked_until = NEVER
        await _changed(session, actor, "relation.updated", relation, changes)


async def set_address_form(session: AsyncSession, actor: Actor, relation: Relation, form: str) -> None:
    """*tu* or *vous*, for everybody who does not say otherwise."""
    actor.require("bloggers.write")
    if changes := relation.apply({"address_form": str(getattr(form, "value", form))}):
        await _changed(session, actor, "relation.updated", relation, changes)


async def set_my_address_form(session: AsyncSession, actor: Actor, relation: Relation, form: str) -> None:
    """What the actor uses; '' is the same as everybody."""
    actor.require("bloggers.write")
    form = str(getattr(form, "value", form))
    before = (await queries.address_forms(session, relation)).get(actor.user_id, "")  # type: ignore[arg-type]
    if before == form or actor.user_id is None:
        return
    mine = (
        col(RelationAddress.workspace_id) == actor.workspace_id,
        col(RelationAddress.relation_id) == relation.id,
        col(RelationAddress.user_id) == actor.user_id,
    )
    await session.execute(delete(RelationAddress).where(*mine))
    if form:
        session.add(
            RelationAddress(workspace_id=actor.workspace_id, relation_id=relation.id, user_id=actor.user_id, form=form)
        )
    relation.touch()
    await _changed(session, actor, "relation.updated", relation, {"my_address_form": [before, form]})


async def correct_turn(session: AsyncSession, actor: Actor, relation: Relation, turn: str) -> None:
    """Whose move it is, said by a person; holds until a later exchange."""
    actor.require("bloggers.write")
    turn = str(getattr(turn, "value", turn))
    relation.turn_corrected, relation.turn_corrected_at = turn, now()
    if changes := relation.apply({"turn": turn}):
        await _changed(session, actor, "relation.updated", relation, changes)


async def set_relation_facts(session: AsyncSession, relation: Relation, **facts: Any) -> None:
    """Outreach's door: what the exchanges and next steps say. No version, no activity: nobody edited anything."""
    if unknown := set(facts) - FACTS:
        raise ValueError(f"no facts of a relation: {sorted(unknown)}")
    for name, value in facts.items():
        if getattr(relation, name) != value:
            setattr(relation, name, getattr(value, "value", value))
    await session.flush()


async def _found(session: AsyncSession, actor: Actor, blogger_id: UUID, brand_id: UUID) -> Relation | None:
    statement = select(Relation).where(
        col(Relation.workspace_id) == actor.workspace_id,
        col(Relation.blogger_id) == blogger_id,
        col(Relation.brand_id) == brand_id,
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def _note_move(session: AsyncSession, actor: Actor, relation: Relation, before: str | None, reason: str) -> None:
    session.add(_move(actor, relation, before, reason))
    await session.flush()


def _move(actor: Actor, relation: Relation, before: str | None, reason: str) -> RelationStageMove:
    return RelationStageMove(
        id=new_id(),
        workspace_id=actor.workspace_id,
        relation_id=relation.id,
        from_stage=before,
        to_stage=relation.stage,
        at=relation.stage_since,
        by=actor.user_id,
        reason=reason[:500],
    )


async def _changed(
    session: AsyncSession, actor: Actor, verb: str, relation: Relation, changes: dict[str, list[Any]]
) -> None:
    """The person's record shows their relations: it is a newer version too."""
    await session.flush()
    await session.execute(
        update(Blogger)
        .where(col(Blogger.id) == relation.blogger_id)
        .values(version=Blogger.version + 1, updated_at=now())
        .execution_options(synchronize_session="fetch")
    )
    await _record(session, actor, verb, relation, changes)


async def _record(
    session: AsyncSession, actor: Actor, verb: str, relation: Relation, changes: dict[str, list[Any]]
) -> None:
    names = await queries.names(session, actor, [relation.blogger_id])
    await record(
        session,
        actor,
        verb,
        "relation",
        relation.id,
        changes,
        name=names.get(relation.blogger_id, ""),
        brand_id=relation.brand_id,
        blogger_id=relation.blogger_id,
    )


def _facts(relation: Relation) -> dict[str, Any]:
    return {name: getattr(relation, name) for name in ("stage", "owner_id", "address_form", "turn")}
